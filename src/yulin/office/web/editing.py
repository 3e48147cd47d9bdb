"""The acts on single records: new, change, date a milestone, withdraw. Each writes through ``registers.acts``."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.findings import Refusal
from yulin.office.accounts.rights import Act, may, seen_by
from yulin.office.registers import acts, search_index
from yulin.office.registers.declaration import Register
from yulin.office.registers.fields import Day
from yulin.office.registers.forms import FormRead, inputs, read_changes, read_new, texts_of
from yulin.office.web.cells import caption
from yulin.office.web.frame import address, scope_of
from yulin.office.web.ledger import the_register
from yulin.office.web.record_page import page_context, the_record

SUGGESTED = 12


def _allow(request: HttpRequest, act: Act, region: str | None = None) -> None:
    if not may(request.user, act, region):
        raise PermissionDenied


def _form(request: HttpRequest, register: Register, texts: dict[str, str], read: FormRead | None, record: Any = None,
          wrong: str = "", status: int = 200) -> HttpResponse:
    made = {i.name: i for i in inputs(register, request.user, texts, read)}
    stepped = {m.day_field for m in register.milestones} | {m.document_field for m in register.milestones}
    plain = [made[c.name] for c in register.columns if c.name not in stepped]
    steps = [(m, made[m.day_field], made[m.document_field] if m.document_field else None) for m in register.milestones]
    summary = [(made[name].label, sentence) for name, sentence in read.wrong.items() if name in made] if read else []
    return render(request, "web/form.html", {
        "register": register, "record": record, "fields": plain, "steps": steps, "wrong": wrong,
        "summary": summary, "conflicts": bool(read and read.conflicts), "reason": request.POST.get("_reason", ""),
        "document": request.POST.get("_document", "")}, status=status)


@require_http_methods(["GET", "POST"])
def record_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new record: the empty form, and what becomes of it."""
    register = the_register(slug)
    _allow(request, "create")
    if request.method == "GET":
        region = scope_of(request).region
        return _form(request, register, {"region": region if len(region) > 6 else ""}, None)
    read = read_new(register, request.POST, request.user)
    texts = {c.name: request.POST.get(c.name, "") for c in register.columns}
    if not read.good:
        return _form(request, register, texts, read, status=422)
    try:
        record = acts.create(register, acts.NewRecord(read.values), request.user,
                             request.POST.get("_reason", "").strip(), request.POST.get("_document", "").strip())
    except Refusal as refusal:
        return _form(request, register, texts, read, wrong=str(refusal), status=422)
    messages.success(request, _("已新增“{key}”。").format(key=record.key))
    _say_warnings(request, register, read)
    return HttpResponseRedirect(address(request, "record", slug, record.pk))


@require_http_methods(["GET", "POST"])
def record_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An existing record: its form, and what becomes of it; a colleague's edit in between shows both sides."""
    record = the_record(request, slug, pk)
    register: Register = record.register
    _allow(request, "change", record.region)
    if record.withdrawn:
        raise Refusal(_("“{key}”已经作废，不能再修改。").format(key=record.key))
    if request.method == "GET":
        return _form(request, register, texts_of(record), None, record)
    text = request.POST.get("_edition", "")
    edition = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else record.edition
    read = read_changes(record, request.POST, edition)
    texts = {**texts_of(record), **{n: request.POST[n] for n in _touched(read)}}
    if not read.good:
        return _form(request, register, texts, read, record, status=409 if read.conflicts else 422)
    if not read.values:
        messages.info(request, _("没有改动。"))
        return HttpResponseRedirect(address(request, "record", slug, pk))
    try:
        acts.change(record, read.values, request.user, request.POST.get("_reason", "").strip(),
                    request.POST.get("_document", "").strip(), edition=record.edition)
    except Refusal as refusal:
        return _form(request, register, texts, read, record, wrong=str(refusal), status=422)
    messages.success(request, _("已保存 {n} 项改动。").format(n=len(read.values)))
    _say_warnings(request, register, read)
    return HttpResponseRedirect(address(request, "record", slug, pk))


def _say_warnings(request: HttpRequest, register: Register, read: FormRead) -> None:
    for name, sentence in read.warned.items():
        label = _(register.column(name).label)
        messages.warning(request, _("{label}：{sentence}").format(label=label, sentence=sentence))


def _touched(read: FormRead) -> set[str]:
    """The fields that hold what the person wrote, good or bad."""
    return {*read.values, *read.wrong, *read.conflicts}


@require_http_methods(["GET", "POST"])
def record_reach(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Date a milestone, correct its date, or (with no date) take it back; a refusal is said on the record's page."""
    record = the_record(request, slug, pk)
    if request.method == "GET":
        return HttpResponseRedirect(address(request, "record", slug, pk))
    _allow(request, "change", record.region)
    milestone = request.POST.get("milestone", "")
    if milestone not in {m.name for m in record.steps()}:
        raise Refusal(_("这条记录没有“{step}”这一步。").format(step=milestone))
    text = request.POST.get("edition", "")
    edition = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None
    try:
        day = Day("").parse(request.POST.get("day", ""))
        acts.reach(record, milestone, day, request.user, request.POST.get("document", "").strip()[:300],
                   request.POST.get("reason", "").strip()[:500], edition)
    except (Refusal, ValueError) as fault:
        context = page_context(request, record) | {"wrong": str(fault), "reaching": milestone}
        return render(request, "web/record.html", context, status=422)
    step = _(record.register.milestone(milestone).title)
    messages.success(request, _("已登记“{step}”：{day}。").format(step=step, day=day) if day
                     else _("已撤销“{step}”的日期。").format(step=step))
    return HttpResponseRedirect(address(request, "record", slug, pk))


@require_http_methods(["POST"])
def record_withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw a record, with a reason."""
    record = the_record(request, slug, pk)
    _allow(request, "withdraw", record.region)
    acts.withdraw(record, request.user, request.POST.get("reason", "").strip()[:500])
    messages.success(request, _("“{key}”已作废。").format(key=record.key))
    return HttpResponseRedirect(address(request, "record", slug, pk))


def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """Keys of a register's records that hold ``q``, for a link's list of suggestions: key and caption."""
    register = the_register(slug)
    heavy = ("haystack", "parcel_wkb") if register.has_parcel else ("haystack",)
    records = seen_by(request.user, register.model.objects.filter(withdrawn=False)).defer(*heavy)
    words = search_index.words_of(request.GET.get("q", ""))
    found = search_index.newest(records, words, request.user.region, SUGGESTED) if words \
        else records.order_by("-pk")[:SUGGESTED]
    return JsonResponse({"keys": [{"key": r.key, "caption": caption(r)} for r in found]})
