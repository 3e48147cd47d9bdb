"""公告期 Notice periods: how long a notice must stand before the next step may be taken.

A minimum posting period does not roll over: the notice may come down on the day after its last day, whatever
day that is. The day of posting is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.periods import length, period_end
from yulin.law.verdict import Verdict

EXPROPRIATION = "expropriation.notice_period"
EXPROPRIATION_CITES = ("expropriation.pre_notice", "expropriation.plan_notice", "expropriation.final_notice")
SUPPLY = "supply.announcement_period"
SUPPLY_CITES = ("supply.announcement", "supply.listing", "supply.application_before_end")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpropriationNotices:
    """The dates of the notices of one expropriation; those not yet posted are None."""

    pre_notice: date | None = fact("征收土地预公告日期")
    pre_notice_ended: date | None = fact("预公告实际结束日期")
    plan_notice: date | None = fact("补偿安置方案公告日期")
    plan_notice_ended: date | None = fact("方案公告实际结束日期")
    approval_received: date | None = fact("收到批准文件日期")
    final_notice: date | None = fact("征收土地公告日期")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePeriods:
    """Earliest ends and due dates; None where the notice has not been posted."""

    pre_notice_earliest_end: date | None = fact("预公告最早结束日")
    pre_notice_too_short: bool | None = fact("预公告时间是否不足")
    plan_notice_earliest_end: date | None = fact("方案公告最早结束日")
    plan_notice_too_short: bool | None = fact("方案公告时间是否不足")
    final_notice_due: date | None = fact("征收土地公告最迟日期")
    final_notice_late: bool | None = fact("征收土地公告是否逾期")
    provisional: bool = fact("是否涉及未收录放假通知的年份", needed=True)


def notice_period(facts: ExpropriationNotices, law: Law) -> Verdict[NoticePeriods]:
    """征收公告期: 预公告 and 补偿安置方案公告 as minimum periods, 征收土地公告 as a time limit."""
    used, reasons, provisional = [], [], False
    ends: list[date | None] = []
    starts = (facts.pre_notice, facts.plan_notice, facts.approval_received)
    for code, start in zip(EXPROPRIATION_CITES, starts, strict=True):
        if start is None:
            ends.append(None)
            continue
        end = period_end(law, code, start)
        used.append(end.parameter)
        ends.append(end.due)
        provisional |= end.provisional
        reasons.append(_("{title}：{reason}").format(title=_(end.parameter.title), reason=end.reason))
    outcome = NoticePeriods(
        pre_notice_earliest_end=ends[0], pre_notice_too_short=_before(facts.pre_notice_ended, ends[0]),
        plan_notice_earliest_end=ends[1], plan_notice_too_short=_before(facts.plan_notice_ended, ends[1]),
        final_notice_due=ends[2], final_notice_late=_before(ends[2], facts.final_notice),
        provisional=provisional)
    if outcome.pre_notice_too_short:
        reasons.append(_("预公告 {ended} 结束，时间不足。").format(ended=facts.pre_notice_ended))
    if outcome.plan_notice_too_short:
        reasons.append(_("方案公告 {ended} 结束，时间不足。").format(ended=facts.plan_notice_ended))
    if outcome.final_notice_late:
        reasons.append(_("征收土地公告 {posted} 发布，逾期。").format(posted=facts.final_notice))
    names = ("pre_notice", "plan_notice", "approval_received")
    missing = tuple(name for name, start in zip(names, starts, strict=True) if start is None)
    return Verdict(EXPROPRIATION, law.day, outcome, tuple(used), tuple(reasons), missing)


class SupplyMode(Code):
    """供应方式 How land is supplied; the first three of 出让 are public grants."""

    TENDER = "tender", "招标出让"
    AUCTION = "auction", "拍卖出让"
    LISTING = "listing", "挂牌出让"
    AGREEMENT = "agreement", "协议出让"
    ALLOCATION = "allocation", "划拨"
    LEASE = "lease", "租赁"
    CONTRIBUTION = "contribution", "作价出资"

    @property
    def public_grant(self) -> bool:
        """Whether it is by tender, auction or listing (招拍挂)."""
        return self in (SupplyMode.TENDER, SupplyMode.AUCTION, SupplyMode.LISTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyAnnouncement:
    """The dates of one supply by public grant."""

    mode: SupplyMode = fact("供应方式", needed=True)
    published: date | None = fact("出让公告日期")
    begins: date | None = fact("投标、拍卖或挂牌开始日")
    listing_ends: date | None = fact("挂牌结束日")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementPeriod:
    """Earliest dates; None where the announcement does not apply or a date is not known."""

    applies: bool = fact("是否须公告出让", needed=True)
    earliest_begin: date | None = fact("投标、拍卖或挂牌最早开始日")
    begins_too_early: bool | None = fact("是否开始过早")
    earliest_listing_end: date | None = fact("挂牌最早结束日")
    listing_too_short: bool | None = fact("挂牌时间是否不足")
    applications_close: date | None = fact("挂牌申请截止日")


def announcement_period(facts: SupplyAnnouncement, law: Law) -> Verdict[AnnouncementPeriod]:
    """出让公告期: announced long enough before it begins; a listing stays open long enough."""
    if not facts.mode.public_grant:
        reason = _("供应方式为{mode}，不适用招拍挂公告期。").format(mode=facts.mode.label)
        return Verdict(SUPPLY, law.day, AnnouncementPeriod(applies=False), (), (reason,))
    announcement, listing = law.value("supply.announcement"), law.value("supply.listing")
    used, reasons, missing = [announcement], [], []
    earliest_begin = earliest_end = closes = None
    if facts.published is None:
        missing.append("published")
    else:
        earliest_begin = period_end(law, announcement.code, facts.published).due
        reasons.append(_("公告 {published}，最早可于 {begin} 开始（公告须早于开始日 {period}）。").format(
            published=facts.published, begin=earliest_begin, period=announcement.amount()))
    if facts.mode is SupplyMode.LISTING:
        used.append(listing)
        begin = facts.begins or earliest_begin
        if begin is not None:
            earliest_end = period_end(law, listing.code, begin).due
            reasons.append(_("挂牌自 {begin} 开始，最早 {end} 结束（不少于 {period}）。").format(
                begin=begin, end=earliest_end, period=listing.amount()))
        if facts.listing_ends is not None:
            before_end = law.value("supply.application_before_end")
            used.append(before_end)
            closes = facts.listing_ends - timedelta(days=length(before_end)[0])
    outcome = AnnouncementPeriod(
        applies=True, earliest_begin=earliest_begin, begins_too_early=_before(facts.begins, earliest_begin),
        earliest_listing_end=earliest_end, listing_too_short=_before(facts.listing_ends, earliest_end),
        applications_close=closes)
    if outcome.begins_too_early:
        reasons.append(_("{begins} 开始过早，公告期不足。").format(begins=facts.begins))
    if outcome.listing_too_short:
        reasons.append(_("挂牌 {ends} 结束，时间不足。").format(ends=facts.listing_ends))
    return Verdict(SUPPLY, law.day, outcome, tuple(used), tuple(reasons), tuple(missing))


def _before(one: date | None, other: date | None) -> bool | None:
    """Whether ``one`` lies before ``other``; None when either is not known."""
    return None if one is None or other is None else one < other
