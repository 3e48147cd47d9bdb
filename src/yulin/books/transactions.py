"""凭证 A transaction: what one document caused on one day, as postings that add up to zero.

Written as one line of text values it goes into the journal, and from there it can be read again exactly: a
book replayed from its journal is the same book to the byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yulin.books.accounts import Account, Kind, Purpose, account_of
from yulin.books.acts import MOVES, Act


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount put on an account (negative: taken from it), in the smallest unit of the account's kind."""

    account: Account
    amount: int


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction.

    number: its unique number. document: the paper that caused it. parcels: the ground that fills the pool.
    dossier: the approval dossier that it is for. closes: the hold that it posts or voids. corrects: the
    transaction that it counters. expires: the last day of a hold. due: the day by which a promise is kept.
    """

    number: str
    day: date
    act: Act
    document: str
    postings: tuple[Posting, ...]
    dossier: str = ""
    parcels: tuple[str, ...] = ()
    closes: str = ""
    corrects: str = ""
    expires: date | None = None
    due: date | None = None

    def as_line(self) -> dict[str, str]:
        """The transaction as text values by name; empty ones are left out."""
        values = {
            "number": self.number, "day": self.day.isoformat(), "act": self.act.name, "document": self.document,
            "postings": "\n".join(f"{p.account.code} {p.amount:+d}" for p in self.postings),
            "dossier": self.dossier, "parcels": "\n".join(self.parcels), "closes": self.closes,
            "corrects": self.corrects, "expires": self.expires.isoformat() if self.expires else "",
            "due": self.due.isoformat() if self.due else "",
        }
        return {name: text for name, text in values.items() if text}

    def as_bytes(self) -> bytes:
        """The line as canonical JSON."""
        return json.dumps(self.as_line(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def transaction_of(line: Mapping[str, str]) -> Transaction:
    """The transaction of a line that ``as_line`` wrote; ValueError or KeyError when it is none."""
    postings = []
    for text in line["postings"].split("\n"):
        code, _space, amount = text.rpartition(" ")
        postings.append(Posting(account_of(code), int(amount)))
    expires, due = line.get("expires"), line.get("due")
    return Transaction(
        line["number"], date.fromisoformat(line["day"]), Act[line["act"]], line["document"], tuple(postings),
        line.get("dossier", ""), tuple(line["parcels"].split("\n")) if line.get("parcels") else (),
        line.get("closes", ""), line.get("corrects", ""), date.fromisoformat(expires) if expires else None,
        date.fromisoformat(due) if due else None)


Amount = tuple[Kind, str, int]
"""(kind, holder, amount > 0)."""


def moved(act: Act, region: str, amounts: Iterable[Amount]) -> tuple[Posting, ...]:
    """The postings of an act: each amount from the act's one purpose to its other, holder by holder.

    What comes from outside and what is owed stand under the region itself, whoever holds them afterwards.
    """
    taken, put = MOVES[act]
    postings: list[Posting] = []
    for kind, holder, amount in amounts:
        if amount:
            postings += [Posting(Account(region, kind, taken, _holder(taken, holder)), -amount),
                         Posting(Account(region, kind, put, _holder(put, holder)), amount)]
    return merged(postings)


def merged(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """One posting per account, zeros left out, in the order of the accounts' codes."""
    sums: dict[Account, int] = {}
    for posting in postings:
        sums[posting.account] = sums.get(posting.account, 0) + posting.amount
    return tuple(Posting(a, n) for a, n in sorted(sums.items(), key=lambda item: item[0].code) if n)


def _holder(purpose: Purpose, holder: str) -> str:
    return "" if purpose in (Purpose.SOURCE, Purpose.ARREARS) else holder


def closing(hold: Transaction, number: str, day: date, act: Act, document: str) -> Transaction:
    """The transaction that posts (核销) or voids (解冻) a hold, whole."""
    amounts = [(p.account.kind, p.account.holder, p.amount) for p in hold.postings if p.amount > 0]
    region = hold.postings[0].account.region
    return Transaction(number, day, act, document, moved(act, region, amounts), hold.dossier, closes=hold.number)


def countering(wrong: Transaction, number: str, day: date, document: str) -> Transaction:
    """The counter-entry of a transaction. A use goes back to the pool, since its hold is closed for good."""
    postings = []
    for p in wrong.postings:
        account = p.account
        if wrong.act is Act.USE and account.purpose is Purpose.RESERVED:
            account = Account(account.region, account.kind, Purpose.POOL, account.holder)
        postings.append(Posting(account, -p.amount))
    return Transaction(number, day, Act.COUNTER, document, merged(postings), wrong.dossier, corrects=wrong.number)
