"""Units: polygons as signed edges, large ones cut into boxes of few edges.

An edge that is not vertical is the graph of a line over its x-range. With sign +1 where the polygon lies below
it and -1 where it lies above, a polygon's area is the sum of the signed areas under its edges, and a point's
being inside is the sum of the signs of the edges above it. Holes and parts need no special care.

A polygon of many edges is split at the middle of its box, again and again, until a box holds few. Splitting at
an x cuts edges there. Splitting at a y keeps, for the upper box, what lies above (its floor is the line); for
the lower box whatever lies above is pressed onto the line, where most of it cancels and only the roof stays.
The parts' areas add up to the polygon's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yulin.atlas.overlay.workers import spread
from yulin.atlas.rings import Rings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_EDGES = 96
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Units:
    """edges: float64[m, 5] (x0, y0, x1, y1, sign), left to right, sorted by x0 within a unit;
    start: int64[units + 1]; geometry: int64[units]; box: float64[units, 4].
    """

    edges: Floats
    start: Ints
    geometry: Ints
    box: Floats
    whole: bool

    def __len__(self) -> int:
        """The number of units."""
        return len(self.geometry)


def units_of(rings: Rings, most_edges: int = MOST_EDGES) -> Units:
    """All polygons of the layer as units; ``whole`` says that no polygon had to be cut."""
    def piece(first: int, last: int) -> tuple[Floats, Ints, Ints, Floats]:
        return _cut_up(rings.x, rings.y, rings.ring_start, rings.ring_sign, rings.geom_start, rings.box,
                       first, last, most_edges)
    parts = spread(piece, len(rings), 8192)
    edges = np.concatenate([part[0] for part in parts]) if parts else np.zeros((0, 5))
    counts = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, np.int64)
    geometry = np.concatenate([part[2] for part in parts]) if parts else np.zeros(0, np.int64)
    box = np.concatenate([part[3] for part in parts]) if parts else np.zeros((0, 4))
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Units(edges, start, geometry, box, bool(np.all(geometry[1:] != geometry[:-1])))


@njit(cache=True, nogil=True)
def _grown(table: Floats, used: int, needed: int) -> Floats:
    if used + needed <= len(table):
        return table
    bigger = np.empty((max(2 * len(table), used + needed), table.shape[1]))
    bigger[:used] = table[:used]
    return bigger


@njit(cache=True, nogil=True)
def _grown_ints(table: Ints, used: int) -> Ints:
    if used < len(table):
        return table
    bigger = np.empty(2 * len(table), np.int64)
    bigger[:used] = table[:used]
    return bigger


@njit(cache=True, nogil=True)
def _gather(x: Floats, y: Floats, ring_start: Ints, ring_sign: Floats, first: int, last: int, out: Floats) -> int:
    """Signed edges of the rings first…last-1, left to right; vertical ones and collapsed rings are nothing."""
    n = 0
    for r in range(first, last):
        sign = ring_sign[r]
        if sign == 0.0:
            continue
        for i in range(ring_start[r], ring_start[r + 1] - 1):
            if x[i] < x[i + 1]:
                out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = x[i], y[i], x[i + 1], y[i + 1], -sign
                n += 1
            elif x[i] > x[i + 1]:
                out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = x[i + 1], y[i + 1], x[i], y[i], sign
                n += 1
    return n


@njit(cache=True, nogil=True)
def _split_at_x(edges: Floats, n: int, c: float, left: Floats, right: Floats) -> tuple[int, int]:
    a = b = 0
    for i in range(n):
        x0, y0, x1, y1, s = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3], edges[i, 4]
        if x1 <= c:
            left[a] = edges[i]
            a += 1
        elif x0 >= c:
            right[b] = edges[i]
            b += 1
        else:
            yc = y0 + (y1 - y0) * ((c - x0) / (x1 - x0))
            left[a, 0], left[a, 1], left[a, 2], left[a, 3], left[a, 4] = x0, y0, c, yc, s
            right[b, 0], right[b, 1], right[b, 2], right[b, 3], right[b, 4] = c, yc, x1, y1, s
            a += 1
            b += 1
    return a, b


@njit(cache=True, nogil=True)
def _roof(at: Floats, step: Floats, k: int, c: float, out: Floats, n: int) -> int:
    """Pressed pieces, given as steps of the sign sum along x, become the fewest horizontal edges at height c."""
    order = np.argsort(at[:k])
    level, since = 0.0, 0.0
    i = 0
    while i < k:
        here = at[order[i]]
        change = 0.0
        while i < k and at[order[i]] == here:
            change += step[order[i]]
            i += 1
        if change != 0.0:
            if level != 0.0:
                out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = since, c, here, c, level
                n += 1
            level += change
            since = here
    return n


@njit(cache=True, nogil=True)
def _split_at_y(edges: Floats, n: int, c: float, lower: Floats, upper: Floats, at: Floats, step: Floats,
                ) -> tuple[int, int]:
    a = b = k = 0
    for i in range(n):
        x0, y0, x1, y1, s = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3], edges[i, 4]
        if y0 <= c and y1 <= c:
            lower[a] = edges[i]
            a += 1
            continue
        if y0 >= c and y1 >= c:
            upper[b] = edges[i]
            b += 1
            at[k], step[k], at[k + 1], step[k + 1] = x0, s, x1, -s
            k += 2
            continue
        xc = x0 + (x1 - x0) * ((c - y0) / (y1 - y0))
        xc = min(max(xc, x0), x1)
        if y0 < c:
            lx0, ly0, lx1, ly1, ux0, uy0, ux1, uy1 = x0, y0, xc, c, xc, c, x1, y1
        else:
            lx0, ly0, lx1, ly1, ux0, uy0, ux1, uy1 = xc, c, x1, y1, x0, y0, xc, c
        if lx0 < lx1:
            lower[a, 0], lower[a, 1], lower[a, 2], lower[a, 3], lower[a, 4] = lx0, ly0, lx1, ly1, s
            a += 1
        if ux0 < ux1:
            upper[b, 0], upper[b, 1], upper[b, 2], upper[b, 3], upper[b, 4] = ux0, uy0, ux1, uy1, s
            b += 1
            at[k], step[k], at[k + 1], step[k + 1] = ux0, s, ux1, -s
            k += 2
    return _roof(at, step, k, c, lower, a), b


@njit(cache=True, nogil=True)
def _cut_up(x: Floats, y: Floats, ring_start: Ints, ring_sign: Floats, geom_start: Ints, boxes: Floats,
            first: int, last: int, most: int) -> tuple[Floats, Ints, Ints, Floats]:
    out = np.empty((ring_start[geom_start[last]] - ring_start[geom_start[first]] + 64, 5))
    counts, owner = np.empty(last - first + 16, np.int64), np.empty(last - first + 16, np.int64)
    unit_box = np.empty((last - first + 16, 4))
    n_out = n_units = 0
    arena = np.empty((256, 5))
    task_n, task_depth, task_box = np.empty(256, np.int64), np.empty(256, np.int64), np.empty((256, 4))
    for g in range(first, last):
        size = ring_start[geom_start[g + 1]] - ring_start[geom_start[g]]
        arena = _grown(arena, 0, size)
        n = _gather(x, y, ring_start, ring_sign, geom_start[g], geom_start[g + 1], arena)
        task_n[0], task_depth[0] = n, 0
        task_box[0] = boxes[g]
        tasks, used = 1, n
        while tasks > 0:
            tasks -= 1
            n, depth = task_n[tasks], task_depth[tasks]
            used -= n
            if n == 0:
                continue
            edges = arena[used:used + n]
            x0, y0, x1, y1 = task_box[tasks, 0], task_box[tasks, 1], task_box[tasks, 2], task_box[tasks, 3]
            cut = n > most and depth < DEEPEST
            if cut:
                one, two = np.empty((2 * n + 2, 5)), np.empty((2 * n + 2, 5))
                if x1 - x0 >= y1 - y0:
                    c = x0 + (x1 - x0) / 2
                    cut = x0 < c and c < x1
                    if cut:
                        n1, n2 = _split_at_x(edges, n, c, one, two)
                        box1, box2 = (x0, y0, c, y1), (c, y0, x1, y1)
                else:
                    c = y0 + (y1 - y0) / 2
                    cut = y0 < c and c < y1
                    if cut:
                        n1, n2 = _split_at_y(edges, n, c, one, two, np.empty(2 * n), np.empty(2 * n))
                        box1, box2 = (x0, y0, x1, c), (x0, c, x1, y1)
            if cut:
                arena = _grown(arena, used, n1 + n2)
                arena[used:used + n1] = one[:n1]
                arena[used + n1:used + n1 + n2] = two[:n2]
                task_n[tasks], task_depth[tasks] = n1, depth + 1
                task_n[tasks + 1], task_depth[tasks + 1] = n2, depth + 1
                task_box[tasks, 0], task_box[tasks, 1], task_box[tasks, 2], task_box[tasks, 3] = box1
                task_box[tasks + 1, 0], task_box[tasks + 1, 1], task_box[tasks + 1, 2], task_box[tasks + 1, 3] = box2
                tasks += 2
                used += n1 + n2
                continue
            out = _grown(out, n_out, n)
            order = np.argsort(edges[:, 0])
            ux0, ux1, uy1 = np.inf, -np.inf, -np.inf
            for i in range(n):
                e = order[i]
                out[n_out + i] = edges[e]
                ux0, ux1 = min(ux0, edges[e, 0]), max(ux1, edges[e, 2])
                uy1 = max(uy1, max(edges[e, 1], edges[e, 3]))
            unit_box = _grown(unit_box, n_units, 1)
            counts, owner = _grown_ints(counts, n_units), _grown_ints(owner, n_units)
            counts[n_units], owner[n_units] = n, g
            unit_box[n_units, 0], unit_box[n_units, 1] = ux0, y0
            unit_box[n_units, 2], unit_box[n_units, 3] = ux1, uy1
            n_units += 1
            n_out += n
    return out[:n_out].copy(), counts[:n_units].copy(), owner[:n_units].copy(), unit_box[:n_units].copy()
