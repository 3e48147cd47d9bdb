"""报批与征收关口 What stands before a step of a dossier or an expropriation, as functions that gates name.

A gate looks at what is on record. Missing facts leave it open where the ledger may not carry them (an old ledger taken
in), and shut where the article asks for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yulin.office.land import readings
from yulin.office.land.balances import SLACK
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.stages import limit_of
from yulin.quantities.rates import rate
from yulin.review.result import mu

FRONT = ("pre_notice", "survey_notice", "surveyed", "risk_assessed", "plan_notice", "registered", "agreed", "funded")
"""征地前期工作: the steps of every expropriation before its application; the hearing comes in when most object."""


def _linked(code: str, **condition: Any) -> Any:
    return REGISTERS[code].model.objects.filter(withdrawn=False, **condition)


def avoided(record: Any) -> list[str]:
    """选址避让: land of an avoidance layer needs the statement that it was avoided or cannot be."""
    names = [n for n in ("permanent_farmland", "redline", "reserve") if getattr(record, n)]
    if not names or record.avoidance == "确难避让":
        return []
    return [_("占用{what}，避让情况须为“确难避让”").format(
        what="、".join(_(record.register.column(n).label) for n in names))]


def within_validity(since: str, until: str, parameter: str) -> Callable[[Any], list[str]]:
    """``until`` comes no later than the validity of ``parameter`` after ``since``."""

    def needs(record: Any) -> list[str]:
        start, end = record.day_of(since), record.day_of(until)
        limit = limit_of(parameter, start) if start and end else None
        if limit is None or end <= limit.due:
            return []
        return [_("有效期至 {day}，已过期").format(day=limit.due.isoformat())]

    return needs


def all_sections_signed(record: Any) -> list[str]:
    """会审会签: every section that was asked has signed, and none against."""
    if record.pk is None:
        return []
    signs = list(_linked("land.countersign", batch=record.pk).values_list("section", "opinion", "signed_on"))
    waiting = [section for section, _o, day in signs if day is None]
    against = [section for section, opinion, day in signs if day is not None and opinion == "不同意"]
    found = []
    if waiting:
        found.append(_("尚未会签：{sections}").format(sections="、".join(map(_, waiting))))
    if against:
        found.append(_("不同意：{sections}").format(sections="、".join(map(_, against))))
    return found


def offset_linked(record: Any) -> list[str]:
    """占补挂钩: farmland taken needs its link to farmland made up for."""
    return [_("占用耕地 {area} 亩，缺占补挂钩编号").format(area=mu(record.cultivated))] if (
        _unmet(record, "offset_linked")) else []


def forest_consented(record: Any) -> list[str]:
    """使用林地审核同意书."""
    return [_("占用林地 {area} 亩，缺林地审核同意书文号").format(area=mu(record.forest))] if (
        _unmet(record, "forest_consented")) else []


def unlawful_settled(record: Any) -> list[str]:
    """违法用地先查处到位."""
    return [_("违法用地未查处到位")] if _unmet(record, "unlawful_settled") else []


def _unmet(record: Any, gate: str) -> bool:
    """Whether the rule of the dossier's gates says no on the day of submission, or today before that.

    What is not known leaves a ledger's gate open.
    """
    verdict = readings.dossier_documents(record, record.submitted_on or dt.date.today())
    return verdict is not None and getattr(verdict.outputs, gate) is False


def notices_reconcile(record: Any) -> list[str]:
    """预公告与现状调查公告 of one dossier: as many of one as of the other."""
    if record.pk is None:
        return []
    pre, survey = readings.notice_counts(record)
    return [] if pre == survey else [_("预公告 {pre} 份，现状调查公告 {survey} 份，数量不一致").format(
        pre=pre, survey=survey)]


def missing_steps(notice: Any) -> list[str]:
    """The front steps of an expropriation that are not dated, by title."""
    names = [*FRONT, *(["hearing"] if notice.objection == "多数反对" else [])]
    return [_(notice.register.milestone(name).title) for name in names if notice.day_of(name) is None]


def front_steps_done(record: Any) -> list[str]:
    """No dossier goes up before every front step of its expropriations is dated, on or before that day."""
    if record.pk is None:
        return []
    found = []
    for notice in _linked("land.notice", batch=record.pk).defer("haystack", "parcel_wkb"):
        missing = missing_steps(notice)
        if missing:
            found.append(_("“{key}”尚缺：{steps}").format(key=notice.key, steps="、".join(missing)))
    return found[:3]


def front_steps_met(notice: Any) -> list[str]:
    """No application before the front steps are dated and the agreements signed or explained."""
    missing = missing_steps(notice)
    found = [_("尚缺：{steps}").format(steps="、".join(missing))] if missing else []
    due, signed = notice.agreements_due, notice.agreements_signed
    if due and (signed or 0) < due and not notice.unsigned_reason:
        found.append(_("协议签订率 {share}%，未签的须如实说明").format(share=rate(signed or 0, due)))
    early = [_(notice.register.milestone(n).title) for n in FRONT
             if notice.applied_on and notice.day_of(n) and notice.day_of(n) > notice.applied_on]
    if early:
        found.append(_("晚于申请征收：{steps}").format(steps="、".join(early)))
    return found


def funds_in_place(notice: Any) -> list[str]:
    """费用足额到位: what is ready is no less than what is due."""
    due, ready = notice.funds_due, notice.funds_ready
    if due is None or (ready is not None and ready >= due):
        return []
    field = notice.register.column("funds_due").field
    return [_("应付 {due} 万元，到位 {ready} 万元").format(due=field.show(due), ready=field.show(ready) or _("缺"))]


def batch_approved(notice: Any) -> list[str]:
    """征收土地公告 follows the approval of its dossier."""
    batch = notice.batch
    if batch is None:
        return []
    if batch.approved_on is None:
        return [_("“{key}”尚未批复").format(key=batch.key)]
    if notice.final_notice_on and notice.final_notice_on < batch.approved_on:
        return [_("早于“{key}”批复 {day}").format(key=batch.key, day=batch.approved_on.isoformat())]
    return []


def notices_beyond_batch(records: Sequence[Any]) -> list[tuple[Any, str]]:
    """Areas expropriated under one dossier that together exceed it."""
    mine: dict[int, list[Any]] = {}
    for record in records:
        if record.batch_id and record.area and not record.withdrawn:
            mine.setdefault(record.batch_id, []).append(record)
    known = {r.pk for r in records if r.pk}
    areas = dict(REGISTERS["land.batch"].model.objects.filter(pk__in=mine).values_list("pk", "area"))
    found = []
    for pk, some in mine.items():
        others = _linked("land.notice", batch=pk).exclude(pk__in=known).values_list("area", flat=True)
        total = sum(a or 0 for a in others)
        for record in some:
            total += record.area
            if pk in areas and areas[pk] is not None and total > areas[pk] + SLACK * 3:
                found.append((record, _("征收面积合计 {total} 亩，超过批次总面积 {area} 亩").format(
                    total=mu(total), area=mu(areas[pk]))))
                break
    return found


def price_by_table(record: Any) -> list[str]:
    """区片综合地价: the price is that of the table in force on the day of the agreement, where there is one."""
    day = record.agreed_on
    if day is None or record.zone_price is None:
        return []
    held = readings.price_in_force(record.zone, day)
    if held is None or held.price == record.zone_price:
        return []
    field = record.register.column("zone_price").field
    return [_("区片 {zone} 自 {day} 为每亩 {price} 元").format(
        zone=record.zone, day=held.published_on.isoformat(), price=field.show(held.price))]
