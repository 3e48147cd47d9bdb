"""Writing VCT 3.0: coverages as lines and polygons made of them, every shared edge written once.

GBK and CRLF; coordinates with four decimals, east before north. Object numbers are unique in the file. Commas in
values become full-width ones, line ends blanks, dates eight digits.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from yulin.findings import Refusal
from yulin.formats.topology import Chains, shared_chains
from yulin.formats.vectors import VectorLayer
from yulin.geodesy.crs import GEOGRAPHIC, gk_from_epsg
from yulin.i18n import gettext as _

KNOWN = {  # table → (feature code, Chinese name)
    "DLTB": ("2001010100", "地类图斑"), "XZQ": ("1000600100", "行政区"), "CJDCQ": ("1000600400", "村级调查区"),
    "YJJBNTBHTB": ("2005010300", "永久基本农田图斑"), "STBHHX": ("3002030000", "生态保护红线"),
    "CZKFBJ": ("3002020000", "城市开发边界"),
}
_BOUNDARY = "1099000000"
_PER_ROW = 8


def write_vct(path: Path | str, layers: Sequence[VectorLayer], date: dt.date | None = None, scale: int = 2000) -> None:
    """Write polygon layers (all in one coordinate system) to ``path``, whole or not at all.

    date: the day of the data; scale: denominator of the map's scale. Refuses layers that are not sound polygons.
    """
    path = Path(path)
    if len({layer.epsg for layer in layers}) != 1:
        raise Refusal(_("写不出 {name}：各图层的坐标系不一致。").format(name=path.name))
    coverages = [_coverage(layer, path.name) for layer in layers]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".yulin-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="gb18030", newline="\r\n") as out:
                for line in _lines(layers, coverages, date, scale):
                    out.write(line)
                    out.write("\n")
            os.chmod(draft, 0o644)
            os.replace(draft, path)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise Refusal(_("写不出 {name}（{fault}），请检查磁盘空间和权限；原文件未改动。").format(
            name=path.name, fault=fault.strerror or type(fault).__name__)) from None


def _coverage(layer: VectorLayer, name: str) -> Chains:
    shapes = np.asarray(layer.frame.geometry, dtype=object)
    if not np.isin(shapely.get_type_id(shapes), (3, 6)).all() or shapely.is_empty(shapes).any():
        raise Refusal(_("写不出 {name}：图层 {layer} 有的要素没有图形或不是面。").format(
            name=name, layer=layer.name))
    try:
        return shared_chains(shapes, _units(layer)[0])
    except ValueError:
        raise Refusal(_("写不出 {name}：图层 {layer} 有不足三个点的界线。").format(
            name=name, layer=layer.name)) from None


def _units(layer: VectorLayer) -> tuple[int, int]:
    """Units in one of the coordinates' and their decimals: tenths of a millimetre, or 1e-11 of a degree."""
    return (10**11, 11) if layer.epsg == GEOGRAPHIC else (10**4, 4)


def _lines(layers: Sequence[VectorLayer], coverages: list[Chains], date: dt.date | None,
           scale: int) -> Iterator[str]:
    yield from _head(layers, date, scale)
    tables = [_table(layer) for layer in layers]
    codes = _features(layers)
    yield "FeatureCodeBegin"
    for layer, (code, title) in zip(layers, codes, strict=True):
        yield f"{code},{title},Polygon,{layer.name.upper()}"
    yield from ("FeatureCodeEnd", "TableStructureBegin")
    for layer, table in zip(layers, tables, strict=True):
        yield f"{layer.name.upper()},{len(table)}"
        yield from (f"{column},{kind}" for column, kind in table)
        yield "0"
    yield from ("TableStructureEnd", "PointBegin", "PointEnd", "LineBegin")
    first_line = [1]
    for layer, chains in zip(layers, coverages, strict=True):
        yield from _chain_lines(chains, first_line[-1], *_units(layer))
        first_line.append(first_line[-1] + len(chains.offsets) - 1)
    yield from ("LineEnd", "PolygonBegin")
    first_polygon = [first_line[-1]]
    for layer, chains, (code, _title), line in zip(layers, coverages, codes, first_line, strict=False):
        yield from _polygon_lines(layer, chains, code, line, first_polygon[-1])
        first_polygon.append(first_polygon[-1] + len(layer.frame))
    yield from ("PolygonEnd", "AnnotationBegin", "AnnotationEnd", "AttributeBegin")
    for layer, table, number in zip(layers, tables, first_polygon, strict=False):
        yield layer.name.upper()
        yield from _attribute_lines(layer, table, number)
        yield "TableEnd"
    yield "AttributeEnd"


def _head(layers: Sequence[VectorLayer], date: dt.date | None, scale: int) -> Iterator[str]:
    epsg = layers[0].epsg
    boxes = np.array([layer.frame.total_bounds for layer in layers if len(layer.frame)]).reshape(-1, 4)
    west, south = boxes[:, :2].min(axis=0) if len(boxes) else (0.0, 0.0)
    east, north = boxes[:, 2:].max(axis=0) if len(boxes) else (0.0, 0.0)
    yield from ("HeadBegin", "Datamark:LANDUSE-VCT", "Version:3.0",
                f"CoordinateSystemType:{'D' if epsg == GEOGRAPHIC else 'P'}", "Dim:2", "XAxisDirection:E",
                "YAxisDirection:N", f"XYUnit:{'D' if epsg == GEOGRAPHIC else 'M'}", "ZUnit:M",
                "Spheroid:CGCS2000,6378137.0,298.257222101", "PrimeMeridian:Greenwich")
    if epsg != GEOGRAPHIC:
        gk = gk_from_epsg(epsg)
        yield "Projection:高斯-克吕格投影"
        yield (f"Parameters:{gk.central_meridian},1,{gk.false_easting:.0f},0,{gk.degrees},{gk.zone}")
    yield from ("VerticalDatum:1985国家高程基准", "TemporalReferenceSystem:北京时间",
                f"ExtentMin:{west:.4f},{south:.4f}", f"ExtentMax:{east:.4f},{north:.4f}", f"MapScale:{scale}",
                "Offset:0,0", f"Date:{date:%Y%m%d}" if date else "Date:", "Separator:,", "HeadEnd")


def _features(layers: Sequence[VectorLayer]) -> list[tuple[str, str]]:
    """Feature code and title of each layer, no code twice."""
    found: list[tuple[str, str]] = []
    for layer in layers:
        code, title = _feature(layer)
        while code in [known for known, _title in found]:
            code = str(int(code) + 1).zfill(10)
        found.append((code, title))
    return found


def _feature(layer: VectorLayer) -> tuple[str, str]:
    name = layer.name.upper()
    code, title = KNOWN.get(name.partition("_")[0], ("", name))
    if "YSDM" in layer.frame:
        stated = [str(v) for v in layer.frame["YSDM"].dropna().unique() if str(v).isdecimal()]
        code = stated[0] if len(stated) == 1 else code
    return code or f"99{sum(name.encode()) % 10**6:06d}00", title


def _table(layer: VectorLayer) -> list[tuple[str, str]]:
    """Columns with their VCT types, the lengths as the data need them."""
    table = []
    for column in layer.frame.columns.drop("geometry"):
        values = layer.frame[column]
        if pd.api.types.is_bool_dtype(values) or pd.api.types.is_integer_dtype(values):
            kind = "Int4" if values.dropna().between(-2**31, 2**31 - 1).all() else "Int8"
        elif pd.api.types.is_float_dtype(values):
            kind = f"Float,20,{_decimals(values)}"
        elif pd.api.types.is_datetime64_any_dtype(values) or _all_dates(values):
            kind = "Date,8"
        else:
            longest = values.dropna().astype(str).str.len().max() if values.notna().any() else 1
            kind = f"Char,{max(1, int(longest))}"
        table.append((str(column).replace(",", "_"), kind))
    return table


def _decimals(values: Any) -> int:
    finite = values[np.isfinite(values.astype(float))].astype(float)
    return next((n for n in (0, 1, 2, 3, 4, 6) if (finite.round(n) == finite).all()), 8)


def _all_dates(values: Any) -> bool:
    filled = values.dropna()
    return len(filled) > 0 and bool(filled.map(lambda v: isinstance(v, dt.date)).all())


def _chain_lines(chains: Chains, first: int, units: int, decimals: int) -> Iterator[str]:
    texts = [f"{x / units:.{decimals}f},{y / units:.{decimals}f}" for x, y in chains.points.tolist()]
    for number, (a, b) in enumerate(zip(chains.offsets[:-1].tolist(), chains.offsets[1:].tolist(), strict=True), first):
        yield from (str(number), _BOUNDARY, "unknown", "1", "1", "11", str(b - a))
        yield from texts[a:b]
        yield "0"


def _polygon_lines(layer: VectorLayer, chains: Chains, code: str, line: int, number: int) -> Iterator[str]:
    labels = shapely.get_coordinates(shapely.point_on_surface(np.asarray(layer.frame.geometry, dtype=object)))
    rings = np.searchsorted(chains.ring_owner, np.arange(len(layer.frame) + 1)).tolist()
    spans, uses = chains.use_offsets.tolist(), chains.uses.tolist()
    for i, (x, y) in enumerate(labels.tolist()):
        entries: list[str] = []
        for ring in range(rings[i], rings[i + 1]):
            if entries:
                entries.append("0")
            entries += [str(u + line - 1 if u > 0 else u - line + 1) for u in uses[spans[ring]:spans[ring + 1]]]
        yield from (str(number + i), code, "unknown", "100", f"{x:.4f},{y:.4f}", "21", str(len(entries)))
        yield from _rows(entries)
        yield "0"


def _rows(entries: list[str]) -> Iterator[str]:
    """At most eight entries a row. A list neither begins nor ends with 0, so no row is a single 0."""
    for at in range(0, len(entries), _PER_ROW):
        yield ",".join(entries[at:at + _PER_ROW])


def _attribute_lines(layer: VectorLayer, table: list[tuple[str, str]], number: int) -> Iterator[str]:
    columns = [[_text(v, kind) for v in layer.frame[column]]
               for column, (_name, kind) in zip(layer.frame.columns.drop("geometry"), table, strict=True)]
    for i in range(len(layer.frame)):
        yield ",".join([str(number + i), *(column[i] for column in columns)])


def _text(value: Any, kind: str) -> str:
    if value is None or pd.isna(value):
        return ""
    if kind.startswith("Date"):
        return f"{value:%Y%m%d}"
    if kind.startswith("Float"):
        return f"{float(value):.{kind.rpartition(',')[2]}f}"
    if kind.startswith("Int"):
        return str(int(value))
    return " ".join(str(value).replace(",", "，").split())
