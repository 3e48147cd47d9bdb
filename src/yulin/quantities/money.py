"""金额 Money: integers of fen (分)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from yulin.quantities.rounding import Mode
from yulin.quantities.units import Written, from_smallest, to_smallest

MONEY_UNITS: dict[str, Fraction] = {
    "元": Fraction(100),
    "万元": Fraction(1_000_000),
    "亿元": Fraction(10_000_000_000),
}
"""Fen per unit."""


def money_from(value: Written, unit: str) -> int:
    """The amount ``value`` ``unit`` in fen, half to even; Refusal for an unknown unit or for no number."""
    return to_smallest(value, unit, MONEY_UNITS)


def money_to(fen: int, unit: str, decimals: int, mode: Mode = "half_up") -> Decimal:
    """``fen`` in ``unit``, rounded once to ``decimals`` places; 四舍五入 unless a field says otherwise."""
    return from_smallest(fen, unit, MONEY_UNITS, decimals, mode)
