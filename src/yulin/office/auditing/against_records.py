"""The office's figures as plain values for the auditor (台账指标): what the records say, and how reports call it.

A figure is known by its title and by the words that stand before it in the report that the office itself would write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from yulin.audit import AuditReport, audit_text
from yulin.audit.against import hold_against, year_to_hold
from yulin.audit.elsewhere import KnownFigure
from yulin.audit.identity import identity_of
from yulin.audit.topics import topics_of
from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.office.accounts.models import Region
from yulin.office.figures.report import compose
from yulin.office.figures.values import Scope, figures_of


def holder(region: str = "", hints: bool = True) -> Callable[[AuditReport], None]:
    """What holds a report against the records of the region; a remark says how many numbers it held, or why none.

    The figures of a year (or a part of it) are computed once for all reports. hints: each finding tells the command
    that opens the records; a page has a link instead.
    """
    regions = region_names(region)
    known: dict[tuple[int, dt.date | None], list[KnownFigure]] = {}

    def hold(report: AuditReport) -> None:
        report.remarks = (*report.remarks, _held(report))

    def _held(report: AuditReport) -> str:
        try:
            year, day = year_to_hold(report, regions), identity_of(report.text).as_of
        except Refusal as why:
            return str(why)
        if (year, day) not in known:
            figures = known_figures(year, region, day)
            known[year, day] = figures if hints else [replace(figure, hint="") for figure in figures]
        if not known[year, day]:
            return _("台账中没有 {year} 年的记录，未与台账核对。").format(year=year)
        return _("与台账核对 {n} 个数。").format(n=hold_against(report, known[year, day], year))

    return hold


def known_figures(year: int, region: str = "", as_of: dt.date | None = None) -> list[KnownFigure]:
    """Every figure of the year that has records behind it. region: code prefix, "" = all; as_of: None = all of it."""
    scope = Scope(year, region, as_of)
    names = _phrases(scope)
    return [KnownFigure(v.code, v.title, v.value, v.unit, year, v.records, (v.title, *names.get(v.code, ())),
                        _hint(v.code, scope))
            for v in figures_of(scope) if v.value is not None and v.records]


def region_names(region: str = "") -> list[str]:
    """The names by which reports call the office's region (its own code and the districts above its towns)."""
    inside = Region.objects.filter(code__startswith=region) if region else Region.objects.all()
    return [r.name for r in inside.order_by("code") if len(r.code) <= 6 or r.code == region]


def _hint(code: str, scope: Scope) -> str:
    place = f" --region {scope.region}" if scope.region else ""
    return _("查看其记录：yulin figures trace {code} --year {year}{place}").format(
        code=code, year=scope.year, place=place)


def _phrases(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Figure → the words before it in the office's own report of the scope."""
    try:
        made = compose(scope)
    except Refusal:
        return {}
    offset, places = 0, {}
    for block in made.blocks:
        for run in block.runs:
            if run.code:
                places[offset] = run.code
            offset += len(run.text)
        offset += 1
    read = audit_text(made.text)
    topics = topics_of(read.quantities)
    return {places[q.start]: (topics[q.number],) for q in read.quantities if q.start in places and q.number in topics}
