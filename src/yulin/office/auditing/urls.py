"""Addresses of the audits' pages."""

from __future__ import annotations

from django.urls import path

from yulin.office.auditing import pages

urlpatterns = [
    path("", pages.audits, name="audits"),
    path("batch/<slug:batch>/", pages.batch, name="audit-batch"),
    path("batch/<slug:batch>/progress/", pages.progress, name="audit-progress"),
    path("batch/<slug:batch>/again/", pages.again, name="audit-again"),
    path("<int:pk>/", pages.audit, name="audit"),
    path("<int:pk>/report.<str:kind>", pages.download, name="audit-download"),
]
