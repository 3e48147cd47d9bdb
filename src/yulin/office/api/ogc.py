"""OGC API Features: Part 1 Core (OGC 17-069r4) and Part 2 CRS by Reference (OGC 18-058r1).

Collections are the atlas layers in their newest version; ``datetime`` asks for the version in force on a day. A
feature's id is its version and its row in it (``2025-12-31.17``), which never change, so an id stays good when the
layer has a newer version.
"""

from __future__ import annotations

import json
import math
from typing import Any

import shapely
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from yulin import __version__
from yulin.atlas.catalogue import Atlas, LayerInfo
from yulin.atlas.version import Version
from yulin.office.api.ogc_crs import CRS84, DEFAULT, OutsideCrs, box_in_degrees, offered, outside, window
from yulin.office.api.ogc_openapi import document
from yulin.office.api.ogc_query import BadQuestion, Question, asked_crs, queryables, question
from yulin.office.api.ogc_rows import Rows, matching, page

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
CONFORMS = [
    *(f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "geojson", "oas30")),
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
]
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"


def _link(request: HttpRequest, path: str, rel: str, kind: str = "application/json") -> dict[str, str]:
    return {"href": request.build_absolute_uri(path), "rel": rel, "type": kind}


def _wrong(fault: BadQuestion) -> JsonResponse:
    return JsonResponse({"code": "InvalidParameterValue", "description": str(fault)}, status=400)


def _geojson(body: dict[str, Any], crs: OutsideCrs) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, allow_nan=False)
    return HttpResponse(text, content_type=GEOJSON, headers={"Content-Crs": f"<{crs.uri}>"})


@require_safe
def landing(request: HttpRequest) -> JsonResponse:
    """The landing page."""
    links = [_link(request, "/ogc/", "self"), _link(request, "/ogc/conformance", "conformance"),
             _link(request, "/ogc/collections", "data"), _link(request, "/ogc/api", "service-desc", OPENAPI)]
    return JsonResponse({"title": "Yulin", "description": "Map layers of the office", "links": links})


@require_safe
def conformance(request: HttpRequest) -> JsonResponse:
    """What is conformed to."""
    return JsonResponse({"conformsTo": CONFORMS})


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.0 document of these addresses."""
    body = document(Atlas(settings.HOME).layers(), request.build_absolute_uri("/ogc"), __version__)
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type=OPENAPI)


def _collection(request: HttpRequest, info: LayerInfo) -> dict[str, Any]:
    here, newest = f"/ogc/collections/{info.name}", info.versions[-1]
    box = box_in_degrees(newest)
    extent: dict[str, Any] = {"temporal": {"interval": [[f"{info.versions[0].id}T00:00:00Z", None]]}}
    if box:
        extent["spatial"] = {"bbox": [list(box)], "crs": CRS84}
    crs = offered(newest)
    return {
        "id": info.name, "title": info.schema.title, "itemType": "feature", "extent": extent,
        "description": f"{info.schema.title_en}, {newest.id}, {newest.rows} features",
        "crs": [c.uri for c in crs], "storageCrs": crs[-1].uri,
        "links": [_link(request, here, "self"), _link(request, f"{here}/items", "items", GEOJSON),
                  _link(request, f"{here}/queryables", QUERYABLES, SCHEMA)],
    }


@require_safe
def collections(request: HttpRequest) -> JsonResponse:
    """All collections."""
    shown = [_collection(request, info) for info in Atlas(settings.HOME).layers()]
    return JsonResponse({"collections": shown, "links": [_link(request, "/ogc/collections", "self")]})


def _info(name: str) -> LayerInfo:
    for info in Atlas(settings.HOME).layers():
        if info.name == name:
            return info
    raise Http404


@require_safe
def collection(request: HttpRequest, name: str) -> JsonResponse:
    """One collection."""
    return JsonResponse(_collection(request, _info(name)))


@require_safe
def fields(request: HttpRequest, name: str) -> HttpResponse:
    """The fields of a collection that items may be asked for by, as a JSON schema."""
    info = _info(name)
    body = {
        "$schema": "https://json-schema.org/draft/2019-09/schema", "type": "object", "title": info.schema.title,
        "$id": request.build_absolute_uri(request.path), "properties": queryables(info.versions[-1]),
        "additionalProperties": False,
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type=SCHEMA)


@require_safe
def items(request: HttpRequest, name: str) -> HttpResponse:
    """Features of a collection in pages of ``limit``; ``numberMatched`` is exact."""
    info = _info(name)
    try:
        asked = question(info, request.GET)
    except BadQuestion as fault:
        return _wrong(fault)
    shown, matched = _answer(asked)
    here = f"/ogc/collections/{name}/items"
    links = [_link(request, request.get_full_path(), "self", GEOJSON),
             _link(request, f"/ogc/collections/{name}", "collection")]
    for rel, at in (("next", asked.offset + asked.limit), ("prev", max(asked.offset - asked.limit, 0))):
        if at < matched and at != asked.offset:
            query = request.GET.copy()
            query["offset"], query["limit"] = str(at), str(asked.limit)
            links.append(_link(request, f"{here}?{query.urlencode()}", rel, GEOJSON))
    body = {"type": "FeatureCollection", "features": shown, "numberMatched": matched, "numberReturned": len(shown),
            "links": links}
    return _geojson(body, asked.crs)


def _answer(asked: Question) -> tuple[list[dict[str, Any]], int]:
    """The page's features, and how many match in all."""
    version = asked.version
    if version is None:
        return [], 0
    area = window(version, asked.box, asked.box_crs) if asked.box is not None else None
    if asked.box is not None and area is None:
        return [], 0
    rows = matching(version, area, asked.equals)
    return _features(version, *page(version, rows, asked.offset, asked.limit), asked.crs), \
        version.rows if rows is None else len(rows)


@require_safe
def item(request: HttpRequest, name: str, fid: str) -> HttpResponse:
    """One feature, by its version and row."""
    info = _info(name)
    day, _dot, text = fid.rpartition(".")
    version = next((v for v in info.versions if v.id == day), None)
    if version is None or not (text.isascii() and text.isdecimal() and len(text) < 16) or int(text) >= version.rows:
        raise Http404
    try:
        if unknown := [word for word in request.GET if word not in ("crs", "f")]:
            raise BadQuestion(f"unknown parameter {', '.join(unknown)[:200]}")
        crs = asked_crs(version, request.GET.get("crs"), "crs")
    except BadQuestion as fault:
        return _wrong(fault)
    (feature,) = _features(version, *page(version, None, int(text), 1), crs)
    feature["links"] = [_link(request, request.get_full_path(), "self", GEOJSON),
                        _link(request, f"/ogc/collections/{name}", "collection")]
    return _geojson(feature, crs)


def _features(version: Version, rows: Rows, table: Any, crs: OutsideCrs = DEFAULT) -> list[dict[str, Any]]:
    """GeoJSON features of these rows; a missing value is null."""
    if len(rows) == 0:
        return []
    shapes = outside(shapely.from_wkb(table.column("geometry").to_numpy()), version, crs)
    return [{"type": "Feature", "id": f"{version.id}.{row}", "geometry": json.loads(text),
             "properties": {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in values.items()}}
            for row, text, values in zip(rows.tolist(), shapely.to_geojson(shapes),
                                         table.select(version.columns).to_pylist(), strict=True)]
