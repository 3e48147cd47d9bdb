"""补充耕地与土地整治项目 Supplement and consolidation projects: from choosing the site to entering the pool.

What is accepted and put in store (入库) fills the pool with three indicators at once: area, paddy, capacity.
Capacity is computed from area and grade where the ledger leaves it blank (亩 × (16 − 等别) × 100).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.books.capacity import capacity_gained, capacity_of
from yulin.books.ground import Ground
from yulin.findings import Refusal
from yulin.law.parameters import Law
from yulin.office.balance.fields import Grade, grade_of
from yulin.office.balance.ground_checks import ground_allowed, ground_findings
from yulin.office.books.bound import Wanted, effect
from yulin.office.registers.conditions import is_, is_not
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Ratio, Register, Sum
from yulin.office.registers.fields import Area, Capacity, Choice, Code, Money, Number, RegionCode, Text
from yulin.office.registers.gates import after, filled, parts_within
from yulin.office.registers.parcel import Parcel, parcel_of
from yulin.office.registers.record import Record

KINDS = ("土地整理", "土地开发", "土地复垦", "提质改造", "旱改水", "灾毁复垦", "全域土地综合整治",
         "高标准农田", "金土地工程")
LEVELS = ("国家级", "省级", "市级", "县级")
BETTER = ("提质改造", "高标准农田")
CLASSIC = is_("kind", "土地整理", "土地开发", "土地复垦", "提质改造", "旱改水")
DISASTER, PROGRAMME, PILOT = (is_("kind", kind) for kind in ("灾毁复垦", "金土地工程", "全域土地综合整治"))


def capacity_for(record: Any) -> int | None:
    """The project's new capacity in grams: as written, else computed; None where a grade is missing."""
    if record.capacity is not None:
        return int(record.capacity)
    return computed_capacity(record)


def computed_capacity(record: Any) -> int | None:
    """Grams by the formula under the law of the day of acceptance; None where a grade or the law is missing."""
    before, after_ = grade_of(record.grade_before), grade_of(record.grade_after)
    day = record.stored_on or record.accepted_on
    if after_ is None or day is None:
        return None
    try:
        law = Law.on(day, record.region)
        grams = capacity_of(record.new_farmland or 0, after_, law)
        if record.improved:
            if before is None:
                return None
            grams += capacity_gained(record.improved, before, after_, law)
    except Refusal:
        return None
    return grams


def capacity_agrees(record: Any) -> list[str]:
    """For a gate: the capacity written is the one that area and grade give, within what rounding can cost."""
    computed = computed_capacity(record)
    if record.capacity is None:
        return [] if computed is not None or not record.new_farmland else [_("缺新增产能，也缺质量等别，无法计算")]
    if computed is None or abs(record.capacity - computed) <= max(computed // 1000, 1000):
        return []
    field = record.register.column("capacity").field
    return [_("新增产能 {written} 公斤与按面积和等别计算的 {computed} 公斤不符").format(
        written=field.show(record.capacity), computed=field.show(computed))]


def paid_in_order(record: Any) -> list[str]:
    """For a gate: budget ≥ reviewed cost ≥ paid."""
    column = record.register.column
    steps = [(n, getattr(record, n)) for n in ("budget", "reviewed", "paid") if getattr(record, n) is not None]
    return [_("{less} {low} 万元大于{more} {high} 万元").format(
        less=_(column(b).label), low=column(b).field.show(low), more=_(column(a).label),
        high=column(a).field.show(high))
        for (a, high), (b, low) in zip(steps, steps[1:], strict=False) if low > high]


def wants(record: Any) -> list[Wanted]:
    """入库: the pool is filled on the day of storing, with the project's ground."""
    if record.stored_on is None:
        return []
    holder = record.number
    amounts = [(Kind.CULTIVATED, holder, record.new_farmland or 0),
               (Kind.PADDY, holder, (record.new_paddy or 0) + (record.converted_paddy or 0)),
               (Kind.CAPACITY, holder, capacity_for(record) or 0)]
    claim = "grade" if record.kind in BETTER else "paddy" if record.kind == "旱改水" else "area"
    parcel, value = f"{claim}:{record.number}", parcel_of(record)
    grounds = [Ground(parcel, value.geometry, value.epsg)] if value is not None else []
    return [Wanted("intake", Act.INTAKE, record.stored_on, record.stored_doc or record.accepted_doc or record.number,
                   amounts, grounds=grounds, parcels=[parcel], opens=True)]


class SupplementProject(Record):
    """One project; its parcel is the ground of the new (or bettered) farmland."""

    number = Code("项目备案号", aliases=["备案号", "项目编号"])
    name = Text("项目名称", optional=False)
    kind = Choice("项目类型", KINDS, optional=False)
    level = Choice("项目级别", LEVELS)
    round = Text("批次")
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    builder = Text("承担单位")
    scale = Area("建设规模", unit="亩", aliases=["规模", "总规模"])
    expected = Area("预计新增耕地", unit="亩")
    new_farmland = Area("新增耕地", unit="亩", aliases=["新增耕地面积"])
    new_paddy = Area("新增水田", unit="亩", aliases=["其中水田"])
    converted_paddy = Area("旱改水面积", unit="亩")
    improved = Area("提质面积", unit="亩", aliases=["提质改造面积"])
    high_standard = Area("高标准农田面积", unit="亩")
    grade_before = Grade("改造前等别", aliases=["等别前"])
    grade_after = Grade("质量等别", aliases=["改造后等别", "等别后"])
    capacity = Capacity("新增产能", unit="公斤", decimals=1)
    investment = Money("总投资", unit="万元")
    budget = Money("预算投资", unit="万元")
    reviewed = Money("审定造价", unit="万元")
    paid = Money("已拨付", unit="万元", aliases=["已拨付工程款"])
    villages = Number("涉及村", unit="个")
    audit_note = Text("审计意见")
    care_years = Number("管护年限", unit="年")
    parcel = Parcel("地块")

    register = Register(
        code="balance.project",
        title="补充耕地项目台账",
        title_en="Supplement and consolidation projects",
        family="balance",
        key="number",
        milestones=(
            Milestone("sited", "选址"),
            Milestone("approved", "立项", document="立项文号"),
            Milestone("designed", "规划设计与预算批复", document="设计批复文号"),
            Milestone("tendered", "招标"),
            Milestone("started", "施工"),
            Milestone("finished", "竣工"),
            Milestone("self_checked", "自验"),
            Milestone("county_checked", "县级初验", document="初验文号"),
            Milestone("accepted", "验收", document="验收文号"),
            Milestone("audited", "审计", document="审计文号"),
            Milestone("stored", "入库", document="入库备案文号", when=is_not("kind", "")),
        ),
        clocks=(Clock("复垦验收", since="finished", until="accepted", parameter="reclamation.acceptance"),),
        gates=(
            Gate("designed", paid_in_order, "土地整治项目资金管理"),
            Gate("accepted", parts_within("scale", "new_farmland"), "新增耕地率"),
            Gate("accepted", parts_within("new_farmland", "new_paddy"), "土地利用现状分类"),
            Gate("accepted", ground_allowed, "耕地保护和质量提升法 第三十条；自然资发〔2024〕204号"),
            Gate("accepted", paid_in_order, "土地整治项目资金管理"),
            Gate("stored", after("accepted"), "粮食安全保障法 第十一条"),
            Gate("stored", filled("new_farmland", is_("kind", "土地整理", "土地开发", "土地复垦", "灾毁复垦")),
                 "土地管理法 第三十条"),
            Gate("stored", capacity_agrees, "占补平衡三类指标"),
        ),
        figures=(
            Count("consolidation.projects", "在建土地整治项目", "个", on="started", where=(CLASSIC,)),
            Sum("consolidation.scale", "整治项目规模", "scale", on="started", where=(CLASSIC,)),
            Sum("consolidation.expected", "整治预计新增耕地", "expected", on="started", where=(CLASSIC,)),
            Sum("consolidation.investment", "整治总投资", "investment", on="started", where=(CLASSIC,)),
            Ratio("consolidation.rate", "新增耕地率", done="consolidation.expected", whole="consolidation.scale"),
            Count("consolidation.accepted", "验收项目", "个", on="accepted", where=(CLASSIC,)),
            Sum("consolidation.new_farmland", "验收新增耕地", "new_farmland", on="accepted", where=(CLASSIC,)),
            Count("consolidation.disaster_rounds", "灾毁复垦批次", "批", on="designed", where=(DISASTER,)),
            Sum("consolidation.disaster", "灾毁复垦规模", "scale", on="designed", where=(DISASTER,)),
            Sum("consolidation.disaster_budget", "灾毁复垦预算", "budget", on="designed", where=(DISASTER,)),
            Sum("consolidation.disaster_reviewed", "灾毁复垦审定造价", "reviewed", on="designed", where=(DISASTER,)),
            Sum("consolidation.disaster_paid", "灾毁复垦已拨付", "paid", on="designed", where=(DISASTER,)),
            Count("consolidation.programme", "金土地工程项目", "个", on="started", where=(PROGRAMME,)),
            Sum("consolidation.programme_scale", "金土地工程规模", "scale", on="started", where=(PROGRAMME,)),
            Sum("consolidation.programme_new", "金土地工程新增耕地", "expected", on="started", where=(PROGRAMME,)),
            Sum("consolidation.programme_cost", "金土地工程总投资", "investment", on="started", where=(PROGRAMME,)),
            Sum("consolidation.high_standard", "建成高标准农田", "high_standard", on="finished"),
            Count("consolidation.pilots", "全域整治试点", "个", on="started", where=(PILOT,)),
            Sum("consolidation.pilot_scale", "全域整治规模", "scale", on="started", where=(PILOT,)),
            Sum("consolidation.pilot_cost", "全域整治总投资", "investment", on="started", where=(PILOT,)),
            Sum("consolidation.improved", "提质改造面积", "improved", on="accepted"),
            Sum("consolidation.converted", "旱改水验收面积", "converted_paddy", on="accepted"),
        ),
        listed=("number", "name", "kind", "level", "region", "scale", "new_farmland", "capacity", "investment"),
        effect=effect(wants),
        ground=ground_findings,
        source="土地管理法 2019 arts. 30, 42; 粮食安全保障法 art. 11; 土地复垦条例 arts. 28–31; "
               "耕地保护和质量提升法 arts. 28–31 (2027)",
    )
