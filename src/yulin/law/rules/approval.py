"""用地批准 Approvals: how long an approval lives, and who may give it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import fact
from yulin.law.parameters import Law, Parameter
from yulin.law.periods import length
from yulin.law.verdict import Verdict
from yulin.workdays.periods import plus

EXPIRY = "approval.expiry"
EXPIRY_CITES = ("approval.lapse",)
WARNINGS = (18, 21)
"""Months after approval at which an office warns: a habit, not a statute."""

AUTHORITY = "approval.authority"
AUTHORITY_CITES = (
    "conversion.permanent_farmland_by", "conversion.inside_plan_by", "conversion.outside_plan_by",
    "expropriation.permanent_farmland_by", "expropriation.cultivated_bound", "expropriation.other_bound",
    "expropriation.otherwise_by",
)


class ApprovalState(Code):
    """批准文件状态 Where an approval stands on the day."""

    VALID = "valid", "有效"
    WARNING_18 = "warning_18", "满18个月预警"
    WARNING_21 = "warning_21", "满21个月预警"
    LAPSED = "lapsed", "失效"
    USED = "used", "已实施"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """The facts of one approval document (批准文件)."""

    approved: date = fact("批准日期", needed=True)
    used: date | None = fact("实施征收或用地之日")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """When warnings fall due and when the approval lapses."""

    warning_18: date = fact("满18个月", needed=True)
    warning_21: date = fact("满21个月", needed=True)
    lapses_on: date = fact("失效日", needed=True)
    state: ApprovalState = fact("状态", needed=True)
    days_left: int | None = fact("距失效日的天数（已实施的不计）")


def expiry(facts: Approval, law: Law) -> Verdict[Expiry]:
    """批准文件失效: two years without expropriation or use; the corresponding day counts as reached."""
    lapse = law.value("approval.lapse")
    day = facts.as_of or law.day
    warnings = [plus(facts.approved, months, "month") for months in WARNINGS]
    lapses_on = plus(facts.approved, *length(lapse))
    used = facts.used is not None and facts.used <= day and facts.used < lapses_on
    if used:
        state = ApprovalState.USED
        reason = _("{used} 已实施，早于 {lapses_on}，批准文件不失效。").format(
            used=facts.used, lapses_on=lapses_on)
    elif day >= lapses_on:
        state = ApprovalState.LAPSED
        reason = _("批准 {approved}，至 {lapses_on} 满 {period} 未实施，批准文件失效。").format(
            approved=facts.approved, lapses_on=lapses_on, period=lapse.amount())
    else:
        state = (ApprovalState.WARNING_21 if day >= warnings[1] else
                 ApprovalState.WARNING_18 if day >= warnings[0] else ApprovalState.VALID)
        reason = _("批准 {approved}，未实施，将于 {lapses_on} 失效，还有 {days} 日。").format(
            approved=facts.approved, lapses_on=lapses_on, days=(lapses_on - day).days)
    outcome = Expiry(warning_18=warnings[0], warning_21=warnings[1], lapses_on=lapses_on, state=state,
                     days_left=None if used else (lapses_on - day).days)
    return Verdict(EXPIRY, law.day, outcome, (lapse,), (reason,))


class ExpropriationAuthority(Code):
    """征收批准机关 Who approves the expropriation."""

    STATE_COUNCIL = "state_council", "国务院"
    PROVINCE = "province", "省级人民政府"
    DISPUTED = "disputed", "两种读法不同"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """The land of one application, in hectares (公顷): three areas that do not overlap and make the total."""

    permanent_farmland_ha: Decimal = fact("永久基本农田（公顷）", needed=True)
    cultivated_ha: Decimal = fact("永久基本农田以外的耕地（公顷）", needed=True)
    other_ha: Decimal = fact("耕地以外的土地（公顷）", needed=True)
    inside_plan: bool | None = fact("是否在规划确定的建设用地规模范围内")


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorities:
    """Who approves. The 70 ha bound is read in two ways; where they differ both stand here."""

    conversion: str | None = fact("农用地转用批准机关")
    expropriation: ExpropriationAuthority = fact("土地征收批准机关", needed=True)
    other_land_only: ExpropriationAuthority = fact("“其他土地”只计耕地以外土地时", needed=True)
    total_taken: ExpropriationAuthority = fact("“其他土地”按征收总面积计时", needed=True)


def authority(facts: Taking, law: Law) -> Verdict[Authorities]:
    """转用与征收批准权限: by class and area; a bound must be exceeded (超过), equal is not enough."""
    cultivated, other = law.value("expropriation.cultivated_bound"), law.value("expropriation.other_bound")
    otherwise = law.value("expropriation.otherwise_by")
    used: list[Parameter] = []
    reasons: list[str] = []
    missing: tuple[str, ...] = ()
    conversion: str | None = None
    if facts.permanent_farmland_ha > 0:
        code = "conversion.permanent_farmland_by"
    elif facts.inside_plan is None:
        code, missing = "", ("inside_plan",)
        reasons.append(_("是否在规划建设用地规模范围内未知，转用批准机关未知。"))
    else:
        code = "conversion.inside_plan_by" if facts.inside_plan else "conversion.outside_plan_by"
    if code:
        used.append(law.value(code))
        conversion = str(used[0].value)
        reasons.append(_("{title}：{authority}。").format(title=_(used[0].title), authority=used[0].amount()))
    total = facts.permanent_farmland_ha + facts.cultivated_ha + facts.other_ha
    if facts.permanent_farmland_ha > 0:
        used.append(law.value("expropriation.permanent_farmland_by"))
        readings = [ExpropriationAuthority.STATE_COUNCIL] * 2
        reasons.append(_("征收永久基本农田 {area} 公顷，由国务院批准。")
                       .format(area=facts.permanent_farmland_ha))
    elif facts.cultivated_ha > Decimal(str(cultivated.value)):
        used.append(cultivated)
        readings = [ExpropriationAuthority.STATE_COUNCIL] * 2
        reasons.append(_("征收耕地 {area} 公顷，超过 {bound} 公顷，由国务院批准。").format(
            area=facts.cultivated_ha, bound=cultivated.value))
    else:
        used += [cultivated, other, otherwise]
        readings = [ExpropriationAuthority.STATE_COUNCIL if area > Decimal(str(other.value))
                    else ExpropriationAuthority.PROVINCE for area in (facts.other_ha, total)]
        reasons.append(_("耕地以外土地 {other} 公顷、总面积 {total} 公顷，界限 {bound} 公顷。").format(
            other=facts.other_ha, total=total, bound=other.value))
        if readings[0] != readings[1]:
            reasons.append(_("“其他土地”只计耕地以外土地时由{one}批准，按总面积计时由{two}批准。").format(
                one=readings[0].label, two=readings[1].label))
        else:
            reasons.append(_("由{authority}批准征收。").format(authority=readings[0].label))
    agreed = readings[0] if readings[0] == readings[1] else ExpropriationAuthority.DISPUTED
    outcome = Authorities(conversion=conversion, expropriation=agreed, other_land_only=readings[0],
                          total_taken=readings[1])
    return Verdict(AUTHORITY, law.day, outcome, tuple(used), tuple(reasons), missing)
