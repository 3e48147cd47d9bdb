"""Addresses of the API, the tiles, OGC API Features and the health check."""

from __future__ import annotations

from django.urls import path

from yulin.office.api import ogc
from yulin.office.api.access import login_or_basic
from yulin.office.api.health import healthz
from yulin.office.api.tiles import serve_tile
from yulin.office.api.v1 import addresses

urlpatterns = [
    path("api/v1/", addresses()),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.pbf", serve_tile, name="tile"),
    path("ogc/", login_or_basic(ogc.landing)),
    path("ogc/conformance", login_or_basic(ogc.conformance)),
    path("ogc/collections", login_or_basic(ogc.collections)),
    path("ogc/collections/<slug:name>", login_or_basic(ogc.collection)),
    path("ogc/collections/<slug:name>/items", login_or_basic(ogc.items)),
    path("ogc/collections/<slug:name>/items/<int:fid>", login_or_basic(ogc.item)),
    path("healthz", healthz),
]
