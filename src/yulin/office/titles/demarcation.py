"""勘测定界 Demarcation surveys of land to be approved or supplied (TD/T 1008)."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Code, RegionCode, Text
from yulin.office.registers.gates import follows, parts_equal, parts_within, within_share
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record


class Demarcation(Record):
    """One survey."""

    number = Code("定界编号")
    project = Text("项目名称")
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    area = Area("面积", unit="亩", optional=False, aliases=["勘测面积"])
    agricultural = Area("农用地", unit="亩")
    cultivated = Area("耕地", unit="亩", aliases=["其中耕地"])
    construction = Area("建设用地", unit="亩")
    unused = Area("未利用地", unit="亩")
    surveyor = Text("测绘单位")
    batch_name = Text("批次名称")
    change_surveyed = Area("变更调查套合面积", unit="亩")
    state_owned = Area("国有土地", unit="亩")
    collective = Area("集体土地", unit="亩")
    parcel = Parcel("地块")

    register = Register(
        code="titles.demarcation",
        title="勘测定界台账",
        title_en="Demarcation surveys",
        family="titles",
        key="number",
        milestones=(Milestone("commissioned", "委托"), Milestone("surveyed", "完成", document="报告编号")),
        gates=(
            Gate("surveyed", parts_equal("area", "agricultural", "construction", "unused"), "TD/T 1008-2007"),
            Gate("surveyed", parts_within("agricultural", "cultivated"), "土地利用现状分类"),
            Gate("surveyed", parts_equal("area", "state_owned", "collective"), "TD/T 1008-2007"),
            Gate("surveyed", within_share("area", "change_surveyed", 100), "省级用地报批审查标准", waivable=True),
            Gate("surveyed", follows("surveyed", "commissioned", dated=False), "TD/T 1008-2007"),
        ),
        figures=(
            Count("demarcation.parcels", "勘测定界宗数", "宗", on="surveyed"),
            Sum("demarcation.area", "勘测定界面积", "area", on="surveyed"),
        ),
        listed=("number", "project", "region", "area", "cultivated", "surveyor"),
        source="TD/T 1008-2007 (secondary)",
    )
