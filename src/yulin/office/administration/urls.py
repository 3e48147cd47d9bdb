"""Addresses of the settings."""

from __future__ import annotations

from django.urls import path

from yulin.office.administration import pages

urlpatterns = [
    path("", pages.index, name="settings"),
    path("people/", pages.people, name="settings-people"),
    path("regions/", pages.regions, name="settings-regions"),
    path("calendar/", pages.calendar_page, name="settings-calendar"),
    path("law/", pages.law, name="settings-law"),
    path("codes/", pages.codes, name="settings-codes"),
]
