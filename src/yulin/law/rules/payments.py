"""价款缴纳 Payment of the land price: when it falls due, by the contract, the regulation and the policy.

The regulation asks for everything within sixty days of the contract; a later policy allows half within a
month and the rest within a year. Which goes first is settled by the contract: its own date counts, a date
later than the policy allows is marked, and without one the regulation's stands.

Source: 城镇国有土地使用权出让和转让暂行条例 art. 14; 国土资发〔2010〕34号.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yulin.i18n import gettext as _
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.periods import period_end
from yulin.law.verdict import Verdict

DUE = "supply.payment_due"
CITES = ("supply.payment", "supply.first_payment", "supply.first_payment_share", "supply.last_payment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of one contract and what was paid. Sums in 万元."""

    contracted: date = fact("合同签订日期", needed=True)
    price: Decimal | None = fact("成交价款（万元）")
    paid: Decimal | None = fact("已缴价款（万元）")
    agreed_last: date | None = fact("合同约定缴清日期")
    as_of: date | None = fact("判断基准日（缺省为适用法律之日）")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDue:
    """What is due by when; None is not known."""

    due_by_regulation: date = fact("按条例缴清的最迟日期", needed=True)
    first_due_by_policy: date = fact("按政策首次缴纳的最迟日期", needed=True)
    first_amount: Decimal | None = fact("按政策首次应缴（万元）")
    last_due_by_policy: date = fact("按政策缴清的最迟日期", needed=True)
    effective_due: date = fact("适用的缴清日期", needed=True)
    agreed_too_late: bool | None = fact("合同约定是否晚于政策所许")
    outstanding: Decimal | None = fact("未缴价款（万元）")
    overdue: bool | None = fact("是否逾期欠缴")
    arrears: Decimal | None = fact("逾期欠缴（万元）")


def payment_due(facts: Price, law: Law) -> Verdict[PaymentDue]:
    """价款缴纳期限: see the module. What is not yet due is outstanding, but no arrears."""
    day = facts.as_of or law.day
    regulation = period_end(law, "supply.payment", facts.contracted)
    first = period_end(law, "supply.first_payment", facts.contracted)
    share, last = law.value("supply.first_payment_share"), period_end(law, "supply.last_payment",
                                                                      facts.contracted)
    effective = facts.agreed_last or regulation.due
    reasons = [
        _("按条例，{due} 前缴清（合同签订后 {period}）。").format(
            due=regulation.due, period=regulation.parameter.amount()),
        _("按政策，{first} 前缴纳 {share}，{last} 前缴清。").format(
            first=first.due, share=share.amount(), last=last.due)]
    too_late = None
    if facts.agreed_last is None:
        reasons.append(_("合同约定的缴清日期未提供，以条例的期限为准。"))
    else:
        too_late = facts.agreed_last > last.due
        reasons.append(_("合同约定 {day} 前缴清，以合同为准。").format(day=facts.agreed_last))
        if too_late:
            reasons.append(_("合同约定晚于政策所许的 {day}。").format(day=last.due))
    outstanding = overdue = arrears = None
    if facts.price is not None and facts.paid is not None:
        outstanding = max(facts.price - facts.paid, Decimal(0))
        overdue = outstanding > 0 and day > effective
        arrears = outstanding if overdue else Decimal(0)
        reasons.append(_("未缴 {outstanding} 万元，其中逾期 {arrears} 万元。").format(
            outstanding=outstanding, arrears=arrears))
    missing = tuple(name for name in ("price", "paid", "agreed_last") if getattr(facts, name) is None)
    outcome = PaymentDue(
        due_by_regulation=regulation.due, first_due_by_policy=first.due,
        first_amount=None if facts.price is None else facts.price * Decimal(str(share.value)),
        last_due_by_policy=last.due, effective_due=effective, agreed_too_late=too_late,
        outstanding=outstanding, overdue=overdue, arrears=arrears)
    used = (regulation.parameter, first.parameter, share, last.parameter)
    return Verdict(DUE, law.day, outcome, used, tuple(reasons), missing)
