"""事实: plain data into facts, and what a rule takes and gives."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.findings import Refusal
from yulin.law.facts import TYPE_NAMES, build, describe
from yulin.law.registry import RULES
from yulin.law.rules.approval import Approval, Taking
from yulin.law.rules.idle_land import Cause, IdleLand
from yulin.law.rules.service_period import Handling


def test_plain_data_becomes_facts() -> None:
    facts = build(IdleLand, {"agreed_start": "2024-03-01", "started": None, "built_ratio": "1/3",
                             "price": "12.50", "cause": "政府原因", "built_area": 3})
    assert facts == IdleLand(agreed_start=date(2024, 3, 1), built_ratio=Fraction(1, 3),
                             price=Decimal("12.50"), cause=Cause.GOVERNMENT, built_area=Decimal(3))


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_a_decimal_stays_exact(value: Decimal) -> None:
    assert build(IdleLand, {"price": str(value)}).price == value
    assert build(IdleLand, {"price": value}).price == value


@pytest.mark.parametrize(("given_facts", "says"), [
    ({"agreed": "2024-03-01"}, "agreed"), ({"agreed_start": "2024-3-1"}, "agreed_start"),
    ({"agreed_start": 5}, "date"),
    ({"price": "a lot"}, "a lot"), ({"price": -1}, "-1"), ({"price": True}, "True"),
    ({"cause": "nobody"}, "企业原因"),
    ({"price": "1/3"}, "decimal"), ({"built_ratio": "1/0"}, "1/0"), ({"price": "NaN"}, "NaN"),
])
def test_wrong_facts_are_refused_by_name(given_facts: dict[str, object], says: str) -> None:
    with pytest.raises(Refusal) as told:
        build(IdleLand, given_facts)
    assert says in str(told.value)


def test_a_needed_fact_that_is_missing_is_named_with_its_title() -> None:
    for given_facts in ({}, {"approved": None}):
        with pytest.raises(Refusal, match="approved（批准日期）"):
            build(Approval, given_facts)
    with pytest.raises(Refusal, match="other_ha"):
        build(Taking, {"permanent_farmland_ha": 0, "cultivated_ha": 0})


def test_every_field_of_every_rule_is_described() -> None:
    for rule in RULES.values():
        for kind in (rule.facts, rule.outputs):
            for field in describe(kind):
                assert field.title, (rule.name, field.name)
                assert field.type.removesuffix(" | null") in {*TYPE_NAMES.values(), "code"}
                assert bool(field.codes) == field.type.startswith("code")


@pytest.mark.parametrize("written", [["2025-01-01..2025-01-10", "2025-02-01..2025-02-01"],
                                     [(date(2025, 1, 1), date(2025, 1, 10)), (date(2025, 2, 1), date(2025, 2, 1))]])
def test_spans_are_read_from_text_and_from_dates(written: list[object]) -> None:
    read = build(Handling, {"matter": "permit", "accepted": "2025-01-01", "suspended": written}).suspended
    assert read == ((date(2025, 1, 1), date(2025, 1, 10)), (date(2025, 2, 1), date(2025, 2, 1)))
    assert str(read) == "2025-01-01..2025-01-10、2025-02-01..2025-02-01"


@pytest.mark.parametrize("written", [["2025-01-10..2025-01-01"], "2025-01-01", 5, [5], ["2025-01-01..x"],
                                     ["2025-01-01..2025-01-02..2025-01-03"]])
def test_a_span_that_is_none_is_refused_by_name(written: object) -> None:
    with pytest.raises(Refusal, match="suspended"):
        build(Handling, {"matter": "permit", "accepted": "2025-01-01", "suspended": written})
