"""法定期限 Statutory periods: from an event and a length to the day on which the period ends.

The day of the event is not counted. Months and years end on the corresponding date (对应日), or on the last
day of a month that has no such date. A suspension (中止、扣除) includes both its end days; the days it takes
away are given back at the end. When the last day is no working day it moves to the next working day (顺延):
right for the time limit of an act, wrong for a validity term, a minimum posting period or 满一年, so each
caller says which (``roll``).

Source: 民法典 arts. 200-204; 民事诉讼法 art. 85.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.workdays.calendar import day_kind, is_workday, known_years, moving_holidays_known, notice

Unit = Literal["workday", "day", "month", "year"]
Span = tuple[date, date]

UNITS: tuple[Unit, ...] = get_args(Unit)
LONGEST: dict[Unit, int] = {"workday": 25_000, "day": 36_525, "month": 1_200, "year": 100}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a period.

    due: its last day. provisional: True when a day that decides it lies in a year whose notice is not on
    file. reason: one line a person can check: from when, how long, what was excluded, why it moved, by which
    notice.
    """

    due: date
    provisional: bool
    reason: str


def deadline(start: date, n: int, unit: Unit, suspend: Sequence[Span] = (), roll: bool = True) -> Deadline:
    """The last day of a period of ``n`` ``unit`` after the event on ``start``.

    suspend: spans (first, last), both days included; overlapping spans count once. roll: move a last day that
    is not worked to the next working day. Raises Refusal for a length below 1 or beyond a hundred years, for
    an unknown unit, and for a span that ends before it begins.
    """
    _check(start, n, unit, suspend)
    excluded = _Suspended(suspend)
    if unit == "workday":
        due = _nth_workday(start, n, excluded)
        asked = [start + _DAY, due]
        moved_from = due
    else:
        due = _shifted(start, plus(start, n, unit), excluded)
        moved_from = due
        while roll and (not is_workday(due) or due in excluded):
            due += _DAY
        asked = [moved_from, due] if roll else []
    years = sorted({d.year for d in asked} | (set(range(asked[0].year, asked[-1].year)) if asked else set()))
    text = [_("{start} 次日起算 {length}").format(start=start, length=in_words(n, unit))]
    text += _suspension_reasons(start, moved_from, suspend, excluded, unit)
    if due != moved_from:
        kind = _("中止期") if moved_from in excluded else day_kind(moved_from).name
        text.append(_("末日 {day} 为{kind}，顺延至 {due}").format(day=moved_from, kind=kind, due=due))
    else:
        text.append(_("届满日 {due}").format(due=due))
    text += _calendar_reasons(years, due, bool(asked))
    return Deadline(due, any(notice(year) is None for year in years), _("；").join(text) + _("。"))


def add_workdays(start: date, n: int) -> date:
    """The ``n``-th working day after ``start`` (``start`` itself for 0); Refusal for a negative ``n``."""
    if n == 0:
        return start
    _check(start, n, "workday", ())
    return _nth_workday(start, n, _Suspended(()))


def workdays_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` is the earlier."""
    if end < start:
        return -workdays_between(end, start)
    return sum(is_workday(start + i * _DAY) for i in range(1, (end - start).days + 1))


def plus(start: date, n: int, unit: Unit) -> date:
    """``start`` plus ``n`` days, months or years: the corresponding date, or the last day of its month."""
    if unit == "day":
        return start + n * _DAY
    months = n * (12 if unit == "year" else 1) + start.month - 1
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def whole_months(start: date, end: date) -> int:
    """Full months from ``start`` to ``end`` by corresponding dates; 0 when ``end`` is the earlier.

    The corresponding day itself counts as reached: 2024-03-01 to 2025-06-01 is 15.
    """
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if plus(start, months, "month") <= end else months - 1


def in_words(n: int, unit: Unit) -> str:
    """A length of time as it is written: ``10 个工作日``, ``30 日``, ``6 个月``, ``2 年``."""
    words = {"workday": _("{n} 个工作日"), "day": _("{n} 日"), "month": _("{n} 个月"), "year": _("{n} 年")}
    return words[unit].format(n=n)


class _Suspended:
    """The union of suspension spans: membership and count of days."""

    def __init__(self, spans: Sequence[Span]) -> None:
        merged: list[Span] = []
        for first, last in sorted(spans):
            if merged and first <= merged[-1][1] + _DAY:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        self.spans = merged

    def __contains__(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.spans)

    def within(self, after: date, until: date) -> list[Span]:
        """The suspended spans later than ``after`` and not later than ``until``, ascending."""
        cut = [(max(first, after + _DAY), min(last, until)) for first, last in self.spans]
        return [(first, last) for first, last in cut if first <= last]


def _check(start: date, n: int, unit: Unit, suspend: Sequence[Span]) -> None:
    if unit not in UNITS:
        known = _("、").join(UNITS)
        raise Refusal(_("不认识的期限单位“{unit}”；请用 {units} 之一。").format(unit=unit, units=known))
    if not 1 <= n <= LONGEST[unit]:
        raise Refusal(_("期限长度 {n} 不成立；单位为 {unit} 时须在 1 至 {most} 之间。").format(
            n=n, unit=unit, most=LONGEST[unit]))
    if not 1900 <= start.year <= 2200:
        raise Refusal(_("起算日 {start} 不可能；请检查年份。").format(start=start))
    for first, last in suspend:
        if last < first:
            raise Refusal(_("中止期 {first}..{last} 的止日早于起日；请对调或更正。")
                          .format(first=first, last=last))
        if not 1900 <= first.year <= last.year <= 2200:
            raise Refusal(_("中止期 {first}..{last} 不可能；请检查年份。").format(first=first, last=last))


def _nth_workday(start: date, n: int, excluded: _Suspended) -> date:
    day = start
    while n:
        day += _DAY
        n -= is_workday(day) and day not in excluded
    return day


def _shifted(start: date, due: date, excluded: _Suspended) -> date:
    """``due`` later by the suspended days that fall within the period, until no further one does."""
    unshifted = due
    while (later := unshifted + _length(excluded.within(start, due)) * _DAY) != due:
        due = later
    return due


def _length(spans: Sequence[Span]) -> int:
    """The days in disjoint spans."""
    return sum((last - first).days + 1 for first, last in spans)


def _suspension_reasons(
    start: date, due: date, suspend: Sequence[Span], excluded: _Suspended, unit: Unit,
) -> Iterator[str]:
    inside = excluded.within(start, due)
    taken = sum(workdays_between(a - _DAY, b) for a, b in inside) if unit == "workday" else _length(inside)
    if taken:
        spans = _("、").join(f"{first}..{last}" for first, last in suspend)
        days = in_words(taken, "workday" if unit == "workday" else "day")
        yield _("扣除中止期 {spans} 内 {days}").format(spans=spans, days=days)
    elif suspend:
        yield _("中止期不在期限之内，不影响届满日")


def _calendar_reasons(years: Sequence[int], due: date, asked: bool) -> Iterator[str]:
    """By which notices the days were told, what is not on file, and what the next notice may still change."""
    if not asked:
        yield _("不顺延")
    found = [n for year in years if (n := notice(year))]
    if found:
        yield _("依据{notices}").format(notices=_("、").join(n.number for n in found))
    missing = [year for year in years if notice(year) is None]
    if missing:
        yield _("{years}年放假通知未收录，按周末和法定节日暂定").format(years=_("、").join(map(str, missing)))
    if unknown := [year for year in missing if not moving_holidays_known(year)]:
        years_text = _("、").join(map(str, unknown))
        yield _("其中{years}年的春节、清明、端午、中秋日期未知，未计入").format(years=years_text)
    if asked and due.year == known_years()[-1] and (due.month, due.day) >= (12, 25):
        yield _("次年放假通知可能改动年末几日")
