"""``/api/v1/figures``: the same figures as the pages and the command line, and their traces."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.errors import HttpError

from yulin.office.accounts.models import Person
from yulin.office.figures.traces import trace_rows
from yulin.office.figures.values import Scope, all_figures, figures_of

router = Router(tags=["figures"])


def scope_for(person: Person, year: int, region: str, as_of: dt.date | None) -> Scope:
    """The scope asked for, narrowed to the person's own region."""
    if not region.startswith(person.region):
        region = person.region
    return Scope(year, region, as_of)


Year = Query(..., ge=1949, le=2100)
Region = Query("", pattern=r"^\d{0,12}$")


@router.get("", response=list[dict[str, Any]])
def figures(
    request: HttpRequest, year: int = Year, region: str = Region, as_of: dt.date | None = None
) -> list[dict[str, Any]]:
    """The figures of a year."""
    return [v.as_json() for v in figures_of(scope_for(request.user, year, region, as_of))]


@router.get("/{code}/trace", response={200: dict[str, Any], 404: dict[str, str]})
def trace(
    request: HttpRequest, code: str, year: int = Year, region: str = Region, as_of: dt.date | None = None
) -> dict[str, Any]:
    """One figure and the records behind it."""
    if code not in all_figures():
        raise HttpError(404, f"no figure {code}")
    return trace_rows(code, scope_for(request.user, year, region, as_of)).as_json()
