"""挂账承诺 Arrears: farmland taken on a promise, recorded with the day by which it is made good (占补挂账).

An office in order has none open. A promise is never silent: it has a document, a day, and a clock.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.office.books.bound import Wanted, effect
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Capacity, Code, Day, RegionCode, Text
from yulin.office.registers.gates import filled
from yulin.office.registers.record import Record


def wants(record: Any) -> list[Wanted]:
    """承诺 and, later, 补足 from a project's pool."""
    def amounts(holder: str) -> list[tuple[Kind, str, int]]:
        return [(Kind.CULTIVATED, holder, record.area or 0), (Kind.PADDY, holder, record.paddy or 0),
                (Kind.CAPACITY, holder, record.capacity or 0)]

    found = []
    if record.promised_on is not None:
        found.append(Wanted("promise", Act.PROMISE, record.promised_on, record.promised_doc or record.number,
                            amounts(record.number), dossier=record.batch_name, due=record.due))
    if record.kept_on is not None:
        found.append(Wanted("kept", Act.FULFIL, record.kept_on, record.kept_doc or record.number,
                            amounts(record.source_number), dossier=record.batch_name))
    return found


def later(record: Any) -> list[str]:
    """For a gate: the promised day comes after the promise."""
    if record.due is None or record.promised_on is None or record.due > record.promised_on:
        return []
    return [_("承诺补足期限不晚于承诺日期")]


class Promise(Record):
    """One promise for one dossier."""

    number = Code("挂账编号")
    batch_name = Text("批次名称", optional=False)
    region = RegionCode("所在乡镇", optional=False)
    area = Area("挂账数量", unit="亩", optional=False)
    paddy = Area("挂账水田", unit="亩")
    capacity = Capacity("挂账产能", unit="公斤", decimals=1)
    due = Day("承诺补足期限")
    source_number = Text("补足项目备案号")

    register = Register(
        code="balance.promise",
        title="占补挂账承诺台账",
        title_en="Arrears promised",
        family="balance",
        key="number",
        milestones=(
            Milestone("promised", "承诺", document="承诺文号"),
            Milestone("kept", "补足", document="补足文号"),
        ),
        clocks=(Clock("挂账补足", until="kept", due="due", warn=90),),
        gates=(
            Gate("promised", filled("due"), "先补后占"),
            Gate("promised", later, "先补后占"),
            Gate("kept", filled("source_number"), "先补后占"),
        ),
        figures=(
            Count("arrears.promises", "占补挂账", "件", on="promised"),
            Sum("arrears.area", "占补挂账面积", "area", on="promised"),
            Sum("arrears.kept", "挂账补足面积", "area", on="kept"),
        ),
        listed=("number", "batch_name", "region", "area", "paddy", "capacity", "due"),
        effect=effect(wants),
        after=("balance.transfer",),
        source="土地管理法 art. 30; 先补后占 (recalled)",
    )
