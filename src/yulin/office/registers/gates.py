"""What a gate can ask of a record, as small functions that return the sentences of what is missing (none:
open).

A missing number or date is never taken for zero: it is said to be missing where the gate needs it, and a
comparison with a missing side is left open where the ledger may leave it blank.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yulin.office.registers.conditions import Is
from yulin.office.registers.stages import limit_of
from yulin.quantities.rates import rate

Needs = Callable[[Any], list[str]]


def _label(record: Any, name: str) -> str:
    return _(record.register.column(name).label)


def filled(name: str, when: Is | None = None) -> Needs:
    """The field has a value (asked only of records for which ``when`` holds)."""

    def needs(record: Any) -> list[str]:
        if when is not None and not when.holds(record):
            return []
        return (
            []
            if getattr(record, name) not in (None, "")
            else [_("缺{label}").format(label=_label(record, name))]
        )

    return needs


def after(milestone: str) -> Needs:
    """The earlier milestone is dated."""

    def needs(record: Any) -> list[str]:
        title = _(record.register.milestone(milestone).title)
        return [] if record.day_of(milestone) else [_("尚未{step}").format(step=title)]

    return needs


def follows(step: str, *earlier: str, dated: bool = True) -> Needs:
    """``step`` comes on or after each earlier milestone that applies, which must be dated (unless not ``dated``)."""

    def needs(record: Any) -> list[str]:
        day = record.day_of(step)
        found = []
        for name in earlier:
            before = record.register.milestone(name)
            reached = record.day_of(name)
            if before.when is not None and not before.when.holds(record):
                continue
            if reached is None:
                if dated:
                    found.append(_("尚未{step}").format(step=_(before.title)))
            elif day is not None and day < reached:
                found.append(_("{day} 早于{step} {reached}").format(
                    day=day.isoformat(), step=_(before.title), reached=reached.isoformat()))
        return found

    return needs


def not_before(step: str, field: str) -> Needs:
    """``step`` comes on or after the day in ``field``, where both are known."""

    def needs(record: Any) -> list[str]:
        day, first = record.day_of(step), getattr(record, field)
        if day is None or first is None or day >= first:
            return []
        return [_("{day} 早于{step} {reached}").format(
            day=day.isoformat(), step=_label(record, field), reached=first.isoformat())]

    return needs


def earliest_end(since: str, until: str, parameter: str, when: Is | None = None) -> Needs:
    """``until`` comes no earlier than the minimum period of ``parameter`` after ``since`` (a posting
    period), for the records for which ``when`` holds.
    """

    def needs(record: Any) -> list[str]:
        if when is not None and not when.holds(record):
            return []
        start, end = record.day_of(since), record.day_of(until)
        if start is None or end is None:
            return []
        limit = limit_of(parameter, start)
        if limit is None or end >= limit.due:
            return []
        return [
            _("{step}须满 {n} {unit}，最早 {day}").format(
                step=_(record.register.milestone(since).title),
                n=limit.parameter.value,
                unit=_(UNIT_TITLES[limit.parameter.unit]),
                day=limit.due.isoformat(),
            )
        ]

    return needs


UNIT_TITLES = {"workday": "个工作日", "day": "日", "month": "个月", "year": "年"}


def parts_within(whole: str, *parts: str) -> Needs:
    """Each part is at most the whole (其中)."""

    def needs(record: Any) -> list[str]:
        total = getattr(record, whole)
        over = [p for p in parts if None not in (total, getattr(record, p)) and getattr(record, p) > total]
        return [
            _("{part}大于{whole}").format(part=_label(record, p), whole=_label(record, whole)) for p in over
        ]

    return needs


def parts_equal(whole: str, *parts: str) -> Needs:
    """The parts add up to the whole, within what writing them with two decimals of 亩 can cost."""

    def needs(record: Any) -> list[str]:
        total, values = getattr(record, whole), [getattr(record, p) for p in parts]
        if total is None or any(v is None for v in values):
            return []
        field = record.register.column(whole).field
        half_digit = field.from_unit(Decimal(5).scaleb(-field.decimals - 1), field.unit)
        slack = half_digit * (len(parts) + 1)
        if abs(total - sum(values)) <= slack:
            return []
        return [
            _("{parts}之和 {sum} 不等于{whole} {total}").format(
                parts="、".join(_label(record, p) for p in parts),
                sum=field.show(sum(values)),
                whole=_label(record, whole),
                total=field.show(total),
            )
        ]

    return needs


def at_least(more: str, less: str) -> Needs:
    """``more`` is not below ``less``; a surplus elsewhere never makes up for it."""

    def needs(record: Any) -> list[str]:
        have, need = getattr(record, more), getattr(record, less)
        if need is None or (have is not None and have >= need):
            return []
        field = record.register.column(less).field
        return [
            _("{more} {have} 少于{less} {need}").format(
                more=_label(record, more),
                have=field.show(have) or _("缺"),
                less=_label(record, less),
                need=field.show(need),
            )
        ]

    return needs


def within_share(one: str, other: str, parts: int) -> Needs:
    """Two measures of the same thing differ by no more than one part in ``parts`` of the other."""

    def needs(record: Any) -> list[str]:
        a, b = getattr(record, one), getattr(record, other)
        if a is None or not b or abs(a - b) * parts <= b:
            return []
        field = record.register.column(one).field
        return [_("{one} {a} 与{other} {b} 相差 {share}%").format(
            one=_label(record, one), a=field.show(a), other=_label(record, other), b=field.show(b),
            share=rate(abs(a - b), b))]

    return needs
