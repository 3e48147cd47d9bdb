"""The bytes of a vector tile (Mapbox Vector Tile 2.1): values, tags and geometry commands, without objects.

A tile here has one layer. Geometry is written by compiled code from flat rings: cut to the window, put on the
tile's grid, repeated and collinear points dropped, then delta, zigzag and varint. A vertex that two polygons
share lands on the same grid point in both, so shared edges do not part.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit
from numpy.typing import NDArray

from yulin.atlas.numbers import floats, integers
from yulin.atlas.varints import varint

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

EXTENT = 4096


def layer_bytes(name: str, features: bytes, keys: Sequence[str], values: bytes) -> bytes:
    """A tile holding one layer made of encoded features and values."""
    body = (b"\x78\x02" + _text(0x0A, name) + features + b"".join(_text(0x1A, key) for key in keys) + values
            + b"\x28" + varint(EXTENT))
    return b"\x1a" + varint(len(body)) + body


def value_table(columns: Sequence[pa.Array]) -> tuple[bytes, Ints]:
    """The layer's value messages and int64[rows, columns]: which value each feature has, -1 for none.

    Text columns become strings, numbers doubles (whole ones integers).
    """
    chunks: list[bytes] = []
    tags = np.full((len(columns[0]) if columns else 0, len(columns)), -1, np.int64)
    base = 0
    for k, column in enumerate(columns):
        coded = pc.dictionary_encode(column)
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        index = integers(coded.indices.cast(pa.int64()).fill_null(-1))
        tags[:, k] = np.where(index >= 0, index + base, -1)
        words = coded.dictionary
        base += len(words)
        chunks.append(_strings(words) if pa.types.is_string(words.type) else _numbers(words))
    return b"".join(chunks), tags


def _strings(words: pa.Array) -> bytes:
    if len(words) == 0:
        return b""
    offsets = np.frombuffer(words.buffers()[1], np.int32)[words.offset:words.offset + len(words) + 1].astype(np.int64)
    data = words.buffers()[2]
    raw = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return bytes(_string_values(offsets, raw))


def _numbers(words: pa.Array) -> bytes:
    values = integers(words) if pa.types.is_integer(words.type) else floats(words)
    if pa.types.is_integer(words.type):
        return b"".join(_message(0x22, b"\x20" + varint(int(v))) if v >= 0
                        else _message(0x22, b"\x30" + varint(-2 * int(v) - 1)) for v in values)
    out = np.empty((len(values), 11), np.uint8)
    out[:, :3] = (0x22, 9, 0x19)
    out[:, 3:] = np.ascontiguousarray(values, "<f8").view(np.uint8).reshape(-1, 8)
    return out.tobytes()


def _message(tag: int, body: bytes) -> bytes:
    return bytes((tag,)) + varint(len(body)) + body


def _text(tag: int, text: str) -> bytes:
    return _message(tag, text.encode())


@njit(cache=True, nogil=True, error_model="numpy")
def _put(out: Bytes, n: int, value: int) -> int:
    while value > 0x7F:
        out[n] = value & 0x7F | 0x80
        value >>= 7
        n += 1
    out[n] = value
    return n + 1


@njit(cache=True, nogil=True, error_model="numpy")
def _size(value: int) -> int:
    n = 1
    while value > 0x7F:
        value >>= 7
        n += 1
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def _string_values(offsets: Ints, raw: Bytes) -> Bytes:
    out = np.empty(offsets[-1] - offsets[0] + 12 * len(offsets), np.uint8)
    n = 0
    for i in range(len(offsets) - 1):
        length = offsets[i + 1] - offsets[i]
        out[n] = 0x22
        n = _put(out, n + 1, 1 + _size(length) + length)
        out[n] = 0x0A
        n = _put(out, n + 1, length)
        for p in range(offsets[i], offsets[i + 1]):
            out[n] = raw[p]
            n += 1
    return out[:n]


@njit(cache=True, nogil=True, error_model="numpy")
def _clip_side(ax: Floats, ay: Floats, n: int, axis: int, limit: float, keep_below: bool,
               bx: Floats, by: Floats) -> int:
    """One side of Sutherland and Hodgman: the ring's part below (or above) ``limit`` on an axis; open rings."""
    m = 0
    for i in range(n):
        j = i + 1 if i + 1 < n else 0
        u, v = (ax[i], ax[j]) if axis == 0 else (ay[i], ay[j])
        inside, next_inside = (u <= limit, v <= limit) if keep_below else (u >= limit, v >= limit)
        if inside:
            bx[m], by[m] = ax[i], ay[i]
            m += 1
        if inside != next_inside:
            t = (limit - u) / (v - u)
            if axis == 0:
                bx[m], by[m] = limit, ay[i] + t * (ay[j] - ay[i])
            else:
                bx[m], by[m] = ax[i] + t * (ax[j] - ax[i]), limit
            m += 1
    return m


@njit(cache=True, nogil=True, error_model="numpy")
def _cut_ring(x: Floats, y: Floats, a: int, b: int, window: Floats, ax: Floats, ay: Floats,
              bx: Floats, by: Floats) -> int:
    """The ring a…b (closed) cut to the window, as an open ring in ``ax``, ``ay``; its number of points."""
    n = b - a - 1
    x0 = x1 = x[a]
    y0 = y1 = y[a]
    for i in range(n):
        ax[i], ay[i] = x[a + i], y[a + i]
        x0, x1 = min(x0, ax[i]), max(x1, ax[i])
        y0, y1 = min(y0, ay[i]), max(y1, ay[i])
    if x1 < window[0] or x0 > window[2] or y1 < window[1] or y0 > window[3]:
        return 0
    if x0 >= window[0] and x1 <= window[2] and y0 >= window[1] and y1 <= window[3]:
        return n
    n = _clip_side(ax, ay, n, 0, window[0], False, bx, by)
    n = _clip_side(bx, by, n, 0, window[2], True, ax, ay)
    n = _clip_side(ax, ay, n, 1, window[1], False, bx, by)
    return _clip_side(bx, by, n, 1, window[3], True, ax, ay)


@njit(cache=True, nogil=True, error_model="numpy")
def _on_grid(x: Floats, y: Floats, n: int, centre: Floats, coefficients: Floats, powers: Ints, step: int,
             gx: Ints, gy: Ints) -> int:
    """Points through the polynomial onto the grid; repeated and collinear points dropped."""
    m = 0
    degree = int(powers[-1, 1])
    pu, pv = np.ones(degree + 1), np.ones(degree + 1)
    for i in range(n):
        u, v = (x[i] - centre[0]) * centre[2], (y[i] - centre[1]) * centre[2]
        for d in range(degree):
            pu[d + 1], pv[d + 1] = pu[d] * u, pv[d] * v
        tx = ty = 0.0
        for k in range(len(powers)):
            term = pu[powers[k, 0]] * pv[powers[k, 1]]
            tx += coefficients[k, 0] * term
            ty += coefficients[k, 1] * term
        px, py = int(np.floor(tx / step + 0.5)) * step, int(np.floor(ty / step + 0.5)) * step
        if m > 0 and gx[m - 1] == px and gy[m - 1] == py:
            continue
        if m > 1 and (gx[m - 1] - gx[m - 2]) * (py - gy[m - 2]) == (gy[m - 1] - gy[m - 2]) * (px - gx[m - 2]):
            if gx[m - 2] == px and gy[m - 2] == py:
                m -= 1
                continue
            m -= 1
        gx[m], gy[m] = px, py
        m += 1
    while m > 1 and gx[m - 1] == gx[0] and gy[m - 1] == gy[0]:
        m -= 1
    return m


@njit(cache=True, nogil=True, error_model="numpy")
def _zigzag(value: int) -> int:
    return (value << 1) ^ (value >> 63)


@njit(cache=True, nogil=True, error_model="numpy")
def _put_ring(out: Bytes, n: int, gx: Ints, gy: Ints, m: int, reverse: bool, cursor: Ints) -> int:
    n = _put(out, n, 9)  # MoveTo, once
    for k in range(m):
        i = m - 1 - k if reverse else k
        if k == 1:
            n = _put(out, n, (m - 1) << 3 | 2)  # LineTo
        n = _put(out, n, _zigzag(gx[i] - cursor[0]))
        n = _put(out, n, _zigzag(gy[i] - cursor[1]))
        cursor[0], cursor[1] = gx[i], gy[i]
    return _put(out, n, 15)  # ClosePath


@njit(cache=True, nogil=True, error_model="numpy")
def _put_feature(out: Bytes, n: int, number: int, tags: Ints, geometry: Bytes, size: int) -> int:
    """One feature message: id, tags, type polygon, geometry."""
    tag_size = 0
    for k in range(len(tags)):
        if tags[k] >= 0:
            tag_size += _size(k) + _size(tags[k])
    body = 1 + _size(number) + 2 + 1 + _size(size) + size
    if tag_size:
        body += 1 + _size(tag_size) + tag_size
    out[n] = 0x12
    n = _put(out, n + 1, body)
    out[n] = 0x08
    n = _put(out, n + 1, number)
    if tag_size:
        out[n] = 0x12
        n = _put(out, n + 1, tag_size)
        for k in range(len(tags)):
            if tags[k] >= 0:
                n = _put(out, n, k)
                n = _put(out, n, tags[k])
    out[n], out[n + 1] = 0x18, 3
    out[n + 2] = 0x22
    n = _put(out, n + 3, size)
    out[n:n + size] = geometry[:size]
    return n + size


@njit(cache=True, nogil=True, error_model="numpy")
def polygon_features(x: Floats, y: Floats, ring_start: Ints, ring_sign: Floats, geom_start: Ints, window: Floats,
                     centre: Floats, coefficients: Floats, powers: Ints, step: int, numbers: Ints,
                     tags: Ints) -> Bytes:
    """Feature messages of all polygons that are still something on the grid.

    window: float64[4] in the plane; centre: float64[3] (x, y, scale); coefficients: float64[terms, 2] and
    powers: int64[terms, 2], the polynomial to tile units; step: grid step in units; numbers: feature ids.
    """
    out = np.empty(24 * len(x) + 64 * len(numbers) + 16 * tags.size + 64, np.uint8)
    n = 0
    longest = 4
    for r in range(len(ring_start) - 1):
        longest = max(longest, ring_start[r + 1] - ring_start[r])
    room = 3 * longest + 16
    ax, ay, bx, by = np.empty(room), np.empty(room), np.empty(room), np.empty(room)
    gx, gy = np.empty(room, np.int64), np.empty(room, np.int64)
    geometry = np.empty(1024, np.uint8)
    cursor = np.zeros(2, np.int64)
    for g in range(len(geom_start) - 1):
        size = 0
        cursor[0] = cursor[1] = 0
        shell = False
        for r in range(geom_start[g], geom_start[g + 1]):
            if ring_sign[r] == 0.0:
                continue
            m = _cut_ring(x, y, ring_start[r], ring_start[r + 1], window, ax, ay, bx, by)
            turn = 0.0
            for i in range(m):
                j = i + 1 if i + 1 < m else 0
                turn += (ax[i] - ax[0]) * (ay[j] - ay[0]) - (ax[j] - ax[0]) * (ay[i] - ay[0])
            outer = turn * ring_sign[r] > 0.0
            if m > 2:
                m = _on_grid(ax, ay, m, centre, coefficients, powers, step, gx, gy)
            doubled = 0
            for i in range(m):
                j = i + 1 if i + 1 < m else 0
                doubled += gx[i] * gy[j] - gx[j] * gy[i]
            if outer:
                shell = m > 2 and doubled != 0
            if m < 3 or doubled == 0 or not shell:
                continue
            if size + 20 * m + 32 > len(geometry):
                bigger = np.empty(2 * (size + 20 * m + 32), np.uint8)
                bigger[:size] = geometry[:size]
                geometry = bigger
            size = _put_ring(geometry, size, gx, gy, m, (doubled > 0) != outer, cursor)
        if size:
            if n + size + 64 + 16 * tags.shape[1] > len(out):
                more = np.empty(2 * (n + size + 64 + 16 * tags.shape[1]), np.uint8)
                more[:n] = out[:n]
                out = more
            n = _put_feature(out, n, numbers[g], tags[g], geometry, size)
    return out[:n].copy()


@njit(cache=True, nogil=True, error_model="numpy")
def square_features(tx: Ints, ty: Ints, half: int, numbers: Ints, tags: Ints) -> Bytes:
    """Feature messages of squares of 2 × ``half`` units around tile points: what stands for tiny polygons."""
    out = np.empty(len(tx) * (64 + 16 * tags.shape[1]) + 64, np.uint8)
    gx, gy = np.empty(4, np.int64), np.empty(4, np.int64)
    geometry, cursor = np.empty(256, np.uint8), np.zeros(2, np.int64)
    n = 0
    for i in range(len(tx)):
        cursor[0] = cursor[1] = 0
        gx[0], gx[1], gx[2], gx[3] = tx[i] - half, tx[i] + half, tx[i] + half, tx[i] - half
        gy[0], gy[1], gy[2], gy[3] = ty[i] - half, ty[i] - half, ty[i] + half, ty[i] + half
        n = _put_feature(out, n, numbers[i], tags[i], geometry,
                         _put_ring(geometry, 0, gx, gy, 4, False, cursor))
    return out[:n].copy()
