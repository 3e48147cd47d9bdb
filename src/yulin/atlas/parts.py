"""Writing the GeoParquet parts of a version: Hilbert order, a box per row, row groups sized for windows.

A layer of up to a gigabyte is sorted in memory. A larger one is dealt out to buckets along the curve, in files
beside, and each bucket is sorted by itself, so memory does not grow with the layer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pyproj import CRS

from yulin.atlas.hilbert import hilbert_codes
from yulin.atlas.rowindex import write_index
from yulin.atlas.schema import Schema
from yulin.atlas.workers import spread

ROW_GROUP = 2048
BYTES_IN_MEMORY = 1 << 30
ROWS_PER_PART = 131_072
_BLOCK = 1 << 17
_MOST_ROWS = 1 << 31  # whose code and number fit one word together
BOX_TYPE = pa.struct([(name, pa.float64()) for name in ("xmin", "ymin", "xmax", "ymax")])
ARROW_TYPES = {"text": pa.string(), "int": pa.int64(), "number": pa.float64(), "area": pa.float64(),
               "share": pa.float64(), "measure": pa.float64()}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written. parts: file, rows, bytes per part; extent: None for no rows."""

    parts: list[dict[str, Any]]
    rows: int
    extent: list[float] | None


def arrow_schema(schema: Schema, fields: Iterable[str], epsg: int) -> pa.Schema:
    """The Arrow schema of a layer's parts with GeoParquet 1.1 metadata (bbox covering)."""
    present = set(fields)
    columns = [pa.field(f.name, ARROW_TYPES[f.type]) for f in schema.fields if f.name in present]
    columns += [pa.field("survey_dm2", pa.int64()), pa.field("geometry", pa.binary()), pa.field("bbox", BOX_TYPE)]
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {
        "encoding": "WKB", "geometry_types": ["Polygon", "MultiPolygon"], "edges": "planar",
        "crs": CRS.from_epsg(epsg).to_json_dict(),
        "covering": {"bbox": {name: ["bbox", name] for name in ("xmin", "ymin", "xmax", "ymax")}}}}}
    return pa.schema(columns, metadata={"geo": json.dumps(geo)})


class Spool:
    """Cleaned batches on their way to sorted parts: kept in memory while few, then in a file beside."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        """folder: where the parts will be; it exists and is nobody else's."""
        self.folder, self.schema = folder, schema
        self.tables: list[pa.Table] = []
        self.boxes: list[NDArray[np.float64]] = []
        self.rows = self.bytes = 0
        self._file: Any = None

    def add(self, table: pa.Table, box: NDArray[np.float64]) -> None:
        """Take a batch of rows and their boxes, float64[rows, 4]."""
        if table.num_rows == 0:
            return
        table = pa.table([table.column(name) for name in self.schema.names], schema=self.schema)
        self.boxes.append(box)
        self.rows += len(box)
        self.bytes += table.nbytes
        self.tables.append(table)
        if self._file is not None or self.bytes > BYTES_IN_MEMORY:
            if self._file is None:
                self._file = pa.ipc.new_stream(self.folder / "spool.arrow", self.schema)
            for kept in self.tables:
                self._file.write_table(kept)
            self.tables = []

    def write(self) -> Written:
        """Sort along the Hilbert curve and write the parts; the spool's own files are gone afterwards."""
        if self.rows == 0:
            empty = self.schema.empty_table()
            return Written([self._part(0, empty)], 0, None)
        box = np.concatenate(self.boxes)
        self.boxes = []
        extent = [*box[:, :2].min(0).tolist(), *box[:, 2:].max(0).tolist()]
        order = hilbert_order((box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2, tuple(extent))
        del box
        parts = self._from_memory(order) if self._file is None else self._from_buckets(order)
        return Written(parts, self.rows, extent)

    def _from_memory(self, order: NDArray[np.int64]) -> list[dict[str, Any]]:
        tables, self.tables = self.tables, []
        chunks = [[table.column(name) for table in tables] for name in self.schema.names]
        del tables
        heaviest = sorted(range(len(chunks)), key=lambda k: -sum(column.nbytes for column in chunks[k]))
        columns: dict[str, Any] = {}

        def join(first: int, _last: int) -> None:
            at = heaviest[first]
            columns[self.schema.names[at]] = _joined(chunks[at])
            chunks[at] = []  # so that at most two columns are held twice

        spread(join, len(chunks), 1)

        def part(first: int, last: int) -> dict[str, Any]:
            chosen = pa.array(order[first:last])
            table = pa.table([columns[name].take(chosen) for name in self.schema.names], schema=self.schema)
            return self._part(first // ROWS_PER_PART, table)

        return spread(part, len(order), ROWS_PER_PART)

    def _from_buckets(self, order: NDArray[np.int64]) -> list[dict[str, Any]]:
        self._file.close()
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        count = -(-len(order) // ROWS_PER_PART)
        width = pa.field("rank", pa.int64())
        files = [self.folder / f"bucket-{k}.arrow" for k in range(count)]
        writers = [pa.ipc.new_stream(file, self.schema.append(width)) for file in files]
        at = 0
        with pa.memory_map(str(self.folder / "spool.arrow")) as stream:
            for batch in pa.ipc.open_stream(stream):
                here = rank[at:at + batch.num_rows]
                at += batch.num_rows
                table = pa.Table.from_batches([batch]).append_column(width, pa.array(here))
                bucket = here // ROWS_PER_PART
                order = np.argsort(bucket, kind="stable")
                table = table.take(pa.array(order))
                edges = np.searchsorted(bucket[order], np.arange(count + 1))
                for k in np.unique(bucket):
                    writers[k].write_table(table.slice(edges[k], edges[k + 1] - edges[k]))
        for writer in writers:
            writer.close()
        (self.folder / "spool.arrow").unlink()

        def part(k: int, _last: int) -> dict[str, Any]:
            with pa.memory_map(str(files[k])) as stream:
                table = pa.ipc.open_stream(stream).read_all()
                order = pa.array(np.argsort(table.column("rank").to_numpy()))
                table = table.drop_columns(["rank"]).take(order)
            written = self._part(k, table)
            files[k].unlink()
            return written

        return spread(part, count, 1)

    def _part(self, number: int, table: pa.Table) -> dict[str, Any]:
        path = self.folder / f"part-{number:05d}.parquet"
        leaves = [f.name for f in self.schema if f.name not in ("geometry", "bbox")]
        leaves += [f"bbox.{side.name}" for side in BOX_TYPE]
        with path.open("wb") as stream:
            # geometry lies plain, one page to a group, so that a row can be read at its place (see ``rowindex``)
            footers: list[Any] = []
            pq.write_table(table.replace_schema_metadata(self.schema.metadata), stream, row_group_size=ROW_GROUP,
                           compression={"geometry": "none", **dict.fromkeys(leaves, "zstd")},
                           compression_level=dict.fromkeys(leaves, 1),
                           use_dictionary=self._repeating(table), write_statistics=leaves,
                           write_batch_size=ROW_GROUP, data_page_size=1 << 30, metadata_collector=footers)
            stream.flush()
            os.fsync(stream.fileno())
        write_index(path, table, footers[0])
        return {"file": path.name, "rows": table.num_rows, "bytes": path.stat().st_size}

    def _repeating(self, table: pa.Table) -> list[str]:
        """The texts that repeat themselves within a row group; a dictionary of the others would only cost."""
        first = table.slice(0, ROW_GROUP)
        texts = [f.name for f in self.schema if pa.types.is_string(f.type)]
        return [name for name in texts if pc.count_distinct(first.column(name)).as_py() * 2 <= first.num_rows]


def hilbert_order(x: NDArray[np.float64], y: NDArray[np.float64],
                  extent: tuple[float, float, float, float]) -> NDArray[np.int64]:
    """The points' numbers in the order of their codes, of equal codes the earlier point first."""
    parts = spread(lambda a, b: hilbert_codes(x[a:b], y[a:b], extent), len(x), _BLOCK)
    codes = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    if len(codes) > _MOST_ROWS:
        return np.argsort(codes, kind="stable")
    codes = codes << 31 | np.arange(len(codes))  # sorting words is much faster than sorting by words
    codes.sort()
    return codes & (_MOST_ROWS - 1)


def _joined(chunks: list[Any]) -> Any:
    """Columns one after another as one array."""
    arrays = [chunk for column in chunks for chunk in column.chunks]
    return arrays[0] if len(arrays) == 1 else pa.concat_arrays(arrays)
