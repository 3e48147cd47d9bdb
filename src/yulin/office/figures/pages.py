"""The pages of figures: the list, a figure's trace, and the report with each figure linked to its trace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yulin.office.accounts.models import Region
from yulin.office.accounts.rights import may
from yulin.office.figures.drawing import bar_chart, line_chart
from yulin.office.figures.history import by_region, moved_since, over_years
from yulin.office.figures.report import compose
from yulin.office.figures.report_docx import report_docx
from yulin.office.figures.traces import trace_rows
from yulin.office.figures.values import FigureValue, Scope, all_figures, figures_of
from yulin.office.figures.word_templates import fill, template_names
from yulin.office.registers.declaration import Count, Figure, Ratio, Register
from yulin.office.web.frame import FAMILIES, SCOPE, ordered_registers, scope_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ROWS_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one register."""

    register: Register
    figures: list[FigureValue]


def figures(request: HttpRequest) -> HttpResponse:
    """All figures of the scope, by family and register; every value opens its trace."""
    values = figures_of(scope_of(request))
    groups = [Group(r, [v for v in values if v.register == r.code]) for r in ordered_registers()]
    families = [
        (title, [g for g in groups if g.register.family == code and g.figures])
        for code, title in FAMILIES.items()
    ]
    shown = [family for family in families if family[1]]
    return render(
        request, "figures/figures.html", {"families": shown, "may_report": may(request.user, "report")}
    )


def figure_trace(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: how it is computed, and the records behind it, each a link."""
    known = all_figures()
    if code not in known:
        raise Http404
    register, figure = known[code]
    scope = scope_of(request)
    found = trace_rows(code, scope)
    years, regions = over_years(code, scope), by_region(code, scope)
    title, unit = _(found.figure.title), _(found.figure.unit)
    page = Paginator(found.rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    names = dict(Region.objects.filter(code__in={r.region for r in page}).values_list("code", "name"))
    return render(
        request,
        "figures/trace.html",
        {
            "register": register,
            "figure": found.figure,
            "page": page,
            "names": names,
            "rule": _rule(register, figure),
            "total": len(found.rows),
            "years": line_chart([(str(y.year), y.value.value if y.value.records else None) for y in years],
                                _("{figure}（{unit}）十年变化").format(figure=title, unit=unit)),
            "partial": any(y.partial and y.value.records for y in years),
            "regions": bar_chart([(r.name, v.value) for r, v in regions if v.value is not None],
                                 _("{figure}（{unit}）按区域").format(figure=title, unit=unit)) if regions else "",
        },
    )


def _rule(register: Register, figure: Figure) -> dict[str, Any]:
    """How the figure is computed, as titles that the page puts into a sentence."""
    if isinstance(figure, Ratio):
        titles = {f.code: f.title for f in register.figures}
        return {"done": (figure.done, titles[figure.done]), "whole": (figure.whole, titles[figure.whole])}
    conditions = [
        (register.column(w.field).label, "≠" if w.negated else "=", [str(v) or "∅" for v in w.values])
        for w in figure.where
    ]
    of = figure.distinct if isinstance(figure, Count) else figure.field
    by = (
        register.milestone(figure.on).title + "日期"
        if figure.on
        else (register.column(figure.year_field).label if not isinstance(figure, Count) else "")
    )
    return {"of": register.column(of).label if of else "", "by": by, "conditions": conditions}


def report(request: HttpRequest) -> HttpResponse:
    """The year's report on a page, each figure a link; with ``file=docx`` the Word document."""
    if not may(request.user, "report"):
        raise PermissionDenied
    scope: Scope = scope_of(request)
    chosen = request.GET.get("template", "")
    if chosen and request.GET.get("file") == "docx":
        filled = fill(chosen, scope)
        return _word(filled.data, f"{chosen}{scope.year}")
    if not any(v.records for v in figures_of(scope)):
        return render(request, "figures/report_empty.html", {})
    made = compose(scope)
    if request.GET.get("file") == "docx":
        return _word(report_docx(made), made.title)
    return render(request, "figures/report.html", {"report": made, "templates": template_names()})


def _word(data: bytes, title: str) -> HttpResponse:
    response = HttpResponse(data, content_type=WORD)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.docx"
    return response


def moved(request: HttpRequest) -> HttpResponse:
    """What changed in the year's figures since a day (``since``; a month before the as-of day unless given)."""
    scope = scope_of(request)
    today = scope.as_of or dt.date.today()
    try:
        since = dt.date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        since = today - dt.timedelta(days=30)
    kept = [(word, request.GET[word]) for word in SCOPE if request.GET.get(word)]
    return render(request, "figures/moved.html", {"since": since, "moved": moved_since(scope, min(since, today)),
                                                  "kept": kept})
