"""The sample's layers as files: field tables of the standard schemas, and writing them in a stream.

Each layer is first put down as an Arrow file, batch by batch, and then poured from there into the FileGDB and the
GeoPackage, so that memory holds one batch whatever the size of the district.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from yulin.geodesy.crs import Gk

GK = Gk(38, 3, True)
CRS = "EPSG:4526"
GEOMETRY = "geometry"
FORMATS = (("qinghe.gdb", "OpenFileGDB"), ("qinghe.gpkg", "GPKG"))


@dataclass(frozen=True)
class Field:
    """One field: name, kind (``char``, ``double``, ``int``), length, decimals."""

    name: str
    kind: str
    length: int
    decimals: int = 0

    @property
    def arrow(self) -> pa.Field:
        """The Arrow field; GDAL reads the width from its metadata."""
        kinds = {"char": pa.string(), "double": pa.float64(), "int": pa.int32()}
        meta = {} if self.kind == "int" else {"GDAL:OGR:width": str(self.length)}
        return pa.field(self.name, kinds[self.kind], metadata=meta)


def _fields(text: str) -> tuple[Field, ...]:
    """``NAME:18`` char, ``NAME:15.2`` double, ``NAME:i`` integer, separated by spaces."""
    out = []
    for item in text.split():
        name, size = item.split(":")
        if size == "i":
            out.append(Field(name, "int", 10))
        elif "." in size:
            length, decimals = size.split(".")
            out.append(Field(name, "double", int(length), int(decimals)))
        else:
            out.append(Field(name, "char", int(size)))
    return tuple(out)


DLTB = _fields(
    "BSM:18 YSDM:10 TBYBH:18 TBBH:8 DLBM:5 DLMC:60 QSXZ:2 QSDWDM:19 QSDWMC:60 ZLDWDM:19 ZLDWMC:60 TBMJ:15.2 KCDLBM:5 "
    "KCXS:6.4 KCMJ:15.2 TBDLMJ:15.2 GDLX:2 GDPDJB:2 XZDWKD:5.1 TBXHDM:6 TBXHMC:20 ZZSXDM:6 ZZSXMC:20 GDDB:i FRDBS:1 "
    "CZCSXM:4 SJNF:i MSSM:2 HDMC:100 BZ:255")
XZQ = _fields("BSM:18 YSDM:10 XZQDM:9 XZQMC:100 DCMJ:15.2 JSMJ:15.2 MSSM:2 HDMC:100 BZ:255")
CJDCQ = _fields("BSM:18 YSDM:10 ZLDWDM:19 ZLDWMC:60 DCMJ:15.2 JSMJ:15.2 MSSM:2 HDMC:100 BZ:255")
YJJBNTBHTB = _fields(
    "BSM:18 YSDM:10 XZQDM:12 XZQMC:100 YJJBNTTBBH:20 TBBH:8 DLBM:5 DLMC:60 QSXZ:2 QSDWDM:19 QSDWMC:60 ZLDWDM:19 "
    "ZLDWMC:60 YJJBNTTBMJ:15.2 KCDLBM:5 KCXS:6.4 KCMJ:15.2 YJJBNTMJ:15.2 GDLX:2 GDPDJB:2 GDDB:i SJNF:i BZ:255")
STBHHX = _fields("BSM:18 YSDM:10 XZQDM:12 XZQMC:100 HXBM:20 HXMC:100 HXLX:50 LXBM:10 MJ:15.2 GKCS:255 BZ:255")
CZKFBJ = _fields("BSM:18 YSDM:10 XZQDM:12 XZQMC:100 GHFQDM:3 GHFQMC:50 MJ:15.2 BZ:255")


def schema_of(fields: tuple[Field, ...]) -> pa.Schema:
    """Arrow schema of a layer: its fields and the geometry as WKB."""
    return pa.schema([*(f.arrow for f in fields), pa.field(GEOMETRY, pa.binary())])


def batch_of(fields: tuple[Field, ...], columns: dict[str, Any], geoms: NDArray[np.object_]) -> pa.RecordBatch:
    """One batch: ``columns`` by field name (a missing one is all null; a scalar fills its column)."""
    arrays = []
    for field in fields:
        value = columns.get(field.name)
        if value is None or isinstance(value, (str, int)):
            value = [value] * len(geoms)
        mask = np.isnan(value) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else None
        arrays.append(pa.array(value, field.arrow.type, mask=mask))
    parts, owner = shapely.get_parts(geoms, return_index=True)
    multi = shapely.multipolygons(parts, indices=owner) if len(parts) else np.empty(0, object)
    arrays.append(pa.array(shapely.to_wkb(multi), pa.binary()))
    return pa.record_batch(arrays, schema=schema_of(fields))


class Spool:
    """A layer on its way: batches put down in one Arrow file."""

    def __init__(self, folder: Path, layer: str, fields: tuple[Field, ...]) -> None:
        self.layer = layer
        self.fields = fields
        self.path = folder / f"{layer}.arrow"
        self.rows = 0
        self._file = pa.OSFile(str(self.path), "wb")
        self._writer = pa.ipc.new_file(self._file, schema_of(fields))

    def put(self, columns: dict[str, Any], geoms: NDArray[np.object_]) -> None:
        """Append rows."""
        if len(geoms):
            self._writer.write_batch(batch_of(self.fields, columns, geoms))
            self.rows += len(geoms)

    def close(self) -> None:
        """No more rows."""
        self._writer.close()
        self._file.close()

    def pour(self, path: Path, driver: str) -> None:
        """Write the layer into the file ``path``, beside the layers already there."""
        import pyogrio

        with pa.memory_map(str(self.path)) as source, warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            reader = pa.ipc.open_file(source)
            batches: Iterator[pa.RecordBatch] = (reader.get_batch(i) for i in range(reader.num_record_batches))
            stream = pa.RecordBatchReader.from_batches(schema_of(self.fields), batches)
            pyogrio.write_arrow(stream, path, layer=self.layer, driver=driver, geometry_name=GEOMETRY,
                                geometry_type="MultiPolygon", crs=CRS)


def bsm(layer_code: str, numbers: NDArray[np.int64], county: str) -> list[str]:
    """标识码: county (6), layer (4), serial number (8)."""
    return [f"{county}{layer_code}{n:08d}" for n in numbers.tolist()]
