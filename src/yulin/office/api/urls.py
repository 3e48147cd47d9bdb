"""Addresses of the API, the tiles, OGC API Features and the health check."""

from __future__ import annotations

from django.urls import include, path

from yulin.office.api.health import healthz
from yulin.office.api.tiles import serve_tile
from yulin.office.api.v1 import addresses

urlpatterns = [
    path("api/v1/", addresses()),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.pbf", serve_tile, name="tile"),
    path("ogc/", include("yulin.office.api.ogc_urls")),
    path("healthz", healthz),
]
