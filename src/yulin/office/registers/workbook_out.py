"""Ledgers out as workbooks: an empty template, and the records as they are seen on the page.

Both have the heads under which a workbook is read in, so that what was exported can be loaded again: every
row is then found to say nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from yulin.office.accounts.models import Region
from yulin.office.registers.declaration import Column, Register
from yulin.office.registers.fields import Day, LedgerField, Number, RegionCode, Year
from yulin.office.registers.kinds import kind_of, options_of
from yulin.office.registers.links import Link
from yulin.office.registers.sheets import (
    BOX,
    HEAD,
    LIKE_A_FORMULA,
    head_cell,
    put,
    saved,
    text_cell,
    titled_sheet,
)

TEMPLATE_ROWS = 2000
GUIDE, LISTS = "填写说明", "代码表"
_NEEDED = PatternFill("solid", fgColor="F6E7C8")


def template(register: Register) -> bytes:
    """An empty workbook of the register: title, heads with units, lists to choose from, a sheet of
    explanations.
    """
    book = Workbook(write_only=True)
    sheet = _ledger_sheet(book, register, register.title, register.columns)
    lists = _lists(register)
    for index, (name, terms) in enumerate(lists.items(), start=1):
        place = get_column_letter(index)
        rule = DataValidation(
            type="list",
            formula1=f"'{LISTS}'!${place}$2:${place}${len(terms) + 1}",
            allow_blank=True,
            showErrorMessage=name != "level",
        )
        rule.errorTitle, rule.error = register.title, _("请从列表中选择")
        at = _letter(register, name)
        rule.add(f"{at}3:{at}{TEMPLATE_ROWS}")
        sheet.data_validations.append(rule)
    _guide(book, register)
    if lists:
        page = book.create_sheet(LISTS)
        page.sheet_state = "hidden"
        page.append([text_cell(page, name) for name in lists])
        for i in range(max(map(len, lists.values()))):
            page.append([terms[i] if i < len(terms) else None for terms in lists.values()])
    return saved(book)


def export(register: Register, records: QuerySet[Any] | Iterable[Any], title: str = "",
           columns: Sequence[Column] = ()) -> bytes:
    """The records as a workbook: real dates, exact numbers, regions by name, links by key.

    columns: those to be written, in their order; all when none is named.
    """
    book = Workbook(write_only=True)
    chosen = tuple(columns) or register.columns
    sheet = _ledger_sheet(book, register, title or register.title, chosen)
    names = all_region_names()
    write = _Row(sheet, chosen, names)
    for record in _with_links(register, records):
        sheet.append(write.cells(record))
    _guide(book, register)
    return saved(book)


def _with_links(register: Register, records: QuerySet[Any] | Iterable[Any]) -> Iterable[Any]:
    if not isinstance(records, QuerySet):
        return records
    links = [c.name for c in register.columns if isinstance(c.field, Link)]
    if links:
        records = records.select_related(*links)
    if register.has_parcel:
        records = records.defer("parcel_wkb")
    return records.iterator(chunk_size=2000)


def _ledger_sheet(book: Workbook, register: Register, title: str, columns: Sequence[Column]) -> Any:
    sheet = titled_sheet(book, register.title, title, [(_width(c), _number_format(c.field)) for c in columns])
    sheet.append([head_cell(sheet, c.head(), _NEEDED if c.field.required else HEAD) for c in columns])
    return sheet


def _width(column: Column) -> float:
    """Characters that the head and a usual value need; a Chinese character counts for two."""
    head = sum(2 if ord(c) > 255 else 1 for c in column.head()) + 2
    usual = 12 if column.field.numeric or isinstance(column.field, Day) else 18
    return float(max(head, usual))


def _number_format(field: LedgerField) -> str:
    if isinstance(field, Day):
        return "yyyy-mm-dd"
    if isinstance(field, Year):
        return "0"
    if isinstance(field, Number):
        return "#,##0"
    if field.numeric:
        return "#,##0." + "0" * field.decimals  # type: ignore[attr-defined]
    return "@"


class _Row:
    """Writes record after record through one cell per column: styled cells are dear to make, cheap to fill."""

    def __init__(self, sheet: Any, columns: Sequence[Column], names: Mapping[str, str]) -> None:
        self.columns = columns
        self.names = names
        self.pens = [self._pen(sheet, c.field) for c in self.columns]
        self.quoted = [self._pen(sheet, c.field, quoted=True) for c in self.columns]

    @staticmethod
    def _pen(sheet: Any, field: LedgerField, quoted: bool = False) -> Any:
        cell = WriteOnlyCell(sheet)
        cell.number_format, cell.border, cell.quotePrefix = _number_format(field), BOX, quoted
        return cell

    def cells(self, record: Any) -> list[Any]:
        """The record's cells, good until the next record is written."""
        row = []
        for i, column in enumerate(self.columns):
            value = column.field.cell(getattr(record, column.name))
            if isinstance(column.field, RegionCode):
                value = self.names.get(value, value)
            pen = self.pens[i]
            if isinstance(value, str):
                value = ILLEGAL_CHARACTERS_RE.sub("", value)
                pen = self.quoted[i] if value.startswith(LIKE_A_FORMULA) else pen
            put(pen, value)
            row.append(pen)
        return row


def _letter(register: Register, name: str) -> str:
    return str(get_column_letter([c.name for c in register.columns].index(name) + 1))


def _lists(register: Register) -> dict[str, list[str]]:
    """Field name → the terms to choose from; towns as they stand in the divisions."""
    lists: dict[str, list[str]] = {}
    for column in register.columns:
        terms = list(options_of(column))
        if isinstance(column.field, RegionCode):
            terms = list(
                Region.objects.exclude(code__regex=r"^.{12}$").order_by("code").values_list("name", flat=True)
            )
        if terms:
            lists[column.name] = terms
    return lists


def all_region_names() -> dict[str, str]:
    """Code → name, for the names by which a division is found again (a shared name is the shortest code's)."""
    best: dict[str, str] = {}
    rows = sorted(Region.objects.values_list("code", "name"), key=lambda row: (len(row[0]), row[0]))
    for code, name in rows:
        best.setdefault(name, code)
    return {code: name for code, name in rows if best[name] == code}


def _guide(book: Workbook, register: Register) -> None:
    """The sheet that explains every column."""
    page = book.create_sheet(GUIDE)
    for at, width in zip("ABCDE", (24, 8, 28, 60, 40), strict=True):
        page.column_dimensions[at].width = width
    page.append(
        [
            _bold(page, text)
            for text in (_("栏目"), _("必填"), _("填写内容"), _("可选项"), _("也认作此栏的表头"))
        ]
    )
    for row in _explanations(register):
        page.append([text_cell(page, text) for text in row])


def _explanations(register: Register) -> Iterator[tuple[str, ...]]:
    for column in register.columns:
        yield (
            column.head(),
            _("必填") if column.field.required else "",
            kind_of(column),
            "、".join(options_of(column)),
            "、".join(column.field.aliases),
        )


def _bold(page: Any, text: str) -> Any:
    cell = text_cell(page, text)
    cell.font, cell.fill = Font(bold=True), HEAD
    return cell
