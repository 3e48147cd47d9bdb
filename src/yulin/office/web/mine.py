"""What is mine to do: records I worked on whose next step is blocked, and what others changed since my last visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.figures.values import Scope
from yulin.office.journal.models import JournalLine
from yulin.office.registers.acts import open_gates
from yulin.office.registers.declaration import REGISTERS, Milestone, Register
from yulin.office.registers.duties import in_scope
from yulin.office.web.cells import caption
from yulin.office.web.models import Visit

APART = dt.timedelta(minutes=30)  # a pause this long ends a visit
LINES = 400
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Blocked:
    """A record that cannot go on: its next step, what is missing, and the provision that asks for it."""

    record: Any
    caption: str
    step: Milestone
    why: str
    cites: str


@dataclass(frozen=True, slots=True)
class Changed:
    """How many records of a register others changed since; ``since`` opens the list of them."""

    register: Register
    records: int
    since: str


def visited(person: Person) -> dt.datetime | None:
    """Note that the person is here; returns when their visit before this one ended, or None on the first."""
    now = timezone.now()
    visit, new = Visit.objects.get_or_create(person=person, defaults={"now": now})
    if not new and now - visit.now > APART:
        visit.before, visit.now = visit.now, now
        visit.save(update_fields=["before", "now"])
    elif not new and now - visit.now > APART / 10:
        Visit.objects.filter(pk=visit.pk).update(now=now)
    return visit.before


def changed_since(person: Person, scope: Scope, since: dt.datetime | None) -> list[Changed]:
    """By register, the records that others changed since then in the scope's region."""
    if since is None:
        return []
    lines = JournalLine.objects.filter(at__gte=since, register__in=list(REGISTERS)).exclude(act="load")
    region = scope.region or person.region
    if region:
        lines = lines.filter(region__startswith=region)
    counted = lines.exclude(actor=person.username).values("register").annotate(
        records=Count("record", distinct=True), last=Max("at")).order_by("-last")
    moment = since.isoformat(timespec="seconds")
    return [Changed(REGISTERS[row["register"]], row["records"], moment) for row in counted]


def worked_on(person: Person) -> dict[str, list[str]]:
    """The records with gates that the person worked on last: keys by register code."""
    lines = JournalLine.objects.filter(actor=person.username, register__in=[c for c, r in REGISTERS.items() if r.gates])
    keys: dict[str, dict[str, None]] = {}
    for register, record in lines.order_by("-seq").values_list("register", "record")[:LINES]:
        known = keys.setdefault(register, {})
        if sum(map(len, keys.values())) < LOOKED_AT:
            known[record] = None
    return {register: list(known) for register, known in keys.items()}


def blocked(person: Person, scope: Scope, mine: Mapping[str, Sequence[str]]) -> list[Blocked]:
    """Of the records ``mine`` (see ``worked_on``), those whose next step has a gate that stands shut."""
    day, found = scope.as_of or dt.date.today(), []
    for code, wanted in mine.items():
        register = REGISTERS[code]
        records = in_scope(register, person, scope).filter(**{f"{register.key}__in": wanted})
        heavy = ("haystack", "parcel_wkb") if register.has_parcel else ("haystack",)
        for record in seen_by(person, records).defer(*heavy):
            step = next((m for m in record.steps() if (record.day_of(m.name) or dt.date.max) > day), None)
            if step is not None and (shut := open_gates(record, step.name)):
                found.append(Blocked(record, caption(record), step, *shut[0]))
    return found
