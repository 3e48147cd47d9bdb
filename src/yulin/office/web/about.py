"""A register's documentation page, read off its declaration: columns, steps, clocks, gates, figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yulin.findings import Refusal
from yulin.law.parameters import Law, Parameter
from yulin.office.registers.declaration import Count, Figure, Ratio, Register, Sum
from yulin.office.registers.kinds import kind_of, options_of
from yulin.office.web.frame import as_of
from yulin.office.web.ledger import the_register


def _parameter(code: str, day: dt.date) -> Parameter | None:
    try:
        return Law.on(day).value(code)
    except Refusal:
        return None


def _figure(register: Register, figure: Figure) -> dict[str, Any]:
    if isinstance(figure, Ratio):
        parts = {f.code: f.title for f in register.figures}
        return {"code": figure.code, "title": figure.title, "unit": "%", "done": parts[figure.done],
                "whole": parts[figure.whole]}
    of = figure.distinct if isinstance(figure, Count) else figure.field
    field = register.column(of).field if of else None
    unit = figure.unit if isinstance(figure, Count) else field.unit if field else ""
    year = figure.year_field if isinstance(figure, Sum) else ""
    by = register.column(year).label if year else f"{register.milestone(figure.on).title}日期"
    where = [(register.column(w.field).label, w.negated, [str(v) for v in w.values]) for w in figure.where]
    return {"code": figure.code, "title": figure.title, "unit": unit, "of": field.label if field else "", "by": by,
            "where": where, "distinct": isinstance(figure, Count) and bool(figure.distinct)}


def about(request: HttpRequest, slug: str) -> HttpResponse:
    """What the register is, column by column."""
    register = the_register(slug)
    day = as_of(request)
    clocks = [(c, _parameter(c.parameter, day) if c.parameter else None, register.milestone(c.until),
               register.column(c.due).label if c.due else "",
               next((m.title for m in register.milestones if m.name == c.since), ""))
              for c in register.clocks]
    return render(request, "web/about.html", {
        "register": register, "columns": [(c, kind_of(c), options_of(c)) for c in register.columns], "clocks": clocks,
        "gates": [(register.milestone(g.milestone), g.cites) for g in register.gates],
        "figures": [_figure(register, f) for f in register.figures],
        "doc": (register.model.__doc__ or "").strip()})
