"""What the pages remember of a person: saved views, chosen columns, drafts of forms, the last visit."""

from __future__ import annotations

from django.db import models

from yulin.office.accounts.models import Person


class SavedView(models.Model):
    """A question to a list under a name: its part of the address, without region, year and as-of day.

    shared: everybody of the region sees it (the section's); else the person alone.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="views")
    register = models.CharField(max_length=60, db_index=True)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    shared = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Django's settings."""

        ordering = ["-shared", "name"]
        constraints = [models.UniqueConstraint(fields=["person", "register", "name"], name="one_view_of_a_name")]

    def __str__(self) -> str:
        """The name."""
        return self.name


class ChosenColumns(models.Model):
    """The columns of a register's list in the order in which a person wants them, joined with commas."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=60)
    names = models.CharField(max_length=2000)

    class Meta:
        """Django's settings."""

        constraints = [models.UniqueConstraint(fields=["person", "register"], name="one_choice_of_columns")]


class Draft(models.Model):
    """A form as far as it was filled in: the texts that differ from the record, kept until it is saved or dropped.

    place: the register's code and the record's number (``land.supply/12``), or ``land.supply/new``.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=120)
    edition = models.PositiveIntegerField(default=0)
    texts = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """Django's settings."""

        constraints = [models.UniqueConstraint(fields=["person", "place"], name="one_draft_of_a_place")]


class Visit(models.Model):
    """When a person was here: ``now`` the visit that lasts, ``before`` the one before it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="visit")
    now = models.DateTimeField()
    before = models.DateTimeField(null=True)
