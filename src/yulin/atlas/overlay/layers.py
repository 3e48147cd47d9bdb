"""Layers to overlay: files or layers of the atlas, as rings in the equal-area plane with a key per feature.

A layer in a Gauss-Krüger plane goes to the equal-area plane by the survey's rule. One in degrees goes there
vertex by vertex, with λ from a meridian that both layers share: its edges are taken as straight there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.overlay.plane import to_equal_area_rings
from yulin.atlas.rings import Rings, finish, rings_from_wkb
from yulin.atlas.schema import layer_names, schema_of
from yulin.atlas.soundness import valid
from yulin.atlas.source import open_source
from yulin.atlas.window import read_table
from yulin.findings import Refusal
from yulin.geodesy.crs import GEOGRAPHIC, WGS84, gk_from_epsg, is_gk
from yulin.geodesy.ellipsoid import SEMI_MAJOR
from yulin.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class OverlayLayer:
    """One side of an overlay. rings: in the equal-area plane of ``meridian`` (degrees east); key: Arrow array."""

    name: str
    rings: Rings
    key: pa.Array
    meridian: int


def open_layer(name: str, home: Path | None, key: str | None) -> OverlayLayer:
    """The layer ``name``: a GeoParquet or vector file, ``file#layer``, or an atlas layer (``dltb`` or
    ``dltb@2024-12-31``). key: the column that names features; default: the layer's own, else the row number.
    Refuses what is neither, an unknown column, and polygons that are not valid (they would be counted wrongly).
    """
    path, _hash, inner = name.partition("#")
    if Path(path).exists():
        epsg, wkb, keys = _from_file(Path(path), inner or None, key)
    else:
        layer, _at, version = name.partition("@")
        if layer not in layer_names():
            raise Refusal(_("“{name}”既不是文件，也不是图册中的图层。").format(name=name))
        epsg, wkb, keys = _from_atlas(Atlas(home), layer, version or None, key)
    if epsg in (GEOGRAPHIC, WGS84):
        rings, meridian = _degrees(rings_from_wkb(wkb))
        return OverlayLayer(name, rings, keys, meridian)
    if not is_gk(epsg):
        raise Refusal(_("{name} 的坐标系 EPSG:{epsg} 不是 2000 国家大地坐标系，请先转换。").format(
            name=name, epsg=epsg))
    gk = gk_from_epsg(epsg)
    return OverlayLayer(name, to_equal_area_rings(rings_from_wkb(wkb), gk), keys, gk.central_meridian)


def aligned(layer: OverlayLayer, meridian: int) -> OverlayLayer:
    """The layer with λ counted from another meridian: a shift along the plane's x."""
    if layer.meridian == meridian:
        return layer
    r = layer.rings
    shift = SEMI_MAJOR * np.radians(layer.meridian - meridian)
    return OverlayLayer(layer.name, finish(r.x + shift, r.y, r.ring_start, r.ring_sign, r.geom_start, r.ring_sign),
                        layer.key, meridian)


def _from_atlas(atlas: Atlas, layer: str, version: str | None, key: str | None) -> tuple[int, Any, pa.Array]:
    found = atlas.version(layer, version)
    column = key or (schema_of(layer).key if schema_of(layer).key in found.columns else None)
    table = read_table(found, [column] if column else [])
    keys = table.column(column) if column else pa.array(range(1, table.num_rows + 1))
    return found.gk.epsg, table.column("geometry"), _flat(keys)


def _from_file(path: Path, layer: str | None, key: str | None) -> tuple[int, Any, pa.Array]:
    with open_source(path, layer) as source:
        if key is not None and key not in source.columns:
            raise Refusal(_("{path} 没有字段 {field}，有：{known}。").format(
                path=path, field=key, known=_("、").join(source.columns[:30])))
        if source.epsg is None:
            raise Refusal(_("{path} 没有说明坐标系，请先用 yulin convert --crs 写明。").format(path=path))
        shapes, keys = [], []
        for batch in source.batches:
            shapes.append(batch.column(source.geometry))
            keys.append(batch.column(key) if key is not None else None)
    wkb = pa.chunked_array(shapes) if shapes else pa.chunked_array([], pa.binary())
    _refuse_invalid(wkb, path)
    return source.epsg, wkb, _flat(pa.chunked_array(keys)) if key and shapes else pa.array(range(1, len(wkb) + 1))


def _flat(column: Any) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _refuse_invalid(wkb: Any, path: Path) -> None:
    row = 0
    for chunk in wkb.chunks:
        shapes = shapely.from_wkb(chunk.to_numpy(zero_copy_only=False), on_invalid="ignore")
        known = ~shapely.is_missing(shapes)
        wrong = np.flatnonzero(known & ~valid(shapes))
        if len(wrong):
            raise Refusal(_("{path} 第{row}行的图形无效（{reason}），请先用 yulin atlas check 查明并修复。").format(
                path=path, row=row + int(wrong[0]) + 1, reason=shapely.is_valid_reason(shapes[wrong[0]])))
        row += len(chunk)


def _degrees(rings: Rings) -> tuple[Rings, int]:
    from yulin.geodesy.ellipsoid import E2

    if not len(rings.x):
        return rings, 0
    meridian = round((float(rings.x.min()) + float(rings.x.max())) / 2)
    e = np.sqrt(E2)
    sine = np.sin(np.radians(rings.y))
    q = SEMI_MAJOR ** 2 * (1 - E2) / 2 * (sine / (1 - E2 * sine ** 2) + np.arctanh(e * sine) / e)
    x = SEMI_MAJOR * np.radians(rings.x - meridian)
    return finish(x, q / SEMI_MAJOR, rings.ring_start, rings.ring_sign, rings.geom_start, rings.ring_sign), meridian
