"""征地补偿 Compensation: by the zone's composite price, and whether that price is still current.

Compensation = area × the zone's price per 亩; houses, other attachments and crops are paid apart and the
social-insurance money stands beside it. Prices are announced or adjusted at least every three years.

Source: 土地管理法 art. 48.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yulin.i18n import gettext as _
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.periods import length
from yulin.law.verdict import Verdict
from yulin.quantities.rates import rate
from yulin.quantities.rounding import round_half_up
from yulin.workdays.periods import plus

PAYABLE = "expropriation.compensation"
CITES = ("expropriation.price_review",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compensation:
    """What one expropriation owes. Money in 元, area in 亩."""

    area_mu: Decimal = fact("征收面积（亩）", needed=True)
    zone_price: Decimal = fact("区片综合地价（元/亩）", needed=True)
    price_announced: date | None = fact("区片综合地价公布日期")
    attachments: Decimal | None = fact("住宅和其他附着物补偿（元）")
    crops: Decimal | None = fact("青苗补偿（元）")
    social_insurance: Decimal | None = fact("社会保障费用（元）")
    paid: Decimal | None = fact("已付（元）")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """What is payable and paid; a part that is not known leaves the total unknown."""

    land: Decimal = fact("土地补偿费和安置补助费（元）", needed=True)
    total: Decimal | None = fact("应付合计（元）")
    paid_rate: Decimal | None = fact("兑付率（%）")
    unpaid: Decimal | None = fact("未付（元）")
    price_review_due: date | None = fact("区片综合地价应调整的最晚日期")
    price_outdated: bool | None = fact("区片综合地价是否逾期未调整")


def compensation(facts: Compensation, law: Law) -> Verdict[Payable]:
    """征地补偿费: exact, rounded once to the fen, half up as money is settled."""
    review = law.value("expropriation.price_review")
    land = round_half_up(facts.area_mu * facts.zone_price, 2)
    reasons = [_("{area} 亩 × {price} 元/亩 ＝ {land} 元。").format(
        area=facts.area_mu, price=facts.zone_price, land=land)]
    parts = (facts.attachments, facts.crops, facts.social_insurance)
    total = unpaid = None
    if None not in parts:
        total = land + sum((part for part in parts if part is not None), Decimal(0))
        reasons.append(_("连同附着物、青苗和社会保障费用，应付合计 {total} 元。").format(total=total))
        unpaid = None if facts.paid is None else total - facts.paid
    due = outdated = None
    if facts.price_announced is not None:
        due = plus(facts.price_announced, *length(review))
        outdated = (facts.as_of or law.day) > due
        reasons.append(_("区片综合地价 {announced} 公布，至少每 {period} 调整一次，最晚 {due}。").format(
            announced=facts.price_announced, period=review.amount(), due=due))
    missing = tuple(name for name in ("attachments", "crops", "social_insurance", "paid", "price_announced")
                    if getattr(facts, name) is None)
    outcome = Payable(land=land, total=total, paid_rate=rate(facts.paid, total), unpaid=unpaid,
                      price_review_due=due, price_outdated=outdated)
    return Verdict(PAYABLE, law.day, outcome, (review,), tuple(reasons), missing)
