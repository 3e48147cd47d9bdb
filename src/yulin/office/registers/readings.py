"""What the law says of a record on a day, as pages and the API show it: the register's readings, in sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yulin.law.facts import describe
from yulin.law.registry import RULES
from yulin.law.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Reading:
    """One rule's answer: its name and title, the reasons, the articles, what is missing, whether it is verified."""

    rule: str
    title: str
    reasons: tuple[str, ...]
    cites: tuple[str, ...]
    missing: tuple[str, ...]
    unverified: bool

    def as_json(self) -> dict[str, Any]:
        """The reading as a JSON-ready mapping."""
        return {name: getattr(self, name) if isinstance(getattr(self, name), str | bool) else list(getattr(self, name))
                for name in self.__slots__}


def reading_of(verdict: Verdict[Any]) -> Reading:
    """A verdict as it is shown; missing facts by their titles."""
    rule = RULES[verdict.rule]
    titles = {info.name: info.title for info in describe(rule.facts)} | {
        info.name: info.title for info in describe(rule.outputs)}
    return Reading(verdict.rule, _(rule.title), verdict.reasons, tuple(c.sentence() for c in verdict.citations),
                   tuple(titles.get(name, name) for name in verdict.missing), verdict.unverified)


def readings_of(record: Any, day: dt.date) -> list[Reading]:
    """Every reading that applies to the record on the day."""
    verdicts = (ask(record, day) for ask in record.register.readings)
    return [reading_of(v) for v in verdicts if v is not None]
