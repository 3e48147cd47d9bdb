"""集体建设用地流转 Transfers of collective construction land (土地管理法 art. 63; 实施条例 arts. 38–43)."""

from __future__ import annotations

from yulin.office.land import collective_votes, readings
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Money, Number, RegionCode, Text
from yulin.office.registers.gates import earliest_end, follows, parts_within
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record


class Collective(Record):
    """One parcel of collective construction land brought to the market."""

    number = Code("流转编号")
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    owner = Text("土地所有权人")
    mode = Choice("流转方式", ["出让", "出租", "入股", "转让"], optional=False)
    user = Text("土地使用者")
    use = Text("流转用途")
    area = Area("流转面积", unit="亩", optional=False)
    years = Number("流转年限", unit="年")
    price = Money("流转价款", unit="万元", decimals=4)
    members = Number("成员或代表应到", unit="人")
    agreed = Number("成员或代表同意", unit="人")
    parcel = Parcel("流转宗地")

    register = Register(
        code="land.collective",
        title="集体建设用地流转台账",
        title_en="Transfers of collective construction land",
        family="land",
        key="number",
        milestones=(
            Milestone("voted", "集体表决"),
            Milestone("filed", "方案报送"),
            Milestone("commented", "政府意见"),
            Milestone("offered", "公开交易"),
            Milestone("contracted", "签订流转合同", document="流转合同编号"),
            Milestone("registered", "流转登记"),
        ),
        clocks=(Clock("政府意见", since="filed", until="commented", parameter="collective_land.comment", warn=2),),
        gates=(
            Gate("voted", parts_within("members", "agreed"), "土地管理法 第六十三条第二款"),
            Gate("filed", follows("filed", "voted"), "土地管理法实施条例 第四十条"),
            Gate("filed", collective_votes.two_thirds, "土地管理法 第六十三条第二款"),
            Gate("contracted", follows("contracted", "filed"), "土地管理法实施条例 第四十条"),
            Gate("contracted", earliest_end("filed", "contracted", "collective_land.filing"),
                 "土地管理法实施条例 第四十条"),
            Gate("registered", follows("registered", "contracted"), "不动产登记暂行条例"),
        ),
        figures=(
            Count("collective.count", "集体建设用地流转", "宗", on="contracted"),
            Sum("collective.area", "集体建设用地流转面积", "area", on="contracted"),
        ),
        readings=(readings.transfer,),
        listed=("number", "region", "village", "mode", "user", "area", "price"),
        source="土地管理法 2019 art. 63; 土地管理法实施条例 2021 arts. 38–43",
    )
