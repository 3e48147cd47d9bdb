"""The pages of a bulk act: what was selected, what is to be done, what it would do to each, and the receipt."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yulin.findings import Refusal
from yulin.office.accounts.rights import may, seen_by
from yulin.office.registers import bulk, lists
from yulin.office.registers.declaration import Register
from yulin.office.registers.forms import inputs
from yulin.office.registers.models import Receipt
from yulin.office.registers.undoing import may_undo, undo
from yulin.office.web.cells import caption
from yulin.office.web.frame import scope_of
from yulin.office.web.ledger import the_register

SHOWN = 200


def _selected(request: HttpRequest, register: Register) -> list[Any]:
    """The records ticked, or with ``whole=1`` all that the list found; Refusal for none or too many."""
    heavy = ("haystack", "parcel_wkb") if register.has_parcel else ("haystack",)
    if request.POST.get("whole") == "1":
        asked = lists.read_question(register, QueryDict(request.POST.get("query", "")))
        found = lists.ordered(lists.found_records(register, request.user, scope_of(request), asked), asked)
    else:
        keys = [int(k) for k in request.POST.getlist("pk") if k.isascii() and k.isdecimal() and len(k) < 18]
        found = seen_by(request.user, register.model.objects.filter(pk__in=keys[:bulk.MOST + 1], withdrawn=False))
        found = found.order_by("-pk")
    records = list(found.defer(*heavy)[:bulk.MOST + 1])
    if not records:
        raise Refusal(_("还没有选择记录：请在列表里勾选要办理的记录。"))
    if len(records) > bulk.MOST:
        raise Refusal(_("一次最多办理 {most} 条记录，请先筛选。").format(most=bulk.MOST))
    return records


@require_POST
def bulk_act(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the act (no ``step``), preview it (``step=preview``), do it (``step=do``)."""
    register = the_register(slug)
    if not may(request.user, "change"):
        raise PermissionDenied
    records = _selected(request, register)
    step, wrong = request.POST.get("step", ""), ""
    act, rows = None, []
    reason, document = (request.POST.get(n, "").strip()[:300] for n in ("reason", "document"))
    if step in ("preview", "do"):
        try:
            act = bulk.read_act(register, request.POST)
            rows = bulk.preview(register, act, records, request.user)
            if step == "do":
                receipt = bulk.take(register, act, rows, request.user, reason, document)
                return HttpResponseRedirect(reverse("receipt", args=(receipt.pk,)))
        except Refusal as refusal:
            wrong = str(refusal)
    made = {i.name: i for i in inputs(register, request.user, {})}
    good = sum(not row.why_not and not row.same for row in rows)
    name = next(iter(act.values)) if act else ""
    after = "" if act is None or act.kind == bulk.WITHDRAW else register.column(name).field.show(act.values[name])
    return render(request, "web/bulk.html", {
        "register": register, "records": [(r, caption(r)) for r in records[:SHOWN]], "count": len(records),
        "more": max(len(records) - SHOWN, 0), "act": act, "good": good, "posted": request.POST, "wrong": wrong,
        "keys": [r.pk for r in records], "after": after, "step": step, "reason": reason, "document": document,
        "rows": sorted(rows, key=lambda row: (not row.why_not, row.same))[:SHOWN],
        "refused": sum(bool(row.why_not) for row in rows), "same": sum(row.same for row in rows),
        "steps": register.milestones, "fields": [made[c.name] for c in bulk.settable(register)],
        "may_withdraw": may(request.user, "withdraw")}, status=422 if wrong else 200)


@require_POST
def undo_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an import or a bulk act; on to the receipt of the undoing."""
    receipt = Receipt.objects.filter(pk=pk).first()
    if receipt is None or not (receipt.region.startswith(request.user.region) or receipt.by == request.user.username):
        raise Http404
    if not may_undo(receipt, request.user):
        raise PermissionDenied
    made = undo(receipt, request.user, request.POST.get("reason", "").strip()[:500])
    return HttpResponseRedirect(reverse("receipt", args=(made.pk,)))
