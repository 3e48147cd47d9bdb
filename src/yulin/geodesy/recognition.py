"""What a file says about its coordinate system, in words or as WKT, and which of it can be honoured.

CGCS2000 is recognised by EPSG number, by name and by parameters (ArcGIS writes its own names). Refused with
the reason: Xian 80 (西安80) and Beijing 54 (北京54), whose parameters to CGCS2000 are local and not public;
GCJ-02 and BD-09 (火星/百度坐标), which are deliberately shifted; anything unknown. WGS 84 agrees with
CGCS2000 to centimetres or decimetres and is honoured for degrees only, with a note.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from yulin.findings import Finding, Refusal
from yulin.geodesy.crs import GEOGRAPHIC, WGS84, Gk, is_gk
from yulin.i18n import gettext as _

Datum = Literal["cgcs2000", "wgs84", "xian80", "beijing54", "gcj02", "bd09"]

# in this order: the refused ones first, so that a name mentioning two is refused
_WORDS: tuple[tuple[Datum, str], ...] = (
    ("gcj02", r"gcj|火星|国测局|高德坐标|腾讯坐标"),
    ("bd09", r"bd[-_ ]?09|百度"),
    ("xian80", r"xian|西安|1980|(?<!\d)80(?=国家|坐标|系|$)"),
    ("beijing54", r"beijing|北京|pulkovo|krasovsky|克拉索夫|1954|(?<!\d)54(?=国家|坐标|系|$)"),
    ("cgcs2000", r"cgcs|china[ _]geodetic|china_2000|(?:国家)?2000|大地2000"),
    ("wgs84", r"wgs"),
)


def datum_in_words(text: str) -> Datum | None:
    """The datum that ``text`` (a head line of a file, a WKT) names; None when it names none that is known."""
    low = text.lower()
    return next((datum for datum, words in _WORDS if re.search(words, low)), None)


def refuse_datum(datum: Datum | None, text: str, name: str) -> Refusal:
    """The refusal of a file ``name`` in ``datum`` (None: unknown), which it states as ``text``."""
    if datum in ("gcj02", "bd09"):
        return Refusal(_("{name} 采用“{text}”，这是加密偏移坐标，不能用于面积和边界，"
                         "请提供 2000 国家大地坐标系数据。").format(
            name=name, text=text))
    if datum in ("xian80", "beijing54"):
        return Refusal(_("{name} 采用“{text}”，转到 2000 系需要当地七参数，本软件不掌握，"
                         "请由测绘单位转换后再提供。").format(
            name=name, text=text))
    if datum == "wgs84":
        return Refusal(_("{name} 采用“{text}”，与 2000 系有厘米至分米之差；"
                         "确认可视为 2000 系时请用 --crs 写明。").format(
            name=name, text=text))
    return Refusal(_("{name} 的坐标系“{text}”无法识别，请提供 2000 国家大地坐标系数据，"
                     "或用 --crs EPSG:编号 写明。").format(
        name=name, text=text))


def recognise_crs(stated: Any, name: str) -> tuple[int | None, tuple[Finding, ...]]:
    """The EPSG number of what a vector file states, and what was taken for granted.

    stated: None, an ``EPSG:n`` string, WKT or a pyproj CRS. Returns (None, ()) when nothing is stated.
    Refuses a datum that cannot be honoured.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if stated is None or stated == "":
        return None, ()
    try:
        crs = CRS.from_user_input(stated)
    except CRSError:
        raise refuse_datum(datum_in_words(str(stated)), str(stated)[:60], name) from None
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    datum = datum_in_words(f"{crs.name} {crs.datum.name if crs.datum else ''}")
    if datum in ("gcj02", "bd09", "xian80", "beijing54"):
        raise refuse_datum(datum, crs.name, name)
    epsg = crs.to_epsg()
    if epsg == WGS84 or (datum == "wgs84" and crs.is_geographic):
        return WGS84, (Finding("note", "datum.wgs84_as_cgcs2000",
                               _("文件写明 WGS84 经纬度，"
                                 "按 2000 国家大地坐标系读取（相差厘米至分米）。"), name),)
    if epsg is not None and (epsg == GEOGRAPHIC or is_gk(epsg)):
        return epsg, ()
    if datum == "wgs84":
        raise Refusal(_("{name} 采用“{text}”，是 WGS84 的投影坐标，不能当作 2000 系的高斯坐标；"
                        "请先转换到 2000 国家大地坐标系。").format(name=name, text=crs.name))
    if datum != "cgcs2000":
        raise refuse_datum(datum, crs.name, name)
    if crs.is_geographic:
        return GEOGRAPHIC, ()
    gk = _zone_by_parameters(crs)
    if gk is None:
        raise refuse_datum(None, crs.name, name)
    return gk.epsg, ()


def _zone_by_parameters(crs: Any) -> Gk | None:
    operation = crs.coordinate_operation
    if operation is None or not re.search("transverse mercator|gauss", operation.method_name.lower()):
        return None
    values = {p.name.lower(): p.value for p in operation.params}

    def value(word: str, default: float) -> float:
        return float(next((v for k, v in values.items() if word in k), default))

    meridian, easting = value("longitude", -1), value("false easting", -1)
    if value("scale", 1) != 1 or value("latitude", 0) != 0 or value("false northing", 0) != 0:
        return None
    for degrees, zones, first in ((3, range(25, 46), 0), (6, range(13, 24), 3)):
        for zone in zones:
            if meridian == degrees * zone - first and easting in (500_000, zone * 1_000_000 + 500_000):
                return Gk(zone, 3 if degrees == 3 else 6, easting != 500_000)
    return None
