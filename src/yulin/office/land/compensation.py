"""征地补偿 Compensation of expropriated land, by village group and class: payable by the dated tables, and paid."""

from __future__ import annotations

from yulin.office.land import checks, ratios, readings
from yulin.office.registers.declaration import Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Money, Number, RegionCode, Text
from yulin.office.registers.gates import follows, parts_within
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record

CLASSES = ["耕地", "园地", "林地", "草地", "其他农用地", "建设用地", "未利用地"]


class Compensation(Record):
    """One group's land of one class in one expropriation."""

    number = Code("补偿编号")
    notice = Link("公告编号", to="land.Notice")
    region = RegionCode("所在乡镇", optional=False)
    group = Text("村组")
    holder = Text("权利人")
    land_class = Choice("地类", CLASSES)
    area = Area("补偿面积", unit="亩", optional=False)
    zone = Text("区片编号")
    zone_price = Money("每亩区片价", unit="元", decimals=2, aliases=["区片价"])
    land_payable = Money("土地补偿与安置补助费", unit="万元", decimals=4)
    attachments = Money("附着物补偿", unit="万元", decimals=4)
    crops = Money("青苗补偿", unit="万元", decimals=4)
    social = Money("社会保障费用", unit="万元", decimals=4)
    payable = Money("应付补偿", unit="万元", decimals=4)
    paid = Money("已付补偿", unit="万元", decimals=4)
    people = Number("安置人口", unit="人")

    register = Register(
        code="land.compensation",
        title="征地补偿台账",
        title_en="Compensation of expropriated land",
        family="land",
        key="number",
        milestones=(
            Milestone("registered", "补偿登记"),
            Milestone("agreed", "签订协议", document="协议编号"),
            Milestone("paid_out", "兑付"),
            Milestone("moved", "腾退交地"),
        ),
        gates=(
            Gate("agreed", follows("agreed", "registered"), "土地管理法实施条例 第二十九条", waivable=True),
            Gate("agreed", checks.price_by_table, "土地管理法 第四十八条", waivable=True),
            Gate("paid_out", follows("paid_out", "agreed"), "土地管理法 第四十八条", waivable=True),
            Gate("paid_out", parts_within("payable", "paid"), "土地管理法 第四十八条"),
        ),
        figures=(
            Sum("compensation.area", "征地兑付面积", "area", on="paid_out"),
            Sum("compensation.paid", "兑付征地补偿资金", "paid", on="paid_out"),
            Count("compensation.agreements", "补偿协议", "份", on="agreed"),
        ),
        derived=ratios.payment,
        readings=(readings.payable,),
        listed=("number", "notice", "region", "group", "land_class", "area", "payable", "paid"),
        source="土地管理法 2019 art. 48; 土地管理法实施条例 2021 art. 32",
    )
