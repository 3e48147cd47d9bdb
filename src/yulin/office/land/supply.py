"""土地供应 Land supply: land allocated, granted or leased to a user out of approved batches."""

from __future__ import annotations

from yulin.office.land import balances, numbers, payments, ratios, readings
from yulin.office.registers.conditions import is_, is_not
from yulin.office.registers.declaration import Bond, Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Day, Money, Number, RegionCode, Text
from yulin.office.registers.gates import after, filled, follows, parts_equal, parts_within
from yulin.office.registers.links import Link
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

SUPPLY_MODES = ["划拨", "招标出让", "拍卖出让", "挂牌出让", "协议出让", "租赁", "作价出资"]
GRANTED_IN_PUBLIC = is_("mode", "招标出让", "拍卖出让", "挂牌出让")
ALLOCATED, BY_AGREEMENT = is_("mode", "划拨"), is_("mode", "协议出让")
PAID_FOR = is_not("mode", "划拨", "作价出资")


class Supply(Record):
    """One parcel supplied."""

    number = Code("电子监管号", shape=numbers.SUPERVISION)
    parcel_code = Text("宗地号", aliases=["宗地代码"])
    project = Text("项目名称", aliases=["项目"])
    project_code = Text("项目代码")
    region = RegionCode("所在乡镇", optional=False)
    location = Text("位置", aliases=["土地坐落", "坐落"])
    grantee = Text("受让人", aliases=["土地使用权人", "用地单位"])
    mode = Choice("供应方式", SUPPLY_MODES, optional=False, aliases=["供地方式"])
    use = Text("土地用途", aliases=["用途"])
    term = Number("出让年限", unit="年")
    green_channel = Choice("绿色通道", ["是", "否"])
    area = Area("供应面积", unit="亩", optional=False, aliases=["供地面积", "面积"])
    new_area = Area("新增面积", unit="亩", aliases=["其中新增"])
    stock_area = Area("存量面积", unit="亩", aliases=["其中存量"])
    batch = Link("来源批次", to="land.Batch")
    plan_number = Text("供应计划编号")
    meeting = Text("会议编号", aliases=["供地会议编号"])
    net_land = Choice("净地情况", ["净地", "非净地"])
    conditions = Text("规划条件文号")
    plot_ratio = Text("容积率要求")
    start_price = Money("起始价", unit="万元", decimals=4)
    price = Money("成交价款", unit="万元", decimals=4, aliases=["成交价", "出让金"])
    paid = Money("已缴价款", unit="万元", decimals=4, aliases=["已缴"])
    agreed_payment = Day("约定缴清日期")
    agreed_delivery = Day("约定交地日期")
    agreed_start = Day("约定动工日期", aliases=["约定开工日期"], db_index=True)
    restarted_on = Day("重新约定动工日期")
    agreed_completion = Day("约定竣工日期", db_index=True)
    stopped_on = Day("中止开发日期")
    built_area = Area("已动工面积", unit="亩")
    invested = Money("已投资额", unit="万元", decimals=4)
    investment = Money("总投资额", unit="万元", decimals=4)
    certificate = Text("不动产权证号")
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
            Milestone("publicised", "供地公示", when=is_("mode", "划拨", "协议出让")),
            Milestone("contracted", "合同签订", document="合同编号"),
            Milestone("paid_up", "价款缴清", when=PAID_FOR),
            Milestone("delivered", "交地", document="交地确认书编号"),
            Milestone("permitted", "用地规划许可", document="用地规划许可证号"),
            Milestone("started", "动工"),
            Milestone("completed", "竣工"),
            Milestone("accepted", "竣工核验"),
            Milestone("titled", "登记发证"),
        ),
        clocks=(
            Clock("动工", due="agreed_start", until="started"),
            Clock("竣工", due="agreed_completion", until="completed"),
            Clock("价款缴清（条例）", since="contracted", until="paid_up", parameter="supply.payment", when=PAID_FOR),
            Clock("价款缴清（合同）", due="agreed_payment", until="paid_up", when=PAID_FOR),
            Clock("交地", due="agreed_delivery", until="delivered"),
        ),
        gates=(
            Gate("contracted", filled("conditions", when=GRANTED_IN_PUBLIC), "城乡规划法 第三十八条"),
            Gate("contracted", after("scheme"), "土地管理法实施条例 第十八条"),
            Gate("contracted", follows("contracted", "scheme", "published", "publicised", dated=False),
                 "招标拍卖挂牌出让国有建设用地使用权规定 第八条"),
            Gate("contracted", parts_equal("area", "new_area", "stock_area"), "土地供应台账"),
            Gate("contracted", numbers.net_land, "闲置土地处置办法 第二十一条", waivable=True),
            Gate("contracted", numbers.batch_in_force, "土地管理法 第四十四条", waivable=True),
            Gate("contracted", numbers.within_term, "城镇国有土地使用权出让和转让暂行条例 第十二条"),
            Gate("paid_up", follows("paid_up", "contracted"), "城镇国有土地使用权出让和转让暂行条例 第十四条"),
            Gate("paid_up", payments.in_full, "城镇国有土地使用权出让和转让暂行条例 第十四条"),
            Gate("delivered", follows("delivered", "contracted"), "闲置土地处置办法 第二十二条"),
            Gate("started", follows("started", "contracted"), "闲置土地处置办法 第二十二条"),
            Gate("completed", follows("completed", "started"), "闲置土地处置办法 第二十二条", waivable=True),
            Gate("accepted", follows("accepted", "completed"), "国土资厅发〔2013〕30号"),
            Gate("titled", payments.in_full,
                 "招标拍卖挂牌出让国有建设用地使用权规定 第二十三条"),
            Gate("started", parts_within("area", "built_area"), "闲置土地处置办法 第三十条"),
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
            Count("supply.listed_parcels", "挂牌出让宗数", "宗", on="contracted", where=(is_("mode", "挂牌出让"),)),
            Count("supply.agreed_parcels", "协议出让宗数", "宗", on="contracted", where=(BY_AGREEMENT,)),
            Count("supply.allocated_parcels", "划拨宗数", "宗", on="contracted", where=(ALLOCATED,)),
            Sum("supply.allocated_area", "划拨面积", "area", on="contracted", where=(ALLOCATED,)),
            Count("supply.auctioned_parcels", "拍卖出让宗数", "宗", on="contracted", where=(is_("mode", "拍卖出让"),)),
            Sum("supply.auctioned_area", "拍卖出让面积", "area", on="contracted", where=(is_("mode", "拍卖出让"),)),
            Sum("supply.auctioned_price", "拍卖成交价款", "price", on="contracted", where=(is_("mode", "拍卖出让"),)),
            Count("supply.green", "绿色通道供地", "宗", on="contracted", where=(is_("green_channel", "是"),)),
        ),
        bonds=(Bond(balances.supply_beyond_batch, "批供面积勾稽", ("batch", "area", "contracted_on"), waivable=True),),
        derived=ratios.unit_price,
        readings=(readings.payment, readings.term, readings.idle_of_supply),
        listed=("number", "project", "region", "mode", "use", "area", "price"),
        source="土地管理法 art. 54; 招标拍卖挂牌出让国有建设用地使用权规定（令39号）",
    )
