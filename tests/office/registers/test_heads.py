"""Finding the heads of a sheet: titles above, merged groups, units, aliases, unknown and missing columns."""

from __future__ import annotations

from typing import Any

import pytest

from yulin.formats.workbooks import Sheet, read_workbook
from yulin.office.registers.declaration import REGISTERS, Register, register_of
from yulin.office.registers.head_texts import bare, letter, split_unit
from yulin.office.registers.heads import Heads, find_heads, recognise, register_named

BATCH = register_of("land.batch")
SUPPLY = register_of("land.supply")


def sheet(
    *rows: list[Any], name: str = "Sheet1", merged: tuple[tuple[int, int, int, int], ...] = ()
) -> Sheet:
    width = max(len(row) for row in rows)
    return Sheet(name, [list(row) + [None] * (width - len(row)) for row in rows], merged)


def fields(heads: Heads | None) -> list[str]:
    assert heads is not None
    return [c.name for c in heads.columns]


def messages(heads: Heads | None, level: str) -> list[str]:
    assert heads is not None
    return [f.message for f in heads.findings if f.level == level]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总面积（公顷）", ("总面积", "公顷")),
        ("总面积 (亩)", ("总面积", "亩")),
        ("成交价款[万元]", ("成交价款", "万元")),
        ("供应面积/平方米", ("供应面积", "平方米")),
        ("面积（勘测）", ("面积(勘测)", "")),
        ("面积（单位：亩）", ("面积", "亩")),
        ("总面积㎡", ("总面积m2", "")),
        ("总面积（㎡）", ("总面积", "m²")),
        ("补充产能(kg)", ("补充产能", "公斤")),
    ],
)
def test_unit_in_a_head(text: str, expected: tuple[str, str]) -> None:
    assert split_unit(bare(text)) == expected


def test_letters() -> None:
    assert [letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_title_row_above_and_aliases() -> None:
    heads = find_heads(
        sheet(
            ["青禾区用地报批台账（2025年）"],
            ["序号", "批次名称", "批次类型", "所在乡镇", " 批次 面积（公顷）", "备注"],
            [1, "甲", "城市批次", "柳林镇", 2.5, "x"],
            merged=((0, 0, 0, 5),),
        ),
        BATCH,
    )
    assert heads is not None and (heads.first, heads.last) == (1, 1)
    assert fields(heads) == ["name", "kind", "region", "area"]
    assert heads.units == {"area": "公顷"}
    assert messages(heads, "warning") == ["F 列“备注”不是用地报批台账的栏目，未读取"]
    assert messages(heads, "error") == []


def test_groups_in_two_merged_rows() -> None:
    heads = find_heads(
        sheet(
            ["批次名称", "批次类型", "所在乡镇", "总面积（亩）", "其中（公顷）", None, None, "批复", None],
            [None, None, None, None, "农用地", "耕地", "水田", "日期", "文号"],
            ["甲", "城市批次", "柳林镇", 10, 5, 3, 1, None, None],
            merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 1, 3), (0, 4, 0, 6), (0, 7, 0, 8)),
        ),
        BATCH,
    )
    assert heads is not None and (heads.first, heads.last) == (0, 1)
    assert fields(heads) == [
        "name",
        "kind",
        "region",
        "area",
        "agricultural",
        "cultivated",
        "paddy",
        "approved_on",
        "approved_doc",
    ]
    assert heads.units == {"area": "亩", "agricultural": "公顷", "cultivated": "公顷", "paddy": "公顷"}
    assert heads.columns[4].head == "其中（公顷）/农用地"


def test_groups_in_three_rows_and_without_merging() -> None:
    heads = find_heads(
        sheet(
            ["电子监管号", "所在乡镇", "供应方式", "供应情况", None, None, None],
            [None, None, None, "面积（亩）", None, None, "成交价（万元）"],
            [None, None, None, "合计", "新增", "存量", None],
            ["1", "柳林镇", "划拨", 3, 1, 2, 5],
        ),
        SUPPLY,
    )
    assert heads is not None and (heads.first, heads.last) == (0, 2)
    assert fields(heads) == ["number", "region", "mode", "area", "new_area", "stock_area", "price"]
    assert heads.units == {"area": "亩", "new_area": "亩", "stock_area": "亩", "price": "万元"}


def test_unit_over_the_table_is_a_note() -> None:
    heads = find_heads(
        sheet(
            ["用地报批台账"],
            [None, None, None, "单位：公顷"],
            ["批次名称", "批次类型", "所在乡镇", "总面积", "开垦费"],
            ["甲", "城市批次", "柳林镇", 1.5, 2],
        ),
        BATCH,
    )
    assert heads is not None and heads.units == {"area": "公顷"}
    assert messages(heads, "note") == [
        "D 列“总面积”没有写单位，依表头上方按公顷读取",
        "E 列“开垦费”没有写单位，依本台账的规定按万元读取",
    ]


def test_missing_columns_are_named() -> None:
    heads = find_heads(sheet(["批次类型", "所在乡镇", "耕地(亩)"], ["城市批次", "柳林镇", 1]), BATCH)
    assert messages(heads, "error") == ["缺少必需的列“批次名称”", "缺少必需的列“总面积(亩)”"]


def test_a_column_twice_is_an_error_unless_in_another_unit() -> None:
    twice = find_heads(
        sheet(["批次名称", "批次类型", "所在乡镇", "总面积(亩)", "总面积（亩）"], ["甲"]), BATCH
    )
    assert messages(twice, "error") == ["“总面积”出现两次（D 列和 E 列）"]
    both = find_heads(
        sheet(["批次名称", "批次类型", "所在乡镇", "总面积(公顷)", "总面积(亩)"], ["甲"]), BATCH
    )
    assert messages(both, "error") == []
    assert both is not None and both.columns[-1].letter == "E" and both.units["area"] == "亩"
    assert messages(both, "warning") == ["D 列“总面积(公顷)”不是用地报批台账的栏目，未读取"]


def test_a_unit_that_does_not_fit() -> None:
    heads = find_heads(sheet(["批次名称", "批次类型", "所在乡镇", "总面积(万元)"], ["甲"]), BATCH)
    assert messages(heads, "error") == ["D 列“总面积(万元)”的单位“万元”不能用于总面积"]


def test_recognised_by_sheet_title_or_columns() -> None:
    row = [
        "电子监管号",
        "所在乡镇",
        "供应方式",
        "供应面积(亩)",
        "项目名称",
        "受让人",
        "来源批次",
        "规划条件文号",
    ]
    by_sheet = recognise(sheet(row, name="土地供应台账2025"))
    by_title = recognise(sheet(["青禾区土地供应台账"], row, merged=((0, 0, 0, 7),)))
    by_columns = recognise(sheet(row))
    assert [h.register.code for h in (by_sheet, by_title, by_columns) if h] == ["land.supply"] * 3
    assert recognise(sheet(["姓名", "电话"], ["张三", "1"])) is None
    assert register_named("土地供应") is SUPPLY and register_named("其他") is None


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_every_register_is_recognised_by_its_own_heads(register: Register) -> None:
    heads = recognise(sheet([c.head() for c in register.columns], ["x"]))
    assert heads is not None and heads.register is register
    assert fields(heads) == [c.name for c in register.columns]
    assert [f for f in heads.findings if f.level != "note"] == []


def test_merged_heads_from_a_real_file(book: Any) -> None:
    data = book(
        [
            ["青禾区用地报批台账"],
            ["批次名称", "批次类型", "所在乡镇", "面积（亩）", None],
            [None, None, None, "总面积", "耕地"],
            ["甲", "城市批次", "柳林镇", 3, 2],
        ],
        merge=["A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2"],
    )
    heads = recognise(read_workbook(data, "a.xlsx")[0])
    assert fields(heads) == ["name", "kind", "region", "area", "cultivated"]
    assert heads is not None and heads.last == 2 and heads.units == {"area": "亩", "cultivated": "亩"}
