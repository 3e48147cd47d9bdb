"""The list of layers and their versions, one version, and how far a job on one is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime

from yulin.atlas.catalogue import Atlas, LayerInfo
from yulin.atlas.schema import layer_names
from yulin.atlas.totals import ClassTotal, class_totals
from yulin.atlas.version import Version
from yulin.office.accounts.rights import may
from yulin.office.api.ogc_crs import box_in_degrees
from yulin.office.layers.jobs import State, folder_of, result_of, state_of
from yulin.quantities.area import area_to

OVER = ("cjdcq", "xzq")  # drawn over a layer's map, so that one knows where one is
TOWNS = ("xzq",)
_DAY = r"\d{4}-\d{2}-\d{2}"
_JOB = re.compile(rf"(import-)?{_DAY}|{_DAY}\.\.{_DAY}")


@dataclass(frozen=True, slots=True)
class Checks:
    """How a version's last check stands. errors, warnings: None before one was finished."""

    state: State | None
    errors: int | None
    warnings: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One version as the pages tell of it. box: west, south, east, north; findings: those of its import by level."""

    version: Version
    area: dict[str, Any]
    box: list[float] | None
    source: dict[str, Any]
    who: str
    at: Any
    findings: dict[str, int]
    checks: Checks


def the_layer(name: str) -> LayerInfo:
    """The layer of that name; 404 where the atlas has none."""
    for info in Atlas(settings.HOME).layers():
        if info.name == name:
            return info
    raise Http404


def the_version(name: str, day: str) -> Version:
    """That version of that layer, or 404."""
    for found in the_layer(name).versions:
        if found.id == day:
            return found
    raise Http404


def areas(dm2: int) -> dict[str, Any]:
    """An area in 亩 and 公顷, both to 0.01, and in m² exactly."""
    return {"mu": area_to(dm2, "亩", 2), "ha": area_to(dm2, "公顷", 2), "m2": area_to(dm2, "m²", 2)}


def checks_of(version: Version) -> Checks:
    """How the version's last check stands."""
    folder = folder_of(settings.HOME, version.layer, version.id)
    found = result_of(folder)
    if found is None:
        return Checks(state_of(folder), None, None)
    return Checks(state_of(folder), sum(c["errors"] for c in found["checks"]),
                  sum(c["warnings"] for c in found["checks"]))


def shown(version: Version) -> Shown:
    """The version as the pages tell of it."""
    manifest = version.manifest
    counts: dict[str, int] = {}
    for line in manifest["findings"]["counts"]:
        counts[line["level"]] = counts.get(line["level"], 0) + int(line["count"])
    box = box_in_degrees(version)
    return Shown(version, areas(int(manifest["survey_dm2"])), list(box) if box else None, manifest["source"],
                 manifest["imported"]["who"], parse_datetime(manifest["imported"]["at"]), counts, checks_of(version))


def on_map(version: Version, over: tuple[str, ...] = OVER) -> str:
    """The version for a map, with villages and towns over it, as ``dltb@2025-12-31 xzq@2025-12-31``."""
    atlas, layers = Atlas(settings.HOME), [f"{version.layer}@{version.id}"]
    for name in over:
        found = atlas.latest(name) if name != version.layer else None
        if found is not None:
            layers.append(f"{name}@{found.id}")
    return " ".join(layers)


def box_text(box: list[float] | None) -> str:
    """A box for a map's ``data-box``."""
    return ",".join(f"{v:.7f}" for v in box) if box else ""


def layers(request: HttpRequest) -> HttpResponse:
    """All layers, each with its versions, the newest first."""
    found = [(info, [shown(v) for v in reversed(info.versions)]) for info in Atlas(settings.HOME).layers()]
    return render(request, "layers/layers.html", {"layers": found, "may_atlas": may(request.user, "atlas")})


@lru_cache(maxsize=32)
def _totals(version: Version, _written: int) -> tuple[ClassTotal, ...]:
    return tuple(class_totals(version))


def totals_of(version: Version) -> tuple[ClassTotal, ...]:
    """Areas per class; a version never changes, so they are remembered."""
    return _totals(version, (version.path / "manifest.json").stat().st_mtime_ns)


def version(request: HttpRequest, layer: str, version: str) -> HttpResponse:
    """One version: its manifest, fields, classes with their areas, map, and how its check stands."""
    info, found = the_layer(layer), the_version(layer, version)
    told = shown(found)
    classes = totals_of(found)
    whole = sum(c.dm2 for c in classes)
    return render(request, "layers/version.html", {
        "info": info, "version": found, "told": told, "map": on_map(found), "box": box_text(told.box),
        "layer": layer, "classes": [(c, areas(c.dm2)) for c in classes], "whole": areas(whole),
        "fields": [(f, found.manifest["fields"].get(f.name)) for f in found.schema.fields],
        "listed": found.manifest["findings"]["listed"][:200], "others": [v for v in info.versions if v.id != found.id],
        "checks": told.checks, "may_atlas": may(request.user, "atlas"), "what": found.id})


def progress(request: HttpRequest, layer: str, what: str) -> HttpResponse:
    """How far a job is: a part of a page that asks again by itself; when the job is over the page is asked anew."""
    if layer not in layer_names() or not _JOB.fullmatch(what):
        raise Http404
    state = state_of(folder_of(settings.HOME, layer, what))
    if state is None:
        raise Http404
    answer = render(request, "layers/parts/progress.html", {"layer": layer, "what": what, "state": state})
    if state.status != "running":
        answer["HX-Refresh"] = "true"
    return answer
