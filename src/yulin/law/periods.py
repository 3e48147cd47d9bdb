"""法定期限的届满 When a statutory period ends: a parameter of time and the day of the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yulin.law.parameters import Law, Parameter
from yulin.workdays.periods import UNITS, Deadline, Span, Unit, deadline


@dataclass(frozen=True, slots=True)
class PeriodEnd:
    """The last day of a period, with the parameter that set its length.

    due: the last day. provisional: see ``Deadline``. reason: how it was counted. parameter: length, unit,
    citation.
    """

    due: date
    provisional: bool
    reason: str
    parameter: Parameter


def period_end(law: Law, code: str, start: date, suspend: Sequence[Span] = ()) -> PeriodEnd:
    """The end of the period ``code`` (such as ``registration.decision``) after the event on ``start``.

    suspend: spans not counted, both end days included. Whether the last day rolls over is the parameter's
    property. Raises Refusal for a code that is unknown or not in force, ValueError for a parameter that is no
    period.
    """
    parameter = law.value(code)
    answer = end_of(parameter, start, suspend)
    return PeriodEnd(answer.due, answer.provisional, answer.reason, parameter)


def extended_end(law: Law, code: str, extension: str, start: date, suspend: Sequence[Span] = ()) -> PeriodEnd:
    """The end of the period ``code`` lengthened by ``extension``: one period of both lengths, counted from ``start``.

    Both are of one unit; the roll-over is that of ``code``. ``parameter`` of the answer is the extension. Raises as
    ``period_end``, and ValueError where the units differ.
    """
    base, more = law.value(code), law.value(extension)
    (n, unit), (extra, extra_unit) = length(base), length(more)
    if extra_unit != unit:
        raise ValueError(f"{extension} is not of the unit of {code}")
    answer = deadline(start, n + extra, unit, suspend, roll=bool(base.roll))
    return PeriodEnd(answer.due, answer.provisional, answer.reason, more)


def end_of(parameter: Parameter, start: date, suspend: Sequence[Span] = ()) -> Deadline:
    """The end of a period whose parameter is at hand; ValueError for a parameter that is no period."""
    n, unit = length(parameter)
    return deadline(start, n, unit, suspend, roll=bool(parameter.roll))


def length(parameter: Parameter) -> tuple[int, Unit]:
    """Length and unit of a period; ValueError for a parameter that is no period."""
    for unit in UNITS:
        if unit == parameter.unit and isinstance(parameter.value, int):
            return parameter.value, unit
    raise ValueError(f"{parameter.code} is no period of time")
