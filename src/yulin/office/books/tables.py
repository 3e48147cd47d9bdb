"""账表 A ledger as a table: heads with units, rows of cells that open, totals; for page, workbook and paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yulin.books.accounts import Kind
from yulin.quantities.area import area_to
from yulin.quantities.capacity import capacity_to
from yulin.quantities.money import money_to


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its title, its unit, and how many decimals its numbers have (None: text or a date).

    total: whether its numbers are added up in the last row.
    """

    title: str
    unit: str = ""
    decimals: int | None = None
    total: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.decimals is not None


Opens = tuple[str, tuple[Any, ...], dict[str, str]] | None
"""What a cell opens: the name of the page, its arguments, its query."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: a Decimal, a day, a text, or None where it is missing. raw: the integer that was rounded to it, from
    which a total is made, so that totals are rounded once.
    """

    value: Decimal | dt.date | str | int | None
    opens: Opens = None
    raw: int | None = None

    @property
    def day(self) -> bool:
        """Whether it is a date, which is not broken into lines."""
        return isinstance(self.value, dt.date)

    @property
    def text(self) -> str:
        """As shown: numbers with commas, days as ISO; "" when missing."""
        if self.value is None:
            return ""
        if isinstance(self.value, Decimal | int):
            return f"{self.value:,}"
        return self.value.isoformat() if isinstance(self.value, dt.date) else str(self.value)


@dataclass(frozen=True)
class Table:
    """A ledger of one year (or day) with its rows; ``note`` says what it counts."""

    title: str
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def totals(self) -> tuple[Cell, ...]:
        """The sums of the columns that are added up; an empty tuple where none is."""
        if not any(h.total for h in self.heads):
            return ()
        return tuple(_total(head, [row[n] for row in self.rows]) if head.total else Cell(None)
                     for n, head in enumerate(self.heads))


def _total(head: Head, cells: Sequence[Cell]) -> Cell:
    raw = [cell.raw for cell in cells if cell.raw is not None]
    if raw and head.unit in SHOWN:
        return Cell(SHOWN[head.unit](sum(raw)))
    found: list[Any] = [cell.value for cell in cells if isinstance(cell.value, Decimal | int)]
    return Cell(sum(found[1:], found[0]) if found else None)


def mu(dm2: int | None) -> Decimal | None:
    """dm² in 亩, two decimals."""
    return None if dm2 is None else area_to(dm2, "亩", 2)


def kg(grams: int | None) -> Decimal | None:
    """Grams in kg, one decimal."""
    return None if grams is None else capacity_to(grams, "公斤", 1)


def wan(fen: int | None) -> Decimal | None:
    """Fen in 万元, four decimals."""
    return None if fen is None else money_to(fen, "万元", 4)


SHOWN: dict[str, Callable[[int | None], Decimal | None]] = {"亩": mu, "公斤": kg, "万元": wan}


def area_cell(dm2: int | None, opens: Opens = None) -> Cell:
    """An area in 亩."""
    return Cell(mu(dm2), opens, dm2)


def kg_cell(grams: int | None, opens: Opens = None) -> Cell:
    """A capacity in kg."""
    return Cell(kg(grams), opens, grams)


def wan_cell(fen: int | None, opens: Opens = None) -> Cell:
    """Money in 万元."""
    return Cell(wan(fen), opens, fen)


def shown(kind: Kind, amount: int | None) -> Decimal | None:
    """An amount as ledgers show it: 亩, or kg."""
    return kg(amount) if kind is Kind.CAPACITY else mu(amount)


def ledger_unit(kind: Kind) -> str:
    """The unit of ``shown``."""
    return "公斤" if kind is Kind.CAPACITY else "亩"


def workbook(tables: Sequence[Table]) -> bytes:
    """The tables as an Excel workbook, a sheet each: exact numbers, real dates, heads with units, totals."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    from yulin.office.registers.sheets import BOX, head_cell, put, saved, text_cell, titled_sheet

    book = Workbook(write_only=True)
    for table in tables:
        body = [*table.rows, *([(Cell(_("合计")), *table.totals[1:])] if table.totals else [])]
        widths = [max([len(_(head.title)) * 2, *(len(row[n].text) + 3 for row in body)])
                  for n, head in enumerate(table.heads)]
        sheet = titled_sheet(book, _(table.title)[:31], table.caption, [
            (min(max(width, 9), 42), _format(head)) for width, head in zip(widths, table.heads, strict=True)])
        sheet.append([head_cell(sheet, f"{_(h.title)}({_(h.unit)})" if h.unit else _(h.title)) for h in table.heads])
        for row in body:
            cells = []
            for cell, head in zip(row, table.heads, strict=True):
                made = text_cell(sheet, cell.value) if isinstance(cell.value, str) else WriteOnlyCell(sheet)
                made.border = BOX
                made.number_format = "yyyy-mm-dd" if cell.day else _format(head)
                if not isinstance(cell.value, str):
                    put(made, cell.value)
                cells.append(made)
            sheet.append(cells)
        if table.note:
            sheet.append([text_cell(sheet, table.note)])
    return saved(book)


def _format(head: Head) -> str:
    if head.decimals is None:
        return "General"
    return "#,##0" + ("." + "0" * head.decimals if head.decimals else "")
