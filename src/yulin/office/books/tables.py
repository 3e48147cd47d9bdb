"""账表 A ledger as a table: heads with units, rows of cells that open, totals; for page, workbook and paper."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yulin.books.accounts import Kind
from yulin.quantities.area import area_to
from yulin.quantities.capacity import capacity_to
from yulin.quantities.money import money_to

LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
    groups: tuple[tuple[str, int], ...] = field(default=())

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
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    line = Side(style="thin", color="BFBFBF")
    box = Border(left=line, right=line, top=line, bottom=line)
    fill, bold = PatternFill("solid", fgColor="E8EFEA"), Font(bold=True)
    for table in tables:
        page: Any = book.create_sheet(_(table.title)[:31])
        page.append([table.caption])
        page["A1"].font = Font(size=14, bold=True)
        page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(len(table.heads), 1))
        page["A1"].alignment = Alignment(horizontal="center")
        page.append([f"{_(h.title)}({_(h.unit)})" if h.unit else _(h.title) for h in table.heads])
        body = [*table.rows, *([table.totals] if table.totals else [])]
        for row in body:
            page.append([_plain(cell.value) for cell in row])
        if table.totals:
            page.cell(page.max_row, 1, _("合计"))
        for number, head in enumerate(table.heads, 1):
            width = max([len(_(head.title)) * 2, *(len(row[number - 1].text) + 3 for row in body)], default=8)
            page.column_dimensions[get_column_letter(number)].width = min(max(width, 9), 42)
            for row_number in range(2, page.max_row + 1):
                cell = page.cell(row_number, number)
                cell.border = box
                if row_number == 2:
                    cell.fill, cell.font, cell.alignment = fill, bold, Alignment(wrap_text=True, horizontal="center")
                elif head.decimals is not None:
                    cell.number_format = "#,##0" + ("." + "0" * head.decimals if head.decimals else "")
        if table.note:
            page.append([table.note])
        page.freeze_panes = "B3"
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.print_title_rows = "1:2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(LIKE_A_FORMULA):
        return f"'{value}"
    return value
