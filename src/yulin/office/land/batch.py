"""用地报批 Land approval dossiers: batches of land sent up for conversion and expropriation (土地管理法
arts. 44–46).
"""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Money, Number, RegionCode, Text
from yulin.office.registers.gates import parts_equal, parts_within
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

URBAN, RURAL = is_("kind", "城市批次"), is_("kind", "乡村批次")


class Batch(Record):
    """One dossier (批次); its parcel is the land applied for."""

    name = Code("批次名称")
    kind = Choice(
        "批次类型", ["城市批次", "乡村批次", "单独选址", "增减挂钩批次", "成片开发批次"], optional=False
    )
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    key_projects = Number("涉及重点项目", unit="个")
    area = Area("总面积", unit="亩", optional=False, aliases=["批次面积", "用地总面积"])
    agricultural = Area("农用地", unit="亩")
    cultivated = Area("耕地", unit="亩", aliases=["其中耕地"])
    paddy = Area("水田", unit="亩", aliases=["其中水田"])
    permanent_farmland = Area("永久基本农田", unit="亩", aliases=["其中永久基本农田", "永农"])
    construction = Area("建设用地", unit="亩")
    unused = Area("未利用地", unit="亩")
    quota_area = Area("使用规划指标", unit="公顷")
    quota_source = Text("指标来源")
    offset_number = Text("占补挂钩编号", aliases=["占补项目备案号"])
    reclamation_fee = Money("开垦费", unit="万元", decimals=4, aliases=["耕地开垦费"])
    new_land_fee = Money("新增费", unit="万元", decimals=4, aliases=["新增建设用地有偿使用费"])
    parcel = Parcel("地块")

    register = Register(
        code="land.batch",
        title="用地报批台账",
        title_en="Land approval dossiers",
        family="land",
        key="name",
        milestones=(
            Milestone("assembled", "组卷"),
            Milestone("submitted", "上报", document="上报文号"),
            Milestone("approved", "批复", document="批复文号"),
            Milestone("quota_used", "规划指标使用"),
            Milestone("announced", "征收公告"),
        ),
        clocks=(
            Clock(
                "征收土地公告", since="approved", until="announced", parameter="expropriation.final_notice"
            ),
            Clock("批复失效", since="approved", until="announced", parameter="approval.lapse", warn=180),
        ),
        gates=(
            Gate(
                "submitted",
                parts_equal("area", "agricultural", "construction", "unused"),
                "勘测定界面积汇总表",
            ),
            Gate("submitted", parts_within("agricultural", "cultivated"), "土地利用现状分类"),
            Gate("submitted", parts_within("cultivated", "paddy"), "土地利用现状分类"),
            Gate("submitted", parts_within("cultivated", "permanent_farmland"), "土地管理法 第三十三条"),
        ),
        figures=(
            Count("batch.urban", "上报城市批次", "个", on="submitted", where=(URBAN,)),
            Count("batch.rural", "上报乡村批次", "个", on="submitted", where=(RURAL,)),
            Sum("batch.area", "上报批次面积", "area", on="submitted"),
            Sum("batch.key_projects", "涉及重点项目", "key_projects", on="submitted"),
            Count("quota.batches", "使用规划指标批次", "个", on="quota_used"),
            Sum("quota.area", "使用规划指标面积", "quota_area", on="quota_used"),
        ),
        listed=("name", "kind", "region", "area", "cultivated", "key_projects"),
        source="土地管理法 2019 arts. 44–46; 土地管理法实施条例 2021 arts. 23–32",
    )
