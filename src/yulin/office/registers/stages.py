"""Stages and clocks, read off the dates of a record on a given day, less the days on which a clock was suspended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.db.models import Q

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.parameters import Citation, Law
from yulin.law.periods import PeriodEnd, period_end
from yulin.law.rules.lateness import PeriodState, state_of
from yulin.office.registers.declaration import Clock, Register
from yulin.office.registers.models import Suspension
from yulin.office.registers.suspensions import Suspended, spans_until, suspensions_of
from yulin.workdays.periods import Span


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock of one record on one day: its limit, its state, the days left (negative: days over), its
    source.

    number: the clock's place in its register. suspensions: those that had begun on that day; while one goes on the
    limit is what it would be if the clock ran again from the next day. reason: how a limit with suspensions was
    counted.
    """

    number: int
    title: str
    start: dt.date | None
    due: dt.date
    done: dt.date | None
    state: PeriodState | Literal["suspended"]
    days_left: int
    provisional: bool
    citation: Citation | None
    suspensions: tuple[Suspension, ...] = ()
    reason: str = ""

    @property
    def state_title(self) -> str:
        """The state's term in the language in use."""
        return self.state.label if isinstance(self.state, PeriodState) else _("中止")


@lru_cache(maxsize=20_000)
def limit_of(parameter: str, start: dt.date) -> PeriodEnd | None:
    """The limit that the law parameter sets from ``start``, under the law in force on that day.

    None where the parameters on file do not reach back to that day.
    """
    try:
        return period_end(Law.on(start), parameter, start)
    except Refusal:
        return None


def limit_less(parameter: str, start: dt.date, away: Sequence[Span]) -> PeriodEnd | None:
    """The limit from ``start`` when the days ``away`` do not count; None as for ``limit_of``."""
    if not away:
        return limit_of(parameter, start)
    try:
        return period_end(Law.on(start), parameter, start, away)
    except Refusal:
        return None


def suspendable(clock: Clock, start: dt.date) -> bool:
    """Whether the clock may be suspended: the time limit of an act, set by the law.

    Neither an agreed day nor a validity term (one that does not roll over to a working day) stands still.
    """
    limit = limit_of(clock.parameter, start) if not clock.due else None
    return limit is not None and limit.parameter.roll is not False


def read_clock(
    clock: Clock, record: Any, as_of: dt.date, suspended: Sequence[Suspension] = ()
) -> ClockReading | None:
    """The reading of ``clock`` for ``record``; None where it does not run.

    It does not run before its start, for a record that it is not for, or where the law on file has no
    length for the day. suspended: the suspensions of this clock of the record.
    """
    if clock.when is not None and not clock.when.holds(record):
        return None
    done = record.day_of(clock.until)
    done = done if done is not None and done <= as_of else None
    begun = tuple(s for s in suspended if s.first <= as_of)
    start: dt.date | None = None
    reason = ""
    if clock.due:
        due, provisional, citation = getattr(record, clock.due), False, None
        if due is None:
            return None
    else:
        start = _day(record, clock.since)
        if start is None or start > as_of:
            return None
        limit = limit_less(clock.parameter, start, spans_until(begun, done or as_of))
        if limit is None:
            return None
        due, provisional, citation = limit.due, limit.provisional, limit.parameter.citation
        reason = limit.reason if begun else ""
    number = record.register.clocks.index(clock)
    state: PeriodState | Literal["suspended"] = state_of(due, done, as_of, clock.warn)
    if state in (PeriodState.OPEN, PeriodState.SOON) and any(s.last is None or s.last >= as_of for s in begun):
        state = "suspended"
    left = (due - (done or as_of)).days
    return ClockReading(number, clock.title, start, due, done, state, left, provisional, citation, begun, reason)


def read_clocks(record: Any, as_of: dt.date, suspended: Suspended | None = None) -> list[ClockReading]:
    """All running and finished clocks of a record; its suspensions are asked for where they are not given."""
    held = suspensions_of(record) if suspended is None else suspended
    readings = (read_clock(clock, record, as_of, held.get(clock.title, ())) for clock in record.register.clocks)
    return [r for r in readings if r is not None]


def running(register: Register, clock: Clock, as_of: dt.date) -> Q:
    """The records whose ``clock`` is still running on ``as_of``: started, not done, applicable."""
    started = (
        Q(**{f"{clock.due}__isnull": False})
        if clock.due
        else Q(**{f"{_field(register, clock.since)}__lte": as_of})
    )
    done = register.milestone(clock.until).day_field
    open_ = Q(**{f"{done}__isnull": True}) | Q(**{f"{done}__gt": as_of})
    return started & open_ & (clock.when.q() if clock.when else Q())


def in_stage(register: Register, milestone: str, as_of: dt.date) -> Q:
    """The records whose furthest milestone reached on ``as_of`` is ``milestone`` ("" = none reached)."""
    names = [m.name for m in register.milestones]
    reached = {
        m.name: Q(**{f"{m.day_field}__lte": as_of}) & (m.when.q() if m.when else Q())
        for m in register.milestones
    }
    if not milestone:
        condition = Q()
        later = names
    else:
        condition, later = reached[milestone], names[names.index(milestone) + 1 :]
    for name in later:
        step = register.milestone(name)
        condition &= (
            Q(**{f"{step.day_field}__isnull": True})
            | Q(**{f"{step.day_field}__gt": as_of})
            | (~step.when.q() if step.when else Q(pk__in=[]))
        )
    return condition


def _field(register: Register, name: str) -> str:
    return f"{name}_on" if any(m.name == name for m in register.milestones) else name


def _day(record: Any, name: str) -> dt.date | None:
    day: dt.date | None = getattr(record, _field(record.register, name))
    return day
