"""What a record's parcel lies on: its areas per class over the newest version of each layer on the as-of day.

The parcel is laid over each layer by the review's own overlay: ellipsoidal areas, ridges taken out, everything adding
up to the parcel. A version never changes and a record's edition grows with every change, so an answer is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import shapely
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yulin.atlas.catalogue import Atlas
from yulin.findings import Finding, Refusal
from yulin.office.registers.lies_on import lies_on
from yulin.office.registers.parcel import ParcelValue, parcel_of
from yulin.office.registers.remembered import Memory
from yulin.office.web.frame import as_of
from yulin.office.web.record_page import the_record
from yulin.quantities.area import area_to

UNDER = ("dltb", "yjjbntbhtb", "stbhhx")  # land use, permanent basic farmland, ecological redline
GROUNDS = Memory(512)


@dataclass(frozen=True, slots=True)
class Line:
    """One class (or the layer as a whole, or what it does not cover): areas in m² to 0.01 and 亩 to 0.01."""

    code: str
    name: str
    m2: str
    mu: str


@dataclass(frozen=True, slots=True)
class Ground:
    """One layer under the parcel. later: no version is as old as the day, and the oldest stands in."""

    title: str
    version: str
    later: bool
    lines: tuple[Line, ...]
    note: str = ""


def _line(code: str, name: str, dm2: int) -> Line:
    return Line(code, name, f"{area_to(dm2, 'm²', 2):,}", f"{area_to(dm2, '亩', 2):,}")


def versions_on(day: dt.date, wanted: Sequence[str] = UNDER) -> list[tuple[str, str, bool]]:
    """(layer, version, whether it is later than ``day``) of the layers that the home holds."""
    held = {info.name: [v.id for v in info.versions] for info in Atlas(settings.HOME).layers()}
    found = []
    for name in wanted:
        if held.get(name):
            known = max((v for v in held[name] if v <= day.isoformat()), default="")
            found.append((name, known or held[name][0], not known))
    return found


def ground_of(record: Any, day: dt.date) -> list[Ground]:
    """Every layer under the record's parcel; [] for a record without a parcel or a home without layers."""
    parcel = parcel_of(record) if record.register.has_parcel else None
    if parcel is None:
        return []
    at = (get_language(), str(settings.HOME), parcel.epsg, parcel.area_dm2, shapely.to_wkb(parcel.geometry))
    return [GROUNDS.answer(at, one, partial(_ground, parcel, *one)) for one in versions_on(day)]


def _ground(parcel: ParcelValue, layer: str, version: str, later: bool) -> Ground:
    try:
        held = Atlas(settings.HOME).version(layer, version)
        found = lies_on(parcel, held)
    except Refusal as why:
        return Ground(layer, version, later, (), str(why))
    words = held.schema.words
    if not found.covers_plane:
        lines = [_line("", _("压占"), found.covered_dm2)] if found.covered_dm2 else []
        return Ground(words, version, later, tuple(lines), "" if lines else _("不压占"))
    lines = [_line(c.code or "", c.name or "", c.dm2) for c in found.classes]
    if found.uncovered_dm2:
        lines.append(_line("", _("未覆盖"), found.uncovered_dm2))
    return Ground(words, version, later, tuple(lines))


def findings_of(record: Any) -> list[Finding]:
    """What its register makes of the ground under the record's parcel; [] where it has no say."""
    say = record.register.ground
    return [] if say is None else say(record)


def ground_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The part of the record's page that is asked for after it is drawn; a page of its own without scripts."""
    record = the_record(request, slug, pk)
    return render(request, "web/ground.html", {"record": record, "register": record.register,
                                               "grounds": ground_of(record, as_of(request)),
                                               "findings": findings_of(record)})
