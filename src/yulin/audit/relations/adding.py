"""Adding up (相加): what parts come to, how far rounding may move it, and how one digit would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from yulin.audit.relations.making import note, state
from yulin.audit.report import Quantity, Relation, plain
from yulin.i18n import gettext as _


def total_of(parts: Iterable[Quantity]) -> Fraction:
    """The parts added, in base units."""
    return sum((q.base for q in parts), Fraction(0))


def spread(parts: Iterable[Quantity]) -> Fraction:
    """What rounding of the parts can add to their sum, in base units."""
    return sum((q.slack if q.dimension == "count" else q.ulp / 2 for q in parts), Fraction(0))


def formula_of(parts: Sequence[Quantity]) -> str:
    """The parts added, with units where they differ."""
    mixed = len({p.unit.written for p in parts}) > 1
    return " + ".join(plain(q.value) + (q.unit.written if mixed else "") for q in parts)


def summed(rule: str, total: Quantity, parts: Sequence[Quantity], sure: bool = True) -> Relation | None:
    """The relation "``total`` = the parts added", judged (``sure`` as in ``state``)."""
    return state("sum", rule, total, parts, total_of(parts), formula_of(parts), spread(parts), sure)


def one_digit_apart(parent: Quantity, parts: Sequence[Quantity]) -> int:
    """How many digits the number has of which changing one would make the sum exact (the total or a part); 0: none.
    With five digits or more chance does not do that.
    """
    longest = 0
    for q in [parent, *parts]:
        others = total_of(p for p in parts if p is not q)
        needed = (others if q is parent else parent.base - others) / q.unit.factor * 10**q.decimals
        old = str(int(abs(q.value) * 10**q.decimals))
        if needed <= 0 or needed.denominator != 1:
            continue
        new = str(int(needed))
        if len(new) == len(old) and sum(a != b for a, b in zip(old, new, strict=True)) == 1:
            longest = max(longest, len(old.rstrip("0")))
    return longest


def slipped(relation: Relation, parent: Quantity) -> Relation:
    """The sum misses by what one changed digit would explain: worth a warning."""
    said = _("{formula} = {sum}，与总数 {total}{unit} 只差一个数字，请核对")
    return note(relation, "warning", said.format(
        formula=relation.formula, sum=relation.computed, total=plain(parent.value), unit=parent.unit.written))
