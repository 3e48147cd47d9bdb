"""Addresses of the figures' pages."""

from __future__ import annotations

from django.urls import path

from yulin.office.figures import pages

urlpatterns = [
    path("", pages.figures, name="figures"),
    path("report/", pages.report, name="report"),
    path("<str:code>/", pages.figure_trace, name="figure-trace"),
]
