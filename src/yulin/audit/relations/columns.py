"""Columns that follow from others (同比、占比、增减额): growth, change and share columns of a table.

The cue is the column's head; the operands are the columns of this and last year by their heads (本年 and 上年, 2023年
and 2022年), or the row that says 合计. Like any table it is its own evidence: a cell is wrong only where at least two
other rows, and two thirds of all, keep the rule. Rows of 小计 and 其中 are summed the same way. Tolerance: half the
last digit of each cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from yulin.audit.relations.making import quotient, ratio_slack, state
from yulin.audit.relations.tables import RATE, TOTAL, Rule, Table, add, by_majority, head_of, holding
from yulin.audit.report import Quantity, Relation, plain

_GROWTH = re.compile(r"同比|增长|增幅|增速|增减率|增减幅|增减[（(]?[±%％]|±|比上年|较上年")
_PERCENT = re.compile(r"[%％]|率|幅|增速")
_CHANGE = re.compile(r"增减额|增减数|增减量|增加额|增加数|差额|增减$|净增")
_SHARE = re.compile(r"占比|比重|构成|结构|占总|占全")
_BEFORE = re.compile(r"上年|去年|同期|上期|上月|期初|年初")
_NOW = re.compile(r"本年|今年|本期|当年|当期|本月|期末|年末|决算数|完成数")
_YEAR = re.compile(r"((?:19|20)\d\d)")
_PART = re.compile(r"^\s*(?:其中|#)")
_SUBTOTAL = re.compile(r"^\s*小\s*计\s*$")


def find_columns(tables: Sequence[Table]) -> list[Relation]:
    """Every growth, change and share column, and the subtotals, of the text's tables."""
    found: list[Relation] = []
    for table in tables:
        heads = {c: re.sub(r"\s", "", head_of(table, c)) for c in range(max(len(row) for row in table.cells))}
        now, before = _years(heads)
        for column, head in heads.items():
            if "百分点" in head:
                continue
            if _SHARE.search(head) and not _GROWTH.search(head):
                found += _shares(table, column, heads)
            elif now is not None and before is not None and column not in (now, before):
                if _GROWTH.search(head) and _PERCENT.search(head):
                    found += _growths(table, column, now, before)
                elif _CHANGE.search(head):
                    found += _changes(table, column, now, before)
        found += _subtotals(table)
        found += _parts(table)
    return found


def _years(heads: dict[int, str]) -> tuple[int | None, int | None]:
    """The columns of this year and of the last by their heads; (None, None) where they are not one each."""
    amounts = {c: h for c, h in heads.items() if c and not _GROWTH.search(h) and not _CHANGE.search(h)
               and not _SHARE.search(h) and not RATE.search(h)}
    before = [c for c, h in amounts.items() if _BEFORE.search(h)]
    now = [c for c, h in amounts.items() if _NOW.search(h) and c not in before]
    if len(before) == 1 and len(now) == 1:
        return now[0], before[0]
    years = {c: int(m[1]) for c, h in amounts.items() if (m := _YEAR.search(h))}
    if len(years) == 2 and len(set(years.values())) == 2:
        first, second = sorted(years, key=lambda c: years[c])
        return second, first
    return None, None


def _growths(table: Table, column: int, now: int, before: int) -> list[Relation]:
    rules: list[Rule] = []
    for numbers in table.numbers:
        if {column, now, before} <= set(numbers) and numbers[before].base > 0:
            q, a, b = numbers[column], numbers[now], numbers[before]
            formula = f"({plain(a.value)} - {plain(b.value)}) / {plain(b.value)} × 100"
            rules.append(partial(state, "growth", "table_growth", q, [a, b], (a.base / b.base - 1) * 100, formula,
                                 ratio_slack(a, b)))
    return by_majority(rules)


def _changes(table: Table, column: int, now: int, before: int) -> list[Relation]:
    rules: list[Rule] = []
    for numbers in table.numbers:
        if {column, now, before} <= set(numbers):
            q, a, b = numbers[column], numbers[now], numbers[before]
            slack = sum((p.ulp / 2 for p in (a, b) if p.decimals), Fraction(0))
            rules.append(partial(state, "difference", "table_change", q, [a, b], a.base - b.base,
                                 f"{plain(a.value)} - {plain(b.value)}", slack))
    return by_majority(rules)


def _shares(table: Table, column: int, heads: dict[int, str]) -> list[Relation]:
    totals = [r for r, row in enumerate(table.cells) if row and TOTAL.match(row[0][0])
              and not _SUBTOTAL.match(row[0][0]) and table.numbers[r]]
    if len(totals) != 1:
        return []
    total = table.numbers[totals[0]]
    best: list[Relation] = []
    for other, whole in total.items():
        if other == column or not whole.base or RATE.search(heads.get(other, "")):
            continue
        result = by_majority([partial(quotient, "share", "table_part", numbers[column], numbers[other], whole)
                              for r, numbers in enumerate(table.numbers)
                              if r != totals[0] and {column, other} <= set(numbers)])
        if sum(r.level is None for r in result) > sum(r.level is None for r in best):
            best = result
    return best


def _amounts(table: Table, r: int) -> dict[int, Quantity]:
    return {c: q for c, q in table.numbers[r].items()
            if q.dimension != "percent" and not RATE.search(head_of(table, c))}


def _sums(table: Table, total: int, parts: list[int]) -> list[Rule]:
    rules: list[Rule] = []
    for column, q in _amounts(table, total).items():
        own = [table.numbers[r][column] for r in parts if column in table.numbers[r]]
        if len(own) == len(parts) > 1 and len([p for p in own if p.base]) > 1:
            rules.append(partial(add, "table_subtotal", q, own))
    return rules


def _subtotals(table: Table) -> list[Relation]:
    """小计 under (or over) its own rows, two of them or more; 合计 over the 小计."""
    marked = [r for r, row in enumerate(table.cells) if row and _SUBTOTAL.match(row[0][0]) and table.numbers[r]]
    if len(marked) < 2:
        return []
    rows = [r for r, row in enumerate(table.cells) if table.numbers[r] and row and (
        r in marked or not TOTAL.match(row[0][0]))]
    over = rows[0] == marked[0]
    rules: list[Rule] = []
    for k, r in enumerate(marked):
        if over:
            end = marked[k + 1] if k + 1 < len(marked) else len(table.cells)
            own = [x for x in rows if r < x < end]
        else:
            own = [x for x in rows if (marked[k - 1] if k else -1) < x < r]
        rules += _sums(table, r, [x for x in own if not _PART.match(table.cells[x][0][0])])
    totals = [r for r, row in enumerate(table.cells) if row and TOTAL.match(row[0][0]) and r not in marked
              and table.numbers[r]]
    if len(totals) == 1:
        rules += _sums(table, totals[0], marked)
    return by_majority(rules)


def _parts(table: Table) -> list[Relation]:
    """其中 under a row: as many rows as make it exactly, in one column of three digits or in two."""
    found: list[Relation] = []
    for r, row in enumerate(table.cells):
        if not r or not row or not _PART.match(row[0][0]) or not table.numbers[r - 1] or _PART.match(
                table.cells[r - 1][0][0] if table.cells[r - 1] else ""):
            continue
        for last in range(r + 1, min(r + 12, len(table.cells))):
            if not table.numbers[last] or TOTAL.match(table.cells[last][0][0]):
                break
            rules = _sums(table, r - 1, list(range(r, last + 1)))
            held = holding(rules)
            if held and (len(held) > 1 or abs(held[0].quantities[0].value) >= 100) and len(held) * 2 > len(rules):
                found += by_majority(rules) or held
                break
    return found
