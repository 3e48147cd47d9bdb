"""``/api/v1/land``: one parcel's life, the stock of unsupplied land, the quota pool, what the law says of a record."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from yulin.findings import Refusal
from yulin.office.api.records import visible_record
from yulin.office.figures.values import Scope
from yulin.office.land import pool, stock
from yulin.office.land.life import Life, life_at, life_of
from yulin.office.registers.readings import readings_of
from yulin.review.result import mu

router = Router(tags=["land"])


class EventOut(Schema):
    """One dated step: day, ledger, record, step, document, area."""

    day: dt.date
    ledger: str
    record: int
    key: str
    step: str
    document: str
    area: str
    unit: str


class MemberOut(Schema):
    """A record of the life and how it is tied to the rest."""

    ledger: str
    record: int
    key: str
    tie: str
    shared_mu: str | None


class BalanceOut(Schema):
    """A batch's balance in 亩: approved = supplied + unsupplied + disposed."""

    key: str
    approved: str
    supplied: str
    disposed: str
    unsupplied: str


class FaultOut(Schema):
    """What does not fit."""

    level: str
    code: str
    message: str


class LifeOut(Schema):
    """One parcel's life."""

    events: list[EventOut]
    members: list[MemberOut]
    batches: list[BalanceOut]
    findings: list[FaultOut]


class PoolOut(Schema):
    """A source of plan quota, in hectares."""

    source: str
    given: str
    used: str
    left: str


class ReadingOut(Schema):
    """What one rule says."""

    rule: str
    title: str
    reasons: list[str]
    cites: list[str]
    missing: list[str]
    unverified: bool


class ApprovalOut(Schema):
    """An approval with land left, in 亩."""

    key: str
    approved_on: dt.date
    stage: str
    approved: str
    supplied: str
    disposed: str
    unsupplied: str


def _out(life: Life) -> LifeOut:
    events = [EventOut(day=e.day, ledger=e.member.register.code, record=e.member.record.pk, key=e.member.record.key,
                       step=e.what, document=e.document, area=e.area, unit=e.unit) for e in life.events]
    members = [MemberOut(ledger=m.register.code, record=m.record.pk, key=m.record.key, tie=m.tie,
                         shared_mu=None if m.area is None else mu(m.area)) for m in life.members]
    batches = [BalanceOut(key=b.key, approved=mu(x.approved), supplied=mu(x.supplied),
                          disposed=mu(x.disposed), unsupplied=mu(x.unsupplied))
               for b, x in life.batches]
    findings = [FaultOut(level=f.level, code=f.code, message=f.message) for f in life.findings]
    return LifeOut(events=events, members=members, batches=batches, findings=findings)


@router.get("/life", response=LifeOut)
def life_there(request: HttpRequest, at: str, as_of: dt.date | None = None) -> LifeOut:
    """The life of the ground at ``at=longitude,latitude`` (degrees, CGCS2000)."""
    from yulin.office.land.pages import point

    try:
        lon, lat = point(at)
    except Refusal as refusal:
        raise HttpError(422, str(refusal)) from refusal
    return _out(life_at(request.user, lon, lat, as_of or dt.date.today()))


@router.get("/life/{slug}/{pk}", response=LifeOut)
def life_here(request: HttpRequest, slug: str, pk: int, as_of: dt.date | None = None) -> LifeOut:
    """The life of a record's ground."""
    return _out(life_of(request.user, visible_record(request, slug, pk), as_of or dt.date.today()))


@router.get("/readings/{slug}/{pk}", response=list[ReadingOut])
def readings(request: HttpRequest, slug: str, pk: int, as_of: dt.date | None = None) -> list[ReadingOut]:
    """What the law says of a record."""
    found = readings_of(visible_record(request, slug, pk), as_of or dt.date.today())
    return [ReadingOut(**reading.as_json()) for reading in found]


@router.get("/unsupplied", response=list[ApprovalOut])
def unsupplied(request: HttpRequest, region: str = "", as_of: dt.date | None = None) -> list[ApprovalOut]:
    """The approvals with land left on a day."""
    day = as_of or dt.date.today()
    lines = stock.stock(request.user, Scope(day.year, region, day)).lines
    return [ApprovalOut(key=x.key, approved_on=x.approved_on, stage=x.stage.label, approved=x.approved,
                        supplied=x.supplied, disposed=x.disposed, unsupplied=x.unsupplied) for x in lines]


@router.get("/quotas", response=list[PoolOut])
def quotas(request: HttpRequest, as_of: dt.date | None = None) -> list[PoolOut]:
    """The pool of plan quotas on a day."""
    return [PoolOut(source=p.source, given=pool.hectares(p.given), used=pool.hectares(p.used),
                    left=pool.hectares(p.left)) for p in pool.pools(as_of or dt.date.today())]
