"""Totals and rates of tables, with the table as its own evidence; the same words with two numbers."""

from yulin.audit import audit_text

HEAD = "乡镇\t任务(亩)\t完成(亩)\t完成率(%)\n"


def _table(total_done, rate):
    return (HEAD + f"合计\t600\t{total_done}\t95.58\n东镇\t200\t190.2\t95.1\n西镇\t150\t145.3\t{rate}\n"
            "南镇\t250\t238.0\t95.2\n")


def test_totals_and_rates_that_hold_are_listed():
    report = audit_text(_table("573.5", "96.87"))
    assert report.findings == []
    assert sorted((c.kind, c.stated) for c in report.checked) == [
        ("rate", "95.1"), ("rate", "95.2"), ("rate", "95.58"), ("rate", "96.87"), ("sum", "573.5"), ("sum", "600")]


def test_a_wrong_column_total_is_an_error_where_another_column_adds_up():
    found = [(f.kind, f.stated, f.expected) for f in audit_text(_table("583.5", "96.87")).findings]
    assert ("sum", "583.5", "573.5") in found


def test_a_wrong_rate_is_an_error_where_the_other_rows_keep_the_rule():
    found = [(f.kind, f.stated, f.expected) for f in audit_text(_table("573.5", "86.87")).findings]
    assert found == [("rate", "86.87", "96.87")]


def test_a_table_that_adds_up_nowhere_is_left_alone():
    text = "项目\t数量\t金额\n合计\t60\t700\n甲\t20\t190\n乙\t15\t145\n丙\t22\t238\n"
    assert audit_text(text).findings == []


def test_the_same_words_with_a_digit_changed_are_a_warning():
    one, other = "全县实施土地整治项目总面积12345.6亩。", "情况如下。全县实施土地整治项目总面积12435.6亩。"
    [finding] = audit_text(one + other).findings
    assert (finding.kind, finding.level) == ("repeat", "warning")
    assert (finding.stated, finding.expected) == ("12435.6", "12345.6")
    assert audit_text(one + "情况如下。全县实施土地整治项目总面积98765.4亩。").findings == []
