"""A packed tree of boxes: which boxes meet this box, for layers that do not change.

The boxes are laid out along the Hilbert curve and grouped by eights, level over level. Building is one sort;
a search walks a small stack. Nothing is ever inserted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yulin.atlas.hilbert import hilbert_codes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FAN = 8


@dataclass(frozen=True, slots=True)
class BoxTree:
    """order: int64[n], the boxes along the curve; box: float64[m, 4], all levels, leaves first;
    level: int64[levels + 1], where each level starts in ``box``.
    """

    order: Ints
    box: Floats
    level: Ints


def box_tree(boxes: Floats) -> BoxTree:
    """The tree over boxes float64[n, 4] (x0, y0, x1, y1); NaN boxes are met by nothing."""
    known = boxes[~np.isnan(boxes[:, 0])]
    extent = (tuple(np.r_[known[:, :2].min(0), known[:, 2:].max(0)]) if len(known) else (0.0, 0.0, 1.0, 1.0))
    codes = hilbert_codes((boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2, extent)
    order = np.argsort(codes, kind="stable")
    return BoxTree(order, *levels_over(boxes[order]))


@njit(cache=True, nogil=True, error_model="numpy")
def levels_over(boxes: Floats) -> tuple[Floats, Ints]:
    """Boxes that already lie along the curve, with all levels above them: ``box`` and ``level`` of a tree."""
    levels, n = 1, len(boxes)
    room = n
    while n > FAN:
        n = (n + FAN - 1) // FAN
        room += n
        levels += 1
    out, level = np.empty((room, 4)), np.zeros(levels + 1, np.int64)
    for i in range(len(boxes)):
        for k in range(4):
            out[i, k] = boxes[i, k]
    level[1] = len(boxes)
    for depth in range(1, levels):
        first, end = level[depth - 1], level[depth]
        at = end
        for child in range(first, end, FAN):
            x0, y0, x1, y1 = np.inf, np.inf, -np.inf, -np.inf
            for i in range(child, min(end, child + FAN)):
                if out[i, 0] == out[i, 0]:
                    x0, y0 = min(x0, out[i, 0]), min(y0, out[i, 1])
                    x1, y1 = max(x1, out[i, 2]), max(y1, out[i, 3])
            out[at, 0], out[at, 1], out[at, 2], out[at, 3] = x0, y0, x1, y1
            at += 1
        level[depth + 1] = at
    return out, level


@njit(cache=True, nogil=True, error_model="numpy")
def visit(box: Floats, level: Ints, x0: float, y0: float, x1: float, y1: float, stack: Ints, hits: Ints) -> int:
    """Write the leaves whose inside meets the open window into ``hits``; their number, or -1 when there is no room.

    Touching at a side or a corner is no meeting. ``stack``: int64[2 × levels × FAN] scratch.
    """
    n = 0
    top = 0
    last = len(level) - 2
    for i in range(level[last], level[last + 1]):
        stack[2 * top], stack[2 * top + 1] = last, i
        top += 1
    while top > 0:
        top -= 1
        depth, i = stack[2 * top], stack[2 * top + 1]
        if not (box[i, 0] < x1 and box[i, 2] > x0 and box[i, 1] < y1 and box[i, 3] > y0):
            continue
        if depth == 0:
            if n == len(hits):
                return -1
            hits[n] = i
            n += 1
            continue
        child = level[depth - 1] + (i - level[depth]) * FAN
        for c in range(child, min(level[depth], child + FAN)):
            stack[2 * top], stack[2 * top + 1] = depth - 1, c
            top += 1
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def leaves_meeting(box: Floats, level: Ints, windows: Floats) -> Ints:
    """The leaves that meet one of the closed windows, float64[k, 4]; ascending, each once.

    Closed: touching is meeting, so each window is searched as the open one a last digit larger.
    """
    stack, hits = np.empty(2 * FAN * (len(level) + 1), np.int64), np.empty(512, np.int64)
    n = 0
    for w in windows:
        found = -1
        while found < 0:
            found = visit(box, level, np.nextafter(w[0], -np.inf), np.nextafter(w[1], -np.inf),
                          np.nextafter(w[2], np.inf), np.nextafter(w[3], np.inf), stack, hits[n:])
            if found < 0:
                more = np.empty(4 * len(hits), np.int64)
                more[:n] = hits[:n]
                hits = more
        n += found
    hits = np.sort(hits[:n])
    kept = 0
    for k in range(n):
        if k == 0 or hits[k] != hits[k - 1]:
            hits[kept] = hits[k]
            kept += 1
    return hits[:kept]


def meeting(tree: BoxTree, window: tuple[float, float, float, float]) -> Ints:
    """The indices of all boxes that meet the open window, ascending."""
    stack = np.empty(2 * FAN * (len(tree.level) + 1), np.int64)
    hits = np.empty(len(tree.order), np.int64)
    n = visit(tree.box, tree.level, *window, stack, hits)
    return np.sort(tree.order[hits[:n]])
