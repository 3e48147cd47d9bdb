"""节约集约 Intensive use of a supplied parcel: investment, plot ratio and output against what was agreed."""

from __future__ import annotations

from yulin.office.land import ratios
from yulin.office.registers.declaration import Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Money, RegionCode, Text
from yulin.office.registers.gates import filled, follows
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record


class Intensity(Record):
    """One evaluation of one parcel."""

    number = Code("评价编号")
    supply = Link("电子监管号", to="land.Supply")
    region = RegionCode("所在乡镇", optional=False)
    project = Text("评价项目")
    area = Area("评价面积", unit="亩", optional=False)
    floor_area = Area("总建筑面积", unit="平方米")
    base_area = Area("建筑基底面积", unit="平方米")
    investment = Money("固定资产投资", unit="万元", decimals=2)
    output = Money("年产值", unit="万元", decimals=2)
    tax = Money("年税收", unit="万元", decimals=2)
    least_investment = Money("约定投资强度（每亩）", unit="万元", decimals=2)
    least_tax = Money("约定亩均税收", unit="万元", decimals=2)
    verdict = Choice("评价结论", ["达标", "不达标", "整改后达标"])

    register = Register(
        code="land.intensity",
        title="节约集约评价台账",
        title_en="Intensive use",
        family="land",
        key="number",
        milestones=(Milestone("evaluated", "评价"), Milestone("rectified", "整改完成")),
        gates=(
            Gate("evaluated", filled("floor_area"), "节约集约利用土地规定"),
            Gate("evaluated", ratios.verdict_agrees, "出让合同约定", waivable=True),
            Gate("rectified", follows("rectified", "evaluated"), "节约集约利用土地规定"),
        ),
        figures=(
            Count("intensity.count", "节约集约评价", "宗", on="evaluated"),
            Sum("intensity.investment", "评价项目固定资产投资", "investment", on="evaluated"),
        ),
        derived=ratios.ratios,
        listed=("number", "supply", "project", "area", "investment", "verdict"),
        source="节约集约利用土地规定 (recalled)",
    )
