"""The survey of the district at two year-ends, village by village, into spools; and what later stages need to know.

Areas follow the survey's chain: the district's control area is the sum of the survey areas, villages are levelled to
it and patches to their village, so that TBMJ → village → town → district add up to 0.01 m².
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from yulin.geodesy.survey_area import survey_areas, survey_areas_dm2
from yulin.quantities.apportion import level_to_control
from yulin.sample import layers, names
from yulin.sample.attributes import dltb_columns
from yulin.sample.changes import Change, Taken, cmu_of, eligible, share_out, take_changes
from yulin.sample.classes import slope_grades
from yulin.sample.cuts import polygons_array
from yulin.sample.draws import draws
from yulin.sample.layers import GK, Spool, bsm
from yulin.sample.layout import Layout
from yulin.sample.mosaic import Ints
from yulin.sample.protection import (
    boundary_rows,
    farmland_rows,
    permanent_patches,
    redline_patches,
    redline_rows,
)

YEARS = (2024, 2025)
Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Survey:
    """What the survey left for the ledgers: polygons of villages, towns and control lines, and the changes.

    boundary: 城镇集中建设区; redline: all of it; farmland: the permanent farmland of one village, ``farmland_village``.

    control: the district's area in 0.01 m². spools: the layers, ready to be poured.
    """

    layout: Layout
    villages: NDArray[np.object_]
    towns: NDArray[np.object_]
    boundary: NDArray[np.object_]
    redline: NDArray[np.object_]
    farmland: NDArray[np.object_]
    farmland_village: int
    changes: list[Change]
    control: int
    spools: list[Spool]


def survey_district(layout: Layout, folder: Path, change_count: int, change_cmu: int, step: Step) -> Survey:
    """Draw every village and put the rows of all layers into spools in ``folder``.

    step: called with (what, done, of) as villages are finished.
    """
    count = len(layout.terrain.village_codes)
    raw = []
    for village in range(count):
        raw.append(survey_areas(layout.polygons(village), GK))
        step("areas", village + 1, count)
    control, village_area = _control(layout, raw)
    spools = {name: Spool(folder, name, fields) for name, fields in (
        ("DLTB_2024", layers.DLTB), ("DLTB_2025", layers.DLTB), ("XZQ", layers.XZQ), ("CJDCQ", layers.CJDCQ),
        ("YJJBNTBHTB", layers.YJJBNTBHTB), ("STBHHX", layers.STBHHX), ("CZKFBJ", layers.CZKFBJ))}
    pools = [_pool(layout, village, raw[village]) for village in range(count)]
    number, area = share_out(change_cmu, change_count, *(np.array(c, np.int64) for c in zip(*(
        (len(pool), int(raw[v][pool].sum() * 100)) for v, pool in enumerate(pools)), strict=True)))
    permanent, wild = permanent_patches(layout), redline_patches(layout)
    outlines: list[BaseGeometry] = []
    red: list[BaseGeometry] = []
    changes: list[Change] = []
    farmland, farmed = np.empty(0, object), 0
    for village in range(count):
        rows = _Village(layout, village, raw[village], int(village_area[village]))
        taken = rows.changes(pools[village], number[village], area[village])
        spools["DLTB_2024"].put(rows.columns, rows.polygons)
        spools["DLTB_2025"].put(*rows.after(taken, spools["DLTB_2025"].rows, len(changes)))
        changes += [rows.change(item) for item in taken]
        own = slice(int(layout.first[village]), int(layout.first[village + 1]))
        keep = permanent[own].copy()
        keep[[t.patch for t in taken]] = False
        kept, shapes = farmland_rows(layout, village, rows.polygons, rows.columns, keep, spools["YJJBNTBHTB"].rows)
        spools["YJJBNTBHTB"].put(kept, shapes)
        if len(shapes) >= 3 and not len(farmland):
            farmland, farmed = shapes, village
        if wild[own].any():
            red.append(shapely.coverage_union_all(rows.polygons[wild[own]]))
        outlines.append(shapely.coverage_union_all(rows.polygons))
        step("villages", village + 1, count)
    villages = polygons_array(outlines)
    towns = _units(layout, villages, village_area, spools)
    lines, redline = redline_rows(layout, red)
    spools["STBHHX"].put(lines, redline)
    boundary, zones = boundary_rows(layout, shapely.union_all(towns))
    spools["CZKFBJ"].put(boundary, zones)
    for spool in spools.values():
        spool.close()
    cores = zones[np.array(boundary["GHFQDM"]) == "01"]
    return Survey(layout, villages, towns, cores, redline, farmland, farmed, changes, control,
                  list(spools.values()))


def _control(layout: Layout, raw: list[NDArray[np.float64]]) -> tuple[int, Ints]:
    """Control area of the district and the villages' areas levelled to it, 0.01 m²."""
    exact = np.array([areas.sum() for areas in raw])
    control = int(np.floor(exact.sum() * 100 + 0.5))
    rounded = np.floor(exact * 100 + 0.5).astype(np.int64)
    return control, level_to_control(rounded, control, layout.terrain.village_codes)


def _pool(layout: Layout, village: int, raw: NDArray[np.float64]) -> Ints:
    own = slice(int(layout.first[village]), int(layout.first[village + 1]))
    strip = ~np.isnan(layout.width[own])
    return np.flatnonzero(eligible(layout.code[own], strip, (raw * 100).astype(np.int64)))


class _Village:
    """One village at the first year-end, and what it becomes at the second."""

    def __init__(self, layout: Layout, village: int, raw: NDArray[np.float64], area: int) -> None:
        self.layout = layout
        self.village = village
        self.own = np.arange(int(layout.first[village]), int(layout.first[village + 1]))
        self.polygons = layout.polygons(village)
        self.tbbh = np.arange(1, len(self.own) + 1)
        self.tbmj = level_to_control(np.floor(raw * 100 + 0.5).astype(np.int64), area, self.tbbh.tolist())
        self.columns = self._columns(self.own, self.own + 1, self.tbbh, layout.code[self.own], self.tbmj, YEARS[0])

    def _columns(self, patch: Ints, number: Ints, tbbh: Ints, code: NDArray[np.str_], tbmj: Ints,
                 year: int) -> dict[str, Any]:
        terrain, layout = self.layout.terrain, self.layout
        return dltb_columns(
            terrain.village_codes[self.village], terrain.village_names[self.village], number, tbbh, code, tbmj,
            slope_grades(terrain, layout.seat[patch]), layout.place[patch], layout.width[patch],
            draws(patch, terrain.seed + 3, 4), year)

    def changes(self, pool: Ints, count: int, cmu: int) -> list[Taken]:
        """The village's changes of the year."""
        rng = np.random.default_rng([self.layout.terrain.seed, 6, self.village])
        return take_changes(rng, self.layout.code[self.own], self.tbmj, self.polygons, pool, count, cmu)

    def change(self, taken: Taken) -> Change:
        """The ledger's view of a change."""
        number = f"{self.layout.terrain.village_codes[self.village]}{self._tbbh_after[taken.patch]:08d}"
        return Change(number, self.village, str(self.layout.code[self.own[taken.patch]]), taken.after, taken.cause,
                      cmu_of(taken.dm2), taken.polygon)

    def after(self, taken: list[Taken], serial: int, changed: int) -> tuple[dict[str, Any], NDArray[np.object_]]:
        """Columns and polygons at the second year-end: unchanged rows word for word, changed rows with new 标识码.

        changed: changes of the villages before, which fixes the serial numbers of new rows.
        """
        cut = [t for t in taken if t.rest is not None]
        fresh_tbbh = {t.patch: len(self.own) + 1 + i for i, t in enumerate(cut)}
        self._tbbh_after = {t.patch: fresh_tbbh.get(t.patch, t.patch + 1) for t in taken}
        patch = [t.patch for t in taken] + [t.patch for t in cut]
        code = [t.after for t in taken] + [str(self.layout.code[self.own[t.patch]]) for t in cut]
        tbmj = [t.dm2 for t in taken] + [int(self.tbmj[t.patch]) - t.dm2 for t in cut]
        tbbh = [self._tbbh_after[t.patch] for t in taken] + [t.patch + 1 for t in cut]
        number = len(self.layout.code) + 2 * changed + 1 + np.arange(len(patch))
        new = self._columns(self.own[patch], number, np.array(tbbh), np.array(code), np.array(tbmj, np.int64), YEARS[1])
        keep = np.ones(len(self.own), bool)
        keep[[t.patch for t in taken]] = False
        shapes = [t.polygon for t in taken] + [t.rest for t in cut if t.rest is not None]
        columns = {name: _joined(self.columns[name], keep, new[name], len(patch)) for name in self.columns}
        return columns, np.concatenate([self.polygons[keep], polygons_array(shapes)])


def _joined(old: Any, keep: NDArray[np.bool_], new: Any, count: int) -> Any:
    if isinstance(old, (str, int)):
        return [old] * int(keep.sum()) + [new] * count
    if isinstance(old, np.ndarray):
        return np.concatenate([old[keep], new])
    return [value for value, kept in zip(old, keep, strict=True) if kept] + list(new)


def _units(layout: Layout, villages: NDArray[np.object_], area: Ints, spools: dict[str, Spool]) -> NDArray[np.object_]:
    """Rows of CJDCQ (villages) and XZQ (towns); returns the towns' polygons."""
    terrain = layout.terrain
    serial = np.arange(1, len(villages) + 1)
    spools["CJDCQ"].put({
        "BSM": bsm("0120", serial, names.DISTRICT_CODE), "YSDM": "1000600500",
        "ZLDWDM": [code + "0" * 7 for code in terrain.village_codes], "ZLDWMC": list(terrain.village_names),
        "DCMJ": area / 100, "JSMJ": survey_areas_dm2(villages, GK) / 100, "MSSM": "00"}, villages)
    towns = polygons_array([shapely.coverage_union_all(villages[terrain.village_town == t])
                            for t in range(len(names.TOWNS))])
    surveyed = np.bincount(terrain.village_town, area.astype(float), len(names.TOWNS))
    spools["XZQ"].put({
        "BSM": bsm("0110", np.arange(1, len(towns) + 1), names.DISTRICT_CODE), "YSDM": "1000600100",
        "XZQDM": [code for code, _name in names.TOWNS], "XZQMC": [name for _code, name in names.TOWNS],
        "DCMJ": surveyed / 100, "JSMJ": survey_areas_dm2(towns, GK) / 100, "MSSM": "00"}, towns)
    return towns

