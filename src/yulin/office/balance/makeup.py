"""永久基本农田补划 Permanent farmland made up: as much, no worse, from the reserve area first (土地管理法 art. 35)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.office.balance.fields import Grade
from yulin.office.balance.reserve import ReservePatch
from yulin.office.books.bound import Wanted, effect
from yulin.office.registers.declaration import Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Code, Money, RegionCode, Text
from yulin.office.registers.gates import at_least
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record


def wants(record: Any) -> list[Wanted]:
    """What is made up leaves the reserve."""
    if record.made_up_on is None or record.reserve is None:
        return []
    return [Wanted("makeup", Act.SPEND, record.made_up_on, record.made_up_doc or record.number,
                   [(Kind.RESERVE, record.reserve.number, record.made_up or 0)], dossier=record.batch_name)]


def no_worse(record: Any) -> list[str]:
    """For a gate: the grade of what is made up is no worse (no larger) than that of what is taken."""
    if None in (record.grade_taken, record.grade_made):
        return [_("缺占用或补划耕地的质量等别，不能证明质量相当")]
    field = record.register.column("grade_made").field
    return [] if record.grade_made <= record.grade_taken else [_("补划等别 {made} 劣于占用等别 {taken}").format(
        made=field.show(record.grade_made), taken=field.show(record.grade_taken))]


class MakeUp(Record):
    """One project's permanent farmland, and the patch that takes its place."""

    number = Code("补划编号")
    project_name = Text("占用项目", optional=False)
    batch_name = Text("批次名称")
    region = RegionCode("所在乡镇", optional=False)
    taken = Area("占用永久基本农田", unit="亩", optional=False)
    taken_paddy = Area("占用永农水田", unit="亩")
    grade_taken = Grade("占用等别")
    reserve = Link("储备图斑号", to=ReservePatch)
    made_up = Area("补划面积", unit="亩", optional=False)
    made_up_paddy = Area("补划水田", unit="亩")
    grade_made = Grade("补划等别")
    fee = Money("加倍开垦费", unit="万元", decimals=4)

    register = Register(
        code="balance.makeup",
        title="永久基本农田补划台账",
        title_en="Permanent farmland made up",
        family="balance",
        key="number",
        milestones=(
            Milestone("planned", "补划方案", document="方案文号"),
            Milestone("made_up", "补划", document="补划文号"),
        ),
        gates=(
            Gate("made_up", at_least("made_up", "taken"), "土地管理法 第三十五条；补划数量相等、质量相当"),
            Gate("made_up", at_least("made_up_paddy", "taken_paddy"), "土地管理法 第三十五条；补划数量相等、质量相当"),
            Gate("made_up", no_worse, "土地管理法 第三十五条；补划数量相等、质量相当"),
        ),
        figures=(
            Sum("makeup.taken", "占用永久基本农田", "taken", on="made_up"),
            Sum("makeup.area", "补划永久基本农田", "made_up", on="made_up"),
        ),
        listed=("number", "project_name", "region", "taken", "grade_taken", "made_up", "grade_made"),
        effect=effect(wants),
        source="土地管理法 2019 arts. 33–35; 令第17号 (2025; secondary)",
    )
