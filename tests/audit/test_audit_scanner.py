"""What counts as a quantity, what does not, and with which unit, value and precision."""

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.audit import audit_text, numerals
from yulin.audit.scanner import scan


def _found(text):
    return [(str(q.value), q.unit.written, q.decimals, q.hedge) for q in scan(text).quantities]


@pytest.mark.parametrize(("text", "expected"), [
    ("面积 1641.42 亩", [("1641.42", "亩", 2, None)]),
    ("面积１６４１．４２亩", [("1641.42", "亩", 2, None)]),
    ("资金1,641.42万元", [("1641.42", "万元", 2, None)]),
    ("耕地 3.05 万亩", [("3.05", "万亩", 2, None)]),
    ("投资13亿元", [("13", "亿元", 0, None)]),
    ("约300户", [("300", "户", 0, "约")]),
    ("300余户", [("300", "户", 0, "余")]),
    ("30余万元", [("30", "万元", 0, "余")]),
    ("近5万人次", [("5", "万人次", 0, "近")]),
    ("100亩以上", [("100", "亩", 0, "以上")]),
    ("增长百分之三点五", [("3.5", "%", 1, None)]),
    ("增长-8.92%", [("-8.92", "%", 2, None)]),
    ("提高0.6个百分点", [("0.6", "个百分点", 1, None)]),
    ("二十三个项目", [("23", "个", 0, None)]),
    ("两千三百户", [("2300", "户", 0, None)]),
    ("三百余人", [("300", "人", 0, "余")]),
    ("6—8个工作日", [("6", "", 0, "范围"), ("8", "个工作日", 0, "范围")]),
    ("亩产500公斤/亩", [("500", "公斤/亩", 0, None)]),
    ("5个批次", [("5", "个", 0, None)]),
    ("分别为2、3、4个", [("2", "", 0, None), ("3", "", 0, None), ("4", "个", 0, None)]),
    ("面积303\n公顷", [("303", "公顷", 0, None)]),
])
def test_quantities_as_written(text, expected):
    assert _found(text) == expected


@pytest.mark.parametrize("text", [
    "自然资发〔2024〕204号", "2024年3月5日", "第3条", "G342线", "8511项目", "“1+7”规划", "三区三线", "十四五",
    "《规定（2023年版）》",
    "0356-2031234", "13912345678", "一是推进", "统一个口径", "1.总体情况", "（三）总体情况",
    "4月10日至15日", "2021—2025年",
    "www.example.cn/2024/01", "PM2.5", "9:30开会", "12345热线",
])
def test_what_is_no_quantity(text):
    assert _found(text) == []


def test_the_parts_of_a_ratio_are_quantities_without_a_unit():
    result = scan("三次产业结构为3.9:59.5:36.6。")
    assert [(str(q.value), q.unit.dimension) for q in result.quantities] == [
        ("3.9", "ratio"), ("59.5", "ratio"), ("36.6", "ratio")]


def test_a_unit_at_the_end_of_a_list_serves_the_whole_list():
    report = audit_text("三镇分别建成2、3和4个项目。")
    assert [(q.unit.written, q.borrowed) for q in report.quantities[-3:]] == [("个", True), ("个", True), ("个", False)]


@given(st.integers(1, 99_999_999))
def test_chinese_numerals_agree_with_cn2an(number):
    assert numerals.chinese(cn2an.an2cn(number)) == (number, 0)


@pytest.mark.parametrize("text", ["十百", "万", "百", "三点", "一二十"])
def test_what_is_no_chinese_numeral(text):
    assert numerals.chinese(text) is None


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789.,，。；：（）()%亩万亿元个件占其中比上年增长下降率完成任务共计合分别为、\n\t|*Xx《》“”约近余-—"
               "年月日", max_size=200))
def test_no_text_of_the_trade_makes_it_fail_and_every_span_is_exact(text):
    report = audit_text(text)
    for q in report.quantities:
        assert text[q.start:q.end] == q.text
    for relation in [*report.findings, *report.checked]:
        start, end = relation.span
        assert 0 <= start < end <= len(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_no_text_at_all_makes_it_fail(text):
    report = audit_text(text)
    assert report.text == text
    report.as_json()
