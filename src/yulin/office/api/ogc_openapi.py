"""The OpenAPI 3.0 document of ``/ogc/``: the addresses, their parameters and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yulin.atlas.catalogue import LayerInfo
from yulin.office.api.ogc_crs import CRS84, offered
from yulin.office.api.ogc_query import DEFAULT_LIMIT, LARGEST_LIMIT, queryables

Json = dict[str, Any]


def document(layers: Sequence[LayerInfo], root: str, version: str) -> Json:
    """The document. layers: those of the atlas, each with its own addresses; root: the address of ``/ogc``."""
    paths: Json = {
        "/": _get("Landing page", "landing", "application/json"),
        "/api": _get("This document", "api", "application/vnd.oai.openapi+json;version=3.0"),
        "/conformance": _get("Conformance classes", "conformance", "application/json"),
        "/collections": _get("All collections", "collections", "application/json"),
    }
    for info in layers:
        here, title = f"/collections/{info.name}", info.schema.title
        crs = [c.uri for c in offered(info.versions[-1])]
        paths[here] = _get(title, f"{info.name}", "application/json")
        paths[f"{here}/queryables"] = _get(f"{title}: fields", f"{info.name}_fields", "application/schema+json")
        paths[f"{here}/items"] = _get(title, f"{info.name}_items", "application/geo+json", [
            *({"$ref": f"#/components/parameters/{name}"} for name in ("bbox", "datetime", "limit", "offset", "f")),
            _crs("crs", crs), _crs("bbox-crs", crs),
            *(_parameter(name, said["title"], {"type": said["type"]})
              for name, said in queryables(info.versions[-1]).items()),
        ])
        feature = _parameter("featureId", "Version and row, such as 2025-12-31.17", {"type": "string"})
        paths[f"{here}/items/{{featureId}}"] = _get(
            f"{title}: one feature", f"{info.name}_item", "application/geo+json",
            [{**feature, "in": "path", "required": True, "style": "simple"}, _crs("crs", crs),
             {"$ref": "#/components/parameters/f"}])
    return {
        "openapi": "3.0.3",
        "info": {"title": "Yulin", "version": version, "description": "OGC API Features of the office's map layers"},
        "servers": [{"url": root}], "paths": paths, "security": [{"basic": []}],
        "components": {"parameters": _PARAMETERS, "responses": _RESPONSES,
                       "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}},
    }


def _parameter(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema,
            "style": "form", "explode": False}


def _crs(name: str, known: Sequence[str]) -> Json:
    return _parameter(name, "A CRS of the collection", {"type": "string", "enum": list(known), "default": CRS84})


def _get(summary: str, name: str, kind: str, parameters: Sequence[Json] = ()) -> Json:
    answers: Json = {"200": {"description": summary, "content": {kind: {"schema": {"type": "object"}}}},
                     "401": {"$ref": "#/components/responses/login"}}
    if parameters:
        answers |= {"400": {"$ref": "#/components/responses/wrong"}, "404": {"$ref": "#/components/responses/none"}}
    return {"get": {"summary": summary, "operationId": name, "parameters": list(parameters), "responses": answers}}


_PARAMETERS: Json = {
    "bbox": _parameter("bbox", "Two corners, in the order of the axes of bbox-crs", {"oneOf": [
        {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
        {"type": "array", "items": {"type": "number"}, "minItems": 6, "maxItems": 6}]}),
    "datetime": _parameter("datetime", "A day, an instant or an interval: the version in force at its end",
                           {"type": "string"}),
    "limit": _parameter("limit", "Features on a page", {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT,
                                                        "default": DEFAULT_LIMIT}),
    "offset": _parameter("offset", "Matching features to pass over", {"type": "integer", "minimum": 0, "default": 0}),
    "f": _parameter("f", "The format", {"type": "string", "enum": ["json", "geojson"], "default": "json"}),
}
_WRONG = {"type": "object", "required": ["code"],
          "properties": {"code": {"type": "string"}, "description": {"type": "string"}}}
_RESPONSES: Json = {
    "wrong": {"description": "A parameter cannot be understood", "content": {"application/json": {"schema": _WRONG}}},
    "none": {"description": "There is no such thing"},
    "login": {"description": "A login is needed"},
}
