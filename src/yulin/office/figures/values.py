"""The figures of a year: each is a count, a sum or a ratio over records, and opens into those records.

A record counts in year Y when the figure's milestone is dated in Y and not after the as-of day; a task
counts in the year its year field names. Withdrawn records never count.
"""

from __future__ import annotations

import datetime as dt
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


def value_of(register: Register, figure: Figure, scope: Scope) -> FigureValue:
    """One figure's value in the scope."""
    if isinstance(figure, Ratio):
        return _ratio(register, figure, scope)
    behind = records_behind(register, figure, scope)
    if isinstance(figure, Count):
        asked = behind.aggregate(n=CountOf("pk"), d=CountOf(figure.distinct or "pk", distinct=True))
        counted = asked["d"] if figure.distinct else asked["n"]
        return FigureValue(
            figure.code, figure.title, Decimal(counted), figure.unit, asked["n"], register.code
        )
    total, records = _sum(figure, behind)
    field = register.column(figure.field).field
    return FigureValue(
        figure.code, figure.title, _in_unit(field, figure, total), field.unit, records, register.code
    )


def _sum(figure: Sum, behind: QuerySet[Any]) -> tuple[int, int]:
    asked = behind.aggregate(total=SumOf(figure.field), n=CountOf("pk"))
    return int(asked["total"] or 0), asked["n"]


def _in_unit(field: Any, figure: Sum, total: int) -> Decimal:
    value: Decimal = field.to_unit(total)
    return value if figure.decimals is None else value.quantize(Decimal(1).scaleb(-figure.decimals))


def _ratio(register: Register, figure: Ratio, scope: Scope) -> FigureValue:
    parts = {f.code: f for f in register.figures}
    done, whole = parts[figure.done], parts[figure.whole]
    if not (isinstance(done, Sum) and isinstance(whole, Sum)):
        raise TypeError(f"{figure.code}: a ratio needs two sums")
    above, _n = _sum(done, records_behind(register, done, scope))
    below, _m = _sum(whole, records_behind(register, whole, scope))
    records = records_behind(register, figure, scope).count()
    return FigureValue(figure.code, figure.title, rate(above, below), "%", records, register.code)


def figures_of(scope: Scope) -> list[FigureValue]:
    """All figures of the scope, in the order in which the registers declare them."""
    return [value_of(register, figure, scope) for register, figure in all_figures().values()]


def trace(code: str, scope: Scope) -> tuple[Register, Figure, FigureValue, QuerySet[Any]]:
    """What stands behind a figure; KeyError when there is no such figure."""
    register, figure = all_figures()[code]
    behind = records_behind(register, figure, scope)
    return register, figure, value_of(register, figure, scope), behind.order_by(register.key)
