"""Units that a heading gives (单位：万元): to the bare numbers of the lines under it, and never beyond its section.

The heading stands at the end of a line of its own and names one unit. Over prose it reaches to the next numbered
heading, table or 单位; over a table, to the table's end, and only to columns whose own head names no other unit, rate
or count. A number takes the unit only where nothing but a mark follows it and its words name no rate, count or year; an
integer only where they name what the unit measures.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction

from yulin.audit.relations.tables import Table, head_of
from yulin.audit.report import Quantity
from yulin.audit.structure import Reading
from yulin.audit.units import NO_UNIT, Unit, unit_named

_HEAD = re.compile(r"^[^。；\n]{0,40}?[（(\[【]?\s*(?:金额|计量|货币|数量)?单\s*位\s*[:：]\s*"
                   r"(?P<unit>人民币)?\s*(?P<name>[\u4e00-\u9fff²㎡%％A-Za-z]{1,8})\s*[)）\]】]?[ \t\r]*$",
                   re.MULTILINE)
_OWN_UNIT = re.compile(r"[（(]\s*(?P<name>[\u4e00-\u9fff²㎡]{1,6})\s*[)）]\s*$")
_SECTION = re.compile(
    r"^\s*(?:#{1,6} |[一二三四五六七八九十]{1,3}\s*[、．.]|第[一二三四五六七八九十]{1,3}[章节部]|附?表\s*\d|附件)")
_NOT_AMOUNT = re.compile(
    r"(?:率|比|占比|比重|比例|增长|下降|增幅|降幅|倍|数|人|户|次|第|编号|代码|编码|号|电话|年|月|日|个|件|名|序)\s*"
    r"(?:为|是|达|约|[:：])?\s*$")
#: words that an integer needs before it, because counts stand among the amounts
_OF_DIMENSION = {
    "money": re.compile(r"收入|支出|资金|拨款|经费|余额|金额|投资|税|费|款|总额|合计|总计|补助|结余|"
                        r"结转|预算|决算|债务|贷款|利润|产值"),
    "area": re.compile(r"面积|用地|耕地|林地|草地|园地|规模")}
_NEVER = re.compile(r"(?!)")
_NOT_COLUMN = re.compile(r"率|占|比|±|[%％]|增长|增减|序号|编号|代码|年度|年份|数量|[人户件个次宗]数|电话|备注")
_MOST = 80  # lines that a heading may reach over


def name_units(reading: Reading) -> None:
    """Give the bare numbers of prose the unit of the heading over them; before the numbers are described."""
    starts = [q.start for q in reading.quantities]
    for unit, start, end in _sections(reading):
        for q in reading.quantities[bisect_left(starts, start):bisect_left(starts, end)]:
            named = q.decimals or _OF_DIMENSION.get(unit.dimension, _NEVER).search(q.lead)
            if named and _bare(q) and not _NOT_AMOUNT.search(q.lead) and len(q.lead.strip()) > 1:
                _give(q, unit)


def name_cells(reading: Reading, drawn: Sequence[Table]) -> None:
    """Give the cells of drawn tables the unit of their column's head, or of the heading over the table;
    once all is checked, because a table is summed in its own figures.
    """
    heads = [(m.end(), unit) for m in _HEAD.finditer(reading.text) if (unit := unit_named(m["name"])) is not None]
    for table in drawn:
        first = table.cells[0][0][1]
        last = bisect_right(heads, first, key=lambda head: head[0]) - 1
        near = last >= 0 and not reading.text[heads[last][0]:first].strip(" \t\r\n|")
        for column in {c for numbers in table.numbers for c in numbers}:
            words = re.sub(r"\s", "", head_of(table, column))
            own = _OWN_UNIT.search(words)
            borrowed = heads[last][1] if near and not _NOT_COLUMN.search(words) else None
            unit = unit_named(own["name"]) if own else borrowed
            for numbers in table.numbers:
                q = numbers.get(column)
                if unit is not None and words and q is not None and q.unit == NO_UNIT:
                    _give(q, unit)


def _bare(q: Quantity) -> bool:
    year = q.decimals == 0 and 1900 <= q.value <= 2100
    return q.unit == NO_UNIT and not q.spelled and not q.trail.strip() and not year


def _give(q: Quantity, unit: Unit) -> None:
    q.unit, q.borrowed = unit, True
    q.base = Fraction(q.value) * unit.factor


def _sections(reading: Reading) -> Iterator[tuple[Unit, int, int]]:
    """(unit, start, end) of the prose under each heading that names one unit."""
    heads = list(_HEAD.finditer(reading.text))
    for head in heads:
        unit = unit_named(head["name"])
        if unit is None or unit.dimension in ("percent", "count"):
            continue
        at = end = head.end() + 1
        for k, line in enumerate(reading.text[at:].split("\n", _MOST + 1)[:_MOST]):
            stop = "\t" in line or line.count("|") > 1 or _HEAD.match(line) or _SECTION.match(line)
            if stop or k and re.fullmatch(r"\s*-?[\d.,]+\s*", line):
                break
            end += len(line) + 1
        yield unit, at, end
