"""GeoParquet 1.1 written batch by batch: WKB, a bounding box beside each geometry, the system as PROJJSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

_BOX = pa.struct([(side, pa.float64()) for side in ("xmin", "ymin", "xmax", "ymax")])


def write_parquet_batches(path: Path, schema: Any, batches: Iterable[Any], epsg: int) -> None:
    """Write record batches of ``schema`` (geometry: WKB polygons in ``epsg``) to ``path``."""
    from pyproj import CRS

    covering = {"bbox": {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}}
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["MultiPolygon", "Polygon"], "covering": covering,
                              "crs": json.loads(CRS.from_epsg(epsg).to_json())}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    plain = pa.schema([f.remove_metadata() for f in schema] + [pa.field("bbox", _BOX)],
                      metadata={"geo": json.dumps(geo)})
    with pq.ParquetWriter(path, plain, compression="zstd") as writer:
        for batch in batches:
            boxes = shapely.bounds(shapely.from_wkb(batch.column("geometry").to_numpy(zero_copy_only=False)))
            sides = [pa.array(boxes[:, i], from_pandas=True) for i in range(4)]
            box = pa.StructArray.from_arrays(sides, fields=list(_BOX), mask=pa.array(np.isnan(boxes[:, 0])))
            arrays = [*batch.columns, box]
            writer.write_batch(pa.record_batch(arrays, schema=plain))
