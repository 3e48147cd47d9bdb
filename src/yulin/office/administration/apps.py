"""The app of the settings."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """Where Django finds the templates."""

    name = "yulin.office.administration"
    label = "administration"
