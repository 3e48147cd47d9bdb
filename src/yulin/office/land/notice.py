"""征收公告 Expropriation notices: the front steps of an expropriation (土地管理法实施条例 2021 arts.
26–31).
"""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Gate, Milestone, Register
from yulin.office.registers.fields import Area, Code, RegionCode, Text
from yulin.office.registers.gates import after, earliest_end
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record


class Notice(Record):
    """One area to be expropriated, with its four notices."""

    number = Code("公告编号")
    batch = Link("所属批次", to="land.Batch", aliases=["批次名称", "批次"])
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村", aliases=["村组"])
    area = Area("征收面积", unit="亩")

    register = Register(
        code="land.notice",
        title="征收公告台账",
        title_en="Expropriation notices",
        family="land",
        key="number",
        milestones=(
            Milestone("pre_notice", "预公告", document="预公告文号"),
            Milestone("survey_notice", "现状调查公告", document="现状调查公告文号"),
            Milestone("plan_notice", "补偿安置方案公告"),
            Milestone("final_notice", "征收土地公告", document="征收土地公告文号"),
        ),
        gates=(
            Gate("survey_notice", after("pre_notice"), "土地管理法实施条例 第二十六条"),
            Gate("plan_notice", after("survey_notice"), "土地管理法实施条例 第二十七条"),
            Gate(
                "plan_notice",
                earliest_end("pre_notice", "plan_notice", "expropriation.pre_notice"),
                "土地管理法实施条例 第二十六条",
            ),
            Gate(
                "final_notice",
                earliest_end("plan_notice", "final_notice", "expropriation.plan_notice"),
                "土地管理法实施条例 第二十八条",
            ),
        ),
        figures=(
            Count("notices.pre", "征收土地预公告", "份", on="pre_notice"),
            Count("notices.survey", "土地现状调查公告", "份", on="survey_notice"),
        ),
        listed=("number", "batch", "region", "village", "area"),
        source="土地管理法实施条例 2021 arts. 26–31",
    )
