"""Whether polygons are what a ledger can stand on: present, closed, not crossing, not flat, not twice there.

Each fault is a finding with the place where it lies; nothing is repaired. Errors are faults that leave the
area unsaid (crossing rings); a ring that merely touches itself has an honest area and is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from yulin.findings import Finding, Level
from yulin.i18n import gettext as _

FLAT = 1e-6  # m²; a ring whose hull has less encloses nothing


def polygon_faults(geoms: ArrayLike, labels: Sequence[str] | None = None) -> list[tuple[int, Finding]]:
    """The faults of polygons and multipolygons, as (position, finding), in the order of positions.

    geoms: (n,) shapely geometries in a metric plane; labels: (n,) what findings call them.
    """
    array = np.atleast_1d(np.asarray(geoms, dtype=object))
    kinds = shapely.get_type_id(array)
    found: list[tuple[int, Finding]] = []

    def say(at: int, level: Level, code: str, message: str) -> None:
        place = labels[at] if labels else ""
        found.append((at, Finding(level, code, message, place, _("请修正图形后重新提供。"))))

    for i in np.flatnonzero(kinds == -1):
        say(int(i), "error", "geometry.missing", _("没有图形。"))
    for i in np.flatnonzero((kinds != -1) & (kinds != 3) & (kinds != 6)):
        say(int(i), "error", "geometry.not_polygon", _("图形不是面。"))
    polygonal = np.flatnonzero((kinds == 3) | (kinds == 6))
    empty = shapely.is_empty(array[polygonal])
    for i in polygonal[empty]:
        say(int(i), "error", "geometry.empty", _("图形为空。"))
    filled = polygonal[~empty]
    finite = _all_finite(array[filled])
    for i in filled[~finite]:
        say(int(i), "error", "coordinates.not_finite", _("坐标中有非有限数。"))
    filled = filled[finite]
    invalid = filled[~shapely.is_valid(array[filled])]
    for i, reason in zip(invalid.tolist(), shapely.is_valid_reason(array[invalid]), strict=True):
        say(i, *_in_words(str(reason)))
    for i in filled[_has_flat_ring(array[filled])]:
        say(int(i), "error", "ring.zero_area", _("有界线围成的面积为零。"))
    for place, first in _duplicates(array, filled):
        say(place, "error", "geometry.duplicate",
            _("图形与{other}完全相同。").format(other=labels[first] if labels else f"#{first + 1}"))
    return sorted(found, key=lambda pair: pair[0])


def _all_finite(geoms: NDArray[np.object_]) -> NDArray[np.bool_]:
    coords, owner = shapely.get_coordinates(geoms, return_index=True)
    finite = np.ones(len(geoms), bool)
    finite[owner[~np.isfinite(coords).all(axis=1)]] = False
    return finite


def _in_words(reason: str) -> tuple[Level, str, str]:
    """Level, code and sentence for GEOS's reason, e.g. ``Self-intersection[38500000 3300000]``."""
    place = re.search(r"\[([-\d.e+]+) ([-\d.e+]+)", reason)
    at = _("（{x}, {y} 附近）").format(
        x=f"{float(place[1]):.3f}", y=f"{float(place[2]):.3f}") if place else ""
    if reason.startswith("Ring Self-intersection"):
        return "warning", "ring.touches_itself", _("界线自相接触{at}。").format(at=at)
    if reason.startswith("Self-intersection"):
        return "error", "ring.crossing", _("界线自相交叉{at}。").format(at=at)
    if reason.startswith("Duplicate Rings"):
        return "error", "ring.duplicate", _("有重复的界线{at}。").format(at=at)
    if reason.startswith(("Hole lies outside", "Holes are nested", "Nested")):
        return "error", "ring.nesting", _("内外环关系有误{at}。").format(at=at)
    if reason.startswith("Too few points"):
        return "error", "ring.too_few_points", _("界线不足三个点{at}。").format(at=at)
    if reason.startswith("Interior is disconnected"):
        return "error", "ring.disconnected", _("图形内部被界线隔断{at}。").format(at=at)
    return "error", "geometry.invalid", _("图形无效：{reason}。").format(reason=reason)


def _has_flat_ring(geoms: NDArray[np.object_]) -> NDArray[np.bool_]:
    parts, part_of = shapely.get_parts(geoms, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    if len(rings) == 0:
        return np.zeros(len(geoms), bool)
    lines: Any = rings
    areas = np.asarray(shapely.area(shapely.convex_hull(lines)))
    flat = np.zeros(len(geoms), bool)
    flat[part_of[ring_part[areas < FLAT]]] = True
    return flat


def _duplicates(array: NDArray[np.object_], places: NDArray[np.int64]) -> list[tuple[int, int]]:
    """(position, position of the first alike) of geometries that equal an earlier one, however they start."""
    if len(places) < 2:
        return []
    boxes = np.round(shapely.bounds(array[places]), 4)
    _kinds, kind_of, count = np.unique(boxes, axis=0, return_inverse=True, return_counts=True)
    suspects = places[count[kind_of.ravel()] > 1]
    if len(suspects) == 0:
        return []
    first: dict[bytes, int] = {}
    alike = []
    for place, wkb in zip(suspects, shapely.to_wkb(shapely.normalize(array[suspects])), strict=True):
        earlier = first.setdefault(wkb, int(place))
        if earlier != place:
            alike.append((int(place), earlier))
    return alike
