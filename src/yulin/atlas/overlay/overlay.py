"""Overlay of two polygon layers in memory: one row per pair that covers ground in common, with its area.

Both layers lie in the equal-area plane, so that a planar area is a survey area. Polygons are presumed valid
(the import checks them); one that overlaps itself is counted as often as it covers.

Neighbours that only touch give no row: an area that the arithmetic cannot tell from zero (see ``kernel``) is
touching. What is above that and below ``SLIVER_M2`` is a sliver: it stays a row, and is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from yulin.atlas.boxtree import box_tree
from yulin.atlas.overlay.plane import in_equal_area
from yulin.atlas.overlay.tiling import SLIVER_M2
from yulin.atlas.overlay.units import units_of
from yulin.atlas.overlay.work import only_near, pairs, settle
from yulin.atlas.rings import Rings, rings_from_geometries, rings_from_wkb, rings_of_plain
from yulin.atlas.wkb import plain_wkb
from yulin.atlas.workers import spread
from yulin.geodesy.crs import gk_from_epsg, is_gk

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 2048


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
    """All pairs of the two layers with common ground, worked on by blocks of 2,048 units along the Hilbert curve."""
    a, b = units_of(left), units_of(right)
    tree, rank = box_tree(b.box), box_tree(a.box).order
    parts = spread(lambda first, last: pairs(a, b, tree, rank[first:last]), len(a), BLOCK)
    parts = parts or [pairs(a, b, tree)]
    i, j, area, touching = settle(parts)
    return Overlay(i, j, area, area < sliver_m2, touching, sliver_m2)


def overlay_wkb(left: pa.Array, right: pa.Array, sliver_m2: float = SLIVER_M2) -> Overlay:
    """The same of two Arrow columns of WKB in the equal-area plane, the left one by blocks: each is decoded, its
    polygons that meet a box of the right are cut up, and their areas settled, before the next; rows to the last bit
    those of ``overlay_rings``. Quickest with the heavier layer on the left.
    """
    plain = plain_wkb(left)
    if plain is None:
        return overlay_rings(rings_from_wkb(left), rings_from_wkb(right), sliver_m2)
    b = units_of(rings_from_wkb(right))
    tree = box_tree(b.box)

    def block(first: int, last: int) -> tuple[Ints, Ints, Floats, int]:
        rings = only_near(rings_of_plain(plain, first, last), [tree] if len(b) else [])
        i, j, area, touching = settle([pairs(units_of(rings), b, tree)])
        return i + first, j, area, touching

    parts = spread(block, len(plain), BLOCK)
    i, j, area = (np.concatenate([part[k] for part in parts]) for k in range(3))
    return Overlay(i, j, area, area < sliver_m2, sum(part[3] for part in parts), sliver_m2)


def intersection_areas(left: Any, right: Any) -> tuple[Ints, Ints, Floats]:
    """Areas of all intersecting pairs of two arrays of shapely (multi)polygons in the equal-area plane.

    Returns (i, j, area_m2), sorted by i then j; slivers included, touching pairs left out.
    """
    found = overlay_rings(rings_from_geometries(left), rings_from_geometries(right))
    return found.left, found.right, found.area


def shared_areas(shape: Any, others: Sequence[Any], epsg: int) -> Floats:
    """The survey area that one (multi)polygon shares with each of the others, float64[others] in m²; 0 for touching.

    All are shapely geometries in EPSG ``epsg``: a Gauss-Krüger zone of CGCS2000, or longitude and latitude.
    """
    out = np.zeros(len(others))
    meridian = gk_from_epsg(epsg).central_meridian if is_gk(epsg) else round(float(shape.centroid.x))
    left, right = (in_equal_area(rings_from_geometries(side), epsg, meridian) for side in ([shape], others))
    found = overlay_rings(left, right)
    out[found.right] = found.area
    return out
