"""年度变更: what changed between the two year-ends, village by village, with an exact total.

A change takes over a whole patch or cuts a piece off one. The areas in 亩, each rounded to 0.01 from the survey area
in m², add up to the total asked for; the last few cuts of each village are sized to make it so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.quantities.apportion import apportion
from yulin.sample.cuts import cut_at_vertices, polygons_array
from yulin.sample.layers import GK
from yulin.sample.mosaic import Ints
from yulin.sample.room import NoRoom

CMU = 100
"""Ledger areas are kept in hundredths of a 亩."""
LARGEST_DM2 = 3_500_000
SMALLEST_DM2 = 60_000
ATTEMPTS = 60

OUTCOMES: dict[str, tuple[tuple[str, float, str], ...]] = {
    "01": (("0601", 3, "建设项目占用"), ("0701", 2, "建设项目占用"), ("1003", 1, "道路工程建设"),
           ("0809", 1, "建设项目占用"),
           ("08H2", 1, "建设项目占用"), ("1202", 2, "设施农业建设"), ("0201", 2, "农业结构调整"),
           ("0301", 1, "造林绿化")),
    "02": (("0103", 6, "耕地恢复"), ("0102", 1, "耕地恢复"), ("0601", 1, "建设项目占用"), ("1202", 1, "设施农业建设")),
    "03": (("0103", 6, "耕地恢复"), ("0404", 1, "自然变化"), ("1003", 1, "道路工程建设")),
    "04": (("0103", 4, "土地整治"), ("0301", 3, "造林绿化"), ("0601", 1, "建设项目占用")),
    "05": (("0701", 1, "用途调整"), ("0810", 1, "用途调整")),
    "06": (("0103", 3, "工矿废弃地复垦"), ("0701", 2, "用途调整"), ("0301", 1, "生态修复")),
    "07": (("0103", 2, "宅基地复垦"), ("0810", 2, "用途调整"), ("08H2", 1, "用途调整")),
    "12": (("0103", 3, "土地整治"), ("0301", 2, "造林绿化")),
}
"""What a class (first two digits) may become: class, weight, 变更原因."""


@dataclass(frozen=True)
class Change:
    """One changed patch: key 图斑号, village index, classes before and after, cause, 亩 in hundredths, polygon."""

    number: str
    village: int
    before: str
    after: str
    cause: str
    cmu: int
    polygon: Polygon


@dataclass(frozen=True)
class Taken:
    """How the change was made: patch (within the village), survey area and polygon of the changed part, and of
    the rest where the patch was cut.
    """

    patch: int
    after: str
    cause: str
    dm2: int
    polygon: Polygon
    rest: Polygon | None


def cmu_of(dm2: int) -> int:
    """Hundredths of a 亩 for an area in 0.01 m², half to even: 1 亩 = 2000/3 m²."""
    whole, left = divmod(dm2 * 3, 2000)
    return whole + (1 if left > 1000 or (left == 1000 and whole % 2) else 0)


def _off_by(dm2: int) -> float:
    return abs(dm2 * 3 / 2000 - cmu_of(dm2))


def eligible(code: NDArray[np.str_], strip: NDArray[np.bool_], dm2: Ints) -> NDArray[np.bool_]:
    """Patches that may change, (k,): of a class with outcomes, no river or road, neither tiny nor huge."""
    known = np.array([c[:2] in OUTCOMES for c in code], bool)
    return np.asarray(known & ~strip & (dm2 < LARGEST_DM2) & (dm2 > SMALLEST_DM2), bool)


def share_out(total_cmu: int, total_count: int, patches: Ints, dm2: Ints) -> tuple[list[int], list[int]]:
    """Number of changes and their area (hundredths of a 亩) for each village, by its eligible patches and area."""
    return apportion(total_count, patches.tolist()), apportion(total_cmu, dm2.tolist())


def take_changes(rng: np.random.Generator, code: NDArray[np.str_], tbmj: Ints, polygons: NDArray[np.object_],
                 pool: Ints, count: int, total_cmu: int) -> list[Taken]:
    """``count`` changes among a village's patches whose 亩 add up to ``total_cmu`` hundredths.

    code, tbmj (0.01 m²), polygons: (k,) each. pool: the patches that may change. Raises NoRoom when the village is
    too small for it.
    """
    for attempt in range(ATTEMPTS):
        cuts = min(count, max(1, round(count * (0.34 + 0.66 * attempt / ATTEMPTS))))
        taken = _attempt(rng, code, tbmj, polygons, rng.permutation(pool), count, cuts, total_cmu)
        if taken is not None:
            return taken
    raise NoRoom(f"{len(pool)} patches cannot take {count} changes of {total_cmu / CMU} 亩")


def _attempt(rng: np.random.Generator, code: NDArray[np.str_], tbmj: Ints, polygons: NDArray[np.object_],
             pool: Ints, count: int, cuts: int, total_cmu: int) -> list[Taken] | None:
    """Changes of ``cuts`` pieces and ``count`` − ``cuts`` whole patches out of the pool's first; None: no luck."""
    subset = pool[:3 * count + 12]
    solid = [int(i) for i in subset if not polygons[i].interiors]
    large = sorted(solid, key=lambda i: (-int(tbmj[i]), i))[:cuts]
    whole = [int(i) for i in subset if int(i) not in large and _off_by(int(tbmj[i])) < 0.48][:count - cuts]
    left = total_cmu - sum(cmu_of(int(tbmj[i])) for i in whole)
    room = [cmu_of(int(tbmj[i])) for i in large]
    if len(large) < cuts or len(whole) < count - cuts or not 0.12 * sum(room) < left < 0.80 * sum(room):
        return None
    out = [_taken(rng, i, str(code[i]), int(tbmj[i]), polygons[i], None) for i in whole]
    for k, patch in enumerate(large):
        share = apportion(left, room[k:])[0]
        if k < cuts - 1:
            share = round(share * rng.uniform(0.9, 1.1))
        piece = _cut_piece(rng, patch, str(code[patch]), int(tbmj[patch]), polygons[patch], share)
        if piece is None:
            return None
        out.append(piece)
        left -= share
    return out


def _cut_piece(rng: np.random.Generator, patch: int, code: str, tbmj: int, polygon: Polygon,
               cmu: int) -> Taken | None:
    """A piece of ``cmu`` hundredths of a 亩 off one patch."""
    wanted = cmu * 2000 / 3
    cut = cut_at_vertices(polygon, wanted / 100 * polygon.area * 100 / tbmj)
    if cut is None:
        return None
    area = int(survey_areas_dm2(polygons_array([cut[0]]), GK)[0])
    if cmu_of(area) != cmu or _off_by(area) >= 0.48 or tbmj - area < 1000:
        return None
    return _taken(rng, patch, code, area, *cut)


def _taken(rng: np.random.Generator, patch: int, code: str, dm2: int, polygon: Polygon, rest: Polygon | None) -> Taken:
    options = [option for option in OUTCOMES[code[:2]] if option[0] != code]
    weights = np.array([weight for _after, weight, _cause in options])
    after, _weight, cause = options[int(rng.choice(len(options), p=weights / weights.sum()))]
    return Taken(patch, after, cause, dm2, polygon, rest)
