"""What lies at a point: one feature of each atlas layer, and every record whose parcel holds it."""

from __future__ import annotations

from typing import Any

import shapely
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from yulin.atlas.catalogue import Atlas
from yulin.findings import Refusal
from yulin.geodesy.crs import from_lonlat
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.onemap.places import Place
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.parcel import lonlat_geometry, parcel_of
from yulin.office.web.cells import caption

DEGREES = 4490
MOST_RECORDS = 40


def layers_at(place: Place, wanted: list[tuple[str, str | None]]) -> list[dict[str, Any]]:
    """For each (layer, version): its title, version and the features at the place, as pairs of label and value."""
    atlas = Atlas(settings.HOME)
    found = []
    for name, asked in wanted:
        try:
            version = atlas.version(name, asked)
        except Refusal:
            continue
        schema = version.schema
        shown = [f for f in schema.fields if f.name in version.columns]
        box = (place.lon, place.lat, place.lon, place.lat)
        frame = atlas.read(name, version.id, bbox=box, columns=[f.name for f in shown], bbox_crs=DEGREES)
        east, north = from_lonlat([place.lon], [place.lat], version.gk.epsg)
        held = frame[shapely.intersects_xy(frame.geometry.to_numpy(), east[0], north[0])]
        for _index, row in held.iterrows():
            lines = [(_(f.title), _text(row[f.name])) for f in shown if _text(row[f.name])]
            found.append({"layer": name, "title": schema.words, "version": version.id, "lines": lines})
    return found


def records_at(place: Place, person: Person, as_of: Any) -> list[dict[str, Any]]:
    """The records, of every register, whose parcel holds the place and which the person may see."""
    found: list[dict[str, Any]] = []
    point = shapely.Point(place.lon, place.lat)
    for register in REGISTERS.values():
        if not register.has_parcel:
            continue
        near = register.model.objects.filter(
            withdrawn=False, parcel_west__lte=place.lon, parcel_east__gte=place.lon, parcel_south__lte=place.lat,
            parcel_north__gte=place.lat)
        for record in seen_by(person, near)[:MOST_RECORDS]:
            parcel = parcel_of(record)
            if parcel is None or not shapely.intersects(lonlat_geometry(parcel), point):
                continue
            stage = record.stage(as_of)
            found.append({"register": _(register.title), "key": str(getattr(record, register.key)),
                          "caption": caption(record), "stage": _(stage.title) if stage else "",
                          "url": reverse("record", args=(register.slug, record.pk))})
    return found


def _text(value: Any) -> str:
    """A value as text; "" where it is missing."""
    if value is None or value != value or value == "":
        return ""
    return f"{value:g}" if isinstance(value, float) and value == int(value) else str(value)
