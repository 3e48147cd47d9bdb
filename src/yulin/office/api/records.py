"""``/api/v1/registers``: the registers, their records, and the acts on them, generated from the declarations.

Numbers are strings in the column's unit; a missing value is null. What a person may not see does not exist
(404).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from yulin.findings import Refusal
from yulin.office.accounts.rights import may, seen_by
from yulin.office.registers import search_index
from yulin.office.registers.acts import NewRecord, change, create, withdraw
from yulin.office.registers.declaration import REGISTERS, Register, register_of
from yulin.office.registers.parsing import RowRead, lookup, read_row

router = Router(tags=["registers"])
PAGE = 100


class ColumnOut(Schema):
    """One column of a register."""

    name: str
    label: str
    unit: str
    required: bool
    options: list[str]


class RegisterOut(Schema):
    """A register and its columns."""

    code: str
    slug: str
    title: str
    title_en: str
    family: str
    key: str
    columns: list[ColumnOut]


class RecordOut(Schema):
    """A record: values by column as text in the column's unit, its stage and its edition."""

    id: int
    key: str
    edition: int
    region: str
    stage: str | None
    withdrawn: bool
    values: dict[str, str | None]


class PageOut(Schema):
    """A page of records, ordered by key; ``next`` is the key to continue after."""

    count: int
    next: str | None
    items: list[RecordOut]


class RecordIn(Schema):
    """Values by column as a clerk would write them; ``edition`` guards a change against overwriting a
    colleague's; ``waive`` passes over what may be waived, with the reason.
    """

    values: dict[str, str | None]
    reason: str = ""
    document: str = ""
    edition: int | None = None
    waive: bool = False


class FindingOut(Schema):
    """What is wrong with a value."""

    column: str
    level: str
    message: str


class ErrorOut(Schema):
    """Why the act was refused; nothing was changed."""

    detail: str
    findings: list[FindingOut] = []


def _register(slug: str) -> Register:
    try:
        return register_of(slug)
    except KeyError:
        raise HttpError(404, f"no register {slug}") from None


def record_out(record: Any) -> RecordOut:
    """The record as the API shows it."""
    values: dict[str, str | None] = {}
    for column in record.register.columns:
        cell = column.field.cell(getattr(record, column.name))
        values[column.name] = None if cell in (None, "") else str(cell)
    stage = record.stage(dt.date.today())
    return RecordOut(
        id=record.pk,
        key=record.key,
        edition=record.edition,
        region=record.region,
        stage=stage.name if stage else None,
        withdrawn=record.withdrawn,
        values=values,
    )


def _record(request: HttpRequest, register: Register, pk: int) -> Any:
    record = seen_by(request.user, register.model.objects.all()).filter(pk=pk).first()
    if record is None:
        raise HttpError(404, "no such record")
    return record


def visible_record(request: HttpRequest, slug: str, pk: int) -> Any:
    """The record of an address, among those that the person may see; 404 else."""
    return _record(request, _register(slug), _small(pk))


@router.get("", response=list[RegisterOut])
def registers(request: HttpRequest) -> list[RegisterOut]:
    """All registers with their columns."""
    return [
        RegisterOut(
            code=r.code,
            slug=r.slug,
            title=r.title,
            title_en=r.title_en,
            family=r.family,
            key=r.key,
            columns=[
                ColumnOut(
                    name=c.name,
                    label=c.label,
                    unit=c.field.unit,
                    required=c.field.required,
                    options=list(getattr(c.field, "options", ())),
                )
                for c in r.columns
            ],
        )
        for r in REGISTERS.values()
    ]


@router.get("/{slug}/records", response={200: PageOut, 404: ErrorOut})
def records(
    request: HttpRequest,
    slug: str,
    q: str = Query("", max_length=200),
    after: str = Query("", max_length=200),
    limit: int = Query(PAGE, ge=1, le=1000),
) -> PageOut:
    """Records whose text contains every word of ``q``, ordered by key, after the key ``after``."""
    register = _register(slug)
    found = seen_by(request.user, register.model.objects.filter(withdrawn=False))
    if q:
        found = found.filter(search_index.holding(register, search_index.words_of(q), request.user.region))
    count = found.count()
    if after:
        found = found.filter(**{f"{register.key}__gt": after.replace("\x00", "")})
    rows = list(found.order_by(register.key)[: limit + 1])
    more = len(rows) > limit
    items = [record_out(r) for r in rows[:limit]]
    return PageOut(count=count, next=items[-1].key if more else None, items=items)


@router.get("/{slug}/records/{pk}", response={200: RecordOut, 404: ErrorOut})
def record(request: HttpRequest, slug: str, pk: int) -> RecordOut:
    """One record."""
    return record_out(_record(request, _register(slug), _small(pk)))


def _small(pk: int) -> int:
    if not 0 < pk < 2**63:
        raise HttpError(404, "no such record")
    return pk


def _unknown(register: Register, body: RecordIn) -> ErrorOut | None:
    wrong = sorted(set(body.values) - {c.name for c in register.columns})
    return ErrorOut(detail=f"no column {', '.join(wrong)}") if wrong else None


def _wrong(read: RowRead) -> ErrorOut:
    findings = [FindingOut(column=name, level=f.level, message=f.message) for name, f in read.findings]
    return ErrorOut(
        detail="; ".join(f"{f.column}: {f.message}" for f in findings if f.level == "error"),
        findings=findings,
    )


@router.post("/{slug}/records", response={201: RecordOut, 403: ErrorOut, 404: ErrorOut, 422: ErrorOut})
def add(request: HttpRequest, slug: str, body: RecordIn) -> tuple[int, Any]:
    """Make a record."""
    register = _register(slug)
    if not may(request.user, "create"):
        return 403, ErrorOut(detail="not allowed")
    if unknown := _unknown(register, body):
        return 422, unknown
    read = read_row(register, {c.name: None for c in register.columns} | dict(body.values), lookup())
    if not read.good:
        return 422, _wrong(read)
    try:
        made = create(register, NewRecord(read.values), request.user, body.reason[:500], body.document[:300],
                      waive=body.waive)
    except Refusal as refusal:
        return 422, ErrorOut(detail=str(refusal))
    return 201, record_out(made)


@router.patch("/{slug}/records/{pk}", response={200: RecordOut, 403: ErrorOut, 404: ErrorOut, 422: ErrorOut})
def edit(request: HttpRequest, slug: str, pk: int, body: RecordIn) -> tuple[int, Any]:
    """Change some values of a record; ``edition`` must be the one the caller saw."""
    register = _register(slug)
    held = _record(request, register, _small(pk))
    if not may(request.user, "change", held.region):
        return 403, ErrorOut(detail="not allowed")
    if unknown := _unknown(register, body):
        return 422, unknown
    if body.edition is None:
        return 422, ErrorOut(detail="edition is missing")
    read = read_row(register, body.values, lookup())
    if not read.good:
        return 422, _wrong(read)
    try:
        done = change(
            held, read.values, request.user, body.reason[:500], body.document[:300], edition=body.edition,
            waive=body.waive,
        )
    except Refusal as refusal:
        return 422, ErrorOut(detail=str(refusal))
    return 200, record_out(done)


class ReasonIn(Schema):
    """Why a record is withdrawn."""

    reason: str


@router.post("/{slug}/records/{pk}/withdraw", response={200: RecordOut, 403: ErrorOut, 404: ErrorOut, 422: ErrorOut})
def take_back(request: HttpRequest, slug: str, pk: int, body: ReasonIn) -> tuple[int, Any]:
    """Withdraw a record: it stays in the office and counts no more."""
    held = _record(request, _register(slug), _small(pk))
    if not may(request.user, "withdraw", held.region):
        return 403, ErrorOut(detail="not allowed")
    try:
        return 200, record_out(withdraw(held, request.user, body.reason[:500]))
    except Refusal as refusal:
        return 422, ErrorOut(detail=str(refusal))
