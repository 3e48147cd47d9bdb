"""Pages of the land family beyond its registers: one parcel's life, approved but unsupplied land, the quota pool."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

import shapely
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.findings import Refusal
from yulin.office.accounts.models import Region
from yulin.office.accounts.rights import may
from yulin.office.land import pool, stock
from yulin.office.land.life import Life, life_at, life_of
from yulin.office.land.reminders import reminders
from yulin.office.land.suspects import suspects
from yulin.office.registers import acts, lists
from yulin.office.registers.declaration import register_of
from yulin.office.registers.parcel import lonlat_geometry, parcel_of
from yulin.office.web.cells import caption
from yulin.office.web.frame import address, as_of, scope_of
from yulin.office.web.layers import backdrop
from yulin.office.web.ledger import the_register
from yulin.office.web.record_page import the_record
from yulin.review.result import mu


def point(text: str) -> tuple[float, float]:
    """``longitude,latitude`` in degrees; Refusal for anything else."""
    try:
        lon, lat = (Decimal(part.strip()) for part in text.split(","))
    except (InvalidOperation, ValueError):
        raise Refusal(_("坐标“{text}”应为“经度,纬度”（度）。").format(text=text[:60])) from None
    if not (lon.is_finite() and lat.is_finite() and abs(lon) <= 180 and abs(lat) <= 90):
        raise Refusal(_("坐标“{text}”应为“经度,纬度”（度）。").format(text=text[:60]))
    return float(lon), float(lat)


def shown_life(request: HttpRequest, life: Life) -> dict[str, Any]:
    """What the page of a life shows."""
    lines = [{"event": e, "url": address(request, "record", e.member.register.slug, e.member.record.pk),
              "caption": caption(e.member.record)} for e in life.events]
    members = [{"member": m, "url": address(request, "record", m.register.slug, m.record.pk),
                "caption": caption(m.record), "area": None if m.area is None else mu(m.area),
                "undated": not any(m.record.day_of(s.name) for s in m.record.steps())} for m in life.members]
    batches = [{"batch": b, "url": address(request, "record", "land-batch", b.pk), "approved": mu(x.approved),
                "supplied": mu(x.supplied), "disposed": mu(x.disposed),
                "unsupplied": mu(x.unsupplied)} for b, x in life.batches]
    return {"lines": lines, "members": members, "batches": batches, "findings": life.findings}


def life_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The life of a record's ground."""
    record = the_record(request, slug, pk)
    day = as_of(request)
    placed = record.register.has_parcel and record.parcel_west is not None
    box = f"{record.parcel_west},{record.parcel_south},{record.parcel_east},{record.parcel_north}" if placed else ""
    return render(request, "land/life.html", {
        "record": record, "register": record.register, "title": record.key, "caption": caption(record), "box": box,
        "layers": backdrop(day) if placed else "", "shapes": address(request, "life-shapes", slug, pk),
        **shown_life(request, life_of(request.user, record, day))})


def life_at_page(request: HttpRequest) -> HttpResponse:
    """The life of the ground at ``?at=longitude,latitude``."""
    lon, lat = point(request.GET.get("at", ""))
    day = as_of(request)
    half = 0.002
    return render(request, "land/life.html", {
        "record": None, "register": None, "title": f"{lon:.6f}, {lat:.6f}", "caption": "",
        "box": f"{lon - half},{lat - half},{lon + half},{lat + half}", "layers": backdrop(day),
        "shapes": address(request, "life-shapes-at", at=f"{lon},{lat}"),
        **shown_life(request, life_at(request.user, lon, lat, day))})


def _shapes(request: HttpRequest, life: Life) -> JsonResponse:
    features = []
    for member in life.members:
        value = parcel_of(member.record) if member.register.has_parcel else None
        if value is not None:
            features.append({
                "type": "Feature", "id": member.record.pk,
                "geometry": json.loads(shapely.to_geojson(lonlat_geometry(value))),
                "properties": {"key": member.record.key, "title": f"{_(member.register.title)} {member.record.key}",
                               "url": address(request, "record", member.register.slug, member.record.pk)}})
    return JsonResponse({"type": "FeatureCollection", "features": features})


def life_shapes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The parcels of a record's life as GeoJSON."""
    return _shapes(request, life_of(request.user, the_record(request, slug, pk), as_of(request)))


def life_shapes_at(request: HttpRequest) -> HttpResponse:
    """The parcels of a point's life as GeoJSON."""
    return _shapes(request, life_at(request.user, *point(request.GET.get("at", "")), as_of(request)))


def stock_page(request: HttpRequest) -> HttpResponse:
    """批而未供: every approval with what is left of it, by year band, with tasks and both rates."""
    scope = scope_of(request)
    found = stock.stock(request.user, scope)
    return render(request, "land/stock.html", {
        "lines": [{"line": line, "url": address(request, "record", "land-batch", line.pk)} for line in found.lines],
        "bands": found.bands, "stages": found.stages, "tasks": found.tasks, "total": found.total,
        "day": scope.as_of or dt.date.today()})


def pool_page(request: HttpRequest) -> HttpResponse:
    """计划指标池: what each source gave, what was used, what is left."""
    scope = scope_of(request)
    day = scope.as_of or dt.date.today()
    return render(request, "land/pool.html", {
        "pools": [(p.source, *(pool.hectares(v) for v in (p.given, p.used, p.left)), p.left < 0)
                  for p in pool.pools(day)],
        "year": [(p.source, *(pool.hectares(v) for v in (p.given, p.used)))
                 for p in pool.pools(day, scope.year)], "day": day})


@require_http_methods(["GET", "POST"])
def suspects_page(request: HttpRequest) -> HttpResponse:
    """疑似闲置: what the clock finds in the supply ledger; a case is opened with what that ledger knows."""
    day = as_of(request)
    if request.method == "POST":
        return _open_case(request, day)
    found = suspects(request.user, day, scope_of(request).region)
    return render(request, "land/suspects.html", {
        "suspects": [{"supply": s.supply, "reading": s.reading, "months": s.months, "area": mu(s.supply.area)}
                     for s in found], "may_create": may(request.user, "create")})


def _open_case(request: HttpRequest, day: dt.date) -> HttpResponse:
    """An idle case for a supplied parcel, found on the day."""
    text = request.POST.get("supply", "")
    supply = the_record(request, "land-supply", int(text) if text.isascii() and text.isdecimal() else 0)
    register = register_of("land.idle")
    if register.model.objects.filter(supply_number=supply.number, withdrawn=False).exists():
        raise Refusal(_("“{key}”已有闲置案。").format(key=supply.number))
    values = {"number": f"XZ-{supply.number}", "supply_number": supply.number, "project": supply.project,
              "holder": supply.grantee, "region": supply.region, "area": supply.area, "price": supply.price,
              "agreed_start": supply.restarted_on or supply.agreed_start, "handed_over": supply.delivered_on,
              "started": supply.started_on, "stopped": supply.stopped_on, "due_area": supply.area,
              "built_area": supply.built_area, "investment": supply.investment, "invested": supply.invested,
              "kind": "动工不足" if supply.started_on else "未动工", "suspected_on": day}
    case = acts.create(register, acts.NewRecord(values, parcel_of(supply)), request.user, _("由供应台账的期限发现"))
    return HttpResponseRedirect(address(request, "record", "land-idle", case.pk))


def dossier_page(request: HttpRequest, pk: int) -> HttpResponse:
    """审查单元: the thirteen review units of a dossier with their material and what the records say of each."""
    from yulin.office.land.dossier import units_of

    record = the_record(request, "land-batch", pk)
    return render(request, "land/dossier.html", {"record": record, **units_of(record, as_of(request))})


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_REMINDERS = 500


def reminders_docx(request: HttpRequest, slug: str) -> HttpResponse:
    """催办文书 for the records that the list at the same address shows."""
    register = the_register(slug)
    if not may(request.user, "export"):
        raise PermissionDenied
    scope = scope_of(request)
    asked = lists.read_question(register, request.GET)
    records = lists.ordered(lists.found_records(register, request.user, scope, asked), asked)[:MOST_REMINDERS]
    day = scope.as_of or dt.date.today()
    own = Region.objects.filter(code=request.user.region).first() or Region.objects.order_by("code").first()
    data, count = reminders(records, day, _("{region}自然资源局").format(region=own.name if own else ""))
    if not count:
        raise Refusal(_("所选记录没有到期或临期的事项。"))
    name = quote(f"{_(register.title)}{_('催办通知')}{day:%Y%m%d}.docx")
    return HttpResponse(data, DOCX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"})
