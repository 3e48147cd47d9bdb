"""Rows of a ledger that are no records: totals, column numbers, footers; and whether the totals are right.

A 合计 must be the sum of the rows; a 小计 of the rows since the last 小计. The tolerance is what writing the
addends and the total with the column's decimals can cost: half a digit for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yulin.findings import Finding
from yulin.office.registers.fields import Year
from yulin.office.registers.head_texts import bare
from yulin.office.registers.heads import Heads, MatchedColumn
from yulin.office.registers.written import is_missing

GRAND = frozenset({"合计", "总计", "共计", "总合计", "累计"})
PART = frozenset({"小计"})
_FOOTER = re.compile(
    r"^(填表|制表|填报|审核|审批|复核|单位负责|负责|经办|联系|注|备注|说明|附注)[^::]{0,6}[::]"
)


def _word(cell: Any) -> str:
    return bare(cell) if isinstance(cell, str) else ""


def why_no_record(row: Sequence[Any], heads: Heads) -> str | None:
    """Why the row is no record (a sentence), or None when it is one."""
    written = [cell for cell in row if cell is not None and _text(cell)]
    key = next(
        (row[c.index] for c in heads.columns if c.name == heads.register.key and c.index < len(row)), None
    )
    if _total_word(row, heads):
        return _("合计行，不作为记录")
    if written and isinstance(written[0], str) and len(written) <= 4 and _FOOTER.match(bare(written[0])):
        return _("表尾说明，不作为记录")
    if (
        len(written) >= 3
        and all(isinstance(cell, int) for cell in written)
        and written == list(range(int(written[0]), int(written[0]) + len(written)))
        and key in (1, 2)
    ):
        return _("栏号行，不作为记录")
    return None


def _text(cell: Any) -> str:
    return str(cell).strip()


def _total_word(row: Sequence[Any], heads: Heads) -> str:
    """合计, 小计 … when one stands in the key's column or before any record's key; "" otherwise."""
    key = next((c.index for c in heads.columns if c.name == heads.register.key), None)
    if key is not None and key < len(row) and not is_missing(row[key]):
        word = _word(row[key])
        return word if word in GRAND | PART else ""
    first = next((_word(cell) for cell in row if isinstance(cell, str) and _text(cell)), "")
    return first if first in GRAND | PART else ""


class Totals:
    """Adds up the rows while they are read, and holds the totals rows against the sums."""

    def __init__(self, heads: Heads) -> None:
        self.heads = heads
        self.columns = [
            c
            for c in heads.columns
            if (f := heads.register.column(c.name).field).numeric and not isinstance(f, Year)
        ]
        self.rows: list[Sequence[Any]] = []
        self.unread: set[str] = set()
        self.totals: list[tuple[int, int, str, Sequence[Any]]] = []

    def add(self, row: Sequence[Any]) -> None:
        """Count a record's row in."""
        self.rows.append(row)

    def note(self, number: int, row: Sequence[Any]) -> None:
        """Remember a totals row (Excel's row ``number``) at the place where it stands."""
        word = _total_word(row, self.heads)
        if word:
            self.totals.append((number, len(self.rows), word, row))

    def check(self, sheet: str) -> list[Finding]:
        """A warning for each number in a totals row that is not the sum of its rows."""
        found: list[Finding] = []
        if not self.totals:
            return found
        last = 0
        values = [[self._value(c, row) for c in self.columns] for row in self.rows]
        for number, position, word, row in self.totals:
            rows = values if word in GRAND else values[last:position]
            last = position if word in PART else last
            for j, column in enumerate(self.columns):
                finding = self._compare(column, [r[j] for r in rows], row, number, word)
                if finding and column.name not in self.unread and rows:
                    found.append(finding)
        return found

    def _value(self, column: MatchedColumn, row: Sequence[Any]) -> int | None:
        raw = row[column.index] if column.index < len(row) else None
        try:
            value: int | None = self.heads.register.column(column.name).field.parse(raw, column.unit or None)
        except ValueError:
            self.unread.add(column.name)
            return None
        return value

    def _compare(
        self, column: MatchedColumn, values: Sequence[int | None], row: Sequence[Any], number: int, word: str
    ) -> Finding | None:
        field = self.heads.register.column(column.name).field
        try:
            stated = field.parse(row[column.index] if column.index < len(row) else None, column.unit or None)
        except ValueError:
            return None
        if stated is None:
            return None
        addends = [v for v in values if v is not None]
        half = field.from_unit(Decimal(5).scaleb(-field.decimals - 1), field.unit) if field.decimals else 0
        if abs(stated - sum(addends)) <= half * (len(addends) + 1):
            return None
        return Finding(
            "warning",
            "total.differs",
            _("{word}“{label}”为 {stated}，各行之和为 {sum}").format(
                word=word, label=_(column.label), stated=field.show(stated), sum=field.show(sum(addends))
            ),
            _("第 {n} 行").format(n=number),
            _("请核对是否有漏行或改错"),
        )
