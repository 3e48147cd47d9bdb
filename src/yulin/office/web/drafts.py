"""Drafts: what somebody has written in a form and not yet saved, kept on the server while they write.

A form that a lost connection, an expired login or a closed window took away is offered again where it was.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from yulin.office.accounts.rights import Act, may
from yulin.office.registers.declaration import Register
from yulin.office.web.ledger import the_register
from yulin.office.web.models import Draft

LONGEST = 3000
EXTRA = ("_reason", "_document")


def place_of(register: Register, record: Any = None) -> str:
    """What a draft is called: the register and the record's number, or ``new``."""
    return f"{register.code}/{record.pk if record is not None else 'new'}"


def draft_of(request: HttpRequest, register: Register, record: Any = None) -> Draft | None:
    """The person's draft at this place, if there is one."""
    return Draft.objects.filter(person=request.user, place=place_of(register, record)).first()


def drop_draft(request: HttpRequest, register: Register, record: Any = None) -> None:
    """Forget the person's draft at this place."""
    Draft.objects.filter(person=request.user, place=place_of(register, record)).delete()


@require_POST
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep (or with ``drop=1`` forget) what is written: the touched columns as text, and the edition they rest on."""
    register = the_register(slug)
    pk, edition = request.POST.get("record", ""), request.POST.get("_edition", "0")
    record = None
    if pk:
        known = pk.isascii() and pk.isdecimal() and len(pk) < 18
        record = register.model.objects.only("pk", "region").filter(pk=int(pk) if known else 0).first()
    act: Act = "change" if pk else "create"
    if (pk and record is None) or not may(request.user, act, record.region if record else None):
        return HttpResponse(status=404)
    if request.POST.get("drop") == "1":
        drop_draft(request, register, record)
        return HttpResponse(status=204)
    names = {*(c.name for c in register.columns), *EXTRA}
    number = int(edition) if edition.isascii() and edition.isdecimal() and len(edition) < 9 else 0
    texts = {name: value[:LONGEST] for name, value in request.POST.items() if name in names}
    Draft.objects.update_or_create(person=request.user, place=place_of(register, record), defaults={
        "texts": texts, "edition": number})
    return HttpResponse(status=204)
