"""招拍挂 Tenders, auctions and listings: from the announcement to the result, held or failed
(招标拍卖挂牌出让国有建设用地使用权规定, 令39号).
"""

from __future__ import annotations

from yulin.office.land import readings
from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Money, Number, RegionCode, Text
from yulin.office.registers.gates import earliest_end, filled, follows
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

RULE = "招标拍卖挂牌出让国有建设用地使用权规定"
LISTED, TENDERED, SOLD = is_("mode", "挂牌出让"), is_("mode", "招标出让"), is_("result", "成交")


class Auction(Record):
    """One parcel offered in public."""

    number = Code("出让公告编号")
    supply_number = Text("电子监管号")
    project = Text("宗地名称")
    region = RegionCode("所在乡镇", optional=False)
    mode = Choice("出让方式", ["招标出让", "拍卖出让", "挂牌出让"], optional=False)
    use = Text("土地用途")
    area = Area("出让面积", unit="亩")
    venue = Text("交易场所")
    start_price = Money("起始价", unit="万元", decimals=4)
    deposit = Money("竞买保证金", unit="万元", decimals=4)
    bidders = Number("竞买人", unit="个")
    bids = Number("报价次数", unit="次")
    result = Choice("交易结果", ["成交", "流拍", "中止"])
    winner = Text("竞得人")
    price = Money("成交价", unit="万元", decimals=4)
    parcel = Parcel("出让宗地")

    register = Register(
        code="land.auction",
        title="招拍挂交易台账",
        title_en="Tenders, auctions and listings",
        family="land",
        key="number",
        milestones=(
            Milestone("published", "出让公告"),
            Milestone("begun", "交易开始"),
            Milestone("closed", "交易截止"),
            Milestone("dealt", "成交确认", document="成交确认书编号", when=SOLD),
            Milestone("result", "结果公布"),
            Milestone("refunded", "保证金退还"),
            Milestone("contracted", "合同签订", document="合同编号", when=SOLD),
        ),
        clocks=(
            Clock("结果公布", since="dealt", until="result", parameter="supply.result_publication", warn=3, when=SOLD),
            Clock("保证金退还", since="closed", until="refunded", parameter="supply.deposit_refund", warn=2),
            Clock("签订合同", since="dealt", until="contracted", parameter="supply.contract", warn=3, when=SOLD),
        ),
        gates=(
            Gate("published", filled("start_price"), f"{RULE} 第十条"),
            Gate("begun", follows("begun", "published"), f"{RULE} 第八条"),
            Gate("begun", earliest_end("published", "begun", "supply.announcement"), f"{RULE} 第八条"),
            Gate("closed", follows("closed", "begun"), f"{RULE} 第十八条"),
            Gate("closed", earliest_end("begun", "closed", "supply.listing", when=LISTED), f"{RULE} 第十八条"),
            Gate("dealt", follows("dealt", "closed"), f"{RULE} 第二十条"),
            Gate("dealt", filled("winner", when=SOLD), f"{RULE} 第二十条"),
            Gate("dealt", filled("price", when=SOLD), f"{RULE} 第二十条"),
            Gate("result", filled("result"), f"{RULE} 第二十二条"),
            Gate("contracted", follows("contracted", "dealt"), f"{RULE} 第二十一条"),
        ),
        figures=(
            Count("auction.held", "招拍挂交易", "宗", on="closed"),
            Count("auction.sold", "招拍挂成交", "宗", on="dealt"),
            Sum("auction.price", "招拍挂成交价", "price", on="dealt"),
            Count("auction.failed", "流拍宗数", "宗", on="closed", where=(is_("result", "流拍"),)),
        ),
        readings=(readings.announcement, readings.grant_schedule),
        listed=("number", "project", "region", "mode", "area", "start_price", "result", "price"),
        source="招标拍卖挂牌出让国有建设用地使用权规定（国土资源部令第39号）",
    )
