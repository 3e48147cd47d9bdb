"""Reading a place: coordinates as people write them, in degrees or Gauss-Krüger, into a point in degrees."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.geodesy.crs import Gk, from_lonlat, gk_for_longitude, to_lonlat

CHINA = (73.0, 3.0, 136.0, 54.0)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ZONED = 10_000_000  # an easting with its zone's number before it has eight digits before the point
SWAPPED = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A point: degrees (CGCS2000), and its Gauss-Krüger coordinates with the zone in which they stand (m)."""

    lon: float
    lat: float
    gk: Gk
    east: float
    north: float

    def as_json(self) -> dict[str, object]:
        """The place as the map reads it."""
        return {"lon": self.lon, "lat": self.lat, "epsg": self.gk.epsg, "zone": self.gk.title,
                "east": round(self.east, 3), "north": round(self.north, 3)}


def place_at(lon: float, lat: float) -> Place:
    """The place of a point in degrees; Refusal outside China."""
    if not (CHINA[0] <= lon <= CHINA[2] and CHINA[1] <= lat <= CHINA[3]):
        raise Refusal(_("经度 {lon}、纬度 {lat} 不在中国范围内，请核对坐标。").format(lon=lon, lat=lat))
    gk = gk_for_longitude(lon)
    east, north = from_lonlat([lon], [lat], gk.epsg)
    return Place(lon, lat, gk, float(east[0]), float(north[0]))


def read_place(text: str, near: float) -> Place | None:
    """The place that ``text`` writes; None where it is no pair of numbers.

    Degrees in either order; Gauss-Krüger easting and northing in either order, with the zone's number before the
    easting or, without it, in the 3° zone of the longitude ``near``. Raises Refusal for numbers that are no place.
    """
    numbers = [float(n) for n in NUMBER.findall(text.replace("，", ",").replace("．", "."))]
    if len(numbers) != 2 or re.search(r"[\u4e00-\u9fffA-Za-z〔]", text.replace("°", "")):
        return None
    one, two = numbers
    if max(abs(one), abs(two)) <= 180:
        return place_at(*((one, two) if one > two else (two, one)))
    if min(one, two) < SWAPPED / 100:
        raise Refusal(_("“{text}”不像坐标：应是经纬度（度），或高斯-克吕格坐标（米）。").format(text=text[:40]))
    east, north = (one, two) if one >= ZONED or (two > SWAPPED and two < ZONED and one < SWAPPED) else (two, one)
    gk = Gk(int(east // 1_000_000), 3, True) if east >= ZONED else gk_for_longitude(near, 3, False)
    lon, lat = to_lonlat([east], [north], gk.epsg)
    found = place_at(float(lon[0]), float(lat[0]))
    return Place(found.lon, found.lat, gk, east, north)
