"""规则: what cases in YAML do not say: citations, missing facts, purity."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.findings import Refusal
from yulin.law.cases import run_cases
from yulin.law.facts import plain
from yulin.law.parameters import Law
from yulin.law.periods import end_of, extended_end, period_end
from yulin.law.registry import RULES, evaluate
from yulin.law.rules.idle_land import Cause, IdleLand, determination
from yulin.workdays.periods import whole_months

D = date.fromisoformat
CASES = sorted(Path(__file__).with_name("cases").glob("*.yaml"))
SOME_FACTS: dict[str, dict[str, object]] = {
    "approval.authority": {"permanent_farmland_ha": 0, "cultivated_ha": 20, "other_ha": 60},
    "approval.expiry": {"approved": "2025-01-01"},
    "boundary.outside": {"area_m2": 10},
    "cases.decision_due": {"filed": "2024-04-30"},
    "collective_land.transfer": {"voters": 3, "agreed": 2, "filed": "2026-02-04"},
    "dossier.gates": {"cultivated_ha": 1},
    "expropriation.compensation": {"area_mu": 1, "zone_price": 48000},
    "expropriation.front_steps": {"agreements_due": 3, "agreements_signed": 2},
    "prereview.decision_due": {"accepted": "2026-02-04"},
    "prereview.validity_term": {"approved": "2024-02-04"},
    "service.period": {"matter": "permit", "accepted": "2026-02-04", "extended": True},
    "supply.grant_schedule": {"mode": "listing", "closed": "2026-02-04", "start_price": 10},
    "supply.payment_due": {"contracted": "2026-02-04"},
    "supply.term": {"use": "industrial"},
    "temporary_land.use_term": {"approved": "2024-02-04", "infrastructure": False, "takes_farmland": True},
    "unsupplied.measures": {"approved": "2024-02-04", "approved_mu": 10, "done_mu": 1, "tasks_met": True},
    "expropriation.notice_period": {"pre_notice": "2026-02-04"},
    "idle_land.determination": {"agreed_start": "2024-03-01"},
    "offset.made_good": {"taken_m2": 10, "made_m2": 5},
    "offset.required": {"cultivated_m2": 10, "grade": 9, "permanent_farmland_m2": 5, "inside_plan": True},
    "permanent_farmland.occupied": {"area_m2": 10},
    "redline.occupied": {"area_m2": 10},
    "supply.announcement_period": {"mode": "listing", "published": "2026-02-04",
                                   "listing_ends": "2026-03-20"},
}


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_cases_pass(path: Path) -> None:
    failed = {r.name: r.problems for r in run_cases(path) if not r.passed}
    assert failed == {}


def test_there_are_cases_for_every_rule() -> None:
    tried = "".join(path.read_text(encoding="utf-8") for path in CASES)
    assert [name for name in RULES if not re.search(rf"rule: {re.escape(name)}[,\n]", tried)] == []


@pytest.mark.parametrize("name", RULES)
def test_a_verdict_uses_declared_parameters_and_gives_reasons(name: str) -> None:
    verdict = evaluate(name, SOME_FACTS[name], D("2026-06-01"))
    assert verdict.rule == name
    assert {p.code for p in verdict.used} <= set(RULES[name].cites)
    assert verdict.used and verdict.reasons
    assert verdict.sentences()[-1].startswith("依据：")
    assert verdict.unverified == any(c.certainty in ("recalled", "uncertain") for c in verdict.citations)
    assert evaluate(name, SOME_FACTS[name], D("2026-06-01")) == verdict
    shown = json.loads(json.dumps(verdict.as_json()))
    assert shown["outputs"].keys() == verdict.outputs.__dataclass_fields__.keys()
    assert shown["used"][0]["citation"]["instrument"]


@pytest.mark.parametrize("name", RULES)
def test_every_declared_parameter_exists(name: str) -> None:
    for code in RULES[name].cites:
        assert Law.on(D("2027-06-01")).value(code).code == code


def test_an_uncertain_value_makes_the_verdict_unverified() -> None:
    assert evaluate("boundary.outside", {"area_m2": 1}, D("2026-06-01")).unverified
    with_grade = evaluate("offset.required", {"cultivated_m2": 1, "grade": 9}, D("2026-06-01"))
    without = evaluate("offset.required", {"cultivated_m2": 1}, D("2026-06-01"))
    assert (with_grade.unverified, without.unverified) == (True, False)
    assert without.missing == ("inside_plan", "grade", "paddy_m2")


def test_idle_land_says_what_is_missing() -> None:
    law = Law.on(D("2025-06-01"))
    assert determination(IdleLand(), law).missing == ("agreed_start", "handover")
    unpriced = determination(IdleLand(agreed_start=D("2024-03-01")), law)
    assert unpriced.missing == ("cause", "price")
    assert unpriced.outputs.fee is None
    stopped = IdleLand(started=D("2023-01-01"), stopped_since=D("2024-01-01"), built_ratio=Fraction(1, 2))
    assert determination(stopped, law).missing == ("invested_ratio",)


def test_a_late_handover_is_pointed_out() -> None:
    facts = IdleLand(agreed_start=D("2024-03-01"), handover=D("2024-05-01"))
    verdict = determination(facts, Law.on(D("2025-06-01")))
    assert "晚于约定动工日期" in verdict.reasons[0]


@given(st.dates(D("2013-01-01"), D("2026-12-31")), st.integers(0, 1500), st.sampled_from(Cause))
def test_fee_and_recovery_never_come_together(start: date, days: int, cause: Cause) -> None:
    day = start + timedelta(days=days)
    out = determination(IdleLand(agreed_start=start, cause=cause), Law.on(day)).outputs
    assert out.months_idle == whole_months(start, day)
    assert out.idle == (out.months_idle >= 12)
    assert not (out.fee_due and out.may_recover)
    assert (out.fee_rate is not None) == out.fee_due
    if cause is Cause.HOLDER:
        assert out.fee_due == (12 <= out.months_idle < 24)
        assert out.may_recover == (out.months_idle >= 24)
    else:
        assert not out.fee_due and not out.may_recover


def test_as_of_moves_the_day_of_judgement_and_not_the_law() -> None:
    facts = IdleLand(agreed_start=D("2024-03-01"), as_of=D("2024-12-01"))
    verdict = determination(facts, Law.on(D("2026-06-01")))
    assert verdict.outputs.idle is False
    assert verdict.on == D("2026-06-01")


def test_the_bounds_of_authority_count_the_total_with_farmland() -> None:
    facts = {"permanent_farmland_ha": 0, "cultivated_ha": 34, "other_ha": 36, "inside_plan": True}
    assert evaluate("approval.authority", facts, D("2026-06-01")).outputs.expropriation == "province"
    facts["other_ha"] = Decimal("36.0001")
    verdict = evaluate("approval.authority", facts, D("2026-06-01"))
    assert verdict.outputs.expropriation == "disputed"
    assert "两种" not in verdict.reasons[-1]
    assert "省级人民政府" in verdict.reasons[-1] and "国务院" in verdict.reasons[-1]


def test_messages_carry_area_in_both_units() -> None:
    facts = {"area_m2": "666.67", "total_m2": "1000"}
    verdict = evaluate("permanent_farmland.occupied", facts, D("2026-06-01"))
    assert verdict.outputs.message == "占用永久基本农田 666.67 平方米（1.00 亩），转用、征收须经国务院批准。"
    assert plain(verdict.outputs.share) == "66.67"
    assert [c.article for c in verdict.citations] == ["第三十五条第一款", "第十一条第二款"]


def test_offset_capacity_is_the_published_order_of_magnitude() -> None:
    facts = {"cultivated_m2": "225413.34", "grade": "9.6649"}
    out = evaluate("offset.required", facts, D("2026-06-01")).outputs
    assert 214_000 < out.capacity_kg < 214_400


def test_period_end_takes_length_and_roll_over_from_the_parameter() -> None:
    law = Law.on(D("2026-06-01"))
    end = period_end(law, "registration.decision", D("2026-02-04"))
    assert (end.due, end.parameter.value, end.provisional) == (D("2026-03-24"), 30, False)
    assert period_end(law, "petition.conclusion", D("2026-03-05")).due == D("2026-05-06")
    held = period_end(law, "permits.decision", D("2026-03-02"), [(D("2026-03-09"), D("2026-03-13"))])
    assert held.due == D("2026-04-07")
    with pytest.raises(ValueError, match="no period"):
        end_of(law.value("idle_land.fee_rate"), D("2026-06-01"))


def test_an_extension_is_counted_with_its_period_in_one_go() -> None:
    law = Law.on(D("2025-03-03"))
    answer = extended_end(law, "permits.decision", "permits.extension", D("2025-03-03"))
    assert (answer.due, answer.parameter.code, answer.provisional) == (D("2025-04-15"), "permits.extension", False)
    with pytest.raises(ValueError, match="not of the unit"):
        extended_end(law, "permits.decision", "petition.extension", D("2025-03-03"))


def test_the_limit_of_an_extended_prereview_is_both_its_lengths() -> None:
    law = Law.on(D("2026-06-01"))
    parts = (law.value("prereview.decision").value, law.value("prereview.extension").value)
    assert (*parts, law.value("prereview.extended_decision").value) == (20, 10, 30)


ACCEPTED = st.dates(D("2024-01-02"), D("2026-08-31"))


@given(ACCEPTED, st.booleans(), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=3))
def test_two_rules_agree_on_when_a_prereview_must_be_decided(
        accepted: date, extended: bool, away: list[tuple[int, int]]) -> None:
    spans = [(accepted + timedelta(days=a), accepted + timedelta(days=a + n)) for a, n in away]
    facts = {"accepted": accepted, "extended": extended, "suspended": spans}
    decision = evaluate("prereview.decision_due", facts, accepted).outputs
    service = evaluate("service.period", facts | {"matter": "prereview"}, accepted).outputs
    assert decision.effective_due == service.statutory_due
    assert decision.extended_due >= decision.due
    permit = evaluate("service.period", facts | {"matter": "permit"}, accepted).outputs
    assert permit.statutory_due == service.statutory_due  # the same article sets both


def test_an_unknown_rule_names_the_known_ones() -> None:
    with pytest.raises(Refusal, match="approval.expiry"):
        evaluate("approval.lapse", {}, D("2026-06-01"))


def test_a_day_before_the_law_on_file_is_refused() -> None:
    with pytest.raises(Refusal, match="2005-06-01"):
        evaluate("idle_land.determination", {"agreed_start": "2003-01-01"}, D("2005-06-01"))


@given(st.dates(D("2025-01-02"), D("2026-10-01")), st.integers(0, 400), st.integers(1, 60))
def test_a_service_is_late_by_the_statute_only_after_the_statutory_day(start: date, later: int, n: int) -> None:
    day = start + timedelta(days=later)
    facts = {"matter": "permit", "accepted": start, "promised": n, "as_of": day}
    answer = evaluate("service.period", facts, start).outputs
    assert (answer.state == "late") == (day > answer.statutory_due)
    assert answer.promise_longer == (answer.promised_due > answer.statutory_due)
    assert answer.days_left == (min(answer.promised_due, answer.statutory_due) - day).days


@given(st.integers(1, 300), st.integers(0, 300))
def test_more_signed_than_due_is_refused(due: int, signed: int) -> None:
    facts = {"agreements_due": due, "agreements_signed": signed, "unsigned_explained": False}
    if signed > due:
        with pytest.raises(Refusal, match="已签协议数"):
            evaluate("expropriation.front_steps", facts, D("2026-01-05"))
    else:
        answer = evaluate("expropriation.front_steps", facts, D("2026-01-05")).outputs
        assert answer.agreements_met == (signed == due)
        assert (answer.signing_band == "low") == (signed * 10 < due * 9)
