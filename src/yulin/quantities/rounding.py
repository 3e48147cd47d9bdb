"""修约 Rounding: one exact number to so many decimals, once, in a mode that is named.

Two modes are in use: 四舍六入五成双 (half to even, GB/T 8170-2008, statistics and areas) and 四舍五入 (half
away from zero, settlements in money). Both take exact numbers only; a float is refused, because its halves
are not halves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Exact = int | Decimal | Fraction
Mode = Literal["half_even", "half_up"]

_WRITTEN = re.compile(r"\d[.．](\d+)")


def round_half_even(x: Exact, decimals: int) -> Decimal:
    """``x`` to ``decimals`` places, exact halves to the even digit (五成双). Source: GB/T 8170-2008, 3.2."""
    scaled = _scaled(x, decimals)
    return _placed(round(scaled), decimals)


def round_half_up(x: Exact, decimals: int) -> Decimal:
    """``x`` to ``decimals`` places, exact halves away from zero (四舍五入; the sign is kept)."""
    scaled = _scaled(x, decimals)
    magnitude = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return _placed(magnitude if scaled >= 0 else -magnitude, decimals)


def rounded(x: Exact, decimals: int, mode: Mode) -> Decimal:
    """``x`` to ``decimals`` places in the mode a field declares."""
    return MODES[mode](x, decimals)


def written_decimals(text: str) -> int:
    """The decimals the first number in a text is written with: ``"903.83 亩"`` → 2, ``"455亩"`` → 0."""
    found = _WRITTEN.search(text)
    return len(found.group(1)) if found else 0


def _scaled(x: Exact, decimals: int) -> Fraction:
    """``x`` × 10^decimals, exactly."""
    if isinstance(x, bool) or not isinstance(x, int | Decimal | Fraction):
        raise TypeError(f"an exact number is needed (int, Decimal, Fraction), not {type(x).__name__}")
    if decimals < 0:
        raise ValueError("decimals must be 0 or more")
    return Fraction(x) * Fraction(10**decimals)


def _placed(units: int, decimals: int) -> Decimal:
    """``units`` × 10^-decimals, with exactly that many decimals and free of any context precision."""
    return Decimal((int(units < 0), tuple(int(d) for d in str(abs(units))), -decimals))


MODES: dict[Mode, Callable[[Exact, int], Decimal]] = {"half_even": round_half_even, "half_up": round_half_up}
