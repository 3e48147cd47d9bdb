"""Units that a heading or a column's head gives: to what lies under them, and to nothing else."""

import pytest

from yulin.audit import audit_text

PROSE = ("2023年度收支情况\n单位：万元\n本年收入合计{total}，其中财政拨款1700.3，事业收入100.2，其他收入20。\n"
         "在职人数120，离退休35，占比22.6，车辆3。\n二、其他\n建筑面积1200，其中办公800.5、业务399.5。\n")


def _units(text):
    return {q.text: q.unit.written for q in audit_text(text).quantities}


def test_prose_under_the_heading_takes_its_unit_until_the_next_section():
    units = _units(PROSE.format(total="1820.5"))
    assert {t for t, u in units.items() if u == "万元"} == {"1820.5", "1700.3", "100.2", "20"}
    assert {units[t] for t in ("120", "35", "22.6", "3", "1200", "800.5")} == {""}


def test_the_sum_under_the_heading_is_checked_and_a_wrong_part_is_reported():
    report = audit_text(PROSE.format(total="1820.5"))
    assert [(c.kind, c.stated) for c in report.checked] == [("sum", "1820.5")]
    assert report.findings == []
    [finding] = audit_text(PROSE.format(total="1520.5")).findings
    assert (finding.kind, finding.stated) == ("sum", "1520.5")


@pytest.mark.parametrize(("head", "unit"), [
    ("（单位：亿元）", "亿元"), ("填报单位：财政局（单位：亿元）", "亿元"), ("金额单位：元", "元"),
    ("单位:万元", "万元"),
    ("单位：某县财政局", ""), ("单位：万元、亩", ""), ("建设单位：甲公司", ""), ("单位：个", "")])
def test_which_headings_name_a_unit(head, unit):
    assert _units(f"{head}\n一般公共预算收入为12.4，其中税收收入8.1，非税收入4.3。\n").get("12.4") == unit


def test_a_tables_columns_take_the_unit_of_their_head_or_of_the_heading():
    text = ("附表（单位：万元）\n项目\t本年\t面积（亩）\t占比\n"
            "合计\t60\t700\t100\n甲\t20\t190\t33.3\n乙\t15\t145\t25.0\n"
            "丙\t25\t365\t41.7\n完成投资88.5。\n")
    report = audit_text(text)
    units = {q.text: q.unit.written for q in report.quantities}
    assert (units["60"], units["700"], units["33.3"], units["88.5"]) == ("万元", "亩", "", "")
    assert report.findings == []
    assert {c.rule for c in report.checked} == {"table_column", "table_part"}
