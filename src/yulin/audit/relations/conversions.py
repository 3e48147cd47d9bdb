"""Conversions (单位换算): one amount written in two units, 公顷 and 亩, 万元 and 亿元, side by side.

The cue is a bracket or 合, 即, 折合, 约合 right after the first amount. Tolerance: half the last digit of the stated
amount plus half the last digit of the first, converted.
"""

from __future__ import annotations

import re
from fractions import Fraction

from yulin.audit.relations.making import additive, state
from yulin.audit.report import Quantity, Relation, plain, shown
from yulin.audit.structure import Reading
from yulin.audit.units import per_unit

_CUE = re.compile(r"\s*[（(，,]?\s*(?:折合|合计|约合|合|即|约|折|相当于|换算为)?(?:约|为|成)?\s*$")
_EXPLICIT = re.compile(r"折合|合|即|相当于|换算|折")


def find_conversions(reading: Reading) -> list[Relation]:
    """Every amount restated in another unit of the same dimension."""
    found = []
    for left, right in zip(reading.quantities, reading.quantities[1:], strict=False):
        if left.dimension.startswith("price:") and right.dimension.startswith("price:"):
            found += _prices(reading, left, right)
            continue
        if left.dimension != right.dimension or left.unit.factor == right.unit.factor or not additive(left):
            continue
        if left.dimension == "count" or left.sentence != right.sentence:
            continue
        between = reading.between(left, right)
        bracketed = right.group != left.group and bool(re.match(r"\s*[（(]", between))
        if not _CUE.fullmatch(between) or not (bracketed or _EXPLICIT.search(between)):
            continue
        alone = bracketed and bool(re.match(r"\s*[)）,，、]", reading.text[right.end:right.end + 3]))
        relation = _conversion(left, right, bool(_EXPLICIT.search(between)) or alone)
        if relation is not None:
            found.append(relation)
    return found


def _prices(reading: Reading, left: Quantity, right: Quantity) -> list[Relation]:
    """5845 公斤/公顷（390 公斤/亩）: one figure per two units of the same kind."""
    old, new = per_unit(left.unit), per_unit(right.unit)
    if old is None or new is None or old[0] != new[0] or old[1] == new[1] or right.group == left.group:
        return []
    if not re.fullmatch(r"\s*[（(]\s*", reading.between(left, right)):
        return []
    times = old[1] / new[1]
    relation = state("conversion", "units", right, [left], Fraction(left.value) * times * right.unit.factor,
                     f"{plain(left.value)} × {shown(times, 6)}", left.ulp / left.unit.factor / 2 * times, sure=True)
    return [relation] if relation is not None else []


def _conversion(left: Quantity, right: Quantity, explicit: bool) -> Relation | None:
    factor = shown(left.unit.factor / right.unit.factor, 6)
    near = left.base and abs(right.base / left.base - 1) < 1
    return state("conversion", "units", right, [left], left.base, f"{plain(left.value)} × {factor}",
                 left.ulp / 2, sure=explicit or bool(near))
