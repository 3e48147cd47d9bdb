"""闲置土地 Idle land: whether a supplied parcel is idle, of which kind, for how long, and what follows.

Kind A (未动工): not started one full year after the agreed start. Kind B (动工不足): started, but built less
than a third or invested less than a quarter, and stopped for a full year. Counting is by corresponding dates;
the corresponding day itself counts as reached; a share that equals its bound is enough. Only kind A, and only
for the holder's own cause, leads to a fee (one year, not yet two) or to recovery (two years); everything else
is negotiated.

Source: 闲置土地处置办法（国土资源部令第53号）arts. 2, 8, 12, 14, 22.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import fact
from yulin.law.parameters import Law, Parameter
from yulin.law.periods import length
from yulin.law.verdict import Verdict
from yulin.quantities.rounding import round_half_even
from yulin.workdays.periods import plus, whole_months

DETERMINATION = "idle_land.determination"
CITES = (
    "idle_land.unstarted", "idle_land.stopped", "idle_land.built_share", "idle_land.invested_share",
    "idle_land.start_after_handover", "idle_land.fee_rate", "idle_land.recover_after",
    "idle_land.negotiation",
)


class Cause(Code):
    """闲置原因 Why the land is idle."""

    HOLDER = "holder", "企业原因"
    GOVERNMENT = "government", "政府原因"
    FORCE_MAJEURE = "force_majeure", "不可抗力"


class Kind(Code):
    """闲置类型 The kind of idleness."""

    A = "A", "未动工"
    B = "B", "动工不足"


class Disposal(Code):
    """处置途径 What the rule points to; the officer decides."""

    FEE = "fee", "征缴闲置费"
    RECOVER = "recover", "无偿收回"
    NEGOTIATE = "negotiate", "协商处置"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleLand:
    """The facts of one parcel. Areas in one unit, amounts in 万元 without land price and taxes (art. 30)."""

    agreed_start: date | None = fact("约定动工日期（最近一次约定）")
    handover: date | None = fact("交地确认书日期")
    started: date | None = fact("实际动工日期")
    stopped_since: date | None = fact("中止开发之日")
    built_area: Decimal | None = fact("已动工面积")
    due_area: Decimal | None = fact("应动工面积")
    built_ratio: Fraction | None = fact("已动工面积占应动工面积的比例")
    invested: Decimal | None = fact("已投资额（万元）")
    total_investment: Decimal | None = fact("总投资额（万元）")
    invested_ratio: Fraction | None = fact("已投资额占总投资额的比例")
    cause: Cause | None = fact("闲置原因")
    price: Decimal | None = fact("出让或划拨价款（万元）")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleLandOutcome:
    """What follows; None is not known, or not applicable where nothing is idle."""

    idle: bool | None = fact("是否构成闲置")
    kind: Kind | None = fact("闲置类型")
    counted_from: date | None = fact("闲置起算日")
    months_idle: int | None = fact("自起算日起的整月数")
    idle_on: date | None = fact("满期构成闲置之日")
    recoverable_on: date | None = fact("满期可无偿收回之日")
    disposal: Disposal | None = fact("处置途径")
    fee_rate: Decimal | None = fact("闲置费比例")
    fee_due: bool | None = fact("是否应征缴闲置费")
    fee: Decimal | None = fact("闲置费（万元）")
    may_recover: bool | None = fact("是否可无偿收回")


def determination(facts: IdleLand, law: Law) -> Verdict[IdleLandOutcome]:
    """闲置土地认定: see the module. Without a start date and a handover date the answer is not known."""
    day = facts.as_of or law.day
    if facts.started is not None and facts.started <= day:
        return _started(facts, law, day)
    return _not_started(facts, law, day)


def _not_started(facts: IdleLand, law: Law, day: date) -> Verdict[IdleLandOutcome]:
    bound, recover = law.value("idle_land.unstarted"), law.value("idle_land.recover_after")
    used, reasons = [bound], []
    start = facts.agreed_start
    if start is None:
        rule = law.value("idle_land.start_after_handover")
        used.insert(0, rule)
        if facts.handover is None:
            reasons.append(_("未约定动工日期，也没有交地确认书日期，无法起算。"))
            return _verdict(law, IdleLandOutcome(), used, reasons, ("agreed_start", "handover"))
        start = plus(facts.handover, *length(rule))
        reasons.append(_("未约定动工日期，以交地 {handover} 满 {period} 的 {start} 为动工日期。").format(
            handover=facts.handover, start=start, period=rule.amount()))
    elif facts.handover is not None and facts.handover > start:
        reasons.append(_("交地 {handover} 晚于约定动工日期 {start}，应核对是否属于政府原因。").format(
            handover=facts.handover, start=start))
    months = whole_months(start, day)
    idle_on, recoverable_on = plus(start, *length(bound)), plus(start, *length(recover))
    if day < idle_on:
        reasons.append(_("动工日期 {start}，至 {day} 未动工 {months} 个整月，{idle_on} 满{period}为闲置。")
                       .format(start=start, day=day, months=months, idle_on=idle_on, period=bound.amount()))
        outcome = IdleLandOutcome(idle=False, counted_from=start, months_idle=months, idle_on=idle_on,
                                  recoverable_on=recoverable_on, fee_due=False, may_recover=False)
        return _verdict(law, outcome, used, reasons)
    reasons.append(_("动工日期 {start}，至 {day} 未动工 {months} 个整月，已满 {period}，构成闲置（未动工）。")
                   .format(start=start, day=day, months=months, period=bound.amount()))
    missing: tuple[str, ...] = () if facts.cause else ("cause",)
    rate, fee, recoverable = None, None, False
    if facts.cause in (Cause.GOVERNMENT, Cause.FORCE_MAJEURE):
        disposal = Disposal.NEGOTIATE
        used.append(law.value("idle_land.negotiation"))
        reasons.append(_("闲置原因为{cause}，应协商处置，不征缴闲置费，不无偿收回。").format(cause=facts.cause.label))
    else:
        if facts.cause is None:
            reasons.append(_("闲置原因未提供，按企业原因判断；如属政府原因或不可抗力，应改为协商处置。"))
        recoverable = day >= recoverable_on
        disposal = Disposal.RECOVER if recoverable else Disposal.FEE
        if recoverable:
            used.append(recover)
            reasons.append(_("{day} 已满 {period}，可报经有批准权的人民政府批准后无偿收回。")
                           .format(day=recoverable_on, period=recover.amount()))
        else:
            fee_rate = law.value("idle_land.fee_rate")
            used.append(fee_rate)
            rate = Decimal(str(fee_rate.value))
            fee = None if facts.price is None else facts.price * rate
            reasons.append(_("未满 {period}，按价款的 {rate} 征缴闲置费，须报经本级人民政府批准。")
                           .format(rate=fee_rate.amount(), period=recover.amount()))
            if fee is None:
                reasons.append(_("价款未提供，闲置费金额未知。"))
                missing += ("price",)
            else:
                reasons.append(_("闲置费 {fee} 万元。").format(fee=fee))
    outcome = IdleLandOutcome(
        idle=True, kind=Kind.A, counted_from=start, months_idle=months, idle_on=idle_on, disposal=disposal,
        recoverable_on=recoverable_on, fee_rate=rate, fee_due=rate is not None, fee=fee,
        may_recover=recoverable)
    return _verdict(law, outcome, used, reasons, missing)


def _started(facts: IdleLand, law: Law, day: date) -> Verdict[IdleLandOutcome]:
    stopped, built_bound = law.value("idle_land.stopped"), law.value("idle_land.built_share")
    invested_bound, negotiation = law.value("idle_land.invested_share"), law.value("idle_land.negotiation")
    since = facts.stopped_since
    if since is None or since > day:
        reasons = [_("{started} 已动工，未中止开发，不构成闲置。").format(started=facts.started)]
        outcome = IdleLandOutcome(idle=False, months_idle=0, fee_due=False, may_recover=False)
        return _verdict(law, outcome, [stopped], reasons)
    months, idle_on = whole_months(since, day), plus(since, *length(stopped))
    if day < idle_on:
        reasons = [_("自 {since} 中止开发，至 {day} 计 {months} 个整月，未满 {period}，不构成闲置。").format(
            since=since, day=day, months=months, period=stopped.amount())]
        outcome = IdleLandOutcome(idle=False, counted_from=since, months_idle=months, idle_on=idle_on,
                                  fee_due=False, may_recover=False)
        return _verdict(law, outcome, [stopped], reasons)
    built = _share(facts.built_ratio, facts.built_area, facts.due_area)
    invested = _share(facts.invested_ratio, facts.invested, facts.total_investment)
    little_built = None if built is None else built < Fraction(built_bound.value)
    little_invested = None if invested is None else invested < Fraction(invested_bound.value)
    used = [stopped, built_bound, invested_bound]
    reasons = [_("自 {since} 中止开发，至 {day} 计 {months} 个整月，已满 {period}。")
               .format(since=since, day=day, months=months, period=stopped.amount())]
    reasons += [_ratio_reason(_("开发面积比例"), built, built_bound),
                _ratio_reason(_("投资比例"), invested, invested_bound)]
    outcome = IdleLandOutcome(counted_from=since, months_idle=months, idle_on=idle_on, fee_due=False,
                              may_recover=False)
    if little_built or little_invested:
        reasons.append(_("可以认定为闲置（动工不足），应协商处置，不征缴闲置费，不无偿收回。"))
        outcome = replace(outcome, idle=True, kind=Kind.B, disposal=Disposal.NEGOTIATE)
        return _verdict(law, outcome, [*used, negotiation], reasons)
    if little_built is None or little_invested is None:
        reasons.append(_("比例不全，是否构成闲置未知。"))
        shares = {"built_ratio": built, "invested_ratio": invested}
        missing = tuple(name for name, share in shares.items() if share is None)
        return _verdict(law, outcome, used, reasons, missing)
    reasons.append(_("两项比例均未低于下限，不构成闲置。"))
    return _verdict(law, replace(outcome, idle=False), used, reasons)


def _share(ratio: Fraction | None, part: Decimal | None, whole: Decimal | None) -> Fraction | None:
    """The share as stated, or part ÷ whole; None when neither is known."""
    if ratio is not None or part is None or not whole:
        return ratio
    return Fraction(part) / Fraction(whole)


def _ratio_reason(name: str, share: Fraction | None, bound: Parameter) -> str:
    if share is None:
        return _("{name}未知（下限 {bound}）。").format(name=name, bound=bound.amount())
    relation = _("低于") if share < Fraction(bound.value) else _("不低于")
    percent = round_half_even(share * 100, 2)
    return _("{name} {share}（{percent}%），{relation} {bound}。").format(
        name=name, share=share, percent=percent, relation=relation, bound=bound.amount())


def _verdict(
    law: Law, outcome: IdleLandOutcome, used: list[Parameter], reasons: list[str],
    missing: tuple[str, ...] = (),
) -> Verdict[IdleLandOutcome]:
    return Verdict(DETERMINATION, law.day, outcome, tuple(used), tuple(reasons), missing)
