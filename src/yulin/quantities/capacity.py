"""产能 Capacity: the standard grain capacity of farmland (标准粮食产能), as integers of grams."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from yulin.quantities.rounding import Mode
from yulin.quantities.units import Written, from_smallest, to_smallest

CAPACITY_UNITS: dict[str, Fraction] = {
    "公斤": Fraction(1_000),
    "千克": Fraction(1_000),
    "吨": Fraction(1_000_000),
    "万公斤": Fraction(10_000_000),
}
"""Grams per unit."""


def capacity_from(value: Written, unit: str) -> int:
    """The capacity ``value`` ``unit`` in grams, half to even; Refusal for an unknown unit or no number."""
    return to_smallest(value, unit, CAPACITY_UNITS)


def capacity_to(grams: int, unit: str, decimals: int, mode: Mode = "half_even") -> Decimal:
    """``grams`` in ``unit``, rounded once to ``decimals`` places; Refusal for an unknown unit."""
    return from_smallest(grams, unit, CAPACITY_UNITS, decimals, mode)
