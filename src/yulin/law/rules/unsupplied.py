"""批而未供 Approved land not supplied: how much is left, how far it got, and the two rates of its disposal.

Left = approved − supplied − withdrawn − lapsed − written off (核减). The task's rate (完成 ÷ 任务) and the
stock's rate (已处置 ÷ 期初存量) are different measures and both are given. The quota earned by disposal is a
practice whose numbers are uncertain, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.rules.approval import Approval, ApprovalState, expiry
from yulin.law.verdict import Verdict
from yulin.quantities.rates import rate

MEASURES = "unsupplied.measures"
CITES = ("approval.lapse", "unsupplied.quota_share", "unsupplied.quota_bonus", "unsupplied.quota_penalty")
BAND_EDGES = (2009, 2019)
"""The first years of the bands that offices report by after the oldest (to 2008, 2009 to 2018, 2019 on)."""


class UnsuppliedStage(Code):
    """批而未供阶段 How far the approved land got."""

    NOT_EXPROPRIATED = "not_expropriated", "批而未征"
    EXPROPRIATED = "expropriated", "征而未供"
    PARTLY_SUPPLIED = "partly_supplied", "部分供应"
    SETTLED = "settled", "已供应或已处置"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedLand:
    """One approval, or the stock and task of one place. Areas in 亩."""

    approved: date = fact("批准日期", needed=True)
    approved_mu: Decimal = fact("批准面积（亩）", needed=True)
    supplied_mu: Decimal | None = fact("已供面积（亩）")
    withdrawn_mu: Decimal | None = fact("撤回或失效面积（亩）")
    written_off_mu: Decimal | None = fact("核减面积（亩）")
    expropriated: date | None = fact("征收实施日期")
    first_supplied: date | None = fact("首次供应日期")
    task_mu: Decimal | None = fact("任务面积（亩）")
    done_mu: Decimal | None = fact("完成处置面积（亩）")
    opening_stock_mu: Decimal | None = fact("期初存量（亩）")
    tasks_met: bool | None = fact("批而未供和闲置土地处置任务是否均完成")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsuppliedOutcome:
    """What is left and how it is counted; None is not known."""

    unsupplied_mu: Decimal | None = fact("未供面积（亩）")
    exceeds_approval: bool | None = fact("供应与处置之和是否超过批准面积")
    stage: UnsuppliedStage | None = fact("阶段")
    year_band: str = fact("批准年度段", needed=True)
    approval_state: ApprovalState | None = fact("批准文件状态")
    lapses_on: date = fact("批准文件失效日", needed=True)
    task_rate: Decimal | None = fact("任务口径处置率（%）")
    stock_rate: Decimal | None = fact("存量口径处置率（%）")
    quota_mu: Decimal | None = fact("处置可核算的计划指标（亩）")


def measures(facts: ApprovedLand, law: Law) -> Verdict[UnsuppliedOutcome]:
    """批而未供核算: see the module. An amount that is not known leaves what is left unknown, never zero."""
    day = facts.as_of or law.day
    begun = min((d for d in (facts.expropriated, facts.first_supplied) if d is not None), default=None)
    life = expiry(Approval(approved=facts.approved, used=begun, as_of=day), law)
    use_unknown = begun is None and bool(facts.supplied_mu)
    settled = (facts.supplied_mu, facts.withdrawn_mu, facts.written_off_mu)
    left = exceeds = stage = None
    reasons = []
    if None not in settled:
        total = sum((part for part in settled if part is not None), Decimal(0))
        exceeds = total > facts.approved_mu
        left = max(facts.approved_mu - total, Decimal(0))
        stage = stage_of(left, facts.supplied_mu or 0, facts.expropriated is not None and facts.expropriated <= day)
        reasons.append(_("批准 {approved} 亩，已供 {supplied} 亩，撤回或失效 {withdrawn} 亩，核减 {written} 亩，"
                         "未供 {left} 亩。").format(approved=facts.approved_mu, supplied=facts.supplied_mu,
                                                withdrawn=facts.withdrawn_mu,
                                                written=facts.written_off_mu, left=left))
        if exceeds:
            reasons.append(_("供应与处置之和超过批准面积，请核对。"))
    if use_unknown:
        reasons.append(_("已有供应而征收和首次供应日期均未提供，批准文件状态未知。"))
    else:
        reasons += life.reasons
    task_rate, stock_rate = rate(facts.done_mu, facts.task_mu), rate(facts.done_mu, facts.opening_stock_mu)
    used = list(life.used)
    quota = None
    if facts.done_mu is not None:
        share = law.value("unsupplied.quota_share")
        used.append(share)
        factor = Decimal(str(share.value))
        if facts.tasks_met is not None:
            more = law.value("unsupplied.quota_bonus" if facts.tasks_met else "unsupplied.quota_penalty")
            used.append(more)
            change = Decimal(str(more.value))
            factor *= 1 + (change if facts.tasks_met else -change)
        quota = facts.done_mu * factor
        reasons.append(_("处置 {done} 亩，可核算计划指标 {quota} 亩（核算比例未核实）。").format(
            done=facts.done_mu, quota=quota))
    outcome = UnsuppliedOutcome(
        unsupplied_mu=left, exceeds_approval=exceeds, stage=stage,
        year_band=year_band(facts.approved),
        approval_state=None if use_unknown else life.outputs.state, lapses_on=life.outputs.lapses_on,
        task_rate=task_rate, stock_rate=stock_rate, quota_mu=quota)
    missing = tuple(name for name in ("supplied_mu", "withdrawn_mu", "written_off_mu")
                    if getattr(facts, name) is None) + (("first_supplied",) if use_unknown else ())
    return Verdict(MEASURES, law.day, outcome, tuple(used), tuple(reasons), missing)


def stage_of(left: Decimal | int, supplied: Decimal | int, expropriated: bool) -> UnsuppliedStage:
    """The stage of an approval of which ``left`` is left and ``supplied`` was supplied (both in one unit)."""
    if left <= 0:
        return UnsuppliedStage.SETTLED
    if supplied:
        return UnsuppliedStage.PARTLY_SUPPLIED
    return UnsuppliedStage.EXPROPRIATED if expropriated else UnsuppliedStage.NOT_EXPROPRIATED


def year_band(approved: date) -> str:
    """The band of years in which offices report an approval."""
    middle, newest = BAND_EDGES
    if approved.year >= newest:
        return _("{first}年以后").format(first=newest)
    if approved.year >= middle:
        return _("{first}年至{last}年").format(first=middle, last=newest - 1)
    return _("{last}年以前").format(last=middle - 1)
