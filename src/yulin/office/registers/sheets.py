"""What every workbook that goes out looks like: a title over heads with units, thin boxes, ready to print.

A text that a spreadsheet could take for a formula is written as text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_THIN = Side(style="thin", color="BFBFBF")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD = PatternFill("solid", fgColor="E8EFEA")


def titled_sheet(book: Workbook, name: str, title: str, columns: Sequence[tuple[float, str]]) -> Any:
    """A sheet with its title over all ``columns`` (width in characters, number format); title and heads stay in
    sight, and print on every page.
    """
    sheet = book.create_sheet(name)
    for n, (width, form) in enumerate(columns, start=1):  # what comes after the first row is not written any more
        dimension = sheet.column_dimensions[get_column_letter(n)]
        dimension.width, dimension.number_format = width, form
    sheet.freeze_panes = "B3"
    sheet.print_title_rows = "1:2"
    sheet.merged_cells.add(f"A1:{get_column_letter(len(columns))}1")
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    top = text_cell(sheet, title)
    top.font, top.alignment = Font(bold=True, size=14), Alignment(horizontal="center", vertical="center")
    sheet.append([top])
    return sheet


def head_cell(sheet: Any, text: str, fill: PatternFill = HEAD) -> Any:
    """The head of a column."""
    cell = text_cell(sheet, text)
    cell.font, cell.border, cell.fill = Font(bold=True), BOX, fill
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def text_cell(sheet: Any, text: str) -> Any:
    """A cell that holds ``text`` and nothing else, whatever it begins with."""
    cell = WriteOnlyCell(sheet)
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.quotePrefix = text.startswith(LIKE_A_FORMULA)
    put(cell, text)
    return cell


def put(cell: Any, value: Any) -> None:
    """Put ``value`` into the cell without what openpyxl would make of it (formulas, other date formats)."""
    form = cell.number_format
    cell.value = None if value == "" else value
    if isinstance(value, str) and value:
        cell.data_type = "s"
    if cell.number_format != form:
        cell.number_format = form


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
