"""Acts on records: the record and its journal line together, or neither."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError

from yulin.findings import Refusal
from yulin.office.accounts.models import Person, Region
from yulin.office.journal.chain import broken_at, sm3
from yulin.office.journal.models import JournalLine
from yulin.office.land.batch import Batch
from yulin.office.land.notice import Notice
from yulin.office.registers import acts
from yulin.office.registers.acts import NewRecord, change, create, create_many, open_gates, reach, withdraw
from yulin.office.registers.declaration import REGISTERS, Register, register_of
from yulin.office.registers.parsing import lookup, read_row

pytestmark = pytest.mark.django_db
BATCH = register_of("land.batch")


@pytest.fixture
def people() -> dict[str, Person]:
    Region.objects.create(code="990102", name="青禾区")
    Region.objects.create(code="990102001", name="东关街道")
    Region.objects.create(code="990102002", name="柳林镇")
    return {
        "head": Person.objects.create(username="head", role="section_head", region="990102"),
        "clerk": Person.objects.create(username="clerk", role="clerk", region="990102001"),
        "leader": Person.objects.create(username="leader", role="leader", region="990102"),
    }


def values(**changed: Any) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "name": "2025年第1批次",
        "kind": "城市批次",
        "region": "东关街道",
        "area": "80.00",
        "agricultural": "60.00",
        "cultivated": "50.00",
        "construction": "15.00",
        "unused": "5.00",
        "offset_number": "GG1",
    } | changed
    read = read_row(BATCH, raw, lookup())
    assert read.good, read.findings
    return read.values


def stored() -> tuple[list[Any], int]:
    return list(Batch.objects.values()), JournalLine.objects.count()


def test_sm3_of_abc() -> None:
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_create_writes_record_and_line(people: dict[str, Person]) -> None:
    made = create(BATCH, NewRecord(values()), people["clerk"], reason="新建", document="青自然资〔2025〕1号")
    line = JournalLine.objects.get()
    assert (made.region, made.area, made.edition) == ("990102001", 5333333, 1)
    assert (line.seq, line.actor, line.act, line.record, line.region) == (
        1,
        "clerk",
        "create",
        "2025年第1批次",
        "990102001",
    )
    assert line.before is None
    assert line.after == {
        "name": "2025年第1批次",
        "kind": "城市批次",
        "region": "990102001",
        "area": "80.00",
        "agricultural": "60.00",
        "cultivated": "50.00",
        "construction": "15.00",
        "unused": "5.00",
        "offset_number": "GG1",
    }
    assert (line.reason, line.document, line.previous) == ("新建", "青自然资〔2025〕1号", "")
    assert broken_at() is None


def test_a_key_is_taken_once(people: dict[str, Person]) -> None:
    create(BATCH, NewRecord(values()), people["head"])
    before = stored()
    with pytest.raises(Refusal, match="^用地报批台账：有记录的“批次名称”已经存在，未作更改。$"):
        create_many(BATCH, [NewRecord(values(name="另一批次")), NewRecord(values())], people["head"])
    assert stored() == before


def test_a_required_value_that_is_missing_is_named(people: dict[str, Person]) -> None:
    made = create(BATCH, NewRecord(values()), people["head"])
    before = stored()
    lacking = {name: value for name, value in values(name="另一批次").items() if name != "area"}
    with pytest.raises(Refusal, match="^“另一批次”缺少“总面积”，未作更改。$"):
        create_many(BATCH, [NewRecord(values(name="又一批次")), NewRecord(lacking)], people["head"])
    with pytest.raises(Refusal, match="^“2025年第1批次”缺少“总面积”，未作更改。$"):
        change(made, {"area": None}, people["head"])
    assert stored() == before


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_the_key_is_all_that_the_database_keeps_single(register: Register) -> None:
    """``acts`` says of a row that the database refuses that its key exists already: nothing else may be the reason."""
    meta = register.model._meta
    assert (meta.constraints, meta.unique_together) == ([], ())
    assert [f.name for f in meta.concrete_fields if f.unique] == ["id", register.key]


@pytest.mark.parametrize(
    ("who", "region", "sentence"),
    [
        ("clerk", "柳林镇", "^clerk只能处理本辖区的记录。$"),
        ("leader", "东关街道", "^leader（局领导）无权在用地报批台账中进行此操作。$"),
    ],
)
def test_rights(people: dict[str, Person], who: str, region: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        create(BATCH, NewRecord(values(region=region)), people[who])
    assert stored() == ([], 0)


def test_a_clerk_cannot_move_a_record_out_of_the_town(people: dict[str, Person]) -> None:
    made = create(BATCH, NewRecord(values()), people["clerk"])
    before = stored()
    with pytest.raises(Refusal, match="^clerk只能处理本辖区的记录。$"):
        change(made, {"region": "990102002"}, people["clerk"])
    assert stored() == before


def test_change_writes_only_what_changed(people: dict[str, Person]) -> None:
    made = create(BATCH, NewRecord(values()), people["head"])
    changed = change(made, {"paddy": 666667, "village": "上河村"}, people["head"], reason="补录", edition=1)
    line = JournalLine.objects.get(seq=2)
    assert changed.edition == 2
    assert line.before == {"paddy": None, "village": None}
    assert line.after == {"paddy": "10.00", "village": "上河村"}
    assert line.previous == JournalLine.objects.get(seq=1).digest


def test_a_colleagues_edit_is_not_overwritten(people: dict[str, Person]) -> None:
    made = create(BATCH, NewRecord(values()), people["head"])
    change(made, {"village": "上河村"}, people["clerk"], edition=1)
    before = stored()
    with pytest.raises(Refusal, match="^“2025年第1批次”刚被他人修改过（第 2 版），请核对后再改。$"):
        change(made, {"village": "下河村"}, people["head"], edition=1)
    assert stored() == before


def test_a_gate_keeps_a_milestone_shut(people: dict[str, Person]) -> None:
    made = create(BATCH, NewRecord(values(unused="4.00")), people["head"])
    before = stored()
    assert open_gates(made, "submitted") == [
        ("农用地、建设用地、未利用地之和 79.00 不等于总面积 80.00", "勘测定界面积汇总表")
    ]
    with pytest.raises(
        Refusal,
        match="^“2025年第1批次”不能登记“上报”：农用地、建设用地、未利用地之和 79.00 不等于总面积 "
        "80.00（勘测定界面积汇总表）。$",
    ):
        reach(made, "submitted", dt.date(2025, 3, 3), people["head"])
    assert stored() == before


def test_posting_periods_are_gates(people: dict[str, Person]) -> None:
    register = register_of("land.notice")
    row = {
        "number": "公告1",
        "region": "990102001",
        "pre_notice_on": dt.date(2025, 3, 3),
        "survey_notice_on": dt.date(2025, 3, 4),
    }
    made = create(register, NewRecord(row), people["head"])
    with pytest.raises(Refusal, match="预公告须满 10 个工作日，最早 2025-03-17"):
        reach(made, "plan_notice", dt.date(2025, 3, 14), people["head"])
    assert Notice.objects.get().plan_notice_on is None
    assert reach(made, "plan_notice", dt.date(2025, 3, 17), people["head"]).plan_notice_on == dt.date(
        2025, 3, 17
    )


def test_taking_a_date_back_needs_a_reason(people: dict[str, Person]) -> None:
    made = create(BATCH, NewRecord(values()), people["head"])
    reach(made, "submitted", dt.date(2025, 3, 3), people["head"], document="青政土〔2025〕1号")
    before = stored()
    with pytest.raises(Refusal, match="^撤销“上报”须写明原因。$"):
        reach(made, "submitted", None, people["head"])
    assert stored() == before
    assert reach(made, "submitted", None, people["head"], reason="报件退回").submitted_on is None


def test_withdrawn_records_stay_and_count_no_more(people: dict[str, Person]) -> None:
    made = create(BATCH, NewRecord(values()), people["head"])
    with pytest.raises(Refusal, match="^作废须写明原因。$"):
        withdraw(made, people["head"], " ")
    with pytest.raises(Refusal, match="无权"):
        withdraw(made, people["clerk"], "重复")
    assert not Batch.objects.get().withdrawn
    withdraw(made, people["head"], "重复")
    assert Batch.objects.get().withdrawn
    with pytest.raises(Refusal, match="^“2025年第1批次”已经作废。$"):
        withdraw(made, people["head"], "重复")


def test_a_crash_between_record_and_journal_leaves_neither(
    people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_entries: object) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(acts, "append", full)
    with pytest.raises(DatabaseError):
        create(BATCH, NewRecord(values()), people["head"])
    assert stored() == ([], 0)


def test_a_changed_line_breaks_the_chain(people: dict[str, Person]) -> None:
    made = create(BATCH, NewRecord(values()), people["head"])
    for village in ("甲村", "乙村"):
        made = change(made, {"village": village}, people["head"])
    assert broken_at() is None
    JournalLine.objects.filter(seq=2).update(reason="改过")
    assert broken_at() == 2
    JournalLine.objects.filter(seq=2).update(reason="")
    assert broken_at() is None
    JournalLine.objects.filter(seq=3).delete()
    assert broken_at() == 3


def test_a_line_is_never_saved_again_or_deleted(people: dict[str, Person]) -> None:
    create(BATCH, NewRecord(values()), people["head"])
    line = JournalLine.objects.get()
    with pytest.raises(TypeError, match="never changed"):
        line.save()
    with pytest.raises(TypeError, match="never deleted"):
        line.delete()
    assert JournalLine.objects.count() == 1


def test_what_is_wrong_with_a_row_is_said_by_column(people: dict[str, Person]) -> None:
    read = read_row(
        BATCH,
        {
            "name": "",
            "kind": "某批次",
            "region": "无此镇",
            "area": "-1",
            "village": "上河村",
            "approved_on": "2025-03-01",
            "submitted_on": "2025-04-01",
        },
        lookup(),
    )
    assert not read.good
    assert [(name, f.level, f.message) for name, f in read.findings] == [
        ("name", "error", "必填项为空"),
        (
            "kind",
            "error",
            "“某批次”不在代码表内（应为：城市批次、乡村批次、单独选址、增减挂钩批次、成片开发批次）",
        ),
        ("region", "error", "行政区划中没有“无此镇”"),
        ("area", "error", "“-1”为负数，总面积不能小于零"),
        ("approved_on", "warning", "批复（2025-03-01）早于上报（2025-04-01）"),
    ]
    assert read.values["village"] == "上河村"
