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

from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.figures.values import Scope
from yulin.office.land.balances import SLACK, balances, mu
from yulin.office.registers.declaration import REGISTERS
from yulin.office.web.cells import region_names
from yulin.quantities.area import area_to
from yulin.quantities.rates import rate

BANDS = ((1949, 2008), (2009, 2018), (2019, 9999))
"""Year bands of approval as tasks name them: 2009–2018, 2019 and after (used in practice, recalled)."""
STAGES = ("批而未征", "征而未供", "部分供应", "已供应或处置完")


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
    stage: str
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


def hectares(area: int) -> str:
    """dm² in 公顷 with four decimals."""
    return f"{area_to(area, '公顷', 4)}"


def band_of(day: dt.date) -> str:
    """The year band of an approval."""
    first, last = next(b for b in BANDS if b[0] <= day.year <= b[1])
    return f"{first}—{last}" if last < 9999 else f"{first}—"


def stock(person: Person, scope: Scope) -> Stock:
    """The approvals of a person's region (or the scope's) as they stand on the scope's day."""
    on = scope.as_of or dt.date.today()
    batches = seen_by(person, REGISTERS["land.batch"].model.objects.filter(withdrawn=False, approved_on__lte=on))
    if scope.region:
        batches = batches.filter(region__startswith=scope.region)
    held = balances(batches, on)
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    lines = []
    wanted = ("pk", "name", "region", "approved_doc", "approved_on", "announced_on")
    rows = batches.order_by("approved_on", "pk").values_list(*wanted)
    for pk, key, region, document, approved_on, announced_on in rows:
        one = held[pk]
        expropriated = announced_on is not None and announced_on <= on
        stage = (STAGES[3] if one.unsupplied <= SLACK else STAGES[2] if one.supplied else
                 STAGES[1] if expropriated else STAGES[0])
        months = (on.year - approved_on.year) * 12 + on.month - approved_on.month - (on.day < approved_on.day)
        for group in (("band", band_of(approved_on)), ("stage", stage), ("total", "")):
            for n, value in enumerate((1, one.approved, one.supplied, one.disposed)):
                sums[group][n] += value
        if one.unsupplied > SLACK or one.unsupplied < -SLACK:
            lines.append(Line(pk, key, region, document, approved_on, mu(one.approved), mu(one.supplied),
                              mu(one.disposed), mu(one.unsupplied), one.unsupplied < -SLACK, stage, months))
    groups = {key: _group(key[1], values) for key, values in sums.items()}
    return Stock(tuple(lines), tuple(groups[k] for k in sorted(groups) if k[0] == "band"),
                 tuple(groups[("stage", s)] for s in STAGES if ("stage", s) in groups),
                 tuple(tasks(person, scope)), groups.get(("total", ""), _group("", [0, 0, 0, 0])))


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
