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


TOKEN_SCOPES = {"read": "只读接口", "write": "读写接口", "calendar": "日历订阅"}


class Token(models.Model):
    """令牌: lets a script or a calendar act as a person, within a scope and until a day; only its digest is kept.

    scope: ``read`` (the API's questions), ``write`` (its acts too) or ``calendar`` (the feed of deadlines alone).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=10, choices=list(TOKEN_SCOPES.items()))
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(null=True)
    used_on = models.DateField(null=True)
    revoked = models.BooleanField(default=False)

    class Meta:
        """Django's settings."""

        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        """The name."""
        return self.name

    @property
    def scope_title(self) -> str:
        """The scope's Chinese title."""
        return TOKEN_SCOPES.get(self.scope, self.scope)
