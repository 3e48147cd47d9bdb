"""Columns and tables of a page (分栏与表格): the page's rows cut into blocks in the order in which they are read.

Two columns of text show as a strip near the middle that few wide segments cross, with wide segments on both sides. A
table shows as rows of several segments one under the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from yulin.audit.documents.pdf_page import Row, Segment, Sheet

_WIDE = 6  # of the type's size: a segment that may be a line of text
_MOST_COLUMNS = 40


@dataclass(slots=True)
class Block:
    """Rows that are read on from one another. table: as cells; else as lines between the margins left and right."""

    rows: list[Row]
    left: float
    right: float
    table: bool = False
    cells: list[list[str]] = field(default_factory=list)


def blocks_of(sheet: Sheet) -> Iterator[Block]:
    """The page's blocks in reading order."""
    gutter = _gutter(sheet)
    if gutter is None:
        yield from _tables_and_text(sheet.rows)
        return
    waiting: list[Row] = []
    for row in sheet.rows:
        if any(s.x0 < gutter - 2 and s.x1 > gutter + 2 for s in row.segments):
            yield from _side_by_side(waiting, gutter)
            waiting = []
            yield from _tables_and_text([row])
        else:
            waiting.append(row)
    yield from _side_by_side(waiting, gutter)


def _side_by_side(rows: list[Row], gutter: float) -> Iterator[Block]:
    for left_side in (True, False):
        side = [Row(kept) for row in rows if (kept := [s for s in row.segments if (s.x0 < gutter) is left_side])]
        yield from _tables_and_text(side)


def _gutter(sheet: Sheet) -> float | None:
    """Where a page of two columns is parted; None for a page of one."""
    wide = [s for row in sheet.rows for s in row.segments if s.x1 - s.x0 >= _WIDE * s.size]
    if len(wide) < 10:
        return None
    best: tuple[int, list[float]] | None = None
    step = 3
    for x in range(int(sheet.width * 0.3), int(sheet.width * 0.7), step):
        crossing = sum(s.x0 < x < s.x1 for s in wide)
        left, right = sum(s.x1 <= x for s in wide), sum(s.x0 >= x for s in wide)
        if min(left, right) < 5 or crossing > 0.35 * (left + right):
            continue
        if best is None or crossing < best[0]:
            best = (crossing, [float(x)])
        elif crossing == best[0] and x - best[1][-1] <= step:
            best[1].append(float(x))
    return None if best is None else best[1][len(best[1]) // 2]


def _tables_and_text(rows: list[Row]) -> Iterator[Block]:
    """Runs of rows with several segments are tables; what stands between them is text."""
    if not rows:
        return
    left = min(row.segments[0].x0 for row in rows)
    right = max(row.segments[-1].x1 for row in rows)
    at = 0
    while at < len(rows):
        stop = at
        is_table = len(rows[at].segments) > 1 or _belongs(rows, at) is not None
        while stop < len(rows) and is_table == (len(rows[stop].segments) > 1 or _belongs(rows, stop) is not None):
            stop += 1
        block = Block(rows[at:stop], left, right, is_table)
        if is_table:
            block.cells = _cells(block.rows)
        yield block
        at = stop


def _belongs(rows: list[Row], at: int) -> int | None:
    """The row of a table that the single segment at ``at`` is a part of: a cell whose words took two lines."""
    row = rows[at]
    near = [n for n in (at - 1, at + 1) if 0 <= n < len(rows) and len(rows[n].segments) > 2
            and abs(rows[n].y - row.y) < 1.3 * row.size]
    return min(near, key=lambda n: abs(rows[n].y - row.y), default=None) if len(row.segments) == 1 else None


def _cells(rows: list[Row]) -> list[list[str]]:
    """The table's cells: each row has as many as the fullest one; a place without a segment is empty."""
    most = max(len(row.segments) for row in rows)
    full = [row.segments for row in rows if len(row.segments) == most]
    columns = [(min(s[n].x0 for s in full), max(s[n].x1 for s in full)) for n in range(most)]
    orderly = most <= _MOST_COLUMNS and all(a[1] <= b[0] for a, b in zip(columns, columns[1:], strict=False))
    made: list[list[str]] = []
    where: dict[int, int] = {}
    for number, row in enumerate(rows):
        owner = _belongs(rows, number)
        if owner is not None and owner < number and owner in where:
            _fill(made[where[owner]], row.segments, columns if orderly else None)
            continue
        cells = [""] * most
        before = number - 1
        if before >= 0 and before not in where and _belongs(rows, before) == number:
            _fill(cells, rows[before].segments, columns if orderly else None)
        if owner is not None and owner > number:
            continue
        _fill(cells, row.segments, columns if orderly else None)
        where[number] = len(made)
        made.append(cells)
    return made


def _fill(cells: list[str], segments: list[Segment], columns: list[tuple[float, float]] | None) -> None:
    for number, segment in enumerate(segments):
        at = min(number, len(cells) - 1)
        if columns is not None:
            at = max(range(len(columns)), key=lambda n: (
                min(columns[n][1], segment.x1) - max(columns[n][0], segment.x0)))
        cells[at] += segment.text
