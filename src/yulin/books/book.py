"""分录 The book: dated, balanced, append-only transactions, and the balances that follow from them.

A book is a value: ``post`` returns a new one, or refuses and leaves the old one as it was. Nothing is ever
removed; a mistake is corrected by its counter-entry. The balance of any day is the sum of the postings up
to that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from yulin.books.accounts import Account, Kind, Purpose
from yulin.findings import Refusal
from yulin.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount put on an account (negative: taken from it), in the smallest unit of the account's kind."""

    account: Account
    amount: int


@dataclass(frozen=True, slots=True)
class Transaction:
    """What one document caused on one day. number: its unique number; document: the paper that caused it."""

    number: str
    day: date
    document: str
    postings: tuple[Posting, ...]
    corrects: str = ""


@dataclass(frozen=True)
class Book:
    """All transactions, in the order in which they were posted."""

    transactions: tuple[Transaction, ...] = ()
    _balances: dict[Account, int] = field(default_factory=dict, repr=False, compare=False)

    def balance(self, account: Account, on: date | None = None) -> int:
        """The balance of an account, at the end of the day ``on`` (None: with everything posted)."""
        if on is None:
            return self._balances.get(account, 0)
        return sum(
            p.amount for t in self.transactions if t.day <= on for p in t.postings if p.account == account
        )


def transfer(
    number: str, day: date, document: str, moves: Iterable[tuple[Account, Account, int]]
) -> Transaction:
    """A transaction that moves amounts from one account to another: (from, to, amount > 0) each."""
    postings: list[Posting] = []
    for source, target, amount in moves:
        postings += [Posting(source, -amount), Posting(target, amount)]
    return Transaction(number, day, document, tuple(postings))


def post(book: Book, transaction: Transaction) -> Book:
    """The book with the transaction added.

    Refusal (the book stays as it was): no document, a number used before, no postings, postings that do not
    add up to zero in each kind, or a balance that would fall below zero on any day from the transaction's
    day on, in an account other than a source.
    """
    _refuse_form(book, transaction)
    totals: dict[Kind, int] = defaultdict(int)
    moved: dict[Account, int] = defaultdict(int)
    for posting in transaction.postings:
        totals[posting.account.kind] += posting.amount
        moved[posting.account] += posting.amount
    for kind, total in totals.items():
        if total:
            raise Refusal(
                _("凭证 {number}：{kind}借贷不平，相差 {total}。").format(
                    number=transaction.number, kind=kind.value, total=total
                )
            )
    for account, amount in moved.items():
        if amount < 0 and account.purpose is not Purpose.SOURCE:
            _refuse_overdraft(book, transaction, account, amount)
    balances = book._balances | {a: book._balances.get(a, 0) + n for a, n in moved.items()}
    return Book((*book.transactions, transaction), balances)


def counter(book: Book, number: str, new_number: str, day: date, document: str) -> Transaction:
    """The counter-entry of the transaction ``number``; Refusal when there is none or it is corrected
    already.
    """
    wrong = next((t for t in book.transactions if t.number == number), None)
    if wrong is None:
        raise Refusal(_("没有编号为 {number} 的凭证。").format(number=number))
    if any(t.corrects == number for t in book.transactions):
        raise Refusal(_("凭证 {number} 已经冲销过。").format(number=number))
    return Transaction(
        new_number, day, document, tuple(Posting(p.account, -p.amount) for p in wrong.postings), number
    )


def replay(transactions: Iterable[Transaction]) -> Book:
    """The book that a journal gives when posted from the beginning."""
    book = Book()
    for transaction in transactions:
        book = post(book, transaction)
    return book


def _refuse_form(book: Book, transaction: Transaction) -> None:
    if not transaction.document.strip():
        raise Refusal(_("凭证 {number} 没有依据文件。").format(number=transaction.number))
    if not transaction.postings or any(p.amount == 0 for p in transaction.postings):
        raise Refusal(_("凭证 {number} 没有分录或有零额分录。").format(number=transaction.number))
    if any(t.number == transaction.number for t in book.transactions):
        raise Refusal(_("凭证编号 {number} 已经用过。").format(number=transaction.number))


def _refuse_overdraft(book: Book, transaction: Transaction, account: Account, amount: int) -> None:
    """A late entry must not overdraw any later day either: every day's balance is looked at."""
    days = sorted({t.day for t in book.transactions if t.day > transaction.day} | {transaction.day})
    for day in days:
        left = book.balance(account, day) + amount
        if left < 0:
            raise Refusal(
                _("凭证 {number}：{account} 在 {day} 余额不足，缺 {short}。").format(
                    number=transaction.number, account=account.title, day=day, short=-left
                )
            )
