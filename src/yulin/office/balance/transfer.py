"""指标划转 Quotas bought, sold and handed over: provincial adjustment, between counties, traded online."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.office.books.bound import Wanted, effect
from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Capacity, Choice, Code, Money, RegionCode, Text
from yulin.office.registers.gates import parts_within
from yulin.office.registers.record import Record
from yulin.quantities.area import area_to

IN, OUT = is_("direction", "调入"), is_("direction", "调出")


def wants(record: Any) -> list[Wanted]:
    """The pool gains or loses on the day of filing; what is bought stands under the transfer's own number."""
    if record.filed_on is None:
        return []
    incoming = record.direction == "调入"
    holder = record.number if incoming else record.source_number
    amounts = [(kind, holder, getattr(record, name) or 0) for kind, name in (
        (Kind.CULTIVATED, "area"), (Kind.PADDY, "paddy"), (Kind.CAPACITY, "capacity"))]
    act = Act.TRANSFER_IN if incoming else Act.TRANSFER_OUT
    return [Wanted("transfer", act, record.filed_on, record.filed_doc or record.contract or record.number, amounts,
                   opens=incoming)]


def price_agrees(record: Any) -> list[str]:
    """For a gate: unit price × area is the total, within half a unit of what is written."""
    if None in (record.unit_price, record.total, record.area):
        return []
    computed = record.unit_price * area_to(record.area, "亩", 6)
    if abs(computed - record.total) <= max(record.unit_price // 100, 100):
        return []
    field = record.register.column("total").field
    return [_("总价 {total} 万元不等于单价乘面积 {computed} 万元").format(
        total=field.show(record.total), computed=field.show(int(round(computed))))]


def source_named(record: Any) -> list[str]:
    """For a gate: what goes out comes from a project's pool."""
    return [_("调出须写明来源项目备案号")] if record.direction == "调出" and not record.source_number else []


class QuotaTransfer(Record):
    """One contract or order."""

    number = Code("划转编号")
    direction = Choice("划转方向", ["调入", "调出"], optional=False)
    way = Choice("划转方式", ["省级调剂", "市域调剂", "县际调剂", "上网交易"], optional=False)
    region = RegionCode("行政区", optional=False)
    other_party = Text("对方单位", aliases=["转出方", "转入方"])
    source_number = Text("来源项目备案号")
    area = Area("划转数量", unit="亩", optional=False, aliases=["数量"])
    paddy = Area("划转水田", unit="亩", aliases=["水田"])
    capacity = Capacity("划转产能", unit="公斤", decimals=1, aliases=["产能"])
    unit_price = Money("单价", unit="万元", decimals=4)
    total = Money("总价", unit="万元", decimals=4, aliases=["交易金额"])
    paid = Money("已付金额", unit="万元", decimals=4)
    contract = Text("合同号")

    register = Register(
        code="balance.transfer",
        title="补充耕地指标划转台账",
        title_en="Quota transfers",
        family="balance",
        key="number",
        milestones=(
            Milestone("contracted", "签订合同"),
            Milestone("filed", "省厅备案", document="省厅备案号"),
            Milestone("settled", "付清"),
        ),
        gates=(
            Gate("contracted", price_agrees, "合同价款"),
            Gate("filed", source_named, "占补平衡指标管理"),
            Gate("filed", parts_within("area", "paddy"), "占补平衡三类指标"),
            Gate("settled", parts_within("total", "paid"), "合同价款"),
        ),
        figures=(
            Sum("transfer.in", "调入补充耕地指标", "area", on="filed", where=(IN,)),
            Sum("transfer.out", "调出补充耕地指标", "area", on="filed", where=(OUT,)),
            Sum("transfer.provincial", "使用省级调剂指标", "area", on="filed", where=(IN, is_("way", "省级调剂"))),
            Sum("transfer.paid", "指标划转金额", "total", on="filed"),
        ),
        listed=("number", "direction", "way", "other_party", "area", "capacity", "unit_price", "total"),
        effect=effect(wants),
        after=("balance.project",),
        source="国办发〔2018〕16号 (recalled); 省级调剂补充耕地指标管理",
    )
