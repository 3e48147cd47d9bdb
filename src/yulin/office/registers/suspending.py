"""中止与恢复 The acts on a clock: it is suspended from a day, runs again after a day, or a suspension is struck out.

Each writes its row and its line in the journal together; a ``Refusal`` means that nothing was changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.journal.chain import Entry, append, locked_head
from yulin.office.registers.declaration import Clock
from yulin.office.registers.models import Suspension
from yulin.office.registers.stages import ClockReading, read_clock, suspendable
from yulin.office.registers.suspensions import suspensions_of


def suspend(record: Any, number: int, first: dt.date, reason: str, document: str, by: Person,
            last: dt.date | None = None) -> Suspension:
    """Suspend the clock of that number in the register from ``first`` on; returns the suspension.

    last: its last day, where it is over already; both end days count as suspended. Refusal for a clock that cannot
    stand still, has not begun, is over, or stood still on one of these days, and without a reason or a document.
    """
    clock = clock_of(record, number)
    if not reason.strip() or not document.strip():
        raise Refusal(_("中止期限须写明原因和文书。"))
    _refuse_right(record, by)
    with transaction.atomic():
        head = locked_head()
        held = type(record).objects.get(pk=record.pk)
        known = suspensions_of(held).get(clock.title, ())
        _refuse_days(clock, first, last)
        _refuse_standing(clock, held, first, known)
        for other in known:
            if (other.last is None or other.last >= first) and (last is None or last >= other.first):
                raise Refusal(_("“{clock}”在 {days} 已经中止，不能重叠。").format(
                    clock=_(clock.title), days=other.days))
        made = Suspension.objects.create(
            register=held.register.code, record=held.pk, clock=clock.title, first=first, last=last,
            reason=reason.strip()[:500], document=document.strip()[:300], by=by.username)
        append([_entry("suspend", held, by, None, made, made.reason, made.document)], head)
    return made


def resume(record: Any, number: int, last: dt.date, by: Person, reason: str = "", document: str = "") -> Suspension:
    """Let a suspended clock run again after ``last``, its last suspended day; returns the suspension.

    Refusal for a clock that is not suspended, a last day before the first, and a day yet to come.
    """
    clock = clock_of(record, number)
    _refuse_right(record, by)
    with transaction.atomic():
        head = locked_head()
        held = next((s for s in suspensions_of(record).get(clock.title, ()) if s.last is None), None)
        if held is None:
            raise Refusal(_("“{clock}”没有中止，不需恢复。").format(clock=_(clock.title)))
        _refuse_days(clock, held.first, last)
        before = _said(held)
        held.last = last
        held.save(update_fields=["last"])
        append([_entry("resume", record, by, before, held, reason.strip()[:500], document.strip()[:300])], head)
    return held


def strike_out(record: Any, suspension: int, by: Person, reason: str) -> Suspension:
    """Strike out a suspension that was entered by mistake, with a reason: its days count again."""
    if not reason.strip():
        raise Refusal(_("撤销中止须写明原因。"))
    _refuse_right(record, by)
    with transaction.atomic():
        head = locked_head()
        held = next((s for some in suspensions_of(record).values() for s in some if s.pk == suspension), None)
        if held is None:
            raise Refusal(_("“{key}”没有这次中止，或已经撤销。").format(key=record.key))
        held.removed = True
        held.save(update_fields=["removed"])
        append([_entry("unsuspend", record, by, _said(held), None, reason.strip()[:500], "")], head)
    return held


def clock_of(record: Any, number: int) -> Clock:
    """The clock of that number in the record's register; Refusal where there is none."""
    clocks: tuple[Clock, ...] = record.register.clocks
    if not 0 <= number < len(clocks):
        raise Refusal(_("{title}没有第 {n} 个期限。").format(title=_(record.register.title), n=number + 1))
    return clocks[number]


def may_suspend(record: Any, reading: ClockReading) -> bool:
    """Whether a clock with this reading could be suspended on its day: the law's, of an act, not done, not over."""
    clock = record.register.clocks[reading.number]
    running = reading.state in ("open", "soon") and reading.start is not None
    return running and suspendable(clock, reading.start or reading.due)


def _refuse_days(clock: Clock, first: dt.date, last: dt.date | None) -> None:
    if last is not None and last < first:
        raise Refusal(_("“{clock}”中止的末日 {last} 早于首日 {first}。").format(
            clock=_(clock.title), first=first.isoformat(), last=last.isoformat()))
    if max(first, last or first) > dt.date.today():
        raise Refusal(_("“{clock}”的中止和恢复只登记已到的日子，{day} 还没有到。").format(
            clock=_(clock.title), day=max(first, last or first).isoformat()))


def _refuse_standing(clock: Clock, record: Any, first: dt.date, known: Any) -> None:
    """Refusal when the clock cannot stand still on ``first``, given the suspensions that are known."""
    title = _(clock.title)
    if clock.due:
        raise Refusal(_("“{clock}”是约定的日子，不能中止；要改期，请更改约定。").format(clock=title))
    now = read_clock(clock, record, dt.date.today(), known)
    if now is None or now.start is None:
        raise Refusal(_("“{clock}”没有起算，不能中止。").format(clock=title))
    if not suspendable(clock, now.start):
        raise Refusal(_("“{clock}”是有效期，不因中止而延长。").format(clock=title))
    if now.done is not None:
        raise Refusal(_("“{clock}”已于 {day} 办结，不能中止。").format(clock=title, day=now.done.isoformat()))
    if first < now.start:
        raise Refusal(_("“{clock}”自 {start} 起算，不能从 {day} 起中止。").format(
            clock=title, start=now.start.isoformat(), day=first.isoformat()))
    then = read_clock(clock, record, first, known)
    if then is not None and then.due < first:
        raise Refusal(_("“{clock}”已于 {day} 届满，此后不能中止。").format(clock=title, day=then.due.isoformat()))


def _refuse_right(record: Any, by: Person) -> None:
    if not may(by, "change", record.region) or record.withdrawn:
        raise Refusal(_("{who}不能中止或恢复“{key}”的期限。").format(who=by.shown_name, key=record.key))


def _said(suspension: Suspension) -> dict[str, str]:
    return {"suspension": str(suspension)}


def _entry(act: str, record: Any, by: Person, before: dict[str, str] | None, after: Suspension | None, reason: str,
           document: str) -> Entry:
    return Entry(by.username, act, record.register.code, record.key, record.region, before,
                 _said(after) if after else None, reason, document)
