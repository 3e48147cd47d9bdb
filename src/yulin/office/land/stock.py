"""批而未供 Approved but unsupplied land, derived from dossiers less supply: by approval, year band, region and stage.

Two rates stand beside one another and are never mixed: disposed ÷ task (任务口径) and disposed ÷ stock at the start of
the year (存量口径). Areas are integers in dm².
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from yulin.law.rules.unsupplied import UnsuppliedStage, stage_of, year_band
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.figures.values import Scope
from yulin.office.land.balances import SLACK, balances
from yulin.office.registers.declaration import REGISTERS
from yulin.office.web.cells import region_names
from yulin.quantities.rates import rate
from yulin.review.result import mu
from yulin.workdays.periods import whole_months


@dataclass(frozen=True, slots=True)
class Line:
    """One approval: areas in 亩 as written, its stage, and when it lapses or lapsed."""

    pk: int
    key: str
    region: str
    document: str
    approved_on: dt.date
    approved: str
    supplied: str
    disposed: str
    unsupplied: str
    over: bool
    stage: UnsuppliedStage
    months: int


@dataclass(frozen=True, slots=True)
class Group:
    """Some approvals together: how many, approved, supplied, disposed, unsupplied (亩), rate of supply."""

    title: str
    count: int
    approved: str
    supplied: str
    disposed: str
    unsupplied: str
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A region's task of the year, with what was done, and both rates."""

    kind: str
    region: str
    name: str
    task: str
    done: str
    stock: str
    task_rate: Decimal | None
    stock_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything that the page shows."""

    lines: tuple[Line, ...]
    bands: tuple[Group, ...]
    stages: tuple[Group, ...]
    tasks: tuple[TaskLine, ...]
    total: Group


def stock(person: Person, scope: Scope) -> Stock:
    """The approvals of a person's region (or the scope's) as they stand on the scope's day."""
    on = scope.as_of or dt.date.today()
    batches = seen_by(person, REGISTERS["land.batch"].model.objects.filter(withdrawn=False, approved_on__lte=on))
    if scope.region:
        batches = batches.filter(region__startswith=scope.region)
    held = balances(batches, on)
    total = [0, 0, 0, 0]
    bands: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    stages: dict[UnsuppliedStage, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    lines = []
    wanted = ("pk", "name", "region", "approved_doc", "approved_on", "announced_on")
    rows = batches.order_by("approved_on", "pk").values_list(*wanted)
    for pk, key, region, document, approved_on, announced_on in rows:
        one = held[pk]
        expropriated = announced_on is not None and announced_on <= on
        stage = stage_of(one.unsupplied - SLACK, one.supplied, expropriated)
        for group in (bands[year_band(approved_on)], stages[stage], total):
            for n, value in enumerate((1, one.approved, one.supplied, one.disposed)):
                group[n] += value
        if abs(one.unsupplied) > SLACK:
            lines.append(Line(pk, key, region, document, approved_on, mu(one.approved), mu(one.supplied),
                              mu(one.disposed), mu(one.unsupplied), one.unsupplied < -SLACK, stage,
                              whole_months(approved_on, on)))
    # approvals come in the order of their days, and so do their bands
    return Stock(tuple(lines), tuple(_group(title, values) for title, values in bands.items()),
                 tuple(_group(s.label, stages[s]) for s in UnsuppliedStage if s in stages),
                 tuple(tasks(person, scope)), _group("", total))


def _group(title: str, values: list[int]) -> Group:
    count, approved, supplied, disposed = values
    return Group(title, count, mu(approved), mu(supplied), mu(disposed), mu(approved - supplied - disposed),
                 rate(supplied, approved))


def tasks(person: Person, scope: Scope) -> list[TaskLine]:
    """The tasks of the year by region: done is what the region's disposals of the year add up to."""
    first, last = scope.days()
    set_ = seen_by(person, REGISTERS["land.task"].model.objects.filter(withdrawn=False, year=scope.year))
    ledgers = {"批而未供": "land.unsupplied", "闲置土地": "land.idle"}
    names = region_names(set_.values_list("region", flat=True))
    found = []
    for kind, region, area, start in set_.order_by("kind", "region").values_list("kind", "region", "area", "stock"):
        done = REGISTERS[ledgers[kind]].model.objects.filter(
            withdrawn=False, region__startswith=region, disposed_on__gte=first, disposed_on__lte=last,
        ).aggregate(n=Sum("disposed_area"))["n"] or 0
        found.append(TaskLine(kind, region, names.get(region, region), mu(area), mu(done),
                              "" if start is None else mu(start), rate(done, area),
                              None if start is None else rate(done, start)))
    return found
