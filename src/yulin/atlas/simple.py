"""Polygons that are proven valid without the geometry engine; the others are *doubtful*, and it must be asked.

Nothing is called valid here that the engine would refuse. A test of two edges answers "apart" only where that is
certain in floating point: their boxes do not meet, or both ends of one lie strictly on one side of the other by a
determinant larger than its own rounding error (Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast Robust
Geometric Predicates, 1997, bound A). Doubtful are also repeated points, rings that touch, and parts whose boxes meet.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from yulin.atlas.wkb import Flat, Floats, Ints

_ROUNDING = 3.4e-16  # (3 + 16ε)ε with ε = 2⁻⁵³ is 3.33e-16
_FEW = 40  # edges of a polygon that are compared each with each
_MOST_PER_EDGE = 400  # comparisons an edge, beyond which the engine is the faster one
_MOST_PARTS = 64


def proven_valid(flat: Flat) -> Any:
    """bool[n]: which geometries are proven valid; False says nothing."""
    return _proven(flat.xy, flat.ring_start, flat.role, flat.geom_start)


@njit(cache=True, nogil=True, error_model="numpy")
def _side(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> int:
    """+1: c lies left of a→b, −1: right of it, for certain; 0: in line, or not certain."""
    left, right = (ax - cx) * (by - cy), (ay - cy) * (bx - cx)
    off = _ROUNDING * (abs(left) + abs(right)) + 1e-290
    return 1 if left - right > off else (-1 if right - left > off else 0)


@njit(cache=True, nogil=True, error_model="numpy")
def _apart(xy: Floats, i: int, j: int) -> bool:
    """Whether the edges i→i+1 and j→j+1 certainly share no point."""
    px, py, qx, qy = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
    rx, ry, sx, sy = xy[j, 0], xy[j, 1], xy[j + 1, 0], xy[j + 1, 1]
    if (max(px, qx) < min(rx, sx) or max(rx, sx) < min(px, qx)
            or max(py, qy) < min(ry, sy) or max(ry, sy) < min(py, qy)):
        return True
    if _side(px, py, qx, qy, rx, ry) * _side(px, py, qx, qy, sx, sy) > 0:
        return True
    return _side(rx, ry, sx, sy, px, py) * _side(rx, ry, sx, sy, qx, qy) > 0


@njit(cache=True, nogil=True, error_model="numpy")
def _ring_turns(xy: Floats, a: int, b: int) -> bool:
    """Whether the ring a…b−1 is closed, finite, of four points or more, and no edge runs back over the one before."""
    if b - a < 4 or xy[a, 0] != xy[b - 1, 0] or xy[a, 1] != xy[b - 1, 1]:
        return False
    for i in range(a, b - 1):
        before = i - 1 if i > a else b - 2
        px, py, qx, qy, rx, ry = xy[before, 0], xy[before, 1], xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
        if not (np.isfinite(qx) and np.isfinite(qy)) or (qx == rx and qy == ry):
            return False
        if _side(px, py, qx, qy, rx, ry) == 0 and not ((px - qx) * (rx - qx) <= 0 and (py - qy) * (ry - qy) <= 0):
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _neighbours(i: int, j: int, a: int, b: int) -> bool:
    """Whether the edges i < j follow each other in the ring a…b−1."""
    return j < b and (j == i + 1 or (i == a and j == b - 2))


@njit(cache=True, nogil=True, error_model="numpy")
def _all_apart(xy: Floats, ring_start: Ints, first: int, last: int) -> bool:
    """Whether the edges of the rings first…last−1 certainly meet in nothing but the corners of their rings."""
    begin, end = ring_start[first], ring_start[last]
    n = end - begin - (last - first)
    if n <= _FEW and last == first + 1:  # the usual case, with nothing to set up
        for i in range(begin, end - 3):
            for j in range(i + 2, end - 1):
                if not _apart(xy, i, j) and not (i == begin and j == end - 2):
                    return False
        return True
    edge, ring = np.empty(n, np.int64), np.empty(n, np.int64)
    k = 0
    for r in range(first, last):
        for i in range(ring_start[r], ring_start[r + 1] - 1):
            edge[k], ring[k] = i, r
            k += 1
    if n <= _FEW:
        for k in range(n):
            i, a, b = edge[k], ring_start[ring[k]], ring_start[ring[k] + 1]
            for m in range(k + 1, n):
                if not _neighbours(i, edge[m], a, b) and not _apart(xy, i, edge[m]):
                    return False
        return True
    left, right = np.empty(n), np.empty(n)
    for k in range(n):
        left[k] = min(xy[edge[k], 0], xy[edge[k] + 1, 0])
        right[k] = max(xy[edge[k], 0], xy[edge[k] + 1, 0])
    order = np.argsort(left)
    budget = n * _MOST_PER_EDGE
    for at in range(n):
        one = order[at]
        for later in range(at + 1, n):
            two = order[later]
            if left[two] > right[one]:
                break
            budget -= 1
            if budget < 0:
                return False
            k, m = min(one, two), max(one, two)
            i, r = edge[k], ring[k]
            if not _neighbours(i, edge[m], ring_start[r], ring_start[r + 1]) and not _apart(xy, i, edge[m]):
                return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _inside(xy: Floats, a: int, b: int, x: float, y: float) -> int:
    """1: the point lies inside the ring a…b−1, 0: outside, for certain; −1: not certain."""
    inside = 0
    for i in range(a, b - 1):
        ay, by = xy[i, 1], xy[i + 1, 1]
        if (ay > y) != (by > y):
            side = _side(xy[i, 0], ay, xy[i + 1, 0], by, x, y)
            if side == 0:
                return -1
            if (side > 0) == (by > ay):
                inside = 1 - inside
    return inside


@njit(cache=True, nogil=True, error_model="numpy")
def _part(xy: Floats, ring_start: Ints, first: int, last: int) -> bool:
    """Whether one polygon of the rings first…last−1 (the first the outer one) is proven valid."""
    for r in range(first, last):
        if not _ring_turns(xy, ring_start[r], ring_start[r + 1]):
            return False
    if not _all_apart(xy, ring_start, first, last):
        return False
    for hole in range(first + 1, last):
        x, y = xy[ring_start[hole], 0], xy[ring_start[hole], 1]
        for r in range(first, last):
            if r != hole and _inside(xy, ring_start[r], ring_start[r + 1], x, y) != (1 if r == first else 0):
                return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _proven(xy: Floats, ring_start: Ints, role: Floats, geom_start: Ints) -> Any:
    out = np.zeros(len(geom_start) - 1, np.bool_)
    box = np.empty((_MOST_PARTS, 4))
    for g in range(len(out)):
        first, end = geom_start[g], geom_start[g + 1]
        parts, good = 0, first < end
        while good and first < end:
            last = first + 1
            while last < end and role[last] < 0:
                last += 1
            good = parts < _MOST_PARTS and _part(xy, ring_start, first, last)
            if good and (parts or last < end):
                a, b = ring_start[first], ring_start[first + 1]
                box[parts, 0], box[parts, 2] = xy[a:b, 0].min(), xy[a:b, 0].max()
                box[parts, 1], box[parts, 3] = xy[a:b, 1].min(), xy[a:b, 1].max()
                for p in range(parts):
                    if not (box[p, 2] < box[parts, 0] or box[parts, 2] < box[p, 0]
                            or box[p, 3] < box[parts, 1] or box[parts, 3] < box[p, 1]):
                        good = False
            parts += 1
            first = last
        out[g] = good
    return out
