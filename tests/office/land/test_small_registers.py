"""Each small register of land, by exact numbers: a record is made, a gate refuses and nothing changes, figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from grounds import MU

from yulin.findings import Refusal
from yulin.office.figures.values import Scope, values_in
from yulin.office.journal.models import JournalLine
from yulin.office.registers.declaration import register_of

pytestmark = pytest.mark.django_db
HA, WAN, YUAN = 1_000_000, 1_000_000, 100  # dm² of a 公顷, fen of a 万元 and a 元
YEAR = Scope(2025, "", dt.date(2025, 12, 31))

PARENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "batch": ("land.batch", {"name": "批1", "kind": "城市批次", "area": 45 * MU}),
    "notice": ("land.notice", {"number": "ZG1", "area": 9 * MU}),
    "project": ("land.project", {"number": "XM0", "title": "泵站"}),
    "auction": ("land.auction", {"number": "GG0", "mode": "挂牌出让"}),
    "supply": ("land.supply", {"number": "9901022024B00001", "mode": "协议出让", "area": 15 * MU, "price": 600 * WAN}),
}

# register; the record; what is changed of it and the refusal's sentence; the figures of 2025
CASES: list[tuple[str, dict[str, Any], list[tuple[dict[str, Any], str]], dict[str, str]]] = [
    ("land.project",
     {"number": "XM1", "title": "水厂", "leader": "副区长", "area": 30 * MU, "cultivated": 9 * MU,
      "green_channel": "是", "green_reason": "青政办〔2025〕3号", "prereview_needed": "需要", "supply_needed": "不需要",
      "listed_on": "2025-02-03", "prereview_done_on": "2025-03-03", "completed_on": "2025-04-01"},
     [({"prereview_done_on": None}, "“XM1”不能登记“用地手续办结”：尚未预审办结（重点项目用地服务台账）。"),
      ({"green_reason": ""}, "“XM1”不能登记“列入清单”：缺绿色通道依据（绿色通道须有依据）。"),
      ({"cultivated": 31 * MU}, "“XM1”不能登记“列入清单”：需占耕地大于用地需求（土地利用现状分类）。")],
     {"project.listed": "1", "project.completed": "1", "project.rate": "100.00", "project.green": "1",
      "project.area": "30.00"}),
    ("land.progress",
     {"number": "RB1", "project": "@project", "kind": "对接", "reported_on": "2025-03-04",
      "answered_on": "2025-03-06"},
     [({"answered_on": "2025-03-03"}, "“RB1”不能登记“问题办结”：2025-03-03 早于报告 2025-03-04"
                                      "（重点项目用地服务台账）。")],
     {"progress.reports": "0", "progress.dockings": "1"}),
    ("land.prereview",
     {"number": "YS1", "title": "水厂", "area": 3 * HA, "agricultural": 2 * HA, "cultivated": HA, "construction": HA,
      "unused": 0, "permanent_farmland": HA // 2, "avoidance": "确难避让", "outcome": "同意",
      "applied_on": "2025-02-24", "accepted_on": "2025-03-03", "decided_on": "2025-03-31", "used_on": "2025-06-02"},
     [({"cultivated": 3 * HA}, "“YS1”不能登记“受理”：耕地大于农用地（土地利用现状分类）。"),
      ({"unused": HA}, "“YS1”不能登记“受理”：农用地、建设用地、未利用地之和 4.0000 不等于预审面积 3.0000"
                       "（勘测定界面积汇总表）。"),
      ({"avoidance": "已避让"}, "“YS1”不能登记“批复”：占用永久基本农田，避让情况须为“确难避让”"
                                "（土地管理法 第三十五条；生态保护红线管控）。"),
      ({"used_on": "2028-04-01"}, "“YS1”不能登记“可研批复或核准”：有效期至 2028-03-31，已过期"
                                  "（建设项目用地预审管理办法 第十五条）。")],
     {"prereview.count": "1", "prereview.area": "3.0000", "prereview.agricultural": "2.0000",
      "prereview.cultivated": "1.0000"}),
    ("land.countersign",
     {"number": "HQ1", "batch": "@batch", "section": "耕地保护", "opinion": "同意", "asked_on": "2025-03-03",
      "signed_on": "2025-03-05"},
     [({"opinion": ""}, "“HQ1”不能登记“会签”：缺会签意见（建设用地审批集体会审、会签制度）。")],
     {"countersign.signed": "1"}),
    ("land.material",
     {"number": "CL1", "batch": "@batch", "unit": "压矿", "material": "压覆矿产查询结果", "verdict": "通过",
      "received_on": "2025-03-03", "checked_on": "2025-03-04"},
     [({"received_on": None}, "“CL1”不能登记“审查”：尚未收齐（用地报批材料清单）。")],
     {"material.checked": "1"}),
    ("land.compensation",
     {"number": "BC1", "notice": "@notice", "area": 9 * MU, "zone": "Ⅱ", "zone_price": 48_000 * YUAN,
      "payable": 50 * WAN, "paid": 50 * WAN, "registered_on": "2025-03-03", "agreed_on": "2025-04-01",
      "paid_out_on": "2025-05-06"},
     [({"agreed_on": "2025-03-01"}, "“BC1”不能登记“签订协议”：2025-03-01 早于补偿登记 2025-03-03"
                                    "（土地管理法实施条例 第二十九条）。"),
      ({"paid": 51 * WAN}, "“BC1”不能登记“兑付”：已付补偿大于应付补偿（土地管理法 第四十八条）。")],
     {"compensation.area": "9.00", "compensation.paid": "50.0000", "compensation.agreements": "1"}),
    ("land.price_table",
     {"number": "QP1", "kind": "区片综合地价", "zone": "Ⅱ", "price": 48_000 * YUAN, "land_part": 19_200 * YUAN,
      "settlement_part": 28_800 * YUAN, "published_on": "2025-06-01"},
     [({"replaced_on": "2025-05-31"}, "“QP1”不能登记“重新公布”：2025-05-31 早于公布 2025-06-01"
                                      "（土地管理法 第四十八条）。"),
      ({"land_part": 48_001 * YUAN}, "“QP1”不能登记“公布”：其中土地补偿费大于标准单价（土地管理法 第四十八条）。")],
     {"price_table.published": "1"}),
    ("land.scheme",
     {"number": "CP1", "title": "东关片区", "area": 40 * HA, "public_area": 17 * HA,
      "economic_plan": "青人大〔2025〕2号",
      "drafted_on": "2025-03-03", "heard_on": "2025-03-20", "submitted_on": "2025-04-21", "approved_on": "2025-07-01"},
     [({"economic_plan": ""}, "“CP1”不能登记“上报”：缺年度经济计划文号（土地管理法 第四十五条第二款）。"),
      ({"public_area": 41 * HA}, "“CP1”不能登记“编制完成”：公益性用地大于成片开发面积（土地征收成片开发标准）。")],
     {"scheme.submitted": "1", "scheme.approved": "1", "scheme.area": "40.0000"}),
    ("land.collective",
     {"number": "LZ1", "mode": "出让", "area": 12 * MU, "members": 60, "agreed": 40, "voted_on": "2025-02-10",
      "filed_on": "2025-03-03", "contracted_on": "2025-03-17"},
     [({"agreed": 39}, "“LZ1”不能登记“方案报送”：同意 39 人，不足应到 60 人的三分之二"
                       "（土地管理法 第六十三条第二款）。"),
      ({"contracted_on": "2025-03-14"}, "“LZ1”不能登记“签订流转合同”：方案报送须满 10 个工作日，最早 2025-03-17"
                                        "（土地管理法实施条例 第四十条）。")],
     {"collective.count": "1", "collective.area": "12.00"}),
    ("land.meeting",
     {"number": "HS1", "items": 5, "passed": 4, "held_on": "2025-03-03", "minuted_on": "2025-03-05"},
     [({"passed": 6}, "“HS1”不能登记“印发纪要”：通过宗数大于审议宗数（供地领导小组议事规则）。")],
     {"meeting.count": "1", "meeting.passed": "4"}),
    ("land.auction",
     {"number": "GG1", "mode": "挂牌出让", "area": 15 * MU, "start_price": 500 * WAN, "result": "成交",
      "winner": "甲公司",
      "price": 600 * WAN, "published_on": "2025-03-03", "begun_on": "2025-03-24", "closed_on": "2025-04-03",
      "dealt_on": "2025-04-03", "result_on": "2025-04-08", "contracted_on": "2025-04-10"},
     [({"begun_on": "2025-03-22"}, "“GG1”不能登记“交易开始”：出让公告须满 20 日，最早 2025-03-23"
                                   "（招标拍卖挂牌出让国有建设用地使用权规定 第八条）。"),
      ({"closed_on": "2025-04-02"}, "“GG1”不能登记“交易截止”：交易开始须满 10 日，最早 2025-04-03"
                                    "（招标拍卖挂牌出让国有建设用地使用权规定 第十八条）。")],
     {"auction.held": "1", "auction.sold": "1", "auction.price": "600.0000", "auction.failed": "0"}),
    ("land.bidder",
     {"number": "BM1", "auction": "@auction", "bidder": "乙公司", "deposit": 100 * WAN, "outcome": "未竞得",
      "applied_on": "2025-03-10", "deposited_on": "2025-03-20", "over_on": "2025-04-03", "refunded_on": "2025-04-10"},
     [({"deposited_on": "2025-03-07"}, "“BM1”不能登记“保证金到账”：2025-03-07 早于报名 2025-03-10"
                                       "（招标拍卖挂牌出让国有建设用地使用权规定 第十四条）。")],
     {"bidder.deposits": "1"}),
    ("land.supply_plan",
     {"number": "JH1", "year": 2025, "area": 100 * MU, "stock_area": 30 * MU, "drafted_on": "2025-01-06",
      "published_on": "2025-03-03", "carried_out_on": "2025-09-01"},
     [({"stock_area": 101 * MU}, "“JH1”不能登记“公布”：其中存量建设用地大于计划面积（国有建设用地供应计划）。"),
      ({"published_on": None}, "“JH1”不能登记“实施供应”：尚未公布（土地管理法实施条例 第十六条）。")],
     {"supply_plan.area": "100.00", "supply_plan.carried_out": "1", "supply_plan.evaluated": "0"}),
    ("land.instalment",
     {"number": "JK1", "supply": "@supply", "serial": 1, "due": 300 * WAN, "due_on": "2025-03-03", "paid": 300 * WAN,
      "paid_on": "2025-03-03"},
     [({"due": 601 * WAN}, "“JK1”未作更改：应缴合计 601.0000 万元，超过成交价款 600.0000 万元（出让合同约定）。"),
      ({"paid": None}, "“JK1”不能登记“缴款”：缺实缴金额（出让合同约定）。")],
     {"instalment.paid": "300.0000", "instalment.count": "1"}),
    ("land.recovery",
     {"number": "ZJ1", "supply": "@supply", "debtor": "甲公司", "route": "诉讼", "principal": 200 * WAN,
      "received": 150 * WAN, "reminded_on": "2025-02-03", "filed_on": "2025-03-03", "decided_on": "2025-06-03",
      "received_on": "2025-09-01"},
     [({"filed_on": None}, "“ZJ1”不能登记“裁判生效”：尚未起诉立案（民事诉讼法）。"),
      ({"enforced_on": "2025-06-02"}, "“ZJ1”不能登记“申请执行”：2025-06-02 早于裁判生效 2025-06-03（民事诉讼法）。")],
     {"recovery.suits": "1", "recovery.claims": "0", "recovery.received": "150.0000"}),
    ("land.recovery",
     {"number": "ZJ2", "supply": "@supply", "debtor": "甲公司", "route": "债权申报", "claimed": 200 * WAN,
      "claimed_on": "2025-03-03", "admitted_on": "2025-06-03"},
     [({"claimed_on": None}, "“ZJ2”不能登记“债权确认”：尚未债权申报（企业破产法 第五十八条）。")],
     {"recovery.suits": "0", "recovery.claims": "1"}),
    ("land.task",
     {"number": "RW1", "year": 2025, "kind": "闲置土地", "area": 58 * MU, "stock": 132 * MU, "set_on": "2025-02-10"},
     [({"area": None}, "“RW1”缺少“下达任务”，未作更改。")],
     {"task.count": "1"}),
    ("land.intensity",
     {"number": "JY1", "supply": "@supply", "area": 15 * MU, "floor_area": 12_000_00, "base_area": 4_500_00,
      "investment": 3_000 * WAN, "least_investment": 200 * WAN, "verdict": "达标", "evaluated_on": "2025-03-03"},
     [({"rectified_on": "2025-03-02"}, "“JY1”不能登记“整改完成”：2025-03-02 早于评价 2025-03-03"
                                       "（节约集约利用土地规定）。"),
      ({"floor_area": None}, "“JY1”不能登记“评价”：缺总建筑面积（节约集约利用土地规定）。"),
      ({"investment": 2_985 * WAN}, "“JY1”不能登记“评价”：投资强度 199.00 低于约定 200.00（出让合同约定）。")],
     {"intensity.count": "1", "intensity.investment": "3000.00"}),
    ("land.inspection",
     {"number": "XC1", "supply": "@supply", "problem": "未按期动工", "inspected_on": "2025-03-03",
      "rectified_on": "2025-04-01"},
     [({"rectified_on": "2025-03-02"}, "“XC1”不能登记“整改”：2025-03-02 早于巡查 2025-03-03"
                                       "（国土资厅发〔2013〕30号）。")],
     {"inspections.count": "1", "inspections.problems": "1"}),
    ("land.quota",
     {"number": "ZB1", "year": 2025, "source": "国家配置计划指标", "kind": "下达", "area": 10 * HA, "projects": 3,
      "allotted_on": "2025-02-01"},
     [({"kind": "收回"}, "“ZB1”未作更改：“国家配置计划指标”计划指标不足：2025-02-01 尚缺 10 公顷"
                         "（土地管理法 第二十三条）。")],
     {"plan.allotted": "10.00", "plan.projects": "3", "plan.documents": "1"}),
]


@pytest.mark.parametrize(("code", "values", "spoiled", "figures"), CASES, ids=lambda v: v if isinstance(v, str) else "")
def test_a_record_a_refusal_and_the_figures(put: Callable[..., Any], code: str, values: dict[str, Any],
                                            spoiled: list[tuple[dict[str, Any], str]], figures: dict[str, str]) -> None:
    register = register_of(code)
    links = {v[1:]: put(PARENTS[v[1:]][0], **PARENTS[v[1:]][1])
             for v in values.values() if isinstance(v, str) and v.startswith("@")}
    before = register.model.objects.count(), JournalLine.objects.count()
    for change, sentence in spoiled:
        with pytest.raises(Refusal) as refused:
            put(code, **_given(values | change, links))
        assert str(refused.value) == sentence
        assert (register.model.objects.count(), JournalLine.objects.count()) == before
    made = put(code, **_given(values, links))
    assert (made.key, JournalLine.objects.count()) == (values["number"], before[1] + 1)
    wanted = [f for f in register.figures if f.code in figures]
    assert {v.code: str(v.value) for v in values_in(register, wanted, YEAR)} == figures


def _given(values: dict[str, Any], links: dict[str, Any]) -> dict[str, Any]:
    return {name: links[v[1:]] if isinstance(v, str) and v.startswith("@") else v
            for name, v in values.items() if v is not None}
