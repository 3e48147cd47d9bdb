"""Reading a window of a version: only the row groups whose boxes meet it, then only the rows that do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from yulin.atlas.numbers import floats, mask_array
from yulin.atlas.version import Part, Version
from yulin.findings import Refusal
from yulin.i18n import gettext as _

Box = tuple[float, float, float, float]
Boxes = NDArray[np.float64]

MOST_COMPARISONS = 50_000_000


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
    wanted += ["geometry"] if geometry else []
    windows = None if bbox is None else np.asarray(bbox, np.float64).reshape(-1, 4)
    wanted += ["bbox"] if boxes or windows is not None else []
    tables = [table for part in version.parts if (table := _part_rows(part, wanted, windows)) is not None]
    table = pa.concat_tables(tables) if tables else _first_schema(version, wanted)
    return table if boxes or windows is None else table.drop_columns(["bbox"])


def _meeting_any(box: Boxes, windows: Boxes) -> NDArray[np.bool_]:
    """bool[n]: which boxes meet one of the windows; many windows are told apart only where that is cheap."""
    found = np.zeros(len(box), bool)
    if len(windows) * len(box) > MOST_COMPARISONS:
        windows = np.concatenate([windows[:, :2].min(0), windows[:, 2:].max(0)]).reshape(1, 4)
    for w in windows:
        found |= (box[:, 0] <= w[2]) & (box[:, 2] >= w[0]) & (box[:, 1] <= w[3]) & (box[:, 3] >= w[1])
    return found


def _part_rows(part: Part, columns: list[str], windows: Boxes | None) -> pa.Table | None:
    if windows is None:
        with pq.ParquetFile(part.path, metadata=part.metadata) as file:
            return file.read(columns)
    groups = np.flatnonzero(_meeting_any(part.box, windows))
    if len(groups) == 0:
        return None
    with pq.ParquetFile(part.path, metadata=part.metadata, pre_buffer=True) as file:
        table = file.read_row_groups(groups.tolist(), columns)
    sides = table.column("bbox").combine_chunks().flatten()
    keep = _meeting_any(np.column_stack([floats(side) for side in sides]), windows)
    return table if keep.all() else table.filter(mask_array(keep))


def _first_schema(version: Version, columns: list[str]) -> pa.Table:
    schema = version.parts[0].metadata.schema.to_arrow_schema()
    return pa.schema([schema.field(c) for c in columns]).empty_table()
