"""Long plane edges cut into pieces (边长加密), the same points whichever way the edge is walked.

An edge of the survey is straight in the Gauss-Krüger plane. One longer than ``step`` metres gets
``int(length / step)`` interior points at equal distances, rounded half-up to 0.1 mm like every vertex. All of
it is done in whole units of 0.1 mm, exactly: the points depend neither on the edge's direction nor on whether
the easting carries the zone number, so two parcels that share an edge share every point of it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yulin.geodesy import quick_start  # noqa: F401  before the first compiled function is called

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STEP = 70.0
UNITS = 10_000  # units of 0.1 mm in a metre
_ROUNDER = 1.5 * 2.0**52  # adding and taking it away leaves a whole number, halves to even


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def half_up(x: float) -> float:
    """``x`` (below 2⁵¹) rounded to a whole number, a half upwards, in plain arithmetic: loops over it vectorise."""
    even = (x + _ROUNDER) - _ROUNDER
    return even + (1.0 if x - even >= 0.5 else 0.0)


@njit(cache=True, nogil=True)
def to_units(value: float) -> int:
    """``value`` metres as whole 0.1 mm, half-up."""
    return int(half_up(value * UNITS))


@njit(cache=True, nogil=True)
def interior_count(ax: int, ay: int, bx: int, by: int, step: float) -> int:
    """How many points the rule puts inside the edge a–b (units of 0.1 mm, ``step`` in metres)."""
    dx = float(bx - ax)
    dy = float(by - ay)
    length = math.sqrt(dx * dx + dy * dy) / UNITS
    return int(length / step) if length > step else 0


@njit(cache=True, nogil=True)
def interior(a: int, b: int, j: int, count: int) -> int:
    """One coordinate of the ``j``-th of ``count`` interior points from a to b, exactly half-up to a unit."""
    pieces = count + 1
    return (2 * (a * (pieces - j) + b * j) + pieces) // (2 * pieces)


@njit(cache=True, nogil=True)
def _units(xy: Floats) -> Ints:
    out = np.empty(xy.shape, np.int64)
    for i in range(len(xy)):
        out[i, 0] = to_units(xy[i, 0])
        out[i, 1] = to_units(xy[i, 1])
    return out


@njit(cache=True, nogil=True)
def _counts(xy: Ints, ring: Ints, step: float) -> Ints:
    out = np.zeros(len(xy), np.int64)
    for i in range(len(xy) - 1):
        if ring[i] == ring[i + 1]:
            out[i] = interior_count(xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1], step)
    return out


@njit(cache=True, nogil=True)
def _filled(xy: Ints, ring: Ints, counts: Ints, total: int) -> Any:
    out = np.empty((total, 2), np.float64)
    out_ring = np.empty(total, np.int64)
    at = 0
    for i in range(len(xy)):
        out[at, 0] = xy[i, 0] / UNITS
        out[at, 1] = xy[i, 1] / UNITS
        out_ring[at] = ring[i]
        at += 1
        for j in range(1, counts[i] + 1):
            out[at, 0] = interior(xy[i, 0], xy[i + 1, 0], j, counts[i]) / UNITS
            out[at, 1] = interior(xy[i, 1], xy[i + 1, 1], j, counts[i]) / UNITS
            out_ring[at] = ring[i]
            at += 1
    return out, out_ring


def densify(coords: Floats, ring_index: Ints, step: float = STEP) -> tuple[Floats, Ints]:
    """Points of rings rounded to 0.1 mm, every edge longer than ``step`` metres divided.

    coords: (n, 2) easting, northing in metres; ring_index: (n,) the points of a ring together.
    Returns the same two arrays with the interior points added. Independent of the direction of each edge.
    """
    xy = _units(np.ascontiguousarray(coords, np.float64).reshape(-1, 2))
    ring = np.ascontiguousarray(ring_index, np.int64)
    counts = _counts(xy, ring, step)
    out, out_ring = _filled(xy, ring, counts, int(len(xy) + counts.sum()))
    return out, out_ring
