"""Excel out, change, in again: exactly the changed cells are changed, in every register there is."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from yulin.office.accounts.models import Person, Region
from yulin.office.journal.models import JournalLine
from yulin.office.registers import acts
from yulin.office.registers.declaration import REGISTERS, Column, Register
from yulin.office.registers.fields import Choice, Code, Day, OpenCode, RegionCode, Text, Year
from yulin.office.registers.links import Link
from yulin.office.registers.taking import take
from yulin.office.registers.workbook_in import read_ledger
from yulin.office.registers.workbook_out import export

pytestmark = pytest.mark.django_db
EAST, WEST = "990102001", "990102002"
CODES = sorted(REGISTERS)


def needs(register: Register) -> set[str]:
    """The columns that a gate or a bond speaks of are left out: they would have to agree with each other."""
    stepped = {m.day_field for m in register.milestones} | {m.document_field for m in register.milestones}
    return {name for name in stepped if name}


def written(column: Column, n: int) -> Any:
    """What the n-th value of a column looks like in a workbook's cell; None to leave the column alone."""
    field = column.field
    if isinstance(field, Link):
        return None
    if isinstance(field, RegionCode):
        return ("东关街道", "柳林镇")[n % 2]
    if isinstance(field, Choice) and not isinstance(field, OpenCode):
        return field.options[n % len(field.options)] if field.options else None
    if isinstance(field, OpenCode):
        return field.options[n % len(field.options)] if field.options else f"代码{n}"
    if isinstance(field, Code):
        return f"K-{n}"
    if isinstance(field, Year):
        return 2024 + n % 2
    if isinstance(field, Day):
        return dt.date(2025, 1 + n % 12, 10)
    if field.numeric:
        return n + 1
    return f"文字{n}" if isinstance(field, Text) else None


@pytest.fixture
def head(db: None) -> Person:
    """The section head of a district with two towns."""
    Region.objects.bulk_create([Region(code=code, name=name) for code, name in (
        ("990102", "青禾区"), (EAST, "东关街道"), (WEST, "柳林镇"))])
    return Person.objects.create_user("head", role="section_head", region="990102")


def linked(register: Register, head: Person) -> dict[str, Any]:
    """The records that a required link needs, made first; by column."""
    found = {}
    for column in register.columns:
        if isinstance(column.field, Link) and column.field.required:
            found[column.name] = made(column.field.related_model.register, head, 7)
    return found


def made(register: Register, head: Person, n: int) -> Any:
    """A record with its key, what is required, and a text or two."""
    values: dict[str, Any] = dict(linked(register, head)) if n == 7 else {}
    for column in register.columns:
        if column.name not in values and (column.field.required or column.name == register.key):
            raw = written(column, n)
            if raw is not None:
                values[column.name] = EAST if isinstance(column.field, RegionCode) else column.field.parse(raw)
    return acts.create(register, acts.NewRecord({"region": EAST} | values), head)


def rows_of(data: bytes) -> tuple[Any, Any]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return book, book.worksheets[0]


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def stored(record: Any) -> dict[str, Any]:
    fresh = type(record).objects.get(pk=record.pk)
    return {c.name: getattr(fresh, c.field.attname) for c in fresh.register.columns}


@pytest.mark.parametrize("code", CODES)
def test_only_changed_cells_change(code: str, head: Person) -> None:
    register = REGISTERS[code]
    links = linked(register, head)
    records = []
    for n in (0, 1):
        values: dict[str, Any] = {"region": EAST} | links
        for column in register.columns:
            if column.name in values or not (column.field.required or column.name == register.key):
                continue
            raw = written(column, n)
            values[column.name] = EAST if isinstance(column.field, RegionCode) else column.field.parse(raw)
        records.append(acts.create(register, acts.NewRecord(values), head))
    before = [stored(r) for r in records]
    data = export(register, register.model.objects.order_by("pk").filter(pk__in=[r.pk for r in records]))
    unchanged = read_ledger(data, "out.xlsx", register, by=head)
    assert [row.status for row in unchanged.rows] == ["same", "same"], [f.sentence() for f in unchanged.all_findings()]

    book, sheet = rows_of(data)
    heads = [cell.value for cell in sheet[2]]
    left = needs(register) | {register.key}
    changed: dict[str, Any] = {}
    for column in register.columns:
        if column.name in left or isinstance(column.field, Link | RegionCode) or len(changed) == 3:
            continue
        raw, at = written(column, 5), heads.index(column.head()) + 1
        if raw is None:
            continue
        cell = sheet.cell(row=4, column=at)
        if cell.value == raw:
            continue
        trial, cell.value = cell.value, raw
        preview = read_ledger(saved(book), "in.xlsx", register, by=head)
        if preview.bad:  # a gate or a rule of the register speaks against this value: another column will do
            cell.value = trial
        else:
            changed[column.name] = column.field.parse(raw)
    if not changed:
        pytest.skip(f"{code} has no column that stands by itself")

    preview = read_ledger(saved(book), "in.xlsx", register, by=head)
    assert [row.status for row in preview.rows] == ["same", "changed"]
    assert {d.name for d in preview.rows[1].differences} == set(changed)
    lines = JournalLine.objects.count()
    receipt = take(preview, head)
    assert (receipt.created, receipt.changed, receipt.same) == (0, 1, 1)
    assert JournalLine.objects.filter(act="change", seq__gt=lines).count() == 1
    after = [stored(r) for r in records]
    assert after[0] == before[0]
    derived = {name for name in after[1] if after[1][name] != before[1][name]} - set(changed)
    assert {name: after[1][name] for name in changed} == changed
    assert derived == set(), f"also changed: {derived}"
