"""Overlay of two polygon layers: one row per pair that covers ground in common, with its area.

Both layers lie in the equal-area plane, so that a planar area is a survey area. Polygons are presumed valid
(the import checks them); one that overlaps itself is counted as often as it covers.

Neighbours that only touch give no row: an area that the arithmetic cannot tell from zero (see ``kernel``) is
touching. What is above that and below ``SLIVER_M2`` is a sliver: it stays a row, and is marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yulin.atlas.boxtree import box_tree
from yulin.atlas.overlay.kernel import pair_areas
from yulin.atlas.overlay.units import Units, units_of
from yulin.atlas.overlay.workers import spread
from yulin.atlas.rings import Rings, rings_from_geometries

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SLIVER_M2 = 0.01
BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Overlay:
    """Rows sorted by (left, right): indices into the two layers and the area in m².

    sliver: bool per row, area below ``sliver_m2``; touching: pairs whose boxes meet but whose area is no area.
    """

    left: Ints
    right: Ints
    area: Floats
    sliver: NDArray[np.bool_]
    touching: int
    sliver_m2: float

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.left)


def overlay_rings(left: Rings, right: Rings, sliver_m2: float = SLIVER_M2) -> Overlay:
    """All pairs of the two layers with common ground. Work goes by blocks of 4,096 units along the Hilbert curve;
    beside the layers' edges only the rows are kept.
    """
    return _overlay_units(units_of(left), units_of(right), sliver_m2)


def intersection_areas(left: Any, right: Any) -> tuple[Ints, Ints, Floats]:
    """Areas of all intersecting pairs of two arrays of shapely (multi)polygons in the equal-area plane.

    Returns (i, j, area_m2), sorted by i then j; slivers included, touching pairs left out.
    """
    found = overlay_rings(rings_from_geometries(left), rings_from_geometries(right))
    return found.left, found.right, found.area


def _overlay_units(a: Units, b: Units, sliver_m2: float) -> Overlay:
    if len(a) == 0 or len(b) == 0:
        nothing = np.zeros(0, np.int64)
        return Overlay(nothing, nothing, np.zeros(0), np.zeros(0, bool), 0, sliver_m2)
    tree = box_tree(b.box)
    rank = box_tree(a.box).order
    widest_a, widest_b = int(np.diff(a.start).max()), int(np.diff(b.start).max())

    def block(first: int, last: int) -> tuple[Ints, Ints, Floats, Floats]:
        i, j, area, floor = pair_areas(a.edges, a.start, a.box, first, last, rank, b.edges, b.start, b.box,
                                       tree.order, tree.box, tree.level, widest_a, widest_b)
        return a.geometry[i], b.geometry[j], area, floor

    parts = spread(block, len(a), BLOCK)
    left, right = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    area, floor = np.concatenate([p[2] for p in parts]), np.concatenate([p[3] for p in parts])
    order = np.lexsort((right, left))
    left, right, area, floor = left[order], right[order], area[order], floor[order]
    if not (a.whole and b.whole):
        left, right, area, floor = _joined(left, right, area, floor)
    real = area > floor
    left, right, area = left[real], right[real], area[real]
    return Overlay(left, right, area, area < sliver_m2, int(len(real) - real.sum()), sliver_m2)


def _joined(left: Ints, right: Ints, area: Floats, floor: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """Rows of the same two polygons, cut into several units, become one row."""
    if len(left) == 0:
        return left, right, area, floor
    new = np.ones(len(left), bool)
    new[1:] = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
    first = np.flatnonzero(new)
    return left[first], right[first], np.add.reduceat(area, first), np.add.reduceat(floor, first)
