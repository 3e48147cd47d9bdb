"""闲置土地 Idle land: found, determined and disposed of (闲置土地处置办法, 国土资源部令第53号)."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Gate, Milestone, Ratio, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Day, Money, RegionCode, Text, Year
from yulin.office.registers.gates import after
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

DISPOSALS = ["延期动工", "调整条件", "临时使用", "协议收回", "置换", "征缴闲置费", "无偿收回", "督促动工"]


class IdleLand(Record):
    """One parcel suspected or determined to be idle."""

    number = Code("闲置编号")
    supply_number = Text("电子监管号")
    project = Text("项目名称")
    holder = Text("使用人", aliases=["土地使用权人"])
    region = RegionCode("所在乡镇", optional=False)
    area = Area("面积", unit="亩", aliases=["闲置面积"])
    price = Money("价款", unit="万元", decimals=4)
    agreed_start = Day("约定动工日期")
    kind = Choice("闲置类型", ["未动工", "动工不足"])
    cause = Choice("闲置原因", ["政府原因", "企业原因", "不可抗力"])
    task_year = Year("任务年度")
    task_area = Area("任务面积", unit="亩")
    disposal = Choice("处置方式", DISPOSALS)
    disposed_area = Area("处置面积", unit="亩")
    fee = Money("闲置费", unit="万元", decimals=4)
    parcel = Parcel("宗地")

    register = Register(
        code="land.idle",
        title="闲置土地台账",
        title_en="Idle land",
        family="land",
        key="number",
        milestones=(
            Milestone("investigated", "调查通知书", document="调查通知书文号"),
            Milestone("determined", "认定书", document="认定书文号"),
            Milestone("published", "公开"),
            Milestone("plan_approved", "方案批准"),
            Milestone("disposed", "处置", document="处置文号"),
        ),
        gates=(
            Gate("determined", after("investigated"), "闲置土地处置办法 第九条"),
            Gate("published", after("determined"), "闲置土地处置办法 第十一条"),
        ),
        figures=(
            Sum("idle.task", "闲置土地处置任务", "task_area", year_field="task_year"),
            Sum("idle.done", "闲置土地完成处置", "disposed_area", on="disposed"),
            Ratio("idle.rate", "闲置土地处置率（任务口径）", done="idle.done", whole="idle.task"),
            Count("idle.count", "闲置土地处置宗数", "宗", on="disposed"),
        ),
        listed=("number", "project", "holder", "region", "area", "kind", "cause", "disposal"),
        source="闲置土地处置办法（国土资源部令第53号）arts. 2, 5–15",
    )
