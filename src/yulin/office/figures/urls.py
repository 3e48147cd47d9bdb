"""Addresses of the figures' pages."""

from __future__ import annotations

from django.urls import path

from yulin.office.figures import pages, template_pages

urlpatterns = [
    path("", pages.figures, name="figures"),
    path("report/", pages.report, name="report"),
    path("report/templates/", template_pages.templates, name="report-templates"),
    path("report/templates/example.docx", template_pages.example, name="report-example"),
    path("report/templates/<str:name>.docx", template_pages.template_file, name="report-template"),
    path("moved/", pages.moved, name="figures-moved"),
    path("<str:code>/", pages.figure_trace, name="figure-trace"),
]
