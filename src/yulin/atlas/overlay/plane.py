"""From a layer's own CRS to the equal-area plane, for whole layers of rings.

A layer in a Gauss-Krüger plane goes there by the survey's rule. One in degrees goes there vertex by vertex: its
edges are taken as straight there. The planes of two meridians differ by a shift along x and by nothing else.
"""

from __future__ import annotations

import numpy as np

from yulin.atlas.overlay.workers import spread
from yulin.atlas.rings import Floats, Ints, Rings, finish
from yulin.geodesy.crs import Gk, gk_from_epsg, is_gk
from yulin.geodesy.densify import densify
from yulin.geodesy.ellipsoid import E2, SEMI_MAJOR
from yulin.geodesy.equal_area import coords_to_equal_area

RINGS_AT_ONCE = 16384


def in_equal_area(rings: Rings, epsg: int, meridian: int) -> Rings:
    """Rings of EPSG ``epsg`` (a Gauss-Krüger zone of CGCS2000, or longitude and latitude in degrees) in the
    equal-area plane, with λ from ``meridian`` (degrees east).
    """
    if not is_gk(epsg):
        return _from_degrees(rings, meridian)
    gk = gk_from_epsg(epsg)
    return shifted(to_equal_area_rings(rings, gk), gk.central_meridian, meridian)


def shifted(rings: Rings, own: int, wanted: int) -> Rings:
    """Rings whose λ counts from the meridian ``own``, with λ from ``wanted``."""
    if own == wanted:
        return rings
    shift = SEMI_MAJOR * np.radians(own - wanted)
    return finish(rings.x + shift, rings.y, rings.ring_start, rings.ring_sign, rings.geom_start, rings.ring_sign)


def _from_degrees(rings: Rings, meridian: int) -> Rings:
    e = np.sqrt(E2)
    sine = np.sin(np.radians(rings.y))
    q = SEMI_MAJOR ** 2 * (1 - E2) / 2 * (sine / (1 - E2 * sine ** 2) + np.arctanh(e * sine) / e)
    x = SEMI_MAJOR * np.radians(rings.x - meridian)
    return finish(x, q / SEMI_MAJOR, rings.ring_start, rings.ring_sign, rings.geom_start, rings.ring_sign)


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
