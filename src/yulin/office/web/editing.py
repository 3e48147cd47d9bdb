"""The acts on single records: new, change, date a milestone, withdraw. Each writes through ``registers.acts``."""

from __future__ import annotations

from dataclasses import dataclass
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
from yulin.office.registers.parcel_choice import Chosen, copied, drawn, from_file
from yulin.office.web.cells import caption
from yulin.office.web.drafts import draft_of, drop_draft
from yulin.office.web.frame import address, as_of, scope_of
from yulin.office.web.layers import backdrop, district_box
from yulin.office.web.ledger import the_register
from yulin.office.web.record_page import page_context, the_record
from yulin.office.web.uploads import keep, kept, named, plain_name

SUGGESTED = 12


def _allow(request: HttpRequest, act: Act, region: str | None = None) -> None:
    if not may(request.user, act, region):
        raise PermissionDenied


def _waives(request: HttpRequest) -> bool:
    """Whether the person ticked to go on though a gate is shut."""
    return request.POST.get("waive") == "1"


def _form(request: HttpRequest, register: Register, texts: dict[str, str], read: FormRead | None, record: Any = None,
          wrong: str = "", status: int = 200, edition: int = 0, held: Kept | None = None) -> HttpResponse:
    fresh = request.method == "GET" and "draft" not in request.GET
    made = {i.name: i for i in inputs(register, request.user, texts, read)}
    stepped = {m.day_field for m in register.milestones} | {m.document_field for m in register.milestones}
    plain = [made[c.name] for c in register.columns if c.name not in stepped]
    steps = [(m, made[m.day_field], made[m.document_field] if m.document_field else None) for m in register.milestones]
    summary = [(made[name].label, sentence) for name, sentence in read.wrong.items() if name in made] if read else []
    return render(request, "web/form.html", {
        "register": register, "record": record, "fields": plain, "steps": steps, "wrong": wrong,
        "summary": summary, "conflicts": bool(read and read.conflicts),
        "reason": request.POST.get("_reason", texts.get("_reason", "")),
        "document": request.POST.get("_document", texts.get("_document", "")),
        "edition": edition or getattr(record, "edition", 0),
        "draft": draft_of(request, register, record) if fresh else None, "held": held,
        "copied": request.POST.get("_parcel_from", ""),
        "drawn": request.POST.get("_parcel_drawn", ""),
        "layers": backdrop(as_of(request)) if register.has_parcel else "",
        "may_waive": may(request.user, "waive"),
        "box": _box(record) if register.has_parcel else ""}, status=status)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of coordinates that came with a form which could not be saved yet: it need not be chosen again."""

    sha: str
    name: str


def _box(record: Any) -> str:
    """The record's box in degrees for the map of the form, else the district's."""
    if record is not None and record.parcel_west is not None:
        return f"{record.parcel_west},{record.parcel_south},{record.parcel_east},{record.parcel_north}"
    return district_box()


def _parcel_of_form(request: HttpRequest, register: Register, key: str) -> tuple[Chosen | None, Kept | None]:
    """The parcel that the form gives (a file, a record to copy from, a drawing), and its file. Refusal where faulty."""
    if not register.has_parcel:
        return None, None
    file, held = request.FILES.get("_parcel_file"), None
    if file is not None:
        held = Kept(keep(file), plain_name(file.name or ""))
    elif request.POST.get("_parcel_sha"):
        kept(request.POST["_parcel_sha"])
        held = Kept(request.POST["_parcel_sha"], plain_name(request.POST.get("_parcel_name", "")))
    if held is not None:
        with named(held.sha, held.name) as path:
            return from_file(path, held.name, register, key), held
    if request.POST.get("_parcel_from", "").strip():
        return copied(request.user, request.POST["_parcel_from"]), None
    if request.POST.get("_parcel_drawn", "").strip():
        return drawn(request.POST["_parcel_drawn"]), None
    return None, None


@require_http_methods(["GET", "POST"])
def record_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new record: the empty form, and what becomes of it."""
    register = the_register(slug)
    _allow(request, "create")
    if request.method == "GET":
        region = scope_of(request).region
        texts = {"region": region if len(region) > 6 else ""}
        if "draft" in request.GET and (draft := draft_of(request, register)):
            texts |= draft.texts
        return _form(request, register, texts, None)
    read = read_new(register, request.POST, request.user)
    texts = {c.name: request.POST.get(c.name, "") for c in register.columns}
    chosen, held, wrong = _chosen(request, register, request.POST.get(register.key, "").strip())
    if not read.good or wrong:
        return _form(request, register, texts, read, wrong=wrong, status=422, held=held)
    try:
        record = acts.create(register, acts.NewRecord(read.values, chosen.value if chosen else None), request.user,
                             _reason(request, chosen), request.POST.get("_document", "").strip(),
                             waive=_waives(request))
    except Refusal as refusal:
        return _form(request, register, texts, read, wrong=str(refusal), status=422, held=held)
    drop_draft(request, register)
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
        draft = draft_of(request, register, record) if "draft" in request.GET else None
        return _form(request, register, texts_of(record) | (draft.texts if draft else {}), None, record,
                     edition=draft.edition if draft else 0)
    text = request.POST.get("_edition", "")
    edition = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else record.edition
    read = read_changes(record, request.POST, edition)
    texts = {**texts_of(record), **{n: request.POST[n] for n in _touched(read)}}
    chosen, held, wrong = _chosen(request, register, record.key)
    if not read.good or wrong:
        return _form(request, register, texts, read, record, wrong, 409 if read.conflicts else 422, held=held)
    if not read.values and chosen is None:
        drop_draft(request, register, record)
        messages.info(request, _("没有改动。"))
        return HttpResponseRedirect(address(request, "record", slug, pk))
    try:
        acts.change(record, read.values, request.user, _reason(request, chosen),
                    request.POST.get("_document", "").strip(), chosen.value if chosen else None,
                    edition=record.edition, waive=_waives(request))
    except Refusal as refusal:
        return _form(request, register, texts, read, record, wrong=str(refusal), status=422, held=held)
    drop_draft(request, register, record)
    messages.success(request, _("已保存 {n} 项改动。").format(n=len(read.values) + (chosen is not None)))
    _say_warnings(request, register, read)
    return HttpResponseRedirect(address(request, "record", slug, pk))


def _chosen(request: HttpRequest, register: Register, key: str) -> tuple[Chosen | None, Kept | None, str]:
    """The form's parcel and its file; or the sentence that says what is wrong with it."""
    try:
        chosen, held = _parcel_of_form(request, register, key)
    except Refusal as refusal:
        return None, None, str(refusal)
    return chosen, held, ""


def _reason(request: HttpRequest, chosen: Chosen | None) -> str:
    """The reason that the person wrote, and where the parcel came from."""
    said = request.POST.get("_reason", "").strip()[:400]
    return "；".join(text for text in (said, chosen.source if chosen else "") if text)


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
                   request.POST.get("reason", "").strip()[:500], edition, _waives(request))
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
