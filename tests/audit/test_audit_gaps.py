"""Missing numbers and units are findings of their own; masked names are not."""

import pytest

from yulin.audit import audit_text


@pytest.mark.parametrize(("text", "spots"), [
    ("召开会议**次，研究事项***项。", ["**", "***"]),
    ("出庭率**.**%。", ["**.**"]),
    ("报件X个，总面积亩。", ["X", "总面积亩"]),
    ("收缴罚款XX余万元。", ["XX"]),
    ("兑付资金万元，于2024年X月底完成。", ["兑付资金万元"[-4:], "X"]),
    ("新增耕地约亩。", None),
    ("已投入资金____万元。", None),
    ("完成面积   亩。", None),
    ("自然资发〔〕15号", ["〔〕15号"]),
])
def test_masks_and_blanks_are_missing_numbers(text, spots):
    findings = [f for f in audit_text(text).findings if f.kind == "missing_number"]
    assert findings
    if spots is not None:
        for spot, finding in zip(spots, findings, strict=True):
            assert spot in text[finding.span[0]:finding.span[1]] or text[finding.span[0]:finding.span[1]] in spot


@pytest.mark.parametrize("text", [
    "到**规划馆参观。", "《**省办法》", "“**先锋”平台", "xx高速建成。", "**四是**推进工作。", "单位：万元",
    "以亩为单位", "每亩补助", "高产田万亩示范片",
    "X光设备已采购。",
])
def test_names_and_words_are_not(text):
    assert [f.message for f in audit_text(text).findings if f.kind == "missing_number"] == []


def test_a_rate_without_its_sign_is_checked_and_noted():
    report = audit_text("共有项目141个，办结104个，办结率为73.8。")
    assert [(f.kind, f.level) for f in report.findings] == [("missing_unit", "warning")]
    assert [(c.kind, c.stated) for c in report.checked] == [("rate", "73.8")]


def test_a_period_without_its_unit():
    assert [f.kind for f in audit_text("批准后10内报备案。").findings] == ["missing_unit"]
    assert audit_text("批准后10日内报备案。").findings == []


@pytest.mark.parametrize(("text", "level"), [
    ("2025年2月30日", "error"), ("13月1日", "error"), ("2026年1月9日（星期四）", "error"), ("2月29日", None),
    ("2025年1月9日（星期四）", None),
])
def test_dates_that_cannot_be(text, level):
    assert [f.level for f in audit_text(text).findings] == ([level] if level else [])
