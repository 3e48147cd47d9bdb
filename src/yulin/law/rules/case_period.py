"""案件办理期限 How long an enforcement case may take, by the rules in force on the day it was filed.

Until 2024-04-30 the ministry's order gave 60 days and 30 more; from 2021-07-15 the statute itself gives 90,
unless a ministry's rules say otherwise, so between the two dates both readings occur and both are given.
From 2024-05-01 the new order gives 90 and 30 more.

Source: 行政处罚法 art. 60; 自然资源行政处罚办法（令第12号）art. 38; before it 令第60号.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yulin.i18n import gettext as _
from yulin.law.facts import Spans, fact
from yulin.law.parameters import Law
from yulin.law.periods import extended_end, period_end
from yulin.law.rules.lateness import PeriodState, state_of
from yulin.law.verdict import Verdict

DECISION = "cases.decision_due"
CITES = ("cases.decision", "cases.extension", "cases.decision_by_statute")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case."""

    filed: date = fact("立案日期", needed=True)
    extended: bool | None = fact("是否经批准延长")
    suspended: Spans | None = fact("不计入期限的时段")
    decided: date | None = fact("作出处理决定日期")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDue:
    """The last day for the decision, by the order and by the statute."""

    due: date = fact("按部门规章的届满日", needed=True)
    extended_due: date = fact("延长后的届满日", needed=True)
    due_by_statute: date | None = fact("按行政处罚法的届满日")
    readings_differ: bool = fact("两种读法是否不同", needed=True)
    effective_due: date = fact("适用的届满日", needed=True)
    state: PeriodState = fact("期限状态", needed=True)
    days_left: int = fact("距适用届满日的天数", needed=True)
    provisional: bool = fact("是否涉及未收录放假通知的年份", needed=True)


def decision_due(facts: Case, law: Law) -> Verdict[CaseDue]:
    """案件决定期限: the order's limit counts; where the statute's differs it stands beside it."""
    day, away = facts.as_of or law.day, facts.suspended or ()
    then = Law(facts.filed, law.region, law.table)
    plain = period_end(then, "cases.decision", facts.filed, away)
    longer = extended_end(then, "cases.decision", "cases.extension", facts.filed, away)
    used = [plain.parameter, longer.parameter]
    reasons = [_("{title}：{reason}").format(title=_(plain.parameter.title), reason=plain.reason),
               _("经批准可延长 {period}，至 {day}。").format(period=longer.parameter.amount(), day=longer.due)]
    statute = None
    if then.holds("cases.decision_by_statute"):
        other = period_end(then, "cases.decision_by_statute", facts.filed, away)
        statute = other.due
    differ = statute is not None and statute != plain.due
    if differ:
        used.append(then.value("cases.decision_by_statute"))
        reasons.append(_("按行政处罚法计至 {day}；两种读法并存，以部门规章的期限为准。").format(day=statute))
    due = longer.due if facts.extended else plain.due
    state = state_of(due, facts.decided, day)
    reasons.append(_("{day} 的状态：{state}。").format(day=day, state=state.label))
    outcome = CaseDue(
        due=plain.due, extended_due=longer.due, due_by_statute=statute, readings_differ=differ,
        effective_due=due, state=state, days_left=(due - day).days,
        provisional=plain.provisional or longer.provisional)
    missing = () if facts.extended is not None else ("extended",)
    return Verdict(DECISION, law.day, outcome, tuple(used), tuple(reasons), missing)
