"""A record's clocks on its page: how each stands, and suspending it, resuming it, striking a suspension out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yulin.findings import Refusal
from yulin.office.registers.fields import Day
from yulin.office.registers.models import Suspension
from yulin.office.registers.stages import ClockReading
from yulin.office.registers.suspending import may_suspend, resume, strike_out, suspend
from yulin.office.web.frame import address
from yulin.office.web.history import people


@dataclass(frozen=True, slots=True)
class ShownSuspension:
    """A suspension with the name of who entered it."""

    suspension: Suspension
    who: str


@dataclass(frozen=True, slots=True)
class ShownClock:
    """A clock as the page shows it; ``stands``: one of its suspensions has no last day yet."""

    reading: ClockReading
    suspensions: list[ShownSuspension]
    may_suspend: bool
    stands: bool


def shown_clocks(record: Any, readings: Sequence[ClockReading]) -> list[ShownClock]:
    """The record's clocks for its page."""
    names = people({s.by for r in readings for s in r.suspensions}) if any(r.suspensions for r in readings) else {}
    return [ShownClock(r, [ShownSuspension(s, names.get(s.by, s.by)) for s in r.suspensions], may_suspend(record, r),
                       any(s.last is None for s in r.suspensions)) for r in readings]


@require_POST
def clock_suspend(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Suspend a clock."""
    def act(record: Any) -> Suspension:
        first = _day(request, "first")
        if first is None:
            raise Refusal(_("请填写中止的首日。"))
        return suspend(record, number, first, _text(request, "reason"), _text(request, "document"), request.user,
                       _day(request, "last"))

    return _done(request, slug, pk, act, _("“{clock}”已中止：{days}。"))


@require_POST
def clock_resume(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Let a clock run again."""
    def act(record: Any) -> Suspension:
        last = _day(request, "last")
        if last is None:
            raise Refusal(_("请填写中止的末日。"))
        return resume(record, number, last, request.user, _text(request, "reason"), _text(request, "document"))

    return _done(request, slug, pk, act, _("“{clock}”已恢复，中止 {days}。"))


@require_POST
def suspension_strike(request: HttpRequest, slug: str, pk: int, suspension: int) -> HttpResponse:
    """Strike a suspension out."""
    return _done(request, slug, pk, lambda record: strike_out(record, suspension, request.user,
                                                              _text(request, "reason")),
                 _("已撤销“{clock}”的中止 {days}。"))


def _done(request: HttpRequest, slug: str, pk: int, act: Callable[[Any], Suspension], said: str) -> HttpResponse:
    """Do it and go back to the record; a refusal is said on the record's page."""
    from yulin.office.web.record_page import page_context, the_record  # its page shows the clocks

    record = the_record(request, slug, pk)
    try:
        done = act(record)
    except (Refusal, ValueError) as fault:
        return render(request, "web/record.html", page_context(request, record) | {"wrong": str(fault)}, status=422)
    messages.success(request, said.format(clock=_(done.clock), days=done.days))
    return HttpResponseRedirect(address(request, "record", slug, pk) + "#h-clocks")


def _day(request: HttpRequest, name: str) -> dt.date | None:
    day: dt.date | None = Day("").parse(request.POST.get(name, ""))
    return day


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()
