"""闲置土地 Idle land: found, determined and disposed of (闲置土地处置办法, 国土资源部令第53号)."""

from __future__ import annotations

from yulin.office.land import idle_checks, readings
from yulin.office.registers.conditions import is_, is_not
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Ratio, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Day, Money, RegionCode, Text, Year
from yulin.office.registers.gates import after, filled, follows, not_before, parts_within
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

DISPOSALS = ["延期动工", "调整条件", "临时使用", "协议收回", "置换", "征缴闲置费", "无偿收回", "督促动工"]
RULE = "闲置土地处置办法"
FEE, RECOVERY = is_("disposal", "征缴闲置费"), is_("disposal", "无偿收回")
FORCED = is_("disposal", "征缴闲置费", "无偿收回")
NEGOTIATED = is_not("disposal", "征缴闲置费", "无偿收回")


class IdleLand(Record):
    """One parcel suspected or determined to be idle."""

    number = Code("闲置编号")
    supply_number = Text("电子监管号")
    project = Text("项目名称")
    holder = Text("使用人", aliases=["土地使用权人"])
    mortgagee = Text("抵押权人")
    region = RegionCode("所在乡镇", optional=False)
    area = Area("面积", unit="亩", aliases=["闲置面积"])
    price = Money("价款", unit="万元", decimals=4)
    agreed_start = Day("约定动工日期")
    agreed_again = Day("重新约定动工日期")
    handed_over = Day("交地确认书日期")
    started = Day("实际动工日期")
    stopped = Day("中止开发日期")
    due_area = Area("应动工面积", unit="亩")
    built_area = Area("已动工面积", unit="亩")
    investment = Money("总投资额", unit="万元", decimals=4)
    invested = Money("已投资额", unit="万元", decimals=4)
    kind = Choice("闲置类型", ["未动工", "动工不足"])
    cause = Choice("闲置原因", ["政府原因", "企业原因", "不可抗力"])
    cause_detail = Choice("政府原因情形", [
        "未按约交地", "规划依法修改", "国家政策", "信访", "军事管制或文物", "其他政府行为"])
    monitored_on = Day("监测系统备案日期")
    task_year = Year("任务年度")
    task_area = Area("任务面积", unit="亩")
    disposal = Choice("处置方式", DISPOSALS)
    disposed_area = Area("处置面积", unit="亩")
    fee = Money("闲置费", unit="万元", decimals=4)
    fee_paid = Money("闲置费已缴", unit="万元", decimals=4)
    parcel = Parcel("宗地")

    register = Register(
        code="land.idle",
        title="闲置土地台账",
        title_en="Idle land",
        family="land",
        key="number",
        milestones=(
            Milestone("suspected", "发现疑似"),
            Milestone("investigated", "调查通知书", document="调查通知书文号"),
            Milestone("answered", "使用人答复"),
            Milestone("determined", "认定书", document="认定书文号"),
            Milestone("published", "公开"),
            Milestone("hearing_told", "听证权利告知", when=FORCED),
            Milestone("plan_approved", "方案批准"),
            Milestone("disposed", "处置", document="处置文号"),
            Milestone("fee_paid", "闲置费缴纳", when=FEE),
            Milestone("deregistered", "注销登记", when=RECOVERY),
            Milestone("closed", "销号"),
        ),
        clocks=(
            Clock("开展调查", since="suspected", until="investigated", parameter="idle_land.investigation", warn=10),
            Clock("使用人答复", since="investigated", until="answered", parameter="idle_land.answer", warn=7),
            Clock("缴纳闲置费", since="disposed", until="fee_paid", parameter="idle_land.fee_payment", warn=7,
                  when=FEE),
            Clock("注销登记", since="disposed", until="deregistered", parameter="idle_land.deregistration", warn=7,
                  when=RECOVERY),
        ),
        gates=(
            Gate("investigated", follows("investigated", "suspected", dated=False), f"{RULE} 第五条"),
            Gate("answered", follows("answered", "investigated"), f"{RULE} 第五条"),
            Gate("determined", after("investigated"), f"{RULE} 第九条"),
            Gate("determined", follows("determined", "investigated"), f"{RULE} 第九条"),
            Gate("determined", idle_checks.determinable, f"{RULE} 第二条", waivable=True),
            Gate("published", after("determined"), f"{RULE} 第十一条"),
            Gate("published", follows("published", "determined"), f"{RULE} 第十一条"),
            Gate("plan_approved", follows("plan_approved", "determined"), f"{RULE} 第十三条"),
            Gate("disposed", follows("disposed", "determined"), f"{RULE} 第十二条、第十四条"),
            Gate("disposed", follows("disposed", "plan_approved", dated=False), f"{RULE} 第十三条"),
            Gate("disposed", filled("disposal"), f"{RULE} 第十二条、第十四条"),
            Gate("disposed", idle_checks.way_allowed, f"{RULE} 第十四条"),
            Gate("disposed", idle_checks.hearing_told, f"{RULE} 第十五条", waivable=True),
            Gate("disposed", parts_within("area", "disposed_area"), "闲置土地台账"),
            Gate("disposed", idle_checks.fee_agrees, f"{RULE} 第十四条第（一）项"),
            Gate("fee_paid", follows("fee_paid", "disposed"), f"{RULE} 第十七条"),
            Gate("deregistered", follows("deregistered", "disposed"), f"{RULE} 第十七条"),
            Gate("closed", follows("closed", "disposed"), f"{RULE} 第十一条"),
            Gate("disposed", not_before("disposed", "agreed_start"), f"{RULE} 第二条"),
        ),
        figures=(
            Sum("idle.task", "闲置土地处置任务", "task_area", year_field="task_year"),
            Sum("idle.done", "闲置土地完成处置", "disposed_area", on="disposed"),
            Ratio("idle.rate", "闲置土地处置率（任务口径）", done="idle.done", whole="idle.task"),
            Count("idle.count", "闲置土地处置宗数", "宗", on="disposed"),
            Count("idle.determined", "闲置土地认定宗数", "宗", on="determined"),
            Sum("idle.fee", "闲置费入库", "fee_paid", on="fee_paid"),
        ),
        readings=(readings.idle,),
        listed=("number", "project", "holder", "region", "area", "kind", "cause", "disposal"),
        source="闲置土地处置办法（国土资源部令第53号）arts. 2, 5–20",
    )
