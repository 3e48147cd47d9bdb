"""土地出让 Land grants: the longest terms by use, and what must follow a public grant, by when.

The announcement and the listing that come before are in ``notices``. Source: 城镇国有土地使用权出让和转让
暂行条例 arts. 12, 14; 招标拍卖挂牌出让国有建设用地使用权规定（令第39号）arts. 21, 22; 国土资发〔2010〕34号.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.periods import length, period_end
from yulin.law.rules.lateness import PeriodState, state_of
from yulin.law.rules.notices import SupplyMode
from yulin.law.verdict import Verdict
from yulin.workdays.periods import plus

TERM = "supply.term"
SCHEDULE = "supply.grant_schedule"
SCHEDULE_CITES = ("supply.result_publication", "supply.deposit_refund", "supply.contract",
                  "supply.deposit_share")


class LandUse(Code):
    """土地用途 Uses as the terms are set by."""

    RESIDENTIAL = "residential", "居住用地"
    INDUSTRIAL = "industrial", "工业用地"
    PUBLIC = "public", "教育、科技、文化、卫生、体育用地"
    COMMERCIAL = "commercial", "商业、旅游、娱乐用地"
    MIXED = "mixed", "综合或者其他用地"


TERM_OF = {use: f"supply.term_{use.value}" for use in LandUse}
TERM_CITES = tuple(TERM_OF.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The use and the term of one grant."""

    use: LandUse = fact("土地用途", needed=True)
    years: Decimal | None = fact("约定使用年限（年）")
    delivered: date | None = fact("使用年限起算日")


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTerm:
    """The longest term and whether the contract keeps to it."""

    max_years: int = fact("最高年限（年）", needed=True)
    within: bool | None = fact("约定年限是否不超过最高年限")
    latest_end: date | None = fact("按最高年限计的最晚届满日")
    ends_on: date | None = fact("按约定年限计的届满日（整年时）")


def term(facts: Grant, law: Law) -> Verdict[GrantTerm]:
    """出让最高年限: a term equal to the longest is within it."""
    longest = law.value(TERM_OF[facts.use])
    years, unit = length(longest)
    reasons = [_("{use}的最高年限为 {period}。").format(use=facts.use.label, period=longest.amount())]
    within = None if facts.years is None else facts.years <= years
    if within is False:
        reasons.append(_("约定 {years} 年，超过最高年限。").format(years=facts.years))
    ends = None
    if facts.delivered is not None and facts.years and facts.years == int(facts.years):
        ends = plus(facts.delivered, int(facts.years), unit)
    outcome = GrantTerm(
        max_years=years, within=within, ends_on=ends,
        latest_end=None if facts.delivered is None else plus(facts.delivered, years, unit))
    missing = () if facts.years is not None else ("years",)
    return Verdict(TERM, law.day, outcome, (longest,), tuple(reasons), missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEvent:
    """The dates and sums of one public grant. Sums in 万元."""

    mode: SupplyMode = fact("供应方式", needed=True)
    closed: date | None = fact("成交日期")
    result_published: date | None = fact("结果公布日期")
    deposits_refunded: date | None = fact("未成交者保证金退还日期")
    contracted: date | None = fact("合同签订日期")
    start_price: Decimal | None = fact("起始价（万元）")
    deposit: Decimal | None = fact("竞买保证金（万元）")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantSchedule:
    """What is due after the event; None where it does not apply or a date is not known."""

    applies: bool = fact("是否招拍挂出让", needed=True)
    result_due: date | None = fact("结果公布最迟日期")
    result_state: PeriodState | None = fact("结果公布状态")
    refund_due: date | None = fact("保证金退还最迟日期")
    refund_state: PeriodState | None = fact("保证金退还状态")
    contract_due: date | None = fact("合同签订最迟日期")
    contract_state: PeriodState | None = fact("合同签订状态")
    least_deposit: Decimal | None = fact("保证金下限（万元）")
    deposit_enough: bool | None = fact("保证金是否不低于下限")


def grant_schedule(facts: GrantEvent, law: Law) -> Verdict[GrantSchedule]:
    """招拍挂后续期限: result published, deposits returned, contract signed; the deposit's least share."""
    if not facts.mode.public_grant:
        reason = _("供应方式为{mode}，不适用招拍挂的期限。").format(mode=facts.mode.label)
        return Verdict(SCHEDULE, law.day, GrantSchedule(applies=False), (), (reason,))
    day = facts.as_of or law.day
    dues: list[date | None] = []
    states: list[PeriodState | None] = []
    used, reasons, missing = [], [], []
    acts = (facts.result_published, facts.deposits_refunded, facts.contracted)
    for code, done in zip(SCHEDULE_CITES, acts, strict=False):
        if facts.closed is None:
            dues.append(None)
            states.append(None)
            continue
        end = period_end(law, code, facts.closed)
        used.append(end.parameter)
        dues.append(end.due)
        state = state_of(end.due, done, day)
        states.append(state)
        reasons.append(_("{title}：最迟 {due}，{state}。").format(
            title=_(end.parameter.title), due=end.due, state=state.label))
    if facts.closed is None:
        missing.append("closed")
        reasons.append(_("成交日期未提供，期限无法起算。"))
    least = enough = None
    share = law.value("supply.deposit_share")
    used.append(share)
    if facts.start_price is None:
        missing.append("start_price")
    else:
        least = facts.start_price * Decimal(str(share.value))
        enough = None if facts.deposit is None else facts.deposit >= least
        reasons.append(_("保证金不低于起始价的 {share}，即 {least} 万元。").format(
            share=share.amount(), least=least))
    outcome = GrantSchedule(
        applies=True, result_due=dues[0], result_state=states[0], refund_due=dues[1],
        refund_state=states[1], contract_due=dues[2], contract_state=states[2], least_deposit=least,
        deposit_enough=enough)
    return Verdict(SCHEDULE, law.day, outcome, tuple(used), tuple(reasons), tuple(missing))
