"""Stages, clocks and figures, read off the dates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from yulin.findings import Refusal
from yulin.office.accounts.models import Person, Region
from yulin.office.figures.report import compose
from yulin.office.figures.traces import trace_rows
from yulin.office.figures.values import Scope, all_figures, figures_of
from yulin.office.registers.acts import NewRecord, create
from yulin.office.registers.declaration import REGISTERS, register_of
from yulin.office.registers.parsing import lookup, read_row
from yulin.office.registers.stages import in_stage, read_clocks, running

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 1, 9)


@pytest.fixture
def head() -> Person:
    Region.objects.create(code="990102", name="青禾区")
    for number, name in enumerate(("东关街道", "柳林镇"), start=1):
        Region.objects.create(code=f"99010200{number}", name=name)
    return Person.objects.create(username="head", role="section_head", region="990102")


def put(head: Person, code: str, **raw: Any) -> Any:
    register = register_of(code)
    read = read_row(register, {"region": "东关街道"} | raw, lookup())
    assert read.good, read.findings
    return create(register, NewRecord(read.values), head)


def values(scope: Scope) -> dict[str, Any]:
    return {v.code: v.value for v in figures_of(scope)}


def test_the_stage_follows_from_the_dates(head: Person) -> None:
    made = put(
        head,
        "land.batch",
        name="批1",
        kind="城市批次",
        area="10",
        assembled_on="2025-01-10",
        submitted_on="2025-03-03",
    )
    stage = made.stage(TODAY)
    assert stage is not None
    assert stage.name == "submitted"
    assert made.stage(dt.date(2025, 2, 1)).name == "assembled"
    assert made.stage(dt.date(2024, 12, 31)) is None
    register = made.register
    for milestone, day, found in (
        ("submitted", TODAY, 1),
        ("assembled", TODAY, 0),
        ("assembled", dt.date(2025, 2, 1), 1),
        ("", dt.date(2024, 12, 31), 1),
    ):
        assert register.model.objects.filter(in_stage(register, milestone, day)).count() == found


def test_a_milestone_that_does_not_apply_is_no_stage(head: Person) -> None:
    made = put(
        head,
        "land.supply",
        number="9901022025A00001",
        mode="划拨",
        area="10",
        published_on="2025-02-01",
        scheme_on="2025-01-10",
    )
    assert [m.name for m in made.steps()] == [
        "scheme", "publicised", "contracted", "delivered", "permitted", "started", "completed", "accepted", "titled"]
    assert made.stage(TODAY).name == "scheme"
    register = made.register
    assert register.model.objects.filter(in_stage(register, "scheme", TODAY)).count() == 1
    assert register.model.objects.filter(in_stage(register, "published", TODAY)).count() == 0


def test_clocks_by_statute_and_by_agreement(head: Person) -> None:
    batch = put(head, "land.batch", name="批1", kind="城市批次", area="10", approved_on="2025-12-19")
    reading, filing, lapse = read_clocks(batch, TODAY)
    assert (filing.title, filing.due, filing.state) == ("批后报备", dt.date(2025, 12, 29), "late")
    assert (lapse.title, lapse.due, lapse.state) == ("批复失效", dt.date(2027, 12, 19), "open")
    # 15 working days after Friday 2025-12-19, over New Year's three days and the working Sunday 2026-01-04
    assert (reading.title, reading.due, reading.state, reading.days_left) == (
        "征收土地公告",
        dt.date(2026, 1, 12),
        "soon",
        3,
    )
    assert reading.citation is not None
    assert reading.citation.article.startswith("第三十一条")
    supply = put(
        head,
        "land.supply",
        number="9901022025A00001",
        mode="划拨",
        area="10",
        agreed_start="2025-12-31",
        agreed_completion="2027-12-31",
    )
    start, completion = read_clocks(supply, TODAY)
    assert (start.title, start.state, start.days_left) == ("动工", "late", -9)
    assert (completion.title, completion.state) == ("竣工", "open")
    register = supply.register
    started = next(clock for clock in register.clocks if clock.title == "动工")
    assert register.model.objects.filter(running(register, started, TODAY)).count() == 1


def test_figures_count_by_date_region_and_as_of(head: Person) -> None:
    put(
        head,
        "land.batch",
        name="批1",
        kind="城市批次",
        area="500.33",
        key_projects=20,
        submitted_on="2025-03-03",
    )
    put(
        head,
        "land.batch",
        name="批2",
        kind="乡村批次",
        area="403.50",
        key_projects=9,
        submitted_on="2025-12-31",
        region="柳林镇",
    )
    put(head, "land.batch", name="批3", kind="城市批次", area="77", key_projects=1, submitted_on="2026-01-02")
    put(head, "land.batch", name="批4", kind="城市批次", area="88")
    assert {
        c: values(Scope(2025))[c] for c in ("batch.urban", "batch.rural", "batch.area", "batch.key_projects")
    } == {
        "batch.urban": Decimal(1),
        "batch.rural": Decimal(1),
        "batch.area": Decimal("903.83"),
        "batch.key_projects": Decimal(29),
    }
    assert values(Scope(2025, "990102002"))["batch.area"] == Decimal("403.50")
    assert values(Scope(2025, as_of=dt.date(2025, 6, 30)))["batch.area"] == Decimal("500.33")
    assert values(Scope(2026))["batch.area"] == Decimal("77.00")


def test_a_rate_is_rounded_once_and_over_zero_is_not_stated(head: Person) -> None:
    put(
        head,
        "protection.restoration",
        number="图1",
        task_year=2025,
        task_area="240",
        restored_area="228.42",
        accepted_on="2025-11-30",
    )
    found = values(Scope(2025))
    assert (found["restoration.task"], found["restoration.done"], found["restoration.rate"]) == (
        Decimal("240.00"),
        Decimal("228.42"),
        Decimal("95.18"),
    )
    assert values(Scope(2024))["restoration.rate"] is None


def test_unknown_codes_and_missing_ones_are_counted_apart(head: Person) -> None:
    for number, (level, quantity) in enumerate((("二级", 31), ("三级", 2), ("三有", 12), ("", 5))):
        put(
            head,
            "ecology.wildlife",
            number=f"救{number}",
            species="鸟",
            level=level,
            quantity=quantity,
            rescued_on="2025-05-01",
        )
    found = values(Scope(2025))
    assert {
        k: int(found[f"wildlife.{k}"])
        for k in (
            "total",
            "class_1",
            "class_2",
            "three_values",
            "local",
            "other",
            "unknown_code",
            "unclassified",
        )
    } == {
        "total": 50,
        "class_1": 0,
        "class_2": 31,
        "three_values": 12,
        "local": 0,
        "other": 0,
        "unknown_code": 2,
        "unclassified": 5,
    }


def test_walls_are_counted_by_village(head: Person) -> None:
    for number, village in enumerate(("甲村", "乙村", "甲村")):
        put(
            head,
            "protection.sign",
            number=f"壁{number}",
            kind="保护壁",
            village=village,
            repaired_on="2025-04-22",
        )
    walls = next(v for v in figures_of(Scope(2025)) if v.code == "signs.walls")
    assert (walls.value, walls.records) == (Decimal(2), 3)


def test_a_trace_lists_what_each_record_adds(head: Person) -> None:
    put(head, "land.batch", name="批1", kind="城市批次", area="500.33", submitted_on="2025-03-03")
    put(
        head,
        "land.batch",
        name="批2",
        kind="乡村批次",
        area="403.50",
        submitted_on="2025-12-31",
        region="柳林镇",
    )
    trace = trace_rows("batch.area", Scope(2025))
    assert trace.as_json() == {
        "code": "batch.area",
        "title": "上报批次面积",
        "value": "903.83",
        "unit": "亩",
        "records": 2,
        "register": "land.batch",
        "rows": [
            {"key": "批1", "region": "990102001", "day": "2025-03-03", "value": "500.33"},
            {"key": "批2", "region": "990102002", "day": "2025-12-31", "value": "403.50"},
        ],
    }
    with pytest.raises(Refusal, match="^没有指标“no.such”；yulin figures 列出全部指标。$"):
        trace_rows("no.such", Scope(2025))


def test_figure_codes_are_unique_and_parts_of_ratios_exist() -> None:
    codes = [f.code for r in REGISTERS.values() for f in r.figures]
    assert len(codes) == len(set(codes)) == len(all_figures())
    assert len(REGISTERS) >= 16


def test_the_report_prints_only_what_records_support(head: Person) -> None:
    with pytest.raises(Refusal, match="^2025 年没有任何记录，无法生成报告；请先导入台账。$"):
        compose(Scope(2025))
    put(
        head,
        "protection.restoration",
        number="图1",
        task_year=2025,
        task_area="240",
        restored_area="228.42",
        accepted_on="2025-11-30",
    )
    report = compose(Scope(2025))
    assert report.text == (
        "青禾区自然资源局2025年度工作报告\n一、耕地保护\n"
        "耕地恢复任务 240.00 亩，完成 228.42 亩，完成率 95.18%。\n"
    )
    assert [r.code for b in report.blocks for r in b.runs if r.code] == [
        "restoration.task",
        "restoration.done",
        "restoration.rate",
    ]
    assert "batch.area" in {v.code for v in report.silent}
