"""征地区片综合地价与附着物标准 Dated prices: composite land prices by district, and standards for attachments
(土地管理法 art. 48: looked at again at least every three years).
"""

from __future__ import annotations

from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register
from yulin.office.registers.fields import Choice, Code, Day, Money, RegionCode, Text
from yulin.office.registers.gates import follows, parts_within
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record


class PriceTable(Record):
    """One line of a published table: a district's price per 亩, or a standard per unit of an attachment."""

    number = Code("标准编号")
    kind = Choice("标准类别", ["区片综合地价", "附着物", "青苗", "社会保障"], optional=False)
    zone = Text("区片编号")
    item = Text("标准名称")
    region = RegionCode("行政区", optional=False)
    unit = Choice("计价单位", ["元/亩", "元/平方米", "元/株", "元/座", "元/眼"])
    price = Money("标准单价", unit="元", decimals=2, optional=False)
    land_part = Money("其中土地补偿费", unit="元", decimals=2)
    settlement_part = Money("其中安置补助费", unit="元", decimals=2)
    social_part = Money("其中社会保障费", unit="元", decimals=2)
    until = Day("失效日期")
    parcel = Parcel("区片范围")

    register = Register(
        code="land.price_table",
        title="征地标准台账",
        title_en="Compensation standards",
        family="land",
        key="number",
        milestones=(Milestone("published", "公布", document="公布文号"), Milestone("replaced", "重新公布")),
        clocks=(Clock("区片价调整", since="published", until="replaced", parameter="expropriation.price_review",
                      warn=180),),
        gates=(
            Gate("published", parts_within("price", "land_part", "settlement_part", "social_part"),
                 "土地管理法 第四十八条"),
            Gate("replaced", follows("replaced", "published"), "土地管理法 第四十八条"),
        ),
        figures=(Count("price_table.published", "公布征地标准", "项", on="published"),),
        listed=("number", "kind", "zone", "item", "unit", "price"),
        source="土地管理法 2019 art. 48",
    )
