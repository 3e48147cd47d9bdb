"""The verdict (判定): does a stated number agree with the computed one, as far as the written digits can tell?

Agreement: the stated number is the computed one rounded half to even (GB/T 8170) or half up at the stated decimals,
or lies within half a unit of its last digit plus what the operands' own rounding can add. A difference below one
unit of the last digit beyond that is a slip of the last digit (truncation): a warning. More is a contradiction.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from yulin.audit.report import Quantity, plain, shown
from yulin.quantities.rounding import round_half_even, round_half_up

Outcome = Literal["consistent", "last_digit", "contradiction", "unclear"]

#: How far a hedged number may lie from the exact one: (below, above) as shares of the stated number.
_HEDGES: dict[str, tuple[Fraction, Fraction]] = {}
_ABOUT, _UNDER, _OVER = Fraction(5, 100), Fraction(15, 100), Fraction(30, 100)
_UNDER_WORDS = ("近", "不足", "不到", "接近", "将近", "以下", "以内", "之内", "不超过", "最多")
_ABOUT_WORDS = ("约", "大约", "约为", "大概", "左右", "上下")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome and the figures to show, all in the stated number's written unit."""

    outcome: Outcome
    computed: str
    expected: str
    tolerance: str
    gap: Fraction

    @property
    def level(self) -> Literal["error", "warning"] | None:
        """The finding's level; None when there is nothing to find."""
        levels: dict[str, Literal["error", "warning"]] = {"contradiction": "error", "last_digit": "warning"}
        return levels.get(self.outcome)


def judge(stated: Quantity, computed: Fraction, slack: Fraction = Fraction(0)) -> Verdict:
    """Compare ``stated`` with ``computed`` (base units); ``slack`` is the operands' own uncertainty (base units)."""
    factor = stated.unit.factor
    value, result, spread = Fraction(stated.value), computed / factor, slack / factor
    return judge_number(value, stated.decimals, stated.hedge, result, spread,
                        whole=stated.exact and stated.dimension == "count")


def judge_number(value: Fraction, decimals: int, hedge: str | None, computed: Fraction, slack: Fraction,
                 whole: bool = False) -> Verdict:
    """The same on bare numbers. ``whole``: the stated number is a count, so it has no rounding of its own."""
    ulp = Fraction(1, 10**decimals)
    half = Fraction(0) if whole and computed.denominator == 1 else ulp / 2
    gap = abs(value - computed)
    even, up = round_half_even(computed, decimals), round_half_up(computed, decimals)
    figures = (shown(computed), plain(even), plain_fraction(half if half else Fraction(0)), gap)
    if hedge is not None:
        return Verdict(_hedged(value, hedge, computed), *figures)
    if gap <= half + slack or value in (Fraction(even), Fraction(up)):
        return Verdict("consistent", *figures)
    if not whole and gap < ulp + slack:
        return Verdict("last_digit", *figures)
    return Verdict("contradiction", *figures)


def _hedged(value: Fraction, hedge: str, computed: Fraction) -> Outcome:
    """A hedged number never contradicts; it agrees when it lies where its hedge says."""
    size = abs(value)
    if hedge in _ABOUT_WORDS:
        low, high = value - size * _ABOUT, value + size * _ABOUT
    elif hedge in _UNDER_WORDS:
        low, high = value - size * _UNDER, value
    elif hedge == "范围":
        return "unclear"
    else:
        low, high = value, value + size * _OVER
    return "consistent" if low <= computed <= high else "unclear"


def plain_fraction(value: Fraction) -> str:
    """A terminating fraction as decimal text (1/200 → 0.005)."""
    return plain(Decimal(value.numerator) / Decimal(value.denominator)) if value else "0"
