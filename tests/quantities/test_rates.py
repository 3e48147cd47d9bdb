"""比率: the published rates, and the rate that does not exist."""

from decimal import Decimal
from fractions import Fraction

import pytest

from yulin.quantities.rates import rate, show_rate


@pytest.mark.parametrize(("done", "task", "percent"), [
    ("228.42", "240", "95.18"), ("1778.64", "1641.42", "108.36"), ("89.06", "57.96", "153.66"),
    ("947", "1192", "79.45"),
    ("0", "5", "0.00"),
])
def test_published_rates(done: str, task: str, percent: str) -> None:
    assert str(rate(Decimal(done), Decimal(task))) == percent
    assert show_rate(rate(Decimal(done), Decimal(task))) == f"{percent}%"


def test_decimals_and_fractions() -> None:
    assert rate(1, 3, 1) == Decimal("33.3")
    assert rate(Fraction(1, 3), Fraction(2, 3)) == Decimal("50.00")


@pytest.mark.parametrize(("done", "whole"), [(5, 0), (0, 0), (None, 5), (5, None), (None, None)])
def test_a_rate_over_zero_or_over_nothing_is_a_dash(done: int | None, whole: int | None) -> None:
    assert rate(done, whole) is None
    assert show_rate(rate(done, whole)) == "—"
