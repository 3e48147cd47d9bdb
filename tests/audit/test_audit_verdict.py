"""Tolerances: half a unit of the last digit, both roundings of a half, truncation, counts, hedges."""

from fractions import Fraction

import pytest

from yulin.audit import audit_text
from yulin.audit.verdict import judge_number


@pytest.mark.parametrize(("stated", "decimals", "computed", "outcome", "expected"), [
    ("95.18", 2, "95.175", "consistent", "95.18"),
    ("95.17", 2, "95.175", "consistent", "95.18"),
    ("95.16", 2, "95.175", "contradiction", "95.18"),
    ("79.44", 2, "79.449", "last_digit", "79.45"),
    ("79.45", 2, "79.449", "consistent", "79.45"),
    ("8.5", 1, "8.45", "consistent", "8.4"),
    ("8.4", 1, "8.45", "consistent", "8.4"),
    ("100", 0, "99.6", "consistent", "100"),
])
def test_the_written_digits_decide(stated, decimals, computed, outcome, expected):
    verdict = judge_number(Fraction(stated), decimals, None, Fraction(computed), Fraction(0))
    assert (verdict.outcome, verdict.expected) == (outcome, expected)


def test_a_count_has_no_rounding_of_its_own():
    assert judge_number(Fraction(16), 0, None, Fraction(17), Fraction(0), whole=True).outcome == "contradiction"


def test_what_rounding_of_the_operands_can_add_is_allowed():
    assert judge_number(Fraction("2100.32"), 2, None, Fraction("2100.31"), Fraction("0.015")).outcome == "consistent"


@pytest.mark.parametrize(("hedge", "computed", "outcome"), [
    ("约", "103", "consistent"), ("约", "130", "unclear"), ("近", "96", "consistent"), ("近", "101", "unclear"),
    ("余", "112", "consistent"), ("余", "99", "unclear"), ("范围", "100", "unclear"),
])
def test_a_hedged_number_never_contradicts(hedge, computed, outcome):
    assert judge_number(Fraction(100), 0, hedge, Fraction(computed), Fraction(0)).outcome == outcome


def test_the_published_slip_is_an_error_with_its_figures():
    report = audit_text("任务 240 亩，完成 228.42 亩，完成率 95.16%。")
    [finding] = report.findings
    assert (finding.level, finding.kind) == ("error", "rate")
    assert (finding.stated, finding.computed, finding.expected, finding.tolerance) == (
        "95.16", "95.175", "95.18", "0.005")
    assert finding.formula == "228.42 / 240 × 100"
    assert report.text[finding.span[0]:finding.span[1]] == "任务 240 亩，完成 228.42 亩，完成率 95.16%"


def test_truncation_of_the_last_digit_is_a_warning():
    [finding] = audit_text("应巡田1192次，实际巡田947次，巡田完成率79.44%。").findings
    assert (finding.level, finding.expected) == ("warning", "79.45")


def test_real_growth_is_a_note_and_not_an_error():
    [finding] = audit_text("全县生产总值105.2亿元，比上年增加4.1亿元，增长5.6%。").findings
    assert finding.level == "note"


def test_an_open_list_below_its_total_is_a_note_and_above_it_an_error():
    below = audit_text("全年救助60只，其中二级保护动物40只，三有保护动物12只。").findings
    above = audit_text("全年救助60只，其中二级保护动物40只，三有保护动物32只。").findings
    assert [f.level for f in below] == ["note"]
    assert [f.level for f in above] == ["error"]


def test_an_exhaustive_list_below_its_total_is_an_error():
    text = "在建项目43个，总投资7408.95万元。其中省级项目12个，投资5120.35万元；县级项目31个，投资2188.60万元。"
    report = audit_text(text)
    assert [(f.level, f.kind, f.expected) for f in report.findings] == [("error", "sum", "7308.95")]
    assert [c.stated for c in report.checked] == ["43"]
