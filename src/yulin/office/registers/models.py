"""What the machinery keeps beside the records: receipts of imports and bulk acts, what undoes them, attachments."""

from __future__ import annotations

from django.db import models


class Receipt(models.Model):
    """回执: the file (name and SHA-256), who took it in and when, the counts, the findings, the keys.

    kind: ``ledger`` (a workbook), ``parcels`` (coordinates) or ``regions``. ``left_out`` counts the bad rows
    that were not taken; ``findings`` lists them and everything else that was found (dictionaries of a
    Finding's fields).
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField(max_length=20, default="ledger")
    register = models.CharField(max_length=60, db_index=True)
    file_name = models.CharField(max_length=300)
    sheet = models.CharField(max_length=100, blank=True, default="")
    sha256 = models.CharField(max_length=64, db_index=True)
    by = models.CharField(max_length=150)
    region = models.CharField(max_length=12, blank=True, default="", db_index=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    records = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True, default="")
    document = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        """Django's settings."""

        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        """The file's name."""
        return self.file_name

    @property
    def taken(self) -> int:
        """Rows that made or changed a record."""
        return self.created + self.changed


class Undo(models.Model):
    """What it takes to undo a receipt: for each record its edition after the act, and its columns before it.

    ``records`` is a list of ``[pk, edition, before]``; before is null for a record that the act made, else a mapping of
    columns to their stored values (days in ISO form, a parcel's polygon in base64).
    """

    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="undo")
    records = models.JSONField(default=list)
    done_by = models.ForeignKey(Receipt, null=True, on_delete=models.PROTECT, related_name="undoes")


class Attachment(models.Model):
    """附件: a file of a record; its content lies in the home under ``files/<sha256>``, once however often attached.

    Taking an attachment off sets ``removed``; the file and the journal's lines stay.
    """

    register = models.CharField(max_length=60)
    record = models.BigIntegerField()
    name = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True, default="")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    removed = models.BooleanField(default=False)

    class Meta:
        """Django's settings."""

        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["register", "record"], name="attachment_of")]

    def __str__(self) -> str:
        """The file's name."""
        return self.name


class Suspension(models.Model):
    """中止: the days on which one clock of a record did not run, both end days included, why, and by which document.

    clock: the clock's title in its register. last: None while the clock stands. Striking one out that was entered by
    mistake sets ``removed``; the row and the journal's lines stay.
    """

    register = models.CharField(max_length=60)
    record = models.BigIntegerField()
    clock = models.CharField(max_length=60)
    first = models.DateField()
    last = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500)
    document = models.CharField(max_length=300)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    removed = models.BooleanField(default=False)

    class Meta:
        """Django's settings."""

        ordering = ["first", "pk"]
        indexes = [models.Index(fields=["register", "clock", "record"], name="suspension_of")]
        constraints = [
            models.CheckConstraint(condition=models.Q(last__isnull=True) | models.Q(last__gte=models.F("first")),
                                   name="suspension_ends_after_it_begins"),
            models.UniqueConstraint(fields=["register", "record", "clock"], name="one_open_suspension",
                                    condition=models.Q(last__isnull=True, removed=False)),
        ]

    def __str__(self) -> str:
        """The clock and the days."""
        return f"{self.clock} {self.days}"

    @property
    def days(self) -> str:
        """The first and the last day, ``2025-03-03..2025-03-07``; without an end while the clock stands."""
        return f"{self.first.isoformat()}..{self.last.isoformat() if self.last else ''}"
