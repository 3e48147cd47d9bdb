"""逾期 Lateness: whether an act with a last day was done in time, is still in time, or is late."""

from __future__ import annotations

from datetime import date

from yulin.law.codes import Code

SOON = 3
"""Days before a last day at which an office is reminded: a habit, not a statute."""


class PeriodState(Code):
    """期限状态 Where a period stands on the day."""

    OPEN = "open", "正常"
    SOON = "soon", "临期"
    LATE = "late", "超期"
    DONE = "done", "按期完成"
    DONE_LATE = "done_late", "逾期完成"


def state_of(due: date, done: date | None, day: date, soon: int = SOON) -> PeriodState:
    """The state on ``day`` of a period whose last day is ``due``; ``done`` after ``day`` is not done yet.

    soon: the days before the last day from which on it is near.
    """
    if done is not None and done <= day:
        return PeriodState.DONE_LATE if done > due else PeriodState.DONE
    if day > due:
        return PeriodState.LATE
    return PeriodState.SOON if (due - day).days <= soon else PeriodState.OPEN


def is_late(state: PeriodState) -> bool:
    """Whether the last day was missed."""
    return state in (PeriodState.LATE, PeriodState.DONE_LATE)
