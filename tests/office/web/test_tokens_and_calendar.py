"""Tokens act for their person within scope and time; the calendar's address shows deadlines and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import icalendar
import pytest
from django.test import Client

from yulin.office.accounts.models import Token
from yulin.office.accounts.tokens import make_token, person_of, revoke_token
from yulin.office.journal.models import JournalLine
from yulin.office.land.supply import Supply
from yulin.office.registers import acts

pytestmark = pytest.mark.django_db
ASK = "/api/v1/registers/land-supply/records"


def bearer(secret: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


def test_a_token_is_made_on_the_page_and_shown_once(as_: Any, staff: dict[str, Any]) -> None:
    east = as_("east")
    page = east.post("/tokens/", {"name": "统计脚本", "scope": "read", "days": "30"}).content.decode()
    secret = re.search(r"Bearer (yl_[\w-]+)", page)[1]
    token = Token.objects.get()
    assert (token.name, token.scope) == ("统计脚本", "read") and secret not in token.digest
    assert token.expires_on == dt.date.today() + dt.timedelta(days=30)
    again = east.get("/tokens/").content.decode()
    assert "统计脚本" in again and secret not in again
    assert "统计脚本" not in as_("west").get("/tokens/").content.decode()
    assert JournalLine.objects.get(register="accounts.token").after == {"token": "统计脚本（read）"}
    wrong = east.post("/tokens/", {"name": "", "scope": "read", "days": "30"})
    assert wrong.status_code == 422 and Token.objects.count() == 1


def test_a_token_sees_what_its_person_sees_and_reads_only(staff: dict[str, Any], supplies: list[Any]) -> None:
    _token, secret = make_token(staff["east"], "读", "read", 10)
    held = Client().get(ASK, **bearer(secret)).json()
    assert {item["key"] for item in held["items"]} == {"S-1", "S-2"}
    body = {"values": {"project": "改名"}, "edition": 1}
    address = f"{ASK}/{supplies[1].pk}"
    assert Client().patch(address, body, "application/json", **bearer(secret)).status_code == 401
    _token, writing = make_token(staff["east"], "写", "write", 10)
    assert Client().patch(address, body, "application/json", **bearer(writing)).status_code == 200
    form = Client().patch(address, "project=x", "application/x-www-form-urlencoded", **bearer(writing))
    assert form.status_code == 401
    assert Supply.objects.get(number="S-2").project == "改名"
    assert JournalLine.objects.latest("seq").actor == "east"


def test_a_token_ends(staff: dict[str, Any]) -> None:
    token, secret = make_token(staff["east"], "读", "read", 1)
    assert person_of(secret, "read") == staff["east"]
    Token.objects.update(expires_on=dt.date.today() - dt.timedelta(days=1))
    assert person_of(secret, "read") is None
    Token.objects.update(expires_on=dt.date.today())
    revoke_token(token)
    assert person_of(secret, "read") is None and Client().get(ASK, **bearer(secret)).status_code == 401
    assert person_of("yl_x", "read") is None


def test_only_one_s_own_token_is_revoked(as_: Any, staff: dict[str, Any]) -> None:
    token, secret = make_token(staff["east"], "读", "read", 1)
    assert as_("west").post(f"/tokens/{token.pk}/revoke/").status_code == 404
    assert person_of(secret, "read") is not None
    as_("east").post(f"/tokens/{token.pk}/revoke/")
    assert person_of(secret, "read") is None


def test_the_calendar_has_the_deadlines_of_its_person(staff: dict[str, Any], supplies: list[Any]) -> None:
    today = dt.date.today()
    acts.change(supplies[1], {"agreed_start": today + dt.timedelta(days=10)}, staff["head"])
    acts.change(supplies[2], {"agreed_start": today + dt.timedelta(days=20)}, staff["head"])
    token, secret = make_token(staff["east"], "手机", "calendar", 90)
    answer = Client().get(f"/calendar/{secret}.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = [e for e in icalendar.Calendar.from_ical(answer.content).walk("VEVENT") if "S-" in e["summary"]]
    starts = {str(e["summary"]): e.decoded("dtstart") for e in events if "S-2" in e["summary"]}
    assert today + dt.timedelta(days=10) in starts.values()
    assert not any("S-3" in e["summary"] for e in events)
    assert all("合同约定" in e["description"] or "条" in e["description"] for e in events)
    said = {str(e["summary"]): str(e["description"]).split("\n") for e in events}
    assert said["动工 S-2 城东小学"][:3] == ["土地供应台账", "临期", "合同约定"]
    staff["east"].language = "en"
    staff["east"].save()
    english = icalendar.Calendar.from_ical(Client().get(f"/calendar/{secret}.ics").content)
    said = {str(e["summary"]): str(e["description"]).split("\n") for e in english.walk("VEVENT")}
    assert said["Started S-2 城东小学"][:3] == ["Land supply", "Due soon", "As agreed"]
    assert Client().get("/calendar/yl_wrong.ics").status_code == 404
    _read, other = make_token(staff["east"], "读", "read", 90)
    assert Client().get(f"/calendar/{other}.ics").status_code == 404
    assert Client().get(ASK, **bearer(secret)).status_code == 401
    revoke_token(token)
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404


def test_home_says_what_is_blocked_and_what_changed(as_: Any, add: Any, staff: dict[str, Any],
                                                    supplies: list[Any]) -> None:
    from django.utils import timezone

    from yulin.office.web.models import Visit

    add(number="S-4", project="缺条件", region="990102001", mode="挂牌出让", area=1,
        scheme_on=dt.date(2025, 2, 1), published_on=dt.date(2025, 3, 1))
    head = as_("head")
    page = head.get("/?year=2025&as_of=2025-12-31").content.decode()
    assert "卡住的" in page and "S-4" in page and "您上次离开后" not in page
    Visit.objects.update(now=timezone.now() - dt.timedelta(hours=2))
    acts.change(supplies[2], {"project": "改名"}, staff["west"])
    page = head.get("/?year=2025&as_of=2025-12-31").content.decode()
    assert "您上次离开后" in page and "1 条有改动" in page
    address = re.search(r'href="(/records/land-supply/\?[^"]*since=[^"]+)"', page)[1].replace("&amp;", "&")
    listed = head.get(address).content.decode()
    assert "S-3" in listed
