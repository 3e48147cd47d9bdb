"""供应关口 What stands before a supply: its supervision number, net land, an approval in force, the longest term."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from yulin.office.land.readings import term

SUPERVISION = (re.compile(r"\d{10}[A-E]\d{5}", re.ASCII), "16 位：行政区 6 位、年度 4 位、字母 1 位、序号 5 位")
"""电子监管号, sixteen characters: region, year, a letter of the mode, serial (TD/T 1084-2023, secondary)."""


def net_land(record: Any) -> list[str]:
    """净地: rights clear, people settled, no dispute."""
    return [_("不是净地")] if record.net_land == "非净地" else []


def batch_in_force(record: Any) -> list[str]:
    """The source batch is approved, neither withdrawn nor lapsed, on the day of the contract."""
    batch, day = record.batch, record.contracted_on
    if batch is None or day is None:
        return []
    if batch.approved_on is None or batch.approved_on > day:
        return [_("来源批次“{key}”在 {day} 尚未批复").format(key=batch.key, day=day.isoformat())]
    if batch.disposed and batch.revoked_on and batch.revoked_on <= day:
        return [_("来源批次“{key}”已{how}").format(key=batch.key, how=_(batch.disposed))]
    return []


def within_term(record: Any) -> list[str]:
    """出让年限 no longer than the longest of its use."""
    verdict = term(record, record.contracted_on) if record.term and record.contracted_on else None
    if verdict is None or verdict.outputs.within is not False:
        return []
    return [_("出让年限 {years} 年超过最高年限 {most} 年").format(years=record.term, most=verdict.outputs.max_years)]
