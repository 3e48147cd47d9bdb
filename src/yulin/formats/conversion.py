"""One file turned into another: coordinate TXT and vector files, chosen by their endings.

Coordinates stay in the plane they are in unless another is asked for; attributes stay as they are between vector
files. To a coordinate TXT go number, name, area and use of each parcel, in a Gauss-Krüger zone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from yulin.findings import Finding, Refusal
from yulin.formats.coordinate_txt import write_coordinate_txt
from yulin.formats.field_types import FieldType
from yulin.formats.parcels import layer_of_parcels, parcels_of_layer, read_layer, read_parcels
from yulin.formats.vct_head import VctField
from yulin.formats.vct_reader import list_vct_layers, open_vct
from yulin.formats.vct_writer import write_vct
from yulin.formats.vector_writer import write_vector_batches
from yulin.formats.vectors import READABLE, WRITABLE, VectorLayer, list_layers, write_vector
from yulin.geodesy.crs import gk_from_epsg, is_gk, reproject
from yulin.i18n import gettext as _

SEVERAL = (".gdb", ".gpkg", ".vct")  # endings that hold several layers
TARGETS = (".txt", ".vct", *WRITABLE)
SOURCES = (".txt", ".vct", *READABLE)


Declared = Callable[[str], Sequence[FieldType]]


def no_standard(layer: str) -> Sequence[FieldType]:
    """No declared fields, whatever the layer."""
    return ()


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written: layer names with their row counts, the EPSG number, what was found on the way."""

    layers: tuple[tuple[str, int], ...]
    epsg: int
    findings: tuple[Finding, ...]


def convert(source: Path | str, target: Path | str, layer: str | None = None, crs: int | None = None,
            declared: Declared = no_standard) -> Converted:
    """Write what ``source`` holds to ``target``.

    layer: which one, where the source has several and the target holds one (default: all of them); crs: EPSG number
    the source is in where it states none, otherwise the one to write in; declared: the standard's fields for a
    layer's name, whose types and lengths are written. Refusals leave the target as it was.
    """
    source, target = Path(source), Path(target)
    suffix = target.suffix.lower()
    if suffix not in TARGETS:
        raise Refusal(_("不能写出 {name}：可写的格式有 {known}。").format(name=target.name, known="、".join(TARGETS)))
    if source.suffix.lower() not in SOURCES:
        raise Refusal(_("文件 {name} 的格式不能识别，可读取的有 {known}。").format(
            name=source.name, known="、".join(SOURCES)))
    if source.resolve() == target.resolve():
        raise Refusal(_("来源与目标是同一个文件 {name}，请另取文件名。").format(name=source.name))
    names: list[str | None] = [layer]
    if layer is None and suffix in SEVERAL and source.suffix.lower() != ".txt":
        names = [*(list_vct_layers if source.suffix.lower() == ".vct" else list_layers)(source)] or [None]
    done: list[tuple[str, int]] = []
    findings: list[Finding] = []
    if suffix == ".vct":
        layers = [_polygons_only(_in_plane(_read(source, name, crs), crs)) for name in names]
        write_vct(target, layers)
        return Converted(tuple((v.name, len(v.frame)) for v in layers), layers[0].epsg,
                         tuple(f for v in layers for f in v.findings))
    if source.suffix.lower() == ".vct" and suffix != ".txt":
        written_layers = [_stream_vct(source, target, name, crs, declared) for name in names]
        return Converted(tuple(w.layers[0] for w in written_layers), written_layers[0].epsg,
                         tuple(f for w in written_layers for f in w.findings))
    epsg = 0
    for name in names:
        found = _in_plane(_read(source, name, crs), crs)
        if suffix == ".txt":
            written = _write_txt(found, target, source.name)
        else:
            written = [*found.findings, *write_vector(target, found.frame, found.name, declared(found.name))]
        done.append((found.name, len(found.frame)))
        findings += written
        epsg = found.epsg
    return Converted(tuple(done), epsg, tuple(findings))


def _stream_vct(source: Path, target: Path, layer: str | None, crs: int | None, declared: Declared) -> Converted:
    """One table of a VCT written batch by batch, with the lengths the standard or the VCT itself declares."""
    with ExitStack() as stack:
        try:
            table = stack.enter_context(open_vct(source, layer))
        except Refusal:
            if crs is None:
                raise
            table = stack.enter_context(open_vct(source, layer, crs))
        epsg = table.epsg if crs is None else crs
        frames = (_moved(frame, table.epsg, epsg) for frame in table.batches())
        fields = list({f.name: _declared_field(f, declared(table.name)) for f in table.fields}.values())
        written = write_vector_batches(target, frames, table.name, epsg, fields, table.several)
        return Converted(((table.name, table.rows),), epsg, (*table.findings, *written))


def _declared_field(field: VctField, standard: Sequence[FieldType]) -> FieldType:
    """What the VCT declares of a field, widened to the standard's length and decimals where the kinds agree."""
    own = FieldType(field.name, "text", field.length)
    if field.kind in ("int", "integer"):
        small = field.bytes_ in (1, 2, 4) or (field.bytes_ == 0 and 0 < field.length < 10)
        own = FieldType(field.name, "int") if small else FieldType(field.name, "number")
    elif field.kind in ("float", "double"):
        own = FieldType(field.name, "number", field.length, field.decimals)
    elif field.kind == "date":
        own = FieldType(field.name, "date")
    same = next((s for s in standard if s.name.upper() == field.name.upper() and s.kind == own.kind), None)
    if same is None:
        return own
    return replace(own, length=max(own.length, same.length), decimals=max(own.decimals, same.decimals))


def _polygons_only(found: VectorLayer) -> VectorLayer:
    """The layer without the features that are no polygons, which are said."""
    shapes = np.asarray(found.frame.geometry, dtype=object)
    good = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    if good.all():
        return found
    message = _("第 {row} 个要素没有图形或不是面，未写出。")
    left = [Finding("error", "feature.left_out", message.format(row=i + 1), found.name)
            for i in np.flatnonzero(~good).tolist()]
    return VectorLayer(found.frame[good].reset_index(drop=True), found.epsg, found.name, (*found.findings, *left))


def _read(source: Path, layer: str | None, crs: int | None) -> VectorLayer:
    if source.suffix.lower() == ".txt":
        return layer_of_parcels(read_parcels(source, crs=None), source.stem) if crs is None else _txt_told(source, crs)
    try:
        return read_layer(source, layer)
    except Refusal:
        if crs is None:
            raise
        return read_layer(source, layer, crs)


def _txt_told(source: Path, crs: int) -> VectorLayer:
    file = read_parcels(source)
    return layer_of_parcels(file if file.gk else read_parcels(source, crs=crs), source.stem)


def _in_plane(found: VectorLayer, crs: int | None) -> VectorLayer:
    if crs is None or crs == found.epsg:
        return found
    return VectorLayer(_moved(found.frame, found.epsg, crs), crs, found.name, found.findings)


def _moved(frame: gpd.GeoDataFrame, source: int, target: int) -> gpd.GeoDataFrame:
    if source == target:
        return frame
    shapes = reproject(np.asarray(frame.geometry, dtype=object), source, target)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=target))


def _write_txt(found: VectorLayer, target: Path, name: str) -> list[Finding]:
    gk = gk_from_epsg(found.epsg) if is_gk(found.epsg) else None
    file = parcels_of_layer(found, name, gk)
    assert file.gk is not None  # noqa: S101  a layer always has its plane
    there = [replace(p, declared_area_text=_hectares(p.declared_m2)) for p in file.parcels if p.sound]
    if not there:
        raise Refusal(_("{name} 中没有可写成界址点坐标的地块，请核对图形。").format(name=name))
    left = [Finding("error", "parcel.left_out", _("地块 {id} 图形有误，未写出。").format(id=p.id), name)
            for p in file.parcels if not p.sound]
    write_coordinate_txt(target, there, file.gk)
    return [*file.all_findings(), *left]


def _hectares(m2: Decimal | None) -> str:
    """m² as hectares with four decimals or as many as it takes; "" for None."""
    if m2 is None:
        return ""
    exact = m2 / 10_000
    short = exact.quantize(Decimal("0.0001"))
    return str(short if short == exact else exact.normalize())
