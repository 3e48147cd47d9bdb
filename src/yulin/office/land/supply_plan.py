"""供应计划 The yearly supply plan, published on the government's site, and standards of use (实施条例 art. 16)."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, RegionCode, Text, Year
from yulin.office.registers.gates import follows, parts_within
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record


class SupplyPlan(Record):
    """One parcel or item of the plan."""

    number = Code("供应计划编号")
    year = Year("计划年度", optional=False)
    project = Text("计划项目")
    region = RegionCode("所在乡镇", optional=False)
    use = Text("计划用途")
    mode = Choice("计划供应方式", ["划拨", "出让", "租赁", "作价出资"])
    quarter = Choice("计划季度", ["一季度", "二季度", "三季度", "四季度"])
    area = Area("计划面积", unit="亩", optional=False)
    stock_area = Area("其中存量建设用地", unit="亩")
    standard_area = Area("用地标准核定面积", unit="亩")
    saving = Choice("节地评价", ["符合标准", "超标准已论证", "无标准已评价", "未评价"])
    parcel = Parcel("计划地块")

    register = Register(
        code="land.supply_plan",
        title="供应计划台账",
        title_en="Supply plan",
        family="land",
        key="number",
        milestones=(
            Milestone("drafted", "编制"),
            Milestone("evaluated", "节地评价", document="节地评价文号"),
            Milestone("published", "公布", document="计划文号"),
            Milestone("carried_out", "实施供应"),
        ),
        gates=(
            Gate("published", follows("published", "drafted"), "土地管理法实施条例 第十六条"),
            Gate("published", parts_within("area", "stock_area"), "国有建设用地供应计划"),
            Gate("carried_out", follows("carried_out", "published"), "土地管理法实施条例 第十六条", waivable=True),
        ),
        figures=(
            Sum("supply_plan.area", "供应计划面积", "area", year_field="year"),
            Count("supply_plan.carried_out", "计划实施宗数", "宗", on="carried_out"),
            Count("supply_plan.evaluated", "节地评价", "宗", on="evaluated"),
        ),
        listed=("number", "year", "project", "region", "use", "mode", "area"),
        source="土地管理法实施条例 2021 art. 16",
    )
