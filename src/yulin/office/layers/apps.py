"""The app of the layers' pages."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """Where Django finds the templates."""

    name = "yulin.office.layers"
    label = "layers"
