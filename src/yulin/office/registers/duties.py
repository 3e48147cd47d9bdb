"""期限 What is due: the clocks that run on a day, counted and listed by how near their limits are.

The limit of a statutory clock depends on its start alone, so it is computed once per distinct start date, never once
per record; the database does the rest.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet

from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.figures.values import Scope
from yulin.office.registers.declaration import REGISTERS, Clock, Register
from yulin.office.registers.stages import ClockReading, limit_of, read_clock, running

Urgency = Literal["late", "soon"]


@dataclass(frozen=True, slots=True)
class Watch:
    """One clock of one register: how many records are over its limit or near it, and the most urgent of them."""

    register: Register
    clock: Clock
    number: int
    late: int
    soon: int
    urgent: tuple[tuple[Any, ClockReading], ...]


def start_field(register: Register, clock: Clock) -> str:
    """The date column that decides the clock's limit: the agreed date itself, or the day it starts from."""
    if clock.due:
        return clock.due
    return f"{clock.since}_on" if any(m.name == clock.since for m in register.milestones) else clock.since


def due_of(clock: Clock, day: dt.date) -> dt.date | None:
    """The limit of a clock whose deciding date is ``day``; None where the law on file has no length for that day."""
    if clock.due:
        return day
    limit = limit_of(clock.parameter, day)
    return limit.due if limit else None


def urgency(clock: Clock, day: dt.date, as_of: dt.date) -> Urgency | None:
    """Whether a running clock whose deciding date is ``day`` is over its limit or near it on ``as_of``."""
    due = due_of(clock, day)
    if due is None:
        return None
    left = (due - as_of).days
    return "late" if left < 0 else "soon" if left <= clock.warn else None


def running_days(register: Register, clock: Clock, records: QuerySet[Any], as_of: dt.date) -> dict[dt.date, int]:
    """The deciding dates of the running clocks among ``records``, each with its number of records."""
    field = start_field(register, clock)
    inside = records.filter(running(register, clock, as_of)).order_by()
    return dict(inside.values_list(field).annotate(n=Count("pk")))


def urgent_q(register: Register, clock: Clock, wanted: Urgency, as_of: dt.date, records: QuerySet[Any]) -> Q:
    """The condition of the records among ``records`` whose ``clock`` is ``wanted`` on ``as_of``."""
    field = start_field(register, clock)
    if clock.due:
        edge = {f"{field}__lt": as_of} if wanted == "late" else {
            f"{field}__gte": as_of, f"{field}__lte": as_of + dt.timedelta(days=clock.warn)}
        return running(register, clock, as_of) & Q(**edge)
    days = [d for d in running_days(register, clock, records, as_of) if urgency(clock, d, as_of) == wanted]
    return running(register, clock, as_of) & Q(**{f"{field}__in": days})


def in_scope(register: Register, person: Person, scope: Scope) -> QuerySet[Any]:
    """The register's records that count, that the person may see, in the scope's region."""
    records: QuerySet[Any] = seen_by(person, register.model.objects.filter(withdrawn=False))
    return records.filter(region__startswith=scope.region) if scope.region else records


@dataclass(frozen=True, slots=True)
class Deadline:
    """One running clock of one record; ``number`` is the clock's place in its register."""

    record: Any
    number: int
    reading: ClockReading


def deadlines(person: Person, day: dt.date, ahead: int = 180, back: int = 365, most: int = 1000) -> list[Deadline]:
    """The running clocks of everything the person may see whose limits lie from ``back`` days ago to ``ahead`` days on.

    At most ``most`` of them, the nearest limits first.
    """
    first, last = day - dt.timedelta(days=back), day + dt.timedelta(days=ahead)
    scope, found = Scope(day.year, person.region, day), []
    for register in REGISTERS.values():
        records = in_scope(register, person, scope)
        heavy = ("haystack", "parcel_wkb") if register.has_parcel else ("haystack",)
        for number, clock in enumerate(register.clocks):
            limits = {d: due_of(clock, d) for d in running_days(register, clock, records, day)}
            inside = [d for d, due in limits.items() if due is not None and first <= due <= last]
            some = records.filter(running(register, clock, day), **{f"{start_field(register, clock)}__in": inside})
            for record in some.defer(*heavy)[:most]:
                reading = read_clock(clock, record, day)
                if reading is not None:
                    found.append(Deadline(record, number, reading))
    return sorted(found, key=lambda one: (abs((one.reading.due - day).days), one.record.key))[:most]


def watches(person: Person, scope: Scope, most: int = 6) -> list[Watch]:
    """Every clock with something over its limit or near it; ``most`` records each, those nearest to their limits."""
    return [watch for register in REGISTERS.values() for watch in watches_in(register, person, scope, most)]


def watches_in(register: Register, person: Person, scope: Scope, most: int = 6) -> list[Watch]:
    """The same of one register's clocks."""
    day = scope.as_of or dt.date.today()
    found = [_watch(register, number, clock, in_scope(register, person, scope), day, most)
             for number, clock in enumerate(register.clocks)]
    return [watch for watch in found if watch.late or watch.soon]


def _watch(register: Register, number: int, clock: Clock, records: QuerySet[Any], as_of: dt.date, most: int) -> Watch:
    days = running_days(register, clock, records, as_of)
    states = {day: urgency(clock, day, as_of) for day in days}
    pressing = sorted((day for day, state in states.items() if state),
                      key=lambda day: abs(((due_of(clock, day) or day) - as_of).days))
    urgent: tuple[tuple[Any, ClockReading], ...] = ()
    if pressing:
        field = start_field(register, clock)
        heavy = ("haystack", "parcel_wkb") if register.has_parcel else ("haystack",)
        nearest = records.filter(running(register, clock, as_of), **{f"{field}__in": pressing[:most]})
        read = ((r, read_clock(clock, r, as_of)) for r in nearest.defer(*heavy).order_by(field)[:most])
        urgent = tuple((r, reading) for r, reading in read if reading is not None)
    count = {wanted: sum(n for day, n in days.items() if states[day] == wanted) for wanted in ("late", "soon")}
    return Watch(register, clock, number, count["late"], count["soon"], urgent)
