"""``/api/v1/layers``: what can be shown on a map: atlas layers with their versions, and registers with parcels."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.http import HttpRequest
from ninja import Router

from yulin.atlas.catalogue import Atlas
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.registers.declaration import REGISTERS

router = Router(tags=["layers"])
Box = tuple[float, float, float, float]


def map_layers(person: Person) -> list[dict[str, Any]]:
    """Atlas layers (code, title, versions, box in degrees), then registers that have parcels the person may see."""
    shown = []
    for info in Atlas(settings.HOME).layers():
        versions = [str(v.version) for v in info.versions]
        shown.append(
            {
                "code": info.name,
                "title": info.title,
                "kind": "atlas",
                "versions": versions,
                "box": list(info.box) if info.box else None,
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
