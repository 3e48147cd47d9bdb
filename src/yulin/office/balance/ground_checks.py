"""来源地块核查 What a project's ground is checked against in the atlas: is it ground that may become new farmland?

A check says what it found and what it could not look at, on the record's page; only ground that may not be a source
at all shuts the gate (耕地保护和质量提升法 art. 30; 水土保持法 art. 20; 自然资发〔2024〕204号).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import shapely
from django.conf import settings
from django.utils.translation import gettext as _

from yulin.atlas.catalogue import Atlas
from yulin.atlas.version import Version
from yulin.books.ground import Ground, overlaps
from yulin.findings import Finding, Refusal
from yulin.office.registers.lies_on import lies_on
from yulin.office.registers.parcel import ParcelValue, parcel_of
from yulin.quantities.area import area_to

NEW = ("土地整理", "土地开发", "土地复垦", "灾毁复垦", "全域土地综合整治", "金土地工程")
SLACK_DM2 = 100_000
"""1,000 m²: below that a share of other ground is drawing, and noted only."""
LAND_USE, SLOPE, STEEP = "dltb", "GDPDJB", "5"
"""The survey's patches, their column 耕地坡度级别, and its class over 25°."""
FORBIDDEN = (("stbhhx", "生态保护红线", True), ("yjjbntbhtb", "永久基本农田", True), ("czkfbj", "城镇开发边界", False))
"""(layer, its name, whether ground in it is no source at all)."""


def ground_findings(record: Any) -> list[Finding]:
    """What the atlas says of a project's parcel, and what could not be looked at."""
    value = parcel_of(record)
    if value is None:
        return [Finding("note", "ground.none", _("没有图形，未核查来源地块"))]
    atlas = Atlas(settings.HOME)
    found = [f for layer, title, grave in FORBIDDEN for f in _forbidden(atlas, value, layer, title, grave)]
    if record.kind in NEW:
        found += _farmland(atlas, value, record)
        found += _steep(atlas, value, record)
    return found


def ground_allowed(record: Any) -> list[str]:
    """For a gate: what the ground may not be."""
    if parcel_of(record) is None:
        return []
    return [f.message for f in ground_findings(record) if f.level == "error"]


def _forbidden(atlas: Atlas, value: ParcelValue, layer: str, title: str, grave: bool) -> Iterator[Finding]:
    version = atlas.latest(layer)
    if version is None:
        yield Finding("note", "ground.layer", _("图册没有{layer}图层，未核查").format(layer=_(title)))
        return
    try:
        dm2 = sum(c.dm2 for c in lies_on(value, version).classes)
    except Refusal as why:
        yield Finding("warning", "ground.layer", str(why))
        return
    if dm2:
        yield Finding("error" if grave and dm2 >= SLACK_DM2 else "warning", f"ground.{layer}",
                      _("与{layer}重叠 {mu} 亩").format(layer=_(title), mu=area_to(dm2, "亩", 2)))


def _farmland(atlas: Atlas, value: ParcelValue, record: Any) -> Iterator[Finding]:
    """Ground that was farmland in the oldest survey before the acceptance is not new; all of it makes no source."""
    before = [v for v in atlas.versions(LAND_USE) if v.day < _accepted(record)]
    if not before:
        yield Finding("note", "ground.farmland", _("图册没有验收前的地类图斑，未核查已有耕地"))
        return
    try:
        classes = lies_on(value, before[0]).classes
    except Refusal as why:
        yield Finding("warning", "ground.layer", str(why))
        return
    dm2 = sum(c.dm2 for c in classes if (c.code or "").startswith("01"))
    if dm2:
        most = record.kind != "土地整理" and dm2 * 2 > value.area_dm2
        yield Finding("error" if most else "warning", "ground.farmland",
                      _("{version} 现状已有耕地 {mu} 亩，不是新增耕地").format(
                          version=before[0].id, mu=area_to(dm2, "亩", 2)))


def _steep(atlas: Atlas, value: ParcelValue, record: Any) -> Iterator[Finding]:
    """Slope is known where the newest survey grades a patch as farmland; elsewhere it is said to be unknown."""
    version = atlas.latest(LAND_USE)
    if version is None or SLOPE not in version.columns:
        yield Finding("note", "ground.slope", _("图册没有耕地坡度级别，未核查 25 度以上坡地"))
        return
    steep, graded = _graded(atlas, version, value)
    if steep:
        new = steep >= SLACK_DM2 and record.kind != "土地整理"
        yield Finding("error" if new else "warning", "ground.steep", _("{version} 有 25 度以上坡耕地 {mu} 亩").format(
            version=version.id, mu=area_to(steep, "亩", 2)))
    if graded + SLACK_DM2 <= value.area_dm2:
        yield Finding("note", "ground.slope", _("{mu} 亩没有耕地坡度级别，未核查 25 度以上坡地").format(
            mu=area_to(value.area_dm2 - graded, "亩", 2)))


def _graded(atlas: Atlas, version: Version, value: ParcelValue) -> tuple[int, int]:
    """dm² of the parcel on patches steeper than 25°, and on patches of any known slope class."""
    west, south, east, north = shapely.bounds(value.geometry).tolist()
    frame = atlas.read(LAND_USE, version.id, (west, south, east, north), [SLOPE], value.epsg)
    shares = overlaps([Ground("", value.geometry, value.epsg)],
                      [Ground(str(n), shape, version.gk.epsg) for n, shape in enumerate(frame.geometry)])
    grades = frame[SLOPE].fillna("").str.strip()
    known = [(grades.iloc[int(s.held)], s.dm2) for s in shares]
    return sum(n for grade, n in known if grade == STEEP), sum(n for grade, n in known if grade)


def _accepted(record: Any) -> dt.date:
    return record.accepted_on or dt.date.today()
