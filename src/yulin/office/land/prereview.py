"""用地预审与选址意见书 Pre-review and site selection: the opinion before a project is approved
(土地管理法实施条例 2021 art. 24; 城乡规划法 art. 36).
"""

from __future__ import annotations

from yulin.office.land import checks, readings
from yulin.office.registers.conditions import is_, is_not
from yulin.office.registers.declaration import Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, RegionCode, Text
from yulin.office.registers.gates import filled, follows, parts_equal, parts_within
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

EXTENDED = is_("extended", "是")
GIVEN = is_("outcome", "同意")


class Prereview(Record):
    """One application for 用地预审与选址意见书."""

    number = Code("预审编号")
    title = Text("建设项目名称", optional=False)
    project_code = Text("项目代码")
    builder = Text("建设单位", aliases=["申请单位"])
    region = RegionCode("所在乡镇", optional=False)
    level = Choice("预审级别", ["部级", "省级", "市级", "县级"])
    site_opinion = Choice("选址意见", ["需要", "不需要"])
    area = Area("预审面积", unit="公顷", decimals=4, optional=False, aliases=["总面积", "用地面积"])
    agricultural = Area("农用地", unit="公顷", decimals=4)
    cultivated = Area("耕地", unit="公顷", decimals=4, aliases=["其中耕地"])
    permanent_farmland = Area("永久基本农田", unit="公顷", decimals=4)
    construction = Area("建设用地", unit="公顷", decimals=4)
    unused = Area("未利用地", unit="公顷", decimals=4)
    redline = Area("生态保护红线", unit="公顷", decimals=4)
    reserve = Area("自然保护地", unit="公顷", decimals=4)
    avoidance = Choice("避让情况", ["已避让", "确难避让", "未避让"])
    hazard = Choice("地灾易发区", ["是", "否"])
    minerals = Choice("压覆矿产", ["是", "否"])
    farmland_argument = Text("综合论证报告文号")
    extended = Choice("是否延长", ["是", "否"])
    outcome = Choice("审查结论", ["同意", "不予通过"])
    used_for = Text("可研批复或核准文号")
    parcel = Parcel("选址范围")

    register = Register(
        code="land.prereview",
        title="用地预审与选址台账",
        title_en="Pre-review and site selection",
        family="land",
        key="number",
        milestones=(
            Milestone("applied", "申请"),
            Milestone("corrected", "补正通知"),
            Milestone("accepted", "受理", document="受理通知书文号"),
            Milestone("argued", "踏勘论证"),
            Milestone("decided", "批复", document="意见书文号"),
            Milestone("used", "可研批复或核准", when=GIVEN),
        ),
        clocks=(
            Clock("预审决定", since="accepted", until="decided", parameter="prereview.decision", warn=5,
                  when=is_not("extended", "是")),
            Clock("预审决定（已延长）", since="accepted", until="decided", parameter="prereview.extended_decision",
                  warn=5, when=EXTENDED),
            Clock("预审有效期", since="decided", until="used", parameter="prereview.validity", warn=180, when=GIVEN),
        ),
        gates=(
            Gate("accepted", follows("accepted", "applied"), "行政许可法 第三十二条"),
            Gate("accepted", parts_equal("area", "agricultural", "construction", "unused"), "勘测定界面积汇总表"),
            Gate("accepted", parts_within("area", "agricultural"), "土地利用现状分类"),
            Gate("accepted", parts_within("agricultural", "cultivated"), "土地利用现状分类"),
            Gate("accepted", parts_within("cultivated", "permanent_farmland"), "土地管理法 第三十三条"),
            Gate("decided", follows("decided", "accepted"), "行政许可法 第四十二条"),
            Gate("decided", filled("outcome"), "建设项目用地预审管理办法"),
            Gate("decided", checks.avoided, "土地管理法 第三十五条；生态保护红线管控", waivable=True),
            Gate("used", follows("used", "decided"), "土地管理法实施条例 第二十四条"),
            Gate("used", checks.within_validity("decided", "used", "prereview.validity"),
                 "建设项目用地预审管理办法 第十五条", waivable=True),
        ),
        figures=(
            Count("prereview.count", "用地预审宗数", "宗", on="decided", where=(GIVEN,)),
            Sum("prereview.area", "用地预审面积", "area", on="decided", where=(GIVEN,)),
            Sum("prereview.agricultural", "预审占用农用地", "agricultural", on="decided", where=(GIVEN,)),
            Sum("prereview.cultivated", "预审占用耕地", "cultivated", on="decided", where=(GIVEN,)),
            Count("prereview.opinions", "预审与选址初审报告", "份", on="argued"),
        ),
        readings=(readings.prereview_decision, readings.prereview_validity),
        listed=("number", "title", "region", "level", "area", "cultivated", "outcome"),
        source="土地管理法实施条例 2021 art. 24; 自然资规〔2019〕2号; 建设项目用地预审管理办法 (recalled)",
    )
