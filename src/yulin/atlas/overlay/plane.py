"""From the survey plane to the equal-area plane, for whole layers of rings."""

from __future__ import annotations

import numpy as np

from yulin.atlas.overlay.workers import spread
from yulin.atlas.rings import Floats, Ints, Rings, finish
from yulin.geodesy.crs import Gk
from yulin.geodesy.densify import densify
from yulin.geodesy.equal_area import coords_to_equal_area

RINGS_AT_ONCE = 16384


def to_equal_area_rings(rings: Rings, gk: Gk) -> Rings:
    """Rings of the plane of ``gk`` (easting, northing, metres) in the equal-area plane, long edges divided.

    The same vertex has the same doubles, so edges that were shared stay shared.
    """
    def piece(first: int, last: int) -> tuple[Floats, Ints]:
        a, b = rings.ring_start[first], rings.ring_start[last]
        owner = np.repeat(np.arange(last - first), np.diff(rings.ring_start[first:last + 1]))
        dense, ring = densify(np.column_stack([rings.x[a:b], rings.y[a:b]]), owner)
        return coords_to_equal_area(dense[:, 0], dense[:, 1], gk), np.bincount(ring, minlength=last - first)

    parts = spread(piece, len(rings.ring_sign), RINGS_AT_ONCE)
    xy = np.concatenate([part[0] for part in parts]) if parts else np.zeros((0, 2))
    counts = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.int64)
    ring_start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    # Winding and role are one sign; both planes wind alike, so it is carried over.
    return finish(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]), ring_start, rings.ring_sign,
                  rings.geom_start, rings.ring_sign)
