"""供地会审 Meetings of the supply committee (供地领导小组): what was laid before it and decided."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Code, Number, RegionCode, Text
from yulin.office.registers.gates import follows, parts_within
from yulin.office.registers.record import Record


class Meeting(Record):
    """One meeting."""

    number = Code("会议编号")
    title = Text("会议名称")
    region = RegionCode("行政区", optional=False)
    chair = Text("主持人")
    items = Number("审议宗数", unit="宗")
    passed = Number("通过宗数", unit="宗")
    area = Area("审议面积", unit="亩")
    decisions = Text("会议决定", max_length=1000)

    register = Register(
        code="land.meeting",
        title="供地会审台账",
        title_en="Supply committee meetings",
        family="land",
        key="number",
        milestones=(Milestone("held", "召开"), Milestone("minuted", "印发纪要", document="纪要文号")),
        gates=(
            Gate("minuted", follows("minuted", "held"), "供地领导小组议事规则"),
            Gate("minuted", parts_within("items", "passed"), "供地领导小组议事规则"),
        ),
        figures=(
            Count("meeting.count", "供地领导小组会议", "次", on="held"),
            Sum("meeting.passed", "会审通过宗数", "passed", on="held"),
        ),
        listed=("number", "title", "items", "passed", "area"),
        source="供地领导小组集体决策制度",
    )
