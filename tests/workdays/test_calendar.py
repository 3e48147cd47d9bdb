"""工作日历: four years, day by day, against two independent calendars; later years are provisional."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from yulin.findings import Refusal
from yulin.workdays.calendar import (
    YEARS_DIR,
    day_kind,
    is_workday,
    known_years,
    moving_holidays_known,
    notice,
    read_notice,
)


def days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def test_the_years_on_file() -> None:
    assert known_years() == [2023, 2024, 2025, 2026]


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_every_day_agrees_with_two_independent_calendars(year: int) -> None:
    other = holidays.country_holidays("CN", years=year, language="en_US")
    for day in days(year):
        assert is_workday(day) == chinese_calendar.is_workday(day) == other.is_working_day(day), day
        assert day_kind(day).workday == is_workday(day)
        assert not day_kind(day).provisional


@pytest.mark.parametrize(("year", "workdays"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, workdays: int) -> None:
    assert sum(map(is_workday, days(year))) == workdays


@pytest.mark.parametrize(("year", "number"), [
    (2023, "国办发明电〔2022〕16号"), (2024, "国办发明电〔2023〕7号"),
    (2025, "国办发明电〔2024〕12号"), (2026, "国办发明电〔2025〕7号"),
])
def test_each_year_names_its_notice(year: int, number: str) -> None:
    found = notice(year)
    assert found is not None
    assert found.number == number
    assert found.certainty in {"verified", "secondary", "recalled", "uncertain"}
    assert str(year) in found.title


def test_names_of_days() -> None:
    assert day_kind(date(2026, 2, 14)).name == "调休上班"
    assert day_kind(date(2026, 2, 17)).name == "春节"
    assert day_kind(date(2026, 3, 7)).name == "周末"
    assert day_kind(date(2026, 3, 9)).name == "工作日"


def test_a_notice_reaches_back_into_december() -> None:
    kind = day_kind(date(2022, 12, 31))
    assert (kind.workday, kind.name, kind.provisional) == (False, "元旦", True)


def test_a_year_without_notice_is_weekends_and_statutory_holidays() -> None:
    assert notice(2027) is None
    off = [day.isoformat()[5:] for day in days(2027) if not is_workday(day) and day.weekday() < 5]
    assert off == ["01-01", "02-05", "02-08", "04-05", "06-09", "09-15", "10-01"]
    assert all(day_kind(day).provisional for day in days(2027))
    assert day_kind(date(2027, 2, 5)).name == "春节"
    assert moving_holidays_known(2027)


@pytest.mark.parametrize("year", range(2027, 2041))
def test_the_moving_holidays_agree_with_an_independent_lunar_calendar(year: int) -> None:
    other = holidays.country_holidays("CN", years=year, language="en_US")
    statutory = {d for d, name in other.items() if "observed" not in name}
    assert {d for d in days(year) if d in statutory and is_workday(d)} == set()
    named = {d for d in days(year) if day_kind(d).name not in {"周末", "工作日"}}
    assert named == statutory


def test_beyond_the_table_only_fixed_holidays_are_known() -> None:
    assert not moving_holidays_known(2041)
    off = [day.isoformat()[5:] for day in days(2041) if not is_workday(day) and day.weekday() < 5]
    assert off == ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]


def test_a_year_reads_from_its_file() -> None:
    found = read_notice(YEARS_DIR / "2025.yaml")
    assert found.off[date(2025, 1, 28)] == "春节"
    assert sorted(found.makeup) == [date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28),
                                    date(2025, 10, 11)]


HEAD = "notice: x\ntitle: y\nissued: 2026-11-01\ncertainty: uncertain\n"


@pytest.mark.parametrize(("text", "says"), [
    ("{", "读不出来"),
    ("notice: 1\n", "缺少或写错"),
    ("[]", "缺少或写错"),
    (HEAD + "holidays:\n  - {name: 春节, from: 2027-02-10, to: 2027-02-05, makeup: []}\n", "缺少或写错"),
    (HEAD + "holidays:\n  - {name: 春节, from: 2027-02-05, to: 2027-02-07, makeup: [2027-02-09]}\n",
     "2027-02-09"),
    (HEAD + "holidays:\n  - {name: 春节, from: 2029-02-05, to: 2029-02-07, makeup: []}\n", "2029-02-05"),
])
def test_a_broken_year_file_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "2027.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match="2027.yaml") as told:
        read_notice(path)
    assert says in str(told.value)
    assert known_years() == [2023, 2024, 2025, 2026]
