"""用地预审与选址 Pre-review and site selection: when it must be decided, and how long it lives.

A validity term does not roll over: the corresponding day is its last day, whatever day that is. A major
change of use or site asks for a new pre-review however young the old one is.

Source: 行政许可法 arts. 42, 45; 建设项目用地预审管理办法; from 2027-01-01 also 耕地保护和质量提升法 art. 26.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import Spans, fact
from yulin.law.parameters import Law
from yulin.law.periods import extended_end, length, period_end
from yulin.law.rules.lateness import PeriodState, state_of
from yulin.law.verdict import Verdict
from yulin.workdays.periods import plus

DECISION = "prereview.decision_due"
DECISION_CITES = ("prereview.decision", "prereview.extension")
VALIDITY = "prereview.validity_term"
VALIDITY_CITES = ("prereview.validity", "prereview.farmland_argument")


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application for pre-review."""

    accepted: date = fact("受理日期", needed=True)
    extended: bool | None = fact("是否经负责人批准延长")
    suspended: Spans | None = fact("不计入期限的时段")
    decided: date | None = fact("作出决定日期")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDue:
    """The last day for the decision."""

    due: date = fact("法定届满日", needed=True)
    extended_due: date = fact("延长后的届满日", needed=True)
    effective_due: date = fact("适用的届满日", needed=True)
    state: PeriodState = fact("期限状态", needed=True)
    days_left: int = fact("距适用届满日的天数", needed=True)
    provisional: bool = fact("是否涉及未收录放假通知的年份", needed=True)


def decision_due(facts: Application, law: Law) -> Verdict[DecisionDue]:
    """预审决定期限: twenty working days, ten more when extended; excluded time shifts the end."""
    day = facts.as_of or law.day
    away = facts.suspended or ()
    plain = period_end(law, "prereview.decision", facts.accepted, away)
    extended = extended_end(law, *DECISION_CITES, facts.accepted, away)
    due = extended.due if facts.extended else plain.due
    state = state_of(due, facts.decided, day)
    reasons = [_("{title}：{reason}").format(title=_(plain.parameter.title), reason=plain.reason),
               _("经批准可延长 {period}，至 {day}。").format(period=extended.parameter.amount(), day=extended.due),
               _("{day} 的状态：{state}。").format(day=day, state=state.label)]
    outcome = DecisionDue(due=plain.due, extended_due=extended.due, effective_due=due, state=state,
                          days_left=(due - day).days, provisional=plain.provisional or extended.provisional)
    missing = () if facts.extended is not None else ("extended",)
    return Verdict(DECISION, law.day, outcome, (plain.parameter, extended.parameter), tuple(reasons), missing)


class PrereviewState(Code):
    """预审意见状态 Where a pre-review opinion stands."""

    VALID = "valid", "有效"
    EXPIRED = "expired", "失效"
    RENEW = "renew", "须重新预审"
    USED = "used", "有效期内已用"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One pre-review opinion. Areas in hectares (公顷)."""

    approved: date = fact("预审批复日期", needed=True)
    used: date | None = fact("可研批复或核准日期")
    major_change: bool | None = fact("用途或选址是否有重大调整")
    controlled_ha: Decimal | None = fact("预审控制面积（公顷）")
    applied_ha: Decimal | None = fact("报批面积（公顷）")
    takes_cultivated: bool | None = fact("是否占用耕地")
    farmland_argument: bool | None = fact("是否已编制用地综合论证报告")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionTerm:
    """How long the opinion lives and whether the dossier keeps to it."""

    valid_until: date = fact("有效期最后一日", needed=True)
    state: PrereviewState = fact("状态", needed=True)
    days_left: int | None = fact("距有效期最后一日的天数（已用的不计）")
    area_within: bool | None = fact("报批面积是否在预审控制面积之内")
    argument_needed: bool | None = fact("是否须有用地综合论证报告")
    argument_missing: bool | None = fact("是否缺少用地综合论证报告")


def validity_term(facts: Opinion, law: Law) -> Verdict[OpinionTerm]:
    """预审有效期: valid through the corresponding day; used within it, it has done its work."""
    validity = law.value("prereview.validity")
    day = facts.as_of or law.day
    until = plus(facts.approved, *length(validity))
    used_in_time = facts.used is not None and facts.used <= min(day, until)
    if facts.major_change:
        state = PrereviewState.RENEW
        reason = _("用途或选址有重大调整，须重新预审。")
    elif used_in_time:
        state = PrereviewState.USED
        reason = _("{used} 已用于可研批复或核准，在有效期 {until} 之内。").format(used=facts.used, until=until)
    elif day > until:
        state = PrereviewState.EXPIRED
        reason = _("批复 {approved}，有效期 {period}，{until} 届满。").format(
            approved=facts.approved, period=validity.amount(), until=until)
    else:
        state = PrereviewState.VALID
        reason = _("批复 {approved}，有效期 {period}，至 {until}，还有 {days} 日。").format(
            approved=facts.approved, period=validity.amount(), until=until, days=(until - day).days)
    reasons, used = [reason], [validity]
    within = None
    if facts.controlled_ha is not None and facts.applied_ha is not None:
        within = facts.applied_ha <= facts.controlled_ha
        reasons.append(_("报批 {applied} 公顷，预审控制 {controlled} 公顷。").format(
            applied=facts.applied_ha, controlled=facts.controlled_ha))
    needed, lacking = _argument(facts, law)
    if needed:
        argument = law.value("prereview.farmland_argument")
        used.append(argument)
        reasons.append(_("占用耕地的，预审申报材料须有{what}。").format(what=argument.amount()))
    missing = tuple(name for name in ("major_change", "controlled_ha", "applied_ha")
                    if getattr(facts, name) is None)
    outcome = OpinionTerm(
        valid_until=until, state=state, days_left=None if used_in_time else (until - day).days,
        area_within=within, argument_needed=needed, argument_missing=lacking)
    return Verdict(VALIDITY, law.day, outcome, tuple(used), tuple(reasons), missing)


def _argument(facts: Opinion, law: Law) -> tuple[bool | None, bool | None]:
    """Whether the comprehensive argument is needed, and whether it lacks; None is not known."""
    if not law.holds("prereview.farmland_argument") or facts.takes_cultivated is False:
        return False, False
    if facts.takes_cultivated is None:
        return None, None
    return True, None if facts.farmland_argument is None else not facts.farmland_argument
