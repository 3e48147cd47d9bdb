"""Dates (日期): a day that the calendar does not have, a weekday that is not that day's.

Tolerance: none. A date without a year is taken to be of a leap year.
"""

from __future__ import annotations

import calendar
import datetime
import re

from yulin.audit import numerals
from yulin.audit.report import Relation
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_DATE = re.compile(
    r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"
    r"(?:\s*[（(]?\s*(?:星期|周)(?P<week>[一二三四五六日天])\s*[)）]?)?"
)
_WEEK = "一二三四五六日"


def find_dates(reading: Reading) -> list[Relation]:
    """Every date that cannot be, and every weekday that is checked."""
    found = []
    for m in _DATE.finditer(reading.text.translate(numerals.FULL_WIDTH)):
        year, month, day = int(m.group("year") or 2024), int(m.group("month")), int(m.group("day"))
        written = reading.text[m.start():m.end()]
        if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
            found.append(Relation("date", m.span(), (), _("日期 {text} 不存在").format(text=written), "error",
                                  stated=written, rule="calendar"))
            continue
        week = m.group("week")
        if week is None or m.group("year") is None:
            continue
        right = _WEEK[datetime.date(year, month, day).weekday()]
        stated = week.replace("天", "日")
        found.append(Relation("date", m.span(), (), _("{text} 是{right}，文中为{stated}").format(
            text=written, right="星期" + right, stated="星期" + stated), None if stated == right else "error",
            stated="星期" + stated, computed="星期" + right, expected="星期" + right, rule="weekday"))
    return found
