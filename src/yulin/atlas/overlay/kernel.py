"""The kernel: the area of an intersection as a sum over pairs of signed edges.

    area(A ∩ B) = Σ_e Σ_f s_e s_f ∫ (min(e(x), f(x)) - floor) dx     over the common x-range of e and f,

because a point is in both polygons as often as the product of the two sign sums above it says, and lies below
both e and f exactly when it lies below their minimum. Only what is above the higher of the two boxes' floors
counts. The integral of the minimum of two lines is a trapezoid over the two minima at the ends, and, where
they cross, a triangle more. No intersection point is kept, no geometry is built.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yulin.atlas.boxtree import visit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A pair is told from touching when its area exceeds this many metres × the size of the common window …
FLOOR_PER_METRE = 1e-9
# … plus this share of all that was added and cancelled on the way (a few roundings of a double).
FLOOR_PER_MASS = 2.0 ** -48


@njit(cache=True, nogil=True, error_model="numpy")
def _window(edges: Floats, first: int, last: int, x0: float, x1: float, base: float, out: Floats) -> int:
    """Edges over (x0, x1), what lies below ``base`` cut off; relative to (x0, base).

    Rows: left x, height there, right x, slope, sign, left x before cutting (ascending).
    """
    n = 0
    for i in range(first, last):
        xa = edges[i, 0]
        if xa >= x1:
            break
        xb = edges[i, 2]
        if xb <= x0:
            continue
        ya, yb = edges[i, 1] - base, edges[i, 3] - base
        if ya <= 0.0 and yb <= 0.0:
            continue
        at = xa
        slope = (yb - ya) / (xb - xa)
        if ya < 0.0:
            xa -= ya / slope
            ya = 0.0
        elif yb < 0.0:
            xb = xa - ya / slope
        if xb <= xa or xb <= x0 or xa >= x1:
            continue
        out[n, 0], out[n, 1], out[n, 2] = xa - x0, ya, xb - x0
        out[n, 3], out[n, 4], out[n, 5] = slope, edges[i, 4], at - x0
        n += 1
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def _sum_pairs(a: Floats, n: int, b: Floats, m: int) -> tuple[float, float]:
    """Twice the area of the intersection, and twice the sum of all magnitudes that went into it."""
    total = mass = 0.0
    for i in range(n):
        left, height, right, slope = a[i, 0], a[i, 1], a[i, 2], a[i, 3]
        here = there = 0.0
        for j in range(m):
            if b[j, 5] >= right:
                break
            start, end = max(left, b[j, 0]), min(right, b[j, 2])
            w = end - start
            if w <= 0.0:
                continue
            e0, f0 = height + slope * (start - left), b[j, 1] + b[j, 3] * (start - b[j, 0])
            e1, f1 = height + slope * (end - left), b[j, 1] + b[j, 3] * (end - b[j, 0])
            d0, d1 = e0 - f0, e1 - f1
            v = min(e0, f0) + min(e1, f1)
            if d0 * d1 < 0.0:
                v += abs(d0 * d1) / (abs(d0) + abs(d1))
            here += b[j, 4] * v * w
            there += abs(v) * w
        total += a[i, 4] * here
        mass += there
    return total, mass


@njit(cache=True, nogil=True, error_model="numpy")
def pair_areas(edges_a: Floats, start_a: Ints, box_a: Floats, first: int, last: int, rank: Ints,
               edges_b: Floats, start_b: Ints, box_b: Floats, order: Ints, tree: Floats, level: Ints,
               widest_a: int, widest_b: int) -> tuple[Ints, Ints, Floats, Floats]:
    """Areas of all meeting pairs of left units rank[first…last-1] with the right units in the box tree.

    Returns left unit, right unit, area in m² (unfiltered: a touching pair may give ± a few roundings) and the
    floor below which the area cannot be told from zero.
    """
    room = 8 * (last - first) + 64
    left, right = np.empty(room, np.int64), np.empty(room, np.int64)
    area, floor = np.empty(room), np.empty(room)
    a, b = np.empty((widest_a, 6)), np.empty((widest_b, 6))
    stack, hits = np.empty(16 * (len(level) + 1), np.int64), np.empty(256, np.int64)
    n = 0
    for k in range(first, last):
        i = rank[k]
        ax0, ay0, ax1, ay1 = box_a[i, 0], box_a[i, 1], box_a[i, 2], box_a[i, 3]
        found = visit(tree, level, ax0, ay0, ax1, ay1, stack, hits)
        while found < 0:
            hits = np.empty(4 * len(hits), np.int64)
            found = visit(tree, level, ax0, ay0, ax1, ay1, stack, hits)
        for h in range(found):
            j = order[hits[h]]
            x0, x1 = max(ax0, box_b[j, 0]), min(ax1, box_b[j, 2])
            base, top = max(ay0, box_b[j, 1]), min(ay1, box_b[j, 3])
            nb = _window(edges_b, start_b[j], start_b[j + 1], x0, x1, base, b)
            if nb == 0:
                continue
            na = _window(edges_a, start_a[i], start_a[i + 1], x0, x1, base, a)
            if na == 0:
                continue
            doubled, mass = _sum_pairs(a, na, b, nb)
            if n == room:
                room *= 2
                left, right = _more_ints(left, room), _more_ints(right, room)
                area, floor = _more(area, room), _more(floor, room)
            left[n], right[n], area[n] = i, j, 0.5 * doubled
            floor[n] = FLOOR_PER_METRE * (x1 - x0 + top - base) + FLOOR_PER_MASS * mass
            n += 1
    return left[:n].copy(), right[:n].copy(), area[:n].copy(), floor[:n].copy()


@njit(cache=True, nogil=True, error_model="numpy")
def self_overlaps(edges: Floats, start: Ints, box: Floats, widest: int) -> Floats:
    """Ground that each unit covers other than once, m² (twice, or less than not at all, counts once; float64[units]).

    A unit laid over itself measures ∫ w², its own area is ∫ w, w how often a point is covered: 0 or 1 in a sound
    polygon. Half the difference is the ground where w is 2 or -1.
    """
    out = np.empty(len(start) - 1)
    a = np.empty((widest, 6))
    for u in range(len(start) - 1):
        n = _window(edges, start[u], start[u + 1], box[u, 0], box[u, 2], box[u, 1], a)
        doubled, _mass = _sum_pairs(a, n, a, n)
        own = 0.0
        for i in range(n):
            w = a[i, 2] - a[i, 0]
            own += a[i, 4] * (2.0 * a[i, 1] + a[i, 3] * w) * w
        out[u] = 0.25 * (doubled - own)
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def _more_ints(values: Ints, room: int) -> Ints:
    bigger = np.empty(room, np.int64)
    bigger[:len(values)] = values
    return bigger


@njit(cache=True, nogil=True, error_model="numpy")
def _more(values: Floats, room: int) -> Floats:
    bigger = np.empty(room)
    bigger[:len(values)] = values
    return bigger
