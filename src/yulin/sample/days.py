"""Dates as an office has them: working days, in the order the law asks for."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from yulin.workdays.calendar import is_workday

KNOWN_UNTIL = date(2026, 3, 31)
"""The ledgers were last kept up on this day: nothing later is written as done."""


def workday_from(day: date) -> date:
    """The day itself, or the next working day."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def between(rng: np.random.Generator, first: date, last: date) -> date:
    """A working day in the span, both ends included (the span must hold one)."""
    for _try in range(200):
        day = first + timedelta(days=int(rng.integers((last - first).days + 1)))
        if is_workday(day):
            return day
    return workday_from(first)


def after(rng: np.random.Generator, day: date, least: int, most: int) -> date:
    """A working day at least ``least`` calendar days after ``day``, and about ``most`` at the most."""
    return workday_from(day + timedelta(days=int(rng.integers(least, most + 1))))


def before(rng: np.random.Generator, day: date, least: int, most: int) -> date:
    """A working day at least ``least`` calendar days before ``day``."""
    back = day - timedelta(days=int(rng.integers(least, most + 1)))
    while not is_workday(back):
        back -= timedelta(days=1)
    return back


def known(day: date | None) -> date | None:
    """The day, or None when it lies after the ledgers were last kept up."""
    return day if day is not None and day <= KNOWN_UNTIL else None
