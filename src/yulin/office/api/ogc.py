"""OGC API – Features, Part 1 Core (OGC 17-069r4): landing page, conformance, collections, items, one item.

Collections are the atlas layers, in their newest version. Geometry is in CRS84 (longitude, latitude), as
the core requires.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from yulin.atlas.catalogue import Atlas
from yulin.geodesy.crs import to_lonlat
from yulin.office.api.layers import DEGREES, Box, box_in_degrees

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CONFORMS = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "geojson", "oas30")
]
DEFAULT_LIMIT, LARGEST_LIMIT = 100, 2000


def _link(request: HttpRequest, path: str, rel: str, kind: str = "application/json") -> dict[str, str]:
    return {"href": request.build_absolute_uri(path), "rel": rel, "type": kind}


def landing(request: HttpRequest) -> JsonResponse:
    """The landing page."""
    return JsonResponse(
        {
            "title": "Yulin",
            "description": "Map layers of the office",
            "links": [
                _link(request, "/ogc/", "self"),
                _link(request, "/ogc/conformance", "conformance"),
                _link(request, "/ogc/collections", "data"),
                _link(
                    request,
                    "/api/v1/openapi.json",
                    "service-desc",
                    "application/vnd.oai.openapi+json;version=3.0",
                ),
            ],
        }
    )


def conformance(request: HttpRequest) -> JsonResponse:
    """What is conformed to."""
    return JsonResponse({"conformsTo": CONFORMS})


def _collection(request: HttpRequest, info: Any) -> dict[str, Any]:
    here = f"/ogc/collections/{info.name}"
    box = box_in_degrees(info)
    extent = {"spatial": {"bbox": [list(box)], "crs": CRS84}} if box else {}
    return {
        "id": info.name,
        "title": info.schema.title,
        "extent": extent,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            _link(request, here, "self"),
            _link(request, f"{here}/items", "items", "application/geo+json"),
        ],
    }


def collections(request: HttpRequest) -> JsonResponse:
    """All collections."""
    return JsonResponse(
        {
            "collections": [_collection(request, i) for i in Atlas(settings.HOME).layers()],
            "links": [_link(request, "/ogc/collections", "self")],
        }
    )


def _info(name: str) -> Any:
    for info in Atlas(settings.HOME).layers():
        if info.name == name:
            return info
    raise Http404


def collection(request: HttpRequest, name: str) -> JsonResponse:
    """One collection."""
    return JsonResponse(_collection(request, _info(name)))


def _asked(request: HttpRequest) -> tuple[Box | None, int, int]:
    """The box in degrees, limit and offset; ValueError when one is malformed."""
    raw = request.GET.get("bbox")
    box: Box | None = None
    if raw:
        west, south, east, north = (float(v) for v in raw.split(","))
        box = (west, south, east, north)
        if south > north or not all(abs(v) <= 360 for v in box):
            raise ValueError("bbox")
    limit, offset = int(request.GET.get("limit", DEFAULT_LIMIT)), int(request.GET.get("offset", 0))
    if limit < 1 or offset < 0:
        raise ValueError("limit")
    return box, min(limit, LARGEST_LIMIT), offset


def items(request: HttpRequest, name: str) -> HttpResponse:
    """Features of a collection, in pages of ``limit``, within ``bbox`` (degrees)."""
    _info(name)
    try:
        box, limit, offset = _asked(request)
    except ValueError as fault:
        return JsonResponse({"code": "InvalidParameterValue", "description": f"bad {fault}"}, status=400)
    frame = Atlas(settings.HOME).read(name, bbox=box, bbox_crs=DEGREES if box else None)
    page = frame.iloc[offset : offset + limit]
    here = f"/ogc/collections/{name}/items"
    links = [
        _link(request, request.get_full_path(), "self", "application/geo+json"),
        _link(request, f"/ogc/collections/{name}", "collection"),
    ]
    if offset + limit < len(frame):
        query = request.GET.copy()
        query["offset"], query["limit"] = str(offset + limit), str(limit)
        links.append(_link(request, f"{here}?{query.urlencode()}", "next", "application/geo+json"))
    body = {
        "type": "FeatureCollection",
        "features": _features(page),
        "numberMatched": len(frame),
        "numberReturned": len(page),
        "links": links,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str), content_type="application/geo+json"
    )


def item(request: HttpRequest, name: str, fid: int) -> HttpResponse:
    """One feature, by its place in the version."""
    _info(name)
    frame = Atlas(settings.HOME).read(name)
    if fid not in frame.index:
        raise Http404
    feature = _features(frame.loc[[fid]])[0]
    feature["links"] = [
        _link(request, request.path, "self", "application/geo+json"),
        _link(request, f"/ogc/collections/{name}", "collection"),
    ]
    return HttpResponse(
        json.dumps(feature, ensure_ascii=False, default=str), content_type="application/geo+json"
    )


def _features(frame: Any) -> list[dict[str, Any]]:
    epsg = frame.crs.to_epsg()

    def project(coords: Any) -> Any:
        return np.column_stack(to_lonlat(coords[:, 0], coords[:, 1], epsg))

    drawn = shapely.transform(frame.geometry.to_numpy(), project)
    texts = shapely.to_geojson(drawn)
    columns = [c for c in frame.columns if c != frame.geometry.name]
    rows = frame[columns].astype(object).where(frame[columns].notna(), None).to_dict("records")
    return [
        {
            "type": "Feature",
            "id": int(fid),
            "geometry": json.loads(text),
            "properties": {k: v for k, v in row.items() if not isinstance(v, dict)},
        }
        for fid, text, row in zip(frame.index, texts, rows, strict=True)
    ]
