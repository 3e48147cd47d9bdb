"""野生动物救助 Wildlife rescued, by the classes of 野生动物保护法 2022 art. 10."""

from __future__ import annotations

from yulin.office.registers.conditions import is_, is_not
from yulin.office.registers.declaration import Milestone, Register, Sum
from yulin.office.registers.fields import Choice, Code, Number, OpenCode, RegionCode, Text
from yulin.office.registers.record import Record

LEVELS = ["一级", "二级", "三有", "地方重点", "其他"]


class WildlifeRescue(Record):
    """One rescue; a level that the law does not know is kept as written and shown as unknown."""

    number = Code("救助编号")
    species = Text("物种", optional=False)
    level = OpenCode("保护级别", LEVELS)
    quantity = Number("数量", unit="只", optional=False)
    region = RegionCode("所在乡镇", optional=False)
    origin = Text("来源")
    condition = Text("状况")
    disposal = Choice("处置", ["放归", "移交", "死亡", "留养"])
    destination = Text("去向")

    register = Register(
        code="ecology.wildlife",
        title="野生动物救助台账",
        title_en="Wildlife rescues",
        family="ecology",
        key="number",
        milestones=(Milestone("rescued", "救助"), Milestone("released", "处置")),
        figures=(
            Sum("wildlife.total", "救助野生动物", "quantity", on="rescued"),
            Sum(
                "wildlife.class_1",
                "救助国家一级动物",
                "quantity",
                on="rescued",
                where=(is_("level", "一级"),),
            ),
            Sum(
                "wildlife.class_2",
                "救助国家二级动物",
                "quantity",
                on="rescued",
                where=(is_("level", "二级"),),
            ),
            Sum(
                "wildlife.three_values",
                "救助三有动物",
                "quantity",
                on="rescued",
                where=(is_("level", "三有"),),
            ),
            Sum(
                "wildlife.local",
                "救助地方重点动物",
                "quantity",
                on="rescued",
                where=(is_("level", "地方重点"),),
            ),
            Sum("wildlife.other", "救助其他动物", "quantity", on="rescued", where=(is_("level", "其他"),)),
            Sum(
                "wildlife.unknown_code",
                "救助动物（未知代码）",
                "quantity",
                on="rescued",
                where=(is_not("level", "", *LEVELS),),
            ),
            Sum(
                "wildlife.unclassified",
                "救助动物（未分类）",
                "quantity",
                on="rescued",
                where=(is_("level", ""),),
            ),
        ),
        listed=("number", "species", "level", "quantity", "region", "disposal"),
        source="野生动物保护法 2022 arts. 10, 15",
    )
