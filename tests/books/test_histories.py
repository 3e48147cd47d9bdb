"""Random histories of the book: nothing negative, nothing created, nothing used twice, replay to the byte.

``YULIN_HISTORIES=10000 pytest tests/books/test_histories.py`` runs the full ten thousand.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from yulin.books.accounts import Account, Kind, Purpose
from yulin.books.acts import Act
from yulin.books.book import Book, replay
from yulin.books.transactions import Posting, Transaction, closing, countering, merged, moved, transaction_of
from yulin.findings import Refusal

START = dt.date(2025, 1, 1)
KINDS = st.sampled_from([Kind.CULTIVATED, Kind.PADDY])
HOLDERS = st.sampled_from(["A", "B"])
REGIONS = st.sampled_from(["990102", "990103"])
AMOUNTS = st.integers(1, 40)
DAYS = st.integers(0, 60)
OPEN = st.sampled_from([Act.INTAKE, Act.SPEND, Act.HOLD, Act.TRANSFER_IN, Act.TRANSFER_OUT, Act.WRITE_OFF,
                        Act.PROMISE, Act.FULFIL, Act.RETURN])


class Histories(RuleBasedStateMachine):
    """Two posters who share one book and one journal; the journal is what survives a crash."""

    @initialize()
    def begin(self) -> None:
        self.book, self.journal, self.count = Book(), [], 0

    def number(self) -> str:
        self.count += 1
        return str(self.count)

    def attempt(self, t: Transaction) -> None:
        before = self.book.as_bytes()
        try:
            self.book.post(t)
        except Refusal:
            assert self.book.as_bytes() == before
        else:
            self.journal.append(t.as_line())

    @rule(act=OPEN, region=REGIONS, kind=KINDS, holder=HOLDERS, amount=AMOUNTS, day=DAYS, parcel=st.integers(0, 5),
          more=KINDS)
    def open(self, act: Act, region: str, kind: Kind, holder: str, amount: int, day: int, parcel: int,
             more: Kind) -> None:
        at = START + dt.timedelta(day)
        amounts = [(kind, holder, amount)] + ([(more, holder, amount)] if amount % 3 == 0 else [])
        self.attempt(Transaction(
            self.number(), at, act, "文", moved(act, region, amounts), "批次",
            (f"P{parcel}",) if act is Act.INTAKE and parcel < 3 else (),
            expires=at + dt.timedelta(15) if act is Act.HOLD else None,
            due=at + dt.timedelta(30) if act is Act.PROMISE else None))

    @rule(act=st.sampled_from([Act.USE, Act.RELEASE]), which=st.integers(0, 50), day=DAYS)
    def close(self, act: Act, which: int, day: int) -> None:
        known = [t for t in self.book.transactions if t.act is Act.HOLD]
        if known:
            self.attempt(closing(known[which % len(known)], self.number(), START + dt.timedelta(day), act, "文"))

    @rule(which=st.integers(0, 200), day=DAYS)
    def counter(self, which: int, day: int) -> None:
        known = self.book.transactions
        if known:
            self.attempt(countering(known[which % len(known)], self.number(), START + dt.timedelta(day), "更正"))

    @rule(one=KINDS, other=KINDS, amount=AMOUNTS, purpose=st.sampled_from(list(Purpose)))
    def crooked(self, one: Kind, other: Kind, amount: int, purpose: Purpose) -> None:
        """Postings that a program made up: they pass only where they say what an act says."""
        postings = merged([Posting(Account("990102", one, Purpose.POOL, "A"), -amount),
                           Posting(Account("990102", other, purpose, "A"), amount)])
        self.attempt(Transaction(self.number(), START, Act.SPEND, "文", postings))

    @rule(day=DAYS)
    def expire(self, day: int) -> None:
        self.journal += [t.as_line() for t in self.book.expire(START + dt.timedelta(day))]

    @rule(lost=st.integers(0, 1))
    def crash(self, lost: int) -> None:
        """The book in memory is gone; what the journal holds comes back, a line that was being written does not."""
        if lost and self.journal:
            self.journal.pop()
        self.book = replay(map(transaction_of, self.journal))

    @invariant()
    def right_side_of_zero_on_every_day(self) -> None:
        days = {t.day for t in self.book.transactions}
        for account in self.book.accounts:
            for day in days:
                assert account.purpose.sign * self.book.balance(account, day) >= 0

    @invariant()
    def nothing_is_created(self) -> None:
        sums: dict[tuple[str, Kind], int] = defaultdict(int)
        entries: dict[Account, int] = defaultdict(int)
        for account in self.book.accounts:
            sums[account.region, account.kind] += self.book.balance(account)
        for t in self.book.transactions:
            for p in t.postings:
                entries[p.account] += p.amount
        assert not any(sums.values())
        assert entries == {a: self.book.balance(a) for a in self.book.accounts}

    @invariant()
    def what_is_reserved_is_what_is_held(self) -> None:
        held: dict[Account, int] = defaultdict(int)
        for t in self.book.open_holds():
            for p in t.postings:
                if p.amount > 0:
                    held[p.account] += p.amount
        reserved = {a: self.book.balance(a) for a in self.book.accounts if a.purpose is Purpose.RESERVED}
        assert {a: n for a, n in reserved.items() if n} == dict(held)

    @invariant()
    def no_ground_fills_the_pool_twice(self) -> None:
        corrected = {t.corrects for t in self.book.transactions}
        ground = [p for t in self.book.transactions if t.number not in corrected for p in t.parcels]
        assert len(ground) == len(set(ground))

    def teardown(self) -> None:
        """Replayed from its journal it is the same book to the byte."""
        if hasattr(self, "book"):
            assert replay(map(transaction_of, self.journal)).as_bytes() == self.book.as_bytes()


Histories.TestCase.settings = settings(
    max_examples=int(os.environ.get("YULIN_HISTORIES", "120")), stateful_step_count=30)
TestHistories = Histories.TestCase
