"""Bad input and conflict in the land registers: refused with reason and article, or waived and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from grounds import EAST, MU, square

from yulin.findings import Refusal
from yulin.office.journal.models import JournalLine
from yulin.office.registers.acts import change, reach, withdraw
from yulin.office.registers.declaration import register_of

pytestmark = pytest.mark.django_db
Put = Callable[..., Any]


def stored() -> tuple[dict[str, list[Any]], int]:
    codes = ("land.batch", "land.supply", "land.quota", "land.idle", "land.notice")
    return {c: list(register_of(c).model.objects.order_by("pk").values()) for c in codes},
    JournalLine.objects.count()


@pytest.fixture
def batch(put: Put) -> Any:
    return put("land.batch", name="批1", kind="城市批次", area=45 * MU, submitted_on="2022-01-05",
               approved_on="2022-05-06")


def supply(put: Put, n: int, mu: int, batch: Any, **more: Any) -> Any:
    return put("land.supply", number=f"9901022022B{n:05d}", mode="协议出让", area=mu * MU, batch=batch,
               scheme_on="2022-06-01", contracted_on="2022-07-01", **more)


def test_an_area_larger_than_its_parents(put: Put, batch: Any, staff: Any) -> None:
    supply(put, 1, 30, batch)
    before = stored()
    with pytest.raises(Refusal,
                       match="^“9901022022B00002”未作更改：供应面积 16.00 亩，超过批次剩余的 15.00 亩"):
        supply(put, 2, 16, batch)
    assert stored() == before
    with pytest.raises(Refusal,
                       match="^“批1”未作更改：总面积 20.00 亩小于已供和已处置 30.00 亩（批供面积勾稽）。$"):
        change(batch, {"area": 20 * MU}, staff["head"])
    assert stored() == before


def test_a_batch_is_not_withdrawn_under_its_supplies(put: Put, batch: Any, staff: Any) -> None:
    supply(put, 1, 30, batch)
    before = stored()
    with pytest.raises(Refusal, match="^“批1”不能作废：土地供应台账中有 1 条记录以它为“来源批次”"):
        withdraw(batch, staff["head"], "误录")
    assert stored() == before


def test_dates_out_of_order_and_before_the_gate(put: Put, batch: Any, staff: Any) -> None:
    before = stored()
    with pytest.raises(Refusal,
                       match="不能登记“征收公告”：2022-05-01 早于批复 2022-05-06（土地管理法实施条例 第三十一条）。$"):
        reach(batch, "announced", dt.date(2022, 5, 1), staff["head"])
    # the earlier date moved past the later one is the same fault
    with pytest.raises(Refusal, match="不能登记“批复”：2022-05-06 早于上报 2022-06-01"):
        reach(batch, "submitted", dt.date(2022, 6, 1), staff["head"], reason="更正")
    assert stored() == before


def test_a_waiver_needs_right_and_reason_and_is_kept(put: Put, staff: Any) -> None:
    values = {"name": "批2", "kind": "城市批次", "area": 9 * MU, "agricultural": 9 * MU,
              "construction": 0, "unused": 0,
              "cultivated": 5 * MU, "submitted_on": "2025-03-03"}
    before = stored()
    with pytest.raises(Refusal, match="占用耕地 5.00 亩，缺占补挂钩编号（土地管理法 第三十条）。$"):
        put("land.batch", **values)
    with pytest.raises(Refusal, match="clerk（经办人）无权越过。$"):
        put("land.batch", by="clerk", waive=True, reason="省厅同意后补", **values)
    with pytest.raises(Refusal, match="越过须写明原因。$"):
        put("land.batch", waive=True, **values)
    assert stored() == before
    put("land.batch", waive=True, reason="省厅同意后补", **values)
    line = JournalLine.objects.order_by("-seq").first()
    assert line.reason == "省厅同意后补（越过：占用耕地 5.00 亩，缺占补挂钩编号（土地管理法 第三十条））"


def test_a_firm_gate_is_never_waived(put: Put) -> None:
    with pytest.raises(Refusal, match="农用地、建设用地、未利用地之和 8.00 不等于总面积 9.00"):
        put("land.batch", name="批3", kind="城市批次", area=9 * MU, agricultural=8 * MU, construction=0,
            unused=0,
            submitted_on="2025-03-03", waive=True, reason="测量误差")


def test_the_quota_pool_is_not_overdrawn(put: Put, staff: Any) -> None:
    ha = 1_000_000
    given = put("land.quota", number="ZB1", year=2025, source="国家配置计划指标", kind="下达", area=10 * ha,
                allotted_on="2025-02-01")
    use = {"kind": "城市批次", "quota_source": "国家配置计划指标", "quota_area": 6 * ha, "area": 90 * MU}
    put("land.batch", name="批1", quota_used_on="2025-03-01", **use)
    before = stored()
    with pytest.raises(Refusal,
                       match="^“批2”不能登记“规划指标使用”：“国家配置计划指标”计划指标不足：2025-04-01 尚缺 2 公顷"):
        put("land.batch", name="批2", quota_used_on="2025-04-01", **use)
    # before the allotment there was nothing to use, although there is enough today
    with pytest.raises(Refusal, match="2025-01-15 尚缺 1 公顷"):
        put("land.batch", name="批2", quota_used_on="2025-01-15", **{**use, "quota_area": ha})
    with pytest.raises(Refusal, match="“ZB1”未作更改：“国家配置计划指标”计划指标不足"):
        change(given, {"area": 5 * ha}, staff["head"])
    with pytest.raises(Refusal, match="计划指标不足"):
        withdraw(given, staff["head"], "误录")
    assert stored() == before
    put("land.batch", name="批2", quota_used_on="2025-04-01", **{**use, "quota_area": 4 * ha})


def test_no_application_before_the_front_steps(put: Put, batch: Any, staff: Any) -> None:
    notice = put("land.notice", number="ZG1", batch=batch, area=9 * MU, pre_notice_on="2025-03-03",
                 survey_notice_on="2025-03-05")
    before = stored()
    with pytest.raises(Refusal,
                       match="“申请征收”：尚缺：现状调查、社会稳定风险评估、补偿安置方案公告、补偿登记、签订协议、费用足额到位"):
        reach(notice, "applied", dt.date(2025, 6, 3), staff["head"])
    with pytest.raises(Refusal,
                       match="预公告须满 10 个工作日，最早 2025-03-17（土地管理法实施条例 第二十六条）"):
        reach(notice, "plan_notice", dt.date(2025, 3, 10), staff["head"])
    assert stored() == before


def test_an_idle_case_by_the_book(put: Put, staff: Any) -> None:
    case = put("land.idle", square(0, 0, 100), number="XZ1", area=15 * MU, price=10_000_000_00,
               kind="未动工",
               cause="企业原因", agreed_start="2023-06-30", investigated_on="2024-03-01")
    before = stored()
    with pytest.raises(Refusal, match="2024-06-29 尚不构成闲置"):
        reach(case, "determined", dt.date(2024, 6, 29), staff["head"])
    assert stored() == before
    case = reach(case, "determined", dt.date(2024, 7, 1), staff["head"])
    case = change(case, {"disposal": "无偿收回"}, staff["head"])
    with pytest.raises(Refusal,
                       match="未满二年，不能无偿收回，2025-06-30 满期（闲置土地处置办法 第十四条）"):
        reach(case, "disposed", dt.date(2025, 6, 29), staff["head"])
    case = change(case, {"disposal": "征缴闲置费", "fee": 2_000_000_01}, staff["head"])
    with pytest.raises(Refusal, match="尚未书面告知听证权利|闲置费"):
        reach(case, "disposed", dt.date(2024, 9, 2), staff["head"])
    case = change(case, {"fee": 2_000_000_00, "hearing_told_on": dt.date(2024, 8, 1)}, staff["head"])
    assert reach(case, "disposed", dt.date(2024, 9, 2), staff["head"]).disposed_on == dt.date(2024, 9, 2)


def test_government_causes_are_negotiated(put: Put) -> None:
    with pytest.raises(Refusal, match="政府原因造成闲置的应协商处置，不能征缴闲置费"):
        put("land.idle", number="XZ2", area=MU, kind="未动工", cause="政府原因", agreed_start="2023-06-30",
            investigated_on="2024-08-01", determined_on="2024-09-02", disposal="征缴闲置费",
            hearing_told_on="2024-09-05", disposed_on="2024-10-08")


def test_an_import_shows_every_conflict(put: Put, batch: Any, staff: Any, regions: Any) -> None:
    from io import BytesIO

    import openpyxl

    from yulin.office.registers.workbook_in import read_ledger

    book = openpyxl.Workbook()
    book.active.title = "土地供应台账"
    book.active.append(["电子监管号", "所在乡镇", "供应方式", "供应面积(亩)", "来源批次",
                        "供地方案批准日期", "合同签订日期"])
    for n, mu in ((1, 20), (2, 20), (3, 20)):
        book.active.append([f"9901022022B0000{n}", "东关街道", "租赁", mu, "批1", "2022-06-01",
                            "2022-07-01"])
    held = BytesIO()
    book.save(held)
    before = stored()
    preview = read_ledger(held.getvalue(), "供应.xlsx", by=staff["head"])
    assert [row.status for row in preview.rows] == ["new", "new", "bad"]
    assert [f.code for f in preview.rows[2].findings if f.level == "error"] == ["bond.broken"]
    assert stored() == before


def test_the_api_refuses_and_waives_alike(as_: Any, batch: Any) -> None:
    head = as_("head")
    body = {"values": {"name": "批9", "kind": "城市批次", "region": EAST, "area": "9",
                       "agricultural": "9", "construction": "0",
                       "unused": "0", "cultivated": "5", "submitted_on": "2025-03-03"}}
    send = {"content_type": "application/json"}
    refused = head.post("/api/v1/registers/land-batch/records", body, **send)
    assert refused.status_code == 422 and "第三十条" in refused.json()["detail"]
    taken = head.post("/api/v1/registers/land-batch/records", body | {"waive": True, "reason": "补办中"},
                      **send)
    assert taken.status_code == 201, taken.content


def test_the_clock_raises_suspicion_and_a_case_is_opened(put: Put, as_: Any, batch: Any) -> None:
    late = supply(put, 1, 20, batch, agreed_start="2023-06-30", price=5_000_000_00, project="滨河厂房")
    supply(put, 2, 20, batch, agreed_start="2025-06-30")
    head = as_("head")
    page = head.get("/land/suspects/?as_of=2024-06-30").content.decode()
    assert "滨河厂房" in page and "9901022022B00002" not in page and "第二条第一款" in page
    assert "滨河厂房" not in head.get("/land/suspects/?as_of=2024-06-29").content.decode()
    made = head.post("/land/suspects/?as_of=2024-06-30", {"supply": late.pk})
    assert made.status_code == 302 and "/records/land-idle/" in made["Location"]
    assert "滨河厂房" not in head.get("/land/suspects/?as_of=2024-06-30").content.decode()


def test_unsupplied_is_derived_and_adds_up(put: Put, as_: Any, batch: Any) -> None:
    supply(put, 1, 20, batch)
    put("land.unsupplied", number="PW1", batch=batch, approved_area=45 * MU, unsupplied_area=25 * MU,
        disposal="核减",
        disposed_area=5 * MU, disposed_on="2024-02-01")
    (line,) = as_("head").get("/api/v1/land/unsupplied?as_of=2024-12-31").json()
    assert (line["approved"], line["supplied"], line["disposed"], line["unsupplied"]) == ("45.00",
        "20.00", "5.00", "20.00")
    assert as_("head").get("/land/unsupplied/?as_of=2024-12-31").status_code == 200
    assert as_("head").get(f"/land/dossier/{batch.pk}/").status_code == 200
    assert as_("head").get("/land/quotas/").status_code == 200


def test_reminders_for_a_selection(put: Put, as_: Any, batch: Any) -> None:
    from io import BytesIO

    from docx import Document

    supply(put, 1, 20, batch, agreed_start="2023-06-30", project="滨河厂房", grantee="示例公司")
    answer = as_("head").get("/land/reminders/land-supply.docx?as_of=2023-07-10&q=滨河")
    assert answer.status_code == 200
    text = [p.text for p in Document(BytesIO(answer.content)).paragraphs]
    assert text[:2] == ["催办通知", "示例公司："]
    assert "“动工”应于 2023-06-30 前办理，已超 10 天。依据：合同约定。" in text
    assert as_("head").get("/land/reminders/land-supply.docx?as_of=2023-07-10&q=没有").status_code == 422
