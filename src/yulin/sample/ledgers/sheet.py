"""A ledger as rows and as a workbook: a merged title, a row of heads, then the records."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from yulin.quantities.apportion import apportion
from yulin.sample import names

Row = dict[str, Any]

FORMATS = {"text": "@", "int": "0", "d1": "0.0", "d2": "0.00", "d4": "0.0000", "date": "yyyy-mm-dd"}


@dataclass
class Ledger:
    """One register: ``heads`` maps each column's head to its kind (a key of ``FORMATS``), in order."""

    title: str
    heads: dict[str, str]
    rows: list[Row] = field(default_factory=list)

    def add(self, **values: Any) -> Row:
        """Append a record; heads with brackets are given in a dict through ``more``."""
        row = {**values, **values.pop("more", {})}
        row.pop("more", None)
        unknown = set(row) - set(self.heads)
        if unknown:
            raise KeyError(f"{self.title}: {sorted(unknown)}")
        self.rows.append(row)
        return row


def heads(text: str) -> dict[str, str]:
    """``head:kind`` separated by blanks; kind defaults to text."""
    pairs = (part.partition(":") for part in text.split())
    return {head: kind or "text" for head, _colon, kind in pairs}


def hundredths(value: int) -> Decimal:
    """An integer number of hundredths as a decimal with two places."""
    return Decimal(value).scaleb(-2)


def split(rng: np.random.Generator, total: int, count: int, low: float = 0.5, high: float = 1.7) -> list[int]:
    """``count`` uneven whole numbers that add up to ``total`` exactly."""
    return apportion(total, [int(w) for w in rng.uniform(low, high, count) * 1_000_000])


def share(rng: np.random.Generator, whole: int, low: float, high: float) -> int:
    """A whole part of ``whole`` between two shares of it."""
    return int(whole * rng.uniform(low, high))


def write_workbook(path: Path, sheet: str, title: str, columns: dict[str, str], rows: Sequence[Row]) -> None:
    """One workbook with one sheet: title merged over row 1, heads in row 2, records from row 3."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    line = Side(style="thin", color="BFBFBF")
    frame = Border(left=line, right=line, top=line, bottom=line)
    page.cell(1, 1, title).font = Font(name="宋体", size=16, bold=True)
    page.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    page.row_dimensions[1].height = 30
    for column, (head, kind) in enumerate(columns.items(), 1):
        top = page.cell(2, column, head)
        top.font = Font(name="宋体", size=11, bold=True)
        top.fill = PatternFill("solid", fgColor="DDEBF7")
        top.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        top.border = frame
        longest = max([_width(head), *(_width(_shown(row.get(head), kind)) for row in rows)])
        page.column_dimensions[get_column_letter(column)].width = min(longest + 3, 46)
    styles = []
    for column, kind in enumerate(columns.values(), 1):
        sample: Any = page.cell(3, column)
        sample.number_format = FORMATS[kind]
        sample.border = frame
        styles.append(sample._style)  # one style a column: setting it cell by cell takes most of the time
    for number, row in enumerate(rows, 3):
        for column, (head, style) in enumerate(zip(columns, styles, strict=True), 1):
            cell: Any = page.cell(number, column, row.get(head))
            cell._style = style
    page.freeze_panes = "B3"
    book.properties.creator = names.BUREAU
    book.save(path)


def _shown(value: Any, kind: str) -> str:
    if value is None:
        return ""
    return value.isoformat() if kind == "date" and isinstance(value, date) else str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)
