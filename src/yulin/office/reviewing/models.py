"""A review as it was made: which file, on which day's layers, what it found. Never changed afterwards."""

from __future__ import annotations

from django.db import models


class ReviewRun(models.Model):
    """合规性审查 One review. What it found is stored whole, so that it reads the same for ever.

    sha: the file, kept in the home. result: the JSON of ``yulin review``. shapes: the parcels and the pieces that lie
    on protected land, as GeoJSON in degrees (CGCS2000). dm2: the parcels' survey area. register and record: what the
    review was made for, where somebody said so. papers: kind (docx, pdf, html) → the kept dossier's digest.
    """

    name = models.CharField(max_length=200)
    sha = models.CharField(max_length=64)
    profile = models.CharField(max_length=20)
    as_of = models.DateField()
    by = models.CharField(max_length=150)
    region = models.CharField(max_length=12, blank=True, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    parcels = models.IntegerField()
    dm2 = models.BigIntegerField()
    critical = models.IntegerField()
    major = models.IntegerField()
    info = models.IntegerField()
    result = models.JSONField()
    shapes = models.JSONField()
    papers = models.JSONField(default=dict)
    register = models.CharField(max_length=60, blank=True)
    record = models.BigIntegerField(null=True)

    class Meta:
        """Django's settings."""

        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["register", "record"])]
