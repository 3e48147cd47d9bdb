"""The row index of a part: which rows a window meets, and where each row's polygon lies in the file.

Beside every ``part-00000.parquet`` stands a ``part-00000.rows``: the rows' boxes as a packed tree (the rows already
lie along the Hilbert curve, so row and leaf have the same number) and the place of every row's WKB in the Parquet
file, whose geometry column is stored plain. Both files are mapped, not read: a window costs the few pages it touches,
and all processes of an office share them. The index can be deleted; then windows are read through the row groups.

Layout, all 8-byte little-endian: header[16] = format, rows, levels, start of each level …; boxes float64[m, 4], leaves
first, then each level of parents; places int64[rows], each that of the WKB's 4-byte length.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numba import njit
from numpy.typing import NDArray

from yulin.atlas.boxtree import FAN, leaves_meeting, levels_over
from yulin.atlas.numbers import floats
from yulin.atlas.wkb import Bytes, word_at

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FORMAT = 1
HEADER = 16
TOP_BYTES = 32 << 10  # the upper levels of a tree, which every search passes


@dataclass(frozen=True, slots=True)
class PartIndex:
    """One part's index. level: int64[levels + 1]; box: float64[m, 4]; place: int64[rows]; data: the Parquet file."""

    rows: int
    level: Ints
    box: Floats
    place: Ints
    data: Bytes

    def meeting(self, windows: Floats) -> Ints:
        """The rows whose boxes meet one of the closed windows, float64[k, 4]; ascending."""
        return np.asarray(leaves_meeting(self.box, self.level, windows))

    def wkb(self, rows: Ints) -> pa.Array:
        """The polygons of some rows, as they are stored."""
        start = np.zeros(len(rows) + 1, np.int64)
        _measure(self.data, self.place, rows, start)
        out = np.empty(start[-1], np.uint8)
        _gather(self.data, self.place, rows, start, out)
        wide = start[-1] >= 2**31
        offsets = start if wide else start.astype(np.int32)
        kind = pa.large_binary() if wide else pa.binary()
        return pa.Array.from_buffers(kind, len(rows), [None, pa.py_buffer(offsets), pa.py_buffer(out)])


def index_path(part: Path) -> Path:
    """Where the index of a part lies."""
    return part.with_suffix(".rows")


def write_index(part: Path, table: pa.Table, metadata: pq.FileMetaData) -> None:
    """Write the index of a part that was just written from ``table``; nothing where its layout is another's."""
    place = _places(table.column("geometry"), metadata)
    if place is None or len(place) == 0:
        return
    sides = table.column("bbox").combine_chunks().flatten()
    box = np.column_stack([floats(side) for side in sides])
    tree, level = levels_over(box)
    header = np.zeros(HEADER, np.int64)
    header[:3] = FORMAT, len(place), len(level) - 1
    header[3:3 + len(level)] = level
    with index_path(part).open("wb") as stream:
        for piece in (header, tree, place):
            stream.write(np.ascontiguousarray(piece).tobytes())
        stream.flush()
        os.fsync(stream.fileno())


def read_ahead(part: Path, rows: int) -> None:
    """Ask the system for what opening the index of a part of so many rows, and a first search, will read; waits for
    nothing, so that the disk fetches all parts of a version at once.
    """
    if not hasattr(os, "posix_fadvise"):
        return
    most, level = rows, rows
    while level > FAN:
        level = (level + FAN - 1) // FAN
        most += level
    try:
        file = os.open(index_path(part), os.O_RDONLY)
    except OSError:
        return
    try:
        os.posix_fadvise(file, 0, 8 * HEADER, os.POSIX_FADV_WILLNEED)
        os.posix_fadvise(file, max(0, 8 * HEADER + 32 * most - TOP_BYTES), TOP_BYTES, os.POSIX_FADV_WILLNEED)
    finally:
        os.close(file)


def open_index(part: Path) -> PartIndex | None:
    """The index of a part, mapped; None when it has none, or another format's."""
    path = index_path(part)
    try:
        return _opened(path, part, path.stat().st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=4096)
def _opened(path: Path, part: Path, _written: int) -> PartIndex | None:
    raw = np.memmap(path, np.int64, "r")
    if len(raw) < HEADER or raw[0] != FORMAT:
        return None
    rows, levels = int(raw[1]), int(raw[2])
    level = np.array(raw[3:4 + levels])
    most = int(level[-1])
    if len(raw) != HEADER + 4 * most + rows:
        return None
    plain = np.asarray(raw)
    box = plain[HEADER:HEADER + 4 * most].view(np.float64).reshape(most, 4)
    return PartIndex(rows, level, box, plain[HEADER + 4 * most:], np.asarray(np.memmap(part, np.uint8, "r")))


def _places(geometry: pa.ChunkedArray, metadata: pq.FileMetaData) -> Ints | None:
    """Where each WKB's length stands in the file: the plain values end where their column chunk ends."""
    if geometry.null_count or metadata.num_row_groups == 0:
        return None
    names = {metadata.row_group(0).column(c).path_in_schema: c for c in range(metadata.num_columns)}
    size = np.concatenate([_lengths(chunk) for chunk in geometry.chunks]) + 4
    out = np.empty(len(size), np.int64)
    first = 0
    for g in range(metadata.num_row_groups):
        column = metadata.row_group(g).column(names["geometry"])
        last = first + metadata.row_group(g).num_rows
        if column.compression != "UNCOMPRESSED" or column.has_dictionary_page:
            return None
        end = column.data_page_offset + column.total_compressed_size
        ends = np.cumsum(size[first:last])
        out[first:last] = end - ends[-1] + ends - size[first:last]
        if out[first] < column.data_page_offset or out[first] > column.data_page_offset + 512:
            return None  # more than one page: the values do not lie in one run
        first = last
    return out


def _lengths(chunk: pa.Array) -> Ints:
    wide = pa.types.is_large_binary(chunk.type)
    offsets = np.frombuffer(chunk.buffers()[1], np.int64 if wide else np.int32)
    return np.diff(offsets[chunk.offset:chunk.offset + len(chunk) + 1]).astype(np.int64)


@njit(cache=True, nogil=True)
def _measure(data: Bytes, place: Ints, rows: Ints, start: Ints) -> None:
    for k in range(len(rows)):
        start[k + 1] = start[k] + word_at(data, place[rows[k]])


@njit(cache=True, nogil=True)
def _gather(data: Bytes, place: Ints, rows: Ints, start: Ints, out: Bytes) -> None:
    for k in range(len(rows)):
        p = place[rows[k]] + 4
        n = start[k + 1] - start[k]
        out[start[k]:start[k + 1]] = data[p:p + n]
