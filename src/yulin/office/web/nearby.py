"""Records that lie in the same place: parcels of any register that overlap a record's own."""

from __future__ import annotations

from typing import Any

import shapely

from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.registers.parcel import lonlat_geometry, parcel_of
from yulin.office.web.cells import caption
from yulin.office.web.frame import ordered_registers
from yulin.office.web.kin import MOST, Kin

DEGREES = 4490
CANDIDATES = 60
SHARED = 1e-4  # the least part of the smaller parcel that counts as lying in the same place; a common edge does not


def nearby(person: Person, record: Any) -> list[Kin]:
    """By register, the records that the person may see whose parcels overlap the record's."""
    own = parcel_of(record) if record.register.has_parcel else None
    if own is None:
        return []
    shape, found = lonlat_geometry(own), []
    west, south, east, north = own.box
    for register in ordered_registers():
        if not register.has_parcel:
            continue
        near = seen_by(person, register.model.objects.filter(
            withdrawn=False, parcel_east__gte=west, parcel_north__gte=south, parcel_west__lte=east,
            parcel_south__lte=north)).defer("haystack").order_by("-pk")
        if register is record.register:
            near = near.exclude(pk=record.pk)
        held = [r for r in near[:CANDIDATES] if _overlap(shape, r)]
        if held:
            found.append(Kin(register, "", [(r, caption(r)) for r in held[:MOST]], len(held) > MOST))
    return found


def _overlap(shape: shapely.Geometry, record: Any) -> bool:
    value = parcel_of(record)
    if value is None:
        return False
    other = lonlat_geometry(value)
    from yulin.atlas.overlay import shared_areas

    own, theirs = (float(shared_areas(one, [one], DEGREES)[0]) for one in (shape, other))
    return bool(shared_areas(shape, [other], DEGREES)[0] > SHARED * min(own, theirs))
