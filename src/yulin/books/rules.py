"""规矩 What every transaction must keep: its form, and what it may do to the balances of its accounts.

The same functions guard the book in memory and the tables of the office, so that there is one set of rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yulin.books.accounts import Account, Kind
from yulin.books.acts import CLOSING, COUNTERED, MOVES, Act
from yulin.books.transactions import Transaction, closing, countering, merged
from yulin.findings import Refusal
from yulin.i18n import gettext as _

LARGEST = 10**17
MOST_POSTINGS = 2000


@dataclass(frozen=True, slots=True)
class Shortage:
    """An account that would go the wrong side of zero: the first day on which it would, and by how much."""

    account: Account
    day: date
    short: int

    def sentence(self) -> str:
        """In words."""
        return _("{account} 在 {day} 余额不足，缺 {short}").format(
            account=self.account.title, day=self.day.isoformat(), short=self.account.kind.said(self.short))


class Short(Refusal):
    """A transaction refused because an account does not hold enough."""

    def __init__(self, number: str, shortage: Shortage) -> None:
        """number: the transaction's; shortage: the first one."""
        super().__init__(_("凭证 {number}：{why}。").format(number=number, why=shortage.sentence()))
        self.shortage = shortage


def check_form(t: Transaction) -> None:
    """Refusal for a transaction that is wrong in itself, whatever the book holds."""
    if not t.document.strip():
        raise Refusal(_("凭证 {number} 没有依据文件。").format(number=t.number))
    if not t.postings or any(p.amount == 0 for p in t.postings):
        raise Refusal(_("凭证 {number} 没有分录或有零额分录。").format(number=t.number))
    if len(t.postings) > MOST_POSTINGS or any(abs(p.amount) > LARGEST for p in t.postings):
        raise Refusal(_("凭证 {number} 的分录过多或数额过大。").format(number=t.number))
    if t.postings != merged(t.postings):
        raise Refusal(_("凭证 {number}：每个账户只写一行分录，并按账户次序。").format(number=t.number))
    _check_balance(t)
    if t.act is not Act.COUNTER:
        _check_moves(t)
    if t.act is Act.HOLD and (t.expires is None or t.expires < t.day):
        raise Refusal(_("凭证 {number}：冻结须写明不早于当日的到期日。").format(number=t.number))
    if t.act is Act.PROMISE and (t.due is None or t.due <= t.day):
        raise Refusal(_("凭证 {number}：挂账须有晚于当日的承诺补足期限。").format(number=t.number))
    if (t.act in CLOSING) != bool(t.closes) or (t.act is Act.COUNTER) != bool(t.corrects):
        raise Refusal(_("凭证 {number}：核销、解冻须指明冻结凭证，冲销须指明原凭证。").format(number=t.number))


def _check_balance(t: Transaction) -> None:
    """Each kind balances by itself in each region."""
    sums: dict[tuple[str, Kind], int] = defaultdict(int)
    for p in t.postings:
        sums[p.account.region, p.account.kind] += p.amount
    wrong = {key: n for key, n in sums.items() if n}
    if len({kind for _region, kind in wrong}) > 1:
        differences = "、".join(f"{_(kind.value)} {kind.said(n)}" for (_region, kind), n in wrong.items())
        raise Refusal(_("凭证 {number}：各类指标须分别平衡，不能互相抵补（差额：{differences}）。").format(
            number=t.number, differences=differences))
    for (_region, kind), n in wrong.items():
        raise Refusal(_("凭证 {number}：{kind}借贷不平，相差 {total}。").format(
            number=t.number, kind=_(kind.value), total=kind.said(n)))


def _check_moves(t: Transaction) -> None:
    taken, put = MOVES[t.act]
    for p in t.postings:
        if p.account.purpose is not (taken if p.amount < 0 else put):
            raise Refusal(_("凭证 {number}：“{act}”只能由{taken}转入{put}，不能动用{purpose}账户。").format(
                number=t.number, act=_(t.act.value), taken=_(taken.value), put=_(put.value),
                purpose=_(p.account.purpose.value)))


def the_hold(number: str, held: Transaction | None) -> Transaction:
    """``held``, the transaction of ``number``, if it is a hold; Refusal where it is none or what is posted."""
    if held is None:
        raise Refusal(_("没有编号为 {number} 的凭证。").format(number=number))
    if held.act is not Act.HOLD:
        raise Refusal(_("凭证 {number}（{act}）已经入账，不能作废或再次核销；更正请用红字冲销。").format(
            number=number, act=_(held.act.value)))
    return held


def check_closing(t: Transaction, held: Transaction | None, closed_by: str) -> None:
    """Refusal unless ``t`` closes an open hold, whole, in its time. closed_by: what has closed it already."""
    hold = the_hold(t.closes, held)
    if closed_by:
        raise Refusal(_("冻结凭证 {number} 已由凭证 {by} 了结。").format(number=hold.number, by=closed_by))
    if t.day < hold.day:
        raise Refusal(_("凭证 {number} 的日期早于冻结日期 {day}。").format(number=t.number, day=hold.day.isoformat()))
    if t.act is Act.USE and hold.expires is not None and t.day > hold.expires:
        raise Refusal(_("冻结凭证 {number} 已于 {day} 到期，不能核销；请重新冻结。").format(
            number=hold.number, day=hold.expires.isoformat()))
    if t.postings != closing(hold, t.number, t.day, t.act, t.document).postings:
        raise Refusal(_("凭证 {number} 与冻结凭证 {hold} 的账户或数额不符。").format(number=t.number, hold=hold.number))


def check_counter(t: Transaction, wrong: Transaction | None, corrected_by: str) -> None:
    """Refusal unless ``t`` is the counter-entry of a posted transaction that has none yet."""
    if wrong is None:
        raise Refusal(_("没有编号为 {number} 的凭证。").format(number=t.corrects))
    if corrected_by:
        raise Refusal(_("凭证 {number} 已经冲销过。").format(number=wrong.number))
    if wrong.act not in COUNTERED:
        raise Refusal(_("凭证 {number}（{act}）不能冲销：冻结请解冻，解冻和冲销请重新登记。").format(
            number=wrong.number, act=_(wrong.act.value)))
    if t.day < wrong.day:
        raise Refusal(_("冲销日期不能早于原凭证日期 {day}。").format(day=wrong.day.isoformat()))
    if t.postings != countering(wrong, t.number, t.day, t.document).postings:
        raise Refusal(_("凭证 {number} 不是凭证 {wrong} 的红字冲销。").format(number=t.number, wrong=wrong.number))


def shortage_of(
    account: Account, amount: int, day: date, balance: int, later: Mapping[date, int] | Iterable[tuple[date, int]]
) -> Shortage | None:
    """The first day from ``day`` on that the account would stand on the wrong side of zero; None for no such day.

    amount: what is posted on ``day``. balance: the balance with everything posted so far. later: net changes
    of the days after ``day``. A late entry must not overdraw any later day either.
    """
    sign = account.purpose.sign
    if sign * amount >= 0:
        return None
    nets = sorted(later.items() if isinstance(later, Mapping) else later)
    held = balance - sum(net for _day, net in nets)
    for at, net in [(day, 0), *nets]:
        held += net
        if sign * (held + amount) < 0:
            return Shortage(account, at, -sign * (held + amount))
    return None


def parcel_taken(number: str, parcel: str, by: str) -> Refusal:
    """The refusal of ground that has filled the pool before."""
    return Refusal(_("凭证 {number}：地块 {parcel} 已由凭证 {by} 入库，同一块地只能入库一次。").format(
        number=number, parcel=parcel, by=by))
