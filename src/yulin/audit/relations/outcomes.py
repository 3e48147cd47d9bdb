"""Outcomes of two or three named flows (结果): a trade surplus, a change of population, the growth that parts pull.

贸易顺差 = 出口 − 进口; 人口比上年末增减 = 出生 − 死亡 (listed only: people also move); the points that 消费,
资本形成 and 净出口 pull make the growth of the whole. The nouns must stand in one paragraph. Tolerance: half the
last digit of each.
"""

from __future__ import annotations

import re
from fractions import Fraction

from yulin.audit.relations.making import comparable, state, written
from yulin.audit.report import Quantity, Relation, plain
from yulin.audit.structure import Reading

_EXPORT = re.compile(r"(?<!进)出口(?:总?[额值量])?(?:为|达|达到|约|完成|实现)*$")
_IMPORT = re.compile(r"(?<!出)进口(?:总?[额值量])?(?:为|达|达到|约|完成|实现)*$")
_SURPLUS = re.compile(r"(?P<which>顺差|逆差|出超|入超)(?:总?[额值])?(?:为|达|达到|约)*$")
_PULL = re.compile(r"拉动[^，。；]*增长$")
_NEAR = 10  # quantities


def find_outcomes(reading: Reading) -> list[Relation]:
    """Every surplus, natural change and pulled growth whose parts the text gives."""
    found: list[Relation] = []
    for q in reading.quantities:
        relation = None
        if q.hedge is None and (word := _SURPLUS.search(q.lead)):
            relation = _surplus(reading, q, word.group("which"))
        elif q.hedge is None and q.role == "change" and "人口" in q.subject + reading.sentence_head(q):
            relation = _people(reading, q)
        if relation is not None:
            found.append(relation)
    return [*found, *_pulled(reading)]


def _surplus(reading: Reading, q: Quantity, word: str) -> Relation | None:
    near = [p for p in reading.quantities[max(0, q.number - _NEAR):q.number - 1]
            if p.hedge is None and comparable(p, q) and p.sentence == q.sentence and p.group == q.group]
    out = [p for p in near if _EXPORT.search(p.lead)]
    into = [p for p in near if _IMPORT.search(p.lead)]
    if len(out) != 1 or len(into) != 1:
        return None
    more, less = (out[0], into[0]) if word in ("顺差", "出超") else (into[0], out[0])
    return state("difference", "surplus", q, [more, less], more.base - less.base,
                 f"{written(more, less)} - {written(less, more)}", (more.ulp + less.ulp) / 2)


def _people(reading: Reading, q: Quantity) -> Relation | None:
    """人口比上年末减少 85 万人 … 出生 956 万人 … 死亡 1041 万人."""
    after = [p for p in reading.quantities[q.number:q.number + _NEAR]
             if p.hedge is None and p.dimension == q.dimension and p.sentence - q.sentence <= 2]
    births = [p for p in after if re.search(r"出生(?:人口|人数)?$", p.lead.rstrip("为是达"))]
    deaths = [p for p in after if re.search(r"死亡(?:人口|人数)?$", p.lead.rstrip("为是达"))]
    if len(births) != 1 or len(deaths) != 1:
        return None
    born, died = births[0], deaths[0]
    formula = " - ".join((written(born, died), written(died, born))[::q.sign])
    return state("difference", "natural_change", q, [born, died], (born.base - died.base) * q.sign, formula,
                 (born.ulp + died.ulp) / 2, sure=False)


def _pulled(reading: Reading) -> list[Relation]:
    found = []
    for sentence in reading.sentences:
        pulls = [q for q in sentence.quantities if q.dimension == "points" and _PULL.search(q.lead)]
        if len(pulls) < 3 or not re.search(r"消费", pulls[0].lead) or any(q.hedge for q in pulls):
            continue
        whole = _growth_before(reading, pulls[0])
        if whole is None:
            continue
        total = sum((Fraction(q.value) * q.sign for q in pulls[:3]), Fraction(0)) * whole.sign
        formula = " + ".join(plain(q.value) for q in pulls[:3])
        slack = sum((q.ulp / 2 for q in pulls[:3]), Fraction(0))
        relation = state("sum", "pulled", whole, pulls[:3], total, formula, slack, sure=False)
        found += [relation] if relation is not None else []
    return found


def _growth_before(reading: Reading, first: Quantity) -> Quantity | None:
    """The growth of the 生产总值 named before."""
    for q in reversed(reading.quantities[max(0, first.number - 16):first.number - 1]):
        if q.role == "growth" and q.number > 1 and re.search(
                "生产总值|GDP", reading.quantities[q.number - 2].lead + q.lead):
            return q
    return None
