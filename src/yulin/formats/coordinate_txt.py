"""Boundary points as text (界址点坐标 TXT): what survey firms hand over for 报批, 供地 and 勘测定界.

The file is read as it is written in the wild (encodings, missing heads, swapped axes, open rings, rings as
parts); each liberty taken is a finding of the file or the parcel. A parcel with a finding of level error
has no area.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from yulin.findings import Finding, Refusal
from yulin.formats import limits
from yulin.formats.coordinate_lines import RawFile, RawParcel, take_apart
from yulin.formats.coordinate_rings import RingStat, build_polygon
from yulin.formats.coordinate_system import Axes, find_axes, find_zone, read_head
from yulin.formats.coordinate_writer import write_coordinate_txt
from yulin.formats.declared_area import declared_area
from yulin.formats.text_encoding import decode
from yulin.geodesy.crs import Gk, zone_contradiction
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.i18n import gettext as _

__all__ = ["CoordinateFile", "CoordinateParcel", "read_coordinate_txt", "write_coordinate_txt"]

_KEYS = {  # column names of an extended head row, by a word in them
    "点数": "points", "面积": "area", "地块编号": "id", "地块名称": "name", "图形": "kind", "图幅": "sheet",
    "用途": "use", "地类": "code", "地块编码": "code",
}


@dataclass(frozen=True, slots=True)
class CoordinateParcel:
    """One parcel (地块).

    geometry: polygon or multipolygon, x = easting, y = northing as in the file's zone; None where none can
    be built. declared_area_text: as written; declared_m2: in m² by the inferred unit. survey_dm2: survey
    area in 0.01 m², None where it cannot be honestly stated. rings: as written. fields: the whole parcel
    line, ``@`` included.
    """

    id: str
    name: str = ""
    geometry: BaseGeometry | None = None
    declared_area_text: str = ""
    use: str = ""
    sheet: str = ""
    code: str = ""
    fields: tuple[str, ...] = ()
    line: int = 0
    declared_points: int | None = None
    rings: tuple[RingStat, ...] = ()
    survey_dm2: int | None = None
    declared_m2: Decimal | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether the parcel can be taken: it has a geometry and no finding of level error."""
        return self.geometry is not None and all(f.level != "error" for f in self.findings)


@dataclass(frozen=True, slots=True)
class CoordinateFile:
    """A coordinate TXT: its zone (None where it cannot be said), head lines, parcels, its own findings."""

    name: str
    gk: Gk | None
    attributes: dict[str, str]
    parcels: tuple[CoordinateParcel, ...]
    findings: tuple[Finding, ...]
    encoding: str

    def all_findings(self) -> list[Finding]:
        """The file's own findings and its parcels', in file order."""
        return [*self.findings, *(f for p in self.parcels for f in p.findings)]


def read_coordinate_txt(source: Path | str | bytes, name: str = "", crs: int | None = None) -> CoordinateFile:
    """Read a coordinate TXT from a path or from its bytes.

    name: what findings call the file (default: the path's name); crs: EPSG number of the zone to use where
    the file states none. Refuses what is no such file, states a datum that cannot be honoured, or goes
    beyond ``limits``.
    """
    if isinstance(source, bytes):
        data, name = source, name or _("坐标文件")
        if not data.strip():
            raise Refusal(_("文件 {name} 是空的（0 字节），请重新拷贝或导出。").format(name=name))
        if len(data) > limits.TEXT_BYTES:
            raise Refusal(_("文件 {name} 有 {size}，超过上限 {limit}，请拆分后再试。").format(
                name=name, size=limits.show_size(len(data)), limit=limits.show_size(limits.TEXT_BYTES)))
    else:
        path = Path(source)
        name = name or path.name
        limits.file_size(path, limits.TEXT_BYTES)
        data = path.read_bytes()
    text, encoding, said = decode(data, name)
    raw = take_apart(text, name)
    if not any(p.first for p in raw.parcels):
        raise Refusal(_("文件 {name} 里没有界址点坐标，请核对是否为界址点坐标 TXT。").format(name=name))
    return _understood(raw, name, crs, encoding, list(said))


def _understood(raw: RawFile, name: str, crs: int | None, encoding: str,
                findings: list[Finding]) -> CoordinateFile:
    stated, head = read_head(raw.attributes, crs, name)
    findings += head
    if raw.unknown:
        message = _("第 {lines} 行既不是文件头也不是界址点，已略过。").format(
            lines="、".join(map(str, raw.unknown[:10])))
        findings.append(Finding("warning", "line.unknown", message, name, _("请核对该行。")))
    drafts = [_draft(p, i, raw.columns, name) for i, p in enumerate(raw.parcels, 1)]
    placed = [find_axes(np.array(p.first), np.array(p.second), d.place(name)) if p.first else (None, [])
              for p, d in zip(raw.parcels, drafts, strict=True)]
    gk, zone_findings = find_zone(stated, [axes.prefix for axes, _f in placed if axes], crs, name)
    findings += zone_findings
    parcels = [_parcel(d, p, axes, list(f), gk, name)
               for d, p, (axes, f) in zip(drafts, raw.parcels, placed, strict=True)]
    parcels = _measured(parcels, gk, name)
    findings += _among(parcels, name)
    return CoordinateFile(name, gk, raw.attributes, tuple(parcels), tuple(findings), encoding)


@dataclass(slots=True)
class _Draft:
    """A parcel line read: its fields by name and what is odd about it."""

    values: dict[str, str]
    order: int
    raw: RawParcel
    findings: list[Finding]

    def place(self, name: str) -> str:
        return _place(name, self.values.get("id") or str(self.order))


def _place(name: str, parcel: str) -> str:
    return _("{name} 地块 {id}").format(name=name, id=parcel)


def _draft(raw: RawParcel, order: int, columns: list[str] | None, name: str) -> _Draft:
    values = {} if raw.fields is None else _named_fields(raw.fields, columns)
    draft = _Draft(values, order, raw, [])
    where = draft.place(name)
    if raw.fields is None:
        draft.findings.append(Finding("warning", "parcel.no_head", _("界址点之前没有地块行，"
                                                                     "按一个地块读取。"), where,
                                      _("请补上地块行。")))
    elif not values.get("id"):
        draft.findings.append(Finding("note", "parcel.id_inferred", _("第 {line} 行没有地块编号，"
                                                                      "按次序编为 {id}。").format(
            line=raw.line, id=order), where))
    if raw.lacks_sign:
        draft.findings.append(Finding("note", "parcel.no_at_sign", _("第 {line} 行缺少结尾的 @。").format(
            line=raw.line),
                                      where))
    return draft


def _named_fields(fields: list[str], columns: list[str] | None) -> dict[str, str]:
    """Fields of a parcel line by name: by the head row where there is one, else by the place of 面."""
    if columns:
        values: dict[str, str] = {}
        for title, value in zip(columns, fields, strict=False):
            key = next((k for word, k in _KEYS.items() if word in title), None)
            if key:
                values.setdefault(key, value)
        return values
    kind = next((i for i, f in enumerate(fields) if f in ("面", "多边形", "点", "线")), None)
    names = ["points", "area", "id", "name", "kind", "sheet", "use", "code"]
    if kind is not None and kind <= 4:
        names = names[4 - kind:]
    return dict(zip(names, [f for f in fields if f != "@"], strict=False))


def _parcel(draft: _Draft, raw: RawParcel, axes: Axes | None, findings: list[Finding], gk: Gk | None,
            name: str) -> CoordinateParcel:
    where = draft.place(name)
    values = draft.values
    findings = [*draft.findings, *findings]
    if raw.unreadable:
        findings.append(Finding("error", "line.unreadable", _("第 {lines} 行不是界址点。").format(
            lines="、".join(map(str, raw.unreadable[:10]))), where, _("请改正或删去该行。")))
    if not raw.first:
        findings.append(Finding("error", "parcel.no_points", _("没有界址点。"), where, _("请补全界址点。")))
    if values.get("kind") in ("点", "线"):
        findings.append(Finding("error", "parcel.not_polygon", _("图形属性为“{kind}”，不是面。").format(
            kind=values["kind"]), where, _("只能读取面状地块。")))
    geometry: BaseGeometry | None = None
    rings: tuple[RingStat, ...] = ()
    if axes is not None and raw.first and not any(f.level == "error" for f in findings):
        xy, zone_findings = _gis_order(raw, axes, gk, where)
        findings += zone_findings
        geometry, rings, faults = build_polygon(raw.labels, xy, where)
        findings += faults
        findings += _count_mismatch(values.get("points", ""), rings, where)
    count = values.get("points", "")
    points = int(count) if count.isdecimal() and len(count) < 10 else None
    return CoordinateParcel(
        values.get("id") or str(draft.order), values.get("name", ""), geometry, values.get("area", ""),
        values.get("use", ""), values.get("sheet", ""), values.get("code", ""),
        tuple(raw.fields or ()), raw.line, points, rings, findings=tuple(findings))


def _gis_order(raw: RawParcel, axes: Axes, gk: Gk | None,
               where: str) -> tuple[NDArray[np.float64], list[Finding]]:
    """Points as (east, north) in the file's zone; an error where they cannot lie in it."""
    first, second = np.array(raw.first), np.array(raw.second)
    north, east = (first, second) if axes.order == "north_east" else (second, first)
    if gk is not None and gk.prefixed and axes.prefix is None:
        east = east + gk.zone * 1_000_000.0
    xy = np.column_stack([east, north])
    if gk is None:
        return xy, []
    fault = zone_contradiction([*xy.min(axis=0), *xy.max(axis=0)], gk.epsg, where)
    return xy, [fault] if fault else []


def _count_mismatch(text: str, rings: tuple[RingStat, ...], where: str) -> list[Finding]:
    lines = sum(r.points for r in rings)
    without_closings = lines - sum(r.closed for r in rings)
    if not text or (text.isdecimal() and len(text) < 10 and int(text) in (lines, without_closings)):
        return []
    return [Finding("warning", "points.count_mismatch", _("地块行写明界址点数 {stated}，"
                                                          "实有 {lines} 行。").format(
        stated=text[:20], lines=lines), where, _("请核对界址点是否齐全。"))]


def _measured(parcels: list[CoordinateParcel], gk: Gk | None, name: str) -> list[CoordinateParcel]:
    """The parcels with survey areas (where sound and the zone is known), declared ones compared."""
    areas: dict[int, int] = {}
    if gk is not None:
        sound = [i for i, p in enumerate(parcels) if p.sound]
        dm2 = survey_areas_dm2(np.array([parcels[i].geometry for i in sound], dtype=object), gk)
        areas = {i: int(a) for i, a in zip(sound, dm2, strict=True)}
    measured = []
    for i, parcel in enumerate(parcels):
        declared, said = declared_area(parcel.declared_area_text, areas.get(i), _place(name, parcel.id))
        measured.append(replace(parcel, survey_dm2=areas.get(i), declared_m2=declared,
                                findings=(*parcel.findings, *said)))
    return measured


def _among(parcels: list[CoordinateParcel], name: str) -> list[Finding]:
    """Parcels against each other: the same number twice, the same land twice."""
    findings = []
    seen: set[str] = set()
    for parcel in parcels:
        if parcel.id in seen:
            findings.append(Finding("warning", "parcel.duplicate_id", _("地块编号 {id} 重复。").format(
                id=parcel.id), name,
                                    _("请核对地块编号。")))
        seen.add(parcel.id)
    sound = [p for p in parcels if p.sound]
    geoms = np.array([p.geometry for p in sound], dtype=object)
    left, right = shapely.STRtree(geoms).query(geoms, predicate="intersects")
    pairs = np.column_stack([left, right])[left < right]
    shared = shapely.area(shapely.intersection(geoms[pairs[:, 0]], geoms[pairs[:, 1]]))
    for (i, j), area in zip(pairs, shared, strict=True):
        if area < 0.005 or len(findings) >= limits.FINDINGS_PER_FILE:
            continue
        if abs(area - geoms[i].area) < 0.005 and abs(area - geoms[j].area) < 0.005:
            message = _("地块 {a} 与地块 {b} 的界线完全相同。").format(a=sound[i].id, b=sound[j].id)
            findings.append(Finding("error", "parcel.duplicate", message, name, _("请删去重复的地块。")))
        else:
            message = _("地块 {a} 与地块 {b} 重叠 {area} m²。").format(
                a=sound[i].id, b=sound[j].id, area=f"{area:.2f}")
            findings.append(Finding("warning", "parcels.overlap", message, name, _("请核对界线。")))
    return findings
