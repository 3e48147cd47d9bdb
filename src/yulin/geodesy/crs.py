"""Coordinate reference systems of a bureau's files, and the zones of Gauss-Krüger (高斯投影分带).

Accepted: CGCS2000 (2000国家大地坐标系) in degrees, and its 3° and 6° Gauss-Krüger zones, with the zone number
(带号) in front of the easting or without. What files say about their system is read in ``recognition``.
EPSG numbers from the EPSG database; axes here are always east, north (GIS order).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from yulin.findings import Finding, Refusal
from yulin.i18n import gettext as _

GEOGRAPHIC = 4490
WGS84 = 4326
WIDE = 450_000.0  # metres from the central meridian
Degrees = Literal[3, 6]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gk:
    """One Gauss-Krüger zone of CGCS2000.

    zone: 25–45 for 3° zones, 13–23 for 6° zones. degrees: width of a zone.
    prefixed: eastings carry the zone number.
    """

    zone: int
    degrees: Degrees = 3
    prefixed: bool = True

    def __post_init__(self) -> None:
        """Refuse a zone outside China's range."""
        low, high = (25, 45) if self.degrees == 3 else (13, 23)
        if self.degrees not in (3, 6) or not low <= self.zone <= high:
            raise Refusal(_("{degrees}度带没有第{zone}带（中国为{low}—{high}带），请核对带号与分带。").format(
                degrees=self.degrees, zone=self.zone, low=low, high=high))

    @property
    def epsg(self) -> int:
        """The EPSG number of the zone."""
        if self.degrees == 3:
            return (4488 if self.prefixed else 4509) + self.zone
        return (4478 if self.prefixed else 4489) + self.zone

    @property
    def central_meridian(self) -> int:
        """Central meridian (中央经线) in degrees east."""
        return 3 * self.zone if self.degrees == 3 else 6 * self.zone - 3

    @property
    def false_easting(self) -> float:
        """Easting of the central meridian in metres."""
        return 500_000.0 + (self.zone * 1_000_000.0 if self.prefixed else 0.0)

    @property
    def title(self) -> str:
        """The zone in words, e.g. ``CGCS2000 3度带第38带（EPSG:4526）``."""
        return _("CGCS2000 {degrees}度带第{zone}带（EPSG:{epsg}）").format(
            degrees=self.degrees, zone=self.zone, epsg=self.epsg)


def epsg_number(text: str | None) -> int | None:
    """The number in ``EPSG:N`` (or ``N``); None for None; refuses anything else."""
    if text is None:
        return None
    number = text.strip().upper().removeprefix("EPSG:")
    if not (number.isascii() and number.isdecimal() and len(number) <= 6):
        raise Refusal(_("“{text}”不是坐标系编号，请写成 EPSG:4526 这样的形式。").format(text=text))
    return int(number)


def is_gk(epsg: int) -> bool:
    """Whether ``epsg`` is a Gauss-Krüger zone of CGCS2000."""
    return 4491 <= epsg <= 4554


def gk_from_epsg(epsg: int) -> Gk:
    """The zone of ``epsg`` (4491–4554); refuses any other number."""
    for first, last, offset, degrees, prefixed in (
        (4491, 4501, 4478, 6, True), (4502, 4512, 4489, 6, False),
        (4513, 4533, 4488, 3, True), (4534, 4554, 4509, 3, False),
    ):
        if first <= epsg <= last:
            return Gk(epsg - offset, 3 if degrees == 3 else 6, prefixed)
    raise Refusal(_("EPSG:{epsg} 不是 2000 国家大地坐标系的高斯分带，请改用 EPSG:4491—4554 之一。").format(
        epsg=epsg))


def gk_for_longitude(lon: float, degrees: Degrees = 3, prefixed: bool = True) -> Gk:
    """The zone that ``lon`` (degrees east) lies in."""
    zone = int((lon + 1.5) // 3) if degrees == 3 else int(lon // 6) + 1
    return Gk(zone, degrees, prefixed)


@lru_cache(maxsize=128)
def transformer(source: int, target: int) -> Any:
    """The pyproj transformer between two EPSG numbers, east-north order; WGS 84 is taken as CGCS2000."""
    from pyproj import Transformer

    plain = {WGS84: GEOGRAPHIC}
    return Transformer.from_crs(plain.get(source, source), plain.get(target, target), always_xy=True)


def to_lonlat(x: ArrayLike, y: ArrayLike, epsg: int) -> tuple[Floats, Floats]:
    """Easting, northing (m) in ``epsg`` to longitude, latitude (degrees, EPSG:4490); arrays of any shape."""
    lon, lat = transformer(epsg, GEOGRAPHIC).transform(np.asarray(x, float), np.asarray(y, float))
    return np.asarray(lon, float), np.asarray(lat, float)


def from_lonlat(lon: ArrayLike, lat: ArrayLike, epsg: int) -> tuple[Floats, Floats]:
    """Longitude, latitude (degrees, EPSG:4490) to easting, northing (m) in ``epsg``; arrays of any shape."""
    x, y = transformer(GEOGRAPHIC, epsg).transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.asarray(x, float), np.asarray(y, float)


def reproject(geoms: ArrayLike, source: int, target: int) -> NDArray[np.object_]:
    """Shapely geometries from EPSG ``source`` to ``target``, vertex by vertex; same vertex, same doubles."""
    import shapely

    array = np.asarray(geoms, dtype=object)
    if {source, target} <= {GEOGRAPHIC, WGS84} or source == target:
        return array
    change = transformer(source, target)

    def moved(xy: Floats) -> Floats:
        return np.column_stack(change.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(array, moved), dtype=object)


def zone_contradiction(bounds: Sequence[float], epsg: int, where: str = "") -> Finding | None:
    """The error finding when ``bounds`` (minx, miny, maxx, maxy) cannot lie in ``epsg``; None when they can.

    A 3° zone may reach 2.5° (a 6° zone 4.5°) from its meridian: a county on a zone's edge uses one.
    Latitudes 0–56° N are taken as possible.
    """
    west, south, east, north = (float(v) for v in bounds)
    if not np.isfinite([west, south, east, north]).all():
        return Finding("error", "coordinates.not_finite", _("坐标中有非有限数。"), where, _("请改正后再试。"))
    if epsg in (GEOGRAPHIC, WGS84):
        if west >= 70 and east <= 140 and south >= 0 and north <= 56:
            return None
        return Finding("error", "zone.contradiction",
                       _("经纬度 {box} 不在中国范围内。").format(box=_box(bounds)), where,
                       _("请核对坐标系和经纬度次序。"))
    gk = gk_from_epsg(epsg)
    reach = 280_000.0 if gk.degrees == 3 else 500_000.0
    off = max(abs(west - gk.false_easting), abs(east - gk.false_easting))
    if off <= reach and south >= 0 and north <= 6_210_000:
        return None
    return Finding("error", "zone.contradiction",
                   _("坐标 {box} 与所称坐标系 {crs} 矛盾。").format(box=_box(bounds), crs=gk.title), where,
                   _("请核对带号、分带和坐标次序。"))


def layer_zone_fault(bounds: Sequence[float], epsg: int, where: str = "") -> Finding | None:
    """The same for a whole layer: one that is merely wide, its middle where its zone is, is a warning ``zone.wide``.

    Wide reaches up to 450 km from the meridian, where the rule's series still hold to 1e-9; a mistaken zone, mistaken
    axes or degrees taken for metres lie farther off, or off with their middle.
    """
    fault = zone_contradiction(bounds, epsg, where)
    if fault is None or fault.code != "zone.contradiction" or not is_gk(epsg):
        return fault
    west, south, east, north = (float(v) for v in bounds)
    gk = gk_from_epsg(epsg)
    reach = 280_000.0 if gk.degrees == 3 else 500_000.0
    off = max(abs(west - gk.false_easting), abs(east - gk.false_easting))
    middle = abs((west + east) / 2 - gk.false_easting)
    if middle > reach or off > max(WIDE, reach) or south < 0 or north > 6_210_000:
        return fault
    return Finding("warning", "zone.wide", _("图层距中央经线最远 {km} 公里，超出 {crs} 的通常范围，已照读。").format(
        km=round(off / 1000), crs=gk.title), where, _("请确认投影带无误；跨带的图层宜分带提供。"))


def _box(bounds: Sequence[float]) -> str:
    return "[" + ", ".join(f"{v:.3f}" if abs(v) < 1e10 else f"{v:.3g}" for v in map(float, bounds)) + "]"
