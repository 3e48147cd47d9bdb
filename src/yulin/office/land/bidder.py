"""竞买保证金 Deposits of bidders: paid before the bidding, turned into the winner's earnest or refunded in time."""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register
from yulin.office.registers.fields import Choice, Code, Day, Money, RegionCode, Text
from yulin.office.registers.gates import follows
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record

LOST = is_("outcome", "未竞得")


class Bidder(Record):
    """One bidder's deposit in one auction."""

    number = Code("报名编号")
    auction = Link("出让公告编号", to="land.Auction")
    region = RegionCode("所在乡镇", optional=False)
    bidder = Text("竞买人名称", optional=False)
    deposit = Money("保证金", unit="万元", decimals=4)
    outcome = Choice("竞买结果", ["竞得", "未竞得"])
    over_on = Day("交易结束日期")

    register = Register(
        code="land.bidder",
        title="竞买保证金台账",
        title_en="Bidders' deposits",
        family="land",
        key="number",
        milestones=(
            Milestone("applied", "报名"),
            Milestone("deposited", "保证金到账"),
            Milestone("refunded", "退还", when=LOST),
            Milestone("turned", "转作定金", when=is_("outcome", "竞得")),
        ),
        clocks=(Clock("保证金退还", since="over_on", until="refunded", parameter="supply.deposit_refund", warn=2,
                      when=LOST),),
        gates=(
            Gate("deposited", follows("deposited", "applied"), "招标拍卖挂牌出让国有建设用地使用权规定 第十四条"),
            Gate("refunded", follows("refunded", "deposited"), "招标拍卖挂牌出让国有建设用地使用权规定 第二十一条"),
        ),
        figures=(Count("bidder.deposits", "竞买保证金", "笔", on="deposited"),),
        listed=("number", "auction", "bidder", "deposit", "outcome"),
        source="招标拍卖挂牌出让国有建设用地使用权规定（国土资源部令第39号）arts. 11, 14, 21",
    )
