"""参数: dates, regions, certainties; a broken file is refused by name."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from yulin.findings import Refusal
from yulin.law.parameters import CERTAINTIES, FOLDER, UNITS, Law, load_parameters

D = date.fromisoformat
TODAY = Law.on(D("2026-06-01"))


def test_every_parameter_has_a_source_and_a_certainty() -> None:
    table = load_parameters(FOLDER)
    assert len(table) > 130
    for code, values in table.items():
        for parameter in values:
            assert parameter.code == code
            assert parameter.citation.instrument
            assert parameter.citation.certainty in CERTAINTIES
            assert parameter.unit in UNITS
            assert (parameter.roll is None) == (parameter.unit not in ("day", "month", "year"))
            assert parameter.citation.article or parameter.citation.certainty != "verified", code


@pytest.mark.parametrize(("code", "value", "unit"), [
    ("expropriation.cultivated_bound", 35, "ha"), ("expropriation.other_bound", 70, "ha"),
    ("expropriation.pre_notice", 10, "workday"), ("expropriation.plan_notice", 30, "day"),
    ("expropriation.final_notice", 15, "workday"), ("approval.lapse", 2, "year"),
    ("idle_land.unstarted", 1, "year"),
    ("idle_land.fee_rate", Decimal("0.20"), "share"), ("idle_land.built_share", Fraction(1, 3), "share"),
    ("idle_land.invested_share", Decimal("0.25"), "share"), ("supply.announcement", 20, "day"),
    ("supply.listing", 10, "day"), ("supply.payment", 60, "day"), ("registration.decision", 30, "workday"),
    ("cases.decision", 90, "day"), ("petition.conclusion", 60, "day"), ("disclosure.answer", 20, "workday"),
    ("temporary_land.term", 2, "year"), ("temporary_land.infrastructure_term", 4, "year"),
    ("forest.protective_bound", 10, "ha"), ("accountability.farmland_share", Decimal("0.15"), "share"),
    ("survey.difference_share", Decimal("0.01"), "share"), ("survey.patch_construction", 200, "m2"),
    ("offset.permanent_farmland_multiple", 2, "times"), ("permits.decision", 20, "workday"),
])
def test_the_numbers_of_the_law(code: str, value: object, unit: str) -> None:
    parameter = TODAY.value(code)
    assert parameter.value == value
    assert parameter.unit == unit


def test_the_day_chooses_the_value_and_its_source() -> None:
    assert Law.on(D("2024-04-30")).value("cases.decision").value == 60
    assert Law.on(D("2024-05-01")).value("cases.decision").value == 90
    assert "土地管理法" in Law.on(D("2026-12-31")).value("offset.duty").citation.instrument
    assert "耕地保护和质量提升法" in Law.on(D("2027-01-01")).value("offset.duty").citation.instrument


def test_recalled_and_uncertain_values_are_unverified_and_marked() -> None:
    recalled = TODAY.value("offset.capacity_per_grade")
    assert recalled.unverified
    assert recalled.citation.sentence().endswith("（未核实）")
    assert TODAY.value("accountability.farmland_share").unverified
    assert not TODAY.value("approval.lapse").unverified


def test_minimum_periods_and_validity_do_not_roll_over_and_time_limits_do() -> None:
    for code in ("expropriation.plan_notice", "supply.listing", "approval.lapse", "idle_land.unstarted",
                 "prereview.validity", "temporary_land.term"):
        assert TODAY.value(code).roll is False, code
    for code in ("idle_land.investigation", "petition.conclusion", "cases.decision", "supply.payment"):
        assert TODAY.value(code).roll is True, code


def test_an_unknown_code_and_a_day_before_the_first_value_are_refused() -> None:
    with pytest.raises(Refusal, match="idle_land.nothing"):
        TODAY.value("idle_land.nothing")
    with pytest.raises(Refusal, match="2005-01-01.*2012-07-01"):
        Law.on(D("2005-01-01")).value("idle_land.fee_rate")


def test_in_force_lists_what_holds_on_the_day() -> None:
    assert [p.code for p in Law.on(D("1995-01-01")).in_force()] == [
        "supply.payment", "supply.term_commercial", "supply.term_industrial", "supply.term_mixed",
        "supply.term_public", "supply.term_residential"]
    later = {p.code for p in Law.on(D("2027-01-01")).in_force()} - {p.code for p in TODAY.in_force()}
    assert {"dossier.supervision_stop", "prereview.farmland_argument"} <= later


ENTRY = """
notice.period:
  title: 公告期
  unit: workday
  values:
    - {from: 2020-01-01, until: 2021-12-31, value: 5, cites: {instrument: a, article: 1, certainty: verified}}
    - {from: 2022-01-01, value: 7, cites: {instrument: 乙, article: 一, certainty: secondary}}
    - {from: 2022-01-01, region: "99", value: 10, cites: {instrument: 丙, article: 一, certainty: recalled}}
"""


def folder(path: Path, text: str) -> Path:
    (path / "some.yaml").write_text(text, encoding="utf-8")
    return path


def test_a_regions_own_value_goes_before_the_countrys(tmp_path: Path) -> None:
    table = load_parameters(folder(tmp_path, ENTRY))
    assert Law(D("2023-01-01"), "", table).value("notice.period").value == 7
    assert Law(D("2023-01-01"), "440100", table).value("notice.period").value == 7
    local = Law(D("2023-01-01"), "990102", table).value("notice.period")
    assert (local.value, local.citation.instrument, local.unverified) == (10, "丙", True)
    assert Law(D("2021-12-31"), "990102", table).value("notice.period").value == 5


@pytest.mark.parametrize(("old", "new", "says"), [
    ("unit: workday", "unit: hour", "hour"),
    ("unit: workday", "unit: day", "roll"),
    ("unit: workday", "unit: workday\n  roll: true", "roll"),
    ("  title: 公告期\n", "", "title"),
    ("  title: 公告期\n", "  title: 公告期\n  colour: red\n", "colour"),
    ("certainty: secondary", "certainty: sure", "sure"),
    ("from: 2022-01-01, value: 7", "from: 2021-12-31, value: 7", "2021-12-31"),
    ("from: 2022-01-01, value: 7", "from: 2022-13-01, value: 7", "from"),
    ("until: 2021-12-31", "until: 2019-12-31", "until"),
    ("value: 7,", "value: seven,", "seven"),
    ("value: 7,", "value: 0,", "0"),
    ("value: 7,", "value: 7.5,", "7.5"),
    ("instrument: 乙, ", "", "instrument"),
    ("value: 7, ", "value: 7, value: 8, ", "value"),
    ("values:", "values: [", "some.yaml"),
    ("notice.period:", "- notice", "some.yaml"),
])
def test_a_broken_file_is_refused_by_name(tmp_path: Path, old: str, new: str, says: str) -> None:
    before = len(TODAY.table)
    with pytest.raises(Refusal, match="some.yaml") as told:
        load_parameters(folder(tmp_path, ENTRY.replace(old, new)))
    assert says in str(told.value)
    assert "\n" not in str(told.value)
    assert len(Law.on(D("2026-06-01")).table) == before


def test_a_code_in_two_files_is_refused(tmp_path: Path) -> None:
    folder(tmp_path, ENTRY)
    (tmp_path / "other.yaml").write_text(ENTRY, encoding="utf-8")
    with pytest.raises(Refusal, match="notice.period.*重复"):
        load_parameters(tmp_path)
