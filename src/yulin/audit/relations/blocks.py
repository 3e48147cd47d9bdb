"""Lists written one item a line (分行列举): amounts of one unit, line below line, and the total above or below them.

The cue is the list itself (two lines or more, each led by one amount of one unit) with its total beside it: the line
after it that says 合计, or the paragraph before it. Below a total the list may be open, so only an exact sum is
listed; a mismatch is held against a line that says 合计, or, under a line that ends in a colon, where one changed
digit in a number of three digits or more would make the sum exact. Tolerance: half the last digit of the total and of
each rounded part.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from yulin.audit.places import lines_of
from yulin.audit.relations.adding import one_digit_apart, slipped, summed, total_of
from yulin.audit.relations.making import comparable, measured
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading

_TOTAL = re.compile(r"^\s*(?:以上|上述|各项)?[^，。；：\d]{0,12}?(?:合计|总计|共计)[^，。；：\d]{0,6}$")
_HEADS = re.compile(r"(?:[：:]|如下)\s*$")
_MOST = 80  # lines that one list may have
_LONGEST = 160  # characters of a line that is an item


class _Line:
    """A line that is not blank: its quantities outside brackets, and the first that leads it."""

    __slots__ = ("end", "item", "quantities", "start", "text")

    def __init__(self, start: int, text: str, quantities: list[Quantity]) -> None:
        self.start, self.end, self.text = start, start + len(text), text
        self.quantities = [q for q in quantities if measured(q) and not q.group]
        #: the amount that the line is about: its first that is no count, else its first
        self.item = next((q for q in self.quantities if q.dimension != "count"),
                         self.quantities[0] if self.quantities else None)


def find_blocks(reading: Reading) -> list[Relation]:
    """Every total of amounts written one a line, and every line that breaks its own amount down."""
    lines = _lines(reading)
    found: list[Relation] = []
    at = 0
    while at < len(lines):
        block = _block(lines, at)
        if len(block) > 1:
            head = _headed(block)
            found += [head] if head is not None else [*_below(lines, at, block), *_above(lines, at, block)]
            found += [r for line in block if (r := _own(line)) is not None]
        at += max(1, len(block))
    return [*found, *_sections(lines)]


def _sections(lines: list[_Line]) -> list[Relation]:
    """A line with one amount, and lines after it whose segments each lead with a part: listed where they add up."""
    found = []
    for i, line in enumerate(lines):
        total = line.quantities[0] if line.quantities else None
        if total is None or total.hedge is not None or total.value < 100 or any(
                comparable(total, q) and q.role != "previous" and "其中" not in line.text[:q.start - line.start]
                for q in line.quantities[1:]):
            continue
        parts: list[Quantity] = []
        for later in lines[i + 1:i + 5]:
            if not later.quantities:
                break
            segments = {q.segment: q for q in reversed(later.quantities) if comparable(q, total)}
            parts += [segments[s] for s in sorted(segments)]
            value = total_of(parts)
            if value == total.base and len([q for q in parts if q.base]) > 3:
                relation = _sum(total, parts, sure=False)
                found += [relation] if relation is not None else []
            if value >= total.base:
                break
    return found


def _lines(reading: Reading) -> list[_Line]:
    starts = [q.start for q in reading.quantities]
    lines = []
    for text, offset in lines_of(reading.text):
        if text.strip() and "\t" not in text and "|" not in text:
            own = reading.quantities[bisect_left(starts, offset):bisect_left(starts, offset + len(text))]
            lines.append(_Line(offset, text, own))
    return lines


def _block(lines: list[_Line], at: int) -> list[_Line]:
    """The run of lines from ``at`` that each lead with an amount of one unit."""
    block: list[_Line] = []
    for line in lines[at:at + _MOST]:
        q = line.item
        if q is None or len(line.text) > _LONGEST or _TOTAL.match(q.lead) or _HEADS.search(line.text):
            break
        if re.search(r"同比|比上年|增长|其中", line.text[:q.start - line.start]):
            break
        if block and not comparable(_parts(block)[0], q):
            break
        block.append(line)
    return block


def _parts(block: list[_Line]) -> list[Quantity]:
    return [line.item for line in block if line.item is not None]


def _sum(total: Quantity, parts: list[Quantity], sure: bool) -> Relation | None:
    if len([q for q in parts if q.base]) < 2:
        return None
    return summed("block", total, parts, sure)


def _headed(block: list[_Line]) -> Relation | None:
    """The first line is the total of all that follow, exactly."""
    total, *parts = _parts(block)
    if len(parts) < 3 or total.base != total_of(parts):
        return None
    return _sum(total, parts, sure=False)


def _below(lines: list[_Line], at: int, block: list[_Line]) -> list[Relation]:
    """… 以上合计 113.5 万元, right under the list."""
    after = lines[at + len(block)] if at + len(block) < len(lines) else None
    if after is None or not after.quantities or not _TOTAL.match(after.quantities[0].lead):
        return []
    total, parts = after.quantities[0], _parts(block)
    if not comparable(total, parts[0]) or any(q.hedge is not None for q in [total, *parts]):
        return []
    for first in range(len(parts) - 1):
        relation = _sum(total, parts[first:], sure=False)
        if relation is not None and relation.level is None:
            return [relation]
    sure = re.match(r"\s*(?:以上|上述|合计|总计)", total.lead) is not None and all(
        len(line.quantities) == 1 for line in block)
    relation = _sum(total, parts, sure)
    return [relation] if relation is not None else []


def _above(lines: list[_Line], at: int, block: list[_Line]) -> list[Relation]:
    """The total stands in one of the three lines before the list; further up if it has many digits."""
    parts = _parts(block)
    before = lines[max(0, at - 3):at]
    totals = [q for line in reversed(before) for q in reversed(line.quantities) if comparable(q, parts[0])]
    remote = [q for line in reversed(lines[max(0, at - 12):max(0, at - 3)]) for q in reversed(line.quantities)
              if comparable(q, parts[0]) and q.significant > 3]
    value = total_of(parts)
    for total in [*totals, *remote]:
        if total.base == value and (len(parts) > 2 or total.significant > 2):
            relation = _sum(total, parts, sure=False)
            return [relation] if relation is not None else []
    if len(parts) > 2 and totals and one_digit_apart(totals[0], parts) == 4 and not _HEADS.search(before[-1].text):
        relation = _sum(totals[0], parts, sure=True)
        return [slipped(relation, totals[0])] if relation is not None and relation.level is not None else []
    opens = bool(before) and bool(re.search(r"[：:]\s*$", before[-1].text))
    if opens and len(parts) > 2 and totals and one_digit_apart(totals[0], parts) >= 3:
        relation = _sum(totals[0], parts, sure=True)
        return [relation] if relation is not None else []
    return []


def _own(line: _Line) -> Relation | None:
    """A line of the list that breaks its own amount down (行政案件 62 件，审判监督 52 件；执行监督 10 件): if exact."""
    total, parts = line.quantities[0], line.quantities[1:]
    if len([p for p in parts if p.base]) < 2 or not all(comparable(total, p) for p in parts) or total.value < 10:
        return None
    if any(q.hedge is not None for q in line.quantities) or total_of(parts) != total.base:
        return None
    return _sum(total, parts, sure=False)
