"""``/api/v1/layers``: what a map can show: atlas layers with their versions, and registers with parcels."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.http import HttpRequest
from ninja import Router

from yulin.atlas.catalogue import Atlas, LayerInfo
from yulin.geodesy.crs import transformer
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.registers.declaration import REGISTERS

router = Router(tags=["layers"])
DEGREES = 4490
Box = tuple[float, float, float, float]


def box_in_degrees(info: LayerInfo) -> Box | None:
    """West, south, east, north of a layer's newest version (CGCS2000); None when it is empty."""
    newest = info.versions[-1]
    if newest.extent is None:
        return None
    west, south, east, north = transformer(newest.gk.epsg, DEGREES).transform_bounds(*newest.extent)
    return west, south, east, north


def map_layers(person: Person) -> list[dict[str, Any]]:
    """Atlas layers, then registers with parcels that the person may see: code, title, kind, versions, box."""
    shown = []
    for info in Atlas(settings.HOME).layers():
        box = box_in_degrees(info)
        shown.append(
            {
                "code": info.name,
                "title": info.schema.title,
                "kind": "atlas",
                "versions": [v.id for v in info.versions],
                "box": list(box) if box else None,
            }
        )
    for register in REGISTERS.values():
        if not register.has_parcel:
            continue
        placed = seen_by(person, register.model.objects.filter(withdrawn=False, parcel_wkb__isnull=False))
        sides = placed.aggregate(
            w=Min("parcel_west"), s=Min("parcel_south"), e=Max("parcel_east"), n=Max("parcel_north")
        )
        if sides["w"] is not None:
            shown.append(
                {
                    "code": register.slug,
                    "title": register.title,
                    "kind": "register",
                    "versions": [],
                    "box": [sides["w"], sides["s"], sides["e"], sides["n"]],
                }
            )
    return shown


@router.get("", response=list[dict[str, Any]])
def layers(request: HttpRequest) -> list[dict[str, Any]]:
    """The layers of the map."""
    return map_layers(request.user)
