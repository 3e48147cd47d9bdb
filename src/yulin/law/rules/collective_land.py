"""集体经营性建设用地入市 Collective land brought to market: agreed by two thirds, its plan filed in time.

Source: 土地管理法 art. 63; 土地管理法实施条例 (2021) art. 40.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.periods import period_end
from yulin.law.rules.lateness import PeriodState, state_of
from yulin.law.verdict import Verdict

TRANSFER = "collective_land.transfer"
CITES = ("collective_land.consent", "collective_land.filing", "collective_land.comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectiveTransfer:
    """One transfer or lease by its collective owner."""

    voters: int | None = fact("应到成员或代表数")
    agreed: int | None = fact("同意的成员或代表数")
    filed: date | None = fact("方案报市县政府日期")
    commented: date | None = fact("市县政府提出修改意见日期")
    transferred: date | None = fact("出让或出租日期")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOutcome:
    """Whether it was agreed, and the days of filing and comment."""

    consented: bool | None = fact("是否达到三分之二同意")
    earliest_transfer: date | None = fact("最早可出让或出租之日")
    filed_too_late: bool | None = fact("方案是否报送过晚")
    comment_due: date | None = fact("提出修改意见的最迟日期")
    comment_state: PeriodState | None = fact("提出修改意见的期限状态")


def transfer(facts: CollectiveTransfer, law: Law) -> Verdict[TransferOutcome]:
    """入市条件: two thirds agree (exactly two thirds is enough); the plan is filed ten working days before."""
    consent = law.value("collective_land.consent")
    used, reasons, missing = [consent], [], []
    consented = None
    if facts.voters and facts.agreed is not None:
        if facts.agreed > facts.voters:
            raise Refusal(_("同意数 {agreed} 大于应到数 {voters}，请更正其中之一。").format(
                agreed=facts.agreed, voters=facts.voters))
        consented = Fraction(facts.agreed, facts.voters) >= Fraction(str(consent.value))
        reasons.append(_("同意 {agreed}／{voters}，须达到 {share}。").format(
            agreed=facts.agreed, voters=facts.voters, share=consent.amount()))
    else:
        missing += [name for name in ("voters", "agreed") if not getattr(facts, name)]
    earliest = too_late = due = state = None
    if facts.filed is None:
        missing.append("filed")
        reasons.append(_("方案报送日期未提供。"))
    else:
        filing, comment = (period_end(law, code, facts.filed) for code in CITES[1:])
        used += [filing.parameter, comment.parameter]
        earliest, due = filing.due, comment.due
        state = state_of(due, facts.commented, facts.as_of or law.day)
        too_late = None if facts.transferred is None else facts.transferred < earliest
        reasons.append(_("方案 {filed} 报送，最早 {earliest} 出让或出租；修改意见最迟 {due} 提出。").format(
            filed=facts.filed, earliest=earliest, due=due))
    outcome = TransferOutcome(consented=consented, earliest_transfer=earliest, filed_too_late=too_late,
                              comment_due=due, comment_state=state)
    return Verdict(TRANSFER, law.day, outcome, tuple(used), tuple(reasons), tuple(missing))
