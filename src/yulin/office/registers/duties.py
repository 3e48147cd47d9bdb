"""期限 What is due: the clocks that run on a day, counted and listed by how near their limits are.

The limit of a statutory clock depends on its start alone, so it is computed once per distinct start date, never once
per record; the database does the rest. Only the few records whose clock was ever suspended are read one by one.
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
from yulin.office.registers.suspensions import suspended_records, suspensions_of_clock

Urgency = Literal["late", "soon", "suspended"]
URGENCIES: tuple[Urgency, ...] = ("late", "soon", "suspended")


@dataclass(frozen=True, slots=True)
class Watch:
    """One clock of one register: how many records are over its limit or near it, and the most urgent of them.

    suspended: for how many records it stands still; they are neither late nor near.
    """

    register: Register
    clock: Clock
    number: int
    late: int
    soon: int
    suspended: int
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
    """Whether a clock whose deciding date is ``day``, never suspended, is late or near its limit on ``as_of``."""
    due = due_of(clock, day)
    if due is None:
        return None
    left = (due - as_of).days
    return "late" if left < 0 else "soon" if left <= clock.warn else None


@dataclass(frozen=True, slots=True)
class Running:
    """One running clock among some records.

    days: the deciding dates of those whose clock was never suspended, each with its number of records. apart: the
    others, each with its reading.
    """

    clock: Clock
    as_of: dt.date
    days: dict[dt.date, int]
    apart: tuple[tuple[Any, ClockReading], ...]

    def number(self, wanted: Urgency) -> int:
        """How many records are ``wanted``."""
        plain = sum(n for day, n in self.days.items() if urgency(self.clock, day, self.as_of) == wanted)
        return plain + sum(reading.state == wanted for _record, reading in self.apart)


def running_now(register: Register, clock: Clock, records: QuerySet[Any], as_of: dt.date) -> Running:
    """The running clocks among ``records``: one query, and one more for the records that were ever suspended."""
    inside = records.filter(running(register, clock, as_of)).order_by()
    held = suspensions_of_clock(register, clock)
    apart: tuple[tuple[Any, ClockReading], ...] = ()
    if held:
        some = inside.filter(pk__in=suspended_records(register, clock)).defer(*_heavy(register))
        read = ((record, read_clock(clock, record, as_of, held[record.pk])) for record in some)
        apart = tuple((record, reading) for record, reading in read if reading is not None)
        inside = _never_suspended(register, clock, inside)
    days = dict(inside.values_list(start_field(register, clock)).annotate(n=Count("pk")))
    return Running(clock, as_of, days, apart)


def _never_suspended(register: Register, clock: Clock, records: QuerySet[Any]) -> QuerySet[Any]:
    return records.exclude(pk__in=suspended_records(register, clock))


def _heavy(register: Register) -> tuple[str, ...]:
    return ("haystack", "parcel_wkb") if register.has_parcel else ("haystack",)


def urgent_q(register: Register, clock: Clock, wanted: Urgency, as_of: dt.date, records: QuerySet[Any]) -> Q:
    """The condition of the records among ``records`` whose ``clock`` is ``wanted`` on ``as_of``."""
    field = start_field(register, clock)
    if clock.due:
        if wanted == "suspended":
            return Q(pk__in=[])
        edge = {f"{field}__lt": as_of} if wanted == "late" else {
            f"{field}__gte": as_of, f"{field}__lte": as_of + dt.timedelta(days=clock.warn)}
        return running(register, clock, as_of) & Q(**edge)
    now = running_now(register, clock, records, as_of)
    days = [d for d in now.days if urgency(clock, d, as_of) == wanted]
    plain = running(register, clock, as_of) & Q(**{f"{field}__in": days})
    if not now.apart:
        return plain
    apart = [record.pk for record, reading in now.apart if reading.state == wanted]
    return (plain & ~Q(pk__in=suspended_records(register, clock))) | Q(pk__in=apart)


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

    At most ``most`` of them, the nearest limits first. A clock that stands still has no limit yet and is left out.
    """
    first, last = day - dt.timedelta(days=back), day + dt.timedelta(days=ahead)
    scope, found = Scope(day.year, person.region, day), []
    for register in REGISTERS.values():
        records = in_scope(register, person, scope)
        for number, clock in enumerate(register.clocks):
            now = running_now(register, clock, records, day)
            limits = {d: due_of(clock, d) for d in now.days}
            inside = [d for d, due in limits.items() if due is not None and first <= due <= last]
            for record, reading in _plain(register, clock, records, inside, day, most, now):
                found.append(Deadline(record, number, reading))
            found += [Deadline(record, number, reading) for record, reading in now.apart
                      if reading.state != "suspended" and first <= reading.due <= last]
    return sorted(found, key=lambda one: (abs((one.reading.due - day).days), one.record.key))[:most]


def _plain(register: Register, clock: Clock, records: QuerySet[Any], days: list[dt.date], as_of: dt.date, most: int,
           now: Running) -> list[tuple[Any, ClockReading]]:
    """Records whose clock was never suspended, with one of these deciding dates; at most ``most``, by that date."""
    if not days:
        return []
    field = start_field(register, clock)
    some = records.filter(running(register, clock, as_of), **{f"{field}__in": days})
    some = _never_suspended(register, clock, some) if now.apart else some
    read = ((r, read_clock(clock, r, as_of)) for r in some.defer(*_heavy(register)).order_by(field)[:most])
    return [(record, reading) for record, reading in read if reading is not None]


def watches(person: Person, scope: Scope, most: int = 6) -> list[Watch]:
    """Every clock with something late, near or suspended; ``most`` records each, those nearest to their limits."""
    return [watch for register in REGISTERS.values() for watch in watches_in(register, person, scope, most)]


def watches_in(register: Register, person: Person, scope: Scope, most: int = 6) -> list[Watch]:
    """The same of one register's clocks."""
    day = scope.as_of or dt.date.today()
    found = [_watch(register, number, clock, in_scope(register, person, scope), day, most)
             for number, clock in enumerate(register.clocks)]
    return [watch for watch in found if watch.late or watch.soon or watch.suspended]


def _watch(register: Register, number: int, clock: Clock, records: QuerySet[Any], as_of: dt.date, most: int) -> Watch:
    now = running_now(register, clock, records, as_of)
    pressing = sorted((day for day in now.days if urgency(clock, day, as_of)),
                      key=lambda day: abs(((due_of(clock, day) or day) - as_of).days))
    urgent = _plain(register, clock, records, pressing[:most], as_of, most, now)
    urgent += [(record, reading) for record, reading in now.apart if reading.state in ("late", "soon")]
    nearest = sorted(urgent, key=lambda one: abs(one[1].days_left))[:most]
    late, soon, suspended = (now.number(wanted) for wanted in URGENCIES)
    return Watch(register, clock, number, late, soon, suspended, tuple(nearest))
