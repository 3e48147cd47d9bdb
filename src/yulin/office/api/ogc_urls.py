"""Addresses of OGC API Features."""

from __future__ import annotations

from django.urls import path

from yulin.office.api import ogc
from yulin.office.api.access import login_or_basic

urlpatterns = [
    path(address, login_or_basic(view))
    for address, view in (
        ("", ogc.landing),
        ("api", ogc.api),
        ("conformance", ogc.conformance),
        ("collections", ogc.collections),
        ("collections/<slug:name>", ogc.collection),
        ("collections/<slug:name>/queryables", ogc.fields),
        ("collections/<slug:name>/items", ogc.items),
        ("collections/<slug:name>/items/<str:fid>", ogc.item),
    )
]
