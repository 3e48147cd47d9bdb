"""Control lines: permanent farmland YJJBNTBHTB, ecological redline STBHHX and urban boundary CZKFBJ.

Permanent farmland takes most of the farmland; many of its borders are the survey's own, some are shifted by decimetres
or simplified, as hand-drawn plans are. The redline is a few large areas of hill land with holes where people live.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from yulin.geodesy.levelling import deduct_ridge
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.sample import names
from yulin.sample.classes import CLASSES, is_farmland
from yulin.sample.cuts import polygons_array
from yulin.sample.draws import draws
from yulin.sample.layers import GK, bsm
from yulin.sample.layout import Layout
from yulin.sample.mosaic import Ints
from yulin.sample.terrain import CENTRE

FARMLAND_KEPT = 0.845
"""Share of the farmland patches offered to permanent farmland (by number; by area it comes to 80–85 %)."""
REDLINE_PARTS = 9


def permanent_patches(layout: Layout) -> NDArray[np.bool_]:
    """Which patches are taken into permanent farmland, (patches,): the gentle ones away from the towns."""
    farm = is_farmland(layout.code)
    away = layout.terrain.nearest_town(layout.seat)[0] / layout.terrain.radius
    noise = draws(np.arange(len(farm)), layout.terrain.seed, 1)[:, 0]
    score = np.minimum(away, 0.3) * 2 - 0.35 * np.maximum(layout.terrain.hills(layout.seat), 0) + 0.9 * noise
    score[layout.place > 0] -= 5
    limit = np.quantile(score[farm], 1 - FARMLAND_KEPT)
    return np.asarray(farm & (score > limit), bool)


def farmland_rows(layout: Layout, village: int, polygons: NDArray[np.object_], columns: dict[str, Any],
                  taken: NDArray[np.bool_], serial: int) -> tuple[dict[str, Any], NDArray[np.object_]]:
    """Permanent farmland of one village: columns and polygons.

    columns: the village's DLTB columns; taken: (k,) patches to take; serial: rows already made in earlier villages.
    """
    members, label = _groups(layout, village, taken)
    if not len(members):
        return {}, np.empty(0, object)
    count = int(label.max()) + 1
    main = np.array([members[label == g][0] for g in range(count)])
    shapes = np.empty(count, object)
    for g in range(count):
        own = polygons[members[label == g]]
        shapes[g] = own[0] if len(own) == 1 else shapely.coverage_union_all(own)
    shapes = _redrawn(shapes, draws(layout.first[village] + main, layout.terrain.seed + 1, 4))
    area = survey_areas_dm2(shapes, GK)
    ridge = np.asarray(columns["KCXS"])[main]
    kcmj, net = deduct_ridge(area, ridge)
    number = serial + 1 + np.arange(count)
    same = {name: [columns[name][i] for i in main] for name in (
        "TBBH", "DLBM", "QSXZ", "QSDWDM", "QSDWMC", "KCDLBM", "GDLX", "GDPDJB", "GDDB")}
    code, name = layout.terrain.village_codes[village], layout.terrain.village_names[village]
    return {
        **same, "BSM": bsm("0510", number, names.DISTRICT_CODE), "YSDM": "2005010300", "XZQDM": code, "XZQMC": name,
        "YJJBNTTBBH": [f"{code}{n:08d}" for n in range(1, count + 1)], "DLMC": [CLASSES[c] for c in same["DLBM"]],
        "ZLDWDM": code + "0" * 7, "ZLDWMC": name, "YJJBNTTBMJ": area / 100, "KCXS": ridge, "KCMJ": kcmj / 100,
        "YJJBNTMJ": net / 100, "SJNF": 2024,
    }, shapes


def _groups(layout: Layout, village: int, taken: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Patches taken and the parcel each belongs to: some neighbours of one class are drawn together."""
    members = np.flatnonzero(taken)
    pairs = layout.neighbours(village)
    first = int(layout.first[village])
    code = layout.code[first:first + len(taken)]
    joint = taken[pairs].all(axis=1) & (code[pairs[:, 0]] == code[pairs[:, 1]])
    pairs = pairs[joint]
    chosen = draws(first + pairs[:, 0] * 131 + pairs[:, 1], layout.terrain.seed + 2, 1)[:, 0] < 0.10
    a, b = pairs[chosen].T if chosen.any() else (np.empty(0, int), np.empty(0, int))
    graph = coo_matrix((np.ones(len(a)), (a, b)), shape=(len(taken), len(taken)))
    label = connected_components(graph, directed=False)[1][members]
    order = np.argsort(label, kind="stable")
    return members[order], np.unique(label[order], return_inverse=True)[1]


def _redrawn(shapes: NDArray[np.object_], chance: NDArray[np.float64]) -> NDArray[np.object_]:
    """Three fifths as they are, one fifth shifted by up to 0.5 m, one fifth simplified within 0.6 m."""
    out = shapes.copy()
    for i in np.flatnonzero((chance[:, 0] >= 0.6) & (chance[:, 0] < 0.8)):
        shift = (chance[i, 1:3] - 0.5) * 1.0
        moved = shapely.transform(shapes[i], lambda xy, shift=shift: np.round(xy + shift, 4))  # type: ignore[misc]
        out[i] = moved if moved.is_valid else shapes[i]
    for i in np.flatnonzero(chance[:, 0] >= 0.8):
        drawn = shapely.simplify(shapes[i], 0.6)
        out[i] = drawn if drawn.is_valid and drawn.geom_type == shapes[i].geom_type else shapes[i]
    return out


def redline_patches(layout: Layout) -> NDArray[np.bool_]:
    """Which patches lie in redline land, (patches,): hill land neither farmed nor built up, no roads or rivers."""
    wild = np.array([c[:2] in ("03", "04", "11") or c in ("1206", "1207") for c in layout.code])
    wild &= np.isnan(layout.width)
    height = layout.terrain.hills(layout.seat)
    limit = max(0.55, float(np.quantile(height, 0.72)))
    return np.asarray(wild & (height > limit) & (layout.place == 0), bool)


def redline_rows(layout: Layout, pieces: list[Any]) -> tuple[dict[str, Any], NDArray[np.object_]]:
    """The redline's largest areas out of the villages' unions ``pieces``: columns and polygons."""
    parts = shapely.get_parts(shapely.union_all(polygons_array(pieces))) if pieces else np.empty(0, object)
    parts = parts[np.argsort(-shapely.area(parts), kind="stable")][:REDLINE_PARTS]
    shapes = np.array([_without_small_holes(p) for p in parts], dtype=object)
    for i in range(1, len(shapes), 2):
        moved = shapely.transform(shapes[i], lambda xy: np.round(xy + np.array([0.23, -0.17]), 4))
        shapes[i] = moved if moved.is_valid else shapes[i]
    towns = layout.terrain.nearest_town(np.column_stack([shapely.get_x(shapely.centroid(shapes)) - CENTRE[0],
                                                         shapely.get_y(shapely.centroid(shapes)) - CENTRE[1]]))[1]
    area = survey_areas_dm2(shapes, GK)
    count = len(shapes)
    return {
        "BSM": bsm("0520", np.arange(1, count + 1), names.DISTRICT_CODE), "YSDM": "3002030000",
        "XZQDM": [names.TOWNS[t][0] + "000" for t in towns], "XZQMC": [names.TOWNS[t][1] for t in towns],
        "HXBM": [f"{names.DISTRICT_CODE}-HX-{i + 1:02d}" for i in range(count)],
        "HXMC": [f"{names.TOWNS[t][1]}山地水源涵养红线区{i + 1}" for i, t in enumerate(towns)],
        "HXLX": "水源涵养", "LXBM": "11", "MJ": area / 100, "GKCS": "禁止开发性、生产性建设活动",
    }, shapes


def _without_small_holes(polygon: Any, least: float = 4000.0) -> Any:
    holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= least]
    return shapely.Polygon(polygon.exterior, holes)


def boundary_rows(layout: Layout, district: Any) -> tuple[dict[str, Any], NDArray[np.object_]]:
    """城镇开发边界 around every town's seat: 集中建设区, 弹性发展区 and 特别用途区."""
    shapes, kinds, towns = [], [], []
    for town in range(len(names.TOWNS)):
        size = (0.135 if town < 2 else 0.085) * layout.terrain.radius
        core = _blob(layout, town, 1.02 * size).intersection(district)
        ring = _blob(layout, town, 1.28 * size).intersection(district).difference(core)
        wedge = _wedge(layout, town, 1.6 * size, 0.7 + town, 2.1)
        green = _wedge(layout, town, 1.6 * size, 0.7 + town + math.pi, 0.8)
        for kind, shape in (("01", core), ("02", ring.intersection(wedge)), ("03", ring.intersection(green))):
            for part in shapely.get_parts(shapely.set_precision(shape, 0.001)):
                if part.geom_type == "Polygon" and part.area > 500:
                    shapes.append(part)
                    kinds.append(kind)
                    towns.append(town)
    zones = {"01": "城镇集中建设区", "02": "城镇弹性发展区", "03": "特别用途区"}
    polygons = polygons_array(shapes)
    return {
        "BSM": bsm("0530", np.arange(1, len(shapes) + 1), names.DISTRICT_CODE), "YSDM": "3002020000",
        "XZQDM": [names.TOWNS[t][0] + "000" for t in towns], "XZQMC": [names.TOWNS[t][1] for t in towns],
        "GHFQDM": kinds, "GHFQMC": [zones[k] for k in kinds], "MJ": survey_areas_dm2(polygons, GK) / 100,
    }, polygons


def _blob(layout: Layout, town: int, size: float) -> Any:
    angle = np.linspace(0, 2 * math.pi, 64, endpoint=False)
    rim = layout.terrain.town_seats[town] + size * np.column_stack([np.cos(angle), np.sin(angle)])
    reach = size * (1 + 0.12 * layout.terrain.detail(rim))
    xy = layout.terrain.town_seats[town] + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return shapely.Polygon(np.round(xy + np.asarray(CENTRE), 3))


def _wedge(layout: Layout, town: int, size: float, start: float, width: float) -> Any:
    angle = np.linspace(start, start + width, 20)
    rim = layout.terrain.town_seats[town] + size * np.column_stack([np.cos(angle), np.sin(angle)])
    return shapely.Polygon(np.vstack([layout.terrain.town_seats[town], rim]) + np.asarray(CENTRE))
