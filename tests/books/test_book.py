"""The book: balanced, never overdrawn on any day, corrected only by counter-entries."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.books.accounts import Account, Kind, Purpose
from yulin.books.book import Book, Posting, Transaction, counter, post, replay, transfer
from yulin.findings import Refusal

DAY = dt.date(2025, 3, 3)


def account(purpose: Purpose, kind: Kind = Kind.CULTIVATED, holder: str = "") -> Account:
    return Account("990102", kind, purpose, holder)


SOURCE, POOL, USED = account(Purpose.SOURCE), account(Purpose.POOL), account(Purpose.USED)


def filled() -> Book:
    return post(Book(), transfer("1", DAY, "青土验〔2025〕1号", [(SOURCE, POOL, 22_541_333)]))


def test_what_is_accepted_fills_the_pool_and_use_empties_it() -> None:
    book = post(filled(), transfer("2", DAY + dt.timedelta(30), "挂钩1", [(POOL, USED, 10_000_000)]))
    assert (book.balance(POOL), book.balance(USED), book.balance(SOURCE)) == (
        12_541_333,
        10_000_000,
        -22_541_333,
    )
    assert book.balance(POOL, DAY) == 22_541_333
    assert book.balance(POOL, DAY - dt.timedelta(1)) == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            transfer("2", DAY, "挂钩1", [(POOL, USED, 22_541_334)]),
            "^凭证 2：990102·耕地数量·储备 在 2025-03-03 余额不足，缺 1。$",
        ),
        (transfer("2", DAY - dt.timedelta(1), "挂钩1", [(POOL, USED, 1)]), "在 2025-03-02 余额不足，缺 1。$"),
        (transfer("1", DAY, "挂钩1", [(POOL, USED, 1)]), "^凭证编号 1 已经用过。$"),
        (transfer("2", DAY, " ", [(POOL, USED, 1)]), "^凭证 2 没有依据文件。$"),
        (transfer("2", DAY, "挂钩1", []), "^凭证 2 没有分录或有零额分录。$"),
        (
            Transaction(
                "2", DAY, "挂钩1", (Posting(POOL, -5), Posting(account(Purpose.USED, Kind.PADDY), 5))
            ),
            "^凭证 2：耕地数量 dm²借贷不平，相差 -5。$",
        ),
    ],
)
def test_refusals_leave_the_book_as_it_was(wrong: Transaction, sentence: str) -> None:
    book = filled()
    with pytest.raises(Refusal, match=sentence):
        post(book, wrong)
    assert book == filled()
    assert book.balance(POOL) == 22_541_333


def test_a_late_entry_may_not_overdraw_a_later_day() -> None:
    book = post(filled(), transfer("2", DAY + dt.timedelta(30), "挂钩1", [(POOL, USED, 22_541_333)]))
    with pytest.raises(Refusal, match="在 2025-04-02 余额不足，缺 7。$"):
        post(book, transfer("3", DAY + dt.timedelta(10), "挂钩2", [(POOL, USED, 7)]))


def test_a_mistake_is_corrected_once_by_its_counter_entry() -> None:
    book = post(filled(), transfer("2", DAY, "挂钩1", [(POOL, USED, 100)]))
    book = post(book, counter(book, "2", "3", DAY, "更正1"))
    assert (book.balance(POOL), book.balance(USED), len(book.transactions)) == (22_541_333, 0, 3)
    with pytest.raises(Refusal, match="^凭证 2 已经冲销过。$"):
        counter(book, "2", "4", DAY, "更正2")
    with pytest.raises(Refusal, match="^没有编号为 9 的凭证。$"):
        counter(book, "9", "4", DAY, "更正2")


PURPOSES = st.sampled_from(list(Purpose))
MOVES = st.tuples(
    PURPOSES,
    PURPOSES,
    st.integers(1, 10**9),
    st.sampled_from([Kind.CULTIVATED, Kind.PADDY]),
    st.integers(0, 400),
)


@given(st.lists(MOVES, max_size=25))
def test_nothing_is_created_and_nothing_falls_below_zero(
    moves: list[tuple[Purpose, Purpose, int, Kind, int]],
) -> None:
    book = Book()
    for number, (source, target, amount, kind, days) in enumerate(moves):
        try:
            book = post(
                book,
                transfer(
                    str(number),
                    DAY + dt.timedelta(days),
                    "文",
                    [(account(source, kind), account(target, kind), amount)],
                ),
            )
        except Refusal:
            continue
    for kind in (Kind.CULTIVATED, Kind.PADDY):
        for day in {t.day for t in book.transactions}:
            held = {p: book.balance(account(p, kind), day) for p in Purpose}
            assert sum(held.values()) == 0
            assert all(n >= 0 for p, n in held.items() if p is not Purpose.SOURCE)
    again = replay(book.transactions)
    assert again == book
    assert all(again.balance(account(p, k)) == book.balance(account(p, k)) for p in Purpose for k in Kind)
