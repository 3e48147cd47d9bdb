"""Stages and clocks, read off the dates of a record on a given day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.db.models import Q

from yulin.findings import Refusal
from yulin.law.parameters import Citation, Law
from yulin.law.periods import PeriodEnd, period_end
from yulin.office.registers.declaration import Clock, Register

State = Literal["open", "soon", "late", "done", "done_late"]
STATE_TITLES: dict[State, str] = {
    "open": "正常",
    "soon": "临期",
    "late": "超期",
    "done": "按期完成",
    "done_late": "逾期完成",
}


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock of one record on one day: its limit, its state, the days left (negative: days over), its
    source.
    """

    title: str
    start: dt.date | None
    due: dt.date
    done: dt.date | None
    state: State
    days_left: int
    provisional: bool
    citation: Citation | None

    @property
    def state_title(self) -> str:
        """The state's Chinese term."""
        return STATE_TITLES[self.state]


@lru_cache(maxsize=20_000)
def limit_of(parameter: str, start: dt.date) -> PeriodEnd | None:
    """The limit that the law parameter sets from ``start``, under the law in force on that day.

    None where the parameters on file do not reach back to that day.
    """
    try:
        return period_end(Law.on(start), parameter, start)
    except Refusal:
        return None


def read_clock(clock: Clock, record: Any, as_of: dt.date) -> ClockReading | None:
    """The reading of ``clock`` for ``record``; None where it does not run.

    It does not run before its start, for a record that it is not for, or where the law on file has no
    length for the day.
    """
    if clock.when is not None and not clock.when.holds(record):
        return None
    start: dt.date | None = None
    if clock.due:
        due, provisional, citation = getattr(record, clock.due), False, None
        if due is None:
            return None
    else:
        start = _day(record, clock.since)
        if start is None or start > as_of:
            return None
        limit = limit_of(clock.parameter, start)
        if limit is None:
            return None
        due, provisional, citation = limit.due, limit.provisional, limit.parameter.citation
    done = record.day_of(clock.until)
    if done is not None and done <= as_of:
        state: State = "done" if done <= due else "done_late"
        return ClockReading(clock.title, start, due, done, state, (due - done).days, provisional, citation)
    left = (due - as_of).days
    state = "late" if left < 0 else "soon" if left <= clock.warn else "open"
    return ClockReading(clock.title, start, due, None, state, left, provisional, citation)


def read_clocks(record: Any, as_of: dt.date) -> list[ClockReading]:
    """All running and finished clocks of a record."""
    readings = (read_clock(clock, record, as_of) for clock in record.register.clocks)
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
