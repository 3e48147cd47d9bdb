"""In which zone and axis order the points of a coordinate TXT are: by magnitude, held against the file's
head.

Northings have seven digits; eastings six, or eight with the zone number in front. So the axis order and the
zone show in the numbers themselves. Where the head's zone (带号) contradicts them nothing is guessed: that
is an error and the file has no zone. Whatever had to be inferred is a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from yulin.findings import Finding, Refusal
from yulin.geodesy.crs import Degrees, Gk, gk_from_epsg, is_gk
from yulin.geodesy.recognition import datum_in_words, refuse_datum
from yulin.i18n import gettext as _

Floats = NDArray[np.float64]
Order = Literal["north_east", "east_north"]


@dataclass(frozen=True, slots=True)
class Axes:
    """Order of a parcel's two numbers, and the zone number in front of its eastings (None: none there)."""

    order: Order
    prefix: int | None


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file's head states: zone (带号), width of a zone (几度分带); None where it is silent."""

    zone: int | None
    degrees: Degrees | None


def read_head(attributes: dict[str, str], crs: int | None, name: str) -> tuple[Stated, list[Finding]]:
    """The zone that the head states, with its oddities; refuses a datum that cannot be honoured."""
    findings: list[Finding] = []
    text = attributes.get("坐标系", "")
    datum = datum_in_words(text)
    if not text:
        findings.append(Finding("warning", "datum.assumed", _("文件没有写明坐标系，"
                                                              "按 2000 国家大地坐标系读取。"), name,
                                _("请核对坐标系。")))
    elif datum != "cgcs2000" and not (datum == "wgs84" and crs is not None):
        raise refuse_datum(datum, text, name)
    unit = attributes.get("计量单位", "")
    if unit and unit.strip().lower() not in ("米", "m", "metre", "meter"):
        raise Refusal(_("{name} 的计量单位是“{unit}”，只能读取以米为单位的坐标，请转换后再提供。").format(
            name=name, unit=unit))
    projection = attributes.get("投影类型", "")
    if projection and "高斯" not in projection and "gauss" not in projection.lower():
        findings.append(Finding("warning", "projection.unexpected", _("投影类型写为“{text}”，"
                                                                      "按高斯-克吕格读取。").format(
            text=projection), name, _("请核对投影。")))
    shift = [v for v in re.split(r"[,\s]+", attributes.get("转换参数", "")) if v]
    if any(re.search(r"[1-9]", v) for v in shift):
        findings.append(Finding("warning", "transformation.ignored", _("转换参数不为零，未作转换。"), name,
                                _("请确认坐标已是转换后的结果。")))
    return Stated(_zone(attributes.get("带号", "")), _degrees(attributes.get("几度分带", ""))), findings


def _zone(text: str) -> int | None:
    number = re.search(r"\d+", text)
    return int(number[0][:6]) if number else None


def _degrees(text: str) -> Degrees | None:
    if re.search(r"[3三]", text):
        return 3
    return 6 if re.search(r"[6六]", text) else None


def find_axes(first: Floats, second: Floats, where: str) -> tuple[Axes | None, list[Finding]]:
    """Axis order and zone prefix of one parcel's numbers; None (with an error) where they fit no order."""
    a, b = _kind(first), _kind(second)
    eastings = ("plain", "prefixed")
    north_east, east_north = a == "north" and b in eastings, b == "north" and a in eastings
    if not north_east and not east_north:
        if "degrees" in (a, b):
            return None, [Finding("error", "coordinates.degrees", _("坐标是经纬度，"
                                                                    "不是高斯平面坐标。"), where,
                                  _("请投影到 2000 系高斯平面后再提供。"))]
        return None, [Finding("error", "coordinates.unrecognised", _("坐标数值不像高斯平面坐标，"
                                                                     "或混有不同坐标。"), where,
                              _("请核对坐标系、带号和单位。"))]
    east = second if north_east else first
    prefix = None
    if (b if north_east else a) == "prefixed":
        prefixes = np.unique((east // 1_000_000).astype(int))
        if len(prefixes) > 1:
            return None, [Finding("error", "zone.mixed", _("各点横坐标的带号不一致（{zones}）。").format(
                zones="、".join(map(str, prefixes[:5]))), where, _("请统一到一个带后再提供。"))]
        prefix = int(prefixes[0])
    if north_east:
        return Axes("north_east", prefix), []
    message = _("坐标为横坐标在前，已按纵坐标、横坐标对调读取。")
    return Axes("east_north", prefix), [Finding("warning", "axes.swapped", message, where,
                                                _("请核对坐标次序。"))]


def _kind(values: Floats) -> str:
    low, high = float(values.min()), float(values.max())
    if low >= 1_000_000 and high < 6_300_000:
        return "north"
    if low >= 13_000_000 and high < 46_000_000:
        return "prefixed"
    if low >= 100_000 and high < 1_000_000:
        return "plain"
    return "degrees" if low >= 3 and high <= 140 else "other"


def find_zone(stated: Stated, prefixes: list[int | None], crs: int | None,
              name: str) -> tuple[Gk | None, list[Finding]]:
    """The file's zone from its head, its parcels' prefixes and what the user told (EPSG number).

    prefixes: one per readable parcel. Returns None with an error where these contradict each other or are
    silent.
    """
    findings: list[Finding] = []
    seen = sorted({p for p in prefixes if p is not None})
    told = gk_from_epsg(crs) if crs is not None and is_gk(crs) else None
    zone, degrees = stated.zone, stated.degrees

    def contradiction(message: str) -> tuple[None, list[Finding]]:
        return None, [*findings, Finding("error", "zone.contradiction", message, name, _("请核对带号，"
                                                                                         "改正后重新提供。"))]

    if len(seen) > 1 and zone is None and told is None:
        return contradiction(_("各地块横坐标的带号不一致（{zones}）。").format(
            zones="、".join(map(str, seen))))
    if zone is not None and seen and zone not in seen:
        return contradiction(_("文件头带号为 {zone}，坐标的带号却是 {seen}。").format(
            zone=zone, seen="、".join(map(str, seen))))
    if told is not None and any(z is not None and z != told.zone for z in (zone, *seen)):
        return contradiction(_("所给坐标系是 {crs}，文件的带号却是 {seen}。").format(
            crs=told.title, seen="、".join(map(str, [zone] if zone is not None else seen))))
    if zone is None:
        zone = seen[0] if seen else told.zone if told else None
        if zone is None:
            return None, [*findings, Finding("error", "zone.unknown", _("文件没有写明带号，"
                                                                        "横坐标也不含带号。"), name,
                                             _("请用 --crs EPSG:编号 写明，或补上带号。"))]
        if told is None:
            findings.append(Finding("note", "zone.inferred", _("文件没有写明带号，"
                                                               "按横坐标推断为第 {zone} 带。").format(
                zone=zone), name))
    width: Degrees | None = 3 if 25 <= zone <= 45 else 6 if 13 <= zone <= 23 else None
    if width is None:
        return contradiction(_("第 {zone} 带不在中国范围内（3 度带 25—45，6 度带 13—23）。").format(
            zone=zone))
    if degrees is None:
        findings.append(Finding("note", "zone.degrees_inferred", _("文件没有写明几度分带，"
                                                                   "按第 {zone} 带推断为 {width} 度带。")
                                .format(zone=zone, width=width), name))
    elif degrees != width:
        return contradiction(_("文件写明 {degrees} 度分带，第 {zone} 带却是 {width} 度带。").format(
            degrees=degrees, zone=zone, width=width))
    return Gk(zone, width, bool(seen)), findings
