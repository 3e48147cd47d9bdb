"""A figure over ten years and by town: the same rule asked again for each year and each region."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from yulin.office.accounts.models import Region
from yulin.office.figures.values import FigureValue, Scope, all_figures, figures_of, value_of

YEARS = 10
MOST_REGIONS = 60


@dataclass(frozen=True, slots=True)
class YearValue:
    """One year's value of a figure; partial: the as-of day cuts the year short."""

    year: int
    value: FigureValue
    partial: bool


def over_years(code: str, scope: Scope) -> list[YearValue]:
    """The figure in the scope's year and the nine before it, the earliest first.

    A year that the as-of day cuts short says so; the years before it are whole.
    """
    register, figure = all_figures()[code]
    found = []
    for year in range(scope.year - YEARS + 1, scope.year + 1):
        one = Scope(year, scope.region, scope.as_of)
        last = one.days()[1]
        found.append(YearValue(year, value_of(register, figure, one), last < dt.date(year, 12, 31)))
    return found


def by_region(code: str, scope: Scope) -> list[tuple[Region, FigureValue]]:
    """The figure in each region directly below the scope's; those without a record are left out."""
    register, figure = all_figures()[code]
    if scope.region:
        length = len(scope.region) + 3
    else:
        shortest = min((len(c) for c in Region.objects.values_list("code", flat=True)), default=6)
        length = shortest + 3
    below = Region.objects.filter(code__startswith=scope.region, code__regex=f"^[0-9]{{{length}}}$").order_by("code")
    values = [(region, value_of(register, figure, Scope(scope.year, region.code, scope.as_of)))
              for region in below[:MOST_REGIONS]]
    return [(region, value) for region, value in values if value.records]


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that is not what it was on an earlier day."""

    before: FigureValue
    after: FigureValue

    @property
    def more(self) -> int:
        """How many more records stand behind it."""
        return self.after.records - self.before.records


def moved_since(scope: Scope, day: dt.date) -> list[Moved]:
    """The figures of the scope's year that differ from what stood on ``day``; by dates, not by later corrections."""
    before = {value.code: value for value in figures_of(Scope(scope.year, scope.region, day))}
    return [Moved(before[value.code], value) for value in figures_of(scope)
            if (before[value.code].value, before[value.code].records) != (value.value, value.records)]
