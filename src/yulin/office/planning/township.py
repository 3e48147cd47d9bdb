"""乡镇国土空间规划 Township plans on their way to approval (城乡规划法 arts. 15, 22, 26)."""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Count, Gate, Milestone, Register
from yulin.office.registers.fields import Choice, Code, RegionCode
from yulin.office.registers.gates import after, earliest_end
from yulin.office.registers.record import Record

TOWNSHIP = is_("kind", "乡镇总体规划")


class TownshipPlan(Record):
    """One plan."""

    name = Code("规划名称")
    region = RegionCode("所在乡镇", optional=False)
    kind = Choice("规划类型", ["乡镇总体规划", "村庄规划", "详细规划"], optional=False)

    register = Register(
        code="planning.township",
        title="乡镇规划台账",
        title_en="Township plans",
        family="planning",
        key="name",
        milestones=(
            Milestone("begun", "启动"),
            Milestone("drafted", "方案完成"),
            Milestone("reviewed", "专家评审"),
            Milestone("publicised", "公示"),
            Milestone("congress", "人大审议"),
            Milestone("approved", "批复", document="批复文号"),
            Milestone("stored", "入库"),
        ),
        gates=(
            Gate("approved", after("publicised"), "城乡规划法 第二十六条"),
            Gate(
                "approved",
                earliest_end("publicised", "approved", "planning.plan_publicity"),
                "城乡规划法 第二十六条",
            ),
        ),
        figures=(
            Count("planning.reviewed", "通过专家评审的乡镇规划", "个", on="reviewed", where=(TOWNSHIP,)),
            Count("planning.congress", "通过人大审议的乡镇规划", "个", on="congress", where=(TOWNSHIP,)),
        ),
        listed=("name", "region", "kind"),
        source="城乡规划法 2019 arts. 15, 22, 26",
    )
