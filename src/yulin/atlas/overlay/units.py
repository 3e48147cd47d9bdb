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

from yulin.atlas.rings import Rings
from yulin.atlas.workers import joined, spread

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_EDGES = 96
DEEPEST = 40
AT_ONCE = 2048


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

    @property
    def widest(self) -> int:
        """The most edges that a unit has."""
        return int(most_in(self.start))


def units_of(rings: Rings, most_edges: int = MOST_EDGES) -> Units:
    """All polygons of the layer as units; ``whole`` says that no polygon had to be cut."""
    def piece(first: int, last: int) -> tuple[Floats, Ints, Ints, Floats]:
        return cut_up(rings.x, rings.y, rings.ring_start, rings.ring_sign, rings.geom_start, rings.box,
                       first, last, most_edges)
    parts = spread(piece, len(rings), AT_ONCE) or [piece(0, 0)]
    edges, counts, geometry, box = (joined([part[k] for part in parts]) for k in range(4))
    start, whole = starts_of(counts, geometry)
    return Units(edges, start, geometry, box, whole)


@njit(cache=True, nogil=True, error_model="numpy")
def starts_of(counts: Ints, geometry: Ints) -> tuple[Ints, bool]:
    """Where each unit's edges start, int64[units + 1], and whether no geometry has two units."""
    start = np.zeros(len(counts) + 1, np.int64)
    whole = True
    for k in range(len(counts)):
        start[k + 1] = start[k] + counts[k]
        whole = whole and (k == 0 or geometry[k] != geometry[k - 1])
    return start, whole


@njit(cache=True, nogil=True, error_model="numpy")
def most_in(start: Ints) -> int:
    """The most edges that a unit has, of units whose edges start there."""
    most = 0
    for k in range(len(start) - 1):
        most = max(most, start[k + 1] - start[k])
    return most


@njit(cache=True, nogil=True, error_model="numpy")
def _grown(table: Floats, used: int, needed: int) -> Floats:
    if used + needed <= len(table):
        return table
    bigger = np.empty((max(2 * len(table), used + needed), table.shape[1]))
    for i in range(used):
        for k in range(table.shape[1]):
            bigger[i, k] = table[i, k]
    return bigger


@njit(cache=True, nogil=True, error_model="numpy")
def _grown_ints(table: Ints, used: int) -> Ints:
    if used < len(table):
        return table
    bigger = np.empty(2 * len(table), np.int64)
    for i in range(used):
        bigger[i] = table[i]
    return bigger


@njit(cache=True, nogil=True, error_model="numpy")
def _put(out: Floats, n: int, x0: float, y0: float, x1: float, y1: float, sign: float) -> int:
    """Write an edge as row n, unless it is vertical; the next row's number."""
    if x0 >= x1:
        return n
    out[n, 0] = x0
    out[n, 1] = y0
    out[n, 2] = x1
    out[n, 3] = y1
    out[n, 4] = sign
    return n + 1


@njit(cache=True, nogil=True, error_model="numpy")
def _sift(keys: Floats, order: Ints, i: int, n: int) -> None:
    here = order[i]
    while True:
        child = 2 * i + 1
        if child >= n:
            break
        if child + 1 < n and keys[order[child + 1]] > keys[order[child]]:
            child += 1
        if keys[order[child]] <= keys[here]:
            break
        order[i] = order[child]
        i = child
    order[i] = here


@njit(cache=True, nogil=True, error_model="numpy")
def _sorted(keys: Floats, n: int, order: Ints) -> None:
    """Indices 0…n-1 by ascending key: by insertion where few, else by heap."""
    for i in range(n):
        order[i] = i
    if n <= 48:
        for i in range(1, n):
            here = order[i]
            j = i - 1
            while j >= 0 and keys[order[j]] > keys[here]:
                order[j + 1] = order[j]
                j -= 1
            order[j + 1] = here
        return
    for i in range(n // 2 - 1, -1, -1):
        _sift(keys, order, i, n)
    for end in range(n - 1, 0, -1):
        top = order[0]
        order[0] = order[end]
        order[end] = top
        _sift(keys, order, 0, end)


@njit(cache=True, nogil=True, error_model="numpy")
def _gather(x: Floats, y: Floats, ring_start: Ints, ring_sign: Floats, first: int, last: int, out: Floats) -> int:
    """Signed edges of the rings first…last-1, left to right; vertical ones and collapsed rings are nothing."""
    n = 0
    for r in range(first, last):
        sign = ring_sign[r]
        if sign == 0.0:
            continue
        for i in range(ring_start[r], ring_start[r + 1] - 1):
            if x[i] < x[i + 1]:
                n = _put(out, n, x[i], y[i], x[i + 1], y[i + 1], -sign)
            else:
                n = _put(out, n, x[i + 1], y[i + 1], x[i], y[i], sign)
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def _split_at_x(edges: Floats, first: int, n: int, c: float, left: Floats, right: Floats) -> tuple[int, int]:
    a = b = 0
    for i in range(first, first + n):
        x0, y0, x1, y1, s = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3], edges[i, 4]
        if x1 <= c:
            a = _put(left, a, x0, y0, x1, y1, s)
        elif x0 >= c:
            b = _put(right, b, x0, y0, x1, y1, s)
        else:
            yc = y0 + (y1 - y0) * ((c - x0) / (x1 - x0))
            a = _put(left, a, x0, y0, c, yc, s)
            b = _put(right, b, c, yc, x1, y1, s)
    return a, b


@njit(cache=True, nogil=True, error_model="numpy")
def _roof(at: Floats, step: Floats, k: int, c: float, order: Ints, out: Floats, n: int) -> int:
    """Pressed pieces, given as steps of the sign sum along x, become the fewest horizontal edges at height c."""
    _sorted(at, k, order)
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
                n = _put(out, n, since, c, here, c, level)
            level += change
            since = here
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def _split_at_y(edges: Floats, first: int, n: int, c: float, lower: Floats, upper: Floats, at: Floats, step: Floats,
                order: Ints) -> tuple[int, int]:
    a = b = k = 0
    for i in range(first, first + n):
        x0, y0, x1, y1, s = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3], edges[i, 4]
        if y0 <= c and y1 <= c:
            a = _put(lower, a, x0, y0, x1, y1, s)
            continue
        left, right = x0, x1
        if y0 < c or y1 < c:
            xc = min(max(x0 + (x1 - x0) * ((c - y0) / (y1 - y0)), x0), x1)
            if y0 < c:
                a = _put(lower, a, x0, y0, xc, c, s)
                left = xc
                y0 = c
            else:
                a = _put(lower, a, xc, c, x1, y1, s)
                right = xc
                y1 = c
        if left < right:
            b = _put(upper, b, left, y0, right, y1, s)
            at[k] = left
            step[k] = s
            at[k + 1] = right
            step[k + 1] = -s
            k += 2
    return _roof(at, step, k, c, order, lower, a), b


@njit(cache=True, nogil=True, error_model="numpy")
def _append(arena: Floats, used: int, part: Floats, n: int) -> int:
    for i in range(n):
        for k in range(5):
            arena[used + i, k] = part[i, k]
    return used + n


@njit(cache=True, nogil=True, error_model="numpy")
def _set_box(box: Floats, i: int, x0: float, y0: float, x1: float, y1: float) -> None:
    box[i, 0] = x0
    box[i, 1] = y0
    box[i, 2] = x1
    box[i, 3] = y1


@njit(cache=True, nogil=True, error_model="numpy")
def _emit(edges: Floats, first: int, n: int, floor: float, out: Floats, used: int, order: Ints, keys: Floats,
          unit_box: Floats, unit: int) -> None:
    """Write a unit's edges sorted by left end, and its box, whose floor is ``floor``."""
    x1, top = -np.inf, -np.inf
    for i in range(n):
        keys[i] = edges[first + i, 0]
        x1 = max(x1, edges[first + i, 2])
        top = max(top, max(edges[first + i, 1], edges[first + i, 3]))
    _sorted(keys, n, order)
    for i in range(n):
        for k in range(5):
            out[used + i, k] = edges[first + order[i], k]
    _set_box(unit_box, unit, keys[order[0]], floor, x1, top)


@njit(cache=True, nogil=True, error_model="numpy")
def cut_up(x: Floats, y: Floats, ring_start: Ints, ring_sign: Floats, geom_start: Ints, boxes: Floats,
           first: int, last: int, most: int) -> tuple[Floats, Ints, Ints, Floats]:
    """The units of the geometries first…last-1: edges, how many each unit has, its geometry, its box.

    A geometry whose box is NaN has none.
    """
    out = np.empty((ring_start[geom_start[last]] - ring_start[geom_start[first]] + 64, 5))
    counts, owner = np.empty(last - first + 16, np.int64), np.empty(last - first + 16, np.int64)
    unit_box = np.empty((last - first + 16, 4))
    n_out = n_units = 0
    arena = np.empty((256, 5))
    # A task is the topmost edges of the arena with a box; a tree of halves is never deeper than its tasks.
    task_n, task_depth, task_box = np.empty(256, np.int64), np.empty(256, np.int64), np.empty((256, 4))
    one, two = np.empty((256, 5)), np.empty((256, 5))
    at, step, order, keys = np.empty(512), np.empty(512), np.empty(512, np.int64), np.empty(512)
    for g in range(first, last):
        if boxes[g, 0] != boxes[g, 0]:
            continue
        size = ring_start[geom_start[g + 1]] - ring_start[geom_start[g]]
        arena = _grown(arena, 0, size)
        used = _gather(x, y, ring_start, ring_sign, geom_start[g], geom_start[g + 1], arena)
        task_n[0] = used
        task_depth[0] = 0
        _set_box(task_box, 0, boxes[g, 0], boxes[g, 1], boxes[g, 2], boxes[g, 3])
        tasks = 1
        while tasks > 0:
            tasks -= 1
            n, depth = task_n[tasks], task_depth[tasks]
            used -= n
            if n == 0:
                continue
            if 2 * n + 2 > len(at):
                at, step = np.empty(4 * n), np.empty(4 * n)
                order, keys = np.empty(4 * n, np.int64), np.empty(4 * n)
            x0, y0, x1, y1 = task_box[tasks, 0], task_box[tasks, 1], task_box[tasks, 2], task_box[tasks, 3]
            wide = x1 - x0 >= y1 - y0
            c = x0 + (x1 - x0) / 2 if wide else y0 + (y1 - y0) / 2
            inside = x0 < c and c < x1 if wide else y0 < c and c < y1
            if n <= most or depth >= DEEPEST or not inside:
                out = _grown(out, n_out, n)
                unit_box = _grown(unit_box, n_units, 1)
                counts, owner = _grown_ints(counts, n_units), _grown_ints(owner, n_units)
                _emit(arena, used, n, y0, out, n_out, order, keys, unit_box, n_units)
                counts[n_units] = n
                owner[n_units] = g
                n_units += 1
                n_out += n
                continue
            one, two = _grown(one, 0, 2 * n + 2), _grown(two, 0, 2 * n + 2)
            if wide:
                n1, n2 = _split_at_x(arena, used, n, c, one, two)
                _set_box(task_box, tasks, x0, y0, c, y1)
                _set_box(task_box, tasks + 1, c, y0, x1, y1)
            else:
                n1, n2 = _split_at_y(arena, used, n, c, one, two, at, step, order)
                _set_box(task_box, tasks, x0, y0, x1, c)
                _set_box(task_box, tasks + 1, x0, c, x1, y1)
            arena = _grown(arena, used, n1 + n2)
            used = _append(arena, _append(arena, used, one, n1), two, n2)
            task_n[tasks] = n1
            task_n[tasks + 1] = n2
            task_depth[tasks] = task_depth[tasks + 1] = depth + 1
            tasks += 2
    return out[:n_out], counts[:n_units], owner[:n_units], unit_box[:n_units]
