"""Addresses of the land family's own pages."""

from __future__ import annotations

from django.urls import path

from yulin.office.land import pages

urlpatterns = [
    path("life/", pages.life_at_page, name="life-at"),
    path("life/shapes.json", pages.life_shapes_at, name="life-shapes-at"),
    path("life/<slug:slug>/<int:pk>/", pages.life_page, name="life"),
    path("life/<slug:slug>/<int:pk>/shapes.json", pages.life_shapes, name="life-shapes"),
    path("unsupplied/", pages.stock_page, name="land-stock"),
    path("suspects/", pages.suspects_page, name="land-suspects"),
    path("reminders/<slug:slug>.docx", pages.reminders_docx, name="land-reminders"),
    path("quotas/", pages.pool_page, name="land-pool"),
    path("dossier/<int:pk>/", pages.dossier_page, name="land-dossier"),
]
