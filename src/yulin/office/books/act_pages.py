"""账簿业务 The pages to act on: post, use, release, counter; a dossier's allocations. All writes go through ``posting``
or through the acts on records, and answer a refusal with the page as it was and the reason on top.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yulin.books.accounts import THREE, Kind
from yulin.books.acts import MOVES, Act
from yulin.books.transactions import Transaction as Draft
from yulin.books.transactions import moved
from yulin.findings import Refusal
from yulin.office.accounts.rights import may, seen_by
from yulin.office.books import posting
from yulin.office.books.bound import district_of
from yulin.office.books.dossiers import allocations, pools, sufficiency, verdict
from yulin.office.books.pages import Line, district, may_see, the_transaction, transaction_context
from yulin.office.registers.acts import NewRecord, create
from yulin.office.registers.declaration import REGISTERS, register_of
from yulin.office.web.frame import address, as_of
from yulin.quantities.area import area_from
from yulin.quantities.capacity import capacity_from

POSTABLE = (Act.INTAKE, Act.TRANSFER_IN, Act.TRANSFER_OUT, Act.SPEND, Act.HOLD, Act.WRITE_OFF, Act.PROMISE, Act.FULFIL,
            Act.RETURN)
UNITS = ("亩", "平方米", "公顷")


def _day(request: HttpRequest, name: str = "day") -> dt.date:
    try:
        return dt.date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Refusal(_("请填写日期，例如 2025-03-01。")) from None


def amount_of(kind: Kind, text: str, unit: str) -> int:
    """What a person wrote: areas in the unit chosen, capacity in kg; 0 where nothing is written."""
    text = text.strip()
    if not text:
        return 0
    if kind is Kind.CAPACITY:
        return capacity_from(text, "公斤")
    return area_from(text, unit if unit in UNITS else "亩")


def new(request: HttpRequest) -> HttpResponse:
    """Post a transaction by hand."""
    may_see(request)
    if not may(request.user, "change"):
        raise PermissionDenied
    given: dict[str, Any] = {"key": f"S-{uuid.uuid4().hex[:12]}", "day": dt.date.today().isoformat(), "act": "INTAKE",
                             "region": district(request) or district_of(request.user.region)}
    problem = ""
    if request.method == "POST":
        given = {name: request.POST.get(name, "").replace("\x00", "") for name in (
            "key", "day", "act", "document", "region", "holder", "dossier", "expires", "due", "unit", "reason",
            *(k.name for k in Kind))}
        try:
            row = _post_new(request, given)
        except Refusal as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("凭证 {number} 已入账。").format(number=row.number))
            return HttpResponseRedirect(address(request, "books-transaction", row.pk))
    kinds = [(k, given.get(k.name, "")) for k in Kind]
    return render(request, "books/new.html", {
        "given": given, "acts": POSTABLE, "moves": MOVES, "kinds": kinds, "units": UNITS, "problem": problem},
        status=422 if problem else 200)


def _post_new(request: HttpRequest, given: dict[str, Any]) -> Any:
    act = Act.__members__.get(given["act"])
    if act not in POSTABLE:
        raise Refusal(_("请选择业务。"))
    amounts = [(k, given["holder"].strip(), amount_of(k, given[k.name], given["unit"])) for k in Kind]
    if "/" in given["holder"] or not given["region"].isdecimal():
        raise Refusal(_("账户的项目编号不能含“/”，行政区划应为数字代码。"))
    draft = Draft(given["key"][:80] or uuid.uuid4().hex, _day(request), act, given["document"],
                  moved(act, given["region"], amounts), given["dossier"].strip()[:120],
                  expires=_day(request, "expires") if act is Act.HOLD else None,
                  due=_day(request, "due") if act is Act.PROMISE else None)
    return posting.post(draft, request.user, posting.Origin(reason=given["reason"]))


@require_POST
def close(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Use, release or counter a transaction."""
    may_see(request)
    row = the_transaction(request, pk)
    document, reason = request.POST.get("document", "").strip(), request.POST.get("reason", "").strip()
    number = f"{row.number}-{ {'use': 'U', 'release': 'R', 'counter': 'C'}[what] }"
    origin = posting.Origin(row.register, row.record, reason)

    def work() -> Any:
        if what == "counter":
            return posting.counter(row, number, _day(request), document or row.document, request.user, reason)
        act: Callable[..., Any] = posting.use if what == "use" else posting.release
        return act(row, number, _day(request), document or row.document, request.user, origin)

    try:
        done = work()
    except Refusal as refusal:
        context = transaction_context(request, row) | {"problem": str(refusal), "tried": what}
        return render(request, "books/transaction.html", context, status=422)
    messages.success(request, _("凭证 {number} 已入账。").format(number=done.number))
    return HttpResponseRedirect(address(request, "books-transaction", done.pk))


def dossier(request: HttpRequest) -> HttpResponse:
    """A dossier's account: what it takes, what is linked, what is short, and linking more from a pool."""
    may_see(request)
    register = REGISTERS["land.batch"]
    name = request.GET.get("batch", "").replace("\x00", "")
    batch = seen_by(request.user, register.model.objects.filter(name=name)).first()
    if batch is None:
        raise Http404
    problem, given = "", {"day": dt.date.today().isoformat(), "unit": "亩"}
    may_link = may(request.user, "create", batch.region)
    if request.method == "POST":
        if not may_link:
            raise PermissionDenied
        given = {n: request.POST.get(n, "").replace("\x00", "") for n in (
            "day", "holder", "document", "number", "unit", *(k.name for k in THREE))}
        try:
            record = _link(request, batch, given)
        except Refusal as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("已挂钩 {number}，指标已冻结。").format(number=record.key))
            return HttpResponseRedirect(address(request, "books-dossier", batch=batch.key))
    found = sufficiency(batch)
    lines = [(line, None if line.taken is None else Line(line.kind, line.taken), Line(line.kind, line.made),
              None if line.short is None else Line(line.kind, line.short)) for line in found.lines]
    given_kinds = [(k, given.get(k.name, "")) for k in THREE]
    stock = [(holder, [Line(k, by.get(k, 0)) for k in THREE]) for holder, by in sorted(pools(batch.region).items())]
    return render(request, "books/dossier.html", {
        "batch": batch, "register": register, "lines": lines, "enough": found.enough and not found.unknown,
        "short": not found.enough, "verdict": verdict(batch, as_of(request)),
        "allocations": [(a, [Line(k, a.amounts.get(k, 0)) for k in THREE]) for a in allocations(batch.key)],
        "stock": stock, "kinds": given_kinds, "given": given, "units": UNITS, "problem": problem,
        "may_link": may_link}, status=422 if problem else 200)


def _link(request: HttpRequest, batch: Any, given: dict[str, str]) -> Any:
    """An allocation row: a record of the offset register, whose effect reserves the quota."""
    register = register_of("balance.offset")
    amounts = {k: amount_of(k, given[k.name], given["unit"]) for k in THREE}
    if not given["holder"] or not any(amounts.values()):
        raise Refusal(_("请选择指标来源，并填写要挂钩的数量、水田或产能。"))
    kind = batch.kind if batch.kind in register.column("kind").field.options else "城市批次"
    count = register.model.objects.filter(batch_name=batch.key).count() + 1
    number = given["number"].strip() or f"GG-{batch.pk}-{count}"
    values = {
        "number": number, "batch_name": batch.key, "kind": kind, "region": batch.region, "method": "自行补充",
        "source_number": given["holder"], "supplemented": amounts[Kind.CULTIVATED],
        "supplemented_paddy": amounts[Kind.PADDY], "supplemented_capacity": amounts[Kind.CAPACITY],
        "linked_on": _day(request), "linked_doc": given["document"].strip()}
    return create(register, NewRecord(values), request.user, document=given["document"].strip())
