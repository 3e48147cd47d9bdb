"""分摊与调平: the parts add up to the whole, always."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.quantities.apportion import apportion, level_to_control


@given(st.integers(-10**15, 10**15), st.lists(st.integers(0, 10**12), min_size=1).filter(any))
def test_an_apportionment_returns_exactly_its_total(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(abs(p * sum(weights) - total * w) < sum(weights) for p, w in zip(parts, weights, strict=True))
    assert apportion(total, weights) == parts
    assert apportion(-total, weights) == [-p for p in parts]


def test_largest_remainder_and_order_of_ties() -> None:
    assert apportion(100, [1, 1, 1]) == [34, 33, 33]
    assert apportion(10, [3, 5, 1]) == [3, 6, 1]
    assert apportion(7, [0, 2]) == [0, 7]
    assert apportion(0, [0, 0]) == [0, 0]
    assert apportion(0, []) == []


def test_a_total_without_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="all zero"):
        apportion(1, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        apportion(1, [2, -1])


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=50), st.integers(0, 10**6))
def test_levelling_meets_the_control_in_even_steps(values: list[int], surplus: int) -> None:
    before = np.array(values, dtype=np.int64)
    after = level_to_control(before, sum(values) + surplus)
    steps = after - before
    assert after.sum() == sum(values) + surplus
    assert steps.max() - steps.min() <= 1
    assert before.tolist() == values


def test_the_largest_parts_carry_the_odd_units() -> None:
    values = np.array([500, 900, 700, 900], dtype=np.int64)
    assert level_to_control(values, 3002).tolist() == [500, 901, 700, 901]
    assert level_to_control(values, 2995).tolist() == [499, 898, 699, 899]
    assert level_to_control(values, 3001, ids=["a", "d", "b", "c"]).tolist() == [500, 900, 700, 901]
    assert level_to_control(values, 3000).tolist() == values.tolist()


def test_levelling_refuses_what_cannot_be_carried() -> None:
    with pytest.raises(ValueError, match="no part"):
        level_to_control(np.array([], dtype=np.int64), 1)
    small = np.array([1, 100], dtype=np.int64)
    with pytest.raises(ValueError, match="larger than"):
        level_to_control(small, 91)
    assert small.tolist() == [1, 100]
