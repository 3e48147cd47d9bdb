"""Tables (表格): totals of columns and rows, and rate columns, in tables written with tabs or bars.

A table is its own evidence: a column total is only held wrong where another column of the same table adds up, a row
total or a rate only where other rows keep the same rule. Tolerance: half the last digit of each cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from yulin.audit.places import lines_of
from yulin.audit.relations.adding import total_of
from yulin.audit.relations.making import quotient, state
from yulin.audit.report import Quantity, Relation, plain
from yulin.audit.structure import Reading

TOTAL = re.compile(r"^\s*(?:合\s*计|总\s*计|共\s*计|小\s*计|全[市县区镇省国](?:合计|总计)?)\s*$")
_SUBSET = re.compile(r"^\s*(?:其中|#|小\s*计|其：)")
NUMBER = r"\s*-?\d[\d,]*(?:\.\d+)?\s*[%％]?\s*"
_NUMBER = re.compile(NUMBER)
#: a column of rates, which no total sums
RATE = re.compile(r"率|占比|比重|[%％±]")


#: what a cell says of others, to be judged as merely likely (False) or, where other rows keep it too, as sure (True)
Rule = Callable[[bool], Relation | None]


@dataclass(slots=True)
class Table:
    """Cells as (text, start); ``numbers[row][column]`` is the quantity in a numeric cell."""

    cells: list[list[tuple[str, int]]]
    numbers: list[dict[int, Quantity]]


def find_table_relations(tables: Sequence[Table]) -> list[Relation]:
    """Every total and every rate of the text's tables."""
    return [r for table in tables for r in (*_column_totals(table), *_row_totals(table), *_last_totals(table),
                                            *_outlines(table), *_rates(table))]


def tables_of(reading: Reading) -> Iterator[Table]:
    """The tables written with tabs or bars."""
    by_start = {q.start: q for q in reading.quantities}
    rows: list[list[tuple[str, int]]] = []
    for line, at in [*lines_of(reading.text), ("", len(reading.text))]:
        mark = "\t" if "\t" in line else "|" if line.count("|") >= 2 else ""
        if mark:
            if not set(line) <= set("|-: \t"):
                rows.append(_cells(line, at, mark))
        else:
            if len(rows) >= 3:
                yield table_of(rows, by_start)
            rows = []


def table_of(rows: list[list[tuple[str, int]]], by_start: dict[int, Quantity]) -> Table:
    """The table of these cells (text, start)."""
    return Table(rows, [_numbers(row, by_start) for row in rows])


def _cells(line: str, at: int, mark: str) -> list[tuple[str, int]]:
    cells, start = [], at
    for cell in line.split(mark):
        cells.append((cell, start))
        start += len(cell) + 1
    if mark == "|" and cells and not cells[0][0].strip():
        cells = cells[1:]
    return cells


def _numbers(row: list[tuple[str, int]], by_start: dict[int, Quantity]) -> dict[int, Quantity]:
    numbers = {}
    for column, (text, start) in enumerate(row):
        if _NUMBER.fullmatch(text):
            q = by_start.get(start + len(text) - len(text.lstrip()))
            if q is not None:
                numbers[column] = q
    return numbers


def add(kind_rule: str, total: Quantity, parts: list[Quantity], sure: bool) -> Relation | None:
    """``total`` as the sum of ``parts``, each rounded in its last digit."""
    value = total_of(parts)
    slack = sum((q.ulp / 2 if q.decimals else Fraction(0) for q in parts), Fraction(0))
    return state("sum", kind_rule, total, parts, value, " + ".join(plain(q.value) for q in parts), slack, sure)


def _column_totals(table: Table) -> list[Relation]:
    totals = [r for r, row in enumerate(table.cells) if row and TOTAL.match(row[0][0]) and table.numbers[r]]
    if len(totals) != 1:
        return []
    at = totals[0]
    others = [r for r, row in enumerate(table.cells) if r != at and table.numbers[r] and not _SUBSET.match(row[0][0])]
    if not (all(r > at for r in others) or all(r < at for r in others)) or len(others) < 2:
        return []
    columns = []
    for column, total in table.numbers[at].items():
        head = head_of(table, column)
        parts = [table.numbers[r][column] for r in others if column in table.numbers[r]]
        if len(parts) == len(others) and not RATE.search(head) and total.dimension != "percent":
            columns.append((total, parts))
    held = [r for total, parts in columns if (r := add("table_column", total, parts, False)) and r.level is None]
    found: list[Relation] = list(held)
    if held:
        marks = {r.mark for r in held}
        found += [r for total, parts in columns if (total.start, total.end) not in marks
                  and (r := add("table_column", total, parts, True))]
    return found


def head_of(table: Table, column: int) -> str:
    """What stands above a column: its text cells before the first row with numbers."""
    head = ""
    for row, numbers in zip(table.cells, table.numbers, strict=True):
        if numbers:
            break
        head += row[column][0] if column < len(row) else ""
    return head


def _row_totals(table: Table) -> list[Relation]:
    width = max(len(row) for row in table.cells)
    columns = [c for c in range(width) if TOTAL.match(head_of(table, c) or "-")]
    if len(columns) != 1:
        return []
    rows = []
    for numbers in table.numbers:
        parts = [q for c, q in numbers.items() if c > columns[0] and not RATE.search(head_of(table, c))]
        if columns[0] in numbers and len(parts) > 1:
            rows.append((numbers[columns[0]], parts))
    return by_majority([partial(add, "table_row", t, p) for t, p in rows])


def _last_totals(table: Table) -> list[Relation]:
    """The last number of each row is the sum of the others: only where every row of three or more keeps it."""
    rows = []
    for cells, numbers in zip(table.cells, table.numbers, strict=True):
        columns = sorted(numbers)
        if len(columns) > 3 and not any(numbers[c].dimension == "percent" for c in columns):
            *parts, total = (numbers[c] for c in columns)
            if cells and not RATE.search(cells[0][0]):
                rows.append((total, parts))
    real = [(t, p) for t, p in rows if len([q for q in p if q.base]) > 1]
    held = [t.base == total_of(p) for t, p in rows]
    if len(real) < 2 or len(rows) < 3 or sum(held) * 4 < len(rows) * 3:
        return []
    return [r for t, p in real if (r := add("table_row", t, p, len(rows) > 4))]


_NO_SUM = re.compile(r"增长|增减|[%％±]|比重|结构|占比|单位")
_LEVELS = (re.compile(r"^\s*[一二三四五六七八九十]+\s*、"), re.compile(r"^\s*[（(][一二三四五六七八九十]+[)）]"),
           re.compile(r"^\s*\d{1,2}\s*[、.．]"), re.compile(r"^\s*[（(]\d{1,2}[)）]"))


def _level(label: str) -> int | None:
    return next((k for k, pattern in enumerate(_LEVELS) if pattern.match(label)), None)


def _outlines(table: Table) -> list[Relation]:
    """Rows numbered as an outline (一、 over 1、 and 2、): a heading's amounts are the sums of its rows.

    A column of shares gives each row's part. What breaks the sums of a column is an error only where two headings and
    two thirds of them keep it.
    """
    levels = [_level(row[0][0]) if row else None for row in table.cells]
    sums: dict[int, list[Rule]] = {}
    found: list[Relation] = []
    for at, level in enumerate(levels):
        if level is None or not table.numbers[at]:
            continue
        rows, deeper = [], None
        for k in range(at + 1, len(levels)):
            own = levels[k]
            if own is None or own <= level:
                break
            deeper = own if deeper is None else deeper
            if own == deeper:
                rows.append(k)
        if len(rows) < 2:
            continue
        for column, total in table.numbers[at].items():
            parts = [table.numbers[k][column] for k in rows if column in table.numbers[k]]
            head = head_of(table, column)
            if len(parts) == len(rows) and len([q for q in parts if q.base]) > 1 and not _NO_SUM.search(head):
                sums.setdefault(column, []).append(partial(add, "table_outline", total, parts))
        found += _outline_shares(table, at, rows)
    for rules in sums.values():
        found += by_majority(rules) or holding(rules)
    return found


def _outline_shares(table: Table, at: int, rows: list[int]) -> list[Relation]:
    """A column in which the heading has 100: each row's share of the heading in some column of amounts."""
    found: list[Relation] = []
    for column, whole in table.numbers[at].items():
        if whole.value != 100:
            continue
        best: list[Relation] = []
        for other, total in table.numbers[at].items():
            if other >= column or not total.base:
                continue
            pairs = [(table.numbers[k][column], table.numbers[k][other]) for k in rows
                     if {column, other} <= set(table.numbers[k])]
            good = holding([partial(quotient, "share", "table_share", q, p, total) for q, p in pairs])
            if len(pairs) > 1 and len(good) == len(pairs) and len(good) > len(best):
                best = good
        found += best
    return found


def holding(rules: Sequence[Rule]) -> list[Relation]:
    """What holds of the rules, likely as each is by itself."""
    return [r for rule in rules if (r := rule(False)) is not None and r.level is None]


def by_majority(rules: Sequence[Rule]) -> list[Relation]:
    """What holds; and what does not, where at least two rows and two thirds of them keep the rule."""
    likely = [(rule, rule(False)) for rule in rules]
    held = [r for _rule, r in likely if r is not None and r.level is None]
    if len(held) < 2 or len(held) * 3 < len(rules) * 2:
        return held if len(held) > 1 else []
    return [r for rule, own in likely if (r := own if own in held else rule(True)) is not None]


def _rates(table: Table) -> list[Relation]:
    found: list[Relation] = []
    width = max(len(row) for row in table.cells)
    for column in range(width):
        if not RATE.search(head_of(table, column)):
            continue
        best: list[Relation] = []
        for done in range(column):
            for whole in range(column):
                if done != whole and len(result := _rate_column(table, column, done, whole)) > len(best):
                    best = result
        found += best
    return found


def _rate_column(table: Table, column: int, done: int, whole: int) -> list[Relation]:
    return by_majority([partial(quotient, "rate", "table_rate", numbers[column], numbers[done], numbers[whole])
                        for numbers in table.numbers if {column, done, whole} <= set(numbers) and numbers[whole].base])
