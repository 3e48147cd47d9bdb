"""会审会签 Joint review: each section of the bureau signs a dossier before it goes up (集体会审、会签制度)."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Gate, Milestone, Register
from yulin.office.registers.fields import Choice, Code, RegionCode, Text
from yulin.office.registers.gates import filled
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record

SECTIONS = ["耕地保护", "国土空间规划", "用途管制", "开发利用", "调查监测", "确权登记", "执法监察", "矿产地灾",
            "财务", "法规"]


class Countersign(Record):
    """One section's opinion on one dossier."""

    number = Code("会签编号")
    batch = Link("批次名称", to="land.Batch", aliases=["所属批次"])
    region = RegionCode("所在乡镇", optional=False)
    section = Choice("会签股室", SECTIONS, optional=False)
    opinion = Choice("会签意见", ["同意", "修改后同意", "不同意"])
    remark = Text("意见内容", max_length=1000)
    signer = Text("会签人")

    register = Register(
        code="land.countersign",
        title="会审会签台账",
        title_en="Joint review and countersigning",
        family="land",
        key="number",
        milestones=(Milestone("asked", "送签"), Milestone("signed", "会签")),
        gates=(Gate("signed", filled("opinion"), "建设用地审批集体会审、会签制度"),),
        figures=(Count("countersign.signed", "会审会签", "份", on="signed"),),
        listed=("number", "batch", "section", "opinion", "signer"),
        source="建设用地审批集体会审、会签制度",
    )
