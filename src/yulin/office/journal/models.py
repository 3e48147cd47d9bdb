"""The journal's tables: its lines, its head (the last line's number and hash), and where each register stands in it."""

from __future__ import annotations

from typing import Any

from django.db import models


class JournalHead(models.Model):
    """One row: where the chain ends. Whoever appends locks it first, so lines never interleave."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class RegisterHead(models.Model):
    """Where a register stands: the digest of the last line about it, kept in the transaction of that line.

    made: the digest of the last line that may have touched anything (a record made, withdrawn). columns: for each
    column changed since, the digest of the last line that touched it. The row of "" was written once, with the first
    line. A digest is never seen twice, so that what a rolled-back act left nowhere is never taken for another's.
    """

    register = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)
    made = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)


class JournalLine(models.Model):
    """One act on one record. Lines are only ever added; ``digest`` is SM3 over the line and the digest
    before it.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=150, db_index=True)
    act = models.CharField(max_length=40)
    register = models.CharField(max_length=60)
    record = models.CharField(max_length=120)
    region = models.CharField(max_length=12, db_index=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    document = models.CharField(max_length=300, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        """Django's settings."""

        indexes = [models.Index(fields=["register", "record"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to rewrite a line."""
        if not self._state.adding:
            raise TypeError("a journal line is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete a line."""
        raise TypeError("a journal line is never deleted")
