"""办理时限 Service periods: the statute's limit beside the office's own promise.

Missing the promise is an alert, missing the statute a violation; the two are never mixed. Excluded time
(听证、鉴定、补正 …) shifts both ends.

Source: 行政许可法 arts. 42, 45; 不动产登记暂行条例 art. 20; 政府信息公开条例 art. 33; 信访工作条例 art. 34;
行政复议法 art. 62.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import Spans, fact
from yulin.law.parameters import Law
from yulin.law.periods import extended_end, period_end
from yulin.law.rules.lateness import SOON
from yulin.law.verdict import Verdict
from yulin.workdays.periods import deadline

PERIOD = "service.period"


class Matter(Code):
    """事项 What is being dealt with."""

    PERMIT = "permit", "行政许可"
    JOINT_PERMIT = "joint_permit", "联合办理的行政许可"
    LOWER_REVIEW = "lower_review", "下级机关审查"
    PREREVIEW = "prereview", "用地预审"
    REGISTRATION = "registration", "不动产登记"
    DISCLOSURE = "disclosure", "政府信息公开"
    PETITION = "petition", "信访事项"


LIMITS: dict[Matter, tuple[str, str | None]] = {
    Matter.PERMIT: ("permits.decision", "permits.extension"),
    Matter.JOINT_PERMIT: ("permits.joint_decision", "permits.joint_extension"),
    Matter.LOWER_REVIEW: ("permits.lower_review", None),
    Matter.PREREVIEW: ("prereview.decision", "prereview.extension"),
    Matter.REGISTRATION: ("registration.decision", None),
    Matter.DISCLOSURE: ("disclosure.answer", "disclosure.extension"),
    Matter.PETITION: ("petition.conclusion", "petition.extension"),
}
CITES = tuple(code for pair in LIMITS.values() for code in pair if code)


class ServiceState(Code):
    """办理状态 Where a matter stands against both limits."""

    OPEN = "open", "正常"
    SOON = "soon", "临期"
    PROMISE_MISSED = "promise_missed", "超承诺时限"
    LATE = "late", "超法定时限"
    DONE = "done", "按承诺办结"
    DONE_AFTER_PROMISE = "done_after_promise", "超承诺、法定时限内办结"
    DONE_LATE = "done_late", "超法定时限办结"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """One matter handled by the office."""

    matter: Matter = fact("事项", needed=True)
    accepted: date = fact("受理日期", needed=True)
    promised: int | None = fact("承诺时限（工作日）")
    extended: bool | None = fact("是否经批准延长")
    suspended: Spans | None = fact("不计入期限的时段")
    finished: date | None = fact("办结日期")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDue:
    """Both last days and the state."""

    statutory_due: date = fact("法定届满日（已延长的含延长）", needed=True)
    promised_due: date | None = fact("承诺届满日")
    state: ServiceState = fact("办理状态", needed=True)
    days_left: int = fact("距最近届满日的天数", needed=True)
    promise_longer: bool | None = fact("承诺时限是否长于法定时限")
    provisional: bool = fact("是否涉及未收录放假通知的年份", needed=True)


def service_period(facts: Handling, law: Law) -> Verdict[ServiceDue]:
    """办理时限: see the module. A promise longer than the statute is marked and the statute counts."""
    day, away = facts.as_of or law.day, facts.suspended or ()
    code, extension = LIMITS[facts.matter]
    limit = period_end(law, code, facts.accepted, away)
    used, due, provisional = [limit.parameter], limit.due, limit.provisional
    reasons = [_("{title}：{reason}").format(title=_(limit.parameter.title), reason=limit.reason)]
    if facts.extended and extension is not None:
        longer = extended_end(law, code, extension, facts.accepted, away)
        used.append(longer.parameter)
        due, provisional = longer.due, provisional or longer.provisional
        reasons.append(_("经批准延长 {period}，至 {day}。").format(period=longer.parameter.amount(), day=due))
    elif facts.extended:
        reasons.append(_("{matter}没有可以延长的规定，仍按 {day} 计。").format(
            matter=facts.matter.label, day=due))
    promised = None
    if facts.promised:
        own = deadline(facts.accepted, facts.promised, "workday", away)
        promised, provisional = own.due, provisional or own.provisional
        reasons.append(_("承诺 {n} 个工作日，至 {day}。").format(n=facts.promised, day=promised))
    longer_promise = None if promised is None else promised > due
    nearest = due if promised is None else min(promised, due)
    state = _state(due, nearest, facts.finished, day)
    reasons.append(_("{day} 的状态：{state}。").format(day=day, state=state.label))
    outcome = ServiceDue(
        statutory_due=due, promised_due=promised, state=state, days_left=(nearest - day).days,
        promise_longer=longer_promise, provisional=provisional)
    return Verdict(PERIOD, law.day, outcome, tuple(used), tuple(reasons))


def _state(due: date, nearest: date, finished: date | None, day: date) -> ServiceState:
    """The state: ``nearest`` is the promise where there is one, else the statute's ``due``."""
    if finished is not None and finished <= day:
        return (ServiceState.DONE if finished <= nearest else
                ServiceState.DONE_AFTER_PROMISE if finished <= due else ServiceState.DONE_LATE)
    if day > due:
        return ServiceState.LATE
    if day > nearest:
        return ServiceState.PROMISE_MISSED
    return ServiceState.SOON if (nearest - day).days <= SOON else ServiceState.OPEN
