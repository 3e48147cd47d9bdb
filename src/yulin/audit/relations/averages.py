"""Averages and unit prices (平均): 人均, 亩均, 平均每宗 … = total ÷ count.

The cue names what is divided by (人均 → 人, 亩均 → 亩); total and count must stand in the same sentence.
Tolerance: half the last digit stated, plus what rounding of the operands can add.
"""

from __future__ import annotations

import re
from fractions import Fraction

from yulin.audit.phrases import likeness
from yulin.audit.relations.making import additive, best, count_word, measured, state, written
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading

_CUE = re.compile(
    r"(?:(?P<per>[人户亩宗件村家次天日月])均|平均每(?P<each>[\u4e00-\u9fff]{1,3}?)(?=[^\u4e00-\u9fff]|\S)|每(?P<one>亩|宗|户|人|件|公顷|平方米))"
)


def find_averages(reading: Reading) -> list[Relation]:
    """Every average whose total and count stand in its sentence."""
    found = []
    for q in reading.quantities:
        cue = _CUE.search(q.lead)
        if cue is None or q.hedge is not None or not additive(q):
            continue
        per = cue.group("per") or cue.group("each") or cue.group("one")
        noun = re.sub(r"(?:为|是|达|约|到)+$", "", q.lead[cue.end():])
        relation = best(_average(q, total, count, sure and (not noun or likeness(noun, total.subject) >= 0.5))
                        for total, count, sure in _pairs(reading, q, per))
        if relation is not None:
            found.append(relation)
    return found


_AMOUNT = re.compile(r"(?:金额|总价|价款|货款|费用|合计|共计|共|计|总额)(?:为|是|达)?$")


def find_products(reading: Reading) -> list[Relation]:
    """Every amount that a unit price (4500 元/吨, 单价 3.5 万元) and a count in its segment multiply to."""
    found = []
    for q in reading.quantities:
        if q.dimension != "money" or q.hedge is not None or not _AMOUNT.search(q.lead):
            continue
        own = [p for p in reading.sentences[q.sentence].quantities
               if p.segment == q.segment and q.number - 3 <= p.number < q.number and p.hedge is None]
        prices = [p for p in own if p.dimension.startswith("price:元/") or p.dimension == "money" and "单价" in p.lead]
        counts = [p for p in own if p not in prices and p.dimension in ("count", "mass", "area", "volume", "length")]
        if len(prices) != 1 or len(counts) != 1 or len(own) != 2:
            continue
        price, count = prices[0], counts[0]
        below = price.dimension.partition("/")[2]
        if below and count_word(count) != below:
            continue
        times = Fraction(count.value) * count.unit.times
        slack = price.slack * times + price.base * count.slack * count.unit.times / count.unit.factor
        relation = state("average", "price_times_count", q, [price, count], price.base * times,
                         f"{written(price, q)} × {count.amount}", slack, sure=bool(below))
        found += [relation] if relation is not None else []
    return found


def _pairs(reading: Reading, q: Quantity, per: str) -> list[tuple[Quantity, Quantity, bool]]:
    own = [
        p
        for p in reading.sentences[q.sentence].quantities
        if p.number < q.number and measured(p) and p.group == q.group
    ]
    counts = [p for p in own if p.unit.name in (per, per + "次") or p.trail.startswith(per)]
    totals = [p for p in own if p.dimension == q.dimension and p not in counts]
    sure = len(counts) == 1 and len(totals) == 1
    return [(total, count, sure) for count in reversed(counts) for total in reversed(totals)]


def _average(q: Quantity, total: Quantity, count: Quantity, sure: bool) -> Relation | None:
    divisor = Fraction(count.value) * count.unit.times
    if not divisor:
        return None
    computed = total.base / divisor
    slack = total.slack / divisor + computed * (count.slack / count.base if count.base else 0)
    near = bool(q.base) and Fraction(1, 10) < computed / q.base < 10
    return state("average", "total_by_count", q, [total, count], computed,
                 f"{written(total, q)} / {count.amount}", slack, sure and near)
