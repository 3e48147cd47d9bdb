"""比率 Rates: done ÷ whole in percent. A rate over zero does not exist: it is "—", never 0 or 100."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from yulin.quantities.rounding import Exact, round_half_even

NO_RATE = "—"


def rate(done: Exact | None, whole: Exact | None, decimals: int = 2) -> Decimal | None:
    """``done`` ÷ ``whole`` × 100 to ``decimals`` places (GB/T 8170, half to even); may exceed 100.

    None when ``whole`` is 0 or when either is missing.
    """
    if done is None or whole is None or whole == 0:
        return None
    return round_half_even(Fraction(done) / Fraction(whole) * 100, decimals)


def show_rate(value: Decimal | None) -> str:
    """A rate as a person reads it: ``"95.18%"``, and ``"—"`` where there is none."""
    return NO_RATE if value is None else f"{value}%"
