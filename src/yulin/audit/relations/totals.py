"""Totals that follow their parts (合计, 加上 … 总计).

A trailing total needs its word (合计, 总计 …) right before it and parts of one unit before that.
Tolerance: half the last digit of the total and of each rounded part.
"""

from __future__ import annotations

import re

from yulin.audit.relations.adding import summed, total_of
from yulin.audit.relations.complements import by_name
from yulin.audit.relations.making import addable, comparable, measured
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading

_TRAILING = re.compile(
    r"(?:合计|共计|总计|总共|合共|总量|总数|[两二三四五六]项(?:合计|相加|共)|(?<!公)共)[^，。；]{0,10}$"
)
_SURE = re.compile(r"(?:合计|总计|共计|相加|总量)")
_PLAIN = re.compile(r"(?:合计|总计|共计|总共)(?:为|是|达|达到|面积|金额|投资|资金|规模|用地|数量|收入|支出)*$")
_MOST = 24  # parts that one trailing total may have
_PLUS = re.compile(r"^\s*(?:加上|加|再加上|另加)")
_GROWING = re.compile(r"(?:可达|将达|达到|累计达?|共达|总数达)\D{0,4}$")


def find_totals(reading: Reading) -> list[Relation]:
    """Every trailing total, sum with 加上 and growing total of the text."""
    found: list[Relation] = []
    for number, sentence in enumerate(reading.sentences):
        for i, total in enumerate(sentence.quantities):
            if not measured(total) or total.hedge is not None:
                continue
            relation = None
            if _TRAILING.search(total.lead):
                relation = _plus(reading, number, i) or (_trailing(sentence.quantities, i) if i >= 2 else None)
            if relation is None and i >= 2 and _GROWING.search(total.lead):
                relation = _grown(sentence.quantities[:i], total)
            if relation is not None:
                found.append(relation)
    return found


def _trailing(quantities: list[Quantity], i: int) -> Relation | None:
    total = quantities[i]
    parts: list[Quantity] = []
    for q in reversed(quantities[:i]):
        if q.group != total.group or q.role in ("growth", "share", "rate"):
            continue
        if q.segment != total.segment or not addable(q) or not comparable(q, total):
            break
        parts.insert(0, q)
    if _of_different_things(total, parts):
        return None
    parts = parts[-_MOST:]
    value = total_of(parts)
    for first in range(len(parts) - 1):
        run = parts[first:]
        value -= parts[first - 1].base if first else 0
        if abs(value - total.base) > total.ulp * (1 + len(run)) + sum(q.ulp for q in run):
            continue
        relation = summed("trailing_total", total, run, sure=False)
        if relation is not None and relation.level is None:
            return relation
    if len(parts) == 2 and by_name(parts) and not any(q.hedge for q in parts):
        return summed("trailing_total", total, parts)
    if len(parts) < 2 or not _SURE.search(total.lead) or "其中" in parts[0].lead or any(
            re.search(r"共|合计|总计|总数|累计", p.lead) for p in parts):
        return None
    likely = bool(_PLAIN.search(total.lead)) or abs(total_of(parts) - total.base) * 2 < total.base
    return summed("trailing_total", total, parts, sure=likely and all(p.hedge is None for p in parts))


_THING = re.compile(r"[\u4e00-\u9fff]{2,8}")


def _of_different_things(total: Quantity, parts: list[Quantity]) -> bool:
    """15 个乡镇、29 个行政村，共 231 个小班: the count word is common, the things counted are not."""
    named = [m.group() for q in parts if q.dimension == "count" and (m := _THING.match(q.trail))]
    whole = _THING.match(total.trail)
    return len(named) > 1 and len(set(named)) == len(named) and whole is not None and not any(
        n in whole.group() or n[-2:] == whole.group()[-2:] for n in named)


def _plus(reading: Reading, number: int, i: int) -> Relation | None:
    """A … 。加上 B，总计 C; also 加 inside one sentence."""
    sentence = reading.sentences[number]
    total = sentence.quantities[i]
    added = [q for q in sentence.quantities[:i] if addable(q) and comparable(q, total) and q.group == total.group]
    head: list[Quantity] = []
    if _PLUS.match(reading.text[sentence.start:sentence.end]) and number:
        earlier = [q for s in reading.sentences[max(0, number - 2):number] for q in s.quantities
                   if measured(q) and comparable(q, total) and q.group == 0]
        opens = [q for q in earlier if not re.match(r"\s*其中", reading.sentence_head(q))]
        own = [q for q in opens if q.sentence == opens[-1].sentence]
        head = own[:1] or earlier[:1]
    elif added and any(re.match(r"\s*(?:加上?|另加)", q.lead) for q in added[1:2]):
        pass
    else:
        return None
    parts = [*head, *added]
    if len(parts) < 2:
        return None
    return summed("plus", total, parts)


def _grown(before: list[Quantity], total: Quantity) -> Relation | None:
    """已有 A，还可再增 B，可达 C: the two nearest amounts with the total's own noun."""
    noun = re.sub(r"(?:面积|总|数|量|可|将|达|到|累计|共)+$", "", total.subject)[-4:]
    parts = [q for q in before if measured(q) and comparable(q, total) and noun and noun in q.lead][-2:]
    if len(parts) < 2 or len(noun) < 2:
        return None
    between = before[-1].lead + "".join(q.lead for q in before)
    sure = bool(re.search(r"还|再|又|另|预计", between))
    return summed("grown_total", total, parts, sure)
