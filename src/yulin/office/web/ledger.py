"""The page of a register: its records filtered, sorted, totalled, and leafed through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yulin.office.accounts.rights import may
from yulin.office.registers import lists
from yulin.office.registers.declaration import Column, Register, register_of
from yulin.office.web.cells import Cell, cell, region_names
from yulin.office.web.frame import scope_of


@dataclass(frozen=True, slots=True)
class Row:
    """One record in the list."""

    record: Any
    cells: list[Cell]
    stage: str
    day: str


@dataclass(frozen=True, slots=True)
class Head:
    """One column's head: its label, unit, the address that sorts by it, and how it is sorted now ("", "up", "down")."""

    column: Column
    url: str
    sorted: str
    numeric: bool


def the_register(slug: str) -> Register:
    """The register of an address; 404 when there is none."""
    try:
        register = register_of(slug)
    except KeyError:
        raise Http404 from None
    if register.slug != slug:
        raise Http404
    return register


def _with(request: HttpRequest, **changes: str) -> str:
    """The present address with some parameters changed ("" removes one); always back on the first page."""
    params = {name: request.GET[name] for name in request.GET if name != "page"}
    params.update(changes)
    kept = {name: value for name, value in params.items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else f"{request.path}?"


def _heads(request: HttpRequest, register: Register, asked: lists.Question) -> list[Head]:
    heads = []
    for column in lists.listed(register):
        up, down = asked.sort == column.name, asked.sort == f"-{column.name}"
        after = f"-{column.name}" if up else "" if down else column.name
        heads.append(Head(column, _with(request, sort=after), "up" if up else "down" if down else "",
                          bool(column.field.numeric)))
    return heads


def _rows(register: Register, records: list[Any], as_of: Any) -> list[Row]:
    columns = lists.listed(register)
    names = region_names(r.region for r in records)
    rows = []
    for record in records:
        stage = record.stage(as_of)
        day = record.day_of(stage.name) if stage else None
        rows.append(Row(record, [cell(record, c, names) for c in columns], stage.title if stage else "",
                        day.isoformat() if day else ""))
    return rows


def register_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of a register."""
    register = the_register(slug)
    scope = scope_of(request)
    asked = lists.read_question(register, request.GET)
    records = lists.found_records(register, request.user, scope, asked)
    totals = lists.totals_of(register, records)
    pages = max(1, -(-totals.records // lists.PAGE))
    text = request.GET.get("page", "1")
    number = min(max(int(text), 1), pages) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
    filters = lists.filters(register, asked, scope.year)
    chips = [(f.label, f.chosen or f.value, _with(request, **{f.name: ""})) for f in filters if f.value]
    if asked.words:
        chips.append((_("文字"), asked.words, _with(request, q="")))
    shown = lists.page_of(register, records, asked, number) if totals.records else []
    first = (number - 1) * lists.PAGE + 1
    return render(request, "web/register.html", {
        "register": register, "asked": asked, "filters": filters, "chips": chips, "totals": totals,
        "heads": _heads(request, register, asked), "rows": _rows(register, shown, scope.as_of),
        "sums": [totals.sums.get(c.name) for c in lists.listed(register)],
        "number": number, "pages": pages, "first": first, "last": first + len(shown) - 1,
        "previous": _with(request) + f"&page={number - 1}" if number > 1 else "",
        "following": _with(request) + f"&page={number + 1}" if number < pages else "",
        "plain": _plain(request), "kept": [(w, request.GET[w]) for w in ("region", "year", "as_of", "sort")
                                           if request.GET.get(w)],
        "export_query": urlencode({n: v for n, v in request.GET.items() if n != "page"}),
        "may_create": may(request.user, "create"), "may_load": may(request.user, "load"),
        "may_export": may(request.user, "export"),
    })


def _plain(request: HttpRequest) -> str:
    """The address of the list with the scope alone."""
    kept = {w: request.GET[w] for w in ("region", "year", "as_of") if request.GET.get(w)}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
