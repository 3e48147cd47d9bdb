"""Tables without marks (无线表): rows parted by runs of spaces, and cells written one a line.

Both come from pages and PDFs read as text. Rows of a spaced table have one count of cells, three or more; a table of
one cell a line repeats a label and the same count of numbers at least three times. Their totals and rates are those of
any table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yulin.audit.places import lines_of
from yulin.audit.relations.tables import NUMBER, Table, table_of
from yulin.audit.report import Quantity
from yulin.audit.structure import Reading

_GAP = re.compile(r" {2,}|[ \u3000]*\u3000[ \u3000]*")
_CELL = re.compile(NUMBER + r"|\s*[-—–/／]\s*")
_LONGEST = 24  # characters of a cell written on a line of its own
_MOST = 16  # columns

Cells = list[tuple[str, int]]


def plain_tables(reading: Reading) -> Iterator[Table]:
    """The tables of the text that no tab or bar draws."""
    by_start = {q.start: q for q in reading.quantities}
    yield from _spaced(reading.text, by_start)
    yield from _one_a_line(reading.text, by_start)


def _split(line: str, at: int) -> Cells:
    cells, start = [], len(line) - len(line.lstrip(" \u3000"))
    for gap in _GAP.finditer(line.rstrip(), start):
        cells.append((line[start:gap.start()], at + start))
        start = gap.end()
    cells.append((line[start:].rstrip(), at + start))
    return cells


def _spaced(text: str, by_start: dict[int, Quantity]) -> Iterator[Table]:
    rows: list[Cells] = []
    for line, at in [*lines_of(text), ("", len(text))]:
        cells = _split(line, at) if "  " in line or "\u3000" in line else []
        if "\t" in line or "|" in line or len(cells) < 3:
            cells = []
        if cells and (not rows or len(rows[0]) == len(cells)):
            rows.append(cells)
            continue
        if sum(all(_CELL.fullmatch(c) for c, _at in row[1:]) for row in rows) >= 3:
            yield table_of(rows, by_start)
        rows = [cells] if cells else []


def _one_a_line(text: str, by_start: dict[int, Quantity]) -> Iterator[Table]:
    cells = [(line, at) for line, at in lines_of(text) if line.strip()]
    numeric = [bool(_CELL.fullmatch(line)) for line, _at in cells]
    k = 0
    while k < len(cells):
        if not numeric[k] or k == 0 or numeric[k - 1]:
            k += 1
            continue
        count = 0
        while k + count < len(cells) and numeric[k + count] and count <= _MOST:
            count += 1
        width, first = count + 1, k - 1
        if count < 2 or len(cells[first][0].strip()) > _LONGEST:
            k += max(1, count)
            continue
        at = first
        while at + width <= len(cells) and not numeric[at] and all(numeric[at + 1:at + width]) and len(
                cells[at][0].strip()) <= _LONGEST:
            at += width
        rows = [cells[r:r + width] for r in range(first, at, width)]
        if len(rows) >= 3:
            head = cells[max(0, first - width):first]
            if len(head) == width and not any(numeric[first - width:first]) and all(
                    len(c.strip()) <= _LONGEST and c[-1:] not in "。；，" for c, _at in head):
                rows = [head, *rows]
            yield table_of(rows, by_start)
        k = max(at, k + count)
