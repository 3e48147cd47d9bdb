"""The pages of an import: upload, preview with every row's errors, all or only the good rows, receipt."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.findings import Refusal
from yulin.office.accounts.rights import may
from yulin.office.registers.declaration import REGISTERS, Register
from yulin.office.registers.mending import Mends, SheetColumn, read_mended
from yulin.office.registers.models import Receipt, Undo
from yulin.office.registers.parcels_in import ParcelPreview, read_parcels, take_parcels
from yulin.office.registers.preview import LedgerPreview
from yulin.office.registers.remembered import Memory, standing
from yulin.office.registers.taking import take
from yulin.office.registers.undoing import may_undo
from yulin.office.web.frame import address, kept_scope
from yulin.office.web.history import people
from yulin.office.web.ledger import the_register
from yulin.office.web.uploads import keep, kept, named, plain_name

ROWS = 100
SHOWN = ("bad", "changed", "new", "same")
PREVIEWS = Memory(3)
MOST_MENDS = 2000


def _may_load(request: HttpRequest) -> None:
    if not may(request.user, "load"):
        raise PermissionDenied


def _upload_page(request: HttpRequest, register: Register, kind: str, wrong: str = "") -> HttpResponse:
    receipts = Receipt.objects.filter(register=register.code, region__startswith=request.user.region)[:8]
    return render(request, "web/upload.html", {"register": register, "kind": kind, "wrong": wrong,
                                               "receipts": receipts}, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """The page that takes a workbook, or (``kind=parcels``) a file of coordinates; on to its preview."""
    register = the_register(slug)
    _may_load(request)
    kind = "parcels" if request.POST.get("kind", request.GET.get("kind")) == "parcels" and register.has_parcel \
        else "ledger"
    if request.method == "GET":
        return _upload_page(request, register, kind)
    file = request.FILES.get("file")
    if file is None:
        return _upload_page(request, register, kind, _("请先选择文件。"))
    try:
        sha = keep(file)
    except Refusal as refusal:
        return _upload_page(request, register, kind, str(refusal))
    params = {"name": plain_name(file.name or ""), "kind": kind} | kept_scope(request)
    return HttpResponseRedirect(f"{reverse('register-preview', args=(slug, sha))}?{urlencode(params)}")


def parcels(request: HttpRequest, slug: str) -> HttpResponse:
    """The upload page for coordinates."""
    return HttpResponseRedirect(address(request, "register-import", slug, kind="parcels"))


def _mends(request: HttpRequest, sha: str) -> Mends:
    """What the person mended in this file so far (kept in the session)."""
    held = request.session.get(f"mends:{sha}", {"cells": {}, "columns": {}})
    cells = {(int(number), field): text for place, text in held["cells"].items()
             for number, _colon, field in [place.partition(":")]}
    return Mends(cells, {int(index): field for index, field in held["columns"].items()})


def _mend(request: HttpRequest, sha: str) -> None:
    """Keep the mended cells (``cell:12:area``) and matched columns (``column:3``) of a form; ``undo`` forgets all."""
    name = f"mends:{sha}"
    if request.POST.get("mend") == "undo":
        request.session.pop(name, None)
        return
    held = request.session.get(name, {"cells": {}, "columns": {}})
    for field, text in request.POST.items():
        kind, _colon, place = field.partition(":")
        if kind == "cell" and re.fullmatch(r"\d{1,7}:\w{1,60}", place) and text != request.POST.get(f"was:{place}"):
            held["cells"][place] = text.strip()[:500]
        if kind == "column" and re.fullmatch(r"\d{1,5}", place) and text != request.POST.get(f"taken:{place}"):
            held["columns"][place] = text
    if len(held["cells"]) > MOST_MENDS:
        raise Refusal(_("已改了 {n} 格，超过 {most} 格：请在 Excel 里改好再传。").format(
            n=len(held["cells"]), most=MOST_MENDS))
    request.session[name] = held


def _read(request: HttpRequest, register: Register, sha: str, name: str,
          kind: str) -> tuple[LedgerPreview | ParcelPreview, list[SheetColumn]]:
    """The file as previewed for this person: read once, then remembered while the preview is leafed through."""
    person = request.user
    mends = _mends(request, sha)
    mended = (tuple(sorted(mends.cells.items())), tuple(sorted(mends.columns.items())))
    asked = (sha, register.code, name, kind, person.pk, person.region, get_language(), mended)
    return PREVIEWS.answer(standing().of_all(), asked, lambda: _read_now(request, register, sha, name, kind, mends))


def _read_now(request: HttpRequest, register: Register, sha: str, name: str, kind: str,
              mends: Mends) -> tuple[LedgerPreview | ParcelPreview, list[SheetColumn]]:
    if kind == "parcels":
        with named(sha, name) as path:
            return read_parcels(path, name, register, by=request.user), []
    return read_mended(kept(sha).read_bytes(), name, register, request.user, mends)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, slug: str, sha: str) -> HttpResponse:
    """What the file would do, row by row; on POST, take it (``take=all`` or ``take=good``) and go to the receipt."""
    register = the_register(slug)
    _may_load(request)
    kept(sha)
    name = plain_name(request.GET.get("name", ""))
    kind = "parcels" if request.GET.get("kind") == "parcels" and register.has_parcel else "ledger"
    if request.method == "POST" and request.POST.get("mend"):
        _mend(request, sha)
        return HttpResponseRedirect(request.get_full_path())
    try:
        read, columns = _read(request, register, sha, name, kind)
    except Refusal as refusal:
        return _upload_page(request, register, kind, str(refusal))
    wrong = ""
    if request.method == "POST":
        on_error: Any = "skip" if request.POST.get("take") == "good" else "refuse"
        reason, document = (request.POST.get(n, "").strip()[:300] for n in ("reason", "document"))
        try:
            if isinstance(read, ParcelPreview):
                made = take_parcels(read, request.user, on_error, reason, document)
            else:
                made = take(read, request.user, on_error, reason, document)
        except Refusal as refusal:
            wrong = str(refusal)
        else:
            request.session.pop(f"mends:{sha}", None)
            return HttpResponseRedirect(reverse("receipt", args=(made.pk,)))
    mended = len(_mends(request, sha).cells)
    fields = [(c.name, c.label) for c in register.columns]
    return render(request, "web/preview.html", _context(request, register, read, wrong) | {
        "sheet_columns": columns, "fields": fields, "mended": mended,
        "by_hand": mended or any(c.by_hand for c in columns)}, status=422 if wrong else 200)


def _context(request: HttpRequest, register: Register, read: LedgerPreview | ParcelPreview,
             wrong: str) -> dict[str, Any]:
    counts = {status: read.counts[status] for status in SHOWN}
    show = request.GET.get("show", "")
    if show not in SHOWN:
        show = next((s for s in SHOWN if counts[s]), "same")
    text = request.GET.get("page", "1")
    rows = [row for row in read.rows if row.status == show]
    pages = max(1, -(-len(rows) // ROWS))
    number = min(max(int(text), 1), pages) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
    base = {"name": request.GET.get("name", ""), "kind": request.GET.get("kind", "ledger")} | kept_scope(request)

    def at(status: str, page: int = 1) -> str:
        return f"{request.path}?{urlencode({**base, 'show': status, 'page': page})}"

    good = counts["new"] + counts["changed"]
    return {
        "register": register, "preview": read, "parcels": isinstance(read, ParcelPreview), "wrong": wrong,
        "counts": counts, "total": len(read.rows), "good": good, "bad": counts["bad"], "show": show,
        "tabs": [(s, at(s), counts[s]) for s in SHOWN], "rows": rows[(number - 1) * ROWS:number * ROWS],
        "number": number, "pages": pages, "previous": at(show, number - 1) if number > 1 else "",
        "following": at(show, number + 1) if number < pages else "",
        "warnings": sum(1 for f in read.all_findings() if f.level == "warning"),
        "action": f"{request.path}?{urlencode(base)}", "here": at(show, number)}


def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import did: counts, the records it touched, what was found."""
    made = Receipt.objects.filter(pk=pk).first()
    if made is None or not (made.region.startswith(request.user.region) or made.by == request.user.username):
        raise Http404
    register = REGISTERS.get(made.register)
    return render(request, "web/receipt.html", {
        "receipt": made, "register": register, "keys": made.records[:200],
        "who": people([made.by]).get(made.by, made.by), "more": max(len(made.records) - 200, 0),
        "may_undo": may_undo(made, request.user), "undone": _undone(made)})


def _undone(made: Receipt) -> int | None:
    """The receipt that undid this one; None where nothing did."""
    held = Undo.objects.filter(receipt=made).first()
    return held.done_by_id if held else None
