"""Reading a window of a version: only the row groups whose boxes meet it, then only the rows that do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from yulin.atlas.version import Part, Version
from yulin.findings import Refusal
from yulin.i18n import gettext as _

Box = tuple[float, float, float, float]


def read_table(version: Version, columns: Sequence[str] | None = None, bbox: Box | None = None,
               geometry: bool = True, boxes: bool = False) -> pa.Table:
    """Rows of ``version`` whose boxes meet ``bbox`` (stored plane, closed), in the order they are stored.

    columns: attributes wanted (None: all; ``survey_dm2`` may be named); geometry: the WKB column too; boxes: the
    ``bbox`` column too. An unknown column is refused.
    """
    wanted = list(version.columns if columns is None else columns)
    unknown = [c for c in wanted if c not in version.columns and c != "survey_dm2"]
    if unknown:
        raise Refusal(_("图层 {layer} 没有字段 {field}。").format(layer=version.layer, field=_("、").join(unknown)))
    wanted += ["geometry"] if geometry else []
    wanted += ["bbox"] if boxes or bbox is not None else []
    tables = [table for part in version.parts if (table := _part_rows(part, wanted, bbox)) is not None]
    if not tables:
        tables = [_first_schema(version, wanted)]
    table = pa.concat_tables(tables)
    return table if boxes or bbox is None else table.drop_columns(["bbox"])


def _part_rows(part: Part, columns: list[str], bbox: Box | None) -> pa.Table | None:
    if bbox is None:
        with pq.ParquetFile(part.path, metadata=part.metadata) as file:
            return file.read(columns)
    b = part.box
    groups = np.flatnonzero((b[:, 0] <= bbox[2]) & (b[:, 2] >= bbox[0]) & (b[:, 1] <= bbox[3]) & (b[:, 3] >= bbox[1]))
    if len(groups) == 0:
        return None
    with pq.ParquetFile(part.path, metadata=part.metadata, pre_buffer=True) as file:
        table = file.read_row_groups(groups.tolist(), columns)
    box = table.column("bbox")
    low_x, low_y, high_x, high_y = (pc.struct_field(box, name) for name in ("xmin", "ymin", "xmax", "ymax"))
    keep = pc.and_(pc.and_(pc.less_equal(low_x, bbox[2]), pc.greater_equal(high_x, bbox[0])),
                   pc.and_(pc.less_equal(low_y, bbox[3]), pc.greater_equal(high_y, bbox[1])))
    return table.filter(keep)


def _first_schema(version: Version, columns: list[str]) -> pa.Table:
    schema = version.parts[0].metadata.schema.to_arrow_schema()
    return pa.schema([schema.field(c) for c in columns]).empty_table()
