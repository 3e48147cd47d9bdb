"""Suspending and resuming a clock on a record's page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from yulin.office.registers.models import Suspension
from yulin.office.registers.suspending import suspend

pytestmark = pytest.mark.django_db
NOTICE = 4
DAY = "2025-03-31"


def page(as_: Any, batch: Any, login: str = "head", on: str = DAY) -> str:
    text: str = as_(login).get(f"/records/land-batch/{batch.pk}/?as_of={on}").content.decode()
    return text


def test_a_clock_is_suspended_resumed_and_struck_out(as_: Any, batch: Any) -> None:
    at = f"/records/land-batch/{batch.pk}/"
    browser = as_("east")
    assert f'action="{at}clocks/{NOTICE}/suspend/' in page(as_, batch, "east")
    answer = browser.post(f"{at}clocks/{NOTICE}/suspend/", {
        "first": "2025-03-24", "reason": "组织听证", "document": "听证通知书1号"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{at}#h-clocks")
    text = page(as_, batch, "east")
    assert '<span class="badge suspended">中止</span>' in text and "组织听证" in text and "听证通知书1号" in text
    assert "第三十一条" in text and f"{at}clocks/{NOTICE}/resume/" in text
    listed = browser.get("/records/land-batch/?clock=4-suspended&as_of=2025-03-31").content.decode()
    assert batch.name in listed and "征收土地公告 中止" in listed
    assert "clock=4-suspended" in browser.get("/?year=2025&as_of=2025-03-31").content.decode()
    assert browser.post(f"{at}clocks/{NOTICE}/resume/", {"last": "2025-03-28"}).status_code == 302
    text = page(as_, batch)
    # 15 working days after 2025-03-20 end on 11 April; five days are given back
    assert "2025-03-20 → 2025-04-18" in text and "中止 2025-03-24 — 2025-03-28" in text
    assert "恢复期限" in text and "中止期限" in text
    one = Suspension.objects.get()
    assert browser.post(f"{at}suspensions/{one.pk}/strike/", {"reason": "登记错误"}).status_code == 302
    text = page(as_, batch)
    assert "2025-03-20 → 2025-04-11" in text and "撤销中止" in text


def test_refusals_are_said_on_the_page(as_: Any, staff: dict[str, Any], batch: Any) -> None:
    at = f"/records/land-batch/{batch.pk}/clocks/{NOTICE}/"
    whole = {"first": "2025-03-24", "reason": "听证", "document": "1号"}
    for values, said in ((whole | {"document": ""}, "须写明原因和文书"), (whole | {"first": ""}, "请填写中止的首日"),
                         (whole | {"first": "2025-03-01"}, "起算"), (whole | {"first": "昨天"}, "昨天")):
        answer = as_("head").post(f"{at}suspend/", values)
        assert answer.status_code == 422 and said in answer.content.decode()
    answer = as_("head").post(f"{at}resume/", {"last": "2025-03-28"})
    assert answer.status_code == 422 and "没有中止" in answer.content.decode()
    assert as_("leader").post(f"{at}suspend/", whole).status_code == 422
    assert as_("west").post(f"{at}suspend/", whole).status_code == 404
    assert as_("head").get(f"{at}suspend/").status_code == 405
    assert Suspension.objects.count() == 0
    assert "suspend/" not in page(as_, batch, "leader")


def test_the_calendar_leaves_out_what_stands_still(staff: dict[str, Any], add: Any) -> None:
    from django.test import Client

    from yulin.office.accounts.tokens import make_token

    today = dt.date.today()
    record = add("land.batch", name="今年批次", kind="城市批次", region="990102001", area=666_667,
                 approved_on=today - dt.timedelta(days=2))
    _token, secret = make_token(staff["east"], "手机", "calendar", 90)

    def events() -> str:
        return Client().get(f"/calendar/{secret}.ics").content.decode()

    uid = f"land-batch-{record.pk}-{NOTICE}@yulin"
    assert uid in events()
    suspend(record, NOTICE, today, "听证", "1号", staff["head"])
    assert uid not in events()


def test_a_suspended_clock_speaks_english(as_: Any, staff: dict[str, Any], batch: Any) -> None:
    suspend(batch, NOTICE, dt.date(2025, 3, 24), "hearing", "No. 1", staff["head"])
    browser = as_("head")
    browser.cookies["yulin_language"] = "en"
    text = browser.get(f"/records/land-batch/{batch.pk}/?as_of={DAY}").content.decode()
    assert ">Suspended</span>" in text and "if it runs again tomorrow it is due on" in text and "Resume" in text
    assert "，如明日" not in text
