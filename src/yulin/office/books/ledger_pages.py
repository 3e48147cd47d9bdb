"""台账与年度平衡表 The seven ledgers and the year's balance statement, as pages, workbooks and on paper."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yulin.books.accounts import Kind, Purpose
from yulin.books.acts import Act
from yulin.office.accounts.rights import may
from yulin.office.books.balances import standings
from yulin.office.books.ledgers import LEDGERS, statistics
from yulin.office.books.models import Transaction
from yulin.office.books.pages import Line, district, may_see
from yulin.office.books.tables import Cell, Table, workbook
from yulin.office.figures.values import FigureValue, all_figures, value_of
from yulin.office.web.frame import address, as_of, scope_of, year

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INSPECTED = ("offset.task", "offset.area", "offset.capacity", "offset.fee", "consolidation.accepted",
             "consolidation.new_farmland", "transfer.in", "transfer.out", "transfer.provincial", "recheck.lost",
             "arrears.area", "arrears.kept", "makeup.taken", "makeup.area", "linked.reclaimed", "linked.sold",
             "linked.price", "restoration.task", "restoration.done", "restoration.rate")


def _made(request: HttpRequest, code: str) -> Table:
    if code not in LEDGERS:
        raise Http404
    return LEDGERS[code].make(district(request), year(request), as_of(request))


def _rows(request: HttpRequest, table: Table) -> list[list[tuple[Cell, str, bool]]]:
    """The cells with the addresses they open, and whether they are numbers."""
    return [[(cell, address(request, cell.opens[0], *cell.opens[1], **cell.opens[2]) if cell.opens else "",
              head.numeric) for cell, head in zip(row, table.heads, strict=True)] for row in table.rows]


def ledgers(request: HttpRequest) -> HttpResponse:
    """The seven, with how many lines each has this year."""
    may_see(request)
    found = [(ledger, len(_made(request, code).rows)) for code, ledger in LEDGERS.items()]
    return render(request, "books/ledgers.html", {"ledgers": found, "may_export": may(request.user, "export")})


def ledger(request: HttpRequest, code: str) -> HttpResponse:
    """One ledger of the scope's year."""
    may_see(request)
    table = _made(request, code)
    return render(request, "books/ledger.html", {
        "ledger": LEDGERS[code], "table": table, "rows": _rows(request, table),
        "totals": list(zip(table.totals, table.heads, strict=False)), "may_export": may(request.user, "export")})


def export(request: HttpRequest, code: str) -> HttpResponse:
    """One ledger, or all seven, as an Excel workbook."""
    may_see(request)
    if not may(request.user, "export"):
        raise PermissionDenied
    codes = list(LEDGERS) if code == "all" else [code]
    tables = [_made(request, one) for one in codes]
    name = _("{year} 年占补平衡台账").format(year=year(request)) if code == "all" else tables[0].caption
    response = HttpResponse(workbook(tables), content_type=EXCEL)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response


def statement(request: HttpRequest) -> HttpResponse:
    """The year's balance statement for inspection: stock and flow of each kind, open holds, arrears, tasks."""
    may_see(request)
    scope, day = scope_of(request), as_of(request)
    last = min(dt.date(scope.year, 12, 31), day)
    table = statistics(district(request), scope.year, day)
    region = district(request)
    waiting = Q(closed_by=None) | Q(closed_by__day__gt=last)
    open_holds = Transaction.objects.filter(waiting, region__startswith=region, act=Act.HOLD.name, day__lte=last
                                            ).prefetch_related("entries__account").order_by("expires")
    promises = Transaction.objects.filter(region__startswith=region, act=Act.PROMISE.name, day__lte=last,
                                          corrected_by=None).prefetch_related("entries__account").order_by("due")
    owed = [Line(s.kind, s.owed) for s in standings(region, last) if s.owed]
    return render(request, "books/statement.html", {
        "table": table, "rows": _rows(request, table), "last": last, "holds": [(t, _lines(t)) for t in open_holds],
        "promises": [(t, _lines(t)) for t in promises], "owed": owed, "figures": _figures(scope),
        "kinds": [s.kind for s in standings(region, last)], "may_export": may(request.user, "export")})


def _lines(t: Transaction) -> list[Line]:
    return [Line(Kind[e.account.kind], e.amount) for e in t.entries.all()
            if e.amount > 0 and e.account.purpose in (Purpose.RESERVED.name, Purpose.USED.name)]


def _figures(scope: Any) -> list[FigureValue]:
    known = all_figures()
    return [v for v in (value_of(*known[code], scope) for code in INSPECTED if code in known) if v.records]
