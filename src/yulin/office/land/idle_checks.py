"""闲置处置关口 What an idle case needs before it is determined or disposed of, as 53号 has it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yulin.office.land.readings import idle

FORCED = ("征缴闲置费", "无偿收回")


def determinable(record: Any) -> list[str]:
    """On the day it is determined the facts on record make the land idle; unknown ones leave it to the officer."""
    day = record.determined_on
    verdict = idle(record, day) if day else None
    if verdict is None or verdict.outputs.idle is not False:
        return []
    return [_("按台账所载，{day} 尚不构成闲置：{why}").format(
        day=day.isoformat(), why=verdict.reasons[-1].rstrip("。"))]


def way_allowed(record: Any) -> list[str]:
    """A fee or recovery only for land not begun, for the holder's own cause, after one or two years."""
    if record.disposal not in FORCED:
        return []
    if record.kind == "动工不足":
        return [_("动工不足的应协商处置，不能{way}").format(way=_(record.disposal))]
    if record.cause and record.cause != "企业原因":
        return [_("{cause}造成闲置的应协商处置，不能{way}").format(cause=_(record.cause), way=_(record.disposal))]
    verdict = idle(record, record.disposed_on) if record.disposed_on else None
    if record.disposal == "无偿收回" and verdict is not None and verdict.outputs.may_recover is False:
        return [_("未满二年，不能无偿收回，{day} 满期").format(day=verdict.outputs.recoverable_on)]
    if record.disposal == "征缴闲置费" and verdict is not None and verdict.outputs.idle is False:
        return [_("未满一年，不能征缴闲置费")]
    return []


def hearing_told(record: Any) -> list[str]:
    """The right to a hearing is told in writing before a fee or recovery is decided."""
    if record.disposal not in FORCED:
        return []
    if record.hearing_told_on is None:
        return [_("尚未书面告知听证权利")]
    if record.disposed_on and record.disposed_on < record.hearing_told_on:
        return [_("{day} 早于听证权利告知 {told}").format(day=record.disposed_on, told=record.hearing_told_on)]
    return []


def fee_agrees(record: Any) -> list[str]:
    """The fee is a fifth of the price."""
    if record.disposal != "征缴闲置费" or record.fee is None or record.price is None:
        return []
    if abs(record.fee * 5 - record.price) <= 5 * 100:  # a 元, the last digit written
        return []
    field = record.register.column("fee").field
    return [_("闲置费 {fee} 万元不等于价款的 20% {due} 万元").format(
        fee=field.show(record.fee), due=field.show(record.price // 5))]
