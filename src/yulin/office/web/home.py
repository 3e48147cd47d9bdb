"""The first page: what is due, how the year's tasks stand against the time of the year, what was done last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.figures.values import FigureValue, Scope, all_figures, rests_on, values_in
from yulin.office.journal.models import JournalLine
from yulin.office.registers.declaration import REGISTERS, Figure, Ratio, Register
from yulin.office.registers.duties import Watch, watches_in
from yulin.office.registers.remembered import Standing, remembered, standing
from yulin.office.registers.stages import ClockReading
from yulin.office.web.cells import caption
from yulin.office.web.frame import address, scope_of
from yulin.office.web.history import ACT_TITLES, people
from yulin.office.web.layers import backdrop, district_box
from yulin.office.web.mine import blocked, changed_since, visited, worked_on
from yulin.office.web.models import Draft
from yulin.office.web.quotas import quotas_left

HEADLINES = ("batch.area", "supply.parcels", "supply.area", "supply.proceeds", "offset.area",
             "forest.permanent_area", "survey.patches", "demarcation.area", "notices.pre", "inspections.count",
             "wildlife.total", "legal.reviews")
DUE_SHOWN = 12
ACTS_SHOWN = 8
BLOCKED_SHOWN = 6
LINES_READ = 60  # of the journal at once, for the latest acts
MANY = 1000  # the lines of one act are counted up to here


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the year: task, done, rate; ``bar`` and ``time`` in percent of the bar's width."""

    register: Register
    whole: FigureValue
    done: FigureValue
    rate: FigureValue
    bar: float
    time: float

    @property
    def state(self) -> str:
        """``done`` from 100% on, else ``behind`` or ``ahead`` of the time of the year; "" where there is no task."""
        if self.rate.value is None:
            return ""
        return "done" if self.rate.value >= 100 else "ahead" if self.rate.value >= Decimal(self.time) else "behind"


@dataclass(frozen=True, slots=True)
class Due:
    """One record under one clock."""

    register: Register
    record: Any
    caption: str
    reading: ClockReading


@dataclass(frozen=True, slots=True)
class LatestAct:
    """One act of the journal: a single record, or the many records of one import (``more`` than were counted)."""

    at: dt.datetime
    who: str
    title: str
    register: Register
    record: str
    records: int
    more: bool


def elapsed(scope: Scope) -> float:
    """How much of the scope's year has passed on its as-of day, in percent."""
    first, last = dt.date(scope.year, 1, 1), dt.date(scope.year, 12, 31)
    day = min(max(scope.as_of or last, first - dt.timedelta(days=1)), last)
    return round(100 * ((day - first).days + 1) / ((last - first).days + 1), 1)


def tasks(scope: Scope, now: Standing | None = None) -> list[Task]:
    """The figures with a rate: the year's tasks and their completion. now: what is remembered counts at it."""
    known, found = all_figures(), []
    time = elapsed(scope)
    for register, figure in known.values():
        if isinstance(figure, Ratio):
            parts = [figure, known[figure.whole][1], known[figure.done][1]]
            rate, whole, done = _values(register, parts, scope, now)
            bar = min(float(rate.value), 100.0) if rate.value is not None else 0.0
            found.append(Task(register, whole, done, rate, bar, time))
    return found


def headlines(scope: Scope, now: Standing | None = None) -> list[FigureValue]:
    """The year's figures that everybody asks for."""
    known = all_figures()
    asked = [known[code] for code in HEADLINES if code in known]
    values: dict[str, FigureValue] = {}
    for code in dict.fromkeys(register.code for register, _figure in asked):
        figures = [figure for register, figure in asked if register.code == code]
        values |= {value.code: value for value in _values(REGISTERS[code], figures, scope, now)}
    return [values[figure.code] for _register, figure in asked]


def _values(register: Register, figures: list[Figure], scope: Scope, now: Standing | None) -> list[FigureValue]:
    """Figures of one register, remembered for as long as no column that they rest on is touched."""
    if now is None:
        return values_in(register, figures, scope)
    names = {name for figure in figures for name in rests_on(register, figure)}
    return remembered(now.of_columns(register.code, names), ("figures", *(f.code for f in figures), scope),
                      lambda: values_in(register, figures, scope))


def _watches(person: Person, scope: Scope, now: Standing) -> list[Watch]:
    """Every clock with something pressing; each register's are remembered until something is written in it."""
    return [watch for register in REGISTERS.values() if register.clocks
            for watch in remembered(now.of(register.code), ("watches", register.code, scope, person.region),
                                    partial(watches_in, register, person, scope))]


def due_lines(found: list[Watch]) -> list[Due]:
    """The most urgent records of all clocks: over the limit first, the nearest limits next."""
    lines = [Due(w.register, record, caption(record), reading) for w in found for record, reading in w.urgent]
    late = sorted((d for d in lines if d.reading.state == "late"), key=lambda d: d.reading.due, reverse=True)
    soon = sorted((d for d in lines if d.reading.state == "soon"), key=lambda d: d.reading.due)
    kept = soon[:DUE_SHOWN // 2]
    return late[:DUE_SHOWN - len(kept)] + kept


def latest_acts(person: Person, scope: Scope) -> list[LatestAct]:
    """The latest acts in the scope's region; the lines of one import are one act."""
    lines = JournalLine.objects.exclude(act="load")
    region = scope.region or person.region
    if region:
        lines = lines.filter(region__startswith=region)
    latest = list(lines.defer("before", "after").order_by("-at", "-seq")[:LINES_READ])
    heads = [(some[0], len(some)) for some in (list(g) for _at, g in groupby(latest, lambda line: line.at))]
    if len(latest) == LINES_READ:
        heads = heads[:-1]  # the last act may have more lines than were read
    while len(latest) == LINES_READ and len(heads) < ACTS_SHOWN:
        earlier = lines.filter(at__lt=heads[-1][0].at) if heads else lines
        line = earlier.defer("before", "after").order_by("-at").first()
        if line is None:
            break
        heads.append((line, lines.filter(at=line.at)[:MANY + 1].count()))
    who = people(line.actor for line, _n in heads)
    return [LatestAct(line.at, who.get(line.actor, line.actor), ACT_TITLES.get(line.act, line.act),
                      REGISTERS[line.register], line.record, min(n, MANY), n > MANY) for line, n in heads[:ACTS_SHOWN]
            if line.register in REGISTERS]


def latest_year() -> int | None:
    """The latest year in which any register has a date up to today; None where there is none."""
    days = []
    for register in REGISTERS.values():
        fields = {m.name: Max(m.day_field) for m in register.milestones}
        days += [d for d in register.model.objects.aggregate(**fields).values() if d]
    return max((d.year for d in days), default=None)


def _drafts(person: Person) -> list[tuple[Register, int | None, dt.datetime]]:
    """The person's unsaved forms: register, record (None: a new one), when they were last written in."""
    found = []
    for draft in Draft.objects.filter(person=person).order_by("-at")[:5]:
        code, _slash, pk = draft.place.partition("/")
        if code in REGISTERS:
            found.append((REGISTERS[code], int(pk) if pk.isdecimal() else None, draft.at))
    return found


def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    scope, person = scope_of(request), request.user
    asked = (scope, person.region)
    now = standing()
    found, values, done = _watches(person, scope, now), headlines(scope, now), tasks(scope, now)
    empty = not any(v.records for v in values) and not any(t.rate.records for t in done)
    year = latest_year() if empty else None
    before = visited(person)
    gated = [r.code for r in REGISTERS.values() if r.gates]
    mine = remembered(now.of(*gated), ("worked on", person.pk), lambda: worked_on(person))
    stuck = remembered(now.of_all(), ("blocked", person.pk, *asked), lambda: blocked(person, scope, mine))
    return render(request, "web/home.html", {
        "tasks": [t for t in done if t.rate.value is not None] or done[:3],
        "headlines": values, "quotas": quotas_left(person, scope, now), "watches": found, "due": due_lines(found),
        "late": sum(w.late for w in found), "soon": sum(w.soon for w in found),
        "blocked": stuck[:BLOCKED_SHOWN], "blocked_more": max(len(stuck) - BLOCKED_SHOWN, 0), "before": before,
        "changed": remembered(now.of_all(), ("changed", person.pk, before, *asked),
                              lambda: changed_since(person, scope, before)),
        "drafts": _drafts(person),
        "acts": remembered(now.of_all(), ("acts", *asked), lambda: latest_acts(person, scope)),
        "elapsed": elapsed(scope),
        "box": district_box(), "layers": backdrop(scope.as_of or dt.date.today(), ("dltb", "stbhhx", "xzq")),
        "may_journal": may(person, "journal"), "empty": empty, "other_year": year if year != scope.year else None})


def home_places(request: HttpRequest) -> HttpResponse:
    """The records of the first page's list of due dates, as points (GeoJSON), each opening its record."""
    features: list[dict[str, Any]] = []
    scope, person = scope_of(request), request.user
    for due in due_lines(_watches(person, scope, standing())):
        record = due.record
        if due.register.has_parcel and record.parcel_west is not None:
            middle = [(record.parcel_west + record.parcel_east) / 2, (record.parcel_south + record.parcel_north) / 2]
            features.append({"type": "Feature", "geometry": {"type": "Point", "coordinates": middle}, "properties": {
                "title": due.caption or record.key, "key": record.key, "state": due.reading.state,
                "url": address(request, "record", due.register.slug, record.pk)}})
    return JsonResponse({"type": "FeatureCollection", "features": features})
