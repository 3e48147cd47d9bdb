"""重点项目 Key projects: who answers for each, what land procedures it needs, and how far each of them is."""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Count, Gate, Milestone, Ratio, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Day, Money, RegionCode, Text, Year
from yulin.office.registers.gates import filled, follows, parts_within
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

NEEDED = ["需要", "不需要"]
GREEN = is_("green_channel", "是")
LINKS = (("prereview", "预审"), ("planning", "规划"), ("conversion", "转用"), ("expropriation", "征收"),
         ("supply", "供应"))
"""要素环节: what a project may need of the office, in the order of the work."""


class Project(Record):
    """One key project (重点项目)."""

    number = Code("项目代码")
    title = Text("重点项目名称", optional=False)
    level = Choice("项目级别", ["国家级", "省级", "市级", "区级"])
    builder = Text("建设单位")
    region = RegionCode("所在乡镇", optional=False)
    leader = Text("包联领导")
    section = Text("包联股室")
    contact = Text("联络员")
    green_channel = Choice("绿色通道", ["是", "否"])
    green_reason = Text("绿色通道依据")
    list_year = Year("列入年度")
    area = Area("用地需求", unit="亩")
    cultivated = Area("需占耕地", unit="亩")
    investment = Money("计划投资", unit="万元", decimals=2)
    prereview_needed = Choice("预审需求", NEEDED)
    planning_needed = Choice("规划需求", NEEDED)
    conversion_needed = Choice("转用需求", NEEDED)
    expropriation_needed = Choice("征收需求", NEEDED)
    supply_needed = Choice("供应需求", NEEDED)
    start_planned = Day("计划开工日期")
    blocked_by = Text("存在问题")
    parcel = Parcel("项目范围")

    register = Register(
        code="land.project",
        title="重点项目台账",
        title_en="Key projects",
        family="land",
        key="number",
        milestones=(
            Milestone("listed", "列入清单", document="清单文号"),
            Milestone("prereview_done", "预审办结", when=is_("prereview_needed", "需要")),
            Milestone("planning_done", "规划办结", when=is_("planning_needed", "需要")),
            Milestone("conversion_done", "转用办结", when=is_("conversion_needed", "需要")),
            Milestone("expropriation_done", "征收办结", when=is_("expropriation_needed", "需要")),
            Milestone("supply_done", "供应办结", when=is_("supply_needed", "需要")),
            Milestone("completed", "用地手续办结"),
        ),
        gates=(
            Gate("listed", parts_within("area", "cultivated"), "土地利用现状分类"),
            Gate("listed", filled("green_reason", when=GREEN), "绿色通道须有依据"),
            Gate("completed", follows("completed", "listed", *(f"{name}_done" for name, _t in LINKS)),
                 "重点项目用地服务台账", waivable=True),
        ),
        figures=(
            Count("project.listed", "重点项目", "个", on="listed"),
            Count("project.completed", "重点项目办结", "个", on="completed"),
            Ratio("project.rate", "重点项目办结率", done="project.completed", whole="project.listed"),
            Count("project.green", "绿色通道项目", "个", on="listed", where=(GREEN,)),
            Sum("project.area", "重点项目用地需求", "area", on="listed"),
        ),
        listed=("number", "title", "region", "level", "leader", "area", "green_channel"),
        source="重点项目用地服务台账、项目包联机制",
    )
