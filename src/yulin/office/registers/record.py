"""The base of every record: who may see it, how many times it was changed, whether it was withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from yulin.office.registers.declaration import Milestone, Register


class Record(models.Model):
    """One row of a register. ``edition`` grows with every act and guards against overwriting a colleague's
    edit.
    """

    register: Register
    region: Any

    edition = models.PositiveIntegerField(default=1, editable=False)
    withdrawn = models.BooleanField(default=False, editable=False, db_index=True)
    changed_at = models.DateTimeField(auto_now=True, editable=False)
    haystack = models.TextField(default="", blank=True, editable=False)

    class Meta:
        """Django's settings."""

        abstract = True

    def __str__(self) -> str:
        """The key, as in the ledger."""
        return self.key

    @property
    def key(self) -> str:
        """The value of the key column."""
        return str(getattr(self, self.register.key))

    def day_of(self, milestone: str) -> dt.date | None:
        """The date of a milestone, or None when it is not reached."""
        day: dt.date | None = getattr(self, f"{milestone}_on")
        return day

    def steps(self) -> list[Milestone]:
        """The milestones that apply to this record, in their order."""
        return [m for m in self.register.milestones if m.when is None or m.when.holds(self)]

    def stage(self, as_of: dt.date) -> Milestone | None:
        """The furthest milestone reached on ``as_of``; None before the first."""
        reached = [m for m in self.steps() if (day := self.day_of(m.name)) is not None and day <= as_of]
        return reached[-1] if reached else None

    def search_text(self) -> str:
        """What a search over everything looks through: every text of the record, in lower case."""
        words = [c.field.show(getattr(self, c.name)) for c in self.register.columns if not c.field.numeric]
        return " ".join(w for w in words if w).lower()
