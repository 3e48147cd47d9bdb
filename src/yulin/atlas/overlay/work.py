"""The work: the areas of one tile. A pure function of the tile and the files it names, wherever it runs.

Each group is read, brought into the equal-area plane and cut into units once per tile, or once per run where a
shelf keeps what neighbouring tiles want too. Then the kernel takes the groups two by two.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from yulin.atlas.boxtree import BoxTree, box_tree, visit
from yulin.atlas.numbers import float_array, int_array, mask_array
from yulin.atlas.overlay.columns import rings_of
from yulin.atlas.overlay.kernel import pair_areas
from yulin.atlas.overlay.plane import in_equal_area
from yulin.atlas.overlay.sides import Group, Side, read_group
from yulin.atlas.overlay.soundness import miscounted, unsound
from yulin.atlas.overlay.tiling import Tile
from yulin.atlas.overlay.units import Units, units_of
from yulin.atlas.rings import Rings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHELF_BYTES = 256 << 20
FEW = 48

Pieces = tuple[Ints, Ints, Floats, Floats, Ints]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One group ready for the kernel. keys: Arrow array, one per row; rows: how many."""

    units: Units
    tree: BoxTree
    keys: pa.Array
    rows: int

    @property
    def weight(self) -> int:
        """Bytes held, keys aside."""
        return int(self.units.edges.nbytes + self.units.box.nbytes + self.tree.box.nbytes + 24 * len(self.units))


class Shelf:
    """Prepared groups that were used last, kept for the next tile; safe among threads, each made only once."""

    def __init__(self, room: int = SHELF_BYTES) -> None:
        """room: bytes; the least recently used are dropped."""
        self._room, self._used = room, 0
        self._lock = Lock()
        self._held: OrderedDict[Hashable, Future[Prepared]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Prepared]) -> Prepared:
        """What is kept under ``key``, else what ``make`` makes; another thread's making is waited for."""
        with self._lock:
            found = self._held.get(key)
            mine = found is None
            if found is None:
                found = self._held[key] = Future()
            self._held.move_to_end(key)
        if not mine:
            return found.result()
        try:
            made = make()
        except BaseException as fault:
            with self._lock:
                del self._held[key]
            found.set_exception(fault)
            raise
        found.set_result(made)
        with self._lock:
            self._used += made.weight
            for old in list(self._held):
                if self._used <= self._room or old == key:
                    break
                if self._held[old].done():
                    self._used -= self._held.pop(old).result().weight
        return made


def tile_areas(tile: Tile, shelf: Shelf | None = None) -> pa.Table:
    """Columns ``left``, ``right`` (keys, or row numbers from 1), ``area_m2`` (double), ``sliver`` (bool); rows in the
    stored order of the layer that the tiles follow, then of the other.

    Touching pairs are no rows; their number stands in the schema's metadata as ``touching``. Refuses polygons of
    an unchecked file that cover ground twice, naming the row. Runs on one thread.
    """
    one, two = (tile.right, tile.left) if tile.turned else (tile.left, tile.right)
    firsts = np.concatenate([[0], np.cumsum([group.rows for group in two.groups])])
    others = [_shelved(two, group, tile.meridian, shelf) for group in two.groups]
    tables, touching = [], 0
    for group in one.groups:
        mine = prepare(one, group, tile.meridian, [other.tree for other in others])
        i, j, area, under = _rows(mine, others, firsts)
        touching += under
        own = mine.keys.take(int_array(i))
        tables.append((own, j, area))
    keys = pa.chunked_array([other.keys for other in others])
    own = pa.chunked_array([t[0] for t in tables])
    foreign = keys.take(int_array(np.concatenate([t[1] for t in tables])))
    area = np.concatenate([t[2] for t in tables])
    left, right = (foreign, own) if tile.turned else (own, foreign)
    return pa.table({"left": left, "right": right, "area_m2": float_array(area),
                     "sliver": mask_array(area < tile.sliver_m2)}, metadata={"touching": str(touching)})


def prepare(side: Side, group: Group, meridian: int, near: Sequence[BoxTree] = ()) -> Prepared:
    """A group read, in the equal-area plane of ``meridian``, cut up and under a tree of boxes.

    near: where given, polygons that meet no box of these trees are left out, unless they have to be checked.
    """
    table = read_group(side, group)
    rings = in_equal_area(rings_of(table.column(side.geometry)), side.epsg, meridian)
    units = units_of(only_near(rings, near) if near and side.checked else rings)
    if not side.checked:
        wrong = miscounted(rings, units)
        for row in np.flatnonzero(wrong)[:1].tolist():
            raise unsound(side.name, group.first + row + 1, float(wrong[row]))
    if side.key is None:
        keys = int_array(np.arange(group.first + 1, group.first + 1 + group.rows))
    else:
        keys = table.column(side.key).combine_chunks()
        keys = keys.chunk(0) if isinstance(keys, pa.ChunkedArray) else keys
    return Prepared(units, box_tree(units.box), keys, group.rows)


def _shelved(side: Side, group: Group, meridian: int, shelf: Shelf | None) -> Prepared:
    if shelf is None:
        return prepare(side, group, meridian)
    key = (group.path, group.number, side.epsg, side.key, side.checked, meridian)
    return shelf.get(key, lambda: prepare(side, group, meridian))


def _rows(mine: Prepared, others: list[Prepared], firsts: Ints) -> tuple[Ints, Ints, Floats, int]:
    """Rows of one group with all others, sorted; indices count within the group and over the others together."""
    parts = []
    for other, first in zip(others, firsts.tolist(), strict=False):
        i, j, area, floor, units = pairs(mine.units, other.units, other.tree)
        parts.append((i, j + first, area, floor, units))
    return settle(parts)


def only_near(rings: Rings, trees: Sequence[BoxTree]) -> Rings:
    """The rings with the polygons that meet no box of the trees as nothing (box NaN), so that they are not cut."""
    near = np.zeros(len(rings), np.bool_)
    for tree in trees:
        _mark_near(rings.box, tree.box, tree.level, near)
    return replace(rings, box=np.where(near[:, None], rings.box, np.nan))


@njit(cache=True, nogil=True, error_model="numpy")
def _mark_near(boxes: Floats, tree: Floats, level: Ints, near: NDArray[np.bool_]) -> None:
    stack, no_room = np.empty(16 * (len(level) + 1), np.int64), np.empty(0, np.int64)
    for g in range(len(boxes)):
        if not near[g]:
            near[g] = visit(tree, level, boxes[g, 0], boxes[g, 1], boxes[g, 2], boxes[g, 3], stack,
                            no_room) != 0  # it stops at the first


def pairs(a: Units, b: Units, tree: BoxTree, which: Ints | None = None) -> Pieces:
    """The kernel over some units of one layer (default: all) and all of another: geometry, geometry, area, floor,
    and a number that orders the pieces of one pair.
    """
    none = np.zeros(0, np.int64)
    if len(a) == 0 or len(b) == 0:
        return none, none, np.zeros(0), np.zeros(0), none
    root = tree.box[tree.level[-2]:]
    x0, y0 = np.nanmin(root[:, 0]), np.nanmin(root[:, 1])
    x1, y1 = np.nanmax(root[:, 2]), np.nanmax(root[:, 3])
    box = a.box if which is None else a.box[which]
    near = np.flatnonzero((box[:, 0] < x1) & (box[:, 2] > x0) & (box[:, 1] < y1) & (box[:, 3] > y0))
    near = near if which is None else which[near]
    if len(near) == 0:
        return none, none, np.zeros(0), np.zeros(0), none
    i, j, area, floor = pair_areas(a.edges, a.start, a.box, 0, len(near), near, b.edges, b.start, b.box, tree.order,
                                   tree.box, tree.level, a.widest, b.widest)
    return a.geometry[i], b.geometry[j], area, floor, i * len(b) + j


def settle(parts: Sequence[Pieces]) -> tuple[Ints, Ints, Floats, int]:
    """Rows sorted by (left, right), the pieces of one pair added up in one order, touching pairs counted and gone."""
    left, right, area, floor, units = parts[0] if len(parts) == 1 else (
        np.concatenate([part[k] for part in parts]) for k in range(5))
    return _settled(left, right, area, floor, units)


@njit(cache=True, nogil=True, error_model="numpy")
def _settled(left: Ints, right: Ints, area: Floats, floor: Floats, units: Ints) -> tuple[Ints, Ints, Floats, int]:
    n = len(left)
    sorted_left = True
    for k in range(1, n):
        sorted_left = sorted_left and left[k - 1] <= left[k]
    order = np.arange(n) if sorted_left else np.argsort(left, kind="mergesort")
    out_left, out_right, out = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n)
    kept = touching = 0
    first = 0
    while first < n:
        last = first + 1
        while last < n and left[order[last]] == left[order[first]]:
            last += 1
        _in_order(order[first:last], right, units)
        while first < last:
            here = order[first]
            total, least = area[here], floor[here]
            first += 1
            while first < last and right[order[first]] == right[here]:
                total += area[order[first]]
                least += floor[order[first]]
                first += 1
            if total > least:
                out_left[kept], out_right[kept], out[kept] = left[here], right[here], total
                kept += 1
            else:
                touching += 1
    return out_left[:kept].copy(), out_right[:kept].copy(), out[:kept].copy(), touching


@njit(cache=True, nogil=True, error_model="numpy")
def _in_order(order: Ints, right: Ints, units: Ints) -> None:
    """Sort the rows named in ``order`` by (right, units), in place: few by insertion."""
    n = len(order)
    if n > FEW:
        order[:] = order[np.argsort(units[order], kind="mergesort")]
        order[:] = order[np.argsort(right[order], kind="mergesort")]
        return
    for i in range(1, n):
        here = order[i]
        j = i - 1
        while j >= 0 and (right[order[j]] > right[here]
                          or (right[order[j]] == right[here] and units[order[j]] > units[here])):
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = here
