"""账簿 The book: dated, balanced, append-only transactions, and the balances that follow from them.

A transaction is posted whole or refused with the book as it was. Nothing is ever removed; a mistake is
corrected by its counter-entry. The balance of any day is the sum of the postings up to that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from yulin.books.accounts import Account, Kind, Purpose
from yulin.books.acts import CLOSING, Act
from yulin.books.rules import (
    Short,
    check_closing,
    check_counter,
    check_form,
    parcel_taken,
    shortage_of,
    the_hold,
)
from yulin.books.transactions import Transaction, closing, countering
from yulin.findings import Refusal
from yulin.i18n import gettext as _


class Book:
    """All transactions, in the order in which they were posted."""

    def __init__(self) -> None:
        """An empty book."""
        self._held: dict[str, Transaction] = {}
        self._balances: dict[Account, int] = defaultdict(int)
        self._nets: dict[Account, dict[date, int]] = defaultdict(dict)
        self._closed: dict[str, str] = {}
        self._corrected: dict[str, str] = {}
        self._ground: dict[str, str] = {}

    @property
    def transactions(self) -> tuple[Transaction, ...]:
        """All of them, oldest posting first."""
        return tuple(self._held.values())

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every account ever posted to, in the order of their codes."""
        return tuple(sorted(self._balances, key=lambda account: account.code))

    def balance(self, account: Account, on: date | None = None) -> int:
        """The balance of an account at the end of the day ``on`` (None: with everything posted)."""
        if on is None:
            return self._balances.get(account, 0)
        return sum(net for day, net in self._nets.get(account, {}).items() if day <= on)

    def find(self, number: str) -> Transaction | None:
        """The transaction of a number."""
        return self._held.get(number)

    def open_holds(self) -> Iterator[Transaction]:
        """The holds that are neither posted nor voided."""
        return (t for t in self._held.values() if t.act is Act.HOLD and t.number not in self._closed)

    def post(self, t: Transaction) -> None:
        """Add a transaction; Refusal (and nothing changed) when it breaks a rule of ``rules``.

        ``Short`` names the account, the first day and the amount that is missing.
        """
        check_form(t)
        if t.number in self._held:
            raise Refusal(_("凭证编号 {number} 已经用过。").format(number=t.number))
        if t.act in CLOSING:
            check_closing(t, self._held.get(t.closes), self._closed.get(t.closes, ""))
        if t.act is Act.COUNTER:
            check_counter(t, self._held.get(t.corrects), self._corrected.get(t.corrects, ""))
        for parcel in t.parcels:
            if parcel in self._ground:
                raise parcel_taken(t.number, parcel, self._ground[parcel])
        for p in t.postings:
            later = {day: net for day, net in self._nets.get(p.account, {}).items() if day > t.day}
            short = shortage_of(p.account, p.amount, t.day, self._balances.get(p.account, 0), later)
            if short:
                raise Short(t.number, short)
        self._write(t)

    def _write(self, t: Transaction) -> None:
        self._held[t.number] = t
        for p in t.postings:
            self._balances[p.account] += p.amount
            nets = self._nets[p.account]
            nets[t.day] = nets.get(t.day, 0) + p.amount
        if t.closes:
            self._closed[t.closes] = t.number
        if t.corrects:
            self._corrected[t.corrects] = t.number
            for parcel in self._held[t.corrects].parcels:
                self._ground.pop(parcel, None)
        for parcel in t.parcels:
            self._ground[parcel] = t.number

    def use(self, hold: str, number: str, day: date, document: str) -> Transaction:
        """Post a hold (核销); returns the transaction."""
        return self._close(hold, number, day, Act.USE, document)

    def release(self, hold: str, number: str, day: date, document: str) -> Transaction:
        """Void a hold (解冻); returns the transaction. A posted entry cannot be voided: Refusal."""
        return self._close(hold, number, day, Act.RELEASE, document)

    def _close(self, hold: str, number: str, day: date, act: Act, document: str) -> Transaction:
        t = closing(the_hold(hold, self._held.get(hold)), number, day, act, document)
        self.post(t)
        return t

    def counter(self, wrong: str, number: str, day: date, document: str) -> Transaction:
        """Correct a transaction by its counter-entry (红字冲销); returns the counter-entry."""
        held = self._held.get(wrong)
        if held is None:
            raise Refusal(_("没有编号为 {number} 的凭证。").format(number=wrong))
        t = countering(held, number, day, document)
        self.post(t)
        return t

    def expire(self, on: date) -> list[Transaction]:
        """Void the holds whose last day lies before ``on``, each on the day after it; returns the releases."""
        late = [t for t in self.open_holds() if t.expires is not None and t.expires < on]
        return [self.release(t.number, f"{t.number}-X", t.expires + timedelta(1), t.document)
                for t in late if t.expires is not None]

    def promises(self, on: date) -> list[Transaction]:
        """The promises (承诺挂账) made and not countered by ``on``, by their due day."""
        found = [t for t in self._held.values()
                 if t.act is Act.PROMISE and t.day <= on and t.number not in self._corrected]
        return sorted(found, key=lambda t: (t.due or date.max, t.number))

    def owed(self, region: str, kind: Kind, on: date | None = None) -> int:
        """What is promised and not yet made good, ≥ 0."""
        return -self.balance(Account(region, kind, Purpose.ARREARS), on)

    def as_bytes(self) -> bytes:
        """The whole book: a line per transaction, then a line per account with its balance."""
        lines = [t.as_bytes() for t in self._held.values()]
        lines += [f"{a.code} {self._balances[a]}".encode() for a in self.accounts]
        return b"\n".join(lines)


def replay(transactions: Iterable[Transaction]) -> Book:
    """The book that a journal gives when it is posted from the beginning."""
    book = Book()
    for t in transactions:
        book.post(t)
    return book
