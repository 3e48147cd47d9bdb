"""What an engine answers: how many pairs share ground, and how much ground in all.

Engines that build the intersection also return pairs that only touch, and their rounding leaves specks of some
10⁻⁹ m² along shared edges. So pairs are counted above a floor, the same for all; specks do not move the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLOORS_M2 = (1e-6, 1e-4, 1e-2)
SAME_SHARE = 1e-9  # two totals are the same when they differ by no more than this share


class Absent(Exception):
    """An engine that is not installed here; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """rows: all that the engine returned; pairs: of more than each of ``FLOORS_M2``; total_m2: Σ of all areas."""

    rows: int
    pairs: tuple[int, ...]
    total_m2: float

    @classmethod
    def of(cls, areas: NDArray[np.float64]) -> Answer:
        """From the areas of all rows, in m²."""
        return cls(len(areas), tuple(int((areas > floor).sum()) for floor in FLOORS_M2), float(areas.sum()))

    @classmethod
    def from_row(cls, row: Any) -> Answer:
        """From the one row that ``sql_over`` asks for."""
        rows, *pairs, total = row
        return cls(int(rows), tuple(int(n) for n in pairs), float(total))

    def differs_from(self, other: Answer) -> str:
        """Empty where both say the same, else the difference in words."""
        said = []
        if abs(self.total_m2 - other.total_m2) > SAME_SHARE * other.total_m2:
            said.append(f"total {self.total_m2 / other.total_m2 - 1:+.1e}")
        said += [f"{a - b:+d} pairs > {floor:g} m²" for a, b, floor in zip(self.pairs, other.pairs, FLOORS_M2,
                                                                         strict=True) if a != b]
        return ", ".join(said)


def sql_over(areas: str) -> str:
    """The query that sums up the table expression ``areas`` (one column, ``area``)."""
    counts = ", ".join(f"sum(CASE WHEN area > {floor!r} THEN 1 ELSE 0 END)" for floor in FLOORS_M2)
    return f"SELECT count(*), {counts}, sum(area) FROM {areas}"
