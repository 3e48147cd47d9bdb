"""The map page and what it asks the office: a place, what lies there, an area, a change, who is in view, a sheet."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.findings import Refusal
from yulin.office.accounts.rights import may, seen_by
from yulin.office.onemap.identifying import layers_at, records_at
from yulin.office.onemap.measuring import drawn_polygon, measured
from yulin.office.onemap.places import place_at, read_place
from yulin.office.onemap.printing import Sheet, sheet_pdf
from yulin.office.onemap.tree import leaves_of, tree_for
from yulin.office.onemap.window_change import change_in
from yulin.office.registers import search_index
from yulin.office.registers.lists import read_window
from yulin.office.web.cells import caption
from yulin.office.web.frame import address, as_of, ordered_registers

LAYER = re.compile(r"([a-z][a-z0-9]{0,30})(?:@(\d{4}-\d{2}-\d{2}))?")
MOST_FOUND = 12


def told(view: Callable[..., JsonResponse | HttpResponse]) -> Callable[..., JsonResponse | HttpResponse]:
    """A refusal as JSON, for the script that asked."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any) -> JsonResponse | HttpResponse:
        try:
            return view(request, *args)
        except Refusal as refusal:
            return JsonResponse({"error": str(refusal)}, status=422)

    return answered


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The map with its tree of layers; the address's own part (#) says what is shown and where."""
    tree = tree_for(request.user)
    leaves = leaves_of(tree)
    boxes = [leaf.box for leaf in leaves if leaf.box]
    box = [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes),
           max(b[3] for b in boxes)] if boxes else None
    return render(request, "onemap/map.html", {
        "tree": tree, "leaves": leaves, "box": ",".join(f"{v:.6f}" for v in box) if box else "",
        "dated": [leaf for leaf in leaves if len(leaf.versions) > 1], "basemap": settings.BASEMAP,
        "may_review": may(request.user, "create"), "may_print": may(request.user, "export")})


@require_safe
@told
def identify(request: HttpRequest) -> JsonResponse:
    """What lies at ``lon``, ``lat``: of the atlas layers named in ``layers``, and of every register."""
    place = place_at(_number(request, "lon"), _number(request, "lat"))
    wanted = [(m[1], m[2]) for text in request.GET.get("layers", "").split(",") if (m := LAYER.fullmatch(text))]
    return JsonResponse({"place": place.as_json(), "layers": layers_at(place, wanted),
                         "records": records_at(place, request.user, as_of(request)),
                         "life": address(request, "life-at", at=f"{place.lon:.7f},{place.lat:.7f}")})


@require_safe
@told
def find(request: HttpRequest) -> JsonResponse:
    """Where ``q`` is: coordinates, or the records it names that lie on the map."""
    text = request.GET.get("q", "").strip()[:100]
    place = read_place(text, _number(request, "near"))
    if place is not None:
        return JsonResponse({"place": place.as_json(), "records": []})
    words = search_index.words_of(text)
    found: list[dict[str, Any]] = []
    for register in ordered_registers() if words else []:
        if register.has_parcel and len(found) < MOST_FOUND:
            held = seen_by(request.user, register.model.objects.filter(withdrawn=False, parcel_west__isnull=False))
            for r in search_index.newest(held, words, request.user.region, MOST_FOUND - len(found)):
                found.append({"register": _(register.title), "caption": caption(r),
                              "box": [r.parcel_west, r.parcel_south, r.parcel_east, r.parcel_north],
                              "url": reverse("record", args=(register.slug, r.pk))})
    if not found:
        raise Refusal(_("没有找到“{text}”。可以输入编号、项目名称，经纬度，或高斯-克吕格坐标。").format(text=text))
    return JsonResponse({"place": None, "records": found})


@require_POST
@told
def measure(request: HttpRequest) -> JsonResponse:
    """The survey area of what was drawn (``shape``: GeoJSON in degrees)."""
    return JsonResponse(measured(drawn_polygon(request.POST.get("shape", ""))))


@require_safe
@told
def change(request: HttpRequest) -> JsonResponse:
    """Class × class between two versions of ``layer`` inside ``box`` (west,south,east,north in degrees)."""
    found = LAYER.fullmatch(request.GET.get("layer", ""))
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    if found is None or not all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) for day in (before, after)):
        raise Refusal(_("请选一个图层的两个版本。"))
    return JsonResponse(change_in(found[1], before, after, _box(request)))


@require_safe
@told
def within(request: HttpRequest) -> JsonResponse:
    """How many records of each register touch ``box``, and the list that shows them."""
    west, south, east, north = _box(request)
    window = f"{west:.6f},{south:.6f},{east:.6f},{north:.6f}"
    rows = []
    for register in ordered_registers():
        if register.has_parcel:
            held = register.model.objects.filter(withdrawn=False, parcel_west__lte=east, parcel_east__gte=west,
                                                 parcel_south__lte=north, parcel_north__gte=south)
            if n := seen_by(request.user, held).count():
                rows.append({"register": _(register.title), "count": n,
                             "url": f"{reverse('register', args=(register.slug,))}?window={window}"})
    return JsonResponse({"rows": rows})


@require_POST
@told
def sheet(request: HttpRequest) -> HttpResponse:
    """What the map shows as a PDF sheet."""
    if not may(request.user, "export"):
        raise PermissionDenied
    try:
        legend = [(str(t)[:60], str(c), bool(line)) for t, c, line in json.loads(request.POST.get("legend", "[]"))[:40]]
        if not all(re.fullmatch(r"#[0-9a-fA-F]{6}", colour) for _title, colour, _line in legend):
            raise ValueError(legend)
    except (ValueError, TypeError):
        raise Refusal(_("图例读不出来，请重新打印。")) from None
    asked = Sheet(request.POST.get("title", "")[:60].strip(), request.POST.get("png", ""), _box(request), legend,
                  request.POST.get("sources", "")[:400], request.user.get_full_name() or request.user.username)
    answer = HttpResponse(sheet_pdf(asked, dt.date.today()), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="map.pdf"'
    return answer


def _number(request: HttpRequest, name: str) -> float:
    try:
        value = float(request.GET.get(name, ""))
    except ValueError:
        value = float("nan")
    if not abs(value) <= 1e9:
        raise Refusal(_("缺少坐标，请在图上点一个位置。"))
    return value


def _box(request: HttpRequest) -> tuple[float, float, float, float]:
    box = read_window((request.POST if request.method == "POST" else request.GET).get("box", ""))
    if box is None or box[0] == box[2] or box[1] == box[3]:
        raise Refusal(_("没有收到地图的窗口，请重试。"))
    return box
