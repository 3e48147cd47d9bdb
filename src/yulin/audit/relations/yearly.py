"""Yearly averages of growth (年均增长): (now ÷ then) to the power of one over the years, less one.

The cue is 年均 …% after 由 A 增加到 B, each with its year in the text; then the count of years is certain. Production
values at current prices give a note, because the stated rate may be real; so does a rate that fits one year more or
less. Tolerance: half the last digit of the rate + what rounding of both amounts can add.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from fractions import Fraction

from yulin.audit.phrases import GROWTH_WORD, YEARLY
from yulin.audit.relations.making import amount, comparable, note, state, written
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_OWN = re.compile(
    r"[，,\s]*(?:同比|其间|期间|[一二三四五六七八九十两]+年(?:间|来)?|实现)*(?:年均|年平均|平均每年|复合)")
_DOWN = re.compile(r"降|减|回落|下滑")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_REAL = re.compile(r"生产总值|GDP|增加值|总产值|产值|投资|可支配收入|消费")
_FROM = re.compile(r"(?:由(?!于)|从)[^，。；]{0,30}$")
_INTO = re.compile(r"(?:到|至|为|达)(?:了)?[^，。；]{0,12}$")


def find_yearly(reading: Reading) -> list[Relation]:
    """Every yearly average rate whose two amounts and years its sentence gives."""
    found = []
    for q in reading.quantities:
        if q.dimension != "percent" or q.hedge is not None or not YEARLY.search(q.lead):
            continue
        if not GROWTH_WORD.search(q.lead) or re.search(r"[高低快慢]于", q.lead):
            continue
        pair = _pair(reading, q)
        if pair is None:
            continue
        then, now, years = pair
        relation = _stated(q, then, now, years)
        found += [relation] if relation is not None else []
    return found


def _pair(reading: Reading, q: Quantity) -> tuple[Quantity, Quantity, int] | None:
    own = [p for p in reading.sentences[q.sentence].quantities if p.number < q.number and p.hedge is None]
    if len(own) < 2:
        return None
    if not _OWN.match(reading.text[own[-1].end:q.start]):
        return None  # a noun of its own (人口年均增长)
    then, now = own[-2], own[-1]
    amounts = amount(then) or then.role == "previous"
    if not (amounts and amount(now) and comparable(then, now) and then.base > 0 and now.base > 0):
        return None
    first = reading.text[reading.sentences[q.sentence].start:then.start]
    years = _YEAR.findall(re.split(r"[；;。]", first)[-1])
    later = _YEAR.findall(reading.text[then.end:now.start])
    if not _FROM.search(then.lead) or not _INTO.search(now.lead) or not years or len(later) != 1:
        return None
    span = int(later[0]) - int(years[-1])
    return (then, now, span) if 1 < span <= 30 else None


def _rate(ratio: Fraction, years: int) -> Fraction:
    with localcontext() as context:
        context.prec = 28
        power = (Decimal(ratio.numerator) / Decimal(ratio.denominator)) ** (Decimal(1) / Decimal(years))
    return (Fraction(power) - 1) * 100


def _stated(q: Quantity, then: Quantity, now: Quantity, years: int) -> Relation | None:
    word = GROWTH_WORD.search(q.lead)
    sign = -1 if word and _DOWN.search(word["word"]) else 1
    computed = _rate(now.base / then.base, years) * sign
    high = _rate((now.base + now.slack) / max(then.base - then.slack, Fraction(1, 10**6)), years) * sign
    relation = state("growth", "yearly", q, [then, now], computed,
                     f"({written(now, then)} / {written(then, now)})^(1/{years}) - 1", abs(high - computed))
    if relation is None or relation.level is None:
        return relation
    other = any(abs(_rate(now.base / then.base, n) * sign - q.base) <= q.ulp / 2 for n in (years - 1, years + 1))
    if other or _REAL.search(then.subject + then.lead + now.lead) or re.search(r"可比价|不变价|实际", q.lead):
        return note(relation, "note", _(
            "按两端数字与 {years} 年计算，年均为 {computed}%，文中为 {stated}%；如按可比价或另一年数计算则不矛盾"
        ).format(
                years=years, computed=relation.expected, stated=relation.stated))
    return relation
