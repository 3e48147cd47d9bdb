"""A workbook previewed: every row's values and findings, before anything is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from yulin.findings import Refusal
from yulin.office.journal.models import JournalLine
from yulin.office.land.batch import Batch
from yulin.office.registers.acts import NewRecord, create_many, withdraw
from yulin.office.registers.declaration import register_of
from yulin.office.registers.workbook_in import read_ledger

pytestmark = pytest.mark.django_db
BATCH = register_of("land.batch")
HEADS = [
    "批次名称",
    "批次类型",
    "所在乡镇",
    "总面积(亩)",
    "农用地(亩)",
    "建设用地(亩)",
    "未利用地(亩)",
    "上报日期",
    "批复日期",
]
MU = 200_000


def good(name: str = "2025年第1批次", **cells: Any) -> list[Any]:
    row = dict(zip(HEADS, [name, "城市批次", "柳林镇", 3, 1, 1, 1, dt.date(2025, 3, 1), None], strict=True))
    assert set(cells) <= set(row)
    return list({**row, **cells}.values())


def sentences(preview: Any) -> list[str]:
    return [f.sentence() for row in preview.rows for f in row.findings]


def test_new_rows_have_exact_values(book: Any, district: None) -> None:
    preview = read_ledger(book([["青禾区用地报批台账（2025年）"], HEADS, good()]), "用地报批台账.xlsx")
    assert (preview.register, preview.sheet, preview.file_name) == (
        BATCH,
        "用地报批台账",
        "用地报批台账.xlsx",
    )
    row = preview.rows[0]
    assert (row.number, row.key, row.status, row.findings) == (3, "2025年第1批次", "new", ())
    assert row.values["area"] == MU and row.values["region"] == "990102002"
    assert row.values["submitted_on"] == dt.date(2025, 3, 1) and row.values["approved_on"] is None
    assert [c.text for c in row.cells][:4] == ["2025年第1批次", "城市批次", "柳林镇", "3"]
    assert (preview.new, preview.changed, preview.same, preview.bad) == (1, 0, 0, 0)
    assert Batch.objects.count() == 0


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"总面积(亩)": "约三亩"}, "第 2 行 总面积：“约三亩”不是数"),
        ({"总面积(亩)": -3}, "第 2 行 总面积：“-3”为负数，总面积不能小于零"),
        ({"总面积(亩)": None}, "第 2 行 总面积：必填项为空"),
        ({"总面积(亩)": "***"}, "第 2 行 总面积：必填项为空"),
        ({"批次名称": None}, "第 2 行 批次名称：必填项为空"),
        (
            {"批次类型": "市批次"},
            "第 2 行 批次类型：“市批次”不在代码表内"
            "（应为：城市批次、乡村批次、单独选址、增减挂钩批次、成片开发批次）",
        ),
        (
            {"所在乡镇": "柳树镇"},
            "第 2 行 所在乡镇：行政区划中没有“柳树镇”（核对乡镇名称，或先导入行政区划）",
        ),
        ({"上报日期": "2025-02-30"}, "第 2 行 上报日期：“2025-02-30”不是日期，请写成 2025-03-01"),
        ({"上报日期": "三月"}, "第 2 行 上报日期：“三月”不是日期，请写成 2025-03-01"),
        ({"上报日期": dt.date(1925, 3, 1)}, "第 2 行 上报日期：“1925-03-01”不在合理的日期范围内"),
        (
            {"农用地(亩)": 2},
            "第 2 行 上报日期：不能登记“上报”：农用地、建设用地、未利用地之和 4.00 "
            "不等于总面积 3.00（勘测定界面积汇总表）",
        ),
    ],
)
def test_a_bad_cell_is_an_error_with_its_row_and_column(
    book: Any, district: None, cells: dict[str, Any], sentence: str
) -> None:
    preview = read_ledger(book([HEADS, good(**cells)]), "a.xlsx")
    assert preview.rows[0].status == "bad"
    assert sentences(preview) == [sentence]


@pytest.mark.parametrize(
    "written",
    [
        "2025-03-01",
        "2025/3/1",
        "2025.3.1",
        "2025年3月1日",
        "20250301",
        20250301,
        45717,
        "45717",
        dt.datetime(2025, 3, 1, 9, 30),
    ],
)
def test_dates_as_text_or_serials(book: Any, district: None, written: Any) -> None:
    preview = read_ledger(book([HEADS, good(上报日期=written)]), "a.xlsx")
    assert preview.rows[0].values["submitted_on"] == dt.date(2025, 3, 1)
    assert preview.rows[0].findings == ()


def test_dates_out_of_order_are_an_error_unless_waived(book: Any, district: None) -> None:
    data = book([HEADS, good(批复日期=dt.date(2025, 2, 1))])
    preview = read_ledger(data, "a.xlsx")
    assert preview.rows[0].status == "bad"
    assert sentences(preview) == [
        "第 2 行 批复日期：批复（2025-02-01）早于上报（2025-03-01）",
        "第 2 行 批复日期：不能登记“批复”：2025-02-01 早于上报 2025-03-01（土地管理法 第四十四条）"
        "（有权限的负责人可以写明原因后越过）"]
    assert read_ledger(data, "a.xlsx", waive=True).rows[0].status == "new"


def test_duplicate_keys_name_each_other(book: Any, district: None) -> None:
    preview = read_ledger(book([HEADS, good("甲"), good("乙"), good("甲")]), "a.xlsx")
    assert [r.status for r in preview.rows] == ["bad", "new", "bad"]
    assert sentences(preview) == [
        "第 2 行 批次名称：与第 4 行重复：“甲”",
        "第 4 行 批次名称：与第 2 行重复：“甲”",
    ]


def test_unit_of_the_head_is_used(book: Any, district: None) -> None:
    heads = ["批次名称", "批次类型", "所在乡镇", "总面积（公顷）"]
    preview = read_ledger(book([heads, ["甲", "城市批次", "柳林镇", 0.2]]), "a.xlsx")
    assert preview.rows[0].values["area"] == MU


def stored(person: Any, **values: Any) -> Any:
    return create_many(
        BATCH,
        [
            NewRecord(
                {
                    "name": "甲",
                    "kind": "城市批次",
                    "region": "990102002",
                    "area": MU,
                    "village": "上柳村",
                    **values,
                }
            )
        ],
        person,
    )[0]


def test_existing_rows_are_same_or_changed(book: Any, head: Any) -> None:
    record = stored(
        head, agricultural=MU // 3, construction=MU // 3, unused=MU // 3, submitted_on=dt.date(2025, 3, 1)
    )
    lines = JournalLine.objects.count()
    same = read_ledger(book([HEADS, good("甲", **{"农用地(亩)": None})]), "a.xlsx").rows[0]
    assert (same.status, same.record, same.values, same.differences) == ("same", record, {}, ())
    changed = read_ledger(
        book([HEADS, good("甲", 批次类型="乡村批次", 批复日期=dt.date(2025, 6, 1))]), "a.xlsx"
    ).rows[0]
    assert changed.status == "changed"
    assert changed.values == {"kind": "乡村批次", "approved_on": dt.date(2025, 6, 1)}
    assert [(d.label, d.before, d.after) for d in changed.differences] == [
        ("批次类型", "城市批次", "乡村批次"),
        ("批复日期", "", "2025-06-01"),
    ]
    record.refresh_from_db()
    assert (record.kind, record.edition, JournalLine.objects.count()) == ("城市批次", 1, lines)


def test_a_finer_value_written_with_two_decimals_is_the_same(book: Any, head: Any) -> None:
    stored(head, area=MU + 17)
    row = read_ledger(book([HEADS[:4], ["甲", "城市批次", "柳林镇", 3.00]]), "a.xlsx").rows[0]
    assert row.status == "same"
    finer = read_ledger(book([HEADS[:4], ["甲", "城市批次", "柳林镇", 3.0001]]), "a.xlsx").rows[0]
    assert finer.status == "changed"


def test_a_blank_cell_takes_nothing_away_and_says_so(book: Any, head: Any) -> None:
    stored(head)
    row = read_ledger(book([["批次名称", "批次类型", "所在乡镇", "总面积(亩)", "所在村"],
                            ["甲", "城市批次", "柳林镇", 3, "—"]]), "a.xlsx").rows[0]
    assert row.status == "same"
    assert [f.sentence() for f in row.findings] == [
        "第 2 行 所在村：单元格为空，保留原值“上柳村”（如需清空，请在记录页办理）"]


def test_a_long_number_stored_as_a_number_has_lost_digits(book: Any, district: None) -> None:
    data = book([["电子监管号", "所在乡镇", "供应方式", "供应面积(亩)", "宗地号"],
                 [990102202500003123, "柳林镇", "划拨", 3, 12345678]], sheet="土地供应台账")
    row = read_ledger(data, "a.xlsx").rows[0]
    assert row.status == "bad" and row.values["parcel_code"] == "12345678"
    assert [f.sentence() for f in row.findings if f.level == "error"] == [
        "第 2 行 电子监管号：是数字格式的长编号，Excel 只保留了前 15 位（请把该列设为文本格式后重新填写）"]


def test_a_withdrawn_record_is_not_revived(book: Any, head: Any) -> None:
    withdraw(stored(head), head, "误录")
    row = read_ledger(book([HEADS, good("甲")]), "a.xlsx").rows[0]
    assert row.status == "bad" and [f.sentence() for f in row.findings] == ["第 2 行 批次名称：“甲”已经作废"]


def test_another_towns_record_is_not_shown(book: Any, head: Any, clerk: Any) -> None:
    stored(head)
    preview = read_ledger(
        book([HEADS, good("甲"), good("乙"), good("丙", 所在乡镇="东关街道")]), "a.xlsx", by=clerk
    )
    assert [r.status for r in preview.rows] == ["bad", "bad", "new"]
    assert sentences(preview)[:2] == ["第 2 行：不属于您的辖区", "第 3 行：不属于您的辖区"]
    assert preview.rows[0].record is None and preview.rows[0].differences == ()


def test_links_are_looked_up(book: Any, head: Any) -> None:
    stored(head)
    heads = ["公告编号", "所属批次", "所在乡镇"]
    preview = read_ledger(
        book(
            [heads, ["G1", "甲", "柳林镇"], ["G2", "无此批次", "柳林镇"], ["G3", None, "柳林镇"]],
            sheet="征收公告台账",
        ),
        "a.xlsx",
    )
    assert [r.status for r in preview.rows] == ["new", "bad", "new"]
    assert preview.rows[0].values["batch"].name == "甲" and preview.rows[2].values["batch"] is None
    assert sentences(preview) == ["第 3 行 所属批次：台账中没有“无此批次”（先导入该记录，或留空）"]


def test_totals_footers_and_blank_rows_are_left_out(book: Any, district: None) -> None:
    numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    rows = [
        HEADS,
        numbers,
        good("甲"),
        [None] * 9,
        good("乙"),
        ["合计", None, None, 6.5, 2, 2, 2],
        ["填表人：张三"],
    ]
    preview = read_ledger(book(rows), "a.xlsx")
    assert [r.key for r in preview.rows] == ["甲", "乙"]
    assert preview.left_out == (
        (2, "栏号行，不作为记录"),
        (6, "合计行，不作为记录"),
        (7, "表尾说明，不作为记录"),
    )
    assert [f.sentence() for f in preview.findings] == [
        "第 6 行：合计“总面积”为 6.50，各行之和为 6.00（请核对是否有漏行或改错）"
    ]


def test_subtotals_and_rounding_of_totals(book: Any, district: None) -> None:
    def plot(name: str, area: float) -> list[Any]:
        return [name, "城市批次", "柳林镇", area]

    rows = [
        HEADS[:4],
        plot("甲", 1.33),
        plot("乙", 2.33),
        ["小计", None, None, 3.67],
        plot("丙", 1.0),
        ["小计", None, None, 2.0],
        ["合计", None, None, 4.66],
    ]
    preview = read_ledger(book(rows), "a.xlsx")
    assert [f.sentence() for f in preview.findings] == [
        "第 6 行：小计“总面积”为 2.00，各行之和为 1.00（请核对是否有漏行或改错）"
    ]


def test_a_district_record_takes_the_district_s_code(book: Any, head: Any) -> None:
    data = book([["审核编号", "文件名称"], ["S1", "合同"]], sheet="法制审核台账")
    assert read_ledger(data, "a.xlsx", by=head).rows[0].values["region"] == "990102"
    assert read_ledger(data, "a.xlsx").rows[0].values["region"] == "990102"


def test_an_unknown_code_is_kept_with_a_warning(book: Any, district: None) -> None:
    data = book(
        [["救助编号", "物种", "保护级别", "数量", "所在乡镇"], ["Y1", "斑头鸺鹠", "三级", 2, "柳林镇"]],
        sheet="野生动物救助台账",
    )
    row = read_ledger(data, "a.xlsx").rows[0]
    assert row.status == "new" and row.values["level"] == "三级"
    assert [f.sentence() for f in row.findings] == ["第 2 行 保护级别：“三级”不在代码表内，按原样保留"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件 a.xlsx 是空的（0 字节），请重新拷贝或导出。"),
        ("批次名称,总面积\n甲,3\n".encode("gbk"), "文件 a.xlsx 不是 Excel 工作簿，请另存为 .xlsx 后再试。"),
        (bytes(range(256)) * 20, "文件 a.xlsx 不是 Excel 工作簿，请另存为 .xlsx 后再试。"),
        (
            b"PK\x03\x04" + bytes(200),
            "文件 a.xlsx 不完整或已损坏，请重新拷贝，或用 Excel 打开修复后另存再试。",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=r"^文件 a\.xlsx") as refusal:
        read_ledger(data, "a.xlsx")
    assert str(refusal.value) == sentence


def test_a_workbook_of_something_else_is_refused(book: Any, district: None) -> None:
    data = book([["姓名", "电话"], ["张三", "1"]], sheet="Sheet1")
    with pytest.raises(Refusal) as refusal:
        read_ledger(data, "通讯录.xlsx")
    assert str(refusal.value) == (
        "看不出 通讯录.xlsx 是哪个台账：没有工作表以台账命名，表头也对不上。"
        "请在对应台账的页面导入，或下载模板填写。"
    )
    with pytest.raises(Refusal) as refusal:
        read_ledger(data, "通讯录.xlsx", BATCH)
    assert (
        str(refusal.value) == "通讯录.xlsx 里没有用地报批台账的表头（应有“批次名称”等列）。请下载模板填写。"
    )


def test_missing_columns_leave_no_rows(book: Any, district: None) -> None:
    preview = read_ledger(book([["批次名称", "批次类型", "农用地(亩)"], ["甲", "城市批次", 1]]), "a.xlsx")
    assert not preview.readable and preview.rows == ()
    assert [f.sentence() for f in preview.findings] == [
        "工作表“用地报批台账”：缺少必需的列“所在乡镇”（请补上这一列，或从本台账下载模板）",
        "工作表“用地报批台账”：缺少必需的列“总面积(亩)”（请补上这一列，或从本台账下载模板）",
    ]


def test_an_empty_ledger_says_so(book: Any, district: None) -> None:
    preview = read_ledger(book([HEADS]), "a.xlsx")
    assert [f.sentence() for f in preview.findings] == ["工作表“用地报批台账”：表头下没有数据行"]


def test_the_asked_for_register_finds_its_sheet_among_others(book: Any, district: None) -> None:
    data = book(
        [["电子监管号", "所在乡镇"], ["1", "柳林镇"]],
        sheet="土地供应台账",
        more={"用地报批台账": [HEADS, good()], "说明": [["说明"]]},
    )
    assert read_ledger(data, "a.xlsx", BATCH).sheet == "用地报批台账"
    first = read_ledger(data, "a.xlsx")
    assert first.sheet == "土地供应台账"
    assert "a.xlsx：工作表“用地报批台账”也像用地报批台账，未读取" in [f.sentence() for f in first.findings]
