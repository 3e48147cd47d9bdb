"""处置任务 Tasks of disposal by region: approved but unsupplied land, and idle land (逐县区下达, 落地上图)."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Milestone, Register
from yulin.office.registers.fields import Area, Choice, Code, RegionCode, Text, Year
from yulin.office.registers.record import Record


class DisposalTask(Record):
    """One task of one region in one year."""

    number = Code("任务编号")
    year = Year("任务年份", optional=False)
    region = RegionCode("任务区域", optional=False)
    kind = Choice("任务类别", ["批而未供", "闲置土地"], optional=False)
    area = Area("下达任务", unit="亩", optional=False)
    stock = Area("期初存量", unit="亩")
    remark = Text("任务说明")

    register = Register(
        code="land.task",
        title="处置任务台账",
        title_en="Tasks of disposal",
        family="land",
        key="number",
        milestones=(Milestone("set", "下达", document="任务文号"),),
        figures=(Count("task.count", "处置任务", "项", on="set"),),
        listed=("number", "year", "region", "kind", "area", "stock"),
        source="增存挂钩机制 (自然资规〔2018〕1号, recalled)",
    )
