"""同一块地 The same ground: records of any register whose parcels share ground, and by how much.

A window over the parcels' boxes finds the candidates, the polygons decide. Areas are survey areas in dm². Neighbours
that only touch share nothing; what is below a square metre is the last digit of their coordinates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.db.models import Q, QuerySet

from yulin.geodesy.crs import from_lonlat
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.registers.declaration import REGISTERS, Register
from yulin.office.registers.parcel import lonlat_geometry, parcel_of

LEAST = 100  # dm²: one square metre
MOST = 200  # records of one register at one place

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Shared:
    """A record that shares ground with what was asked for, and the survey area shared (dm²)."""

    record: Any
    area: int


def shape_of(record: Any, epsg: int | None = None) -> shapely.Geometry | None:
    """The record's polygon in the plane ``epsg`` (its own by default); None where it has none."""
    value = parcel_of(record)
    if value is None:
        return None
    if epsg is None or epsg == value.epsg:
        return value.geometry
    return shapely.transform(lonlat_geometry(value), lambda c: np.column_stack(from_lonlat(c[:, 0], c[:, 1], epsg)))


def placed(person: Person | None, box: Box, registers: Iterable[Register] | None = None) -> list[Any]:
    """The records that a person may see whose parcels' boxes meet a box in degrees (west, south, east, north)."""
    west, south, east, north = box
    window = Q(parcel_west__lte=east, parcel_east__gte=west, parcel_south__lte=north, parcel_north__gte=south)
    found: list[Any] = []
    for register in registers or [r for r in REGISTERS.values() if r.has_parcel]:
        records = register.model.objects.filter(window, withdrawn=False)
        if person is not None:
            records = seen_by(person, records)
        found += first(records, MOST)
    return found


def first(records: QuerySet[Any], most: int) -> list[Any]:
    """The first of some records in the order they were entered.

    Most questions find none, and asking for keys alone is a tenth of the work of asking for sixty columns.
    """
    keys = list(records.order_by("pk").values_list("pk", flat=True)[:most])
    return list(records.model.objects.filter(pk__in=keys).defer("haystack").order_by("pk")) if keys else []


def box_of(record: Any) -> Box:
    """The record's box in degrees."""
    return record.parcel_west, record.parcel_south, record.parcel_east, record.parcel_north


def sharing(person: Person | None, record: Any) -> list[Shared]:
    """Every other record with ground in common, the largest share first."""
    shape = shape_of(record)
    if shape is None:
        return []
    others = [(other, theirs) for other in placed(person, box_of(record))
              if other != record and (theirs := shape_of(other, record.parcel_epsg)) is not None]
    areas = shared_dm2(shape, [theirs for _other, theirs in others], record.parcel_epsg)
    found = [Shared(other, area) for (other, _theirs), area in zip(others, areas, strict=True) if area >= LEAST]
    return sorted(found, key=lambda s: -s.area)


def shared_dm2(shape: shapely.Geometry, others: list[shapely.Geometry], epsg: int) -> list[int]:
    """The survey area that a polygon shares with each of the others, all in the plane ``epsg``, in dm²."""
    from yulin.atlas.overlay import shared_areas

    return [round(area * 100) for area in shared_areas(shape, others, epsg).tolist()] if others else []


def at_point(person: Person | None, lon: float, lat: float) -> list[Shared]:
    """Every record whose parcel covers a point in degrees, the smallest parcel first."""
    found = []
    for record in placed(person, (lon, lat, lon, lat)):
        east, north = from_lonlat(np.array([lon]), np.array([lat]), record.parcel_epsg)
        shape = shape_of(record)
        if shape is not None and shapely.covers(shape, shapely.Point(float(east[0]), float(north[0]))):
            found.append(Shared(record, record.parcel_area or 0))
    return sorted(found, key=lambda s: s.area)


def outside(record: Any, others: Iterable[Any]) -> int:
    """How much of a record's parcel lies outside the parcels of the others, in dm²."""
    shape = shape_of(record)
    shapes = [s for o in others if (s := shape_of(o, record.parcel_epsg)) is not None]
    if shape is None or not shapes:
        return 0
    (inside,) = shared_dm2(shape, [shapely.union_all(shapes)], record.parcel_epsg)
    return max(int(record.parcel_area) - inside, 0)


def common(one: Any, other: Any) -> int:
    """The ground that two records share, in dm²."""
    mine, theirs = shape_of(one), shape_of(other, one.parcel_epsg)
    if mine is None or theirs is None:
        return 0
    return shared_dm2(mine, [theirs], one.parcel_epsg)[0]
