"""国土变更调查 Patches of the yearly change survey and of the daily one (土地调查条例 art. 6)."""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Count, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, RegionCode, Text
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

YEARLY, DAILY = is_("kind", "年度变更"), is_("kind", "日常变更")


class ChangePatch(Record):
    """One patch whose class changed."""

    number = Code("图斑号")
    kind = Choice("变更类别", ["年度变更", "日常变更"], optional=False)
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    class_before = Text("变更前地类")
    class_after = Text("变更后地类")
    area = Area("面积", unit="亩", optional=False, aliases=["图斑面积", "变更面积"])
    cause = Text("变更原因")
    approval_number = Text("批准文号")
    parcel = Parcel("图斑")

    register = Register(
        code="titles.change",
        title="国土变更调查台账",
        title_en="Change-survey patches",
        family="titles",
        key="number",
        milestones=(
            Milestone("evidenced", "举证"),
            Milestone("verified", "部级核查", when=YEARLY),
            Milestone("stored", "入库"),
        ),
        figures=(
            Count("survey.patches", "年度变更图斑", "个", on="verified", where=(YEARLY,)),
            Sum("survey.area", "年度变更面积", "area", on="verified", where=(YEARLY,)),
            Count("survey.daily_patches", "日常变更图斑", "个", on="stored", where=(DAILY,)),
            Sum("survey.daily_area", "日常变更面积", "area", on="stored", where=(DAILY,)),
        ),
        listed=("number", "kind", "region", "village", "class_before", "class_after", "area"),
        source="土地调查条例 2018 art. 6; TD/T 1055",
    )
