"""A search over everything: every register's records whose texts hold all the words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yulin.office.registers import search_index
from yulin.office.registers.declaration import Register
from yulin.office.registers.duties import in_scope
from yulin.office.registers.remembered import remembered, standing
from yulin.office.web.cells import caption, region_names
from yulin.office.web.frame import ordered_registers, scope_of

MOST = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    record: Any
    caption: str
    region: str
    stage: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one register holds: the first hits, and whether there are more."""

    register: Register
    hits: list[Hit]
    more: bool


def search(request: HttpRequest) -> HttpResponse:
    """The page of results, by register; the newest records first."""
    text = request.GET.get("q", "").strip()[:200]
    words = search_index.words_of(text)
    scope = scope_of(request)
    found = []
    region = scope.region or request.user.region
    known = search_index.hits(words, region) if words else {}
    now = standing()
    for register in ordered_registers() if words else []:
        if known is not None and register.code not in known:
            continue
        heavy = ("haystack", "parcel_wkb") if register.has_parcel else ("haystack",)
        records = in_scope(register, request.user, scope).defer(*heavy)
        if known is None:
            held = remembered(now.of(register.code), ("search", register.code, region, request.user.region, *words),
                              partial(search_index.newest, records, words, region, MOST + 1))
        else:
            held = search_index.newest(records, words, region, MOST + 1, known[register.code])
        if held:
            names = region_names(r.region for r in held)
            stages = [(r, r.stage(scope.as_of)) for r in held[:MOST]]
            hits = [Hit(r, caption(r), names.get(r.region, r.region), s.title if s else "") for r, s in stages]
            found.append(Found(register, hits, len(held) > MOST))
    return render(request, "web/search.html", {"search_words": text, "found": found,
                                               "hits": sum(len(f.hits) for f in found)})
