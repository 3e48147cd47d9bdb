"""Reading a window of a version: only the rows that meet it, found by the row index, else through row groups' boxes.

A row of a version has a number: its place in the stored order, from 0, over all parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from yulin.atlas.numbers import floats, int_array
from yulin.atlas.rowindex import PartIndex, open_index
from yulin.atlas.version import Part, Version, open_part
from yulin.findings import Refusal
from yulin.i18n import gettext as _

Box = tuple[float, float, float, float]
Boxes = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_COMPARISONS = 50_000_000
MANY_GROUPS = 8


def read_table(version: Version, columns: Sequence[str] | None = None, bbox: Box | Boxes | None = None,
               geometry: bool = True, boxes: bool = False) -> pa.Table:
    """Rows of ``version`` whose boxes meet ``bbox``, in the order they are stored.

    bbox: one window or float64[k, 4] windows (stored plane, closed; meeting one is enough). columns: attributes
    wanted (None: all; ``survey_dm2`` may be named); geometry: the WKB column too; boxes: the ``bbox`` column too.
    An unknown column is refused.
    """
    wanted = list(version.columns if columns is None else columns)
    unknown = [c for c in wanted if c not in version.columns and c != "survey_dm2"]
    if unknown:
        raise Refusal(_("图层 {layer} 没有字段 {field}。").format(layer=version.layer, field=_("、").join(unknown)))
    wanted += [name for name, asked in (("geometry", geometry), ("bbox", boxes)) if asked]
    if bbox is not None:
        return read_rows(version, rows_meeting(version, np.asarray(bbox, np.float64).reshape(-1, 4)), wanted)
    tables = []
    for part in version.parts:
        with pq.ParquetFile(part.path, metadata=part.metadata) as file:
            tables.append(file.read(wanted))
    return pa.concat_tables(tables)


def rows_meeting(version: Version, windows: Boxes) -> Ints:
    """The numbers of the rows whose boxes meet one of the closed windows, float64[k, 4] in the stored plane."""
    found = [np.zeros(0, np.int64)]
    for stretch in _stretches(version):
        if stretch.index is not None:
            found.append(stretch.first + stretch.index.meeting(windows))
        elif stretch.rows:
            found.append(stretch.first + _meeting_by_groups(stretch.part(), windows))
    return np.concatenate(found)


def shapes_of(version: Version, rows: Ints) -> pa.Array:
    """The WKB of some rows, ascending numbers."""
    found = [stretch.index.wkb(own) if stretch.index is not None
             else _columns_of(stretch, own, ["geometry"]).column("geometry").combine_chunks()
             for stretch, own in _of(version, rows)]
    return found[0] if len(found) == 1 else pa.concat_arrays(found) if found else pa.nulls(0, pa.binary())


def read_rows(version: Version, rows: Ints, columns: Sequence[str]) -> pa.Table:
    """Some rows, ascending numbers, with these columns; ``geometry``, ``bbox`` and ``survey_dm2`` may be among them."""
    tables = []
    for stretch, own in _of(version, rows):
        plain = [c for c in columns if c != "geometry" or stretch.index is None]
        table = _columns_of(stretch, own, plain) if plain else None
        if len(plain) < len(columns) and stretch.index is not None:
            shapes = stretch.index.wkb(own)
            table = pa.table({"geometry": shapes}) if table is None else table.append_column("geometry", shapes)
        if table is not None:
            tables.append(table.select(list(columns)))
    return pa.concat_tables(tables) if tables else _nothing(version, columns)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The rows of one part: number of the first, how many, the file, its index."""

    first: int
    rows: int
    path: Path
    index: PartIndex | None

    def part(self) -> Part:
        return open_part(self.path)


def _stretches(version: Version) -> list[_Stretch]:
    out, first = [], 0
    for part in version.manifest["parts"]:
        path = version.path / part["file"]
        out.append(_Stretch(first, int(part["rows"]), path, open_index(path)))
        first += int(part["rows"])
    return out


def _of(version: Version, rows: Ints) -> Iterator[tuple[_Stretch, Ints]]:
    """The parts that hold some of the rows, with the rows' places in the part."""
    for stretch in _stretches(version):
        a, b = np.searchsorted(rows, [stretch.first, stretch.first + stretch.rows])
        if b > a:
            yield stretch, rows[a:b] - stretch.first


def _columns_of(stretch: _Stretch, own: Ints, columns: list[str]) -> pa.Table:
    """Columns of some rows of a part: their row groups are read, then the rows taken out of them."""
    part = stretch.part()
    group = np.searchsorted(part.start, own, "right") - 1
    chosen = np.unique(group)
    with pq.ParquetFile(stretch.path, metadata=part.metadata, pre_buffer=True) as file:
        table = file.read_row_groups(chosen.tolist(), columns, use_threads=len(chosen) > MANY_GROUPS)
    if table.num_rows == len(own):
        return table
    size = np.diff(part.start)[chosen]
    before = np.concatenate([[0], np.cumsum(size)])[np.searchsorted(chosen, group)]
    return table.take(int_array(before + own - part.start[group]))


def _meeting_by_groups(part: Part, windows: Boxes) -> Ints:
    """The places in a part without an index of the rows that meet a window."""
    groups = np.flatnonzero(_meeting_any(part.box, windows))
    if len(groups) == 0:
        return np.zeros(0, np.int64)
    with pq.ParquetFile(part.path, metadata=part.metadata, pre_buffer=True) as file:
        table = file.read_row_groups(groups.tolist(), ["bbox"])
    sides = table.column("bbox").combine_chunks().flatten()
    near = _meeting_any(np.column_stack([floats(side) for side in sides]), windows)
    places = np.concatenate([np.arange(part.start[g], part.start[g + 1]) for g in groups])
    return np.asarray(places[near], np.int64)


def _meeting_any(box: Boxes, windows: Boxes) -> NDArray[np.bool_]:
    """bool[n]: which boxes meet one of the windows; many windows are told apart only where that is cheap."""
    found = np.zeros(len(box), bool)
    if len(windows) * len(box) > MOST_COMPARISONS:
        windows = np.concatenate([windows[:, :2].min(0), windows[:, 2:].max(0)]).reshape(1, 4)
    for w in windows:
        found |= (box[:, 0] <= w[2]) & (box[:, 2] >= w[0]) & (box[:, 1] <= w[3]) & (box[:, 3] >= w[1])
    return found


def _nothing(version: Version, columns: Sequence[str]) -> pa.Table:
    schema = version.parts[0].metadata.schema.to_arrow_schema()
    return pa.schema([schema.field(c) for c in columns]).empty_table()
