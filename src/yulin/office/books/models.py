"""The tables of the books: accounts, transactions, their entries, each day's net change, and source ground.

Transactions and entries are only ever added. An account's ``balance`` and the daily nets are sums of entries
that the database keeps ready, so that the balance of any day is a matter of a few hundred rows, not of all.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from yulin.books.accounts import Account as Name
from yulin.books.accounts import account_of
from yulin.books.acts import Act

ACTS = [(act.name, act.value) for act in Act]


class Account(models.Model):
    """账户: one account; ``code`` says region, kind, purpose and holder in one word, and is what is locked by."""

    code = models.CharField(max_length=200, unique=True)
    region = models.CharField(max_length=12, db_index=True)
    kind = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    holder = models.CharField(max_length=120, blank=True, default="", db_index=True)
    balance = models.BigIntegerField(default=0)
    last_day = models.DateField(null=True)

    class Meta:
        """Django's settings."""

        ordering = ["code"]
        indexes = [models.Index(fields=["region", "kind", "purpose"], name="books_account_where")]

    def __str__(self) -> str:
        """The code."""
        return self.code

    @property
    def name(self) -> Name:
        """The account as the kernel names it."""
        return account_of(self.code)


class Transaction(models.Model):
    """凭证: what one document caused on one day. ``number`` is its idempotency key too: what is
    posted twice under one number is posted once; ``body`` is the digest of its content.
    """

    number = models.CharField(max_length=100, unique=True)
    body = models.CharField(max_length=64, blank=True, default="")
    day = models.DateField(db_index=True)
    act = models.CharField(max_length=20, choices=ACTS)
    document = models.CharField(max_length=300)
    region = models.CharField(max_length=12, db_index=True)
    dossier = models.CharField(max_length=120, blank=True, default="", db_index=True)
    register = models.CharField(max_length=60, blank=True, default="")
    record = models.CharField(max_length=120, blank=True, default="")
    parcels = models.JSONField(default=list, blank=True)
    closes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="closed_by")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    expires = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Django's settings."""

        ordering = ["-pk"]
        indexes = [models.Index(fields=["register", "record"], name="books_transaction_from"),
                   models.Index(fields=["act", "day"], name="books_transaction_act")]

    def __str__(self) -> str:
        """The number."""
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to rewrite a transaction."""
        if not self._state.adding:
            raise TypeError("a transaction of the books is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete a transaction."""
        raise TypeError("a transaction of the books is never deleted")

    @property
    def state(self) -> str:
        """``open`` for a hold that waits; ``used`` or ``released`` when closed; ``corrected``; else ``posted``."""
        if self.act == Act.HOLD.name:
            closer = getattr(self, "closed_by", None)
            return "open" if closer is None else "used" if closer.act == Act.USE.name else "released"
        return "corrected" if getattr(self, "corrected_by", None) is not None else "posted"

    @property
    def stands(self) -> bool:
        """Whether it still says what it said: not countered, not released, its use not countered."""
        if self.state in ("released", "corrected"):
            return False
        closer = getattr(self, "closed_by", None)
        return closer is None or getattr(closer, "corrected_by", None) is None


class Entry(models.Model):
    """分录: an amount on an account."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", db_index=False)
    day = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        """Django's settings."""

        indexes = [models.Index(fields=["account", "day"], name="books_entry_account_day"),
                   models.Index(fields=["day", "account"], name="books_entry_day")]


class DayNet(models.Model):
    """日结: what a day changed on an account."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    net = models.BigIntegerField()

    class Meta:
        """Django's settings."""

        constraints = [models.UniqueConstraint(fields=["account", "day"], name="books_day_once")]


class SourceGround(models.Model):
    """来源地块: ground that fills a pool, by name and (where it is known) by its polygon. ``claim`` is what it
    fills the pool with; while ``active`` no other intake may claim the same.
    """

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="grounds")
    parcel = models.CharField(max_length=200)
    claim = models.CharField(max_length=10)
    project = models.CharField(max_length=120, db_index=True)
    wkb = models.BinaryField(null=True)
    epsg = models.IntegerField(null=True)
    area = models.BigIntegerField(null=True)
    west = models.FloatField(null=True, db_index=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        """Django's settings."""

        constraints = [models.UniqueConstraint(fields=["parcel"], condition=models.Q(active=True),
                                               name="books_ground_once")]


class Gatekeeper(models.Model):
    """One row, locked while ground is taken in: two intakes never look past each other."""
