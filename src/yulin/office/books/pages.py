"""账簿页面 The pages to look at: accounts with balances, an account's entries, transactions, one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import shapely
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yulin.books.accounts import Kind, Purpose
from yulin.books.acts import COUNTERED, Act
from yulin.office.accounts.rights import may, of_district, seen_by
from yulin.office.books.balances import balance, standings
from yulin.office.books.bound import district_of
from yulin.office.books.models import Account, DayNet, Entry, Transaction
from yulin.office.books.picture import svg
from yulin.office.books.posting import JOURNAL
from yulin.office.books.tables import ledger_unit, shown
from yulin.office.journal.models import JournalLine
from yulin.office.registers.declaration import REGISTERS
from yulin.office.web.frame import as_of, scope_of, year
from yulin.office.web.history import people

PAGE = 50
SHOWN = (Purpose.POOL, Purpose.RESERVED, Purpose.USED, Purpose.TRANSFERRED, Purpose.WRITTEN_OFF, Purpose.RETURNED,
         Purpose.ARREARS)


@dataclass(frozen=True, slots=True)
class Line:
    """An amount as a page shows it: in the ledgers' unit, and exactly."""

    kind: Kind
    amount: int

    @property
    def text(self) -> str:
        """In 亩 or kg."""
        return f"{shown(self.kind, self.amount):,}"

    @property
    def exact(self) -> str:
        """In m² or kg, exactly, with the unit."""
        return self.kind.said(self.amount)

    @property
    def unit(self) -> str:
        """The ledgers' unit."""
        return ledger_unit(self.kind)


def may_see(request: HttpRequest) -> None:
    """The books are the district's: whoever may see anything in all of it may see them, a town's people may not."""
    if not may(request.user, "see") or not of_district(request.user):
        raise PermissionDenied


def district(request: HttpRequest) -> str:
    """The region whose books are shown: the district of the scope."""
    return district_of(scope_of(request).region or "")


def _kind(request: HttpRequest) -> Kind | None:
    return Kind.__members__.get(request.GET.get("kind", "").upper())


def accounts(request: HttpRequest) -> HttpResponse:
    """Every kind by purpose, and the holders' pools."""
    may_see(request)
    day, region, kind = as_of(request), district(request), _kind(request)
    rows = []
    for standing in standings(region, day):
        cells = [Line(standing.kind, standing.by.get(p, 0)) for p in SHOWN]
        rows.append((standing.kind, cells))
    found = seen_by(request.user, Account.objects.filter(region__startswith=region)).exclude(
        purpose=Purpose.SOURCE.name)
    if kind:
        found = found.filter(kind=kind.name)
    words = request.GET.get("q", "").replace("\x00", "").strip()
    if words:
        found = found.filter(Q(holder__icontains=words) | Q(code__icontains=words))
    if request.GET.get("empty") != "1":
        found = found.exclude(balance=0)
    page = Paginator(found.order_by("kind", "purpose", "holder"), PAGE).get_page(request.GET.get("page"))
    lines = [(a, Kind[a.kind], Purpose[a.purpose], Line(Kind[a.kind], balance(a, day))) for a in page.object_list]
    return render(request, "books/accounts.html", {
        "rows": rows, "purposes": SHOWN, "page": page, "lines": lines, "kinds": list(Kind), "kind": kind,
        "words": words, "day": day, "pictured": kind or (rows[0][0] if rows else None),
        "may_post": may(request.user, "change"), "empty": request.GET.get("empty") == "1"})


def account(request: HttpRequest) -> HttpResponse:
    """One account: its entries, newest first, each with the balance after its day."""
    may_see(request)
    held = seen_by(request.user, Account.objects.filter(
        code=request.GET.get("code", "").replace("\x00", ""))).first()
    if held is None:
        raise Http404
    kind, day = Kind[held.kind], as_of(request)
    entries = Entry.objects.filter(account=held, day__lte=day).select_related("transaction").order_by("-day", "-pk")
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    running = _running(held, page.object_list)
    lines = [(e, Line(kind, e.amount), Line(kind, running[e.pk]), Act[e.transaction.act]) for e in page.object_list]
    return render(request, "books/account.html", {
        "account": held, "kind": kind, "purpose": Purpose[held.purpose], "page": page, "lines": lines, "day": day,
        "balance": Line(kind, balance(held, day))})


def _running(held: Account, entries: Any) -> dict[int, int]:
    """The balance after each entry, in the order of days and then of posting."""
    rows = list(entries)
    if not rows:
        return {}
    newest = rows[0]
    after = int(DayNet.objects.filter(account=held, day__lte=newest.day).aggregate(n=Sum("net"))["n"] or 0)
    after -= int(Entry.objects.filter(account=held, day=newest.day, pk__gt=newest.pk).aggregate(
        n=Sum("amount"))["n"] or 0)
    found = {}
    for entry in rows:
        found[entry.pk] = after
        after -= entry.amount
    return found


def _transactions(request: HttpRequest) -> QuerySet[Any]:
    region = district(request)
    return seen_by(request.user, Transaction.objects.filter(region__startswith=region))


def transactions(request: HttpRequest) -> HttpResponse:
    """All transactions, newest first, filtered by act, year, words."""
    may_see(request)
    found = _transactions(request).filter(day__lte=as_of(request))
    act = Act.__members__.get(request.GET.get("act", "").upper())
    if act:
        found = found.filter(act=act.name)
    if request.GET.get("open") == "1":
        found = found.filter(act=Act.HOLD.name, closed_by=None)
    elif not request.GET.get("all"):
        found = found.filter(day__year=year(request))
    words = request.GET.get("q", "").replace("\x00", "").strip()
    if words:
        found = found.filter(Q(number__icontains=words) | Q(document__icontains=words) | Q(dossier__icontains=words)
                             | Q(record__icontains=words))
    rows = found.select_related("closed_by",
                                "corrected_by").prefetch_related("entries__account").order_by("-day", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = [(t, Act[t.act], _moved(t)) for t in page.object_list]
    return render(request, "books/transactions.html", {
        "page": page, "lines": lines, "acts": list(Act), "act": act, "words": words,
        "open": request.GET.get("open") == "1", "all": bool(request.GET.get("all")),
        "may_post": may(request.user, "change")})


def _moved(t: Transaction) -> list[Line]:
    """What a transaction moves, by kind."""
    sums: dict[Kind, int] = {}
    for entry in t.entries.all():
        if entry.amount > 0:
            kind = Kind[entry.account.kind]
            sums[kind] = sums.get(kind, 0) + entry.amount
    return [Line(kind, n) for kind, n in sums.items()]


def the_transaction(request: HttpRequest, pk: int) -> Transaction:
    """The transaction of an address; 404 when there is none that the person may see."""
    row = seen_by(request.user, Transaction.objects.filter(pk=pk)).select_related(
        "closes", "corrects", "closed_by", "corrected_by").first()
    if row is None:
        raise Http404
    return row


def transaction(request: HttpRequest, pk: int) -> HttpResponse:
    """One transaction with its document, entries, ground, journal line, and what may still be done with it."""
    may_see(request)
    row = the_transaction(request, pk)
    return render(request, "books/transaction.html", transaction_context(request, row))


def transaction_context(request: HttpRequest, row: Transaction) -> dict[str, Any]:
    """Everything that a transaction's page shows."""
    line = JournalLine.objects.filter(register=JOURNAL, record=row.number).order_by("-seq").first()
    entries = [(e, Kind[e.account.kind], Purpose[e.account.purpose], Line(Kind[e.account.kind], e.amount))
               for e in row.entries.select_related("account").order_by("pk")]
    register = REGISTERS.get(row.register)
    record = None
    if register is not None:
        record = seen_by(request.user, register.model.objects.filter(**{register.key: row.record})).first()
    grounds = list(row.grounds.all())
    held = may(request.user, "change", row.region)
    act = Act[row.act]
    return {
        "t": row, "act": act, "entries": entries, "line": line, "record": record, "register": register,
        "who": people([row.by]).get(row.by, row.by), "grounds": [(g, Line(Kind.CULTIVATED,
                                                                          g.area) if g.area else None,
                                                                _size(g)) for g in grounds],
        "may_close": held and row.state == "open",
        "may_counter": may(request.user, "withdraw", row.region) and row.state == "posted" and act in COUNTERED,
        "today": dt.date.today(), "late": row.expires is not None and row.expires < as_of(request)}


def _size(ground: Any) -> int:
    return 0 if ground.wkb is None else int(shapely.get_num_coordinates(shapely.from_wkb(bytes(ground.wkb))))


def picture(request: HttpRequest) -> HttpResponse:
    """The balances of one kind over the year, as SVG."""
    may_see(request)
    kind = _kind(request) or Kind.CULTIVATED
    text = svg(district(request), kind, year(request), as_of(request))
    return HttpResponse(text, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
