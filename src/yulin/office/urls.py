"""Addresses: the pages, the API, OGC API Features and tiles."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("yulin.office.api.urls")),
    path("layers/", include("yulin.office.layers.urls")),
    path("audits/", include("yulin.office.auditing.urls")),
    path("settings/", include("yulin.office.administration.urls")),
    path("map/", include("yulin.office.onemap.urls")),
    path("reviews/", include("yulin.office.reviewing.urls")),
    path("books/", include("yulin.office.books.urls")),
    path("land/", include("yulin.office.land.urls")),
    path("", include("yulin.office.web.urls")),
]
