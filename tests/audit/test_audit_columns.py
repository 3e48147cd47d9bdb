"""Growth, change and share columns, subtotals, and tables that no mark draws."""

import pytest

from yulin.audit import audit_text

HEAD = ("指标", "2023年", "2022年", "增减额", "同比(%)", "占比(%)")
ROWS = (("合计", "1200", "1000", "200", "20.0", "100"), ("甲类", "600", "480", "120", "25.0", "50.0"),
        ("乙类", "400", "360", "40", "11.1", "33.3"), ("丙类", "200", "160", "40", "25.0", "16.7"))


def _drawn(mark, rows=ROWS, head=HEAD):
    if mark == "line":
        return "\n".join("\n".join(row) for row in (head, *rows)) + "\n以上为全部指标。\n"
    if mark == "|":
        lines = ["|" + "|".join(row) + "|" for row in (head, *rows)]
        return "\n".join([lines[0], "|---" * len(head) + "|", *lines[1:]]) + "\n"
    return "\n".join(mark.join(row) for row in (head, *rows)) + "\n"


def _changed(row, column, value):
    rows = [list(r) for r in ROWS]
    rows[row][column] = value
    return tuple(tuple(r) for r in rows)


@pytest.mark.parametrize("mark", ["\t", "|", "    ", "\u3000\u3000", "line"])
def test_every_relation_of_a_table_is_listed_however_it_is_drawn(mark):
    report = audit_text(_drawn(mark))
    assert report.findings == []
    kinds = [c.rule for c in report.checked]
    assert [kinds.count(rule) for rule in ("table_column", "table_growth", "table_change", "table_part")] == [
        3, 4, 4, 3]


@pytest.mark.parametrize("mark", ["\t", "|", "    ", "line"])
@pytest.mark.parametrize(("row", "column", "value", "rule", "expected"), [
    (2, 4, "31.1", "table_growth", "11.1"), (1, 5, "60.0", "table_part", "50.0"), (3, 3, "60", "table_change", "40"),
    (0, 4, "40.0", "table_growth", "20.0")])
def test_one_wrong_cell_is_an_error_by_the_other_rows(mark, row, column, value, rule, expected):
    report = audit_text(_drawn(mark, _changed(row, column, value)))
    found = [(f.rule, f.level, f.stated, f.expected) for f in report.findings if f.rule == rule]
    assert found == [(rule, "error", value, expected)]


def test_subtotals_are_summed_and_the_total_is_that_of_the_subtotals():
    text = ("乡镇\t户数\t面积\n东一\t12\t30.5\n东二\t20\t41.0\n小计\t32\t71.5\n西一\t8\t14.2\n西二\t11\t22.1\n"
            "小计\t19\t36.3\n合计\t51\t{total}\n")
    report = audit_text(text.format(total="107.8"))
    assert report.findings == []
    assert [c.rule for c in report.checked].count("table_subtotal") == 6
    assert [(f.rule, f.expected) for f in audit_text(text.format(total="117.8")).findings] == [
        ("table_subtotal", "107.8")]


def test_rows_after_its_parts_word_make_the_row_above():
    text = "项目\t本年\t上年\n税收收入\t3412\t3105\n其中：增值税\t2110\t1900\n所得税\t1302\t1205\n非税收入\t812\t790\n"
    report = audit_text(text)
    assert [c.rule for c in report.checked] == ["table_subtotal", "table_subtotal"]
    assert report.findings == []


@pytest.mark.parametrize("text", [
    # real growth beside nominal amounts: no row keeps the rule
    "指标\t2023年\t2022年\t增长(%)\n总产值\t1200\t1000\t8.1\n农业\t600\t480\t6.0\n工业\t400\t360\t5.2\n",
    # three years: which two the column means is not said
    "指标\t2023年\t2022年\t2021年\t同比(%)\n甲\t120\t100\t90\t20.0\n乙\t60\t48\t40\t25.0\n丙\t40\t36\t30\t31.1\n",
    # points are no growth in percent
    "指标\t2023年\t2022年\t同比(百分点)\n甲率\t12.0\t10.0\t2.0\n乙率\t6.0\t4.8\t1.2\n丙率\t4.0\t3.6\t0.4\n",
    # addresses and room numbers, one a line
    "联系人\n101\n202\n张某\n103\n204\n李某\n105\n206\n王某\n107\n208\n",
    # prose with wide gaps
    "甲乡  完成12户  合格\n乙乡  完成15户  合格\n丙乡  完成11户  合格\n合计  完成38户  合格\n",
    # shares of another total
    "地区\t数量\t占全省比重(%)\n合计\t600\t12.0\n甲\t300\t6.0\n乙\t200\t4.0\n丙\t100\t2.0\n",
])
def test_tables_that_tempt_are_left_alone(text):
    assert [f.message for f in audit_text(text).findings] == []
