"""土地市场巡查 Inspections of the land market: from posting to completion of supplied parcels."""

from __future__ import annotations

from yulin.office.registers.conditions import is_not
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register
from yulin.office.registers.fields import Choice, Code, Day, RegionCode, Text
from yulin.office.registers.gates import follows
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record

STAGES = ["现场公示", "预警提醒", "开竣工申报", "现场核查", "竣工核验", "闲置查处"]
FOUND = is_not("problem", "")


class Inspection(Record):
    """One inspection of one supplied parcel."""

    number = Code("巡查编号")
    supply = Link("电子监管号", to="land.Supply", aliases=["监管号"])
    region = RegionCode("所在乡镇", optional=False)
    stage_checked = Choice("巡查阶段", STAGES)
    link = Choice("监管环节", ["事前", "事中", "事后"])
    inspector = Text("巡查人")
    problem = Text("发现问题")
    remedy = Text("整改情况")
    next_on = Day("下次巡查日期")

    register = Register(
        code="land.inspection",
        title="土地市场巡查台账",
        title_en="Land market inspections",
        family="land",
        key="number",
        milestones=(Milestone("inspected", "巡查"), Milestone("rectified", "整改")),
        clocks=(Clock("下次巡查", due="next_on", until="rectified", warn=15, when=FOUND),),
        gates=(Gate("rectified", follows("rectified", "inspected"), "国土资厅发〔2013〕30号"),),
        figures=(
            Count("inspections.count", "土地市场巡查", "次", on="inspected"),
            Count("inspections.problems", "巡查发现问题", "次", on="inspected", where=(is_not("problem", ""),)),
        ),
        listed=("number", "supply", "region", "stage_checked", "problem", "remedy"),
        source="国土资厅发〔2013〕30号 (recalled, not seen)",
    )
