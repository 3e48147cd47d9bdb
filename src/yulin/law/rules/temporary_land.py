"""临时用地 Temporary land use: how long, who approves it on farmland, and when it must be restored.

Source: 土地管理法 art. 57; 土地管理法实施条例 (2021) art. 20; 自然资规〔2021〕2号; from 2027-01-01
耕地保护和质量提升法 art. 32.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.periods import end_of, length
from yulin.law.rules.lateness import PeriodState, state_of
from yulin.law.verdict import Verdict
from yulin.workdays.periods import plus

TERM = "temporary_land.use_term"
CITES = ("temporary_land.term", "temporary_land.infrastructure_term", "temporary_land.restoration",
         "temporary_land.farmland_approval_by")


class Level(Code):
    """批准机关层级 The level of the authority that approved."""

    COUNTY = "county", "县级"
    CITY = "city", "设区的市级"
    PROVINCE = "province", "省级"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryUse:
    """One approval of temporary use."""

    approved: date = fact("批准日期", needed=True)
    ends: date | None = fact("批准的期满日")
    infrastructure: bool | None = fact("是否建设周期较长的能源、交通、水利等基础设施")
    takes_farmland: bool | None = fact("是否占用耕地")
    approved_by: Level | None = fact("批准机关层级")
    restored: date | None = fact("复垦完成日期")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryTerm:
    """The longest term and what follows; None is not known."""

    latest_end: date | None = fact("最晚期满日")
    too_long: bool | None = fact("批准期限是否过长")
    expired: bool | None = fact("是否期满")
    approver_sufficient: bool | None = fact("批准机关层级是否足够")
    restoration_due: date | None = fact("复垦最迟日期")
    restoration_state: PeriodState | None = fact("复垦状态")


def use_term(facts: TemporaryUse, law: Law) -> Verdict[TemporaryTerm]:
    """临时用地期限: two years, four for long infrastructure works; restored within a year of its end."""
    day = facts.as_of or law.day
    used, reasons, missing = [], [], []
    latest = None
    if facts.infrastructure is None:
        missing.append("infrastructure")
    else:
        longest = law.value("temporary_land.infrastructure_term" if facts.infrastructure
                            else "temporary_land.term")
        used.append(longest)
        latest = plus(facts.approved, *length(longest))
        reasons.append(_("{title}：{period}，最晚至 {day}。").format(
            title=_(longest.title), period=longest.amount(), day=latest))
    too_long = None if latest is None or facts.ends is None else facts.ends > latest
    if too_long:
        reasons.append(_("批准至 {ends}，期限过长。").format(ends=facts.ends))
    enough = _approver(facts)
    if facts.takes_farmland:
        by = law.value("temporary_land.farmland_approval_by")
        used.append(by)
        reasons.append(_("{title}：{who}。").format(title=_(by.title), who=by.amount()))
    if facts.takes_farmland is None or (facts.takes_farmland and facts.approved_by is None):
        missing.append("takes_farmland" if facts.takes_farmland is None else "approved_by")
    due = state = None
    end = facts.ends or latest
    if end is None:
        missing.append("ends")
    else:
        restoration = law.value("temporary_land.restoration")
        used.append(restoration)
        due = end_of(restoration, end).due
        state = state_of(due, facts.restored, day)
        reasons.append(_("{title}：最迟 {due}，{state}。").format(
            title=_(restoration.title), due=due, state=state.label))
    outcome = TemporaryTerm(
        latest_end=latest, too_long=too_long, expired=None if end is None else day > end,
        approver_sufficient=enough, restoration_due=due, restoration_state=state)
    return Verdict(TERM, law.day, outcome, tuple(used), tuple(reasons), tuple(missing))


def _approver(facts: TemporaryUse) -> bool | None:
    """Whether the approving level suffices: on farmland the city's or higher."""
    if facts.takes_farmland is False:
        return True
    if facts.takes_farmland is None or facts.approved_by is None:
        return None
    return facts.approved_by is not Level.COUNTY
