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
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from yulin.findings import Finding, Refusal
from yulin.i18n import gettext as _

WRITABLE = {".gdb": "OpenFileGDB", ".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON",
            ".parquet": ""}
_MANY_LAYERS = (".gdb", ".gpkg")


def write_vector(path: Path | str, frame: gpd.GeoDataFrame, layer: str,
                 schema: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """Write ``frame`` as ``layer`` of the file ``path``, the format chosen by its ending.

    schema: pandas type per column to convert to before writing, e.g. ``{"GDDB": "Int32"}``. Returns what
    was lost or changed on the way (shortened field names, for one). On a refusal the target is as it was.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in WRITABLE:
        raise Refusal(_("不能写出 {name}：可写的格式有 {known}。").format(
            name=path.name, known="、".join(WRITABLE)))
    if frame.crs is None:
        raise Refusal(_("不能写出 {name}：数据没有坐标系。").format(name=path.name))
    plain = _plain_columns(frame, schema)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".yulin-", dir=path.parent) as folder:
            draft = Path(folder) / path.name
            if suffix in _MANY_LAYERS and path.exists():
                (shutil.copytree if path.is_dir() else shutil.copy2)(path, draft)
            findings = _write(draft, plain, layer)
            _move_into_place(Path(folder), path)
    except OSError as fault:
        raise Refusal(_("写不出 {name}（{fault}），请检查磁盘空间和权限；原文件未改动。").format(
            name=path.name, fault=fault.strerror or type(fault).__name__)) from None
    return findings


def _write(draft: Path, frame: gpd.GeoDataFrame, layer: str) -> tuple[Finding, ...]:
    import pyogrio
    from pyogrio.errors import DataSourceError, FeatureError, FieldError, GeometryError

    suffix = draft.suffix.lower()
    if suffix == ".parquet":
        frame.to_parquet(draft, write_covering_bbox=True, schema_version="1.1.0", compression="zstd")
        return ()
    options: dict[str, Any] = {"layer": layer} if suffix in _MANY_LAYERS else {}
    if suffix == ".shp":
        options["encoding"] = "UTF-8"
    if suffix == ".geojson":
        options["layer"] = layer
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            pyogrio.write_dataframe(frame, draft, driver=WRITABLE[suffix], use_arrow=True,
                                    geometry_type=_one_kind(frame), **options)
    except (DataSourceError, FeatureError, FieldError, GeometryError, ValueError) as fault:
        raise Refusal(_("写不出 {name}：{fault}；原文件未改动。").format(
            name=draft.name, fault=fault)) from None
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


def _plain_columns(frame: gpd.GeoDataFrame, schema: Mapping[str, str] | None) -> gpd.GeoDataFrame:
    out = frame.copy(deep=False)
    if out.geometry.name != "geometry":
        out = out.rename_geometry("geometry")
    for column, kind in (schema or {}).items():
        if column in out.columns:
            out[column] = out[column].astype(kind)
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
    kinds = set(out.geometry.dropna().geom_type)
    if kinds == {"Polygon", "MultiPolygon"}:
        geometry = np.array(out.geometry, dtype=object)
        single = shapely.get_type_id(geometry) == 3
        geometry[single] = shapely.multipolygons(geometry[single], indices=np.arange(int(single.sum())))
        out = out.set_geometry(gpd.GeoSeries(geometry, index=out.index, crs=frame.crs))
    return out


def _only_days(values: pd.Series[Any]) -> bool:
    filled = values.dropna()
    return bool((filled == filled.dt.normalize()).all())


def _is_plain_text(values: pd.Series[Any]) -> bool:
    return bool(values.map(lambda v: v is None or isinstance(v, str | dt.date) or v != v).all())


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
