"""The figures of a year: each is a count, a sum or a ratio over records, and opens into those records.

A record counts in year Y when the figure's milestone is dated in Y and not after the as-of day; a task
counts in the year its year field names. Withdrawn records never count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet
from django.db.models import Sum as SumOf

from yulin.office.registers.declaration import REGISTERS, Count, Figure, Ratio, Register, Sum
from yulin.quantities.rates import rate


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked: the year, the region (code prefix, "" = all), and the day on which it is asked."""

    year: int
    region: str = ""
    as_of: dt.date | None = None

    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day that count."""
        last = dt.date(self.year, 12, 31)
        return dt.date(self.year, 1, 1), min(last, self.as_of) if self.as_of else last


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure as printed: ``value`` is exact at its decimals, None where it cannot be stated (no records,
    0 ÷).
    """

    code: str
    title: str
    value: Decimal | None
    unit: str
    records: int
    register: str

    @property
    def shown(self) -> str:
        """The value as text; "—" when it cannot be stated."""
        return "—" if self.value is None else f"{self.value}"

    def as_json(self) -> dict[str, Any]:
        """The contract's object."""
        return {
            "code": self.code,
            "title": self.title,
            "value": None if self.value is None else str(self.value),
            "unit": self.unit,
            "records": self.records,
        }


def all_figures() -> dict[str, tuple[Register, Figure]]:
    """Every declared figure by code, with its register."""
    return {f.code: (r, f) for r in REGISTERS.values() for f in r.figures}


def records_behind(register: Register, figure: Figure, scope: Scope) -> QuerySet[Any]:
    """The records that a figure counts (for a ratio: those of its two parts)."""
    found: QuerySet[Any] = register.model.objects.filter(_counted(register, figure, scope), withdrawn=False)
    return found.filter(region__startswith=scope.region) if scope.region else found


def _counted(register: Register, figure: Figure, scope: Scope) -> Q:
    if isinstance(figure, Ratio):
        parts = {f.code: f for f in register.figures}
        return _counted(register, parts[figure.done], scope) | _counted(register, parts[figure.whole], scope)
    condition = Q()
    for where in figure.where:
        condition &= where.q()
    if isinstance(figure, Sum) and figure.year_field:
        return condition & Q(**{figure.year_field: scope.year, f"{figure.field}__isnull": False})
    first, last = scope.days()
    day = register.milestone(figure.on).day_field
    return condition & Q(**{f"{day}__gte": first, f"{day}__lte": last})


def rests_on(register: Register, figure: Figure) -> set[str]:
    """The columns that a figure rests on, beside the region and whether records are withdrawn."""
    if isinstance(figure, Ratio):
        parts = {f.code: f for f in register.figures}
        return rests_on(register, parts[figure.done]) | rests_on(register, parts[figure.whole])
    names = {where.field for where in figure.where}
    names |= {figure.field} if isinstance(figure, Sum) else {figure.distinct} - {""}
    if isinstance(figure, Sum) and figure.year_field:
        return names | {figure.year_field}
    return names | {register.milestone(figure.on).day_field}


def value_of(register: Register, figure: Figure, scope: Scope) -> FigureValue:
    """One figure's value in the scope."""
    return values_in(register, [figure], scope)[0]


def values_in(register: Register, wanted: Sequence[Figure], scope: Scope) -> list[FigureValue]:
    """The values of some figures of one register; figures over the same records are asked for in one query."""
    parts = {f.code: f for f in register.figures}
    needed = [
        part for f in wanted for part in ((parts[f.done], parts[f.whole]) if isinstance(f, Ratio) else (f,))
    ]
    tallies = _tallies(register, needed, scope)
    return [_value(register, figure, tallies, scope) for figure in wanted]


@dataclass(frozen=True, slots=True)
class _Tally:
    """What the database answered for a count or a sum: the number and how many records."""

    number: int
    records: int


def _tallies(register: Register, figures: Iterable[Figure], scope: Scope) -> dict[str, _Tally]:
    groups: dict[Any, list[Figure]] = {}
    for figure in figures:
        if isinstance(figure, Sum) and figure.year_field:
            groups.setdefault((figure.field, figure.year_field, figure.where), []).append(figure)
        elif not isinstance(figure, Ratio):
            groups.setdefault((figure.on, figure.where), []).append(figure)
    found: dict[str, _Tally] = {}
    for alike in groups.values():
        asked: dict[str, Any] = {"n": CountOf("pk")}
        for number, figure in enumerate(alike):
            if isinstance(figure, Sum):
                asked[f"f{number}"] = SumOf(figure.field)
            elif isinstance(figure, Count) and figure.distinct:
                asked[f"f{number}"] = CountOf(figure.distinct, distinct=True)
        answer = records_behind(register, alike[0], scope).aggregate(**asked)
        for number, figure in enumerate(alike):
            counted = answer[f"f{number}"] if f"f{number}" in answer else answer["n"]
            found[figure.code] = _Tally(int(counted or 0), answer["n"])
    return found


def _value(register: Register, figure: Figure, tallies: dict[str, _Tally], scope: Scope) -> FigureValue:
    if isinstance(figure, Ratio):
        percent = rate(tallies[figure.done].number, tallies[figure.whole].number)
        records = records_behind(register, figure, scope).count()
        return FigureValue(figure.code, figure.title, percent, "%", records, register.code)
    tally = tallies[figure.code]
    if isinstance(figure, Count):
        value, unit = Decimal(tally.number), figure.unit
    else:
        field = register.column(figure.field).field
        value, unit = field.to_unit(tally.number), field.unit
        if figure.decimals is not None:
            value = value.quantize(Decimal(1).scaleb(-figure.decimals))
    return FigureValue(figure.code, figure.title, value, unit, tally.records, register.code)


def figures_of(scope: Scope) -> list[FigureValue]:
    """All figures of the scope, in the order in which the registers declare them."""
    return [
        value for register in REGISTERS.values() for value in values_in(register, register.figures, scope)
    ]
