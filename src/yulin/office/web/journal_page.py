"""The journal's page: who did what, newest first, leafed through by line number; and whether the chain is whole."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yulin.office.accounts.rights import may
from yulin.office.journal.chain import broken_at
from yulin.office.journal.models import JournalHead, JournalLine
from yulin.office.registers.declaration import REGISTERS
from yulin.office.web.frame import ordered_registers, scope_of
from yulin.office.web.history import ACT_TITLES, people, read_lines

PAGE = 50


def journal(request: HttpRequest) -> HttpResponse:
    """The lines of the person's region; filters by register, act and person; ``check=1`` verifies the whole chain."""
    if not may(request.user, "journal"):
        raise PermissionDenied
    lines = JournalLine.objects.all()
    region = scope_of(request).region
    if region:
        lines = lines.filter(region__startswith=region)
    chosen = {name: request.GET.get(name, "") for name in ("register", "act", "actor")}
    if chosen["register"] in REGISTERS:
        lines = lines.filter(register=chosen["register"])
    if chosen["act"] in ACT_TITLES:
        lines = lines.filter(act=chosen["act"])
    if chosen["actor"]:
        lines = lines.filter(actor=chosen["actor"])
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 18:
        lines = lines.filter(seq__lt=int(before))
    held = list(lines.order_by("-seq")[:PAGE + 1])
    actors = people(JournalLine.objects.values_list("actor", flat=True).distinct().order_by()[:500])
    check = None
    if request.GET.get("check"):
        head = JournalHead.objects.filter(pk=1).first()
        check = {"broken": broken_at(), "lines": head.seq if head else 0}
    return render(request, "web/journal.html", {
        "lines": read_lines(held[:PAGE]), "older": held[PAGE - 1].seq if len(held) > PAGE else None, "chosen": chosen,
        "registers": ordered_registers(), "acts": [(code, _(title)) for code, title in ACT_TITLES.items()],
        "actors": sorted(actors.items(), key=lambda pair: pair[1]), "check": check,
        "kept": [(w, request.GET[w]) for w in ("region", "year", "as_of") if request.GET.get(w)]})
