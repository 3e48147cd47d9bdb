"""Django's name for this part."""

from django.apps import AppConfig


class Config(AppConfig):
    """Settings of the app."""

    name = "yulin.office.auditing"
    label = "auditing"
    default_auto_field = "django.db.models.BigAutoField"
