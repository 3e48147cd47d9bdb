"""The app of the reviews."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """Where Django finds the models and templates."""

    name = "yulin.office.reviewing"
    label = "reviewing"
    default_auto_field = "django.db.models.BigAutoField"
