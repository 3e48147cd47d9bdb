"""A version's check: starting it, its results by check, each fault on the map, all faults as GeoPackage."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_safe

from yulin.i18n import language
from yulin.office.accounts.rights import may
from yulin.office.layers.jobs import GEOJSON, GEOPACKAGE, folder_of, result_of, start, state_of
from yulin.office.layers.pages import TOWNS, box_text, on_map, shown, the_layer, the_version
from yulin.office.web.frame import address

ROWS = 50
SEEN_DEGREES = 0.00005  # a fault less wide than some 5 m has a point besides, or nobody would see it
LEAST_DEGREES = 0.0004  # a fault is shown with at least some 40 m around it


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, layer: str, version: str) -> HttpResponse:
    """The results of the last check by check (``check=coverage.overlap`` lists one's faults); POST starts a new one."""
    found = the_version(layer, version)
    folder = folder_of(settings.HOME, layer, found.id)
    if request.method == "POST":
        if not may(request.user, "atlas"):
            raise PermissionDenied
        start(settings.HOME, layer, found.id, request.user.username, language())
        return HttpResponseRedirect(address(request, "layer-check", layer, found.id))
    result = result_of(folder)
    checks = result["checks"] if result else []
    chosen = next((c for c in checks if c["id"] == request.GET.get("check")), None)
    page = Paginator(list(enumerate(chosen["faults"])) if chosen else [], ROWS).get_page(request.GET.get("page"))
    box, fault = _aim(found, chosen, page, request.GET.get("fault", ""))
    return render(request, "layers/check.html", {
        "info": the_layer(layer), "layer": layer, "version": found, "what": found.id, "result": result,
        "state": state_of(folder),
        "at": parse_datetime(result["at"]) if result else None, "checks": checks, "chosen": chosen, "page": page,
        "fault": fault, "box": box_text(box), "map": on_map(found, TOWNS), "file": (folder / GEOPACKAGE).is_file(),
        "may_atlas": may(request.user, "atlas"), "may_export": may(request.user, "export")})


def _aim(version: Any, chosen: Any, page: Any, text: str) -> tuple[list[float] | None, int | None]:
    """What the map looks at: the fault asked for, else the page's faults, else the whole; the fault's number."""
    fault = int(text) if chosen and text.isascii() and text.isdecimal() and int(text[:9]) < len(chosen["faults"]) \
        else None
    faults = [chosen["faults"][fault]] if fault is not None else [line for _n, line in page]
    boxes = [f["box"] for f in faults if f["box"]]
    if not boxes:
        return shown(version).box, fault
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    wide, high = max(0.0, LEAST_DEGREES - (east - west)) / 2, max(0.0, LEAST_DEGREES - (north - south)) / 2
    return [west - wide, south - high, east + wide, north + high], fault


@require_safe
def faults(request: HttpRequest, layer: str, version: str) -> JsonResponse:
    """Faults as GeoJSON: of one check (``check=``), from one number to another (``from=``, ``to=``)."""
    found = the_version(layer, version)
    body = result_of(folder_of(settings.HOME, layer, found.id), GEOJSON) or {"type": "FeatureCollection",
                                                                             "features": []}
    asked = request.GET.get("check", "")
    first, last = (_number(request.GET.get(name, ""), default) for name, default in (("from", 0), ("to", 10**9)))
    body["features"] = [f for f in body["features"] if f["geometry"] and f["properties"]["check"] == asked
                        and first <= f["properties"]["n"] <= last]
    tiny = [f for f in body["features"] if f["geometry"]["type"] != "Point" and _wide(f["geometry"]) < SEEN_DEGREES]
    body["features"] += [{**f, "properties": dict(f["properties"]),
                          "geometry": {"type": "Point", "coordinates": _corners(f["geometry"])[0]}} for f in tiny]
    for feature in body["features"]:
        told = feature["properties"]
        told["url"] = address(request, "layer-check", layer, found.id, check=told["check"], fault=told["n"])
    return JsonResponse(body)


def _corners(geometry: Any) -> list[list[float]]:
    """All points of a GeoJSON geometry."""
    found, parts = [], [geometry["coordinates"]]
    while parts:
        part = parts.pop()
        if part and isinstance(part[0], float):
            found.append(part)
        else:
            parts.extend(part)
    return found


def _wide(geometry: Any) -> float:
    """The longer side of a geometry's box."""
    xs, ys = zip(*_corners(geometry), strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default


@require_safe
def geopackage(request: HttpRequest, layer: str, version: str) -> FileResponse:
    """All listed faults as GeoPackage."""
    found = the_version(layer, version)
    if not may(request.user, "export"):
        raise PermissionDenied
    path = folder_of(settings.HOME, layer, found.id) / GEOPACKAGE
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{layer}-{found.id}-faults.gpkg",
                        content_type="application/geopackage+sqlite3")
