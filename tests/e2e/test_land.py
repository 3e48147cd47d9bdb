"""Two walks in a real browser: a dossier from assembly to supply, and an idle case from suspicion to decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "qinghe-2025"
MU = 10_000_000 // 150
EAST = "990102001"


@pytest.fixture
def head(desk: Any) -> Any:
    """A section head at work."""
    from yulin.office.accounts.models import Person, Region

    Region.objects.bulk_create([Region(code="990102", name="青禾区"), Region(code=EAST, name="东关街道")])
    Person.objects.create_user("head", password=PASSWORD, role="section_head", region="990102",
                               first_name="林知秋")
    desk.goto("/login/")
    desk.fill("input[name=username]", "head")
    desk.fill("input[name=password]", PASSWORD)
    desk.click("button[type=submit]")
    desk.wait_for_url("**/")
    return desk


def new(page: Any, slug: str, **values: str) -> None:
    """Fill the form of a new record and save it."""
    page.goto(f"/records/{slug}/new/")
    for name, value in values.items():
        field = page.locator(f"form.entry [name={name}]").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.click("form.entry button[type=submit]")


def date(page: Any, step: str, day: str, document: str = "", **more: str) -> None:
    """Date a milestone on the record's page."""
    form = page.locator(f"form:has(input[name=milestone][value={step}])")
    form.locator("xpath=ancestor::details").evaluate("e => e.open = true")
    form.locator("input[name=day]").fill(day)
    if document:
        form.locator("input[name=document]").fill(document)
    for name, value in more.items():
        field = form.locator(f"input[name={name}]")
        field.check() if value == "1" else field.fill(value)
    form.locator("button[type=submit]").click()


def said(page: Any, words: str) -> bool:
    """Whether the page says the words."""
    return words in page.locator("main").inner_text()


def test_a_dossier_from_assembly_to_supply(head: Any) -> None:
    from yulin.office.land.batch import Batch
    from yulin.office.land.supply import Supply

    new(head, "land-quota", number="ZB2025-1", region="990102", year="2025", source="国家配置计划指标",
        kind="下达",
        area="10", allotted_on="2025-01-02")
    new(head, "land-batch", name="2025年第1批次", kind="城市批次", region=EAST, area="90",
        agricultural="80", cultivated="50",
        construction="6", unused="4", inside_plan="范围内", quota_area="5.5",
        quota_source="国家配置计划指标",
        assembled_on="2025-02-10")
    batch = Batch.objects.get()
    assert said(head, "转用与征收批准权限") and said(head, "土地管理法第四十四条第三款")
    new(head, "land-countersign", number="HQ1", batch=batch.name, region=EAST, section="耕地保护",
        asked_on="2025-02-12")
    head.goto(f"/records/land-batch/{batch.pk}/")
    date(head, "countersigned", "2025-02-20")
    assert said(head, "尚未会签：耕地保护")
    head.goto("/records/land-countersign/1/edit/")
    head.select_option("form.entry [name=opinion]", "同意")
    head.fill("form.entry [name=signed_on]", "2025-02-18")
    head.click("form.entry button[type=submit]")
    head.goto(f"/records/land-batch/{batch.pk}/")
    date(head, "countersigned", "2025-02-20")
    date(head, "submitted", "2025-03-03", "青自然资发〔2025〕1号")
    assert said(head, "占用耕地 50.00 亩，缺占补挂钩编号")
    assert Batch.objects.get().submitted_on is None
    date(head, "submitted", "2025-03-03", "青自然资发〔2025〕1号", reason="挂钩单已报省厅", waive="1")
    date(head, "city_reviewed", "2025-03-14")
    date(head, "quota_used", "2025-03-20")
    batch.refresh_from_db()
    assert (batch.submitted_on, batch.quota_used_on) == (dt.date(2025, 3, 3), dt.date(2025, 3, 20))
    head.goto("/land/quotas/?as_of=2025-12-31")
    assert said(head, "4.5000")
    head.goto(f"/records/land-batch/{batch.pk}/edit/")
    head.fill("form.entry [name=cultivated]", "0")
    head.click("form.entry button[type=submit]")
    date(head, "approved", "2025-05-06", "示省政土字〔2025〕6号")
    date(head, "announced", "2025-05-20")
    new(head, "land-supply", number="9901022025A00001", mode="划拨", region=EAST, area="30",
        batch=batch.name,
        project="中心小学", scheme_on="2025-07-01", contracted_on="2025-08-01")
    supply = Supply.objects.get()
    head.goto(f"/land/life/land-supply/{supply.pk}/?as_of=2025-12-31")
    assert said(head, "示省政土字〔2025〕6号") and said(head, "60.00")
    head.goto(f"/land/dossier/{batch.pk}/")
    assert said(head, "占补平衡及永农补划") and said(head, "耕地保护")


def test_an_idle_case_from_suspicion_to_decision(head: Any) -> None:
    from yulin.office.land.idle import IdleLand

    new(head, "land-supply", number="9901022022B00001", mode="协议出让", region=EAST, area="15",
        project="滨河厂房",
        price="1000", scheme_on="2022-06-01", contracted_on="2022-07-01", agreed_start="2023-06-30")
    head.goto("/land/suspects/?as_of=2024-07-01")
    assert said(head, "滨河厂房") and said(head, "第二条第一款")
    head.click("text=立案调查")
    case = IdleLand.objects.get()
    date(head, "investigated", "2024-07-08", "青自然资闲调〔2024〕1号")
    date(head, "answered", "2024-08-01")
    head.goto(f"/records/land-idle/{case.pk}/edit/")
    head.select_option("form.entry [name=cause]", "企业原因")
    head.select_option("form.entry [name=disposal]", "征缴闲置费")
    head.fill("form.entry [name=fee]", "200")
    head.click("form.entry button[type=submit]")
    date(head, "determined", "2024-08-20", "青自然资闲认〔2024〕1号")
    head.goto(f"/records/land-idle/{case.pk}/?as_of=2024-09-30")
    assert said(head, "未满 2 年，按价款的 20% 征缴闲置费") and said(head, "第十四条第（一）项")
    date(head, "published", "2024-08-22")
    date(head, "disposed", "2024-09-30", "青自然资闲处〔2024〕1号")
    assert said(head, "尚未书面告知听证权利")
    date(head, "hearing_told", "2024-09-02")
    date(head, "disposed", "2024-09-30", "青自然资闲处〔2024〕1号")
    case.refresh_from_db()
    assert (case.disposed_on, case.edition > 5) == (dt.date(2024, 9, 30), True)
    assert said(head, "缴纳闲置费")
