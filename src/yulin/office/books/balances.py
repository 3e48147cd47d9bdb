"""余额 Balances as the tables hold them: of any account on any day, of a group of accounts, over a year.

A balance on a day is the sum of the days' nets up to it; the balance with everything posted stands ready.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from yulin.books.accounts import Account as Name
from yulin.books.accounts import Kind, Purpose
from yulin.books.book import replay
from yulin.office.books.models import Account, DayNet, Entry, Transaction
from yulin.office.books.posting import draft_of, journal_drafts

Key = tuple[str, str, str]
"""(kind, purpose, holder)."""


def balance(account: Account, on: dt.date | None = None) -> int:
    """The balance of one account at the end of ``on`` (None: with everything posted)."""
    if on is None or account.last_day is None or account.last_day <= on:
        return int(account.balance)
    return int(DayNet.objects.filter(account=account, day__lte=on).aggregate(n=Sum("net"))["n"] or 0)


def balance_of(name: Name, on: dt.date | None = None) -> int:
    """The balance of an account by its name; 0 where nothing was ever posted to it."""
    held = Account.objects.filter(code=name.code).first()
    return 0 if held is None else balance(held, on)


def balances(region: str, on: dt.date | None = None, kinds: Iterable[Kind] | None = None) -> dict[Key, int]:
    """All balances of a region's accounts (and of the regions in it) by kind, purpose and holder, on a day."""
    accounts = Account.objects.filter(region__startswith=region) if region else Account.objects.all()
    if kinds is not None:
        accounts = accounts.filter(kind__in=[k.name for k in kinds])
    found: dict[Key, int] = {}
    if on is None:
        rows = accounts.values_list("kind", "purpose", "holder").annotate(n=Sum("balance"))
    else:
        rows = (DayNet.objects.filter(account__in=accounts, day__lte=on)
                .values_list("account__kind", "account__purpose", "account__holder").annotate(n=Sum("net")))
    for kind, purpose, holder, n in rows.order_by():
        found[kind, purpose, holder] = int(n)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How one kind stands: its balance by purpose, over all holders."""

    kind: Kind
    by: dict[Purpose, int]

    @property
    def pool(self) -> int:
        """余量: free to be used."""
        return self.by.get(Purpose.POOL, 0)

    @property
    def reserved(self) -> int:
        """冻结: linked, and not used yet."""
        return self.by.get(Purpose.RESERVED, 0)

    @property
    def stock(self) -> int:
        """结存: free and reserved together."""
        return self.pool + self.reserved

    @property
    def owed(self) -> int:
        """挂账: promised and not yet made good, ≥ 0."""
        return -self.by.get(Purpose.ARREARS, 0)


def standings(region: str, on: dt.date | None = None) -> list[Standing]:
    """Every kind that the region's books hold, in the kinds' order."""
    sums: dict[Kind, dict[Purpose, int]] = {}
    for (kind, purpose, _holder), n in balances(region, on).items():
        by = sums.setdefault(Kind[kind], {})
        by[Purpose[purpose]] = by.get(Purpose[purpose], 0) + n
    return [Standing(kind, sums[kind]) for kind in Kind if kind in sums]


def book_of_tables(order: Iterable[str]) -> bytes:
    """What the tables hold, written as the kernel writes a book: its transactions in the given order of numbers,
    any others after them, then the accounts with their balances.
    """
    rows = Transaction.objects.select_related("closes", "corrects").prefetch_related("entries__account").order_by("pk")
    held = {row.number: draft_of(row, row.entries.all()).as_bytes() for row in rows.iterator(chunk_size=1000)}
    lines = [held.pop(number, b"") for number in order] + list(held.values())
    lines += [f"{code} {n}".encode() for code, n in Account.objects.order_by("code").values_list("code", "balance")]
    return b"\n".join(lines)


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of the books found: transactions, entries, accounts, and one sentence for each thing wrong."""

    transactions: int
    entries: int
    accounts: int
    wrong: tuple[str, ...]


def check() -> Check:
    """Post the journal anew and compare: the tables with it to the byte, balances and daily nets with entries."""
    book = replay(journal_drafts())
    wrong = []
    if book_of_tables(t.number for t in book.transactions) != book.as_bytes():
        wrong.append(_("由操作日志重演的账簿与现有账簿不一致。"))
    sums = {code: int(n) for code, n in
            Entry.objects.values_list("account__code").annotate(n=Sum("amount")).order_by()}
    nets = {code: int(n) for code, n in
            DayNet.objects.values_list("account__code").annotate(n=Sum("net")).order_by()}
    accounts = dict(Account.objects.values_list("code", "balance"))
    for code, n in accounts.items():
        if not n == sums.get(code, 0) == nets.get(code, 0):
            wrong.append(_("账户 {code} 的余额 {n} 与分录之和 {sum} 不符。").format(
                code=code, n=n, sum=sums.get(code, 0)))
    return Check(Transaction.objects.count(), Entry.objects.count(), len(accounts), tuple(wrong))
