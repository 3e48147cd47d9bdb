"""How a finder states a relation: verdict, formula, message, span, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from yulin.audit.elsewhere import KnownFigure, Passage
from yulin.audit.report import Kind, Level, Quantity, Relation, plain, shown
from yulin.audit.verdict import judge, plain_fraction
from yulin.i18n import gettext as _

_NOT_AMOUNTS = ("percent", "points", "times", "time", "workday", "degree", "", "ratio")
OUTSIDE = ("growth", "change", "previous", "average", "rate", "share")


def state(kind: Kind, rule: str, stated: Quantity, operands: Sequence[Quantity], computed: Fraction,
          formula: str, slack: Fraction = Fraction(0), sure: bool = True, negated: bool = False) -> Relation | None:
    """The relation "``stated`` = ``computed``" (base units of the stated), judged.

    sure: the operands are certain enough to accuse; otherwise a mismatch returns None. negated: the text writes the
    size of a fall (下降 8.92%), so the computed value's sign is turned.
    """
    if any(q.hedge is not None for q in operands):
        spread = max((abs(q.base) for q in operands if q.hedge is not None), default=Fraction(0))
        verdict = judge(stated, -computed if negated else computed, slack)
        if verdict.outcome != "consistent" or not spread:
            return None
    verdict = judge(stated, -computed if negated else computed, slack)
    if verdict.outcome == "unclear" or (not sure and verdict.outcome == "contradiction"):
        return None
    if not sure and kind in ("rate", "share", "growth") and _coarse(stated, computed, slack):
        exact = judge(stated, -computed if negated else computed)
        if exact.outcome != "consistent":
            return None
    if not sure and verdict.outcome == "last_digit" and stated.decimals == 0:
        return None
    everything = sorted({q.number: q for q in [*operands, stated]}.values(), key=lambda q: q.number)
    written = plain(stated.value)
    unit = stated.unit.written
    if verdict.outcome == "consistent":
        message = _("{formula} = {computed}，与文中 {stated}{unit} 一致").format(
            formula=formula, computed=verdict.computed, stated=written, unit=unit)
    elif verdict.outcome == "last_digit":
        message = _(
            "{formula} = {computed}，修约后应为 {expected}{unit}，文中为 {stated}{unit}（末位截断或进位）"
        ).format(
            formula=formula, computed=verdict.computed, expected=verdict.expected, stated=written, unit=unit
        )
    else:
        message = _("{formula} = {computed}，应为 {expected}{unit}，文中为 {stated}{unit}").format(
            formula=formula, computed=verdict.computed, expected=verdict.expected, stated=written, unit=unit)
    return Relation(kind, span_of(everything), tuple(everything), message,
                    verdict.level, written, verdict.computed, verdict.expected, verdict.tolerance, formula, rule,
                    (stated.start, stated.end))


def _coarse(stated: Quantity, computed: Fraction, slack: Fraction) -> bool:
    """Would the operands' rounding let almost any rate pass? Then agreement says nothing."""
    return slack > 5 * stated.ulp and slack * 20 > abs(computed)


def note(relation: Relation, level: Level, message: str) -> Relation:
    """The same relation at another level, saying something else."""
    relation.level, relation.message = level, message
    return relation


def holds(kind: Kind, rule: str, quantities: Sequence[Quantity], formula: str, true: bool, message: str,
          level: Level = "error") -> Relation:
    """A claim without a computed number (part ≤ whole, 缩短为): checked when true, else a finding of ``level``."""
    everything = sorted({q.number: q for q in quantities}.values(), key=lambda q: q.number)
    return Relation(kind, span_of(everything), tuple(everything), message,
                    None if true else level, formula=formula, rule=rule)


def restated(rule: str, q: Quantity, base: Fraction, slack: Fraction, source: str, message: str, level: Level | None,
             other: Passage | None = None, figure: KnownFigure | None = None) -> Relation:
    """The relation "``q`` says what is said elsewhere": ``base`` there, ``slack`` of both, in base units of ``q``."""
    expected, own = shown(base / q.unit.factor), plain(q.value)
    return Relation("repeat", span_of([q]), (q,), message, level, own, expected, expected,
                    plain_fraction(slack / q.unit.factor), f"{own} = {source}", rule, (q.start, q.end), other, figure)


def span_of(quantities: Sequence[Quantity]) -> tuple[int, int]:
    """From the words that lead to the first quantity to the end of the last."""
    return min(q.lead_start for q in quantities), max(q.end for q in quantities)


def ratio_slack(part: Quantity, whole: Quantity) -> Fraction:
    """How far part ÷ whole × 100 may move within the operands' written precision (percent)."""
    if not whole.base:
        return Fraction(0)
    ratio = abs(part.base / whole.base)
    return (part.slack + ratio * whole.slack) / abs(whole.base) * 100


def quotient(kind: Kind, rule: str, stated: Quantity, part: Quantity, whole: Quantity,
             sure: bool = True) -> Relation | None:
    """The relation "``stated`` = ``part`` ÷ ``whole`` × 100", judged (``sure`` as in ``state``)."""
    return state(kind, rule, stated, [part, whole], part.base / whole.base * 100,
                 f"{written(part, whole)} / {written(whole, part)} × 100", ratio_slack(part, whole), sure)


def additive(q: Quantity) -> bool:
    """Is its unit one of amounts: no percentage, point, time or price?"""
    return q.dimension not in _NOT_AMOUNTS and not q.dimension.startswith("price")


def measured(q: Quantity) -> bool:
    """A plain amount: not a percentage, a point, a time, a price, and not a change or an average."""
    return q.role not in OUTSIDE and additive(q)


def amount(q: Quantity) -> bool:
    """As ``measured``, or a unit price or an average: what can grow."""
    if q.role not in OUTSIDE or q.role == "average":
        return q.dimension.startswith("price") or q.dimension not in _NOT_AMOUNTS
    return False


def addable(q: Quantity) -> bool:
    """An amount that may stand in a sum: a measured one, or last year's carried over (上年结转)."""
    if q.role == "previous":
        return additive(q) and re.search("上年|去年|上一年|年初", q.lead) is not None
    return measured(q)


def comparable(left: Quantity, right: Quantity) -> bool:
    """Can the two be added or divided? Same dimension, and for counts the same count word."""
    if left.dimension != right.dimension:
        return False
    return left.dimension != "count" or count_word(left) == count_word(right)


def count_word(q: Quantity) -> str:
    """The unit without its multiplier, and 件 for 件次: 件 of 万件."""
    word = q.unit.name
    if not word and q.unit.written and (named := _COUNTED.search(q.subject)):
        word = named.group(1)  # 诊疗人次 84.7 亿
    return word[:-1] if word in ("件次", "批次", "场次", "宗次", "家次", "项次", "户次") else word


_COUNTED = re.compile(r"(人次|件次|人|户|件)数?$")


def written(q: Quantity, *others: Quantity) -> str:
    """The number as the formula shows it: with its unit where the others have another."""
    return plain(q.value) + (q.unit.written if any(o.unit.written != q.unit.written for o in others) else "")


_TELLING = 150  # a percentage of fewer last digits than this tells little


def likely(q: Quantity, candidates: Sequence[tuple[Quantity, bool]]) -> list[tuple[Quantity, bool]]:
    """The candidates worth trying for a percentage: a coarse one would fit some of many by chance."""
    allowed = (1, 4)[q.decimals] if q.decimals < 2 else 12
    if any(sure for _c, sure in candidates) and abs(q.value) * 10**q.decimals < _TELLING:
        allowed = 0  # so few digits that another candidate would fit by chance
    unsure = 0
    kept = []
    for candidate, sure in candidates:
        unsure += not sure
        if sure or unsure <= allowed:
            kept.append((candidate, sure))
    return kept


def best(relations: Iterable[Relation | None]) -> Relation | None:
    """The first relation that holds; where none does, the first that was found."""
    first: Relation | None = None
    for relation in relations:
        if relation is None:
            continue
        if relation.level is None:
            return relation
        first = first or relation
    return first
