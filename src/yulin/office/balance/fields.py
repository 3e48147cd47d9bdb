"""质量等别 A column for the quality grade of farmland: 1 the best, 15 the worst, with up to two decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yulin.office.registers.fields import _Quantity
from yulin.quantities.rounding import round_half_even


class Grade(_Quantity):
    """等别: an integer of hundredths of a grade, shown with two decimals."""

    least, largest = 100, 1500

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("decimals", 2)
        super().__init__(label, **kwargs)

    def from_unit(self, number: Decimal, unit: str) -> int:
        """Hundredths of a grade; ValueError outside 1 to 15."""
        if not 1 <= number <= 15:
            raise ValueError(_("质量等别“{grade}”应在 1 至 15 之间。").format(grade=number).rstrip("。"))
        return int(round_half_even(number * 100, 0))

    def to_unit(self, value: int) -> Decimal:
        """The grade."""
        return (Decimal(value) / 100).quantize(Decimal(1).scaleb(-self.decimals))


def grade_of(value: int | None) -> Decimal | None:
    """The grade of a stored value; None when it is missing."""
    return None if value is None else Decimal(value) / 100
