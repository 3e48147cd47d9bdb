"""From a layer's own CRS to the equal-area plane, for whole layers of rings.

A layer in a Gauss-Krüger plane goes there by the survey's rule. One in degrees goes there vertex by vertex: its
edges are taken as straight there. The planes of two meridians differ by a shift along x and by nothing else.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yulin.atlas.rings import Floats, Ints, Rings, finish
from yulin.atlas.workers import spread
from yulin.geodesy.crs import Gk, gk_from_epsg, is_gk
from yulin.geodesy.densify import STEP, UNITS, half_up, interior, interior_count, to_units
from yulin.geodesy.ellipsoid import E2, SEMI_MAJOR
from yulin.geodesy.equal_area import onto_plane

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
    central = int(gk.false_easting) * UNITS

    def piece(first: int, last: int) -> tuple[Floats, Floats, Ints]:
        start = dense_starts(rings.x, rings.y, rings.ring_start, first, last, STEP)
        north, east = np.empty(start[-1]), np.empty(start[-1])
        densified(rings.x, rings.y, rings.ring_start, first, last, STEP, central, start, north, east)
        x, y = np.empty(len(north)), np.empty(len(north))
        onto_plane(north, east, x, y)
        return x, y, np.diff(start)

    parts = spread(piece, len(rings.ring_sign), RINGS_AT_ONCE)
    if len(parts) == 1:
        x, y, counts = parts[0]
    else:
        x, y, counts = (np.concatenate([np.zeros(0, np.int64 if k == 2 else np.float64), *(p[k] for p in parts)])
                        for k in range(3))
    ring_start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    # Winding and role are one sign; both planes wind alike, so it is carried over.
    return finish(x, y, ring_start, rings.ring_sign, rings.geom_start, rings.ring_sign)


@njit(cache=True, nogil=True, error_model="numpy")
def dense_starts(x: Floats, y: Floats, ring_start: Ints, first: int, last: int, step: float) -> Ints:
    """Where each of the rings first…last-1 starts when its long edges are divided; int64[rings + 1]."""
    out = np.zeros(last - first + 1, np.int64)
    for r in range(first, last):
        n = ring_start[r + 1] - ring_start[r]
        for i in range(ring_start[r], ring_start[r + 1] - 1):
            if abs(x[i + 1] - x[i]) + abs(y[i + 1] - y[i]) > step:
                n += interior_count(to_units(x[i]), to_units(y[i]), to_units(x[i + 1]), to_units(y[i + 1]), step)
        out[r - first + 1] = out[r - first] + n
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def densified(x: Floats, y: Floats, ring_start: Ints, first: int, last: int, step: float, central: int,
              start: Ints, north: Floats, east: Floats) -> None:
    """Write the rings' points, rounded to 0.1 mm, east from the central meridian, with those on long edges."""
    for r in range(first, last):
        at = start[r - first]
        for i in range(ring_start[r], ring_start[r + 1]):
            east[at] = (half_up(x[i] * UNITS) - central) / UNITS
            north[at] = half_up(y[i] * UNITS) / UNITS
            at += 1
            if i + 1 < ring_start[r + 1] and abs(x[i + 1] - x[i]) + abs(y[i + 1] - y[i]) > step:
                ax, ay, bx, by = to_units(x[i]), to_units(y[i]), to_units(x[i + 1]), to_units(y[i + 1])
                count = interior_count(ax, ay, bx, by, step)
                for j in range(1, count + 1):
                    east[at] = (interior(ax, bx, j, count) - central) / UNITS
                    north[at] = interior(ay, by, j, count) / UNITS
                    at += 1
