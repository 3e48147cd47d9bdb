"""Plain WKB as flat arrays: the vertices of a whole column of polygons, with no object per polygon.

*Plain* is what survey software writes: little-endian, two-dimensional polygons and multipolygons, none missing. A
column with anything else in it has no flat form here, and is read through shapely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit
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
        return _boxes(self.xy, self.ring_start, self.geom_start)


def flat_wkb(column: pa.Array) -> Flat | None:
    """The flat form of a binary column of WKB; None where it is not plain."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    wide = pa.types.is_large_binary(column.type)
    n = len(column)
    if n == 0 or column.null_count or not (wide or pa.types.is_binary(column.type)):
        return None
    stored = np.frombuffer(column.buffers()[1], np.int64 if wide else np.int32)
    offsets: Ints = np.asarray(stored[column.offset:column.offset + n + 1], np.int64)
    data = np.frombuffer(column.buffers()[2], np.uint8)
    points, rings = np.empty(n, np.int64), np.empty(n, np.int64)
    if not all(spread(lambda a, b: _measure(data, offsets[a:b + 1], points[a:b], rings[a:b]), n, AT_ONCE)):
        return None
    point_start = np.concatenate([[0], np.cumsum(points)])
    geom_start = np.concatenate([[0], np.cumsum(rings)])
    xy = np.empty((point_start[-1], 2))
    ring_start, role = np.empty(geom_start[-1] + 1, np.int64), np.empty(geom_start[-1])
    ring_start[-1] = point_start[-1]
    flat = xy.view(np.uint8).reshape(-1)
    spread(lambda a, b: _fill(data, offsets[a:b + 1], point_start[a:b], geom_start[a:b], flat, ring_start, role),
           n, AT_ONCE)
    return Flat(xy, ring_start, role, geom_start)


@njit(cache=True, nogil=True)
def _u32(data: Bytes, p: int) -> Any:
    return np.int64(data[p]) | np.int64(data[p + 1]) << 8 | np.int64(data[p + 2]) << 16 | np.int64(data[p + 3]) << 24


@njit(cache=True, nogil=True)
def _measure(data: Bytes, offsets: Ints, points: Ints, rings: Ints) -> bool:
    """Count points and rings of every WKB; False when one is not a plain 2-D little-endian (multi)polygon."""
    for g in range(len(offsets) - 1):
        p, end = offsets[g], offsets[g + 1]
        if end - p < 9 or data[p] != 1:
            return False
        kind = _u32(data, p + 1)
        if kind != _POLYGON and kind != _MULTIPOLYGON:
            return False
        parts = 1
        p += 5
        if kind == _MULTIPOLYGON:
            parts = _u32(data, p)
            p += 4
        n_points = n_rings = 0
        for _ in range(parts):
            if kind == _MULTIPOLYGON:
                if p + 5 > end or data[p] != 1 or _u32(data, p + 1) != _POLYGON:
                    return False
                p += 5
            if p + 4 > end:
                return False
            k = _u32(data, p)
            p += 4
            for _ring in range(k):
                if p + 4 > end:
                    return False
                m = _u32(data, p)
                p += 4 + 16 * m
                if p > end:
                    return False
                n_points += m
                n_rings += 1
        if p != end:
            return False
        points[g], rings[g] = n_points, n_rings
    return True


@njit(cache=True, nogil=True)
def _fill(data: Bytes, offsets: Ints, point_start: Ints, geom_start: Ints, out: Bytes, ring_start: Ints,
          role: Floats) -> None:
    for g in range(len(offsets) - 1):
        p = offsets[g]
        kind = _u32(data, p + 1)
        parts = 1
        p += 5
        if kind == _MULTIPOLYGON:
            parts = _u32(data, p)
            p += 4
        o, r = point_start[g], geom_start[g]
        for _ in range(parts):
            if kind == _MULTIPOLYGON:
                p += 5
            k = _u32(data, p)
            p += 4
            for which in range(k):
                m = _u32(data, p)
                p += 4
                ring_start[r] = o
                role[r] = 1.0 if which == 0 else -1.0
                r += 1
                for q in range(16 * m):
                    out[16 * o + q] = data[p + q]
                p += 16 * m
                o += m


@njit(cache=True, nogil=True)
def _boxes(xy: Floats, ring_start: Ints, geom_start: Ints) -> Floats:
    box = np.full((len(geom_start) - 1, 4), np.nan)
    for g in range(len(geom_start) - 1):
        a, b = ring_start[geom_start[g]], ring_start[geom_start[g + 1]]
        if a == b:
            continue
        x0 = x1 = xy[a, 0]
        y0 = y1 = xy[a, 1]
        for i in range(a + 1, b):
            x0, x1 = min(x0, xy[i, 0]), max(x1, xy[i, 0])
            y0, y1 = min(y0, xy[i, 1]), max(y1, xy[i, 1])
        box[g, 0], box[g, 1], box[g, 2], box[g, 3] = x0, y0, x1, y1
    return box
