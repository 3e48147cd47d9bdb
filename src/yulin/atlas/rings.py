"""Rings: a polygon layer as flat arrays of coordinates, straight from WKB, with no object per polygon.

A layer of n polygons and multipolygons is four arrays: the vertices of all rings one after the other, where
each ring starts, where each geometry's rings start, and a sign per ring. The sign makes winding and role
disappear: whatever way a ring was digitised, sign × (its signed area) is positive for an outer ring and
negative for a hole. A collapsed ring has sign 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numba import njit
from numpy.typing import NDArray

from yulin.atlas.numbers import objects
from yulin.atlas.wkb import Bytes, Plain, measured, plain_wkb, set_box, set_boxes, written
from yulin.atlas.workers import spread

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_POLYGON = 3
_NOTHING = shapely.to_wkb(shapely.Polygon(), byte_order=1)
AT_ONCE = 8192


@dataclass(frozen=True, slots=True)
class Rings:
    """Flat rings of a layer, in any plane.

    x, y: float64[points]; ring_start: int64[rings + 1] into the points; ring_sign: float64[rings];
    geom_start: int64[geometries + 1] into the rings; box: float64[geometries, 4] (x0, y0, x1, y1),
    NaN for an empty geometry.
    """

    x: Floats
    y: Floats
    ring_start: Ints
    ring_sign: Floats
    geom_start: Ints
    box: Floats

    def __len__(self) -> int:
        """The number of geometries."""
        return len(self.geom_start) - 1

    def moved(self, x: Floats, y: Floats) -> Rings:
        """The same rings with other coordinates (a transformation that keeps every vertex)."""
        return finish(x, y, self.ring_start, self.ring_sign, self.geom_start, self.ring_sign)


def finish(x: Floats, y: Floats, ring_start: Ints, role: Floats, geom_start: Ints,
           signs: Floats | None = None) -> Rings:
    """Rings from coordinates and roles (+1 outer, -1 hole), with signs and boxes worked out."""
    n = len(geom_start) - 1
    ring_sign = signs if signs is not None else np.empty(len(role))
    box = np.empty((n, 4))

    def piece(first: int, last: int) -> None:
        a, b = geom_start[first], geom_start[last]
        if signs is None:
            _signs(x, y, ring_start[a:b + 1], role[a:b], ring_sign[a:b])
        set_boxes(x, y, ring_start, geom_start[first:last + 1], box[first:last])

    spread(piece, n, AT_ONCE)
    return Rings(x, y, ring_start, ring_sign, geom_start, box)


def rings_from_geometries(geometries: Any) -> Rings:
    """Rings of an array of shapely polygons and multipolygons; None, empty and non-areal parts count as nothing."""
    geoms = np.asarray(geometries, dtype=object)
    written = [_NOTHING if shape is None else shape for shape in shapely.to_wkb(geoms, byte_order=1).tolist()]
    offsets = np.zeros(len(written) + 1, np.int64)
    np.cumsum([len(shape) for shape in written], out=offsets[1:])
    plain = measured(np.frombuffer(b"".join(written) or b"-", np.uint8), offsets)
    return _rings_of_parts(geoms) if plain is None else rings_of_plain(plain)


def _rings_of_parts(geoms: Any) -> Rings:
    """The same where there are others than flat polygons and multipolygons."""
    parts, owner = shapely.get_parts(geoms, return_index=True)
    areal = shapely.get_type_id(parts) == _POLYGON
    parts, owner = parts[areal], owner[areal]
    lines, part = shapely.get_rings(parts, return_index=True)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    first = np.ones(len(part), dtype=bool)
    first[1:] = part[1:] != part[:-1]
    role = np.where(first, 1.0, -1.0)
    ring_start = _starts(line, len(lines))
    geom_start = _starts(owner[part] if len(part) else np.zeros(0, np.int64), len(geoms))
    return finish(np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1]), ring_start, role, geom_start)


def rings_from_wkb(column: pa.Array | pa.ChunkedArray) -> Rings:
    """Rings of an Arrow column of WKB; a layout other than plain little-endian 2-D is read through shapely."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    plain = plain_wkb(column)
    if plain is None:
        column = column.storage if isinstance(column, pa.ExtensionArray) else column
        return _rings_of_parts(shapely.from_wkb(objects(column)))
    return rings_of_plain(plain)


def rings_of_plain(plain: Plain, first: int = 0, last: int | None = None) -> Rings:
    """Rings of the geometries first…last-1 (default: all) of a column of plain WKB."""
    last = len(plain) if last is None else last
    point, ring = plain.point_start[first:last + 1], plain.geom_start[first:last + 1]
    if first:
        point, ring = point - point[0], ring - ring[0]
    x, y, box = np.empty(point[-1]), np.empty(point[-1]), np.empty((last - first, 4))
    ring_start, sign = np.empty(ring[-1] + 1, np.int64), np.empty(ring[-1])
    ring_start[-1] = point[-1]
    spread(lambda a, b: _decode(plain.data, plain.offsets[first + a:first + b], point[a:b], ring[a:b + 1], x, y,
                                ring_start, sign, box[a:b]), last - first, AT_ONCE)
    return Rings(x, y, ring_start, sign, ring, box)


def _starts(owner: Any, n: int) -> Ints:
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=n))]).astype(np.int64)


@njit(cache=True, nogil=True, error_model="numpy")
def _decode(data: Bytes, offsets: Ints, point_start: Ints, geom_start: Ints, x: Floats, y: Floats, ring_start: Ints,
            sign: Floats, box: Floats) -> None:
    """Points, rings, signs and boxes of plain WKB, one geometry after the other while it is in the cache."""
    for g in range(len(offsets)):
        end, r = written(data, offsets[g], point_start[g], geom_start[g], x, y, ring_start, sign)
        for k in range(geom_start[g], r):
            last = ring_start[k + 1] if k + 1 < r else end
            sign[k] = sign_of(x, y, ring_start[k], last, sign[k])
        set_box(x, y, point_start[g], end, box, g)


@njit(cache=True, nogil=True, error_model="numpy")
def sign_of(x: Floats, y: Floats, a: int, b: int, role: float) -> float:
    """The sign of the ring of the points a…b-1: its role, turned where it winds clockwise; 0 where it has no area."""
    doubled = 0.0
    for i in range(a, b - 1):
        doubled += (x[i] - x[a]) * (y[i + 1] - y[a]) - (x[i + 1] - x[a]) * (y[i] - y[a])
    return role if doubled > 0 else (-role if doubled < 0 else 0.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _signs(x: Floats, y: Floats, ring_start: Ints, role: Floats, sign: Floats) -> None:
    for r in range(len(role)):
        sign[r] = sign_of(x, y, ring_start[r], ring_start[r + 1], role[r])
