"""产能 Standard grain capacity from area and quality grade, under the law of a day.

capacity (kg) = 亩 × (16 − 等别) × 100, grade 1 the best, 15 the worst; an improvement counts the difference of
two grades. Source: the parameters ``offset.capacity_grade_base`` and ``offset.capacity_per_grade``.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.parameters import Law, Parameter
from yulin.quantities.rounding import round_half_even

MU = Fraction(200_000, 3)
BEST, WORST = Decimal(1), Decimal(15)


def used_parameters(law: Law) -> tuple[Parameter, Parameter]:
    """The two parameters that the formula rests on."""
    return law.value("offset.capacity_grade_base"), law.value("offset.capacity_per_grade")


def capacity_of(area_dm2: int, grade: Decimal, law: Law) -> int:
    """Grams of new farmland of ``grade`` (1–15, decimals allowed), half to even; Refusal for another grade."""
    _refuse_grade(grade)
    base, each = used_parameters(law)
    return _grams(area_dm2, Fraction(base.value) - Fraction(grade), each)


def capacity_gained(area_dm2: int, before: Decimal, after: Decimal, law: Law) -> int:
    """Grams gained where the grade goes from ``before`` to ``after``; 0 where it does not get better."""
    _refuse_grade(before)
    _refuse_grade(after)
    _base, each = used_parameters(law)
    return _grams(area_dm2, max(Fraction(before) - Fraction(after), Fraction(0)), each)


def _grams(area_dm2: int, grades: Fraction, each: Parameter) -> int:
    return int(round_half_even(Fraction(area_dm2) / MU * grades * Fraction(each.value) * 1000, 0))


def _refuse_grade(grade: Decimal) -> None:
    if not BEST <= grade <= WORST:
        raise Refusal(_("质量等别“{grade}”应在 1 至 15 之间。").format(grade=grade))
