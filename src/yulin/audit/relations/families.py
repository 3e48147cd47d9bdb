"""Families (已知构成): totals whose parts are known by name (三次产业, 税收与非税, 出口与进口 …).

A family needs the nouns of all its members within three sentences after the total's own noun. A mismatch is only held
against the total when no other total of that noun could be meant. Tolerance: half the last digit of the total and of
each rounded part.
"""

from __future__ import annotations

import re

from yulin.audit.relations.adding import one_digit_apart, summed
from yulin.audit.relations.making import best, comparable, measured
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading

#: total's noun → the nouns of its parts; together they are the whole.
_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"生产总值|GDP|生产总值（GDP）", ("第一产业", "第二产业", "第三产业")),
    (r"一般公共预算收入|公共财政预算收入|财政收入", ("(?<!非)税收收入", "非税收入")),
    (r"进出口总[额值]|进出口", ("(?<!进)出口", "(?<!出)进口")),
    (r"常住人口", ("城镇(?:常住)?人口", "(?:乡村|农村)(?:常住)?人口")),
    (r"户籍(?:总)?人口|总人口", ("城镇人口", "(?:乡村|农村)人口")),
    (r"消费品零售总额", ("城镇", "乡村|农村")),
    (r"消费品零售总额", ("商品零售", "餐饮收入")),
    (r"农林牧渔业?总产值", ("(?<!林牧渔)农业", "林业", "牧业", "渔业", "服务业")),
    (r"“?三公”?经费", ("因公出国", "公务用车购置", "公务接待")),
    (r"户籍(?:总)?人口|总人口", ("男性", "女性")),
    (r"总人口", ("(?<!非)农业人口", "非农业人口")),
)
#: as above, over the paragraphs of an account; never accused
_ACCOUNTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"收、?支总计(?:各|均)?|收入总计|(?<!支出)总计均", ("本年收入合计", "年初结转(?:和|与)?结余")),
    (r"收、?支总计(?:各|均)?|支出总计|总计均", ("本年支出合计", "年末结转(?:和|与)?结余")),
)
_WINDOW = 26  # quantities
_NEAR = 3  # sentences
_FAR = 8
_REGION = re.compile(r"全国|全省|全市|全县|全区|中央|地方|省级|市级|县级|区级|本级")


def find_families(reading: Reading) -> list[Relation]:
    """Every total of a known family whose members follow it."""
    found: list[Relation] = []
    for noun, members in (*_FAMILIES, *_ACCOUNTS):
        far = (noun, members) in _ACCOUNTS
        first = [re.compile(rf"(?:{m})[^，]{{0,8}}$") for m in members]
        whole = re.compile(rf"(?:{noun})[^，]{{0,8}}$")
        taken = 0
        for q in reading.quantities:
            if q.number <= taken or not measured(q) or not any(p.search(q.lead) for p in first):
                continue
            parts = _members(reading, q, first, whole, _FAR if far else _NEAR)
            if parts is None:
                continue
            relation = best(summed("family", total, parts, one_digit_apart(total, parts) >= 5 if far else sure)
                            for total, sure in _totals(reading, whole, parts, first, _FAR if far else _NEAR))
            if relation is not None:
                found.append(relation)
                taken = parts[-1].number
    return found


def _members(reading: Reading, start: Quantity, patterns: list[re.Pattern[str]],
             whole: re.Pattern[str], reach: int) -> list[Quantity] | None:
    parts: list[Quantity | None] = [None] * len(patterns)
    for p in reading.quantities[start.number - 1:start.number + _WINDOW]:
        if p.sentence - start.sentence > reach or p is not start and whole.search(p.lead) and not any(
                pattern.search(p.lead) for pattern in patterns):
            break
        carried = p.role == "previous" and "结转" in p.lead
        if not (measured(p) or carried) or not comparable(p, start) or "其中" in p.lead[1:]:
            continue
        k = next((k for k, pattern in enumerate(patterns) if parts[k] is None and pattern.search(p.lead)), None)
        if k is not None:
            parts[k] = p
    return None if any(p is None for p in parts) else sorted((p for p in parts if p), key=lambda p: p.number)


def _totals(reading: Reading, whole: re.Pattern[str], parts: list[Quantity],
            members: list[re.Pattern[str]], reach: int) -> list[tuple[Quantity, bool]]:
    first = parts[0]
    regions = {m.group() for p in parts if (m := _REGION.search(p.lead))}
    totals = []
    for p in reversed(reading.quantities[max(0, first.number - _WINDOW):first.number - 1]):
        if first.sentence - p.sentence > reach:
            break
        region = _REGION.search(p.lead)
        if (measured(p) and p.hedge is None and comparable(p, first) and whole.search(p.lead)
                and not re.search(r"人均|占|其中", p.lead) and not any(m.search(p.lead) for m in members)
                and not (p.dimension == "count" and not p.unit.written)
                and not (regions and region and region.group() not in regions)):
            totals.append(p)
    between = [q for q in reading.quantities[first.number:parts[-1].number - 1]
               if re.search(r"(?:总[额值量]|合计|总计)[^，]{0,4}$", q.lead)]
    sure = len(totals) == 1 and not between and parts[-1].sentence - first.sentence <= 1 and not any(
        measured(q) and comparable(q, first) and q.base >= totals[0].base
        for q in reading.quantities[totals[0].number:first.number - 1])
    return [(p, sure) for p in totals]
