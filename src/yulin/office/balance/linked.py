"""增减挂钩项目区 Linked increase and decrease: turnover quota lent, old villages reclaimed, quota returned, the rest
saved and traded (国土资发〔2008〕138号).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.office.books.bound import Wanted, effect
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Code, Money, Number, RegionCode, Text
from yulin.office.registers.gates import after, at_least, parts_within
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

SLACK_DM2 = 1000
"""What writing three areas with two decimals of 亩 can cost."""


def wants(record: Any) -> list[Wanted]:
    """下达, 建新使用, 归还 of turnover quota; 节余 and its sale."""
    holder, found = record.number, []

    def add(name: str, act: Act, day: Any, document: str, kind: Kind, amount: int | None,
            opens: bool = False) -> None:
        if day is not None:
            found.append(Wanted(name, act, day, document or record.number, [(kind, holder, amount or 0)],
                                opens=opens))

    turnover = Kind.TURNOVER
    add("issued", Act.INTAKE, record.issued_on, record.issued_doc, turnover, record.turnover, True)
    add("built", Act.SPEND, record.built_on, record.number, turnover, record.new_built)
    returned = min(record.new_built or 0, record.reclaimed or 0)
    add("returned", Act.RETURN, record.returned_on, record.returned_doc, turnover, returned)
    add("saved", Act.INTAKE, record.accepted_on, record.accepted_doc, Kind.SAVED, record.saved, True)
    add("sold", Act.TRANSFER_OUT, record.sold_on, record.sold_doc, Kind.SAVED, record.sold)
    return found


def saved_agrees(record: Any) -> list[str]:
    """For a gate: what is saved is at most what was reclaimed less what resettlement and building new took."""
    if record.saved is None or record.reclaimed is None:
        return []
    most = record.reclaimed - (record.resettled or 0) - (record.new_built or 0)
    field = record.register.column("saved").field
    if record.saved <= most + SLACK_DM2:
        return []
    return [_("节余指标 {saved} 亩大于复垦减去安置和建新的 {most} 亩").format(
        saved=field.show(record.saved), most=field.show(max(most, 0)))]


class LinkedProject(Record):
    """One project area (项目区)."""

    number = Code("项目区编号")
    name = Text("项目区名称", optional=False)
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    households = Number("涉及户数", unit="户")
    turnover = Area("下达周转指标", unit="亩", aliases=["周转指标"])
    demolished = Area("拆旧面积", unit="亩", aliases=["旧宅基地整治面积"])
    reclaimed = Area("复垦耕地面积", unit="亩", aliases=["整治后新增耕地"])
    resettled = Area("安置建新面积", unit="亩")
    new_built = Area("建新占用面积", unit="亩")
    saved = Area("节余指标", unit="亩")
    sold = Area("上网交易面积", unit="亩")
    price = Money("交易金额", unit="万元", decimals=4)
    investment = Money("决算总投资", unit="万元")
    parcel = Parcel("拆旧地块")

    register = Register(
        code="balance.linked",
        title="增减挂钩项目台账",
        title_en="Linked increase and decrease",
        family="balance",
        key="number",
        milestones=(
            Milestone("planned", "项目区规划批准", document="规划批准文号"),
            Milestone("issued", "周转指标下达", document="下达文号"),
            Milestone("built", "建新使用"),
            Milestone("demolished", "拆旧"),
            Milestone("accepted", "复垦验收", document="验收文号"),
            Milestone("returned", "指标归还", document="归还文号"),
            Milestone("sold", "节余交易", document="成交确认书号"),
        ),
        clocks=(Clock("周转指标归还", since="issued", until="returned", parameter="linked.return", warn=180),),
        gates=(
            Gate("built", parts_within("turnover", "new_built"), "国土资发〔2008〕138号"),
            Gate("built", parts_within("demolished", "new_built"), "国土资发〔2008〕138号"),
            Gate("accepted", parts_within("demolished", "reclaimed"), "国土资发〔2008〕138号"),
            Gate("accepted", saved_agrees, "国土资发〔2008〕138号"),
            Gate("returned", after("accepted"), "国土资发〔2008〕138号"),
            Gate("returned", at_least("reclaimed", "new_built"), "国土资发〔2008〕138号"),
            Gate("sold", after("accepted"), "国土资发〔2008〕138号"),
            Gate("sold", parts_within("saved", "sold"), "国土资发〔2008〕138号"),
        ),
        figures=(
            Count("linked.projects", "增减挂钩项目", "个", on="accepted"),
            Sum("linked.demolished", "旧宅基地整治面积", "demolished", on="accepted"),
            Sum("linked.reclaimed", "整治后新增耕地", "reclaimed", on="accepted"),
            Sum("linked.sold", "上网交易面积", "sold", on="sold"),
            Sum("linked.price", "上网交易金额", "price", on="sold"),
            Sum("linked.investment", "挂钩决算总投资", "investment", on="accepted"),
        ),
        listed=("number", "name", "region", "demolished", "reclaimed", "saved", "sold", "price"),
        effect=effect(wants),
        source="国土资发〔2008〕138号 (secondary, recalled); 自然资发〔2021〕178号",
    )
