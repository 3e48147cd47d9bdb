"""Plain WKB as flat arrays: the vertices of a whole column of polygons, with no object per polygon.

*Plain* is what survey software writes: little-endian, two-dimensional polygons and multipolygons, none missing. A
column with anything else in it has no flat form here, and is read through shapely.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from yulin.atlas.workers import spread

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_POLYGON, _MULTIPOLYGON = 3, 6
AT_ONCE = 8192


@dataclass(frozen=True, slots=True)
class Flat:
    """A column's vertices. xy: float64[points, 2]; ring_start: int64[rings + 1] into the points; role: float64[rings],
    +1 the first ring of a part, −1 its holes; geom_start: int64[geometries + 1] into the rings.
    """

    xy: Floats
    ring_start: Ints
    role: Floats
    geom_start: Ints

    def __len__(self) -> int:
        """The number of geometries."""
        return len(self.geom_start) - 1

    def boxes(self) -> Floats:
        """float64[geometries, 4] (x0, y0, x1, y1); NaN for an empty geometry."""
        out = np.empty((len(self), 4))
        set_boxes(self.xy[:, 0], self.xy[:, 1], self.ring_start, self.geom_start, out)
        return out


@dataclass(frozen=True, slots=True)
class Plain:
    """A column of plain WKB, measured. data: its bytes; offsets: int64[n + 1]; point_start, geom_start: int64[n + 1],
    before how many points and rings each geometry comes.
    """

    data: Bytes
    offsets: Ints
    point_start: Ints
    geom_start: Ints

    def __len__(self) -> int:
        """The number of geometries."""
        return len(self.offsets) - 1


def plain_wkb(column: pa.Array) -> Plain | None:
    """A binary column of WKB, measured; None where it is not plain."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    wide = pa.types.is_large_binary(column.type)
    n = len(column)
    if n == 0 or column.null_count or not (wide or pa.types.is_binary(column.type)):
        return None
    stored = np.frombuffer(column.buffers()[1], np.int64 if wide else np.int32)
    offsets: Ints = np.asarray(stored[column.offset:column.offset + n + 1], np.int64)
    return measured(np.frombuffer(column.buffers()[2], np.uint8), offsets)


def measured(data: Bytes, offsets: Ints) -> Plain | None:
    """WKB that lies at ``offsets`` (int64[n + 1]) of ``data``, measured; None where it is not plain."""
    n = len(offsets) - 1
    points, rings = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
    if not all(spread(lambda a, b: _measure(data, offsets[a:b + 1], points[a + 1:b + 1], rings[a + 1:b + 1]),
                      n, AT_ONCE)):
        return None
    return Plain(data, offsets, np.cumsum(points), np.cumsum(rings))


def flat_wkb(column: pa.Array) -> Flat | None:
    """The flat form of a binary column of WKB; None where it is not plain."""
    found = plain_wkb(column)
    if found is None:
        return None
    data, offsets, point_start, geom_start = found.data, found.offsets, found.point_start, found.geom_start
    xy = np.empty((point_start[-1], 2))
    ring_start, role = np.empty(geom_start[-1] + 1, np.int64), np.empty(geom_start[-1])
    ring_start[-1] = point_start[-1]
    spread(lambda a, b: _fill(data, offsets[a:b + 1], point_start[a:b], geom_start[a:b], xy[:, 0], xy[:, 1],
                              ring_start, role), len(found), AT_ONCE)
    return Flat(xy, ring_start, role, geom_start)


def _double(_context: Any, data: Any, place: Any) -> Any:
    return types.float64(data, place), partial(_load, ir.DoubleType())


def _unsigned(_context: Any, data: Any, place: Any) -> Any:
    return types.uint32(data, place), partial(_load, ir.IntType(32))


def _load(kind: Any, context: Any, builder: Any, signature: Any, given: Any) -> Any:
    array = context.make_array(signature.args[0])(context, builder, given[0])
    place = builder.bitcast(builder.gep(array.data, [given[1]]), kind.as_pointer())
    return builder.load(place, align=1)


# The number in the bytes of ``data`` from ``place``, wherever they lie: one load of the processor. For compiled code.
double_at: Any = intrinsic(_double)
_unsigned_at: Any = intrinsic(_unsigned)


@njit(cache=True, nogil=True, error_model="numpy")
def word_at(data: Bytes, place: int) -> Any:
    """The four bytes of ``data`` from ``place`` as a number."""
    return np.int64(_unsigned_at(data, place))


@njit(cache=True, nogil=True, error_model="numpy")
def counted(data: Bytes, p: int, end: int) -> tuple[int, int]:
    """Points and rings of the WKB in data[p:end]; (-1, -1) where it is not a plain 2-D little-endian (multi)polygon."""
    if end - p < 9 or data[p] != 1:
        return -1, -1
    kind = word_at(data, p + 1)
    if kind != _POLYGON and kind != _MULTIPOLYGON:
        return -1, -1
    parts = 1
    p += 5
    if kind == _MULTIPOLYGON:
        parts = word_at(data, p)
        p += 4
    points = rings = 0
    for _ in range(parts):
        if kind == _MULTIPOLYGON:
            if p + 5 > end or data[p] != 1 or word_at(data, p + 1) != _POLYGON:
                return -1, -1
            p += 5
        if p + 4 > end:
            return -1, -1
        k = word_at(data, p)
        p += 4
        for _ring in range(k):
            if p + 4 > end:
                return -1, -1
            m = word_at(data, p)
            p += 4 + 16 * m
            if p > end:
                return -1, -1
            points += m
            rings += 1
    if p != end:
        return -1, -1
    return points, rings


@njit(cache=True, nogil=True, error_model="numpy")
def _measure(data: Bytes, offsets: Ints, points: Ints, rings: Ints) -> bool:
    """Count points and rings of every WKB; False when one is not plain."""
    for g in range(len(offsets) - 1):
        points[g], rings[g] = counted(data, offsets[g], offsets[g + 1])
        if points[g] < 0:
            return False
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def written(data: Bytes, p: int, o: int, r: int, x: Floats, y: Floats, ring_start: Ints,
            role: Floats) -> tuple[int, int]:
    """Write the plain WKB at ``p``, which was counted: its points from row ``o``, its rings from row ``r``, where each
    starts and its role. Returns the next free point and ring.
    """
    kind = word_at(data, p + 1)
    parts = 1
    p += 5
    if kind == _MULTIPOLYGON:
        parts = word_at(data, p)
        p += 4
    for _ in range(parts):
        if kind == _MULTIPOLYGON:
            p += 5
        k = word_at(data, p)
        p += 4
        for which in range(k):
            m = word_at(data, p)
            p += 4
            ring_start[r] = o
            role[r] = 1.0 if which == 0 else -1.0
            r += 1
            for q in range(m):
                x[o + q] = double_at(data, p + 16 * q)
                y[o + q] = double_at(data, p + 16 * q + 8)
            p += 16 * m
            o += m
    return o, r


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(data: Bytes, offsets: Ints, point_start: Ints, geom_start: Ints, x: Floats, y: Floats, ring_start: Ints,
          role: Floats) -> None:
    for g in range(len(offsets) - 1):
        written(data, offsets[g], point_start[g], geom_start[g], x, y, ring_start, role)


@njit(cache=True, nogil=True, error_model="numpy")
def set_box(x: Floats, y: Floats, a: int, b: int, box: Floats, g: int) -> None:
    """Write the box of the points a…b-1 as row ``g``; NaN where there is none."""
    box[g, 0] = box[g, 1] = box[g, 2] = box[g, 3] = np.nan
    if a == b:
        return
    x0 = x1 = x[a]
    y0 = y1 = y[a]
    for i in range(a + 1, b):
        x0, x1 = min(x0, x[i]), max(x1, x[i])
        y0, y1 = min(y0, y[i]), max(y1, y[i])
    box[g, 0], box[g, 1], box[g, 2], box[g, 3] = x0, y0, x1, y1


@njit(cache=True, nogil=True, error_model="numpy")
def set_boxes(x: Floats, y: Floats, ring_start: Ints, geom_start: Ints, box: Floats) -> None:
    """Write the box of every geometry."""
    for g in range(len(geom_start) - 1):
        set_box(x, y, ring_start[geom_start[g]], ring_start[geom_start[g + 1]], box, g)
