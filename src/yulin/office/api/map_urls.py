"""Address of the map page."""

from __future__ import annotations

from django.urls import path

from yulin.office.api.map_page import map_page

urlpatterns = [path("", map_page, name="map")]
