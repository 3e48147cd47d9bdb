"""Workbooks out: what is exported can be loaded again and says nothing new, for every register."""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import Any

import openpyxl
import pytest

from yulin.office.accounts.models import Region
from yulin.office.land.batch import Batch
from yulin.office.registers.declaration import REGISTERS, Register, register_of
from yulin.office.registers.fields import Day, OpenCode, RegionCode, Year
from yulin.office.registers.head_texts import letter
from yulin.office.registers.links import Link
from yulin.office.registers.workbook_in import read_ledger
from yulin.office.registers.workbook_out import export, template

pytestmark = pytest.mark.django_db
BATCH = register_of("land.batch")
AWKWARD = [
    "=1+2",
    "+86 10",
    "-1",
    "@SUM(A1)",
    "00123",
    "20250301",
    "3.0",
    "—",
    "一、二；三",
    "a\tb",
    "真 ",
    "TRUE",
    "1E5",
]


def value_for(field: Any, dice: random.Random, links: dict[Any, Any]) -> Any:
    if isinstance(field, Link):
        return links.get(field.related_model)
    if isinstance(field, RegionCode):
        return dice.choice(["990102", "990102001", "990102002", "990102002003", "990102001001"])
    if isinstance(field, OpenCode):
        return dice.choice([*field.options, "三级", ""])
    if getattr(field, "options", ()):
        return dice.choice(field.options)
    if isinstance(field, Day):
        return dt.date(2023, 1, 1) + dt.timedelta(days=dice.randrange(1200))
    if isinstance(field, Year):
        return dice.randrange(2020, 2027)
    if getattr(field, "least", None) is not None:
        return dice.randrange(field.least, field.largest)
    if field.numeric:
        return dice.choice(
            [0, field.from_unit(field.to_unit(dice.randrange(10**9)), field.unit), dice.randrange(10**7)]
        )
    return dice.choice([*AWKWARD, "柳林镇安置房", ""]).strip()


def records(register: Register, dice: random.Random, count: int) -> list[Any]:
    links: dict[Any, Any] = {}
    for column in register.columns:
        if isinstance(column.field, Link):
            model = column.field.related_model
            area = {"area": 1} if hasattr(model, "area") else {}
            links[model] = model.objects.create(**{model.register.key: "=批次+1", "region": "990102001", **area})
    made = []
    for i in range(count):
        values = {}
        for column in register.columns:
            value = value_for(column.field, dice, links)
            if (
                not column.field.required
                and not isinstance(column.field, RegionCode)
                and dice.random() < 0.25
            ):
                value = None if column.field.null else ""
            values[column.name] = value if value != "" or not column.field.required else "某"
        values[register.key] = AWKWARD[i % len(AWKWARD)] + f" 第{i}号"
        values.setdefault("region", "990102")
        made.append(register.model(**values))
    return list(register.model.objects.bulk_create(made))


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_an_export_read_again_says_nothing_new(register: Register, district: None) -> None:
    Region.objects.create(code="990102001001", name="东关街道")  # a village named like its town
    made = records(register, random.Random(register.code), 40)
    data = export(register, register.model.objects.order_by("pk"), f"青禾区{register.title}（2025年）")
    preview = read_ledger(data, "导出.xlsx")
    assert preview.register is register and preview.sheet == register.title
    assert [f.sentence() for f in preview.all_findings() if f.level == "error"] == []
    assert [(r.key, r.status, r.differences) for r in preview.rows] == [(m.key, "same", ()) for m in made]
    assert [c.name for c in preview.columns] == [c.name for c in register.columns]
    assert preview.left_out == ()


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_a_template_has_every_column_and_its_lists(register: Register, district: None) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(register)))
    sheet = book[register.title]
    assert sheet["A1"].value == register.title
    assert [c.value for c in sheet[2]] == [c.head() for c in register.columns]
    guide = [row[0] for row in book["填写说明"].iter_rows(min_row=2, values_only=True)]
    assert guide == [c.head() for c in register.columns]
    chosen = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    expected = {
        f"{openpyxl.utils.get_column_letter(i)}3"
        for i, c in enumerate(register.columns, start=1)
        if getattr(c.field, "options", ()) or isinstance(c.field, RegionCode)
    }
    assert chosen == expected
    preview = read_ledger(template(register), "模板.xlsx", register)
    assert [f.code for f in preview.findings if f.level == "error"] == ["sheet.empty"]


def test_cells_are_real_dates_and_numbers_and_formulas_are_text(district: None) -> None:
    Batch.objects.create(
        name='=HYPERLINK("http://x")',
        kind="城市批次",
        region="990102002",
        area=60_255_333,
        village="+1",
        key_projects=29,
        submitted_on=dt.date(2025, 3, 1),
        submitted_doc="@a",
    )
    sheet = openpyxl.load_workbook(io.BytesIO(export(BATCH, Batch.objects.all(), "某台账")))["用地报批台账"]
    cells = {sheet.cell(2, i).value: sheet.cell(3, i) for i in range(1, sheet.max_column + 1)}
    assert (cells["批次名称"].data_type, cells["批次名称"].value) == ("s", '=HYPERLINK("http://x")')
    assert cells["批次名称"].quotePrefix and cells["所在村"].quotePrefix and cells["上报文号"].quotePrefix
    assert not cells["批次类型"].quotePrefix
    assert (cells["总面积(亩)"].value, cells["总面积(亩)"].number_format) == (903.83, "#,##0.00")
    assert (cells["涉及重点项目(个)"].value, cells["所在乡镇"].value) == (29, "柳林镇")
    assert (cells["上报日期"].value, cells["上报日期"].number_format) == (
        dt.datetime(2025, 3, 1),
        "yyyy-mm-dd",
    )
    assert cells["批复日期"].value is None and cells["耕地(亩)"].value is None
    whole = f"A1:{letter(len(BATCH.columns) - 1)}1"
    assert sheet["A1"].value == "某台账" and whole in {str(r) for r in sheet.merged_cells.ranges}
