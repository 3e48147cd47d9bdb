"""A record's parcel: its polygon as surveyed, kept beside the record.

``Parcel`` in a register's declaration becomes six columns: the polygon as WKB in the CRS in which it was
surveyed (EPSG code beside it), its survey area in dm², and its box in degrees (CGCS2000) for maps and
windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.db import models

from yulin.geodesy.crs import gk_from_epsg, to_lonlat

POLYGON, MULTIPOLYGON = 3, 6
SIDES = ("west", "south", "east", "north")


class Parcel:
    """宗地/地块: declares that the records of a register may lie on the map."""

    def __init__(self, label: str) -> None:
        self.label = label

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """Add the columns to the model; ``name`` must be ``parcel``."""
        cls.add_to_class("parcel_wkb", models.BinaryField(null=True, blank=True, editable=False))
        cls.add_to_class("parcel_epsg", models.IntegerField(null=True, blank=True, editable=False))
        cls.add_to_class("parcel_area", models.BigIntegerField(null=True, blank=True, editable=False))
        for side in SIDES:
            cls.add_to_class(f"parcel_{side}", models.FloatField(null=True, blank=True, editable=False))
        # one index over the whole box: a window is answered without touching the rows outside it
        box = models.Index(fields=[f"parcel_{side}" for side in SIDES], name=f"{cls._meta.model_name[:18]}_parcel_box")
        cls._meta.indexes = [*cls._meta.indexes, box]
        cls._meta.original_attrs["indexes"] = cls._meta.indexes
        cls.parcel = self


@dataclass(frozen=True, slots=True)
class ParcelValue:
    """A polygon in a Gauss-Krüger CRS with its survey area (dm²) and its box in degrees (west, south, east,
    north).
    """

    geometry: shapely.Geometry
    epsg: int
    area_dm2: int
    box: tuple[float, float, float, float]

    def columns(self) -> dict[str, Any]:
        """The values of the record's parcel columns."""
        west, south, east, north = self.box
        return {
            "parcel_wkb": shapely.to_wkb(self.geometry),
            "parcel_epsg": self.epsg,
            "parcel_area": self.area_dm2,
            "parcel_west": west,
            "parcel_south": south,
            "parcel_east": east,
            "parcel_north": north,
        }


def parcel_value(geometry: shapely.Geometry, epsg: int) -> ParcelValue:
    """The parcel of a polygon (x east, y north) in the Gauss-Krüger CRS ``epsg``; ValueError when it is not
    valid.
    """
    from yulin.geodesy.survey_area import survey_areas_dm2  # its compiler takes a second to load

    if shapely.is_empty(geometry) or shapely.get_type_id(geometry) not in (POLYGON, MULTIPOLYGON):
        raise ValueError("empty")
    if not shapely.is_valid(geometry):
        raise ValueError(shapely.is_valid_reason(geometry))
    gk = gk_from_epsg(epsg)
    area = int(survey_areas_dm2(np.array([geometry], dtype=object), gk)[0])
    x, y = shapely.get_coordinates(geometry).T
    lon, lat = to_lonlat(x, y, epsg)
    return ParcelValue(
        geometry, epsg, area, (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
    )


def parcel_of(record: Any) -> ParcelValue | None:
    """The record's parcel, or None when it has none."""
    if getattr(record, "parcel_wkb", None) is None:
        return None
    return ParcelValue(
        shapely.from_wkb(bytes(record.parcel_wkb)),
        record.parcel_epsg,
        record.parcel_area,
        (record.parcel_west, record.parcel_south, record.parcel_east, record.parcel_north),
    )


def lonlat_geometry(value: ParcelValue) -> shapely.Geometry:
    """The polygon in degrees of longitude and latitude (CGCS2000), for maps and GeoJSON."""

    def project(coords: np.ndarray) -> np.ndarray:
        lon, lat = to_lonlat(coords[:, 0], coords[:, 1], value.epsg)
        return np.column_stack([lon, lat])

    return shapely.transform(value.geometry, project)
