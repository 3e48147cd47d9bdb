"""What the registers do to the books: fill, reserve, use, write down, promise; refusals change nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import shapely

from yulin.books.accounts import Account as Name
from yulin.books.accounts import Kind, Purpose
from yulin.findings import Refusal
from yulin.office.books.balances import balance_of, check
from yulin.office.books.models import Transaction
from yulin.office.registers.acts import NewRecord, change, create, reach, withdraw
from yulin.office.registers.declaration import register_of
from yulin.office.registers.parcel import parcel_value

D, MU = dt.date, 200_000 // 3
Snapshot = Callable[[], Any]
TOWN = "990102001"


def make(code: str, by: Any, parcel: Any = None, **values: Any) -> Any:
    return create(register_of(code), NewRecord({"region": TOWN, **values}, parcel), by)


def project(by: Any, number: str = "GD-1", x: float | None = None, **values: Any) -> Any:
    value = None if x is None else parcel_value(shapely.box(38_500_000 + x, 3_900_000, 38_500_100 + x, 3_900_100), 4526)
    given = {"number": number, "name": "一号项目", "kind": "土地开发", "level": "县级", "scale": 2_000_000,
             "new_farmland": 1_000_000, "new_paddy": 200_000, "grade_after": 900, "accepted_on": D(2025, 2, 1),
             "accepted_doc": "青土验〔2025〕1号", "stored_on": D(2025, 3, 3), "stored_doc": "备〔2025〕1号"}
    return make("balance.project", by, value, **(given | values))


def link(by: Any, number: str = "GG-1", area: int = 600_000, **values: Any) -> Any:
    given = {"number": number, "batch_name": "第一批次", "kind": "城市批次", "occupied": area, "supplemented": area,
             "occupied_paddy": 0, "supplemented_paddy": 0, "occupied_capacity": 0, "supplemented_capacity": 0,
             "source_number": "GD-1", "linked_on": D(2025, 4, 1), "linked_doc": "XX1"}
    return make("balance.offset", by, None, **(given | values))


def at(purpose: Purpose, kind: Kind = Kind.CULTIVATED, holder: str = "GD-1") -> int:
    return balance_of(Name("990102", kind, purpose, holder))


def test_a_stored_project_fills_three_pools_and_capacity_is_computed(staff: Any) -> None:
    project(staff["clerk"])
    assert (at(Purpose.POOL), at(Purpose.POOL, Kind.PADDY)) == (1_000_000, 200_000)
    assert at(Purpose.POOL, Kind.CAPACITY) == 15 * 7 * 10**5 * 1000 // 1000  # 15 mu × (16 − 9) × 100 kg, in grams
    (row,) = Transaction.objects.all()
    assert (row.number, row.document, row.parcels) == ("balance.project/GD-1/intake", "备〔2025〕1号", ["area:GD-1"])
    assert check().wrong == ()


def test_linking_reserves_and_cancelling_uses(staff: Any) -> None:
    project(staff["clerk"])
    row = link(staff["clerk"])
    assert (at(Purpose.POOL), at(Purpose.RESERVED), at(Purpose.USED)) == (400_000, 600_000, 0)
    row = change(row, {"supplemented": 700_000, "occupied": 700_000}, staff["clerk"])
    assert (at(Purpose.POOL), at(Purpose.RESERVED)) == (300_000, 700_000)
    reach(row, "cancelled", D(2025, 6, 1), staff["clerk"])
    assert (at(Purpose.POOL), at(Purpose.RESERVED), at(Purpose.USED)) == (300_000, 0, 700_000)
    assert check().wrong == ()


def test_a_withdrawn_link_releases_and_can_be_linked_again(staff: Any) -> None:
    project(staff["clerk"])
    row = link(staff["clerk"])
    withdraw(row, staff["head"], "项目取消")
    assert (at(Purpose.POOL), at(Purpose.RESERVED)) == (1_000_000, 0)


def test_one_project_serves_many_and_one_dossier_draws_on_many(staff: Any) -> None:
    project(staff["clerk"])
    project(staff["clerk"], "GD-2")
    link(staff["clerk"], "GG-1", 600_000)
    link(staff["clerk"], "GG-2", 900_000, source_number="GD-2")
    link(staff["clerk"], "GG-3", 400_000, batch_name="第二批次")
    from yulin.office.books.dossiers import allocations

    assert [(a.holder, a.amounts[Kind.CULTIVATED]) for a in allocations("第一批次")] == [
        ("GD-1", 600_000), ("GD-2", 900_000)]
    assert at(Purpose.POOL) == 0


@pytest.mark.parametrize(("values", "sentence"), [
    ({"area": 1_000_001}, "990102 GD-1·耕地数量·储备 在 2025-04-01 余额不足，缺 0.01 平方米"),
    ({"occupied_paddy": 300_000, "supplemented_paddy": 300_000},
     "GD-1·水田·储备 在 2025-04-01 余额不足，缺 1000.00 平方米"),
    ({"occupied_paddy": 200_000, "supplemented_paddy": 100_000}, "补充水田 1.50 少于占用水田 3.00"),
    ({"source_number": "GD-9"}, "GD-9·耕地数量·储备 在 2025-04-01 余额不足"),
])
def test_what_the_pool_does_not_hold_cannot_be_linked(
    staff: Any, snapshot: Snapshot, values: Any, sentence: str
) -> None:
    project(staff["clerk"])
    before = snapshot()
    with pytest.raises(Refusal, match=sentence):
        link(staff["clerk"], **values)
    assert snapshot() == before
    assert register_of("balance.offset").model.objects.count() == 0


def test_one_reclaimed_parcel_fills_the_pool_once(staff: Any, snapshot: Snapshot) -> None:
    project(staff["clerk"], x=0)
    before = snapshot()
    with pytest.raises(Refusal, match=(
            r"area:GD-2 与已入库的 area:GD-1（凭证 balance.project/GD-1/intake）重叠 \d+\.\d\d 平方米")):
        project(staff["clerk"], "GD-2", x=50)
    assert snapshot() == before
    project(staff["clerk"], "GD-3", x=100)


def test_a_polygon_that_comes_after_the_intake_is_checked_and_kept(staff: Any, snapshot: Snapshot) -> None:
    def square(x: float) -> Any:
        return parcel_value(shapely.box(38_500_000 + x, 3_900_000, 38_500_100 + x, 3_900_100), 4526)

    project(staff["clerk"], x=0)
    late = project(staff["clerk"], "GD-2")
    before = snapshot()
    with pytest.raises(Refusal, match="area:GD-2 与已入库的 area:GD-1"):
        change(late, {}, staff["clerk"], parcel=square(50))
    assert snapshot() == before
    late = change(late, {}, staff["clerk"], parcel=square(100))
    with pytest.raises(Refusal, match="不能更换图形"):
        change(late, {}, staff["clerk"], parcel=square(300))
    with pytest.raises(Refusal, match="area:GD-3 与已入库的 area:GD-2"):
        project(staff["clerk"], "GD-3", x=150)


def test_what_is_posted_is_neither_voided_nor_changed(staff: Any, snapshot: Snapshot) -> None:
    stored = project(staff["clerk"])
    used = link(staff["clerk"], cancelled_on=D(2025, 6, 1))
    before = snapshot()
    with pytest.raises(Refusal, match="（入库）已经入账，不能更改；请先在账簿中红字冲销"):
        change(stored, {"new_farmland": 900_000}, staff["clerk"])
    with pytest.raises(Refusal, match="（入库）已经入账，不能作废"):
        withdraw(stored, staff["head"], "录错")
    with pytest.raises(Refusal, match="已经核销入账，不能作废"):
        reach(used, "cancelled", None, staff["clerk"], reason="录错")
    with pytest.raises(Refusal, match="（核销）已经入账，不能作废"):
        withdraw(used, staff["head"], "录错")
    assert snapshot() == before


def test_after_a_counter_entry_the_record_can_be_mended(staff: Any) -> None:
    from yulin.office.books.posting import counter

    row = link_used(staff)
    used = Transaction.objects.get(act="USE")
    counter(used, "C-1", D(2025, 7, 1), "更正", staff["head"], "数量录错")
    assert (at(Purpose.POOL), at(Purpose.USED)) == (1_000_000, 0)
    mended = {"supplemented": 500_000, "occupied": 500_000, "linked_on": D(2025, 7, 1)}
    with pytest.raises(Refusal, match="在 2025-04-01 余额不足"):  # until then the first use stood in the books
        change(row, mended | {"linked_on": D(2025, 4, 1)}, staff["clerk"])
    change(row, mended | {"cancelled_on": D(2025, 7, 2)}, staff["clerk"])
    assert (at(Purpose.POOL), at(Purpose.USED)) == (500_000, 500_000)
    assert check().wrong == ()


def link_used(staff: Any) -> Any:
    project(staff["clerk"])
    return link(staff["clerk"], cancelled_on=D(2025, 6, 1))


def test_without_an_intake_the_register_stands_alone(staff: Any) -> None:
    link(staff["clerk"])
    assert Transaction.objects.count() == 0


def test_a_recheck_writes_down_and_arrears_are_kept(staff: Any) -> None:
    stored = project(staff["clerk"])
    make("balance.recheck", staff["clerk"], number="FH-1", project=stored, finding="核减", lost=100_000,
         visited_on=D(2025, 5, 1), written_on=D(2025, 5, 2), written_doc="核〔2025〕1号")
    assert (at(Purpose.POOL), at(Purpose.WRITTEN_OFF)) == (900_000, 100_000)
    promise = make("balance.promise", staff["clerk"], number="GZ-1", batch_name="第三批次", area=50_000,
                   due=D(2026, 5, 1), promised_on=D(2025, 5, 10), promised_doc="承〔2025〕1号")
    assert balance_of(Name("990102", Kind.CULTIVATED, Purpose.ARREARS)) == -50_000
    change(promise, {"source_number": "GD-1", "kept_on": D(2025, 9, 1)}, staff["clerk"])
    assert balance_of(Name("990102", Kind.CULTIVATED, Purpose.ARREARS)) == 0
    assert at(Purpose.POOL) == 850_000
    assert check().wrong == ()


def test_transfers_linked_projects_and_the_reserve_area(staff: Any, snapshot: Snapshot) -> None:
    make("balance.transfer", staff["clerk"], number="HZ-1", direction="调入", way="省级调剂", area=500_000,
         capacity=5_000_000, filed_on=D(2025, 3, 1), filed_doc="省备1")
    assert at(Purpose.POOL, holder="HZ-1") == 500_000
    make("balance.transfer", staff["clerk"], number="HZ-2", direction="调出", way="县际调剂", area=200_000,
         source_number="HZ-1", filed_on=D(2025, 3, 5))
    assert (at(Purpose.POOL, holder="HZ-1"), at(Purpose.TRANSFERRED, holder="HZ-1")) == (300_000, 200_000)
    make("balance.linked", staff["clerk"], number="GGX-1", name="项目区", turnover=300_000, demolished=400_000,
         new_built=250_000, reclaimed=390_000, saved=100_000, sold=90_000, issued_on=D(2024, 1, 5),
         built_on=D(2024, 3, 1), accepted_on=D(2025, 3, 1), returned_on=D(2025, 3, 9), sold_on=D(2025, 4, 1))
    turnover = {p: at(p, Kind.TURNOVER, "GGX-1") for p in (Purpose.POOL, Purpose.USED, Purpose.RETURNED)}
    assert turnover == {Purpose.POOL: 50_000, Purpose.USED: 0, Purpose.RETURNED: 250_000}
    assert (at(Purpose.POOL, Kind.SAVED, "GGX-1"), at(Purpose.TRANSFERRED, Kind.SAVED, "GGX-1")) == (10_000, 90_000)
    patch = make("balance.reserve", staff["clerk"], number="CB-1", area=100_000, grade=900,
                 delimited_on=D(2025, 1, 5))
    before = snapshot()
    wrong = {"number": "BH-1", "project_name": "铁路", "taken": 50_000, "grade_taken": 900, "reserve": patch,
             "made_up": 50_000, "made_up_on": D(2025, 6, 1)}
    with pytest.raises(Refusal, match="补划等别 9.50 劣于占用等别 9.00"):
        make("balance.makeup", staff["clerk"], **(wrong | {"grade_made": 950}))
    with pytest.raises(Refusal, match="补划面积 0.75 少于占用永久基本农田 1.50|少于"):
        make("balance.makeup", staff["clerk"], **(wrong | {"grade_made": 900, "made_up": 50_000, "taken": 100_000}))
    assert snapshot() == before
    make("balance.makeup", staff["clerk"], **(wrong | {"grade_made": 900}))
    assert at(Purpose.POOL, Kind.RESERVE, "CB-1") == 50_000


def batch(by: Any, **values: Any) -> Any:
    given = {"name": "第一批次", "kind": "城市批次", "area": 2_000_000, "agricultural": 2_000_000, "construction": 0,
             "unused": 0, "cultivated": 600_000, "paddy": 0}
    return make("land.batch", by, None, **(given | values))


def test_a_dossiers_gate_asks_the_books(staff: Any) -> None:
    from yulin.office.books.dossiers import made_good, verdict

    first = batch(staff["clerk"])
    assert made_good(first) == []  # no books are kept yet
    project(staff["clerk"])
    assert made_good(first) == ["补充耕地数量不足：占用 6000.00 平方米，账簿已挂钩 0.00 平方米，缺 6000.00 平方米"]
    link(staff["clerk"], area=599_999)
    assert made_good(first) == ["补充耕地数量不足：占用 6000.00 平方米，账簿已挂钩 5999.99 平方米，缺 0.01 平方米"]
    link(staff["clerk"], "GG-2", 1)
    assert made_good(first) == []
    found = verdict(first, D(2025, 6, 1))
    assert found is not None and (found.outputs.enough, found.unverified) == (True, True)


def test_approval_uses_what_is_reserved_and_withdrawal_releases_it(staff: Any) -> None:
    from yulin.office.books.dossiers import take_effect

    project(staff["clerk"])
    first = batch(staff["clerk"])
    link(staff["clerk"])
    first.approved_on, first.approved_doc = D(2025, 8, 1), "示省政土字〔2025〕1号"
    take_effect([first], staff["clerk"])
    assert (at(Purpose.RESERVED), at(Purpose.USED)) == (0, 600_000)
    assert Transaction.objects.get(act="USE").document == "示省政土字〔2025〕1号"
    second = batch(staff["clerk"], name="第二批次", cultivated=100_000)
    link(staff["clerk"], "GG-2", 100_000, batch_name="第二批次")
    withdraw(second, staff["head"], "撤回")
    assert (at(Purpose.RESERVED), at(Purpose.POOL)) == (0, 400_000)
