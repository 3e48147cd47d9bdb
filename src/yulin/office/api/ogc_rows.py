"""Rows of a version for one page of an answer: which match, how many, and only the row groups that hold the page.

A row is known by its place in the version, which never changes. Without a condition the files' footers say how many
rows there are and where they lie. With one, only the columns it speaks of are read, and only where the footers do not
decide it; shapes are read for rows whose boxes cross the window's edge, and for the page itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from yulin.atlas.numbers import floats
from yulin.atlas.version import Version

Rows = NDArray[np.int64]
Value = str | int | float
MOST_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class Group:
    """A row group. part: its file's number; number: its own in that file; first: its first row in the version."""

    part: int
    number: int
    first: int
    rows: int
    box: tuple[float, float, float, float]


def groups_of(version: Version) -> list[Group]:
    """The row groups of a version in the order of its rows, from the footers."""
    found, first = [], 0
    for p, part in enumerate(version.parts):
        for g in range(part.metadata.num_row_groups):
            rows = part.metadata.row_group(g).num_rows
            x0, y0, x1, y1 = part.box[g].tolist()
            found.append(Group(p, g, first, rows, (x0, y0, x1, y1)))
            first += rows
    return found


def matching(version: Version, window: Any | None, equals: Sequence[tuple[str, Value]]) -> Rows | None:
    """The rows whose shapes meet ``window`` (stored plane) and whose fields equal the values; None for all rows."""
    if window is None and not equals:
        return None
    stamp = version.parts[0].path.stat().st_mtime_ns if version.parts else 0
    return _matching(version, stamp, None if window is None else shapely.to_wkb(window), tuple(equals))


@lru_cache(maxsize=MOST_REMEMBERED)
def _matching(version: Version, _written: int, wkb: bytes | None, equals: tuple[tuple[str, Value], ...]) -> Rows:
    window = None if wkb is None else shapely.from_wkb(wkb)
    if window is not None:
        shapely.prepare(window)
    found = [_in_group(version, group, window, equals) for group in groups_of(version)]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _in_group(version: Version, group: Group, window: Any | None, equals: tuple[tuple[str, Value], ...]) -> Rows:
    nothing: Rows = np.zeros(0, np.int64)
    if window is not None and not shapely.intersects(window, shapely.box(*group.box)):
        return nothing
    if any(_ruled_out(version, group, name, value) for name, value in equals):
        return nothing
    inside = window is None or bool(shapely.contains(window, shapely.box(*group.box)))
    columns = list(dict.fromkeys(name for name, _value in equals)) + ([] if inside else ["bbox"])
    keep = np.ones(group.rows, bool)
    if columns:
        table = _read(version, group.part, [group.number], columns)
        for name, value in equals:
            same = pc.fill_null(pc.equal(table.column(name), value), False)
            keep &= np.asarray(same.combine_chunks().to_numpy(zero_copy_only=False), bool)
        if not inside:
            keep &= _meeting(version, group, window, table.column("bbox"), keep)
    return group.first + np.flatnonzero(keep)


def _meeting(version: Version, group: Group, window: Any, column: pa.ChunkedArray,
             open_rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """bool[rows]: which shapes meet the window; a shape is looked at only where its box does not decide."""
    box = np.column_stack([floats(side) for side in column.combine_chunks().flatten()])
    boxes = shapely.box(box[:, 0], box[:, 1], box[:, 2], box[:, 3])
    meets = open_rows & shapely.intersects(window, boxes)
    doubtful = np.flatnonzero(meets & ~shapely.contains(window, boxes))
    if len(doubtful):
        shapes = _read(version, group.part, [group.number], ["geometry"]).column("geometry")
        near = shapely.from_wkb(shapes.take(pa.array(doubtful)).to_numpy())
        meets[doubtful] = shapely.intersects(window, near)
    return np.asarray(meets, bool)


def _ruled_out(version: Version, group: Group, name: str, value: Value) -> bool:
    """Whether the footer says that no row of the group has that value."""
    metadata = version.parts[group.part].metadata.row_group(group.number)
    column = next(metadata.column(c) for c in range(metadata.num_columns)
                  if metadata.column(c).path_in_schema == name)
    known = column.statistics
    return bool(known is not None and known.has_min_max and not known.min <= value <= known.max)


def page(version: Version, rows: Rows | None, offset: int, limit: int) -> tuple[Rows, pa.Table]:
    """At most ``limit`` of the rows (None: of all) after the first ``offset``, with all their fields and shapes."""
    chosen = (np.arange(offset, min(offset + limit, version.rows), dtype=np.int64) if rows is None
              else rows[offset:offset + limit])
    groups = groups_of(version)
    starts = np.array([g.first for g in groups], np.int64)
    holder = np.searchsorted(starts, chosen, side="right") - 1
    tables = []
    for place in np.unique(holder):
        group = groups[place]
        held = _read(version, group.part, [group.number], [*version.columns, "geometry"])
        tables.append(held.take(pa.array(chosen[holder == place] - group.first)))
    return chosen, pa.concat_tables(tables) if tables else pa.table({})


def _read(version: Version, part: int, groups: list[int], columns: list[str]) -> pa.Table:
    held = version.parts[part]
    with pq.ParquetFile(held.path, metadata=held.metadata, pre_buffer=True) as file:
        return file.read_row_groups(groups, columns)
