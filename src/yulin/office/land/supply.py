"""土地供应 Land supply: land allocated, granted or leased to a user out of approved batches."""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Day, Money, RegionCode, Text
from yulin.office.registers.gates import after, filled, parts_equal
from yulin.office.registers.links import Link
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

SUPPLY_MODES = ["划拨", "招标出让", "拍卖出让", "挂牌出让", "协议出让", "租赁", "作价出资"]
GRANTED_IN_PUBLIC = is_("mode", "招标出让", "拍卖出让", "挂牌出让")


class Supply(Record):
    """One parcel supplied."""

    number = Code("电子监管号")
    parcel_code = Text("宗地号", aliases=["宗地代码"])
    project = Text("项目名称", aliases=["项目"])
    region = RegionCode("所在乡镇", optional=False)
    location = Text("位置", aliases=["土地坐落", "坐落"])
    grantee = Text("受让人", aliases=["土地使用权人", "用地单位"])
    mode = Choice("供应方式", SUPPLY_MODES, optional=False, aliases=["供地方式"])
    use = Text("土地用途", aliases=["用途"])
    area = Area("供应面积", unit="亩", optional=False, aliases=["供地面积", "面积"])
    new_area = Area("新增面积", unit="亩", aliases=["其中新增"])
    stock_area = Area("存量面积", unit="亩", aliases=["其中存量"])
    batch = Link("来源批次", to="land.Batch")
    conditions = Text("规划条件文号")
    start_price = Money("起始价", unit="万元", decimals=4)
    price = Money("成交价款", unit="万元", decimals=4, aliases=["成交价", "出让金"])
    paid = Money("已缴价款", unit="万元", decimals=4, aliases=["已缴"])
    agreed_start = Day("约定动工日期", aliases=["约定开工日期"], db_index=True)
    agreed_completion = Day("约定竣工日期", db_index=True)
    parcel = Parcel("宗地")

    register = Register(
        code="land.supply",
        title="土地供应台账",
        title_en="Land supply",
        family="land",
        key="number",
        milestones=(
            Milestone("scheme", "供地方案批准", document="供地方案文号"),
            Milestone("published", "出让公告", when=GRANTED_IN_PUBLIC),
            Milestone("contracted", "合同签订", document="合同编号"),
            Milestone("delivered", "交地"),
            Milestone("started", "动工"),
            Milestone("completed", "竣工"),
        ),
        clocks=(
            Clock("动工", due="agreed_start", until="started"),
            Clock("竣工", due="agreed_completion", until="completed"),
        ),
        gates=(
            Gate("contracted", filled("conditions", when=GRANTED_IN_PUBLIC), "城乡规划法 第三十八条"),
            Gate("contracted", after("scheme"), "土地管理法实施条例 第十八条"),
            Gate("contracted", parts_equal("area", "new_area", "stock_area"), "土地供应台账"),
        ),
        figures=(
            Count("supply.parcels", "供地宗数", "宗", on="contracted"),
            Sum("supply.area", "供地面积", "area", on="contracted"),
            Count(
                "supply.granted_parcels", "公开出让宗数", "宗", on="contracted", where=(GRANTED_IN_PUBLIC,)
            ),
            Sum("supply.granted_area", "公开出让面积", "area", on="contracted", where=(GRANTED_IN_PUBLIC,)),
            Sum(
                "supply.proceeds", "出让金", "price", on="contracted", where=(GRANTED_IN_PUBLIC,), decimals=0
            ),
        ),
        listed=("number", "project", "region", "mode", "use", "area", "price"),
        source="土地管理法 art. 54; 招标拍卖挂牌出让国有建设用地使用权规定（令39号）",
    )
