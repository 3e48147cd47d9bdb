"""耕地恢复 Restoration: land that left cultivation is brought back to farmland."""

from __future__ import annotations

from yulin.office.registers.declaration import Milestone, Ratio, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, RegionCode, Text, Year
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record


class Restoration(Record):
    """One patch to be restored."""

    number = Code("图斑编号")
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    class_before = Text("原地类")
    class_after = Text("恢复后地类")
    kind = Choice("恢复类型", ["即可恢复", "工程恢复"])
    task_year = Year("任务年度")
    task_area = Area("任务面积", unit="亩")
    restored_area = Area("恢复面积", unit="亩", aliases=["完成面积"])
    parcel = Parcel("图斑")

    register = Register(
        code="protection.restoration",
        title="耕地恢复台账",
        title_en="Farmland restoration",
        family="protection",
        key="number",
        milestones=(Milestone("started", "整改开始"), Milestone("accepted", "验收", document="验收文号")),
        figures=(
            Sum("restoration.task", "耕地恢复任务", "task_area", year_field="task_year"),
            Sum("restoration.done", "耕地恢复完成", "restored_area", on="accepted"),
            Ratio("restoration.rate", "耕地恢复完成率", done="restoration.done", whole="restoration.task"),
        ),
        listed=("number", "region", "village", "class_before", "class_after", "task_area", "restored_area"),
        source="粮食安全保障法 2023 arts. 10–14",
    )
