"""A map sheet as PDF: what the map shows, with title, legend, scale, north arrow, corners, date and sources."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from yulin.findings import Refusal
from yulin.geodesy.crs import from_lonlat, gk_for_longitude
from yulin.review.typesetting import typeset

TEMPLATE = Path(__file__).with_name("templates") / "onemap" / "sheet.typ"
MOST_BYTES, MOST_PIXELS = 12_000_000, 20_000_000
PICTURE_CM = (22.2, 15.0)
BAR_CM = 4.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed. png: the map's picture as a data address; box: its west, south, east, north in degrees;
    legend: title, colour and whether it is a line; sources: layer and version; by: who prints it.
    """

    title: str
    png: str
    box: tuple[float, float, float, float]
    legend: list[tuple[str, str, bool]]
    sources: str
    by: str


def sheet_pdf(sheet: Sheet, today: dt.date) -> bytes:
    """The sheet as PDF; Refusal for a picture that is none, or where the machine has no font with Chinese."""
    picture, box = _picture(sheet.png, sheet.box)
    png = io.BytesIO()
    picture.save(png, "PNG")
    return typeset(TEMPLATE, _content(sheet, box, today), {"map.png": png.getvalue()})


def _picture(png: str, box: tuple[float, float, float, float]) -> tuple[Image.Image, tuple[float, ...]]:
    """The picture cut to the sheet's shape about its middle, and the box that is then left."""
    head, _comma, body = png.partition(",")
    try:
        if head != "data:image/png;base64" or len(body) > MOST_BYTES:
            raise ValueError(head)
        sent = Image.open(io.BytesIO(base64.b64decode(body, validate=True)))
        if sent.width * sent.height > MOST_PIXELS:
            raise ValueError(sent.size)
        picture = sent.convert("RGB")
    except (ValueError, binascii.Error, UnidentifiedImageError, OSError):
        raise Refusal(_("地图的画面没有传到，请等地图画完后再打印。")) from None
    west, south, east, north = box
    ratio = PICTURE_CM[0] / PICTURE_CM[1]
    wide, high = picture.width, picture.height
    keep_wide, keep_high = min(wide, round(high * ratio)), min(high, round(wide / ratio))
    left, top = (wide - keep_wide) // 2, (high - keep_high) // 2
    across, down = (east - west) / wide, (north - south) / high
    kept = (west + left * across, south + top * down, east - left * across, north - top * down)
    return picture.crop((left, top, left + keep_wide, top + keep_high)), kept


def _content(sheet: Sheet, box: tuple[float, ...], today: dt.date) -> dict[str, Any]:
    west, south, east, north = box
    gk = gk_for_longitude((west + east) / 2)
    middle = (south + north) / 2
    x, _y = from_lonlat([west, east], [middle, middle], gk.epsg)
    metres_a_cm = float(x[1] - x[0]) / PICTURE_CM[0]
    bar = _round(metres_a_cm * BAR_CM)
    xs, ys = from_lonlat([west, east, west, east], [north, north, south, south], gk.epsg)
    corners = [f"{lon:.5f}°, {lat:.5f}°   ({e:.0f}, {n:.0f})" for lon, lat, e, n in zip(
        (west, east, west, east), (north, north, south, south), xs, ys, strict=True)]
    return {
        "title": sheet.title or _("一张图"),
        "corners": corners, "north": "N", "legend": sheet.legend,
        "words": {"legend": _("图例"), "scale": _("比例尺")},
        "scale": f"{round(metres_a_cm * 100):,}", "bar_cm": bar / metres_a_cm,
        "bar_text": _("0 至 {n} 米").format(n=f"{bar:,.0f}"),
        "facts": [(_("坐标系"), gk.title), (_("数据"), sheet.sources or "—"), (_("制图日期"), today.isoformat()),
                  (_("制图人"), sheet.by)]}


def _round(metres: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above ``metres``."""
    power = 10.0 ** math.floor(math.log10(metres))
    return max(step * power for step in (1, 2, 5) if step * power <= metres)
