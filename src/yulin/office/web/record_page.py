"""The page of one record: its fields, timeline, clocks, gates, parcel, relations and history."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yulin.office.accounts.rights import may, seen_by
from yulin.office.registers.declaration import Column, Milestone, Register
from yulin.office.registers.parcel import lonlat_geometry, parcel_of
from yulin.office.registers.readings import readings_of
from yulin.office.registers.stages import ClockReading, read_clocks
from yulin.office.web.cells import GROUPS, Cell, caption, cell, group_of, region_names
from yulin.office.web.clocks import shown_clocks
from yulin.office.web.frame import address, as_of
from yulin.office.web.history import HistoryLine, history_of
from yulin.office.web.kin import kin_of
from yulin.office.web.layers import backdrop
from yulin.office.web.ledger import the_register
from yulin.quantities.area import area_to


@dataclass(frozen=True, slots=True)
class Demand:
    """What one gate asks before a step: the provision, and what is still missing ("" when it is met)."""

    cites: str
    missing: str


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone in the timeline of a record.

    state: ``done``, ``done_late``, ``planned`` (a date after the as-of day), ``late`` (its clock has run out),
    ``soon``, ``suspended`` (its clock stands still), ``next`` (the first not reached) or ``open``.
    """

    milestone: Milestone
    day: dt.date | None
    document: str
    state: str
    clock: ClockReading | None
    demands: list[Demand]
    by: str

    @property
    def open(self) -> bool:
        """Whether nothing that the register's gates ask is missing."""
        return not any(d.missing for d in self.demands)


def the_record(request: HttpRequest, slug: str, pk: int) -> Any:
    """The record of an address; 404 when there is none, or none that the person may see."""
    register = the_register(slug)
    record = seen_by(request.user, register.model.objects.all()).filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


def timeline(record: Any, day: dt.date, readings: Sequence[ClockReading], lines: Sequence[HistoryLine]) -> list[Step]:
    """The steps that apply to the record, each with its state on ``day``."""
    register: Register = record.register
    clocks = {register.clocks[reading.number].until: reading for reading in readings}
    steps, next_seen = [], False
    for milestone in record.steps():
        reached = record.day_of(milestone.name)
        clock = clocks.get(milestone.name)
        if reached is not None and reached <= day:
            state = "done_late" if clock and clock.state == "done_late" else "done"
        elif clock and clock.state in ("late", "soon", "suspended"):
            state = clock.state
        else:
            state = "planned" if reached is not None else "open" if next_seen else "next"
        next_seen = next_seen or reached is None or reached > day
        demands = list(dict.fromkeys(Demand(gate.cites, "；".join(gate.needs(record))) for gate in register.gates
                                     if gate.milestone == milestone.name))
        document = getattr(record, milestone.document_field) if milestone.document_field else ""
        steps.append(Step(milestone, reached, document, state, clock, demands,
                          next((line.who for line in lines if milestone.day_field in line.fields), "")))
    return steps


def _groups(record: Any, names: dict[str, str], within: str) -> list[tuple[str, list[Cell]]]:
    register: Register = record.register
    stepped = {m.day_field for m in register.milestones} | {m.document_field for m in register.milestones}
    grouped: dict[str, list[Column]] = {title: [] for title in GROUPS}
    for column in register.columns:
        if column.name not in stepped:
            grouped[group_of(column)].append(column)
    return [(title, [cell(record, c, names, within) for c in columns]) for title, columns in grouped.items() if columns]


def files_of(record: Any) -> list[Any]:
    """The record's attachments as its page shows them."""
    from yulin.office.web.attachments import shown_attachments  # its pages need the record's

    return shown_attachments(record)


def page_context(request: HttpRequest, record: Any) -> dict[str, Any]:
    """Everything that the record's page shows."""
    register: Register = record.register
    day = as_of(request)
    readings = read_clocks(record, day)
    lines = history_of(record)
    names = region_names([record.region])
    kin = kin_of(request.user, record)
    placed = register.has_parcel and record.parcel_west is not None
    stage = record.stage(day)
    held = may(request.user, "change", record.region) and not record.withdrawn
    return {
        "register": register, "record": record, "caption": caption(record), "stage": stage,
        "groups": _groups(record, names, request.user.region),
        "steps": timeline(record, day, readings, lines), "clocks": shown_clocks(record, readings),
        "history": lines, "kin": kin, "files": files_of(record), "placed": placed,
        "region_name": names.get(record.region, record.region),
        "box": f"{record.parcel_west},{record.parcel_south},{record.parcel_east},{record.parcel_north}"
               if placed else "",
        "parcel_area": parcel_text(record) if placed else "", "layers": backdrop(day) if placed else "",
        "may_change": held, "may_withdraw": held and may(request.user, "withdraw", record.region),
        "may_load": held and may(request.user, "load", record.region),
        "may_waive": held and may(request.user, "waive", record.region), "law": readings_of(record, day),
        "derived": register.derived(record) if register.derived else [],
    }


def parcel_text(record: Any) -> str:
    """The parcel's survey area in m² and mu, and the CRS in which it was surveyed."""
    square = f"{record.parcel_area // 100:,}.{record.parcel_area % 100:02d}"
    mu = f"{area_to(record.parcel_area, '亩', 2):,}"
    return _("{square} m²（{mu} 亩），EPSG:{epsg}").format(square=square, mu=mu, epsg=record.parcel_epsg)


def record_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The page of a record."""
    record = the_record(request, slug, pk)
    return render(request, "web/record.html", page_context(request, record))


def near_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The records in the same place: the part of the record's page that is asked for after it is drawn."""
    from yulin.office.web.nearby import nearby

    record = the_record(request, slug, pk)
    return render(request, "web/near.html", {"record": record, "register": record.register,
                                             "near": nearby(request.user, record)})


def parcel_json(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The record's parcel as GeoJSON (CGCS2000 degrees); an empty collection when it has none."""
    record = the_record(request, slug, pk)
    value = parcel_of(record) if record.register.has_parcel else None
    features = [] if value is None else [{
        "type": "Feature", "id": record.pk, "geometry": json.loads(shapely.to_geojson(lonlat_geometry(value))),
        "properties": {"key": record.key, "title": caption(record) or record.key,
                       "url": address(request, "record", slug, pk)}}]
    return JsonResponse({"type": "FeatureCollection", "features": features})


def by_key(request: HttpRequest, slug: str) -> HttpResponse:
    """To the record with the key ``?key=``; 404 when there is none that the person may see."""
    register = the_register(slug)
    records = seen_by(request.user, register.model.objects.all())
    pk = records.filter(**{register.key: request.GET.get("key", "")}).values_list("pk", flat=True).first()
    if pk is None:
        raise Http404
    return HttpResponseRedirect(address(request, "record", slug, pk))
