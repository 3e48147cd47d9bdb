"""The file a layer comes from, opened as a stream of Arrow batches, so that its size does not matter.

Vector databases, GeoParquet and VCT are streamed; what only the readers of ``yulin.formats`` understand (coordinate
TXT, zipped files) is read through them.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from yulin.atlas.schema import Schema
from yulin.findings import Finding, Refusal
from yulin.formats.vector_soundness import check_sound, dbf_encoding
from yulin.geodesy.recognition import recognise_crs
from yulin.i18n import gettext as _

BATCH = 32768
STREAMED = (".gpkg", ".gdb", ".shp", ".geojson", ".json", ".fgb")


@dataclass(frozen=True, slots=True)
class Source:
    """An opened layer.

    epsg: what the file states, None when it states nothing; geometry: the name of the WKB column; columns:
    attribute names; rows: how many the file says it has; batches: Arrow batches with geometry and attributes;
    findings: what was taken for granted in reading the file; bounds: west, south, east, north where the file states
    them, else None.
    """

    path: Path
    layer: str
    epsg: int | None
    geometry: str
    columns: tuple[str, ...]
    rows: int
    batches: Iterator[pa.RecordBatch]
    findings: tuple[Finding, ...] = ()
    bounds: list[float] | None = None


def file_hash(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file; of a folder (FileGDB), of its files in the order of their names."""
    digest, size = hashlib.sha256(), 0
    for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
        if path.is_dir():
            digest.update(file.relative_to(path).as_posix().encode())
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
                size += len(chunk)
    return digest.hexdigest(), size


@contextmanager
def open_source(path: Path, layer: str | None = None, schema: Schema | None = None) -> Iterator[Source]:
    """Open ``path`` for streaming. With several layers in it, ``layer`` or else the schema's names choose one."""
    if not path.exists():
        raise Refusal(_("找不到文件 {path}，请核对路径。").format(path=path))
    if path.suffix.lower() in (".parquet", ".geoparquet"):
        with _parquet(path) as source:
            yield source or _whole(path, layer)
    elif path.suffix.lower() in STREAMED:
        check_sound(path)
        with _streamed(path, layer, schema) as source:
            yield source
    elif path.suffix.lower() == ".vct":
        with _vct(path, layer, schema) as source:
            yield source
    else:
        yield _whole(path, layer)


@contextmanager
def _parquet(path: Path) -> Iterator[Source | None]:
    """The file as a stream; None for one whose geometry is no WKB (GeoArrow), which is read whole."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as fault:
        raise Refusal(_("文件 {path} 不是可读的 Parquet 文件，请重新取得该文件。").format(path=path)) from fault
    with file:
        geo = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        name = geo.get("primary_column")
        if name is None or name not in file.schema_arrow.names:
            raise Refusal(_("文件 {path} 没有 GeoParquet 图形列，请改用 GeoParquet 文件。").format(path=path))
        column = geo.get("columns", {}).get(name, {})
        if column.get("encoding", "WKB") != "WKB":
            yield None
            return
        # The format's default for a column that states nothing is longitude and latitude.
        stated = column.get("crs", "OGC:CRS84")
        epsg, said = recognise_crs(json.dumps(stated) if isinstance(stated, dict) else stated, path.name)
        plain = [f.name for f in file.schema_arrow if not pa.types.is_nested(f.type)]
        yield Source(path, path.stem, epsg, name, tuple(c for c in plain if c != name), file.metadata.num_rows,
                     file.iter_batches(BATCH, columns=plain), said, _stated(column.get("bbox")))


@contextmanager
def _streamed(path: Path, layer: str | None, schema: Schema | None) -> Iterator[Source]:
    import pyogrio

    try:
        chosen = _choose(path, layer, schema, [str(row[0]) for row in pyogrio.list_layers(path)])
        encoding, found = dbf_encoding(path, path.name) if path.suffix.lower() == ".shp" else (None, [])
        info = pyogrio.read_info(path, layer=chosen, encoding=encoding)
        epsg, said = recognise_crs(info["crs"], path.name)
        with pyogrio.raw.open_arrow(path, layer=chosen, encoding=encoding, use_pyarrow=True,
                                    batch_size=BATCH) as (meta, reader):
            geometry = meta["geometry_name"] or "wkb_geometry"
            yield Source(path, chosen, epsg, geometry, tuple(meta["fields"]),
                         int(info["features"]), iter(reader), (*found, *said), _stated(info["total_bounds"]))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowInvalid) as fault:
        raise Refusal(_("文件 {name} 读不出：不是所称格式，或不完整、已损坏，请重新拷贝或重新导出。").format(
            name=path.name)) from fault


def _stated(bounds: Any) -> list[float] | None:
    """Four finite numbers in order, or None."""
    values = [] if bounds is None else [float(v) for v in bounds]
    sound = len(values) == 4 and all(map(math.isfinite, values)) and values[0] <= values[2] and values[1] <= values[3]
    return values if sound else None


def _choose(path: Path, layer: str | None, schema: Schema | None, known: list[str]) -> str:
    if layer is not None:
        if layer not in known:
            raise Refusal(_("{path} 中没有图层“{layer}”，有：{known}。").format(
                path=path, layer=layer, known=_("、").join(known)))
        return layer
    if len(known) == 1:
        return known[0]
    if schema is not None:
        names = [alias.upper() for alias in schema.aliases]
        same = [name for name in known if name.upper() in names]
        like = [name for name in known if any(name.upper().startswith(a) for a in names)]
        for hits in (same, like):
            if len(hits) == 1:
                return hits[0]
    raise Refusal(_("{path} 中有多个图层，请用 --source-layer 指明：{known}。").format(
        path=path, known=_("、").join(known)) if known else _("{path} 中没有图层。").format(path=path))


@contextmanager
def _vct(path: Path, layer: str | None, schema: Schema | None) -> Iterator[Source]:
    from yulin.formats.vct_reader import list_vct_layers, open_vct

    with open_vct(path, _choose(path, layer, schema, list_vct_layers(path))) as table:
        names = tuple(field.name for field in table.fields)
        rows = (_table(frame).combine_chunks().to_batches()[0] for frame in table.batches())
        yield Source(path, table.name, table.epsg, "geometry", names, table.rows, rows, tuple(table.findings),
                     _stated(table.bounds))


def _table(frame: Any) -> pa.Table:
    name = frame.geometry.name
    return pa.table({**{str(c): pa.array(frame[c], from_pandas=True) for c in frame.columns if c != name},
                     name: pa.array(frame.geometry.to_wkb(), pa.binary(), from_pandas=True)})


def _whole(path: Path, layer: str | None) -> Source:
    from yulin.formats.parcels import layer_of_parcels, read_parcels
    from yulin.formats.vectors import read_vector

    text = path.suffix.lower() == ".txt"
    read = layer_of_parcels(read_parcels(path), path.stem) if text else read_vector(path, layer)
    frame = read.frame
    name = frame.geometry.name
    return Source(path, read.name, read.epsg, name, tuple(str(c) for c in frame.columns if c != name),
                  len(frame), iter(_table(frame).to_batches(BATCH)), read.findings)
