"""项目日报与对接 Progress of key projects: daily reports, docking notes and dispatch meetings, one line each."""

from __future__ import annotations

from yulin.office.land.project import LINKS
from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Count, Gate, Milestone, Register
from yulin.office.registers.fields import Choice, Code, Day, RegionCode, Text
from yulin.office.registers.gates import follows
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record

STATES = ["未启动", "办理中", "已办结", "受阻"]


class Progress(Record):
    """One line about one project on one day."""

    number = Code("日报编号")
    project = Link("项目代码", to="land.Project", aliases=["重点项目"])
    region = RegionCode("所在乡镇", optional=False)
    kind = Choice("记录类别", ["日报", "对接", "调度"], optional=False)
    link = Choice("要素环节", [title for _name, title in LINKS])
    state = Choice("办理状态", STATES)
    content = Text("进展情况", max_length=1000)
    trouble = Text("困难问题", max_length=1000)
    answer = Text("对接意见", max_length=1000)
    people = Text("参加人员")
    next_on = Day("下次对接日期")

    register = Register(
        code="land.progress",
        title="项目日报台账",
        title_en="Daily reports and docking notes",
        family="land",
        key="number",
        milestones=(Milestone("reported", "报告"), Milestone("answered", "问题办结")),
        gates=(Gate("answered", follows("answered", "reported"), "重点项目用地服务台账"),),
        figures=(
            Count("progress.reports", "项目日报", "条", on="reported", where=(is_("kind", "日报"),)),
            Count("progress.dockings", "报批对接", "次", on="reported", where=(is_("kind", "对接"),)),
        ),
        listed=("number", "project", "region", "kind", "link", "state", "content"),
        source="项目日报制、用地报批对接机制",
    )
