"""Reading VCT 3.0 (县级国土调查数据库交换格式): polygons direct or made of shared lines, and their attributes.

The file is read front to back once. Lines are kept as packed coordinates, polygons of the wanted table as lists of
line numbers; attributes are taken only for that table. A polygon's rings are nested by geometry, whatever their
order. What a polygon lacks (a line that is not there, an open ring) is its finding, and its geometry is missing.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from yulin.findings import Finding, Refusal
from yulin.formats import limits
from yulin.formats.coordinate_rings import nest
from yulin.formats.vct_head import (
    VctField,
    VctHead,
    epsg_of,
    read_feature_section,
    read_head_section,
    read_table_section,
)
from yulin.formats.vct_lines import VctLines
from yulin.formats.vectors import VectorLayer
from yulin.geodesy.crs import zone_contradiction
from yulin.i18n import gettext as _

_SAME = 1e-4
_PACK = 50_000  # attribute rows turned into packed columns at a time


@dataclass(slots=True)
class _Body:
    """What is kept of the sections: lines packed, polygons as (id, code, rings or references)."""

    xy: array[float] = field(default_factory=lambda: array("d"))
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    direct: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    references: dict[int, tuple[int, ...]] = field(default_factory=dict)
    row_of: dict[int, int] = field(default_factory=dict)
    rows: list[list[str]] = field(default_factory=list)
    packed: list[Any] = field(default_factory=list)

    def add_row(self, number: int, values: list[str], width: int) -> None:
        """Keep one attribute row of object ``number``; many rows are packed into columns of text."""
        self.row_of[number] = len(self.row_of)
        self.rows.append((values + [""] * width)[:width])
        if len(self.rows) >= _PACK:
            self.pack()

    def pack(self) -> None:
        """Turn the rows so far into packed columns."""
        if self.rows:
            self.packed.append([pa.array(column, pa.string()) for column in zip(*self.rows, strict=True)])
            self.rows = []


def list_vct_layers(path: Path) -> list[str]:
    """Attribute tables of the file that have polygons."""
    head = VctHead()
    lines = VctLines(path)
    for line in lines:
        key = line.lower()
        if key in _OPENING:
            _OPENING[key](lines, head)
        elif key in (b"pointbegin", b"linebegin", b"polygonbegin"):
            break
    every = [f for features in head.features.values() for f in features]
    tables: dict[str, None] = {f.table: None for f in every if f.geometry == "polygon"}
    return [t for t in tables if t in head.tables]


_OPENING = {b"headbegin": read_head_section, b"featurecodebegin": read_feature_section,
            b"tablestructurebegin": read_table_section}


def read_vct(path: Path | str, layer: str | None = None, crs: int | None = None) -> VectorLayer:
    """The polygons of one table of a VCT file as a layer. layer may be left out where there is one only."""
    path = Path(path)
    wanted = _choose(list_vct_layers(path), layer, path.name)
    head, body = VctHead(), _Body()
    lines = VctLines(path)
    ended = False
    for line in lines:
        key = line.lower()
        if key in _OPENING:
            _OPENING[key](lines, head)
        elif key == b"linebegin":
            _read_lines(lines, body)
        elif key == b"polygonbegin":
            _read_polygons(lines, head, body, wanted)
        elif key == b"attributebegin":
            ended = _read_attributes(lines, head, body, wanted)
        elif key.endswith(b"begin"):
            _skip(lines, key[:-5] + b"end")
    if not ended:
        raise Refusal(_("VCT 文件 {name} 在第 {line} 行中断，不完整，请重新拷贝或导出。").format(
            name=path.name, line=lines.number))
    return _layer(path.name, head, body, wanted, crs)


def _choose(tables: list[str], layer: str | None, name: str) -> str:
    if not tables:
        raise Refusal(_("文件 {name} 里没有带图形的图层，请核对文件。").format(name=name))
    if layer is None and len(tables) > 1:
        raise Refusal(_("文件 {name} 有多个图层（{layers}），请用 --layer 指定其一。").format(
            name=name, layers="、".join(tables[:30])))
    if layer is not None and layer.upper() not in tables:
        raise Refusal(_("文件 {name} 里没有图层 {layer}，现有：{layers}。").format(
            name=name, layer=layer, layers="、".join(tables[:30])))
    return tables[0] if layer is None else layer.upper()


def _skip(lines: VctLines, end: bytes) -> None:
    while lines.take().lower() != end:
        pass


def _take_points(lines: VctLines, body: _Body) -> tuple[int, int]:
    """A count and as many points, packed; returns their span."""
    begin = len(body.xy) // 2
    for _i in range(lines.integer(most=limits.VCT_OBJECT_POINTS)):
        body.xy.extend(lines.pair())
    return begin, len(body.xy) // 2


def _segment(lines: VctLines, body: _Body) -> tuple[int, int]:
    line = lines.take()
    if line != b"11":
        raise Refusal(_("VCT 文件 {name} 第 {line} 行的线型为 {kind}，只能读取折线（11），"
                        "请先打散为折线。").format(
            name=lines.path.name, line=lines.number, kind=lines.text(line)[:20]))
    return _take_points(lines, body)


def _read_lines(lines: VctLines, body: _Body) -> None:
    while (line := lines.take()).lower() != b"lineend":
        number = lines.integer(line)
        lines.take()
        lines.take()
        if lines.integer() == 100:
            _take_references(lines)
            continue
        spans = [_segment(lines, body) for _i in range(lines.integer(most=limits.VCT_OBJECT_LINES))]
        if spans:
            body.spans[number] = (spans[0][0], spans[-1][1])
        lines.end_object()


def _take_references(lines: VctLines) -> tuple[int, ...]:
    """A counted list of signed line numbers, 0 between rings, up to the line ``0`` that ends the object."""
    count = lines.integer(most=limits.VCT_OBJECT_LINES)
    found: list[int] = []
    while len(found) < count:
        line = lines.take()
        try:
            found.extend(int(n) for n in line.split(b",") if n.strip())
        except ValueError:
            lines.fail(line)
    while (line := lines.take()) != b"0":  # some writers leave the zeros out of the count
        try:
            found.extend(int(n) for n in line.split(b",") if n.strip())
        except ValueError:
            lines.fail(line)
        if len(found) > limits.VCT_OBJECT_LINES:
            lines.fail(line)
    return tuple(found)


def _read_polygons(lines: VctLines, head: VctHead, body: _Body, wanted: str) -> None:
    while (line := lines.take()).lower() != b"polygonend":
        number = lines.integer(line)
        code = lines.text(lines.take())
        lines.take()
        kind = lines.integer()
        lines.pair()
        keep = any(feature.table == wanted for feature in head.features.get(code, ()))
        if kind == 100:
            made_of = lines.integer()
            found = _take_references(lines)
            if keep:
                body.references[number] = found if made_of == 21 else ()
        else:
            mark = len(body.xy)
            spans = [_segment(lines, body) for _i in range(lines.integer(most=limits.VCT_OBJECT_LINES))]
            lines.end_object()
            if keep:
                body.direct[number] = spans
            else:
                del body.xy[mark:]
        if keep:
            body.ids.append(number)


def _read_attributes(lines: VctLines, head: VctHead, body: _Body, wanted: str) -> bool:
    separator = head.separator
    while (line := lines.take()).lower() != b"attributeend":
        table = lines.text(line).strip().upper()
        while (line := lines.take()).lower() != b"tableend":
            if table == wanted:
                number, *values = lines.text(line).split(separator)
                if not number.strip().isdecimal():
                    lines.fail(line)
                if int(number) in body.row_of:
                    lines.fail(line)
                body.add_row(int(number), values, len(head.tables[wanted]))
    return True


def _layer(name: str, head: VctHead, body: _Body, wanted: str, crs: int | None) -> VectorLayer:
    epsg = epsg_of(head, name, crs)
    xy = np.frombuffer(body.xy, dtype=np.float64).reshape(-1, 2) if len(body.xy) else np.empty((0, 2))
    if not head.east_first:
        xy = xy[:, ::-1]
    findings: list[Finding] = []
    if any(len(features) > 1 for features in head.features.values()):
        body.ids = [number for number in body.ids if number in body.row_of]  # the rows tell whose a polygon is
    shapes = [_polygon(number, body, xy, findings, name) for number in body.ids]
    frame = gpd.GeoDataFrame(_columns(head.tables[wanted], body, findings, name),
                             geometry=np.array(shapes, dtype=object), crs=epsg)
    filled = frame.geometry[~frame.geometry.isna()]
    if len(filled):
        fault = zone_contradiction([float(v) for v in filled.total_bounds], epsg, f"{name} {wanted}")
        findings += [fault] if fault else []
    return VectorLayer(frame, epsg, wanted, tuple(findings[:limits.FINDINGS_PER_FILE]))


def _polygon(number: int, body: _Body, xy: NDArray[np.float64], findings: list[Finding], name: str) -> Any:
    where = _("{name} 第 {number} 号面").format(name=name, number=number)
    try:
        rings = _rings(number, body, xy)
    except KeyError as missing:
        findings.append(Finding("error", "vct.line_missing", _("所引用的线 {line} 不存在。").format(
            line=missing.args[0]),
                                where, _("请重新导出。")))
        return None
    outlines = []
    for ring in rings:
        if len(ring) < 4 or np.abs(ring[0] - ring[-1]).max() > _SAME:
            findings.append(Finding("error", "vct.ring_open", _("界线没有闭合。"), where, _("请重新导出。")))
            return None
        outlines.append(shapely.Polygon(ring))
    if not outlines:
        findings.append(Finding("error", "geometry.empty", _("图形为空。"), where, _("请重新导出。")))
        return None
    if len(outlines) == 1:
        return outlines[0]
    return nest(outlines, [str(i + 1) for i in range(len(outlines))], where, findings)


def _rings(number: int, body: _Body, xy: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Closed rings of a polygon: direct ones, or lines joined end to end (a negative number walks it backwards)."""
    if number in body.direct:
        return [xy[a:b] for a, b in body.direct[number]]
    rings: list[NDArray[np.float64]] = []
    pieces: list[NDArray[np.float64]] = []
    for reference in (*body.references[number], 0):
        if reference:
            a, b = body.spans[abs(reference)]
            piece = xy[a:b] if reference > 0 else xy[a:b][::-1]
            pieces.append(piece[1:] if pieces else piece)
        elif pieces:
            rings.append(np.concatenate(pieces))
            pieces = []
    return rings


def _columns(fields: list[VctField], body: _Body, findings: list[Finding], name: str) -> dict[str, Any]:
    body.pack()
    place = np.array([body.row_of.get(number, -1) for number in body.ids], np.int64)
    missing = int((place < 0).sum())
    if missing:
        findings.append(Finding("warning", "vct.attributes_missing", _("有 {count} 个面没有属性行。").format(
            count=missing), name, _("请核对属性段。")))
    at = pa.array(place, mask=place < 0)
    columns: dict[str, Any] = {}
    for i, part in enumerate(fields):
        texts = pa.chunked_array([chunk[i] for chunk in body.packed], pa.string()).take(at)
        columns[part.name] = _typed(pd.Series(texts.to_pylist(), dtype=object), part.kind)
    return columns


def _typed(texts: pd.Series[Any], kind: str) -> Any:
    texts = texts.map(lambda t: (t.strip() or None) if t is not None else None)
    if kind in ("float", "double"):
        return pd.to_numeric(texts, errors="coerce").astype("float64")
    if kind in ("int", "integer"):
        return pd.to_numeric(texts, errors="coerce").astype("float64").round().astype("Int64")
    if kind == "date":
        return pd.to_datetime(texts, format="%Y%m%d", errors="coerce")
    return texts
