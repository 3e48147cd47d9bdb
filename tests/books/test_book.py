"""The book: balanced, never overdrawn on any day, corrected only by counter-entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from yulin.books.accounts import Account, Kind, Purpose, account_of
from yulin.books.acts import Act
from yulin.books.book import Book, replay
from yulin.books.rules import Short
from yulin.books.transactions import Posting, Transaction, merged, moved, transaction_of
from yulin.findings import Refusal

DAY = dt.date(2025, 3, 3)
REGION, PROJECT = "990102", "GD2024-001"


def account(purpose: Purpose, kind: Kind = Kind.CULTIVATED, holder: str = PROJECT) -> Account:
    return Account(REGION, kind, purpose, "" if purpose in (Purpose.SOURCE, Purpose.ARREARS) else holder)


def entry(
    number: str, act: Act, amount: int, days: int = 0, kind: Kind = Kind.CULTIVATED, **more: object
) -> Transaction:
    return Transaction(number, DAY + dt.timedelta(days), act, "文", moved(act, REGION, [(kind, PROJECT, amount)]),
                       **more)  # type: ignore[arg-type]


def filled() -> Book:
    book = Book()
    book.post(entry("1", Act.INTAKE, 22_541_333, parcels=("P1",)))
    return book


def held(book: Book, number: str = "2", amount: int = 10_000_000) -> Book:
    book.post(entry(number, Act.HOLD, amount, 10, expires=DAY + dt.timedelta(100), dossier="第一批次"))
    return book


POOL, RESERVED, USED, SOURCE = (account(p) for p in (Purpose.POOL, Purpose.RESERVED, Purpose.USED, Purpose.SOURCE))


def test_accepted_land_fills_the_pool_and_a_dossier_holds_and_uses_it() -> None:
    book = held(filled())
    assert (book.balance(POOL), book.balance(RESERVED), book.balance(SOURCE)) == (12_541_333, 10_000_000, -22_541_333)
    book.use("2", "3", DAY + dt.timedelta(30), "批复")
    assert (book.balance(POOL), book.balance(RESERVED), book.balance(USED)) == (12_541_333, 0, 10_000_000)
    assert book.balance(POOL, DAY) == 22_541_333
    assert book.balance(POOL, DAY - dt.timedelta(1)) == 0
    assert [t.dossier for t in book.transactions] == ["", "第一批次", "第一批次"]


def refused(book: Book, wrong: Transaction, sentence: str) -> None:
    before = book.as_bytes()
    with pytest.raises(Refusal, match=sentence):
        book.post(wrong)
    assert book.as_bytes() == before


@pytest.mark.parametrize(("wrong", "sentence"), [
    (entry("2", Act.SPEND, 22_541_334),
     "^凭证 2：990102 GD2024-001·耕地数量·储备 在 2025-03-03 余额不足，缺 0.01 平方米。$"),
    (entry("2", Act.SPEND, 1, -1), "在 2025-03-02 余额不足，缺 0.01 平方米。$"),
    (entry("1", Act.SPEND, 1), "^凭证编号 1 已经用过。$"),
    (replace(entry("2", Act.SPEND, 1), document=" "), "^凭证 2 没有依据文件。$"),
    (replace(entry("2", Act.SPEND, 1), postings=()), "^凭证 2 没有分录或有零额分录。$"),
    (entry("2", Act.HOLD, 1), "冻结须写明不早于当日的到期日"),
    (entry("2", Act.PROMISE, 1, due=DAY), "挂账须有晚于当日的承诺补足期限"),
    (entry("2", Act.INTAKE, 1, parcels=("P1",)), "^凭证 2：地块 P1 已由凭证 1 入库，同一块地只能入库一次。$"),
    (replace(entry("2", Act.SPEND, 5), postings=merged([Posting(POOL, -5), Posting(account(Purpose.TRANSFERRED), 5)])),
     "“直接使用”只能由储备转入已用，不能动用调出账户"),
    (entry("2", Act.USE, 5), "核销、解冻须指明冻结凭证"),
    (entry("2", Act.USE, 5, closes="1"), "凭证 1（入库）已经入账，不能作废或再次核销；更正请用红字冲销"),
    (entry("2", Act.RELEASE, 5, closes="9"), "没有编号为 9 的凭证"),
])
def test_refusals_leave_the_book_as_it_was(wrong: Transaction, sentence: str) -> None:
    refused(filled(), wrong, sentence)


def test_dry_land_never_pays_for_paddy() -> None:
    postings = merged([Posting(POOL, -500), Posting(account(Purpose.USED, Kind.PADDY), 500)])
    refused(filled(), replace(entry("2", Act.SPEND, 1), postings=postings),
            "各类指标须分别平衡，不能互相抵补（差额：耕地数量 -5.00 平方米、水田 5.00 平方米）")
    refused(filled(), entry("2", Act.SPEND, 500, kind=Kind.PADDY), "水田·储备 在 2025-03-03 余额不足，缺 5.00 平方米")


def test_an_overdraft_says_which_account_which_day_and_how_much() -> None:
    book = filled()
    book.post(entry("2", Act.SPEND, 22_541_333, 30))
    with pytest.raises(Short) as caught:
        book.post(entry("3", Act.SPEND, 7, 10))
    short = caught.value.shortage
    assert (short.account, short.day, short.short) == (POOL, DAY + dt.timedelta(30), 7)


def test_a_hold_is_closed_once_and_in_its_time() -> None:
    book = held(filled())
    with pytest.raises(Refusal, match="已于 2025-06-11 到期，不能核销"):
        book.use("2", "3", DAY + dt.timedelta(101), "批复")
    book.release("2", "3", DAY + dt.timedelta(20), "撤回")
    assert (book.balance(POOL), book.balance(RESERVED)) == (22_541_333, 0)
    with pytest.raises(Refusal, match="冻结凭证 2 已由凭证 3 了结"):
        book.use("2", "4", DAY + dt.timedelta(20), "批复")


def test_a_hold_that_has_run_out_goes_back_to_the_pool_on_the_day_after() -> None:
    book = held(filled())
    last = DAY + dt.timedelta(100)
    assert book.expire(last) == []
    assert [t.day for t in book.expire(last + dt.timedelta(1))] == [last + dt.timedelta(1)]
    assert (book.balance(POOL, last), book.balance(POOL)) == (12_541_333, 22_541_333)


def test_a_posted_entry_cannot_be_voided() -> None:
    book = held(filled())
    book.use("2", "3", DAY + dt.timedelta(30), "批复")
    before = book.as_bytes()
    for number in ("1", "3"):
        with pytest.raises(Refusal, match="已经入账，不能作废或再次核销；更正请用红字冲销"):
            book.release(number, "4", DAY + dt.timedelta(40), "作废")
    assert book.as_bytes() == before


def test_a_mistake_is_corrected_once_by_its_counter_entry() -> None:
    book = held(filled())
    book.use("2", "3", DAY + dt.timedelta(30), "批复")
    book.counter("3", "4", DAY + dt.timedelta(31), "更正")
    assert (book.balance(POOL), book.balance(USED), book.balance(RESERVED)) == (22_541_333, 0, 0)
    for number, sentence in (("3", "凭证 3 已经冲销过"), ("4", "（红字冲销）不能冲销"), ("2", "（冻结）不能冲销"),
                             ("9", "没有编号为 9")):
        with pytest.raises(Refusal, match=sentence):
            book.counter(number, "5", DAY + dt.timedelta(32), "更正")
    book.counter("1", "6", DAY + dt.timedelta(33), "更正")
    book.post(entry("7", Act.INTAKE, 5, 40, parcels=("P1",)))  # its ground is free again


def test_an_intake_that_is_used_cannot_be_countered() -> None:
    book = held(filled())
    with pytest.raises(Short, match="缺 100000.00 平方米"):
        book.counter("1", "3", DAY + dt.timedelta(30), "更正")


def test_arrears_are_a_promise_that_is_made_good_and_no_more() -> None:
    book = filled()
    book.post(entry("2", Act.PROMISE, 300, 1, kind=Kind.PADDY, due=DAY + dt.timedelta(365), dossier="第一批次"))
    assert book.owed(REGION, Kind.PADDY) == 300
    assert [t.number for t in book.promises(DAY + dt.timedelta(1))] == ["2"]
    book.post(entry("3", Act.INTAKE, 400, 2, kind=Kind.PADDY))
    with pytest.raises(Short, match="水田·挂账 在 2025-03-06 余额不足，缺 1.00 平方米"):
        book.post(entry("4", Act.FULFIL, 400, 3, kind=Kind.PADDY))
    book.post(entry("5", Act.FULFIL, 300, 3, kind=Kind.PADDY))
    assert (book.owed(REGION, Kind.PADDY), book.balance(account(Purpose.POOL, Kind.PADDY))) == (0, 100)


def test_a_line_of_the_journal_reads_back_as_it_was() -> None:
    book = held(filled())
    for t in book.transactions:
        assert transaction_of(t.as_line()) == t
    assert replay(transaction_of(t.as_line()) for t in book.transactions).as_bytes() == book.as_bytes()


def test_codes_and_texts_of_amounts() -> None:
    assert account_of(POOL.code) == POOL
    with pytest.raises(ValueError, match="990102/PADDY"):
        account_of("990102/PADDY")
    assert Kind.CULTIVATED.amount("1,234.5") == 123_450
    assert Kind.CAPACITY.text(214_203_900) == "214203.9"
    assert Kind.CAPACITY.amount("214203.9") == 214_203_900
    with pytest.raises(ValueError, match="0.001"):
        Kind.CULTIVATED.amount("0.001")
