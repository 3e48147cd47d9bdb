"""``/api/v1/registers/{register}/records/{id}/clocks``: a record's clocks, suspended and resumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from yulin.findings import Refusal
from yulin.office.accounts.rights import may
from yulin.office.api.records import ErrorOut, visible_record
from yulin.office.registers.stages import read_clocks
from yulin.office.registers.suspending import resume, strike_out, suspend

router = Router(tags=["registers"])


class SuspensionOut(Schema):
    """Days that do not count, both end days included; ``last`` is null while the clock stands."""

    id: int
    first: dt.date
    last: dt.date | None
    reason: str
    document: str
    by: str


class ClockOut(Schema):
    """A clock today; ``due`` of a suspended one is what it would be if the clock ran again tomorrow."""

    number: int
    title: str
    start: dt.date | None
    due: dt.date
    done: dt.date | None
    state: str
    days_left: int
    provisional: bool
    article: str | None
    suspensions: list[SuspensionOut]


class SuspendIn(Schema):
    """From which day on, why, by which document; ``last`` where the suspension is over already."""

    first: dt.date
    last: dt.date | None = None
    reason: str
    document: str


class ResumeIn(Schema):
    """The last suspended day, and the document of the resumption."""

    last: dt.date
    reason: str = ""
    document: str = ""


class StrikeIn(Schema):
    """Why a suspension is struck out."""

    reason: str


CLOCKS = {200: list[ClockOut], 403: ErrorOut, 404: ErrorOut, 422: ErrorOut}


def _clocks(record: Any) -> list[ClockOut]:
    return [
        ClockOut(
            number=r.number, title=r.title, start=r.start, due=r.due, done=r.done, state=r.state,
            days_left=r.days_left, provisional=r.provisional, article=r.citation.sentence() if r.citation else None,
            suspensions=[SuspensionOut(id=s.pk, first=s.first, last=s.last, reason=s.reason, document=s.document,
                                       by=s.by) for s in r.suspensions])
        for r in read_clocks(record, dt.date.today())
    ]


def _done(request: HttpRequest, slug: str, pk: int, act: Callable[[Any], object]) -> tuple[int, Any]:
    """Do it to the record, if the person may; its clocks afterwards."""
    held = visible_record(request, slug, pk)
    if not may(request.user, "change", held.region):
        return 403, ErrorOut(detail="not allowed")
    try:
        act(held)
    except Refusal as refusal:
        return 422, ErrorOut(detail=str(refusal))
    return 200, _clocks(held)


@router.get("/{slug}/records/{pk}/clocks", response={200: list[ClockOut], 404: ErrorOut})
def clocks(request: HttpRequest, slug: str, pk: int) -> list[ClockOut]:
    """The record's clocks today, with their suspensions."""
    return _clocks(visible_record(request, slug, pk))


@router.post("/{slug}/records/{pk}/clocks/{number}/suspend", response=CLOCKS)
def suspend_clock(request: HttpRequest, slug: str, pk: int, number: int, body: SuspendIn) -> tuple[int, Any]:
    """Suspend a clock; both end days count as suspended."""
    return _done(request, slug, pk, lambda held: suspend(
        held, number, body.first, body.reason, body.document, request.user, body.last))


@router.post("/{slug}/records/{pk}/clocks/{number}/resume", response=CLOCKS)
def resume_clock(request: HttpRequest, slug: str, pk: int, number: int, body: ResumeIn) -> tuple[int, Any]:
    """Let a suspended clock run again after the last suspended day."""
    return _done(request, slug, pk, lambda held: resume(
        held, number, body.last, request.user, body.reason, body.document))


@router.post("/{slug}/records/{pk}/suspensions/{suspension}/strike", response=CLOCKS)
def strike_suspension(request: HttpRequest, slug: str, pk: int, suspension: int, body: StrikeIn) -> tuple[int, Any]:
    """Strike out a suspension that was entered by mistake."""
    return _done(request, slug, pk, lambda held: strike_out(held, suspension, request.user, body.reason))
