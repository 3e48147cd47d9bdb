"""面积 Area: survey areas as integers of dm² (0.01 m²), the precision of a survey area.

1 公顷 = 15 亩 = 10 000 m² exactly, so 1 亩 = 2000/3 m²; a conversion starts from the stored dm² and is
rounded once.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from yulin.quantities.rounding import Mode
from yulin.quantities.units import Written, from_smallest, to_smallest

_MU = Fraction(200_000, 3)

AREA_UNITS: dict[str, Fraction] = {
    "m²": Fraction(100),
    "平方米": Fraction(100),
    "亩": _MU,
    "公顷": Fraction(1_000_000),
    "万亩": 10_000 * _MU,
    "万公顷": Fraction(10_000_000_000),
    "km²": Fraction(100_000_000),
    "平方公里": Fraction(100_000_000),
    "平方千米": Fraction(100_000_000),
}
"""dm² per unit. One dm² is 0.01 m²."""


def area_from(value: Written, unit: str) -> int:
    """The area ``value`` ``unit`` in dm², half to even; Refusal for an unknown unit or for no number."""
    return to_smallest(value, unit, AREA_UNITS)


def area_to(dm2: int, unit: str, decimals: int, mode: Mode = "half_even") -> Decimal:
    """``dm2`` (dm²) in ``unit``, rounded once to ``decimals`` places; Refusal for an unknown unit."""
    return from_smallest(dm2, unit, AREA_UNITS, decimals, mode)
