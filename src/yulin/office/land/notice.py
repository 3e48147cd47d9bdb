"""征收公告 Expropriation: the notices and front steps of one area, until it is handed over (土地管理法 art. 47;
土地管理法实施条例 2021 arts. 26–32).
"""

from __future__ import annotations

from yulin.office.land import checks, ratios, readings
from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Bond, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Day, Money, Number, RegionCode, Text
from yulin.office.registers.gates import after, earliest_end, follows, parts_within
from yulin.office.registers.links import Link
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

OBJECTED = is_("objection", "多数反对")
LAW26, LAW28 = "土地管理法实施条例 第二十六条", "土地管理法实施条例 第二十八条"


class Notice(Record):
    """One area to be expropriated, with its notices, survey, assessment, agreements and hand-over."""

    number = Code("公告编号")
    batch = Link("所属批次", to="land.Batch", aliases=["批次名称", "批次"])
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村", aliases=["村组"])
    purpose = Choice("公共利益情形", [
        "军事外交", "基础设施", "公共事业", "扶贫搬迁与保障性住房", "成片开发", "法律规定的其他"])
    area = Area("征收面积", unit="亩")
    pre_notice_ends = Day("预公告截止日期")
    plan_notice_ends = Day("方案公告截止日期")
    risk = Choice("稳定风险等级", ["低", "中", "高"])
    objection = Choice("方案意见", ["无异议", "少数反对", "多数反对"])
    agreements_due = Number("应签协议", unit="份")
    agreements_signed = Number("已签协议", unit="份")
    unsigned_reason = Text("未签协议说明", max_length=1000)
    social_opinion = Text("社保审核意见文号")
    funds_due = Money("应付征地费用", unit="万元", decimals=4)
    funds_ready = Money("到位征地费用", unit="万元", decimals=4)
    parcel = Parcel("征收范围")

    register = Register(
        code="land.notice",
        title="征收公告台账",
        title_en="Expropriation notices",
        family="land",
        key="number",
        milestones=(
            Milestone("pre_notice", "预公告", document="预公告文号"),
            Milestone("survey_notice", "现状调查公告", document="现状调查公告文号"),
            Milestone("surveyed", "现状调查"),
            Milestone("risk_assessed", "社会稳定风险评估", document="风险评估报告文号"),
            Milestone("plan_notice", "补偿安置方案公告"),
            Milestone("hearing", "听证", when=OBJECTED),
            Milestone("registered", "补偿登记"),
            Milestone("agreed", "签订协议"),
            Milestone("social_reviewed", "社保审核"),
            Milestone("funded", "费用足额到位"),
            Milestone("applied", "申请征收"),
            Milestone("final_notice", "征收土地公告", document="征收土地公告文号"),
            Milestone("paid", "补偿支付"),
            Milestone("delivered", "交付土地"),
        ),
        gates=(
            Gate("survey_notice", follows("survey_notice", "pre_notice"), LAW26),
            Gate("surveyed", follows("surveyed", "survey_notice"), LAW26),
            Gate("risk_assessed", follows("risk_assessed", "pre_notice"), LAW26),
            Gate("plan_notice", after("survey_notice"), "土地管理法实施条例 第二十七条"),
            Gate("plan_notice", follows("plan_notice", "surveyed", "risk_assessed", dated=False),
                 "土地管理法实施条例 第二十七条"),
            Gate("plan_notice", earliest_end("pre_notice", "plan_notice", "expropriation.pre_notice"), LAW26),
            Gate("hearing", follows("hearing", "plan_notice"), LAW28),
            Gate("registered", follows("registered", "plan_notice"), "土地管理法 第四十七条第四款"),
            Gate("agreed", follows("agreed", "registered"), "土地管理法实施条例 第二十九条", waivable=True),
            Gate("agreed", parts_within("agreements_due", "agreements_signed"), "土地管理法实施条例 第二十九条"),
            Gate("funded", checks.funds_in_place, "土地管理法实施条例 第三十二条"),
            Gate("applied", checks.front_steps_met, "土地管理法 第四十七条"),
            Gate("applied", earliest_end("plan_notice", "applied", "expropriation.plan_notice"), LAW28),
            Gate(
                "final_notice",
                earliest_end("plan_notice", "final_notice", "expropriation.plan_notice"),
                LAW28,
            ),
            Gate("final_notice", checks.batch_approved, "土地管理法实施条例 第三十一条", waivable=True),
            Gate("delivered", follows("delivered", "final_notice"), "土地管理法实施条例 第三十一条"),
            Gate("delivered", follows("delivered", "paid"), "土地管理法 第四十八条", waivable=True),
        ),
        figures=(
            Count("notices.pre", "征收土地预公告", "份", on="pre_notice"),
            Count("notices.survey", "土地现状调查公告", "份", on="survey_notice"),
            Count("notices.risk", "社会稳定风险评估", "份", on="risk_assessed"),
            Count("notices.social", "社会保障审核意见", "份", on="social_reviewed"),
            Sum("notices.delivered", "征收交付面积", "area", on="delivered"),
        ),
        bonds=(Bond(checks.notices_beyond_batch, "报批面积勾稽", ("batch", "area"), waivable=True),),
        derived=ratios.signing,
        readings=(readings.front_steps,),
        listed=("number", "batch", "region", "village", "area"),
        source="土地管理法 2019 arts. 45–48; 土地管理法实施条例 2021 arts. 26–32",
    )
