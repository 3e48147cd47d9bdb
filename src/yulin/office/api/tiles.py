"""``/tiles/{layer}/{z}/{x}/{y}.pbf``: vector tiles of atlas layers (by code) and of registers' parcels (by
slug).
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from yulin.atlas.catalogue import Atlas
from yulin.atlas.schema import layer_names
from yulin.atlas.tiles import tile
from yulin.office.accounts.rights import seen_by
from yulin.office.api.parcel_tiles import parcel_tile
from yulin.office.registers.declaration import register_of

DEEPEST = 22


def serve_tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """The tile, for a person who is logged in; 404 for a layer or tile that does not exist."""
    if z > DEEPEST or x >= 2**z or y >= 2**z:
        raise Http404
    if "-" in layer:
        return _parcels(request, layer, z, x, y)
    atlas = Atlas(settings.HOME)
    version = _version(atlas, layer, request.GET.get("version"))
    response = HttpResponse(
        tile(atlas, layer, version, z, x, y), content_type="application/vnd.mapbox-vector-tile"
    )
    response["Cache-Control"] = "private, max-age=86400"  # a version never changes
    return response


def _version(atlas: Atlas, layer: str, asked: str | None) -> str:
    if layer not in layer_names():
        raise Http404
    known = [v.id for v in atlas.versions(layer)]
    if not known or (asked and asked not in known):
        raise Http404
    return asked or known[-1]


def _parcels(request: HttpRequest, slug: str, z: int, x: int, y: int) -> HttpResponse:
    try:
        register = register_of(slug)
    except KeyError:
        raise Http404 from None
    if not register.has_parcel:
        raise Http404
    records = seen_by(request.user, register.model.objects.filter(withdrawn=False, parcel_wkb__isnull=False))
    response = HttpResponse(
        parcel_tile(register, records, z, x, y), content_type="application/vnd.mapbox-vector-tile"
    )
    response["Cache-Control"] = "private, no-cache"
    return response
