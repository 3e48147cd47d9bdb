"""The page of a register: its records filtered, sorted, totalled, and leafed through."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import shapely
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yulin.office.accounts.rights import may
from yulin.office.figures.values import Scope
from yulin.office.registers import lists
from yulin.office.registers.declaration import Column, Register, register_of
from yulin.office.registers.duties import URGENCIES, running_now
from yulin.office.registers.parcel import lonlat_geometry, parcel_of
from yulin.office.web.cells import Cell, caption, cell, region_names
from yulin.office.web.frame import address, scope_of
from yulin.office.web.layers import backdrop
from yulin.office.web.list_choices import choices, chosen_columns, views_of

KEPT = ("region", "year", "as_of", "sort", "cols", "map", "window", "since")  # what a filter leaves as it is
COUNTED = 20_000  # the quick filters count what they would show up to here: a count passes over every record found


@dataclass(frozen=True, slots=True)
class Row:
    """One record in the list."""

    record: Any
    cells: list[Cell]
    stage: str
    day: str
    placed: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A quick filter with the number of records that it would show."""

    label: str
    count: int
    url: str
    chosen: bool
    state: str = ""


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
    sortable = lists.sortable(register)
    for column in lists.listed(register, asked.columns):
        up, down = asked.sort == column.name, asked.sort == f"-{column.name}"
        after = f"-{column.name}" if up else "" if down else column.name
        heads.append(Head(column, _with(request, sort=after) if column.name in sortable else "",
                          "up" if up else "down" if down else "", bool(column.field.numeric)))
    return heads


def _chips(request: HttpRequest, register: Register, asked: lists.Question, records: QuerySet[Any],
           scope: Scope) -> list[Chip]:
    """The stages and the clocks with something late or near, each with its number of records."""
    day = scope.as_of or dt.date.today()
    wide = replace(asked, stage="", clock="")
    found = lists.found_records(register, request.user, scope, wide) if asked.stage or asked.clock else records
    counts = lists.stage_counts(register, found, day)
    titles = {lists.NONE_YET: _("尚未开始")} | {m.name: _(m.title) for m in register.milestones}
    chips = [Chip(titles[name], n, _with(request, stage="" if asked.stage == name else name, clock=""),
                  asked.stage == name) for name, n in counts.items() if n or asked.stage == name]
    for number, clock in enumerate(register.clocks):
        now = running_now(register, clock, found, day)
        for state, word in zip(URGENCIES, (_("超期"), _("临期"), _("中止")), strict=True):
            value = f"{number}-{state}"
            n = now.number(state)
            if n or asked.clock == value:
                chips.append(Chip(f"{_(clock.title)} {word}", n, _with(
                    request, clock="" if asked.clock == value else value, stage=""), asked.clock == value, state))
    return chips


def _rows(register: Register, records: list[Any], as_of: Any, chosen: Sequence[str], within: str) -> list[Row]:
    columns = lists.listed(register, chosen)
    names = region_names(r.region for r in records)
    rows = []
    for record in records:
        stage = record.stage(as_of)
        day = record.day_of(stage.name) if stage else None
        rows.append(Row(record, [cell(record, c, names, within) for c in columns], stage.title if stage else "",
                        day.isoformat() if day else "", register.has_parcel and record.parcel_west is not None))
    return rows


def register_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of a register."""
    register = the_register(slug)
    scope = scope_of(request)
    asked = replace(lists.read_question(register, request.GET), columns=chosen_columns(request, register))
    records = lists.found_records(register, request.user, scope, asked)
    totals = lists.totals_of(register, records, asked.columns, asked)
    pages = max(1, -(-totals.records // lists.PAGE))
    text = request.GET.get("page", "1")
    number = min(max(int(text), 1), pages) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
    filters = lists.filters(register, asked, scope.year)
    chips = [(f.label, f.chosen or f.value, _with(request, **{f.name: ""})) for f in filters if f.value]
    if asked.words:
        chips.append((_("文字"), asked.words, _with(request, q="")))
    if asked.since:
        chips.append((_("改动"), _("自 {at} 起").format(at=localtime(asked.since).strftime("%m-%d %H:%M")),
                      _with(request, since="")))
    if asked.window:
        chips.append((_("图上范围"), _("见地图"), _with(request, window="")))
    mapped = register.has_parcel and request.GET.get("map") == "1"
    shown = lists.page_of(register, records, asked, number) if totals.records else []
    first = (number - 1) * lists.PAGE + 1
    return render(request, "web/register.html", {
        "register": register, "asked": asked, "filters": filters, "chips": chips, "totals": totals,
        "heads": _heads(request, register, asked),
        "rows": _rows(register, shown, scope.as_of, asked.columns, request.user.region),
        "sums": [totals.sums.get(c.name) for c in lists.listed(register, asked.columns)],
        "quick": _chips(request, register, asked, records, scope) if totals.records <= COUNTED else [],
        "columns": choices(register, asked.columns), "views": views_of(request, register),
        "query": request.GET.urlencode(), "mapped": mapped, "box": _box(shown) if mapped else "",
        "map_toggle": _with(request, map="" if mapped else "1", window="") if register.has_parcel else "",
        "layers": backdrop(scope.as_of or dt.date.today()) if mapped else "",
        "may_change": may(request.user, "change"),
        "number": number, "pages": pages, "first": first, "last": first + len(shown) - 1,
        "previous": _with(request) + f"&page={number - 1}" if number > 1 else "",
        "following": _with(request) + f"&page={number + 1}" if number < pages else "",
        "plain": _plain(request), "kept": [(w, request.GET[w]) for w in KEPT if request.GET.get(w)],
        "export_query": urlencode({n: v for n, v in request.GET.items() if n != "page"}),
        "may_create": may(request.user, "create"), "may_load": may(request.user, "load"),
        "may_export": may(request.user, "export"),
    })


def _box(records: list[Any]) -> str:
    """The box in degrees of the parcels on this page, as the map takes it; "" where none is on the map."""
    held = [r for r in records if r.parcel_west is not None]
    if not held:
        return ""
    sides = (min(r.parcel_west for r in held), min(r.parcel_south for r in held),
             max(r.parcel_east for r in held), max(r.parcel_north for r in held))
    return ",".join(f"{side:.6f}" for side in sides)


def places(request: HttpRequest, slug: str) -> HttpResponse:
    """The parcels of the page of the list at the same address (GeoJSON, degrees); beside them the list's map."""
    register = the_register(slug)
    if not register.has_parcel:
        raise Http404
    scope = scope_of(request)
    asked = lists.read_question(register, request.GET)
    records = lists.found_records(register, request.user, scope, asked)
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 7 else 1
    start = (max(number, 1) - 1) * lists.PAGE
    keys = list(lists.ordered(records, asked).values_list("pk", flat=True)[start:start + lists.PAGE])
    features = []
    for record in register.model.objects.filter(pk__in=keys, parcel_wkb__isnull=False).defer("haystack"):
        value = parcel_of(record)
        if value is not None:
            features.append({"type": "Feature", "id": record.pk,
                             "geometry": json.loads(shapely.to_geojson(lonlat_geometry(value))),
                             "properties": {"pk": record.pk, "key": record.key, "title": caption(record) or record.key,
                                            "url": address(request, "record", slug, record.pk)}})
    return JsonResponse({"type": "FeatureCollection", "features": features})


def _plain(request: HttpRequest) -> str:
    """The address of the list with the scope alone."""
    kept = {w: request.GET[w] for w in ("region", "year", "as_of") if request.GET.get(w)}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
