"""Addresses of the layers' pages."""

from __future__ import annotations

from django.urls import path

from yulin.office.layers import check_pages, diff_pages, import_pages, pages

VERSION = "<slug:layer>/<slug:version>/"

urlpatterns = [
    path("", pages.layers, name="layers"),
    path("import/", import_pages.upload, name="layer-import"),
    path("import/<str:sha>/", import_pages.columns, name="layer-import-file"),
    path("<slug:layer>/import/<slug:day>/", import_pages.receipt, name="layer-import-receipt"),
    path("<slug:layer>/diff/", diff_pages.diff, name="layer-diff"),
    path("<slug:layer>/diff/matrix.xlsx", diff_pages.workbook, name="layer-diff-file"),
    path("<slug:layer>/diff/changes.json", diff_pages.drawn, name="layer-changes"),
    path("<slug:layer>/diff/changes.gpkg", diff_pages.geopackage, name="layer-changes-file"),
    path(VERSION, pages.version, name="layer-version"),
    path(VERSION + "check/", check_pages.check, name="layer-check"),
    path(VERSION + "check/faults.json", check_pages.faults, name="layer-faults"),
    path(VERSION + "check/faults.gpkg", check_pages.geopackage, name="layer-faults-file"),
    path("<slug:layer>/<str:what>/progress/", pages.progress, name="layer-progress"),
]
