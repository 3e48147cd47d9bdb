"""An import mended on its preview: columns matched by hand and cells written anew, before anything is taken.

The uploaded file stays as it is; what was mended is kept beside it and laid over it each time it is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from yulin.findings import Refusal
from yulin.formats.workbooks import read_workbook
from yulin.office.accounts.models import Person
from yulin.office.registers.declaration import Register
from yulin.office.registers.head_texts import letter
from yulin.office.registers.heads import heads_written, rematched
from yulin.office.registers.preview import LedgerPreview
from yulin.office.registers.workbook_in import ledgers_in, no_ledger, preview_sheet


@dataclass(frozen=True, slots=True)
class Mends:
    """What a person mended.

    cells: (Excel's row number, field) → the text that stands there now; columns: index of a sheet's column → the
    field it is ("" = none).
    """

    cells: Mapping[tuple[int, str], str]
    columns: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the sheet as the preview offers it for matching; ``name`` is the field it is taken for, or ""."""

    index: int
    letter: str
    head: str
    name: str
    by_hand: bool


NONE = Mends({}, {})


def read_mended(data: bytes, name: str, register: Register, by: Person,
                mends: Mends = NONE) -> tuple[LedgerPreview, list[SheetColumn]]:
    """The workbook as a ledger of ``register`` with the mends laid over it, and its columns. Refusal as read_ledger."""
    found = ledgers_in(read_workbook(data, name), register)
    if not found:
        raise Refusal(no_ledger(name, register))
    sheet, heads = found[0]
    known = {c.name for c in register.columns}
    columns = {index: field for index, field in mends.columns.items() if not field or field in known}
    if columns:
        heads = rematched(sheet, heads, columns)
    places = {c.name: c.index for c in heads.columns}
    if mends.cells:
        rows = list(sheet.rows)
        for (number, field), text in mends.cells.items():
            if field in places and heads.last + 1 < number <= len(rows):
                row = list(rows[number - 1])
                row[places[field]] = text
                rows[number - 1] = row
        sheet = replace(sheet, rows=rows)
    taken = {index: field for field, index in places.items()}
    shown = [SheetColumn(index, letter(index), text, taken.get(index, ""), index in columns)
             for index, text in heads_written(sheet, heads)]
    preview = preview_sheet(sheet, heads, name, hashlib.sha256(data).hexdigest(), by=by)
    return preview, shown
