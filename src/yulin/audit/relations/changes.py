"""Growth and differences (增减): a current amount, its change, its rate of growth, its earlier amount.

Any three of them bind the fourth: growth = change ÷ (current − change), change = current − earlier. The cue is 比, 较,
同比, 由…增加到. Tolerance: half the last digit stated, plus what rounding of the operands can add.
"""

from __future__ import annotations

import re
from fractions import Fraction

from yulin.audit.phrases import likeness
from yulin.audit.relations.making import comparable, measured, state
from yulin.audit.report import Quantity, Relation, plain
from yulin.audit.structure import Reading


def find_changes(reading: Reading) -> list[Relation]:
    """Every growth rate and every difference whose operands the text gives."""
    found: list[Relation] = []
    for q in reading.quantities:
        if q.role == "growth":
            relation = _growth(reading, q)
        elif q.role == "change" and q.dimension not in ("points", "percent"):
            relation = _difference(reading, q)
        else:
            continue
        if relation is not None:
            found.append(relation)
    return found


def _neighbours(reading: Reading, q: Quantity, back: int = 2) -> list[Quantity]:
    """Quantities before ``q``, nearest first, in its sentence and up to ``back`` sentences of its paragraph before."""
    near: list[Quantity] = []
    for number in range(q.sentence, max(-1, q.sentence - back - 1), -1):
        sentence = reading.sentences[number]
        if sentence.paragraph < reading.sentences[q.sentence].paragraph - (1 if number == q.sentence - 1 else 0):
            break
        near += [p for p in reversed(sentence.quantities) if p.number < q.number]
    return near[:14]


def _currents(near: list[Quantity], change: Quantity) -> list[tuple[Quantity, bool]]:
    """Candidates for the current amount, each with whether it is certain."""
    plain_ones = [p for p in near if measured(p) and comparable(p, change)]
    noun = re.sub(r"(?:增加|减少|增长|下降|上升|提高|净增|多|少|各).*$", "", change.lead)
    noun = re.sub(r"^.*(?:相比|比|较|同比)[^，]{0,8}?(?=[\u4e00-\u9fff]{0,20}$)", "", noun) if "相比" in noun else noun
    noun = "" if re.search(r"比|较", noun) else noun.strip("、，和及")
    if len(noun) >= 2:
        named = [p for p in plain_ones if likeness(noun, p.subject) >= 0.6]
        if named:
            return [(p, True) for p in named[:2]] + [(p, False) for p in plain_ones if p not in named]
        return [(p, False) for p in plain_ones]
    return [(p, k == 0 and p.sentence == change.sentence) for k, p in enumerate(plain_ones)]


def _growth(reading: Reading, q: Quantity) -> Relation | None:
    near = _neighbours(reading, q)
    change = next((p for p in near[:2] if p.role == "change" and p.dimension not in ("points", "percent")
                   and p.sentence == q.sentence), None)
    if change is not None:
        sign = change.sign
        return _first(_by_change(q, change, current, sure, sign) for current, sure in _currents(near, change)[:4])
    earlier = next((p for p in near if p.role == "previous" and p.sentence == q.sentence), None)
    if earlier is not None:
        nows = [p for p in near if p is not earlier and measured(p) and comparable(p, earlier) and p.sentence == q.sentence]
        return _first(_by_earlier(q, earlier, now, k == 0) for k, now in enumerate(nows[:2]))
    pair = _from_to(reading, near, q)
    if pair is not None:
        return _by_earlier(q, pair[0], pair[1], True)
    return None


def _first(relations: object) -> Relation | None:
    """The consistent one if there is one, else the first mismatch."""
    mismatch: Relation | None = None
    for relation in relations:  # type: ignore[attr-defined]
        if relation is None:
            continue
        if relation.level is None:
            return relation  # type: ignore[no-any-return]
        mismatch = mismatch or relation
    return mismatch


def _by_change(q: Quantity, change: Quantity, current: Quantity, sure: bool, sign: int) -> Relation | None:
    earlier = current.base - sign * change.base
    if earlier <= 0 or q.sign != sign:
        return None
    computed = change.base / earlier * 100
    slack = (change.slack + computed / 100 * (current.slack + change.slack)) / earlier * 100
    op = "-" if sign > 0 else "+"
    return state("growth", "change_of_earlier", q, [change, current], computed,
                 f"{plain(change.value)} / ({plain(current.value)} {op} {plain(change.value)}) × 100", slack, sure)


def _by_earlier(q: Quantity, earlier: Quantity, now: Quantity, sure: bool) -> Relation | None:
    if not earlier.base:
        return None
    computed = (now.base / earlier.base - 1) * 100 * q.sign
    slack = (now.slack + abs(now.base / earlier.base) * earlier.slack) / earlier.base * 100
    if q.sign > 0:
        formula = f"({plain(now.value)} - {plain(earlier.value)}) / {plain(earlier.value)} × 100"
    else:
        formula = f"({plain(earlier.value)} - {plain(now.value)}) / {plain(earlier.value)} × 100"
    return state("growth", "now_over_earlier", q, [now, earlier], computed, formula, slack, sure)


def _from_to(reading: Reading, near: list[Quantity], q: Quantity) -> tuple[Quantity, Quantity] | None:
    """由 X 增加到 Y: (X, Y)."""
    for now, earlier in zip(near, near[1:], strict=False):
        if now.sentence != q.sentence or earlier.sentence != q.sentence or not comparable(now, earlier):
            continue
        if re.search(r"(?:由|从)[^，。；]{0,20}$", earlier.lead) and re.search(r"(?:到|至|为)(?:了|约)?\s*$", now.lead):
            return earlier, now
    return None


def _difference(reading: Reading, q: Quantity) -> Relation | None:
    near = [p for p in _neighbours(reading, q, 0) if comparable(p, q) and p.role not in ("growth", "change")]
    pair = _from_to(reading, near, q)
    if pair is None:
        previous = next((p for p in near if p.role == "previous"), None)
        now = next((p for p in near if p is not previous), None)
        if previous is None or now is None:
            return None
        pair = previous, now
    earlier, now = pair
    computed = (now.base - earlier.base) * q.sign
    formula = (f"{plain(now.value)} - {plain(earlier.value)}" if q.sign > 0
               else f"{plain(earlier.value)} - {plain(now.value)}")
    slack = Fraction(0) if q.dimension == "count" else (now.ulp + earlier.ulp) / 2
    return state("difference", "now_minus_earlier", q, [now, earlier], computed, formula, slack)
