"""A standing layer: a version kept open, asked again and again what lies on a few parcels.

The rows near a parcel come from the version's row index, their polygons straight from the mapped file: no footer is
parsed, no row group is decoded, nothing is kept but the map. Opening costs a few small reads; the office opens each
version once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yulin.atlas.boxtree import BoxTree, levels_over
from yulin.atlas.overlay.overlay import Overlay
from yulin.atlas.overlay.plane import in_equal_area
from yulin.atlas.overlay.tiling import SLIVER_M2
from yulin.atlas.overlay.units import units_of
from yulin.atlas.overlay.work import pairs, settle
from yulin.atlas.rings import Rings, rings_from_wkb
from yulin.atlas.version import Version
from yulin.atlas.window import rows_meeting, shapes_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MARGIN_M = 1.0  # around a parcel's box: planes of two zones differ by less over a parcel


def areas_on(version: Version, parcels: Rings, meridian: int, windows: Floats,
             sliver_m2: float = SLIVER_M2) -> Overlay:
    """What of the version lies on the parcels: rows (parcel, row of the version, area in m²).

    parcels: in the equal-area plane of ``meridian``; windows: float64[k, 4] in the version's own plane, together
    holding all parcels.
    """
    rows = rows_meeting(version, windows)
    rings = in_equal_area(rings_from_wkb(shapes_of(version, rows)), version.gk.epsg, meridian)
    a, b = units_of(parcels), units_of(rings)
    tree = BoxTree(np.arange(len(b)), *levels_over(b.box))  # rows come along the curve already
    i, j, area, touching = settle([pairs(a, b, tree)], a.whole and b.whole)
    return Overlay(i, rows[j], area, area < sliver_m2, touching, sliver_m2)
