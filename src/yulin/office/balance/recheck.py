"""管护复核 After-care and re-check: what is no longer farmland, or no longer as good, is written off the pool."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.office.balance.project import SupplementProject
from yulin.office.books.bound import Wanted, effect
from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Capacity, Choice, Code, RegionCode, Text
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record


def wants(record: Any) -> list[Wanted]:
    """核减: what the re-check found missing leaves the project's pool."""
    if record.written_on is None or record.project is None:
        return []
    holder = record.project.number
    amounts = [(Kind.CULTIVATED, holder, record.lost or 0), (Kind.PADDY, holder, record.lost_paddy or 0),
               (Kind.CAPACITY, holder, record.lost_capacity or 0)]
    return [Wanted("written", Act.WRITE_OFF, record.written_on, record.written_doc or record.number, amounts)]


def something_lost(record: Any) -> list[str]:
    """For a gate: a write-down says what is written down."""
    lost = (record.lost, record.lost_paddy, record.lost_capacity)
    return [] if any(lost) else [_("核减须写明核减的数量、水田或产能")]


class Recheck(Record):
    """One visit to one project."""

    number = Code("复核编号")
    project = Link("项目备案号", to=SupplementProject, null=False, blank=False)
    region = RegionCode("所在乡镇", optional=False)
    carer = Text("管护主体")
    finding = Choice("复核结论", ["合格", "限期整改", "核减"], optional=False)
    problem = Text("存在问题")
    lost = Area("核减数量", unit="亩", aliases=["核减耕地"])
    lost_paddy = Area("核减水田", unit="亩")
    lost_capacity = Capacity("核减产能", unit="公斤", decimals=1)

    register = Register(
        code="balance.recheck",
        title="管护复核台账",
        title_en="After-care and re-checks",
        family="balance",
        key="number",
        milestones=(
            Milestone("visited", "复核"),
            Milestone("mended", "整改", when=is_("finding", "限期整改")),
            Milestone("written", "核减", document="核减文号", when=is_("finding", "核减")),
        ),
        clocks=(Clock("限期整改", since="visited", until="mended", parameter="supplement.mend", warn=15,
                      when=is_("finding", "限期整改")),),
        gates=(Gate("written", something_lost, "耕地保护和质量提升法 第三十一条"),),
        figures=(
            Count("recheck.visits", "管护复核", "次", on="visited"),
            Sum("recheck.lost", "复核核减耕地", "lost", on="written"),
        ),
        listed=("number", "project", "region", "finding", "lost", "lost_capacity"),
        effect=effect(wants),
        after=("balance.offset",),
        source="耕地保护和质量提升法 art. 31 (2027); 土地复垦条例 arts. 28–31",
    )
