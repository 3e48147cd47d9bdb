"""Writing the GeoParquet parts of a version: Hilbert order, a box per row, row groups sized for windows.

A small layer is sorted in memory. A large one is dealt out to buckets along the curve, in files beside, and
each bucket is sorted by itself, so memory does not grow with the layer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pyproj import CRS

from yulin.atlas.hilbert import hilbert_codes
from yulin.atlas.overlay.workers import spread
from yulin.atlas.schema import Schema

ROW_GROUP = 2048
ROWS_IN_MEMORY = 262_144
ROWS_PER_PART = 131_072
BOX_TYPE = pa.struct([(name, pa.float64()) for name in ("xmin", "ymin", "xmax", "ymax")])
ARROW_TYPES = {"text": pa.string(), "int": pa.int64(), "number": pa.float64(), "area": pa.float64(),
               "share": pa.float64(), "measure": pa.float64()}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written. parts: file, rows, bytes per part; extent: None for no rows; survey_dm2: Σ of all rows."""

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
        self.rows = 0
        self._file: Any = None

    def add(self, table: pa.Table, box: NDArray[np.float64]) -> None:
        """Take a batch of rows and their boxes, float64[rows, 4]."""
        if table.num_rows == 0:
            return
        table = pa.table([table.column(name) for name in self.schema.names], schema=self.schema)
        self.boxes.append(box)
        self.rows += len(box)
        self.tables.append(table)
        if self.rows > ROWS_IN_MEMORY:
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
        codes = hilbert_codes((box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2, tuple(extent))
        del box
        if self._file is None:
            table = pa.concat_tables(self.tables).take(pa.array(np.argsort(codes, kind="stable")))
            self.tables = []
            parts = [self._part(k, table.slice(a, ROWS_PER_PART))
                     for k, a in enumerate(range(0, table.num_rows, ROWS_PER_PART))]
        else:
            parts = self._from_buckets(codes)
        return Written(parts, self.rows, extent)

    def _from_buckets(self, codes: NDArray[np.int64]) -> list[dict[str, Any]]:
        self._file.close()
        rank = np.empty(len(codes), np.int64)
        rank[np.argsort(codes, kind="stable")] = np.arange(len(codes))
        count = -(-len(codes) // ROWS_PER_PART)
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
        heavy = ["geometry", "bbox.xmin", "bbox.ymin", "bbox.xmax", "bbox.ymax", "survey_dm2"]
        texts = [f.name for f in self.schema if pa.types.is_string(f.type)]
        pq.write_table(table.replace_schema_metadata(self.schema.metadata), path, row_group_size=ROW_GROUP,
                       compression="zstd", compression_level=1, use_dictionary=texts,
                       write_statistics=[*self._leaves(), *heavy[1:]])
        return {"file": path.name, "rows": table.num_rows, "bytes": path.stat().st_size}

    def _leaves(self) -> Sequence[str]:
        return [f.name for f in self.schema if f.name not in ("geometry", "bbox")]
