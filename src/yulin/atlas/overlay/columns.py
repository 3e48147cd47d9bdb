"""A geometry column as rings, straight from its buffers: WKB, or GeoArrow's nested lists of polygons.

GeoArrow holds a polygon as a list of rings, a multipolygon as a list of those, and a point as a struct of x and y or as
a pair: the arrays that ``Rings`` wants are there already, as offsets and children.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from yulin.atlas.numbers import floats
from yulin.atlas.rings import Rings, finish, rings_from_wkb

Ints = NDArray[np.int64]


def rings_of(column: pa.Array | pa.ChunkedArray) -> Rings:
    """Rings of a column of (multi)polygons, WKB or GeoArrow; missing and empty ones count as nothing."""
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0)
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if not pa.types.is_list(column.type) and not pa.types.is_large_list(column.type):
        return rings_from_wkb(column)
    outer, lists = _offsets(column), column.values
    inner, rest = _offsets(lists), lists.values
    if _is_point(rest.type):  # polygons: rings, points
        geom, first, ring, points = outer, outer, inner, rest
    else:  # multipolygons: parts, rings, points
        geom, first, ring, points = inner[outer], inner[outer[0]:outer[-1] + 1], _offsets(rest), rest.values
    base, end = int(geom[0]), int(geom[-1])
    ring_start = ring[base:end + 1]
    a, b = int(ring_start[0]), int(ring_start[-1])
    role = np.full(end - base, -1.0)
    role[np.unique(first[first < end]) - base] = 1.0
    x, y = _xy(points.slice(a, b - a))
    return finish(x, y, ring_start - a, role, geom - base)


def _offsets(column: Any) -> Ints:
    """Where each list starts in the child, and where the last ends; int64[lists + 1]."""
    wide = pa.types.is_large_list(column.type)
    stored = np.frombuffer(column.buffers()[1], np.int64 if wide else np.int32)
    return np.asarray(stored[column.offset:column.offset + len(column) + 1], np.int64)


def _is_point(kind: pa.DataType) -> bool:
    return bool(pa.types.is_struct(kind) or pa.types.is_fixed_size_list(kind))


def _xy(points: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if pa.types.is_struct(points.type):
        x, y = (floats(points.field(name)) for name in ("x", "y"))
    else:
        pairs = floats(points.flatten()).reshape(-1, points.type.list_size)
        x, y = pairs[:, 0], pairs[:, 1]
    return np.ascontiguousarray(x), np.ascontiguousarray(y)
