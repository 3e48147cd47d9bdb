"""The ledgers, as the workbooks hold them, add up exactly to the figures of the published year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from yulin.sample.district import SampleReceipt

D = Decimal


def test_batches(ledgers: Any) -> None:
    rows = ledgers.of_year("用地报批台账", "上报日期")
    assert [sum(r["批次类型"] == kind for r in rows) for kind in ("城市批次", "乡村批次")] == [9, 2]
    assert len(rows) == 11
    assert ledgers.total("用地报批台账", "总面积(亩)", "上报日期") == D("903.83")
    assert ledgers.total("用地报批台账", "涉及重点项目(个)", "上报日期") == 29


def test_plan_quota(ledgers: Any) -> None:
    rows = ledgers.of_year("用地报批台账", "规划指标使用日期")
    assert len(rows) == 9
    assert ledgers.total("用地报批台账", "使用规划指标(公顷)", "规划指标使用日期") == D("60.19")
    assert sorted(r["上报日期"].year for r in rows) == [2024, 2024, *[2025] * 7]


def test_notices(ledgers: Any) -> None:
    assert len(ledgers.of_year("征收公告台账", "预公告日期")) == 40
    assert len(ledgers.of_year("征收公告台账", "现状调查公告日期")) == 40


def test_supply(ledgers: Any) -> None:
    rows = ledgers.of_year("土地供应台账", "合同签订日期")
    granted = [r for r in rows if r["供应方式"] in ("招标出让", "拍卖出让", "挂牌出让")]
    assert (len(rows), len(granted)) == (30, 20)
    assert ledgers.total("土地供应台账", "供应面积(亩)", "合同签订日期") == D("1377.39")
    assert sum(D(str(r["供应面积(亩)"])) for r in granted) == D("911.01")
    assert sum(D(str(r["成交价款(万元)"])) for r in granted) == 193810


def test_unsupplied_and_idle(ledgers: Any) -> None:
    for title, task, done in (("批而未供处置台账", "1641.42", "1778.64"), ("闲置土地台账", "57.96", "89.06")):
        rows = [r for r in ledgers[title] if r["任务年度"] == 2025]
        assert sum(D(str(r["任务面积(亩)"])) for r in rows if r["任务面积(亩)"] is not None) == D(task)
        assert ledgers.total(title, "处置面积(亩)", "处置日期") == D(done)


def test_forest(ledgers: Any) -> None:
    permanent = [r for r in ledgers.of_year("林草地使用台账", "初审上报日期") if r["使用类型"] == "永久使用"]
    temporary = [r for r in ledgers.of_year("林草地使用台账", "批复日期") if r["使用类型"] == "临时使用"]
    assert (len(permanent), sum(D(str(r["使用面积(亩)"])) for r in permanent)) == (12, D("199.43"))
    assert (len(temporary), sum(D(str(r["使用面积(亩)"])) for r in temporary)) == (3, D("107.77"))


def test_offset(ledgers: Any) -> None:
    rows = ledgers.of_year("占补平衡台账", "挂钩日期")
    assert [sum(r["批次类型"] == kind for r in rows) for kind in ("城市批次", "乡村批次")] == [8, 1]
    for head, total in (("补充耕地(亩)", "338.12"), ("补充产能(公斤)", "214203.9"), ("保障项目(个)", "12"),
                        ("实缴开垦费(万元)", "4059.6045")):
        assert ledgers.total("占补平衡台账", head, "挂钩日期") == D(total)


def test_restoration(ledgers: Any) -> None:
    rows = [r for r in ledgers["耕地恢复台账"] if r["任务年度"] == 2025]
    assert sum(D(str(r["任务面积(亩)"])) for r in rows) == D("240")
    assert ledgers.total("耕地恢复台账", "恢复面积(亩)", "验收日期") == D("228.42")


def test_signs(ledgers: Any) -> None:
    rows = ledgers.of_year("标志维护台账", "修缮日期")
    assert len({r["所在村"] for r in rows if r["标志类型"] == "保护壁"}) == 5
    assert sum(r["标志类型"] == "保护碑" for r in rows) == 24


def test_planning(ledgers: Any) -> None:
    general = [r for r in ledgers["乡镇规划台账"] if r["规划类型"] == "乡镇总体规划"]
    assert sum(bool(r["专家评审日期"] and r["专家评审日期"].year == 2025) for r in general) == 3
    assert len(ledgers.of_year("乡镇规划台账", "人大审议日期")) == 1


def test_survey(ledgers: Any) -> None:
    yearly = [r for r in ledgers.of_year("国土变更调查台账", "部级核查日期") if r["变更类别"] == "年度变更"]
    daily = [r for r in ledgers.of_year("国土变更调查台账", "入库日期") if r["变更类别"] == "日常变更"]
    assert (len(yearly), sum(D(str(r["面积(亩)"])) for r in yearly)) == (669, D("5987.29"))
    assert (len(daily), sum(D(str(r["面积(亩)"])) for r in daily)) == (47, D("154.49"))


def test_demarcation(ledgers: Any) -> None:
    assert len(ledgers.of_year("勘测定界台账", "完成日期")) == 76
    assert ledgers.total("勘测定界台账", "面积(亩)", "完成日期") == D("3116.51")


def test_wildlife(ledgers: Any) -> None:
    counts: dict[str | None, int] = {}
    for row in ledgers.of_year("野生动物救助台账", "救助日期"):
        counts[row["保护级别"]] = counts.get(row["保护级别"], 0) + row["数量(只)"]
    assert counts == {"二级": 31, "三有": 12, "三级": 2, None: 5}


def test_counted_registers(ledgers: Any) -> None:
    assert len(ledgers.of_year("土地市场巡查台账", "巡查日期")) == 112
    assert len(ledgers.of_year("法制审核台账", "审核日期")) == 18
    assert len(ledgers.of_year("殡葬设施台账", "建库日期")) == 4


@pytest.mark.parametrize(("title", "on"), [
    ("用地报批台账", "上报日期"), ("征收公告台账", "预公告日期"), ("土地供应台账", "合同签订日期"),
    ("批而未供处置台账", "处置日期"),
    ("闲置土地台账", "处置日期"), ("占补平衡台账", "挂钩日期"), ("耕地恢复台账", "验收日期"),
    ("标志维护台账", "修缮日期"),
    ("勘测定界台账", "完成日期"), ("国土变更调查台账", "入库日期"), ("土地市场巡查台账", "巡查日期"),
    ("法制审核台账", "审核日期"),
    ("林草地使用台账", "初审上报日期"), ("野生动物救助台账", "救助日期"), ("殡葬设施台账", "建库日期")])
def test_other_years_are_there_and_do_not_count(ledgers: Any, title: str, on: str) -> None:
    assert ledgers.of_year(title, on, 2024)
    assert ledgers.of_year(title, on, 2026) or title in ("闲置土地台账", "耕地恢复台账")


def test_workbooks_look_like_ledgers(sample: SampleReceipt) -> None:
    page = openpyxl.load_workbook(sample.folder / "ledgers/土地供应台账.xlsx").worksheets[0]
    assert page.title == "土地供应台账"
    assert page["A1"].value == "青禾区土地供应台账（2025年）"
    assert [str(r) for r in page.merged_cells.ranges] == ["A1:Z1"]
    assert page.freeze_panes == "B3"
    heads = {cell.value: cell.column for cell in page[2]}
    assert page.cell(3, heads["供应面积(亩)"]).number_format == "0.00"
    assert page.cell(3, heads["合同签订日期"]).is_date
    assert isinstance(page.cell(3, heads["供应面积(亩)"]).value, int | float)
    assert page.column_dimensions["C"].width > 12


def test_regions(sample: SampleReceipt, ledgers: Any) -> None:
    rows = ledgers["行政区划"]
    assert rows[0] == {"代码": "990102", "名称": "青禾区"}
    assert sorted({len(r["代码"]) for r in rows}) == [6, 9, 12]
    assert (sum(len(r["代码"]) == 9 for r in rows), sum(len(r["代码"]) == 12 for r in rows)) == (8, 64)
    towns = {r["名称"] for r in rows if len(r["代码"]) == 9}
    for title, records in ledgers.items():
        if records and "所在乡镇" in records[0]:
            assert {r["所在乡镇"] for r in records} <= towns, title


def test_nothing_is_dated_after_the_ledgers_were_kept(ledgers: Any) -> None:
    planned = {"约定动工日期", "约定竣工日期", "到期日期", "下次巡查日期"}
    for title, records in ledgers.items():
        for row in records:
            late = [head for head, value in row.items()
                    if isinstance(value, date) and value > date(2026, 3, 31) and head not in planned]
            assert not late, (title, row, late)
