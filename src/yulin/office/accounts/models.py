"""People and regions."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

ROLES = {
    "clerk": "经办人",
    "section_head": "股室负责人",
    "leader": "局领导",
    "auditor": "审计员",
    "admin": "系统管理员",
}


class Region(models.Model):
    """行政区划: district (6 digits), town (9) or village (12), GB/T 2260 and its extension."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=100, db_index=True)

    class Meta:
        """Django's settings."""

        ordering = ["code"]

    def __str__(self) -> str:
        """The name."""
        return self.name


class Person(AbstractUser):
    """A user of the office: one role, one region (everything whose code begins with the region's is theirs
    to see).
    """

    role = models.CharField(max_length=20, choices=list(ROLES.items()), default="clerk")
    region = models.CharField(max_length=12, default="", blank=True)
    language = models.CharField(max_length=5, default="zh", blank=True)

    @property
    def shown_name(self) -> str:
        """The person's own name, else the login."""
        return self.first_name or self.username

    @property
    def role_title(self) -> str:
        """The role's Chinese title."""
        return ROLES.get(self.role, self.role)
