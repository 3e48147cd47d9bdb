"""来源地块核查 What a project's ground is checked against in the atlas: is it ground that may become new farmland?

A check says what it found and what it could not look at; only ground that may not be a source at all shuts the
gate (耕地保护和质量提升法 art. 30; 自然资发〔2024〕204号).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.utils.translation import gettext as _

from yulin.findings import Finding, Level, Refusal
from yulin.office.registers.parcel import parcel_of
from yulin.quantities.area import area_to

STEEP = "pdt"
NEW = ("土地整理", "土地开发", "土地复垦", "灾毁复垦", "全域土地综合整治", "金土地工程")
SLACK_DM2 = 100_000
"""1,000 m²: below that a share of other ground is drawing, and noted only."""


@dataclass(frozen=True, slots=True)
class _Layer:
    code: str
    title: str
    holds: str
    grave: bool


FORBIDDEN = (
    _Layer("stbhhx", "生态保护红线", "", True),
    _Layer("yjjbntbhtb", "永久基本农田", "", True),
    _Layer("czkfbj", "城镇开发边界", "", False),
)


def ground_findings(record: Any) -> list[Finding]:
    """What the atlas says of a project's parcel; no finding at all where the record has no parcel."""
    value = parcel_of(record)
    if value is None:
        return [Finding("note", "ground.none", _("没有图形，未核查来源地块"))]
    from yulin.atlas.catalogue import Atlas

    atlas = Atlas(settings.HOME)
    found: list[Finding] = []
    level: Level
    day = record.accepted_on or dt.date.today()
    held = {info.name: info for info in atlas.layers()}
    if STEEP not in held:
        found.append(Finding("note", "ground.slope", _("图册没有坡度图层，未核查 25 度以上坡地")))
    for layer in FORBIDDEN:
        if layer.code not in held:
            found.append(Finding("note", "ground.layer", _("图册没有{layer}图层，未核查").format(layer=_(layer.title))))
            continue
        dm2 = sum(_covered(atlas, layer.code, None, value).values())
        if dm2:
            level = "error" if layer.grave and dm2 >= SLACK_DM2 else "warning"
            found.append(Finding(level, f"ground.{layer.code}", _("与{layer}重叠 {mu} 亩").format(
                layer=_(layer.title), mu=area_to(dm2, "亩", 2))))
    if record.kind in NEW and "dltb" in held:
        before = [v.id for v in held["dltb"].versions if v.id < day.isoformat()]
        if before:
            classes = _covered(atlas, "dltb", before[0], value)
            dm2 = sum(n for code, n in classes.items() if (code or "").startswith("01"))
            if dm2:
                level = "error" if record.kind != "土地整理" and dm2 * 2 > value.area_dm2 else "warning"
                found.append(Finding(level, "ground.farmland", _("{version} 现状已有耕地 {mu} 亩，不是新增耕地").format(
                    version=before[0], mu=area_to(dm2, "亩", 2))))
    return found


def ground_allowed(record: Any) -> list[str]:
    """For a gate: what the ground may not be."""
    if parcel_of(record) is None:
        return []
    return [f.message for f in ground_findings(record) if f.level == "error"]


def _covered(atlas: Any, layer: str, version: str | None, value: Any) -> dict[str | None, int]:
    """dm² of the parcel by class of a layer's version."""
    from yulin.atlas.overlay.plane import to_equal_area_rings
    from yulin.atlas.rings import rings_from_geometries
    from yulin.geodesy.crs import gk_from_epsg
    from yulin.review.coverage import cover

    gk = gk_from_epsg(value.epsg)
    shape = np.array([value.geometry], dtype=object)
    try:
        found = cover(atlas.version(layer, version), to_equal_area_rings(rings_from_geometries(shape), gk),
                      shapely.bounds(shape).reshape(-1, 4),
                      np.array([value.area_dm2], np.int64), gk)
    except Refusal:
        return {}
    return {c.code: c.dm2 for c in found[0].classes}


def mu(value: int | None) -> Decimal | None:
    """dm² in 亩, for sentences."""
    return None if value is None else area_to(value, "亩", 2)
