"""法定期限: counting, corresponding dates, roll-over, suspension."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.findings import Refusal
from yulin.workdays.calendar import is_workday
from yulin.workdays.periods import add_workdays, deadline, plus, whole_months, workdays_between

D = date.fromisoformat
starts = st.dates(date(2023, 1, 1), date(2026, 6, 1))
spans = st.lists(st.tuples(starts, st.integers(0, 40)).map(lambda s: (s[0], s[0] + timedelta(days=s[1]))),
                 max_size=3)


@pytest.mark.parametrize(("start", "n", "unit", "due"), [
    ("2026-02-04", 10, "workday", "2026-02-25"),    # over Spring Festival, 14 February worked
    ("2026-02-04", 1, "workday", "2026-02-05"),
    ("2025-09-26", 2, "workday", "2025-09-29"),     # Sunday 28 September worked
    ("2026-09-01", 30, "day", "2026-10-08"),        # 1 October is a holiday
    ("2026-03-02", 30, "day", "2026-04-01"),
    ("2026-02-20", 8, "day", "2026-02-28"),         # a Saturday that is worked does not roll
    ("2024-01-31", 1, "month", "2024-02-29"),
    ("2025-01-31", 1, "month", "2025-02-28"),
    ("2025-08-31", 3, "month", "2025-12-01"),       # 30 November is a Sunday
    ("2024-02-29", 1, "year", "2025-02-28"),
    ("2025-11-10", 2, "month", "2026-01-12"),
])
def test_known_periods(start: str, n: int, unit: str, due: str) -> None:
    answer = deadline(D(start), n, unit)  # type: ignore[arg-type]
    assert answer.due == D(due)
    assert not answer.provisional


def test_roll_over_is_a_property_of_the_period() -> None:
    assert deadline(D("2026-09-01"), 30, "day").due == D("2026-10-08")
    kept = deadline(D("2026-09-01"), 30, "day", roll=False)
    assert kept.due == D("2026-10-01")
    assert not kept.provisional
    assert "不顺延" in kept.reason


def test_a_suspension_includes_both_end_days() -> None:
    plain = deadline(D("2026-03-02"), 30, "day", roll=False).due
    held = deadline(D("2026-03-02"), 30, "day", [(D("2026-03-10"), D("2026-03-12"))], roll=False)
    assert (held.due - plain).days == 3
    assert "扣除中止期 2026-03-10..2026-03-12 内 3 日" in held.reason


def test_overlapping_suspensions_count_once_and_the_day_of_the_event_is_not_in_the_period() -> None:
    twice = [(D("2026-03-10"), D("2026-03-12")), (D("2026-03-11"), D("2026-03-14")),
             (D("2026-03-01"), D("2026-03-02"))]
    assert deadline(D("2026-03-02"), 30, "day", twice, roll=False).due == D("2026-04-06")


def test_a_suspension_after_the_end_changes_nothing_and_says_so() -> None:
    answer = deadline(D("2026-03-02"), 5, "day", [(D("2026-04-01"), D("2026-04-30"))])
    assert answer.due == D("2026-03-09")
    assert "不影响届满日" in answer.reason


def test_a_suspension_of_working_days_excludes_working_days() -> None:
    answer = deadline(D("2026-02-04"), 10, "workday", [(D("2026-02-07"), D("2026-02-10"))])
    assert answer.due == D("2026-02-27")            # 7 and 8 February are a weekend
    assert "内 2 个工作日" in answer.reason


def test_a_month_is_shifted_by_the_days_suspended() -> None:
    answer = deadline(D("2026-01-05"), 1, "month", [(D("2026-02-01"), D("2026-02-10"))], roll=False)
    assert answer.due == D("2026-02-15")


def test_the_last_day_does_not_roll_into_a_suspension() -> None:
    answer = deadline(D("2026-03-02"), 5, "day", [(D("2026-03-09"), D("2026-03-10"))])
    assert answer.due == D("2026-03-11")            # the 7th is a Saturday, the 9th and 10th are suspended


@given(starts, st.integers(1, 120), spans)
def test_exactly_n_counted_days_lie_in_it(start: date, n: int, suspend: list[tuple[date, date]]) -> None:
    def counted(day: date) -> bool:
        return not any(a <= day <= b for a, b in suspend)

    for unit in ("workday", "day"):
        due = deadline(start, n, unit, suspend, roll=False).due  # type: ignore[arg-type]
        inside = [start + timedelta(days=i) for i in range(1, (due - start).days + 1)]
        assert sum(counted(d) and (unit == "day" or is_workday(d)) for d in inside) == n
        assert counted(due)


@given(starts, st.integers(1, 60), st.sampled_from(["day", "month", "year"]))
def test_a_rolled_period_ends_on_the_first_working_day(start: date, n: int, unit: str) -> None:
    rolled = deadline(start, n, unit).due  # type: ignore[arg-type]
    plain = deadline(start, n, unit, roll=False).due  # type: ignore[arg-type]
    assert is_workday(rolled)
    assert workdays_between(plain - timedelta(days=1), rolled) == 1


@given(starts, st.integers(0, 300))
def test_adding_and_counting_working_days_are_inverse(start: date, n: int) -> None:
    end = add_workdays(start, n)
    assert workdays_between(start, end) == n
    assert workdays_between(end, start) == -n


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 600))
def test_months_that_were_added_have_passed(start: date, months: int) -> None:
    end = plus(start, months, "month")
    assert whole_months(start, end) == months
    assert whole_months(start, end - timedelta(days=1)) == months - 1


def test_whole_months_by_corresponding_dates() -> None:
    assert whole_months(D("2024-03-01"), D("2025-06-01")) == 15
    assert whole_months(D("2024-03-01"), D("2025-05-31")) == 14
    assert whole_months(D("2024-02-29"), D("2025-02-28")) == 12
    assert whole_months(D("2025-06-01"), D("2024-03-01")) == 0


def test_a_period_that_leans_on_a_year_without_notice_is_provisional_and_says_so() -> None:
    answer = deadline(D("2026-12-20"), 10, "workday")
    assert (answer.due, answer.provisional) == (D("2027-01-04"), True)
    assert "2027年放假通知未收录" in answer.reason
    assert deadline(D("2026-12-20"), 1, "month").provisional
    assert not deadline(D("2026-12-20"), 1, "month", roll=False).provisional
    assert "春节、清明、端午、中秋日期未知" in deadline(D("2045-01-20"), 5, "workday").reason


def test_the_last_days_of_the_last_year_on_file_may_still_change() -> None:
    assert "可能改动年末几日" in deadline(D("2026-12-25"), 3, "workday").reason
    assert "可能改动年末几日" not in deadline(D("2025-12-25"), 3, "workday").reason


@pytest.mark.parametrize(("n", "unit", "suspend", "says"), [
    (0, "day", [], "期限长度 0"), (-3, "workday", [], "期限长度 -3"), (101, "year", [], "期限长度 101"),
    (3, "week", [], "week"), (3, "day", [(D("2026-03-05"), D("2026-03-04"))], "早于起日"),
    (3, "day", [(D("2026-03-05"), D("9999-12-31"))], "检查年份"),
])
def test_impossible_periods_are_refused(
    n: int, unit: str, suspend: list[tuple[date, date]], says: str,
) -> None:
    with pytest.raises(Refusal, match=says):
        deadline(D("2026-03-01"), n, unit, suspend)  # type: ignore[arg-type]


def test_an_impossible_start_and_a_negative_count_are_refused() -> None:
    with pytest.raises(Refusal, match="0026-03-01"):
        deadline(date(26, 3, 1), 3, "day")
    with pytest.raises(Refusal, match="-1"):
        add_workdays(D("2026-03-01"), -1)
