"""中止、扣除 Which days of a clock do not count: read for one record, for many, or for one clock of a whole register.

Few records have any. What counts records by a clock asks first whether there are suspensions at all, takes the records
that have some apart, and reads those one by one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from yulin.office.registers.declaration import Clock, Register
from yulin.office.registers.models import Suspension
from yulin.workdays.periods import Span

Suspended = Mapping[str, Sequence[Suspension]]
"""A record's suspensions by the title of the clock."""


def suspensions_of(record: Any) -> Suspended:
    """The record's suspensions, each clock's in the order of their days."""
    return suspensions_of_many(record.register, [record]).get(record.pk, {})


def suspensions_of_many(register: Register, records: Iterable[Any]) -> dict[int, dict[str, list[Suspension]]]:
    """The suspensions of some records (at most a page of them), by record and clock."""
    found: dict[int, dict[str, list[Suspension]]] = {}
    for one in Suspension.objects.filter(register=register.code, record__in=[r.pk for r in records], removed=False):
        found.setdefault(one.record, {}).setdefault(one.clock, []).append(one)
    return found


def suspensions_of_clock(register: Register, clock: Clock) -> dict[int, list[Suspension]]:
    """All suspensions of one clock of a register, by record; a contract's own day has none."""
    found: dict[int, list[Suspension]] = defaultdict(list)
    if not clock.due:
        for one in Suspension.objects.filter(register=register.code, clock=clock.title, removed=False):
            found[one.record].append(one)
    return dict(found)


def suspended_records(register: Register, clock: Clock) -> QuerySet[Suspension, Any]:
    """The numbers of the records whose clock was ever suspended, as a subquery."""
    return Suspension.objects.filter(register=register.code, clock=clock.title, removed=False).values("record")


def spans_until(suspensions: Iterable[Suspension], day: dt.date) -> tuple[Span, ...]:
    """The suspended days up to and including ``day``: one that goes on, or ends later, is cut off there."""
    return tuple((s.first, min(s.last or day, day)) for s in suspensions if s.first <= day)
