"""What a column reads, keeps and shows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.office.registers.fields import (
    Area,
    Capacity,
    Choice,
    Code,
    Day,
    Money,
    Number,
    OpenCode,
    Text,
    Year,
)

AREA = Area("总面积", unit="亩")


@pytest.mark.parametrize(
    ("raw", "unit", "dm2", "shown"),
    [
        ("903.83", None, 60255333, "903.83"),
        ("1,377.39", None, 91826000, "1,377.39"),
        ("６０.19", "公顷", 60190000, "902.85"),
        ("60.19公顷", None, 60190000, "902.85"),
        ("7000.12 m²", None, 700012, "10.50"),
        (240, None, 16000000, "240.00"),
        (0.1, None, 6667, "0.10"),
        ("1.2万亩", None, 800000000, "12,000.00"),
    ],
)
def test_area_is_kept_in_square_decimetres(raw: object, unit: str | None, dm2: int, shown: str) -> None:
    assert AREA.parse(raw, unit) == dm2
    assert AREA.show(dm2) == shown


@pytest.mark.parametrize("raw", [None, "", "  ", "*", "**", "XX", "—", "／"])
def test_masked_and_empty_numbers_are_missing_not_zero(raw: object) -> None:
    assert AREA.parse(raw) is None
    assert AREA.show(None) == ""


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("约三亩", "“约三亩”不是数"),
        ("-3.5", "“-3.5”为负数，总面积不能小于零"),
        ("nan", "“nan”不是数"),
        ("1e400", "“1e400”超出合理范围"),
    ("1E9999999", "“1E9999999”超出合理范围"),
    ("1E-9999999", "“1E-9999999”超出合理范围"),
        (True, "“True”不是数"),
    ],
)
def test_what_is_no_area_is_said_in_one_sentence(raw: object, sentence: str) -> None:
    with pytest.raises(ValueError, match="^" + sentence.replace(".", r"\.") + "$"):
        AREA.parse(raw)


@given(st.decimals(min_value=0, max_value=10**7, places=2))
def test_an_area_written_with_two_decimals_of_mu_comes_back_as_written(written: Decimal) -> None:
    assert AREA.cell(AREA.parse(written)) == written


@given(st.decimals(min_value=0, max_value=10**7, places=4))
def test_money_to_the_yuan_comes_back_as_written(written: Decimal) -> None:
    field = Money("开垦费", unit="万元", decimals=4)
    assert field.cell(field.parse(written)) == written


def test_money_and_capacity_are_exact() -> None:
    fee, capacity = Money("费", unit="万元", decimals=4), Capacity("产能", unit="公斤", decimals=1)
    assert fee.parse("4059.6045") == 4059604500
    assert fee.show(4059604500) == "4,059.6045"
    assert capacity.parse(214203.9) == 214203900
    assert capacity.show(214203900) == "214,203.9"


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2025-03-01", dt.date(2025, 3, 1)),
        ("2025/3/1", dt.date(2025, 3, 1)),
        ("2025.3.1", dt.date(2025, 3, 1)),
        ("2025年3月1日", dt.date(2025, 3, 1)),
        ("20250301", dt.date(2025, 3, 1)),
        (20250301, dt.date(2025, 3, 1)),
        (45717, dt.date(2025, 3, 1)),
        (45717.0, dt.date(2025, 3, 1)),
        ("45717", dt.date(2025, 3, 1)),
        (dt.datetime(2025, 3, 1, 9, 30), dt.date(2025, 3, 1)),
        ("2025-03-01 00:00:00", dt.date(2025, 3, 1)),
        ("", None),
        ("——", None),
    ],
)
def test_days_as_they_are_written(raw: object, day: dt.date | None) -> None:
    assert Day("上报日期").parse(raw) == day


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("2025-02-30", "“2025-02-30”不是日期，请写成 2025-03-01"),
        ("三月一日", "“三月一日”不是日期，请写成 2025-03-01"),
        ("1899-01-01", "“1899-01-01”不在合理的日期范围内"),
        ("2025-3", "“2025-3”不是日期，请写成 2025-03-01"),
        (20251301, "“20251301”不是日期，请写成 2025-03-01"),
    ],
)
def test_impossible_days(raw: object, sentence: str) -> None:
    with pytest.raises(ValueError, match="^" + sentence + "$"):
        Day("上报日期").parse(raw)


def test_choices_are_closed_and_open_codes_are_kept() -> None:
    with pytest.raises(ValueError, match="^“国营批次”不在代码表内（应为：城市批次、乡村批次）$"):
        Choice("批次类型", ["城市批次", "乡村批次"]).parse("国营批次")
    level = OpenCode("保护级别", ["一级", "二级"])
    assert level.parse("三级") == "三级"
    assert level.show("三级") == "三级（未知代码）"
    assert level.show("二级") == "二级"
    assert level.parse("*") == ""


def test_whole_numbers_years_and_keys() -> None:
    assert Number("数量", unit="只").parse("3 只") == 3
    with pytest.raises(ValueError, match="^“2.5”不是整数$"):
        Number("数量").parse("2.5")
    assert Year("任务年度").parse("2025年") == 2025
    assert Year("任务年度").show(2025) == "2025"
    with pytest.raises(ValueError, match="^“25”不是合理的年度$"):
        Year("任务年度").parse(25)
    assert Code("图斑号").parse(20250001.0) == "20250001"
    with pytest.raises(ValueError, match="^文字超过 5 个字$"):
        Text("备注", max_length=5).parse("一二三四五六")


def test_heads_carry_the_unit() -> None:
    assert AREA.head() == "总面积(亩)"
    assert Day("上报日期").head() == "上报日期"
