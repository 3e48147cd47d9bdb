"""``/api/v1/books``: accounts with their balances, entries, and transactions: created, posted, voided, countered.

Amounts are strings in the kind's exact unit (m² to 0.01, kg to 0.001). Every change carries an ``Idempotency-Key``:
the same request asked again gives the same transaction, and changes nothing more. What the books refuse answers 409
with the account, the day and the amount that is short; nothing has changed then.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import shapely
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Header, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field, StringConstraints

from yulin.books.accounts import Kind, account_of
from yulin.books.acts import CLOSING, Act
from yulin.books.ground import Ground
from yulin.books.rules import Short
from yulin.books.transactions import Posting, merged, moved
from yulin.books.transactions import Transaction as Draft
from yulin.findings import Refusal
from yulin.geodesy.crs import is_gk
from yulin.office.accounts.rights import may, seen_by
from yulin.office.books import posting
from yulin.office.books.balances import balance
from yulin.office.books.models import Account, Entry, Transaction

router = Router(tags=["books"])
PAGE = 100
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f/]*$", max_length=100)]
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]*$", max_length=300)]
Number = Annotated[str, StringConstraints(pattern=r"^-?\d{1,15}(\.\d{1,3})?$")]
Digits = Annotated[str, StringConstraints(pattern=r"^\d{6,12}$")]
Key = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[\w.:~-]{1,80}$",
                            description="a name of your own for this change")]


class AccountOut(Schema):
    """One account: its code, where it stands, and its balance at the end of the day asked for."""

    code: str
    region: str
    kind: str
    purpose: str
    holder: str
    title: str
    balance: str
    unit: str


class EntryOut(Schema):
    """One amount on one account."""

    id: int
    transaction: str
    account: str
    day: dt.date
    amount: str
    unit: str


class TransactionOut(Schema):
    """One transaction with its entries; ``state``: posted, open, used, released or corrected."""

    id: int
    number: str
    day: dt.date
    act: str
    title: str
    state: str
    document: str
    region: str
    dossier: str
    from_register: str
    from_record: str
    parcels: list[str]
    closes: str | None
    corrects: str | None
    expires: dt.date | None
    due: dt.date | None
    reason: str
    by: str
    entries: list[EntryOut]


class Page(Schema):
    """A page of rows in the order of their ids; ``next`` is the id to continue after."""

    next: int | None
    items: list[Any]


class AmountIn(Schema):
    """An amount (> 0) of one kind that the act moves, and whose it is."""

    kind: str
    amount: Number
    holder: Text = ""


class PostingIn(Schema):
    """An amount on an account by its code, negative where it is taken from it."""

    account: Annotated[str, StringConstraints(max_length=200)]
    amount: Number


class ParcelIn(Schema):
    """Ground that fills the pool: its name, and its polygon as WKT (x east, y north) in a Gauss-Krüger plane."""

    id: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,200}$")]
    wkt: Annotated[str, StringConstraints(max_length=1_000_000)] | None = None
    epsg: int | None = None


class TransactionIn(Schema):
    """What happened: an act with its amounts, or ``entries`` written out."""

    day: dt.date
    act: str
    document: Line
    region: Digits
    amounts: Annotated[list[AmountIn], Field(max_length=500)] = []
    entries: Annotated[list[PostingIn], Field(max_length=1000)] = []
    dossier: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]*$", max_length=120)] = ""
    parcels: Annotated[list[ParcelIn], Field(max_length=500)] = []
    expires: dt.date | None = None
    due: dt.date | None = None
    reason: Line = ""


class CloseIn(Schema):
    """The day and the document of a use, a release or a counter-entry; a counter-entry needs its reason."""

    day: dt.date
    document: Line
    reason: Line = ""


class RefusedOut(Schema):
    """Why nothing was posted. account, day, short and unit: where an account does not hold enough."""

    detail: str
    account: str | None = None
    day: dt.date | None = None
    short: str | None = None
    unit: str | None = None


ANSWERS = {200: TransactionOut, 201: TransactionOut, 400: RefusedOut, 403: RefusedOut, 404: RefusedOut,
           409: RefusedOut, 422: RefusedOut}


@router.get("/accounts", response=list[AccountOut])
def accounts(
    request: HttpRequest, region: str = Query("", pattern=r"^\d{0,12}$"), kind: str = Query("", max_length=20),
    purpose: str = Query("", max_length=20), holder: str | None = Query(None, max_length=120),
    on: dt.date | None = None,
) -> list[AccountOut]:
    """Accounts with their balances at the end of the day ``on`` (today's and later entries included without it)."""
    found = seen_by(request.user, Account.objects.filter(region__startswith=region))
    for name, value in (("kind", kind.upper()), ("purpose", purpose.upper())):
        if value:
            found = found.filter(**{name: value.replace("\x00", "")})
    if holder is not None:
        found = found.filter(holder=holder.replace("\x00", ""))
    return [AccountOut(code=a.code, region=a.region, kind=a.kind, purpose=a.purpose, holder=a.holder,
                       title=a.name.title, balance=Kind[a.kind].text(balance(a, on)), unit=_unit(a.kind))
            for a in found[:5000]]


@router.get("/entries", response={200: Page})
def entries(
    request: HttpRequest, account: str = Query("", max_length=200), since: dt.date | None = None,
    until: dt.date | None = None, after: int = Query(0, ge=0, le=2**62), limit: int = Query(PAGE, ge=1, le=1000),
) -> Page:
    """Entries in the order in which they were posted."""
    found = Entry.objects.filter(pk__gt=after).select_related("account", "transaction")
    if request.user.region:
        found = found.filter(account__region__startswith=request.user.region)
    if account:
        found = found.filter(account__code=account.replace("\x00", ""))
    if since:
        found = found.filter(day__gte=since)
    if until:
        found = found.filter(day__lte=until)
    return _page(found, limit, _entry)


@router.get("/transactions", response={200: Page})
def transactions(
    request: HttpRequest, act: str = Query("", max_length=20), dossier: str = Query("", max_length=120),
    since: dt.date | None = None, until: dt.date | None = None, after: int = Query(0, ge=0, le=2**62),
    limit: int = Query(PAGE, ge=1, le=1000),
) -> Page:
    """Transactions in the order in which they were posted."""
    found = seen_by(request.user, Transaction.objects.filter(pk__gt=after))
    for name, value in (("act", act.upper()), ("dossier", dossier)):
        if value:
            found = found.filter(**{name: value.replace("\x00", "")})
    if since:
        found = found.filter(day__gte=since)
    if until:
        found = found.filter(day__lte=until)
    return _page(_whole(found), limit, _transaction)


@router.get("/transactions/{pk}", response={200: TransactionOut, 404: RefusedOut})
def transaction(request: HttpRequest, pk: int) -> TransactionOut:
    """One transaction."""
    return _transaction(_the(request, pk))


@router.post("/transactions", response=ANSWERS)
def create(request: HttpRequest, body: TransactionIn, key: Key) -> tuple[int, Any]:
    """Post a transaction (an act of HOLD reserves until ``expires``)."""
    if not may(request.user, "change", body.region):
        return 403, RefusedOut(detail="not allowed in this region")
    try:
        act = Act[body.act.upper()]
    except KeyError:
        return 422, RefusedOut(detail=f"no act {body.act}; known: {', '.join(a.name for a in Act)}")
    if act in CLOSING or act is Act.COUNTER:
        return 422, RefusedOut(detail="use /post, /void or /counter of the transaction itself")
    try:
        postings = _postings(body, act)
        grounds = _grounds(body)
    except (ValueError, KeyError) as fault:
        return 422, RefusedOut(detail=f"cannot be read: {fault}")
    except Refusal as refusal:
        return 422, RefusedOut(detail=str(refusal))
    draft = Draft(key, body.day, act, body.document, postings, body.dossier,
                  tuple(dict.fromkeys(p.id for p in body.parcels)), expires=body.expires, due=body.due)
    return _answer(request, key, lambda: posting.post(
        draft, request.user, posting.Origin(reason=body.reason), grounds))


@router.post("/transactions/{pk}/post", response=ANSWERS)
def use(request: HttpRequest, pk: int, body: CloseIn, key: Key) -> tuple[int, Any]:
    """Post (核销) a hold."""
    row = _the(request, pk)
    origin = posting.Origin(row.register, row.record, body.reason)
    return _answer(request, key, lambda: posting.use(row, key, body.day, body.document, request.user, origin))


@router.post("/transactions/{pk}/void", response=ANSWERS)
def void(request: HttpRequest, pk: int, body: CloseIn, key: Key) -> tuple[int, Any]:
    """Void (解冻) a hold. What is posted cannot be voided: 409."""
    row = _the(request, pk)
    origin = posting.Origin(row.register, row.record, body.reason)
    return _answer(request, key, lambda: posting.release(row, key, body.day, body.document, request.user, origin))


@router.post("/transactions/{pk}/counter", response=ANSWERS)
def counter(request: HttpRequest, pk: int, body: CloseIn, key: Key) -> tuple[int, Any]:
    """Correct a posted transaction by its counter-entry (红字冲销)."""
    row = _the(request, pk)
    if not may(request.user, "withdraw", row.region):
        return 403, RefusedOut(detail="not allowed")
    return _answer(request, key, lambda: posting.counter(row, key, body.day, body.document, request.user, body.reason))


def _answer(request: HttpRequest, key: str, work: Any) -> tuple[int, Any]:
    before = Transaction.objects.filter(number=key).exists()
    try:
        row = work()
    except Short as refusal:
        short = refusal.shortage
        return 409, RefusedOut(detail=str(refusal), account=short.account.code, day=short.day,
                               short=short.account.kind.text(short.short), unit=_unit(short.account.kind.name))
    except Refusal as refusal:
        return (409 if may(request.user, "change") else 403), RefusedOut(detail=str(refusal))
    return (200 if before else 201), _transaction(_the(request, row.pk))


def _postings(body: TransactionIn, act: Act) -> tuple[Posting, ...]:
    if body.entries:
        found = []
        for one in body.entries:
            account = account_of(one.account)
            if account.region != body.region:
                raise ValueError(f"{one.account} lies outside {body.region}")
            found.append(Posting(account, account.kind.amount(one.amount)))
        return merged(found)
    amounts = []
    for given in body.amounts:
        kind = Kind[given.kind.upper()]
        amount = kind.amount(given.amount)
        if amount <= 0:
            raise ValueError(given.amount)
        amounts.append((kind, given.holder, amount))
    return moved(act, body.region, amounts)


def _grounds(body: TransactionIn) -> list[Ground]:
    found = []
    for parcel in body.parcels:
        if parcel.wkt is None:
            continue
        if parcel.epsg is None or not is_gk(parcel.epsg):
            raise ValueError(f"epsg {parcel.epsg}")
        try:
            shape = shapely.from_wkt(parcel.wkt)
        except shapely.errors.GEOSException as fault:
            raise ValueError("wkt") from fault
        if shape.is_empty or not shape.is_valid or shape.geom_type not in ("Polygon", "MultiPolygon"):
            raise ValueError("wkt")
        found.append(Ground(parcel.id, shape, parcel.epsg))
    return found


def _the(request: HttpRequest, pk: int) -> Transaction:
    if not 0 < pk < 2**63:
        raise HttpError(404, "no such transaction")
    row = _whole(seen_by(request.user, Transaction.objects.filter(pk=pk))).first()
    if row is None:
        raise HttpError(404, "no such transaction")
    return row


def _whole(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("closes", "corrects", "closed_by", "corrected_by").prefetch_related(
        "entries__account").order_by("pk")


def _page(rows: QuerySet[Any], limit: int, show: Any) -> Page:
    found = list(rows.order_by("pk")[: limit + 1])
    return Page(next=found[limit - 1].pk if len(found) > limit else None,
                items=[show(row).dict() for row in found[:limit]])


def _unit(kind: str) -> str:
    return "kg" if kind == Kind.CAPACITY.name else "m²"


def _entry(entry: Entry) -> EntryOut:
    return EntryOut(id=entry.pk, transaction=entry.transaction.number, account=entry.account.code, day=entry.day,
                    amount=Kind[entry.account.kind].text(entry.amount), unit=_unit(entry.account.kind))


def _transaction(row: Transaction) -> TransactionOut:
    return TransactionOut(
        id=row.pk, number=row.number, day=row.day, act=row.act, title=Act[row.act].value, state=row.state,
        document=row.document, region=row.region, dossier=row.dossier, from_register=row.register,
        from_record=row.record,
        parcels=list(row.parcels), closes=row.closes.number if row.closes_id else None,
        corrects=row.corrects.number if row.corrects_id else None, expires=row.expires, due=row.due,
        reason=row.reason, by=row.by, entries=[_entry(e) for e in row.entries.all()])


