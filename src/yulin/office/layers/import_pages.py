"""Bringing a layer in through the pages: upload, which column is which field, import beside the office, receipt.

Nothing is written to the atlas before a person has seen which column would be which field, and said so.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.atlas.catalogue import Atlas
from yulin.atlas.mapping import Proposal, propose
from yulin.atlas.schema import guess_layer, layer_names, schema_of
from yulin.findings import Refusal
from yulin.formats.vectors import list_layers
from yulin.i18n import language
from yulin.office.accounts.rights import may
from yulin.office.layers.jobs import IMPORT, REQUEST, folder_of, put, result_of, start, state_of
from yulin.office.web.frame import address
from yulin.office.web.uploads import LARGEST, keep, kept, named, plain_name

EARLIEST = date(1949, 1, 1)


def _may_import(request: HttpRequest) -> None:
    if not may(request.user, "atlas"):
        raise PermissionDenied


def _upload_page(request: HttpRequest, wrong: str = "") -> HttpResponse:
    return render(request, "layers/upload.html", {"wrong": wrong, "most": LARGEST // 2**20},
                  status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The page that takes the file of a layer; on to its columns."""
    _may_import(request)
    if request.method == "GET":
        return _upload_page(request)
    file = request.FILES.get("file")
    if file is None:
        return _upload_page(request, _("请先选择文件。"))
    try:
        sha = keep(file)
    except Refusal as refusal:
        return _upload_page(request, str(refusal))
    query = urlencode({"name": plain_name(file.name or "")})
    return HttpResponseRedirect(f"{reverse('layer-import-file', args=(sha,))}?{query}")


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, sha: str) -> HttpResponse:
    """Which column of the file would be which field; on POST, import it and go to the receipt."""
    _may_import(request)
    kept(sha)
    asked = request.POST if request.method == "POST" else request.GET
    name = plain_name(asked.get("name", ""))
    try:
        with named(sha, name) as path:
            sources = list_layers(path)
            source = asked.get("source") if asked.get("source") in sources else None
            layer, source = _guess(asked.get("layer", ""), source, sources, name)
            proposed = propose(path, layer, source) if layer else None
            corrected = _corrected(asked, proposed) if proposed else {}
            if corrected and layer:
                proposed = propose(path, layer, source, mapping=corrected)
    except Refusal as refusal:
        return _upload_page(request, str(refusal))
    day, wrong = _day(asked.get("day", ""), layer) if asked.get("day") else (None, "")
    ready = proposed is not None and not any(f.level == "error" for f in proposed.findings)
    if request.method == "POST" and proposed is not None and layer and asked.get("take") in ("all", "good"):
        if day is None:
            wrong = wrong or _("请填写图层所描述的日期。")
        elif ready and not wrong:
            how = "skip" if asked.get("take") == "good" else "refuse"
            _begin(request, layer, day, {"sha": sha, "name": name, "source": proposed.source_layer,
                                         "mapping": corrected, "on_error": how})
            return HttpResponseRedirect(address(request, "layer-import-receipt", layer, day.isoformat()))
    return render(request, "layers/columns.html", {
        "sha": sha, "name": name, "sources": sources, "source": source, "layer": layer, "day": asked.get("day", ""),
        "schemas": [schema_of(n) for n in layer_names()], "proposed": proposed, "ready": ready, "wrong": wrong,
        "schema": schema_of(layer) if layer else None}, status=422 if wrong else 200)


def _guess(layer: str, source: str | None, sources: list[str], name: str) -> tuple[str | None, str | None]:
    """The layer meant and the file's layer it is read from, as asked or as their names tell."""
    if layer not in layer_names():
        told = [guess_layer(s) for s in ([source] if source else sources)]
        layer = next((n for n in told if n), None) or guess_layer(name.rpartition(".")[0]) or ""
    if source is None and len(sources) > 1:
        source = next((s for s in sources if guess_layer(s) == layer), sources[0])
    return layer or None, source


def _corrected(asked: QueryDict, proposed: Proposal) -> dict[str, str]:
    """Source column → field, where a person chose another column than the proposed one."""
    known = {m.source for m in proposed.matches} | set(proposed.unused)
    found = {}
    for match in proposed.matches:
        chosen = asked.get(f"map_{match.field}", "")
        if chosen and chosen != match.source and chosen in known:
            found[chosen] = match.field
    return found


def _day(text: str, layer: str | None) -> tuple[date | None, str]:
    """The day, and what is wrong with it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, _("“{text}”不是日期。").format(text=text[:20])
    if not EARLIEST <= day <= date.today():
        return None, _("图层所描述的日期应在今天或以前。")
    if layer and any(v.id == day.isoformat() for v in Atlas(settings.HOME).versions(layer)):
        return None, _("该图层已有 {day} 的版本；版本写成后不再更改，请换一个日期。").format(day=day.isoformat())
    return day, ""


def _begin(request: HttpRequest, layer: str, day: date, asked: dict[str, Any]) -> None:
    what = f"{IMPORT}{day.isoformat()}"
    folder = folder_of(settings.HOME, layer, what)
    folder.mkdir(parents=True, exist_ok=True)
    put(folder / REQUEST, json.dumps(asked, ensure_ascii=False))
    (folder / "result.json").unlink(missing_ok=True)
    start(settings.HOME, layer, what, request.user.username, language())


@require_safe
def receipt(request: HttpRequest, layer: str, day: str) -> HttpResponse:
    """How far the import is; then what it did."""
    _may_import(request)
    what = f"{IMPORT}{day}"
    if layer not in layer_names() or _not_a_day(day):
        raise Http404
    folder = folder_of(settings.HOME, layer, what)
    state, result, asked = state_of(folder), result_of(folder), result_of(folder, REQUEST)
    if state is None or asked is None:
        raise Http404
    again = f"{reverse('layer-import-file', args=(asked['sha'],))}?" + urlencode(
        {"name": asked["name"], "layer": layer, "source": asked["source"], "day": day})
    return render(request, "layers/receipt.html", {
        "layer": layer, "schema": schema_of(layer), "day": day, "what": what, "state": state, "result": result,
        "asked": asked, "again": again, "mapping": asked["mapping"].items(),
        "at": parse_datetime(result["at"]) if result else None})


def _not_a_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() != text
    except ValueError:
        return True
