"""用地报批 Land approval dossiers: batches of land sent up for conversion and expropriation (土地管理法
arts. 44–46).
"""

from __future__ import annotations

from yulin.office.books import dossiers
from yulin.office.land import balances, checks, pool, readings
from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Bond, Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Money, Number, RegionCode, Text
from yulin.office.registers.gates import follows, parts_equal, parts_within, within_share
from yulin.office.registers.links import Link
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

URBAN, RURAL = is_("kind", "城市批次"), is_("kind", "乡村批次")
WITHIN, BEYOND = is_("power", "权限内"), is_("power", "权限外")
SEPARATE = is_("kind", "单独选址")
STANDING = is_("disposed", "")


class Batch(Record):
    """One dossier (批次); its parcel is the land applied for."""

    name = Code("批次名称")
    kind = Choice(
        "批次类型", ["城市批次", "乡村批次", "单独选址", "增减挂钩批次", "成片开发批次"], optional=False
    )
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    key_projects = Number("涉及重点项目", unit="个")
    project_names = Text("项目清单", max_length=1000)
    power = Choice("审批权限", ["权限内", "权限外"])
    inside_plan = Choice("规划范围", ["范围内", "范围外"])
    prereview = Link("预审编号", to="land.Prereview", aliases=["用地预审编号"])
    area = Area("总面积", unit="亩", optional=False, aliases=["批次面积", "用地总面积"])
    agricultural = Area("农用地", unit="亩")
    cultivated = Area("耕地", unit="亩", aliases=["其中耕地"])
    paddy = Area("水田", unit="亩", aliases=["其中水田"])
    permanent_farmland = Area("永久基本农田", unit="亩", aliases=["其中永久基本农田", "永农"])
    forest = Area("林地", unit="亩", aliases=["其中林地"])
    construction = Area("建设用地", unit="亩")
    unused = Area("未利用地", unit="亩")
    new_construction = Area("新增建设用地", unit="亩")
    collective = Area("集体土地", unit="亩")
    state_owned = Area("国有土地", unit="亩")
    surveyed = Area("勘测定界面积", unit="亩")
    change_surveyed = Area("变更调查套合面积", unit="亩")
    quota_area = Area("使用规划指标", unit="公顷")
    quota_source = Text("指标来源")
    offset_number = Text("占补挂钩编号", aliases=["占补项目备案号"])
    forest_consent = Text("林地审核同意书文号")
    unlawful = Choice("违法用地情况", ["无", "已查处到位", "未查处到位"])
    petition = Choice("信访情况", ["无", "已化解", "未化解"])
    reclamation_fee = Money("开垦费", unit="万元", decimals=4, aliases=["耕地开垦费", "应缴开垦费"])
    reclamation_paid = Money("开垦费已缴", unit="万元", decimals=4)
    new_land_fee = Money("新增费", unit="万元", decimals=4, aliases=["新增建设用地有偿使用费"])
    new_land_paid = Money("新增费已缴", unit="万元", decimals=4)
    social_fee = Money("社保费", unit="万元", decimals=4, aliases=["被征地农民社会保障费"])
    social_paid = Money("社保费已缴", unit="万元", decimals=4)
    disposed = Choice("批文处置", ["撤回", "失效"])
    parcel = Parcel("地块")

    register = Register(
        code="land.batch",
        title="用地报批台账",
        title_en="Land approval dossiers",
        family="land",
        key="name",
        milestones=(
            Milestone("set_up", "立项申报"),
            Milestone("assembled", "组卷"),
            Milestone("countersigned", "会审会签"),
            Milestone("submitted", "上报", document="上报文号"),
            Milestone("city_reviewed", "市级审查"),
            Milestone("province_received", "省厅受理"),
            Milestone("approved", "批复", document="批复文号"),
            Milestone("quota_used", "规划指标使用"),
            Milestone("fees_paid", "缴费"),
            Milestone("announced", "征收公告"),
            Milestone("filed", "批后报备"),
            Milestone("revoked", "批文处置", document="处置文号", when=is_("disposed", "撤回", "失效")),
        ),
        clocks=(
            Clock("县级组卷（承诺）", since="set_up", until="submitted", parameter="promised.county_assembly"),
            Clock("市级审查（承诺）", since="submitted", until="city_reviewed", parameter="promised.city_review",
                  warn=5),
            Clock("权限内审批（承诺）", since="submitted", until="approved", parameter="promised.within_power",
                  warn=3, when=WITHIN),
            Clock("权限外上报（承诺）", since="countersigned", until="submitted",
                  parameter="promised.beyond_power", warn=2, when=BEYOND),
            Clock(
                "征收土地公告", since="approved", until="announced", parameter="expropriation.final_notice",
                when=STANDING,
            ),
            Clock("批后报备", since="approved", until="filed", parameter="approval.filing", warn=3, when=STANDING),
            Clock("批复失效", since="approved", until="announced", parameter="approval.lapse", warn=180,
                  when=STANDING),
        ),
        gates=(
            Gate("assembled", follows("assembled", "set_up", dated=False), "用地报批程序"),
            Gate("countersigned", checks.all_sections_signed, "建设用地审批集体会审、会签制度"),
            Gate("submitted", readings.SUMS, "勘测定界面积汇总表"),
            Gate("submitted", parts_within("agricultural", "cultivated"), "土地利用现状分类"),
            Gate("submitted", parts_within("cultivated", "paddy"), "土地利用现状分类"),
            Gate("submitted", parts_within("cultivated", "permanent_farmland"), "土地管理法 第三十三条"),
            Gate("submitted", parts_within("agricultural", "forest"), "土地利用现状分类"),
            Gate("submitted", parts_within("area", "new_construction"), "勘测定界面积汇总表"),
            Gate("submitted", parts_equal("area", "collective", "state_owned"), "勘测定界面积汇总表"),
            Gate("submitted", follows("submitted", "assembled", "countersigned", dated=False), "用地报批程序"),
            Gate("submitted", checks.offset_linked, "土地管理法 第三十条", waivable=True),
            Gate("submitted", checks.forest_consented, "森林法实施条例 第十六条", waivable=True),
            Gate("submitted", checks.unlawful_settled, "省级用地报批审查标准", waivable=True),
            Gate("submitted", within_share("surveyed", "change_surveyed", 100), "省级用地报批审查标准", waivable=True),
            Gate("submitted", checks.notices_reconcile, "土地管理法实施条例 第二十六条"),
            Gate("submitted", checks.front_steps_done, "土地管理法 第四十七条", waivable=True),
            Gate("city_reviewed", follows("city_reviewed", "submitted"), "用地报批程序"),
            Gate("province_received", follows("province_received", "submitted"), "用地报批程序"),
            Gate("approved", follows("approved", "submitted", dated=False), "土地管理法 第四十四条", waivable=True),
            Gate("approved", dossiers.made_good, "土地管理法 第三十条；先补后占"),
            Gate("approved", follows("approved", "city_reviewed", "province_received", dated=False), "用地报批程序"),
            Gate("quota_used", pool.enough, "土地管理法 第二十三条"),
            Gate("announced", follows("announced", "approved"), "土地管理法实施条例 第三十一条"),
            Gate("filed", follows("filed", "approved"), "批后报备工作要求"),
            Gate("revoked", follows("revoked", "approved"), "国发〔2004〕28号"),
        ),
        figures=(
            Count("batch.urban", "上报城市批次", "个", on="submitted", where=(URBAN,)),
            Count("batch.rural", "上报乡村批次", "个", on="submitted", where=(RURAL,)),
            Count("batch.separate", "上报单独选址", "个", on="submitted", where=(SEPARATE,)),
            Sum("batch.area", "上报批次面积", "area", on="submitted"),
            Sum("batch.key_projects", "涉及重点项目", "key_projects", on="submitted"),
            Count("batch.approved", "获批用地报件", "个", on="approved"),
            Sum("batch.approved_area", "获批用地面积", "area", on="approved"),
            Sum("batch.new_land_fee", "新增费缴纳", "new_land_paid", on="fees_paid"),
            Sum("batch.social_fee", "社保费缴纳", "social_paid", on="fees_paid"),
            Count("batch.filed", "批后报备报件", "个", on="filed"),
            Count("quota.batches", "使用规划指标批次", "个", on="quota_used"),
            Sum("quota.area", "使用规划指标面积", "quota_area", on="quota_used"),
        ),
        bonds=(
            Bond(balances.supplied_beyond_batch, "批供面积勾稽", ("area",)),
            Bond(pool.overdrawn_by_batches, "土地管理法 第二十三条", ("quota_area", "quota_source", "quota_used_on")),
        ),
        readings=(readings.authority, readings.dossier_gates, readings.expiry,
                  readings.unsupplied),
        effect=dossiers.take_effect,
        after=("balance.offset", "balance.promise", "land.quota",),
        listed=("name", "kind", "region", "area", "cultivated", "key_projects"),
        source="土地管理法 2019 arts. 44–46; 土地管理法实施条例 2021 arts. 23–32",
    )
