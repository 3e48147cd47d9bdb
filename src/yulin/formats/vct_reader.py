"""Reading VCT 3.0 (县级国土调查数据库交换格式): polygons direct or made of shared lines, and their attributes.

The file is passed over once, what polygons are made of being put aside (``vct_scan``); then they come back batch by
batch, each with its attributes read from the file again, so that memory does not grow with the file. A polygon's
rings are nested by geometry, whatever their order. What a polygon lacks (a line that is not there, an open ring) is
its finding, and its geometry is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from yulin.findings import Finding, Refusal
from yulin.formats import limits
from yulin.formats.coordinate_rings import nest
from yulin.formats.vct_head import VctField, VctHead, epsg_of
from yulin.formats.vct_lines import VctLines
from yulin.formats.vct_parts import Parts
from yulin.formats.vct_scan import OPENING, Scan, as_array, scan
from yulin.formats.vectors import VectorLayer
from yulin.geodesy.crs import layer_zone_fault
from yulin.i18n import gettext as _

_SAME = 1e-4


@dataclass(slots=True)
class VctTable:
    """One table of an opened VCT file.

    rows: how many polygons; bounds: of their lines, (west, south, east, north), NaN where there are none; several:
    whether a polygon may have holes or parts; findings: grows while the batches are taken, up to the declared limit.
    """

    path: Path
    name: str
    epsg: int
    rows: int
    bounds: tuple[float, float, float, float]
    several: bool
    fields: list[VctField]
    findings: list[Finding]
    _lines: VctLines
    _separator: str
    _parts: Parts
    _row_at: NDArray[np.int64]

    def batches(self) -> Iterator[gpd.GeoDataFrame]:
        """The rows in file order as frames of some thousands, index 0…n−1 over the whole table."""
        first = 0
        with self.path.open("rb") as handle:
            for rings in self._parts.batches():
                last = first + len(rings)
                shapes = np.array([self._polygon(first + i, found) for i, found in enumerate(rings)], dtype=object)
                texts = [self._values(handle, int(at)) for at in self._row_at[first:last]]
                columns = {part.name: _typed(pd.Series([row[i] for row in texts], dtype=object), part.kind)
                           for i, part in enumerate(self.fields)}
                frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=self.epsg)
                yield frame.set_index(pd.RangeIndex(first, last))
                first = last

    def _values(self, handle: Any, at: int) -> list[str | None]:
        width = len(self.fields)
        if at < 0:
            return [None] * width
        handle.seek(at)
        line = handle.readline(limits.TEXT_LINE_CHARACTERS).strip(b" \t\r\n\xef\xbb\xbf\x1a")
        values: list[str | None] = [*self._lines.text(line).split(self._separator)[1:width + 1]]
        return values + [""] * (width - len(values))

    def _polygon(self, row: int, rings: list[NDArray[np.float64]] | Finding) -> Any:
        where = _("{name} 第 {number} 号面").format(name=self.path.name, number=int(self._parts.ids[row]))
        said: list[Finding] = []
        shape: Any = None
        if isinstance(rings, Finding):
            said.append(Finding(rings.level, rings.code, rings.message, where, rings.remedy))
        elif any(len(ring) < 4 or not np.abs(ring[0] - ring[-1]).max() <= _SAME for ring in rings):
            said.append(Finding("error", "vct.ring_open", _("界线没有闭合。"), where, _("请重新导出。")))
        elif not rings:
            said.append(Finding("error", "geometry.empty", _("图形为空。"), where, _("请重新导出。")))
        elif len(rings) == 1:
            shape = shapely.Polygon(rings[0])
        else:
            labels = [str(i + 1) for i in range(len(rings))]
            shape = nest([shapely.Polygon(ring) for ring in rings], labels, where, said)
        self.findings += said[:max(0, limits.FINDINGS_PER_FILE - len(self.findings))]
        return shape


def list_vct_layers(path: Path) -> list[str]:
    """Attribute tables of the file that have polygons."""
    head = VctHead()
    lines = VctLines(path)
    for line in lines:
        key = line.lower()
        if key in OPENING:
            OPENING[key](lines, head)
        elif key in (b"pointbegin", b"linebegin", b"polygonbegin"):
            break
    every = [f for features in head.features.values() for f in features]
    tables: dict[str, None] = {f.table: None for f in every if f.geometry == "polygon"}
    return [t for t in tables if t in head.tables]


@contextmanager
def open_vct(path: Path | str, layer: str | None = None, crs: int | None = None) -> Iterator[VctTable]:
    """One table of a VCT file, to be taken in batches. layer may be left out where there is one only.

    Everything about the file as a whole is known, and refused, before the first batch.
    """
    path = Path(path)
    wanted = _choose(list_vct_layers(path), layer, path.name)
    head, found = VctHead(), Scan()
    try:
        lines = VctLines(path)
        scan(lines, head, wanted, found)
        yield _table(lines, head, found, wanted, crs)
    finally:
        found.close()


def read_vct(path: Path | str, layer: str | None = None, crs: int | None = None) -> VectorLayer:
    """The polygons of one table of a VCT file as a layer, held whole; refuses one beyond the declared limit."""
    with open_vct(path, layer, crs) as table:
        if table._parts.points > limits.VCT_LAYER_POINTS:
            raise Refusal(_("图层 {layer} 有 {count} 个界址点，超过整体读取的上限 {limit}，请分区导出。").format(
                layer=table.name, count=table._parts.points, limit=limits.VCT_LAYER_POINTS))
        frames = list(table.batches())
        if not frames:
            frames = [gpd.GeoDataFrame({f.name: _typed(pd.Series([], dtype=object), f.kind) for f in table.fields},
                                       geometry=[], crs=table.epsg)]
        frame = frames[0] if len(frames) == 1 else pd.concat(frames)
        return VectorLayer(frame, table.epsg, table.name, tuple(table.findings))


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


def _table(lines: VctLines, head: VctHead, found: Scan, wanted: str, crs: int | None) -> VctTable:
    name = lines.path.name
    epsg = epsg_of(head, name, crs)
    row_at = _rows_of(lines, found, as_array(found.ids))
    kept = np.arange(len(row_at))
    if any(len(features) > 1 for features in head.features.values()):
        kept = np.flatnonzero(row_at >= 0)  # the rows tell whose a polygon is
    row_at = row_at[kept]
    findings: list[Finding] = []
    missing = int((row_at < 0).sum())
    if missing:
        findings.append(Finding("warning", "vct.attributes_missing", _("有 {count} 个面没有属性行。").format(
            count=missing), name, _("请核对属性段。")))
    parts = Parts(found, kept, head.east_first)
    bounds = parts.bounds()
    if not np.isnan(bounds).all():
        fault = layer_zone_fault(bounds, epsg, f"{name} {wanted}")
        findings += [fault] if fault else []
    return VctTable(lines.path, wanted, epsg, len(kept), bounds, found.several_rings, head.tables[wanted], findings,
                    lines, head.separator, parts, row_at)


def _rows_of(lines: VctLines, found: Scan, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where in the file each polygon's attribute row begins, −1 where it has none; refuses two rows for one."""
    numbers, places = as_array(found.row_number), as_array(found.row_at)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(twice):
        raise Refusal(_("VCT 文件 {name} 中 {number} 号面有两行属性，请重新导出。").format(
            name=lines.path.name, number=int(ordered[twice[0]])))
    if not len(ordered):
        return np.full(len(ids), -1, np.int64)
    at = np.minimum(np.searchsorted(ordered, ids), len(ordered) - 1)
    return np.where(ordered[at] == ids, places[order[at]], -1)


def _typed(texts: pd.Series[Any], kind: str) -> Any:
    texts = texts.map(lambda t: (t.strip() or None) if t is not None else None)
    if kind in ("float", "double"):
        return pd.to_numeric(texts, errors="coerce").astype("float64")
    if kind in ("int", "integer"):
        return pd.to_numeric(texts, errors="coerce").astype("float64").round().astype("Int64")
    if kind == "date":
        return pd.to_datetime(texts, format="%Y%m%d", errors="coerce")
    return texts
