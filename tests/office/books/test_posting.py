"""Posting in the office: the kernel's rules, rights, one transaction with the journal, nothing half-written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import shapely
from django.db import DatabaseError, connection

from yulin.books.accounts import Account as Name
from yulin.books.accounts import Kind, Purpose
from yulin.books.acts import Act
from yulin.books.ground import Ground
from yulin.books.rules import Short
from yulin.books.transactions import Posting, merged
from yulin.findings import Refusal
from yulin.office.books import posting
from yulin.office.books.balances import balance_of, balances, check, standings
from yulin.office.books.models import Account, Transaction
from yulin.office.journal.chain import broken_at
from yulin.office.journal.models import JournalLine

DAY, REGION = dt.date(2025, 3, 3), "990102"
LATER = DAY + dt.timedelta(100)
Make, Snapshot = Callable[..., Any], Callable[[], Any]


def at(purpose: Purpose, kind: Kind = Kind.CULTIVATED, on: dt.date | None = None) -> int:
    return balance_of(Name(REGION, kind, purpose, "" if purpose is Purpose.SOURCE else "GD2024-001"), on)


def test_a_dossier_holds_and_uses_with_a_journal_line_each(filled: Any, draft: Make) -> None:
    hold = posting.post(draft("H", Act.HOLD, 10_000_000, 10, expires=LATER, dossier="第一批次"), filled["clerk"])
    assert (hold.state, at(Purpose.POOL), at(Purpose.RESERVED)) == ("open", 12_541_333, 10_000_000)
    posting.use(hold, "U", DAY + dt.timedelta(30), "批复", filled["clerk"])
    assert (at(Purpose.RESERVED), at(Purpose.USED), at(Purpose.POOL, on=DAY)) == (0, 10_000_000, 22_541_333)
    assert at(Purpose.USED, on=DAY + dt.timedelta(29)) == 0
    assert Transaction.objects.get(number="H").state == "used"
    lines = JournalLine.objects.filter(register="books").order_by("seq")
    assert [(line.act, line.record) for line in lines] == [
        ("intake", "IN-1"), ("intake", "IN-2"), ("hold", "H"), ("use", "U")]
    assert broken_at() is None
    assert check().wrong == ()
    assert [(s.kind, s.pool) for s in standings(REGION)] == [
        (Kind.CULTIVATED, 12_541_333), (Kind.CAPACITY, 214_203_900)]
    assert balances(REGION, DAY, [Kind.CULTIVATED])["CULTIVATED", "POOL", "GD2024-001"] == 22_541_333


def test_what_is_asked_for_twice_is_posted_once(filled: Any, draft: Make, snapshot: Snapshot) -> None:
    asked = draft("S", Act.SPEND, 5)
    first = posting.post(asked, filled["clerk"])
    before = snapshot()
    assert posting.post(asked, filled["clerk"]).pk == first.pk
    with pytest.raises(posting.Conflict, match="凭证编号 S 已经用过"):
        posting.post(draft("S", Act.SPEND, 6), filled["clerk"])
    hold = posting.post(draft("H", Act.HOLD, 5, expires=LATER), filled["clerk"])
    once = posting.use(hold, "U", DAY, "批复", filled["clerk"])
    assert posting.use(hold, "U", DAY, "批复", filled["clerk"]).pk == once.pk
    assert len(before[1]) + 2 == Transaction.objects.count()


@pytest.mark.parametrize(("change", "sentence"), [
    ({"amount": 22_541_334}, "^凭证 X：990102 GD2024-001·耕地数量·储备 在 2025-03-03 余额不足，缺 0.01 平方米。$"),
    ({"amount": 1, "kind": Kind.PADDY}, "水田·储备 在 2025-03-03 余额不足，缺 0.01 平方米"),
    ({"amount": 1, "days": -1}, "在 2025-03-02 余额不足"),
    ({"amount": 1, "document": " "}, "没有依据文件"),
])
def test_a_refusal_changes_nothing(filled: Any, draft: Make, snapshot: Snapshot, change: Any, sentence: str) -> None:
    before = snapshot()
    with pytest.raises(Refusal, match=sentence):
        posting.post(draft("X", Act.SPEND, **change), filled["clerk"])
    assert snapshot() == before


def test_a_late_entry_may_not_overdraw_a_later_day(filled: Any, draft: Make, snapshot: Snapshot) -> None:
    posting.post(draft("1", Act.SPEND, 22_541_333, 30), filled["clerk"])
    before = snapshot()
    with pytest.raises(Short) as caught:
        posting.post(draft("2", Act.SPEND, 7, 10), filled["clerk"])
    assert (caught.value.shortage.day, caught.value.shortage.short) == (DAY + dt.timedelta(30), 7)
    assert snapshot() == before


def test_dry_land_never_pays_for_paddy(filled: Any, draft: Make, snapshot: Snapshot) -> None:
    before = snapshot()
    pool, used = (Name(REGION, k, p, "GD2024-001") for k, p in (
        (Kind.CULTIVATED, Purpose.POOL), (Kind.PADDY, Purpose.USED)))
    crossed = replace(draft("X", Act.SPEND, 1), postings=merged([Posting(pool, -5), Posting(used, 5)]))
    with pytest.raises(Refusal, match="各类指标须分别平衡，不能互相抵补"):
        posting.post(crossed, filled["clerk"])
    assert snapshot() == before


def test_a_posted_entry_is_not_voided_but_countered_once(filled: Any, draft: Make, snapshot: Snapshot) -> None:
    posted = posting.post(draft("S", Act.SPEND, 5), filled["clerk"])
    before = snapshot()
    with pytest.raises(Refusal, match="凭证 S（直接使用）已经入账，不能作废或再次核销；更正请用红字冲销"):
        posting.release(posted, "V", DAY, "作废", filled["clerk"])
    with pytest.raises(Refusal, match="冲销须写明原因"):
        posting.counter(posted, "C", DAY, "更正", filled["head"], " ")
    with pytest.raises(Refusal, match="无权记账"):
        posting.counter(posted, "C", DAY, "更正", filled["clerk"], "录错")
    assert snapshot() == before
    posting.counter(posted, "C", DAY, "更正", filled["head"], "录错")
    assert (at(Purpose.POOL), at(Purpose.USED)) == (22_541_333, 0)
    with pytest.raises(Refusal, match="凭证 S 已经冲销过"):
        posting.counter(posted, "C2", DAY, "更正", filled["head"], "录错")
    assert check().wrong == ()


def test_holds_run_out(filled: Any, draft: Make) -> None:
    posting.post(draft("H", Act.HOLD, 5, expires=LATER), filled["clerk"])
    assert posting.expire(LATER, filled["clerk"]) == []
    assert [t.number for t in posting.expire(LATER + dt.timedelta(1), filled["clerk"])] == ["H-X"]
    assert (at(Purpose.POOL), at(Purpose.RESERVED)) == (22_541_333, 0)


def test_rights_and_regions(filled: Any, draft: Make, snapshot: Snapshot) -> None:
    before = snapshot()
    for who, sentence in (("leader", "无权记账"), ("auditor", "无权记账"), ("east", "只能登记本辖区的账户")):
        with pytest.raises(Refusal, match=sentence):
            posting.post(draft("X", Act.SPEND, 1), filled[who])
    assert snapshot() == before


def ground(name: str, x: float, size: float = 100.0) -> Ground:
    return Ground(name, shapely.box(38_500_000 + x, 3_900_000, 38_500_000 + x + size, 3_900_000 + size), 4526)


def test_the_same_ground_fills_the_pool_once(filled: Any, draft: Make, snapshot: Snapshot) -> None:
    posting.post(draft("A", Act.INTAKE, 1_000_000, parcels=("area:A/1",)), filled["clerk"],
                 grounds=[ground("area:A/1", 0)])
    before = snapshot()
    with pytest.raises(Refusal, match="地块 area:A/1 已由凭证 A 入库，同一块地只能入库一次"):
        posting.post(draft("B", Act.INTAKE, 5, parcels=("area:A/1",)), filled["clerk"])
    with pytest.raises(Refusal, match=r"area:B/1 与已入库的 area:A/1（凭证 A）重叠 \d{4}\.\d\d 平方米"):
        posting.post(draft("B", Act.INTAKE, 5, parcels=("area:B/1",)), filled["clerk"],
                     grounds=[ground("area:B/1", 50)])
    with pytest.raises(Refusal, match="area:B/2 与已入库的 area:B/1（凭证 B）重叠"):
        posting.post(draft("B", Act.INTAKE, 5, parcels=("area:B/1", "area:B/2")), filled["clerk"],
                     grounds=[ground("area:B/1", 500), ground("area:B/2", 550)])
    assert snapshot() == before
    posting.post(draft("C", Act.INTAKE, 5, parcels=("area:C/1",)), filled["clerk"], grounds=[ground("area:C/1", 100)])
    posting.post(draft("D", Act.INTAKE, 5, kind=Kind.CAPACITY, parcels=("grade:A/1",)), filled["clerk"],
                 grounds=[ground("grade:A/1", 0)])
    posting.counter(Transaction.objects.get(number="A"), "A-", DAY, "更正", filled["head"], "验收撤销")
    posting.post(draft("E", Act.INTAKE, 5, parcels=("area:E/1",)), filled["clerk"],
                 grounds=[ground("area:E/1", 50, 40)])


class Lost(DatabaseError):
    """The power fails."""


def test_a_crash_between_any_two_writes_leaves_all_or_nothing(filled: Any, draft: Make, snapshot: Snapshot) -> None:
    posting.post(draft("H", Act.HOLD, 9, expires=LATER), filled["clerk"])
    hold = Transaction.objects.get(number="H")
    work: list[Callable[[int], Any]] = [
        lambda n: posting.post(draft(f"N{n}", Act.INTAKE, 5, holder="NEW", parcels=(f"area:N/{n}",)), filled["clerk"],
                               grounds=[ground(f"area:N/{n}", 300 * n)]),
        lambda n: posting.post(draft(f"S{n}", Act.SPEND, 5), filled["clerk"]),
        lambda n: posting.use(hold, "U", DAY, "批复", filled["clerk"]),
    ]
    for step in work:
        for fatal in range(60):
            before, done = snapshot(), 0

            def fail(execute: Any, sql: str, params: Any, many: bool, context: Any, fatal: int = fatal) -> Any:
                nonlocal done
                done += 1
                if done == fatal + 1:
                    raise Lost
                return execute(sql, params, many, context)

            try:
                with connection.execute_wrapper(fail):
                    step(fatal)
            except Lost:
                assert snapshot() == before
            else:
                assert snapshot() != before
                break
        else:
            pytest.fail("never finished")
        assert fatal > 5
        assert check().wrong == ()


def test_rows_are_only_added(filled: Any) -> None:
    row = Transaction.objects.get(number="IN-1")
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


def test_a_changed_balance_is_found_out(filled: Any) -> None:
    assert check().wrong == ()
    Account.objects.filter(purpose="POOL", kind="CULTIVATED").update(balance=22_541_334)
    assert len(check().wrong) == 2
