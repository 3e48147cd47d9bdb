"""占补平衡 Farmland offset use: what is taken is made good in area, paddy and capacity (土地管理法 art.
30).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.office.books.bound import Wanted, effect
from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Capacity, Choice, Code, Money, Number, RegionCode, Text
from yulin.office.registers.gates import at_least
from yulin.office.registers.record import Record

HELD_DAYS = 730
"""How long linked quota stays reserved for a dossier that is not approved: two years, as an approval lapses."""


def wants(record: Any) -> list[Wanted]:
    """挂钩 reserves from the source project's pool; 核销 uses what was reserved."""
    if record.linked_on is None or not record.source_number:
        return []
    holder, day = record.source_number, record.linked_on
    amounts = [(Kind.CULTIVATED, holder, record.supplemented or 0),
               (Kind.PADDY, holder, record.supplemented_paddy or 0),
               (Kind.CAPACITY, holder, record.supplemented_capacity or 0)]
    document = record.linked_doc or record.number
    used = (record.cancelled_on, document) if record.cancelled_on else None
    last = max(day + dt.timedelta(HELD_DAYS), record.cancelled_on or day)
    return [Wanted("link", Act.HOLD, day, document, amounts, dossier=record.batch_name, expires=last, used=used)]


class OffsetUse(Record):
    """One batch's farmland taken, and the made-good farmland linked to it: a row for each project it draws on."""

    number = Code("挂钩编号")
    batch_name = Text("批次名称")
    kind = Choice("批次类型", ["城市批次", "乡村批次", "单独选址"], optional=False)
    region = RegionCode("所在乡镇", optional=False)
    projects = Number("保障项目", unit="个")
    occupied = Area("占用耕地", unit="亩", aliases=["占用数量"])
    occupied_paddy = Area("占用水田", unit="亩")
    occupied_capacity = Capacity("占用产能", unit="公斤", decimals=1)
    method = Choice("补充方式", ["自行补充", "委托补充", "指标调剂"])
    source_project = Text("补充项目名称")
    source_number = Text("补充项目备案号")
    supplemented = Area("补充耕地", unit="亩", optional=False, aliases=["补充数量"])
    supplemented_paddy = Area("补充水田", unit="亩")
    supplemented_capacity = Capacity("补充产能", unit="公斤", decimals=1)
    fee_due = Money("应缴开垦费", unit="万元", decimals=4)
    fee_paid = Money("实缴开垦费", unit="万元", decimals=4)

    register = Register(
        code="balance.offset",
        title="占补平衡台账",
        title_en="Farmland offset use",
        family="balance",
        key="number",
        milestones=(
            Milestone("linked", "挂钩", document="挂钩信息单号"),
            Milestone("cancelled", "核销"),
        ),
        gates=(
            Gate("linked", at_least("supplemented", "occupied"), "土地管理法 第三十条"),
            Gate("linked", at_least("supplemented_paddy", "occupied_paddy"), "占补平衡三类指标"),
            Gate("linked", at_least("supplemented_capacity", "occupied_capacity"), "占补平衡三类指标"),
        ),
        figures=(
            Count(
                "offset.urban_batches", "占补城市批次", "个", on="linked", where=(is_("kind", "城市批次"),)
            ),
            Count(
                "offset.rural_batches", "占补乡村批次", "个", on="linked", where=(is_("kind", "乡村批次"),)
            ),
            Sum("offset.area", "补充耕地", "supplemented", on="linked"),
            Sum("offset.capacity", "补充产能", "supplemented_capacity", on="linked"),
            Sum("offset.projects", "占补保障项目", "projects", on="linked"),
            Sum("offset.fee", "征收耕地开垦费", "fee_paid", on="linked"),
        ),
        listed=(
            "number",
            "batch_name",
            "kind",
            "region",
            "occupied",
            "supplemented",
            "supplemented_capacity",
            "fee_paid",
        ),
        effect=effect(wants),
        after=("balance.project", "balance.transfer"),
        source="土地管理法 art. 30; 国土资规〔2017〕13号 (recalled); 自然资发〔2024〕204号",
    )
