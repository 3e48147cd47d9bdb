"""Addresses of the one map."""

from __future__ import annotations

from django.urls import path

from yulin.office.onemap import pages

urlpatterns = [
    path("", pages.map_page, name="map"),
    path("identify.json", pages.identify, name="map-identify"),
    path("find.json", pages.find, name="map-find"),
    path("measure.json", pages.measure, name="map-measure"),
    path("change.json", pages.change, name="map-change"),
    path("within.json", pages.within, name="map-within"),
    path("sheet.pdf", pages.sheet, name="map-sheet"),
]
