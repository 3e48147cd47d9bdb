"""修约: half-even and half-up on exact numbers."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.quantities.rounding import round_half_even, round_half_up, rounded, written_decimals

WIDE = Context(prec=80)
numbers = st.decimals(min_value=-10**12, max_value=10**12, places=6)


@given(numbers, st.integers(0, 5))
def test_both_modes_agree_with_decimal_quantize(x: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    assert round_half_even(x, places) == x.quantize(step, ROUND_HALF_EVEN, context=WIDE)
    assert round_half_up(x, places) == x.quantize(step, ROUND_HALF_UP, context=WIDE)


@given(st.fractions(), st.integers(0, 8))
def test_the_result_is_nearest_and_has_the_decimals_asked_for(x: Fraction, places: int) -> None:
    result = round_half_even(x, places)
    assert abs(Fraction(result) - x) * 2 <= Fraction(1, 10**places)
    assert result.as_tuple().exponent == -places


@pytest.mark.parametrize(("x", "even", "up"), [
    ("0.125", "0.12", "0.13"), ("0.135", "0.14", "0.14"), ("-0.125", "-0.12", "-0.13"),
    ("8.53459", "8.53", "8.53"), ("0.1250001", "0.13", "0.13"), ("-0.001", "0.00", "0.00"),
])
def test_exact_halves(x: str, even: str, up: str) -> None:
    assert str(rounded(Decimal(x), 2, "half_even")) == even
    assert str(rounded(Decimal(x), 2, "half_up")) == up


def test_numbers_longer_than_any_context_stay_exact() -> None:
    assert str(round_half_even(10**40 + 1, 2)) == f"{10**40 + 1}.00"


@pytest.mark.parametrize("bad", [0.1, True, "1"])
def test_only_exact_numbers_are_rounded(bad: object) -> None:
    with pytest.raises(TypeError):
        round_half_even(bad, 2)  # type: ignore[arg-type]


def test_negative_decimals_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        round_half_up(1, -1)


@pytest.mark.parametrize(("text", "places"), [
    ("903.83 亩", 2), ("4557亩", 0), ("214203.9公斤", 1), ("4059.6045", 4), ("１２．３４", 2),
    ("约 7.6242 万公顷", 4), ("", 0),
])
def test_written_decimals(text: str, places: int) -> None:
    assert written_decimals(text) == places
