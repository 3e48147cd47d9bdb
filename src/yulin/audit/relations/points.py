"""Percentage points (百分点): a rate, the rate it is compared with, and the points between them.

The cue is 比 or 较 with the other rate behind it or in a bracket (比全省平均水平（7.7%）高 0.7 个百分点, 比上年的
0.57% 下降 0.04 个百分点). Shares of growth (贡献率) make 100%, and the points that sectors pull make the growth.
Tolerance: half the last digit of the points and of both rates.
"""

from __future__ import annotations

import re
from fractions import Fraction

from yulin.audit.relations.making import state
from yulin.audit.report import Quantity, Relation, plain
from yulin.audit.structure import Reading

_COMPARED = re.compile(r"(?:比(?![例重值率较])|较|高于|低于|快于|慢于|超过)")
_DOWN = re.compile(r"[低慢降减少]|回落|下滑|收窄")
_UP = re.compile(r"[高快升增多]|加快|扩大")


def find_points(reading: Reading) -> list[Relation]:
    """Every difference in points whose two rates the text gives."""
    found: list[Relation] = []
    done: set[int] = set()
    for q in reading.quantities:
        if q.dimension != "points" or q.hedge is not None or q.number in done:
            continue
        run = reading.runs.get(q.number)
        points = run.quantities if run is not None and run.quantities[0] is q else [q]
        if run is not None and run.quantities[0] is not q:
            continue
        done.update(p.number for p in points)
        found += _against(reading, points)
    return found


def _against(reading: Reading, points: list[Quantity]) -> list[Relation]:
    first = points[0]
    before = [p for p in reading.sentences[first.sentence].quantities if p.number < first.number]
    bases: list[Quantity] = []
    for p in reversed(before):
        if p.dimension != "percent" or p.hedge is not None or len(bases) == len(points):
            break
        bases.insert(0, p)
    if len(bases) != len(points) or not all(_is_base(reading, p, bases[0]) for p in bases):
        return []
    rest = [p for p in before if p.number < bases[0].number and p.dimension == "percent" and p.hedge is None]
    between = reading.quantities[rest[-1].number:bases[0].number - 1] if rest else []
    if not rest or any(p.dimension != "points" for p in between) or first.clause - rest[-1].clause > 4 + len(points):
        return []
    now = rest[-1]
    if any(_kind(p) != _kind(now) for p in bases if _kind(p)):
        return []
    words = re.sub(r"个?百分点", "", reading.text[bases[-1].end:first.start])
    down, up = bool(_DOWN.search(words)), bool(_UP.search(words))
    if down == up:
        return []
    sign = -1 if down else 1
    found = []
    for q, base in zip(points, bases, strict=True):
        fall = re.search(r"[降跌减]幅", reading.text[now.end:base.start]) is not None and now.sign < 0
        new, old = (Fraction(now.value), Fraction(base.value)) if fall else (_signed(now), _signed(base))
        computed = (new - old) * sign
        a, b = (plain(now.value), plain(base.value)) if fall else (_shown(now), _shown(base))
        formula = f"{a} - {b}" if sign > 0 else f"{b} - {a}"
        relation = state("difference", "points", q, [now, base], computed, formula, (now.ulp + base.ulp) / 2, sure=True)
        found += [relation] if relation is not None else []
    return found


def _is_base(reading: Reading, p: Quantity, first: Quantity) -> bool:
    """The rate compared with: 比 … stands before it in its clause, or before the bracket that holds it."""
    start = reading.brackets[p.group].start if p.group else p.start
    clause = reading.text[max(0, start - 40):start]
    clause = re.split(r"[，,。；;：:]", clause)[-1]
    return bool(_COMPARED.search(clause)) or p is not first and p.group != 0


def _kind(q: Quantity) -> str:
    """Growth, share or another rate; "" for a bare rate in a bracket, which is of any kind."""
    return "" if q.role == "plain" or q.group else q.role


def _signed(q: Quantity) -> Fraction:
    """The rate with its sign in words (下降 3.2% is −3.2)."""
    return Fraction(q.value) * (-1 if q.role == "growth" and q.sign < 0 else 1)


def _shown(q: Quantity) -> str:
    return f"-{plain(q.value)}" if q.role == "growth" and q.sign < 0 and q.value > 0 else plain(q.value)


def find_contributions(reading: Reading) -> list[Relation]:
    """贡献率分别为 6%、41.4%、52.6% of three sectors: together 100%."""
    found = []
    for run in {id(r): r for r in reading.runs.values()}.values():
        if len(run.quantities) != 3 or any(q.dimension != "percent" for q in run.quantities):
            continue
        lead = run.quantities[0].lead
        head = reading.text[max(0, run.quantities[0].start - 80):run.quantities[0].start]
        if "贡献率" not in lead or "产业" not in head:
            continue
        last = run.quantities[-1]
        others = run.quantities[:-1]
        computed = Fraction(100) - sum((Fraction(q.value) for q in others), Fraction(0))
        relation = state("share", "contributions", last, others, computed,
                         "100 - " + " - ".join(plain(q.value) for q in others),
                         sum((q.ulp / 2 for q in others), Fraction(0)), sure=False)
        found += [relation] if relation is not None else []
    return found
