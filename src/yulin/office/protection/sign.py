"""标志维护 Upkeep of the signs of permanent farmland (土地管理法 art. 34)."""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Count, Milestone, Register
from yulin.office.registers.fields import Choice, Code, RegionCode, Text
from yulin.office.registers.record import Record


class Sign(Record):
    """One wall, stele, board or stake."""

    number = Code("标志编号")
    kind = Choice("标志类型", ["保护壁", "保护碑", "标识牌", "界桩"], optional=False)
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    condition = Text("状况")

    register = Register(
        code="protection.sign",
        title="标志维护台账",
        title_en="Permanent farmland signs",
        family="protection",
        key="number",
        milestones=(Milestone("found", "排查"), Milestone("repaired", "修缮")),
        figures=(
            Count(
                "signs.walls",
                "修缮保护壁的村",
                "村",
                on="repaired",
                where=(is_("kind", "保护壁"),),
                distinct="village",
            ),
            Count("signs.steles", "修缮保护碑", "处", on="repaired", where=(is_("kind", "保护碑"),)),
        ),
        listed=("number", "kind", "region", "village", "condition"),
        source="土地管理法 2019 art. 34",
    )
