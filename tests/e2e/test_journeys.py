"""A town's clerk and an auditor at work, from login to result, at a desk's and at a phone's width."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from yulin.office.accounts.models import Person, Region
from yulin.office.journal.models import JournalLine
from yulin.office.land.supply import Supply
from yulin.office.registers import acts
from yulin.office.registers.declaration import REGISTERS

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "qinghe-2025"
EAST, WEST = "990102001", "990102002"
LIST = "/records/land-supply/?year=2025&as_of=2025-12-31"
SIZES = pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])


@pytest.fixture
def supplies(desk: Any) -> list[Any]:
    """One supplied parcel in each of two towns, and the people who come to them."""
    Region.objects.bulk_create([Region(code=code, name=name) for code, name in (
        ("990102", "青禾区"), (EAST, "东关街道"), (WEST, "柳林镇"))])
    head, *_others = [Person.objects.create_user(login, password=PASSWORD, role=role, region=region, first_name=name)
                      for login, role, region, name in (("head", "section_head", "990102", "林知秋"),
                                                        ("east", "clerk", EAST, "周小禾"),
                                                        ("auditor", "auditor", "990102", "何审"))]
    return [acts.create(REGISTERS["land.supply"], acts.NewRecord(
        {"number": number, "project": project, "region": region, "mode": "划拨", "area": area}), head)
        for number, project, region, area in (("S-1", "城东小学", EAST, 1_000_000),
                                              ("S-2", "物流中心", WEST, 2_000_000))]


def enter(page: Any, login: str, name: str, width: int, height: int) -> None:
    """Log in at a window of that size."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/")
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_text(name).first.wait_for()


def seen(page: Any) -> str:
    """What the page says; it must not move sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 2"), page.url
    return str(page.inner_text("main"))


@SIZES
def test_a_towns_clerk_enters_a_supply_and_dates_its_step(desk: Any, supplies: list[Any], width: int,
                                                          height: int) -> None:
    enter(desk, "east", "周小禾", width, height)
    desk.goto(LIST)
    assert "S-1" in seen(desk) and "S-2" not in seen(desk) and "1 条 · 东关街道" in desk.inner_text("h1")
    desk.get_by_role("link", name="新增记录").click()
    for field, value in (("number", "S-3"), ("project", "污水处理厂"), ("area", "约十亩")):
        desk.fill(f"form.entry [name={field}]", value)
    desk.select_option("form.entry [name=mode]", "划拨")
    desk.select_option("form.entry [name=region]", EAST)
    desk.get_by_role("button", name="保存").click()
    desk.locator("#w_area").wait_for()
    assert desk.inner_text("#w_area") == "“约十亩”不是数" and Supply.objects.count() == 2
    desk.fill("form.entry [name=area]", "12.5")
    desk.get_by_role("button", name="保存").click()
    desk.get_by_role("heading", name="S-3").wait_for()
    assert "12.50 亩" in seen(desk)
    step = desk.locator(".timeline > li").filter(has=desk.get_by_text("供地方案批准", exact=True))
    step.locator("summary").click()
    step.locator("input[name=day]").fill("2025-06-03")
    step.locator("input[name=document]").fill("青政供〔2025〕3号")
    step.get_by_role("button", name="保存").click()
    desk.get_by_text("已登记“供地方案批准”：2025-06-03。").wait_for()
    made = Supply.objects.get(number="S-3")
    assert (made.region, made.area, made.scheme_on, made.edition) == (EAST, 833_333, dt.date(2025, 6, 3), 2)
    lines = JournalLine.objects.filter(actor="east").order_by("seq").values_list("act", "record")
    assert list(lines) == [("create", "S-3"), ("change", "S-3")]
    desk.goto(LIST)
    assert "22.50" not in seen(desk) and "27.50" in seen(desk)  # 15.00 亩 of S-1 and 12.50 亩
    assert desk.goto(f"/records/land-supply/{supplies[1].pk}/").status == 404


@SIZES
def test_an_auditor_reads_everything_and_changes_nothing(desk: Any, supplies: list[Any], width: int,
                                                         height: int) -> None:
    before = JournalLine.objects.count()
    enter(desk, "auditor", "何审", width, height)
    desk.goto(LIST)
    assert "S-1" in seen(desk) and "S-2" in seen(desk) and "45.00" in seen(desk)
    assert desk.get_by_role("link", name="新增记录").count() == desk.get_by_role("button", name="批量办理").count() == 0
    desk.locator("summary", has_text="导出").click()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Excel（所见即所得）").click()
    rows = list(openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).active.values)
    assert [row[0] for row in rows][-2:] == ["S-2", "S-1"]
    desk.goto(LIST)
    desk.get_by_role("link", name="S-2").click()
    desk.get_by_role("heading", name="S-2").wait_for()
    assert "30.00 亩" in seen(desk)
    assert desk.get_by_role("link", name="修改").count() == desk.locator(".timeline summary").count() == 0
    assert desk.goto(f"/records/land-supply/{supplies[1].pk}/edit/").status == 403
    desk.goto("/journal/")
    desk.get_by_role("link", name="核验日志链").click()
    desk.get_by_text(f"日志链完整，共 {before} 行。").wait_for()
    assert Supply.objects.filter(edition=1).count() == 2
