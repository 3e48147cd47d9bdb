"""Units: areas, money and capacity between what is written and the integer inside."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.findings import Refusal
from yulin.quantities.area import AREA_UNITS, area_from, area_to
from yulin.quantities.capacity import capacity_from, capacity_to
from yulin.quantities.money import money_from, money_to
from yulin.quantities.units import exact_number

cents = st.integers(-10**12, 10**12)


@given(cents)
def test_square_metres_round_trip(dm2: int) -> None:
    assert area_from(area_to(dm2, "m²", 2), "m²") == dm2


@given(st.integers(-10**10, 10**10))
def test_mu_with_two_decimals_round_trip(hundredths: int) -> None:
    mu = Decimal(hundredths).scaleb(-2)
    assert area_to(area_from(mu, "亩"), "亩", 2) == mu


@given(st.integers(-10**10, 10**10))
def test_money_and_capacity_round_trip(n: int) -> None:
    ten_thousandths = Decimal(n).scaleb(-4)
    assert money_to(money_from(ten_thousandths, "万元"), "万元", 4) == ten_thousandths
    tenths = Decimal(n).scaleb(-1)
    assert capacity_to(capacity_from(tenths, "公斤"), "公斤", 1) == tenths


def test_published_figures() -> None:
    assert area_from("903.83", "亩") == 60_255_333
    assert area_to(area_from("303.8179", "公顷"), "亩", 2) == Decimal("4557.27")
    assert str(area_to(area_from("60.19", "公顷"), "公顷", 4)) == "60.1900"
    assert area_from(1, "万亩") == 666_666_667
    assert area_from(1, "km²") == area_from(1, "平方公里") == area_from(100, "公顷") == 100_000_000
    assert money_from("4059.6045", "万元") == 4_059_604_500
    assert money_to(money_from("13.05", "亿元"), "万元", 0) == 130_500
    assert capacity_from("214203.9", "公斤") == 214_203_900
    assert capacity_to(214_203_900, "吨", 2) == Decimal("214.20")


def test_one_hectare_is_fifteen_mu_exactly() -> None:
    assert AREA_UNITS["公顷"] == 15 * AREA_UNITS["亩"]


def test_rounding_once_from_the_stored_value() -> None:
    assert area_to(1_005, "m²", 1, "half_up") == Decimal("10.1")
    assert area_to(1_005, "m²", 1) == Decimal("10.0")
    assert money_to(12_345, "元", 1) == Decimal("123.5")


@pytest.mark.parametrize(("text", "value"), [
    ("1,377.39", "1377.39"), (" 57.96 ", "57.96"), ("９０３．８３", "903.83"), ("-3", "-3"), ("−3", "-3"),
    ("1234567", "1234567"),
])
def test_written_numbers(text: str, value: str) -> None:
    assert exact_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "*", "XX", "12,34", "1e3", "NaN", "1.2.3", "三", "１２亩", "."])
def test_what_is_no_number_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(Refusal, match="不是数") as told:
        area_from(text, "亩")
    assert f"“{text}”" in str(told.value)


def test_not_a_number_is_refused_and_floats_are_a_mistake_of_the_program() -> None:
    with pytest.raises(Refusal):
        money_from(Decimal("NaN"), "元")
    with pytest.raises(TypeError):
        area_from(0.5, "亩")  # type: ignore[arg-type]


def test_an_unknown_unit_names_the_known_ones() -> None:
    with pytest.raises(Refusal, match="不认识的单位“顷”.*公顷"):
        area_from(1, "顷")
    with pytest.raises(Refusal, match="元、万元、亿元"):
        money_to(1, "角", 0)
