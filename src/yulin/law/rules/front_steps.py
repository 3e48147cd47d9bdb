"""征地前期工作 The steps before an application to expropriate: all done, in time, before the application.

Seven steps: 预公告, 现状调查, 社会稳定风险评估, 补偿安置方案公告, 听证 (when most members object), 补偿登记,
签订协议; and the money in place. A step without its date is not done. Whether most members object and
whether the money is there are facts only the office has: without them the answer is not known.

Source: 土地管理法 art. 47; 土地管理法实施条例 (2021) arts. 26-30, 32.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import fact
from yulin.law.parameters import Law, Parameter
from yulin.law.periods import period_end
from yulin.law.verdict import Verdict
from yulin.quantities.rates import rate

APPLICATION = "expropriation.front_steps"
CITES = (
    "expropriation.pre_notice", "expropriation.survey", "expropriation.risk_assessment",
    "expropriation.plan_notice", "expropriation.hearing", "expropriation.registration",
    "expropriation.agreements", "expropriation.signing_band", "expropriation.fees",
)


class SigningBand(Code):
    """签约率分档 How provinces band the signing rate."""

    ALL = "all", "全部签订"
    HIGH = "high", "达到九成"
    LOW = "low", "不足九成"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontSteps:
    """The facts of one expropriation before its application."""

    pre_notice: date | None = fact("征收土地预公告日期")
    pre_notice_ended: date | None = fact("预公告结束日期（缺省为申请日）")
    survey: date | None = fact("土地现状调查完成日期")
    risk_assessment: date | None = fact("社会稳定风险评估完成日期")
    plan_notice: date | None = fact("补偿安置方案公告日期")
    plan_notice_ended: date | None = fact("方案公告结束日期（缺省为申请日）")
    majority_objected: bool | None = fact("多数成员是否认为方案不符合规定")
    hearing: date | None = fact("听证会日期")
    registration: date | None = fact("补偿登记完成日期")
    agreements_due: int | None = fact("应签协议数")
    agreements_signed: int | None = fact("已签协议数")
    unsigned_explained: bool | None = fact("个别未签协议的是否如实说明")
    fees_in_place: bool | None = fact("有关费用是否足额到位")
    applied: date | None = fact("申请征收日期（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontStepsOutcome:
    """Which steps are met; None is not known."""

    may_apply: bool | None = fact("是否可以申请征收")
    unmet: int = fact("未满足的步骤数", needed=True)
    pre_notice_met: bool = fact("预公告是否满足", needed=True)
    pre_notice_earliest_end: date | None = fact("预公告最早结束日")
    survey_met: bool = fact("现状调查是否满足", needed=True)
    risk_assessment_met: bool = fact("风险评估是否满足", needed=True)
    plan_notice_met: bool = fact("方案公告是否满足", needed=True)
    plan_notice_earliest_end: date | None = fact("方案公告最早结束日")
    hearing_met: bool | None = fact("听证是否满足（不需要听证即满足）")
    registration_met: bool = fact("补偿登记是否满足", needed=True)
    agreements_met: bool | None = fact("协议签订是否满足")
    signing_rate: Decimal | None = fact("协议签订率（%）")
    signing_band: SigningBand | None = fact("签约率分档")
    fees_met: bool | None = fact("费用到位是否满足")


def front_steps(facts: FrontSteps, law: Law) -> Verdict[FrontStepsOutcome]:
    """征地前期工作: see the module. An application before every step is met must not be made."""
    day = facts.applied or law.day
    pre, pre_end, pre_used = _notice("expropriation.pre_notice", facts.pre_notice, facts.pre_notice_ended,
                                     day, law)
    plan, plan_end, plan_used = _notice("expropriation.plan_notice", facts.plan_notice,
                                        facts.plan_notice_ended, day, law)
    hearing = _hearing(facts, day)
    agreements, share, band = _agreements(facts, law)
    met: dict[str, bool | None] = {
        "expropriation.pre_notice": pre,
        "expropriation.survey": _done(facts.survey, day),
        "expropriation.risk_assessment": _done(facts.risk_assessment, day),
        "expropriation.plan_notice": plan,
        "expropriation.hearing": hearing,
        "expropriation.registration": _done(facts.registration, day),
        "expropriation.agreements": agreements,
        "expropriation.fees": facts.fees_in_place,
    }
    used: list[Parameter] = [pre_used, plan_used]
    reasons = []
    for code, answer in met.items():
        parameter = law.value(code)
        if parameter not in used:
            used.append(parameter)
        if answer is not True:
            reasons.append((_("{title}：未知。") if answer is None else _("{title}：未满足。")).format(
                title=_(parameter.title)))
    if share is not None:
        used.append(law.value("expropriation.signing_band"))
        reasons.append(_("协议已签 {signed}／{due}，签订率 {share}%。").format(
            signed=facts.agreements_signed, due=facts.agreements_due, share=share))
    if pre_end is not None and not pre:
        reasons.append(_("预公告最早 {day} 期满。").format(day=pre_end))
    if plan_end is not None and not plan:
        reasons.append(_("方案公告最早 {day} 期满。").format(day=plan_end))
    answers = list(met.values())
    may = False if False in answers else None if None in answers else True
    reasons.append(_("前期工作全部完成，可以申请征收。") if may else
                   _("前期工作是否完成尚不清楚，不能据此申请征收。") if may is None else
                   _("前期工作没有完成，不得申请征收。"))
    outcome = FrontStepsOutcome(
        may_apply=may, unmet=answers.count(False), pre_notice_met=pre, pre_notice_earliest_end=pre_end,
        survey_met=_done(facts.survey, day), risk_assessment_met=_done(facts.risk_assessment, day),
        plan_notice_met=plan, plan_notice_earliest_end=plan_end, hearing_met=hearing,
        registration_met=_done(facts.registration, day), agreements_met=agreements, signing_rate=share,
        signing_band=band, fees_met=facts.fees_in_place)
    missing = tuple(name for name in ("majority_objected", "agreements_due", "agreements_signed",
                                      "fees_in_place") if getattr(facts, name) is None)
    return Verdict(APPLICATION, law.day, outcome, tuple(used), tuple(reasons), missing)


def _notice(code: str, posted: date | None, ended: date | None, day: date,
            law: Law) -> tuple[bool, date | None, Parameter]:
    """Whether a notice stood its minimum time by ``day``, its earliest end, and the parameter."""
    if posted is None:
        return False, None, law.value(code)
    end = period_end(law, code, posted)
    stood_until = min(ended or day, day)
    return stood_until >= end.due, end.due, end.parameter


def _done(when: date | None, day: date) -> bool:
    return when is not None and when <= day


def _hearing(facts: FrontSteps, day: date) -> bool | None:
    if _done(facts.hearing, day) or facts.majority_objected is False:
        return True
    return None if facts.majority_objected is None else False


def _agreements(facts: FrontSteps, law: Law) -> tuple[bool | None, Decimal | None, SigningBand | None]:
    """Whether the agreements suffice, the signing rate in percent, its band."""
    due, signed = facts.agreements_due, facts.agreements_signed
    if due is None or signed is None:
        return None, None, None
    if signed > due:
        raise Refusal(_("已签协议数 {signed} 大于应签协议数 {due}，请更正其中之一。").format(
            signed=signed, due=due))
    share = rate(signed, due)
    if share is None:
        return None, None, None
    bound = Decimal(str(law.value("expropriation.signing_band").value))
    band = (SigningBand.ALL if signed == due else
            SigningBand.HIGH if Decimal(signed) >= bound * due else SigningBand.LOW)
    return (True if signed == due else facts.unsigned_explained), share, band
