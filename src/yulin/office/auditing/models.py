"""The table of audits (核数记录): who had which file audited when, and what was found."""

from __future__ import annotations

from django.db import models

STATES = {"waiting": "待核", "read": "已读", "done": "已核", "refused": "未能读取"}


class Audit(models.Model):
    """One file audited. ``sha`` finds the file in the home; ``batch`` names the upload it came with.

    result: ``text``, ``places`` ([start, label]) and ``document`` (the contract's JSON), as they were found on that
    day; a later edition of the rules does not change them. touched: when its work was last seen going on.
    """

    batch = models.CharField(max_length=32, db_index=True)
    name = models.CharField(max_length=200)
    sha = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    actor = models.CharField(max_length=150, db_index=True)
    region = models.CharField(max_length=12, blank=True, db_index=True)
    at = models.DateTimeField(db_index=True)
    held = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=list(STATES.items()), default="waiting")
    message = models.CharField(max_length=500, blank=True)
    touched = models.DateTimeField(null=True)
    quantities = models.IntegerField(default=0)
    checked = models.IntegerField(default=0)
    errors = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    notes = models.IntegerField(default=0)
    result = models.JSONField(null=True)

    class Meta:
        """Django's settings."""

        ordering = ["-at", "-pk"]
