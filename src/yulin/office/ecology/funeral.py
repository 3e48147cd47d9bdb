"""殡葬设施 Funeral facilities: their land and their place in the plan (殡葬管理条例)."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Milestone, Register
from yulin.office.registers.fields import Area, Choice, Code, Number, RegionCode, Text
from yulin.office.registers.record import Record


class FuneralFacility(Record):
    """One facility."""

    name = Code("设施名称")
    kind = Choice("设施类型", ["殡仪馆", "骨灰堂", "公墓", "公益性墓地"], optional=False)
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    area = Area("占地面积", unit="亩")
    class_now = Text("现状地类")
    in_plan = Choice("入规划", ["是", "否"])
    land_right = Text("用地手续")
    approval_number = Text("批准文号")
    plots = Number("墓位数", unit="个")
    used_plots = Number("已用墓位", unit="个")

    register = Register(
        code="ecology.funeral",
        title="殡葬设施台账",
        title_en="Funeral facilities",
        family="ecology",
        key="name",
        milestones=(Milestone("registered", "建库"), Milestone("rectified", "整改")),
        figures=(Count("funeral.facilities", "殡葬设施建库", "处", on="registered"),),
        listed=("name", "kind", "region", "village", "area", "plots", "used_plots"),
        source="殡葬管理条例 (国务院令824号, from 2026-03-30; the 2012 text before)",
    )
