"""What a page does in a browser beyond plain HTML: the door, the scope, the keyboard, suggestions, a map drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import shapely

from yulin.office.accounts.models import Person, Region
from yulin.office.registers import acts
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.parcel import parcel_value

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "qinghe-2025"


@pytest.fixture
def supply(desk: Any) -> Any:
    """One supplied parcel on the map, its batch, and the section head who entered them."""
    Region.objects.bulk_create([Region(code=code, name=name) for code, name in (
        ("990102", "青禾区"), ("990102001", "东关街道"), ("990102002", "柳林镇"))])
    head = Person.objects.create_user("yulin", password=PASSWORD, role="section_head", region="990102",
                                      first_name="林知秋")
    batch = acts.create(REGISTERS["land.batch"], acts.NewRecord(
        {"name": "2025年第1批次", "kind": "城市批次", "region": "990102001", "area": 5_333_600}), head)
    parcel = parcel_value(shapely.box(38_500_000, 3_985_000, 38_500_200, 3_985_150), 4526)
    return acts.create(REGISTERS["land.supply"], acts.NewRecord(
        {"number": "S-1", "project": "滨河路延伸", "region": "990102001", "mode": "划拨", "area": 3_000_000,
         "batch": batch, "scheme_on": dt.date(2025, 2, 1), "agreed_start": dt.date(2025, 6, 30)}, parcel), head)


def log_in(page: Any, to: str = "/") -> None:
    page.goto(to)
    page.fill("input[name=username]", "yulin")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_text("林知秋").first.wait_for()
    page.wait_for_load_state("load")  # the page's script is deferred: before that nothing hears the keyboard


def until(page: Any, expression: str) -> None:
    """Wait until the expression holds. The page's own waiting would need eval, which its policy forbids."""
    for _ in range(400):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {expression}")


def test_in_switch_language_and_out(desk: Any, supply: Any) -> None:
    log_in(desk, "/records/land-supply/?year=2025")
    assert desk.url.endswith("/records/land-supply/?year=2025")
    desk.get_by_role("button", name="English").click()
    desk.get_by_role("heading", name="Land supply").wait_for()
    desk.get_by_role("button", name="中文").click()
    desk.get_by_role("heading", name="土地供应台账").wait_for()
    desk.locator(".topbar summary").click()
    desk.get_by_role("button", name="退出登录").click()
    desk.get_by_role("heading", name="登录").wait_for()


def test_the_scope_applies_itself_and_stays(desk: Any, supply: Any) -> None:
    log_in(desk, "/records/land-supply/?year=2025&as_of=2025-12-31")
    assert "S-1" in desk.inner_text("main")
    desk.select_option("select[name=region]", "990102002")
    desk.wait_for_url("**region=990102002**")
    assert "S-1" not in desk.inner_text("main") and "as_of=2025-12-31" in desk.url
    desk.get_by_role("link", name="用地报批").click()
    desk.wait_for_url("**/records/land-batch/?region=990102002&year=2025&as_of=2025-12-31")


def test_the_keyboard_reaches_the_search_and_finds(desk: Any, supply: Any) -> None:
    log_in(desk)
    desk.keyboard.press("/")
    desk.keyboard.type("滨河")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/search/**")
    desk.get_by_role("link", name="S-1").click()
    desk.get_by_role("heading", name="S-1").wait_for()
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.textContent") == "跳到正文"


def test_the_rail_remembers_its_folds(desk: Any, supply: Any) -> None:
    log_in(desk)
    desk.locator("[data-family=ecology] summary").click()
    until(desk, "document.cookie.includes('yulin_rail=ecology')")
    desk.reload()
    assert desk.locator("[data-family=ecology]").get_attribute("open") is None
    assert desk.locator("[data-family=land]").get_attribute("open") is not None


def test_a_step_is_entered_and_its_map_is_drawn(desk: Any, supply: Any) -> None:
    type(supply).objects.filter(pk=supply.pk).update(batch=None)  # its batch is not approved yet: a gate of its own
    log_in(desk, f"/records/land-supply/{supply.pk}/?as_of=2025-12-31")
    desk.locator(".map[data-ready=yes]").wait_for()
    assert desk.locator(".map canvas").count() == 1
    step = desk.locator(".timeline > li").filter(has=desk.get_by_text("合同签订", exact=True))
    step.locator("summary").click()
    step.locator("input[name=day]").fill("2025-04-01")
    step.locator("input[name=document]").fill("合同1号")
    step.get_by_role("button", name="保存").click()
    desk.get_by_text("已登记“合同签订”：2025-04-01。").wait_for()
    supply.refresh_from_db()
    assert (supply.contracted_on, supply.contracted_doc) == (dt.date(2025, 4, 1), "合同1号")


def test_a_link_suggests_records(desk: Any, supply: Any) -> None:
    log_in(desk, "/records/land-supply/new/")
    desk.locator("input[name=batch]").click()
    desk.locator("#list_batch option[value='2025年第1批次']").wait_for(state="attached")


def test_a_list_filters_in_place(desk: Any, supply: Any) -> None:
    log_in(desk, "/records/land-supply/?year=2025&as_of=2025-12-31")
    desk.evaluate("window.stays = true")
    desk.locator("#list-q").click()
    desk.keyboard.type("没有这样的")
    desk.get_by_text("没有符合条件的记录。").wait_for()
    until(desk, "decodeURIComponent(location.search) === '?year=2025&as_of=2025-12-31&q=没有这样的'")
    assert desk.evaluate("document.activeElement.id") == "list-q"
    desk.get_by_role("link", name="清除筛选").click()
    desk.get_by_role("link", name="S-1").wait_for()
    desk.evaluate("window.stays = true")
    desk.select_option("select[name=stage]", "scheme")
    desk.locator(".chip").wait_for()
    assert desk.evaluate("window.stays") is True
    desk.select_option("select[name=year]", "2024")  # the scope keeps what was filtered in place
    desk.wait_for_url("**year=2024**")
    assert "stage=scheme" in desk.url and desk.locator(".chip").count() == 1
    desk.go_back()
    desk.wait_for_url("**year=2025**")
    desk.get_by_role("link", name="S-1").wait_for()
