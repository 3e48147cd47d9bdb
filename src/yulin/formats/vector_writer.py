"""Vector files written whole or not at all: beside the target first, then moved into place.

Columns keep their types: whole numbers that fit become 32-bit (ArcGIS before Pro 3.2 knows no other), dates
stay dates. A FileGDB or GeoPackage that exists keeps its other layers.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from yulin.findings import Finding, Refusal
from yulin.formats.field_types import FieldType, fitted, plain_table, streamed_batch, streamed_schema
from yulin.formats.parquet_writer import write_parquet_batches
from yulin.i18n import gettext as _

WRITABLE = {".gdb": "OpenFileGDB", ".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON",
            ".parquet": ""}
_MANY_LAYERS = (".gdb", ".gpkg")


def write_vector(path: Path | str, frame: gpd.GeoDataFrame, layer: str,
                 schema: Sequence[FieldType] = ()) -> tuple[Finding, ...]:
    """Write ``frame`` as ``layer`` of the file ``path``, the format chosen by its ending.

    schema: declared types and lengths of the fields, matched by name; what does not fit is kept and said. Returns
    what was lost or changed on the way (shortened field names, for one). On a refusal the target is as it was.
    """
    path = Path(path)
    _check_target(path)
    if frame.crs is None:
        raise Refusal(_("不能写出 {name}：数据没有坐标系。").format(name=path.name))
    plain = _plain_columns(frame)
    with _draft_of(path) as draft:
        return _write(draft, plain, layer, schema)


def write_vector_batches(path: Path | str, frames: Iterable[gpd.GeoDataFrame], layer: str, epsg: int,
                         fields: Sequence[FieldType], several: bool) -> tuple[Finding, ...]:
    """The same for polygons that come in frames with the columns ``fields``, one after another.

    epsg: of the coordinates; several: whether a polygon may have parts. No frame is held longer than its turn.
    """
    path = Path(path)
    _check_target(path)
    schema = streamed_schema(fields, path.suffix.lower() == ".shp")
    refusals: list[Refusal] = []

    def batches() -> Iterator[Any]:
        try:
            for frame in frames:
                yield streamed_batch(_of_one_kind(frame) if several else frame, schema)
        except Refusal as refusal:  # the driver would hide it behind its own words
            refusals.append(refusal)
            raise

    with _draft_of(path) as draft:
        try:
            if path.suffix.lower() == ".parquet":
                write_parquet_batches(draft, schema, batches(), epsg)
                return ()
            return _write_arrow(draft, pa.RecordBatchReader.from_batches(schema, batches()), layer,
                                "MultiPolygon" if several else "Polygon", f"EPSG:{epsg}")
        except (Refusal, RuntimeError, pa.ArrowException) as fault:
            raise refusals[0] if refusals else Refusal(_("写不出 {name}：{fault}；原文件未改动。").format(
                name=draft.name, fault=fault)) from None


def _check_target(path: Path) -> None:
    if path.suffix.lower() not in WRITABLE:
        raise Refusal(_("不能写出 {name}：可写的格式有 {known}。").format(
            name=path.name, known="、".join(WRITABLE)))


@contextmanager
def _draft_of(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to, moved into place at the end; the other layers of a file are there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".yulin-", dir=path.parent) as folder:
            draft = Path(folder) / path.name
            if path.suffix.lower() in _MANY_LAYERS and path.exists():
                (shutil.copytree if path.is_dir() else shutil.copy2)(path, draft)
            yield draft
            _move_into_place(Path(folder), path)
    except OSError as fault:
        raise Refusal(_("写不出 {name}（{fault}），请检查磁盘空间和权限；原文件未改动。").format(
            name=path.name, fault=fault.strerror or type(fault).__name__)) from None


def _write(draft: Path, frame: gpd.GeoDataFrame, layer: str, schema: Sequence[FieldType]) -> tuple[Finding, ...]:
    suffix = draft.suffix.lower()
    if suffix == ".parquet":
        frame.to_parquet(draft, write_covering_bbox=True, schema_version="1.1.0", compression="zstd")
        return ()
    table, findings = fitted(plain_table(frame), schema, suffix == ".shp", draft.name)
    epsg = frame.crs.to_epsg()
    crs = f"EPSG:{epsg}" if epsg else frame.crs.to_wkt()
    return (*findings, *_write_arrow(draft, table, layer, _one_kind(frame) or "Unknown", crs))


def _write_arrow(draft: Path, rows: Any, layer: str, kind: str, crs: str) -> tuple[Finding, ...]:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

    suffix = draft.suffix.lower()
    options: dict[str, Any] = {"encoding": "UTF-8"} if suffix == ".shp" else {"layer": layer}
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            pyogrio.write_arrow(rows, draft, driver=WRITABLE[suffix], geometry_name="geometry", geometry_type=kind,
                                crs=crs, **options)
    except (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, pa.ArrowException,
            ValueError) as fault:
        raise Refusal(_("写不出 {name}：{fault}；原文件未改动。").format(
            name=draft.name, fault=str(fault).splitlines()[0] if str(fault) else type(fault).__name__)) from None
    return tuple(_said(str(w.message), draft.name) for w in caught[:10]
                 if issubclass(w.category, RuntimeWarning) and "written as a DateTime" not in str(w.message))


def _said(message: str, name: str) -> Finding:
    renamed = re.search(r"Normalized/laundered field name: '(.*)' to '(.*)'", message)
    if renamed:
        return Finding("warning", "field.renamed", _("字段 {old} 写为 {new}（字段名过长）。").format(
            old=renamed[1], new=renamed[2]), name)
    return Finding("warning", "file.driver_warning", message, name)


def _one_kind(frame: gpd.GeoDataFrame) -> str | None:
    """One geometry type for the layer: the multi kind as soon as one geometry is multi."""
    kinds: list[str] = sorted(set(frame.geometry.dropna().geom_type))
    if len(kinds) == 2 and kinds[0] == f"Multi{kinds[1]}":
        return kinds[0]
    return kinds[0] if len(kinds) == 1 else None


def _plain_columns(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    out = frame.copy(deep=False)
    if out.geometry.name != "geometry":
        out = out.rename_geometry("geometry")
    for column in out.columns.drop("geometry"):
        values = out[column]
        if pd.api.types.is_bool_dtype(values):
            out[column] = values.astype("Int32")
        elif pd.api.types.is_integer_dtype(values):
            fits = values.dropna().between(-2**31, 2**31 - 1).all()
            out[column] = values.astype(("Int32" if values.hasnans else "int32") if fits else "float64")
        elif pd.api.types.is_datetime64_any_dtype(values) and _only_days(values):
            days = [None if pd.isna(v) else v.date() for v in values]
            out[column] = pd.Series(days, index=out.index, dtype=object)
        elif values.dtype == object and not _is_plain_text(values):
            out[column] = pd.Series([_as_text(v) for v in values], index=out.index, dtype=object)
    return _of_one_kind(out) if set(out.geometry.dropna().geom_type) == {"Polygon", "MultiPolygon"} else out


def _of_one_kind(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame with its polygons as multipolygons."""
    geometry = np.array(frame.geometry, dtype=object)
    single = shapely.get_type_id(geometry) == 3
    geometry[single] = shapely.multipolygons(geometry[single], indices=np.arange(int(single.sum())))
    return frame.set_geometry(gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs))


def _only_days(values: pd.Series[Any]) -> bool:
    filled = values.dropna()
    return bool((filled == filled.dt.normalize()).all())


def _is_plain_text(values: pd.Series[Any]) -> bool:
    filled = values.dropna()
    return any(bool(filled.map(lambda v, kind=kind: isinstance(v, kind)).all()) for kind in (str, dt.date))


def _as_text(value: Any) -> Any:
    if value is None or value != value or isinstance(value, str):
        return None if value is None or value != value else value
    return str(value)


def _move_into_place(folder: Path, path: Path) -> None:
    parts = sorted(folder.iterdir(), key=lambda p: p.suffix == path.suffix)  # the companions first
    for part in parts:
        target = path.parent / part.name
        if target.is_dir():
            old = folder / f"{part.name}.old"
            os.replace(target, old)
            try:
                os.replace(part, target)
            except OSError:
                os.replace(old, target)
                raise
        else:
            os.replace(part, target)
