"""Vector files (矢量数据): FileGDB, Shapefile, GeoPackage, GeoJSON and GeoParquet, read into one kind of
layer.

A layer comes back in the coordinate system it was stored in, which must be CGCS2000 (see
``geodesy.recognition``). A file that contradicts its own coordinate system is read, and says so in an error
finding; one that cannot be read whole is refused. Zips are unpacked within ``limits`` and read as what they
hold.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from yulin.findings import Finding, Refusal
from yulin.formats import limits
from yulin.formats.archives import unpacked
from yulin.formats.vector_soundness import check_sound, dbf_encoding
from yulin.formats.vector_writer import WRITABLE, write_vector
from yulin.geodesy.crs import GEOGRAPHIC, WGS84, is_gk, layer_zone_fault
from yulin.geodesy.recognition import recognise_crs, refuse_datum
from yulin.i18n import gettext as _

__all__ = ["READABLE", "WRITABLE", "VectorBatches", "VectorLayer", "list_layers", "open_large", "read_vector",
           "write_vector"]

READABLE = (".gdb", ".shp", ".gpkg", ".geojson", ".json", ".parquet", ".geoparquet", ".zip")


@dataclass(frozen=True, slots=True)
class VectorLayer:
    """One layer of a file: its rows and geometry, the EPSG number of its coordinates, its name, what was
    found.

    The frame's index is 0…n−1, its geometry column is ``geometry``, east before north.
    """

    frame: gpd.GeoDataFrame
    epsg: int
    name: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class VectorBatches:
    """A large layer as frames of its geometry and some columns, to be taken once; the index runs on. bounds: of all."""

    epsg: int
    name: str
    bounds: tuple[float, float, float, float]
    findings: list[Finding]
    frames: Iterator[gpd.GeoDataFrame]


@contextmanager
def open_large(path: Path, layer: str | None, crs: int | None, columns: Sequence[str],
               ) -> Iterator[VectorBatches | None]:
    """A FileGDB, GeoPackage or Shapefile of more than ``limits.ROWS_HELD`` rows, read batch by batch; None for others.

    columns: the fields wanted, those that the layer has of them, upper or lower case. Refuses as ``read_vector`` does.
    """
    import pyogrio

    if path.suffix.lower() not in (".gdb", ".gpkg", ".shp", ".zip"):
        yield None
        return
    with _opened(path) as source:
        if source.suffix.lower() not in (".gdb", ".gpkg", ".shp"):
            yield None
            return
        name = _choose(source, path.name, layer)
        encoding, findings = dbf_encoding(source, path.name) if source.suffix.lower() == ".shp" else (None, [])
        with _refusing(path.name):
            info = pyogrio.read_info(source, layer=name, encoding=encoding)
            if info["features"] <= limits.ROWS_HELD:
                yield None
                return
            info = pyogrio.read_info(source, layer=name, encoding=encoding, force_total_bounds=True)
        _within_limits(info["features"], len(info["fields"]), path.name)
        epsg, said = _agreed_crs(info["crs"], crs, path)
        west, south, east, north = (float(v) for v in info["total_bounds"])
        fault = layer_zone_fault((west, south, east, north), epsg, f"{path.name} {name}".strip())
        wanted = [str(f) for f in info["fields"] if str(f).upper() in {c.upper() for c in columns}]
        with _refusing(path.name), pyogrio.raw.open_arrow(source, layer=name, encoding=encoding, columns=wanted,
                                                          use_pyarrow=True, batch_size=limits.VECTOR_BATCH_ROWS,
                                                          ) as (meta, reader):
            frames = _frames(reader, meta["geometry_name"] or "wkb_geometry", epsg, path.name)
            yield VectorBatches(epsg, name, (west, south, east, north), [*findings, *said, *([fault] if fault else [])],
                                frames)


def _frames(reader: Any, geometry: str, epsg: int, name: str) -> Iterator[gpd.GeoDataFrame]:
    first = 0
    for batch in reader:
        with _refusing(name):
            values = batch.column(geometry).to_pylist()
            table = batch.drop_columns([geometry]).to_pandas()
            shapes = shapely.from_wkb(np.array(values, object), on_invalid="ignore")
        table.index = pd.RangeIndex(first, first + len(table))
        first += len(table)
        yield gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=table.index, crs=epsg))


def list_layers(path: Path | str) -> list[str]:
    """Names of the layers in a file, those without geometry left out."""
    with _opened(Path(path)) as source:
        return _layers(source, Path(path).name)


def read_vector(path: Path | str, layer: str | None = None, crs: int | None = None) -> VectorLayer:
    """The layer ``layer`` of a file (it may be left out where there is one only).

    crs: the EPSG number to use where the file states none; refused where it contradicts what the file states.
    """
    path = Path(path)
    if crs is not None and not (crs in (GEOGRAPHIC, WGS84) or is_gk(crs)):
        raise refuse_datum(None, f"EPSG:{crs}", path.name)
    with _opened(path) as source:
        name = _choose(source, path.name, layer)
        findings: list[Finding] = []
        if source.suffix.lower() in (".parquet", ".geoparquet"):
            frame, stated = _read_parquet(source, path.name)
        else:
            frame, stated = _read_ogr(source, path.name, name, findings)
    epsg, said = _agreed_crs(stated, crs, path)
    frame = _readable_texts(frame.reset_index(drop=True).set_crs(epsg, allow_override=True), path.name, findings)
    findings += [*said, *_contradiction(frame, epsg, f"{path.name} {name}".strip())]
    if len(frame) == 0:
        findings.append(Finding("warning", "layer.empty", _("图层 {layer} 没有要素。").format(
            layer=name), path.name))
    return VectorLayer(frame, epsg, name, tuple(findings))


@contextmanager
def _opened(path: Path) -> Iterator[Path]:
    suffix = path.suffix.lower()
    if suffix not in READABLE:
        raise Refusal(_("文件 {name} 的格式不能识别，可读取的有 {known}。").format(
            name=path.name, known="、".join(READABLE)))
    if not path.exists():
        raise Refusal(_("找不到文件 {path}，请核对路径。").format(path=path))
    if suffix != ".zip":
        check_sound(path)
        yield path
        return
    with unpacked(path) as folder:
        inner = [p for p in sorted(folder.rglob("*")) if p.suffix.lower() in READABLE
                 and p.suffix.lower() != ".zip" and (p.is_dir() == (p.suffix.lower() == ".gdb"))]
        inner = [p for p in inner if not any(q.suffix.lower() == ".gdb" for q in p.parents)]
        if len(inner) != 1:
            found = "、".join(p.name for p in inner) or _("无")
            raise Refusal(_("压缩包 {name} 里应恰有一个矢量文件，现有：{found}。请解压后指定其一。").format(
                name=path.name, found=found))
        check_sound(inner[0])
        yield inner[0]


def _layers(source: Path, name: str) -> list[str]:
    if source.suffix.lower() in (".parquet", ".geoparquet"):
        return [source.stem]
    import pyogrio

    with _refusing(name):
        rows = pyogrio.list_layers(source)
    if len(rows) > limits.VECTOR_LAYERS:
        raise Refusal(_("文件 {name} 有 {count} 个图层，超过上限 {limit}。").format(
            name=name, count=len(rows), limit=limits.VECTOR_LAYERS))
    return [str(layer) for layer, kind in rows if kind is not None]


def _choose(source: Path, name: str, layer: str | None) -> str:
    layers = _layers(source, name)
    if not layers:
        raise Refusal(_("文件 {name} 里没有带图形的图层，请核对文件。").format(name=name))
    if layer is None and len(layers) > 1:
        raise Refusal(_("文件 {name} 有多个图层（{layers}），请用 --layer 指定其一。").format(
            name=name, layers="、".join(layers[:30])))
    if layer is None or (len(layers) == 1 and layers[0].lower() == layer.lower()):
        return layers[0]
    match = [known for known in layers if known.lower() == layer.lower()]
    if len(match) != 1:
        raise Refusal(_("文件 {name} 里没有图层 {layer}，现有：{layers}。").format(
            name=name, layer=layer, layers="、".join(layers[:30])))
    return match[0]


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Turn the driver's errors into one sentence."""
    import pyarrow as pa
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
    from pyproj.exceptions import CRSError

    try:
        yield
    except NotImplementedError as fault:
        if "Nonlinear" in str(fault):
            raise Refusal(_("文件 {name} 的图形含圆弧，面积取决于怎样取点；"
                            "请在制图软件中把弧段转为折线后再提供。").format(name=name)) from None
        raise Refusal(_("文件 {name} 读不出：不是所称格式，或不完整、已损坏，请重新拷贝或重新导出。").format(
            name=name)) from None
    except (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, pa.ArrowException,
            shapely.errors.ShapelyError, OSError, UnicodeError, ValueError, OverflowError,
            CRSError, KeyError, TypeError, AttributeError, UnboundLocalError):
        # the last ones are the libraries' own slips over headers that are damaged but well-formed
        raise Refusal(_("文件 {name} 读不出：不是所称格式，或不完整、已损坏，请重新拷贝或重新导出。").format(
            name=name)) from None


def _read_ogr(source: Path, name: str, layer: str, findings: list[Finding]) -> tuple[gpd.GeoDataFrame, Any]:
    import pyogrio

    encoding = None
    if source.suffix.lower() == ".shp":
        encoding, said = dbf_encoding(source, name)
        findings += said
    with _refusing(name), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        info = pyogrio.read_info(source, layer=layer, encoding=encoding)
        _within_limits(info["features"], len(info["fields"]), name)
        frame = pyogrio.read_dataframe(source, layer=layer, encoding=encoding, use_arrow=True,
                                       on_invalid="warn")
    if not isinstance(frame, gpd.GeoDataFrame):
        raise Refusal(_("文件 {name} 的图层 {layer} 没有图形。").format(name=name, layer=layer))
    findings += [Finding("warning", "file.driver_warning", str(w.message), name) for w in caught[:5]
                 if issubclass(w.category, (RuntimeWarning, UserWarning))]
    return _naive_times(_plainly_named(frame)), info["crs"]


def _plainly_named(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if frame.geometry.name == "geometry":
        return frame
    return frame.rename(columns={"geometry": "geometry_"}).rename_geometry("geometry")


def _readable_texts(frame: gpd.GeoDataFrame, name: str, findings: list[Finding]) -> gpd.GeoDataFrame:
    """Texts that are not the encoding they are said to be, as far as they can be read."""
    import pyarrow as pa

    for column in frame.columns.drop("geometry"):
        if not isinstance(frame[column].dtype, pd.StringDtype):
            continue
        texts = pa.array(frame[column], from_pandas=True)
        try:
            texts.validate(full=True)
        except pa.ArrowInvalid:
            raw = texts.cast(pa.large_binary()).to_pylist()
            frame[column] = pd.Series([None if t is None else t.decode("utf-8", "replace") for t in raw],
                                      index=frame.index, dtype=object)
            message = _("字段 {field} 有不能解码的字节，以替代符号表示。").format(field=column)
            findings.append(Finding("error", "encoding.broken", message, name, _("请核对文件的编码后重新导出。")))
    return frame


def _naive_times(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """FileGDB dates carry no zone; the driver calls them UTC."""
    for column in frame.columns:
        if isinstance(frame[column].dtype, pd.DatetimeTZDtype):
            frame[column] = frame[column].dt.tz_localize(None)
    return frame


def _read_parquet(source: Path, name: str) -> tuple[gpd.GeoDataFrame, Any]:
    import pyarrow.parquet as pq

    with _refusing(name):
        file = pq.ParquetFile(source)
        if b"geo" not in (file.schema_arrow.metadata or {}):
            raise Refusal(_("文件 {name} 是普通 Parquet，没有图形说明，请导出为 GeoParquet。").format(
                name=name))
        unpacked_bytes = sum(file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups))
        if unpacked_bytes > limits.ARCHIVE_UNPACKED_BYTES:
            raise Refusal(_("文件 {name} 解压后 {size}，超过上限 {limit}，请拆分后再试。").format(
                name=name, size=limits.show_size(unpacked_bytes),
                limit=limits.show_size(limits.ARCHIVE_UNPACKED_BYTES)))
        _within_limits(file.metadata.num_rows, len(file.schema_arrow), name)
        frame = gpd.read_parquet(source)
    return _plainly_named(frame), frame.crs


def _within_limits(features: int, fields: int, name: str) -> None:
    if features > limits.VECTOR_FEATURES:
        raise Refusal(_("文件 {name} 有 {count} 个要素，超过上限 {limit}，请拆分后再试。").format(
            name=name, count=features, limit=limits.VECTOR_FEATURES))
    if fields > limits.VECTOR_FIELDS:
        raise Refusal(_("文件 {name} 有 {count} 个字段，超过上限 {limit}。").format(
            name=name, count=fields, limit=limits.VECTOR_FIELDS))


def _agreed_crs(stated: Any, told: int | None, path: Path) -> tuple[int, tuple[Finding, ...]]:
    by_default = path.suffix.lower() in (".geojson", ".json") and str(stated) in ("EPSG:4326", "OGC:CRS84")
    if told is not None and by_default:  # a GeoJSON file that states nothing counts as WGS 84
        return (GEOGRAPHIC if told == WGS84 else told), ()
    epsg, said = recognise_crs(stated, path.name)
    if epsg is None and told is None:
        raise Refusal(_("文件 {name} 没有写明坐标系，请用 --crs EPSG:编号 写明（"
                        "如 EPSG:4526 为 3 度带第 38 带）。").format(
            name=path.name))
    geographic = {GEOGRAPHIC, WGS84}
    if epsg is not None and told is not None and epsg != told and not {epsg, told} <= geographic:
        raise Refusal(_("文件 {name} 写明的坐标系是 EPSG:{stated}，与所给 EPSG:{told} 不一致，"
                        "请核对。").format(
            name=path.name, stated=epsg, told=told))
    chosen = told if epsg is None else epsg
    assert chosen is not None  # noqa: S101  one of the two is there: refused above
    return (GEOGRAPHIC if chosen == WGS84 else chosen), said


def _contradiction(frame: gpd.GeoDataFrame, epsg: int, where: str) -> list[Finding]:
    filled = frame.geometry[~(frame.geometry.isna() | frame.geometry.is_empty)]
    if len(filled) == 0:
        return []
    found = layer_zone_fault([float(v) for v in filled.total_bounds], epsg, where)
    return [found] if found else []
