"""Settings: people within one's reach, regions, a year's notice that moves deadlines at once, the law as it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from yulin.office.accounts.models import Person, Region
from yulin.office.journal.models import JournalLine
from yulin.workdays import calendar
from yulin.workdays.periods import deadline

pytestmark = pytest.mark.django_db
PASSWORD = "fu-jian-7721"
NOTICE = {"year": "2027", "number": "国办发明电〔2026〕9号", "issued": "2026-11-10",
          "from_0": "2027-01-01", "to_0": "2027-01-03",
          "from_1": "2027-02-05", "to_1": "2027-02-13", "makeup_1": "2027-01-31、2027-02-20"}


@pytest.fixture(autouse=True)
def _shipped_calendar_afterwards() -> Iterator[None]:
    yield
    calendar.use_own_years(None)


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()


def test_the_index_counts_what_there_is(as_: Callable[[str], Client]) -> None:
    page = as_("head").get("/settings/").content.decode()
    assert "人员与角色" in page and "2023 至 2026" in page
    assert "人员与角色" not in as_("clerk").get("/settings/").content.decode()
    assert as_("clerk").get("/settings/people/").status_code == 403


def test_somebody_is_added_changed_closed_and_opened(as_: Callable[[str], Client]) -> None:
    head = as_("head")
    given = {"act": "add", "login": "li.si", "name": "李四", "role": "clerk", "region": "990102001",
             "password": PASSWORD}
    assert head.post("/settings/people/", given).status_code == 302
    person = Person.objects.get(username="li.si")
    assert (person.first_name, person.role, person.region, person.check_password(PASSWORD)) == (
        "李四", "clerk", "990102001", True)
    head.post("/settings/people/", {**given, "act": "change", "role": "auditor", "password": ""})
    person.refresh_from_db()
    assert person.role == "auditor" and person.check_password(PASSWORD)
    for act, active in (("close", False), ("open", True)):
        head.post("/settings/people/", {"act": act, "login": "li.si"})
        person.refresh_from_db()
        assert person.is_active is active
    assert JournalLine.objects.filter(register="accounts.person", record="li.si", actor="head").count() == 4


@pytest.mark.parametrize(("given", "says"), [
    ({"act": "add", "login": "clerk"}, "已经有人使用"), ({"act": "add", "login": "a b"}, "登录名只能用"),
    ({"act": "change", "login": "nobody"}, "不存在"), ({"act": "add", "login": "new", "password": ""}, "初始口令"),
    ({"act": "add", "login": "new", "role": "admin"}, "系统管理员"), ({"act": "close", "login": "admin"}, "系统管理员"),
    ({"act": "add", "login": "new", "region": "110101"}, "本区域"),
    ({"act": "add", "login": "new", "password": "1"}, "密码"),
    ({"act": "close", "login": "head"}, "自己"), ({"act": "change", "login": "head", "role": "clerk"}, "自己"),
])
def test_what_is_beyond_reach_is_refused_and_changes_nothing(as_: Callable[[str], Client], given: dict[str, str],
                                                             says: str) -> None:
    head = as_("head")
    before = sorted(Person.objects.values_list("username", "role", "region", "is_active", "password"))
    form = {"name": "某人", "role": "clerk", "region": "990102001", "password": PASSWORD, **given}
    answer = head.post("/settings/people/", form)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert sorted(Person.objects.values_list("username", "role", "region", "is_active", "password")) == before
    assert JournalLine.objects.count() == 0


def test_a_region_is_named_and_needs_what_it_belongs_to(as_: Callable[[str], Client]) -> None:
    head = as_("head")
    assert head.post("/settings/regions/", {"code": "990102003", "name": "新设镇"}).status_code == 302
    assert Region.objects.get(code="990102003").name == "新设镇"
    for given in ({"code": "990103001", "name": "x"}, {"code": "12", "name": "x"}, {"code": "990102004", "name": ""}):
        assert head.post("/settings/regions/", given).status_code == 422
    assert Region.objects.count() == 5
    assert as_("clerk").post("/settings/regions/", {"code": "990102005", "name": "y"}).status_code == 403


def test_a_notice_ends_the_provisional_and_moves_deadlines(as_: Callable[[str], Client], settings: Any) -> None:
    before = deadline(dt.date(2027, 1, 29), 5, "workday")
    assert before.provisional
    assert as_("head").post("/settings/calendar/", NOTICE).status_code == 302
    after = deadline(dt.date(2027, 1, 29), 5, "workday")
    assert (after.due, after.provisional) == (dt.date(2027, 2, 4), False)  # Sunday 31 January is worked
    assert calendar.day_kind(dt.date(2027, 2, 8)).workday is False
    assert (settings.HOME / "calendar" / "2027.yaml").is_file()
    assert "国办发明电〔2026〕9号" in as_("clerk").get("/settings/calendar/").content.decode()
    assert JournalLine.objects.get().register == "calendar"


def test_a_year_that_another_process_entered_holds_from_the_next_request_on(as_: Callable[[str], Client],
                                                                            settings: Any) -> None:
    as_("head").post("/settings/calendar/", NOTICE)
    assert calendar.notice(2028) is None
    text = "notice: 国办发明电〔2027〕8号\ntitle: 2028年放假\nissued: 2027-11-02\ncertainty: verified\nholidays:\n"
    text += "  - {name: 元旦, from: 2028-01-01, to: 2028-01-03, makeup: []}\n"
    (settings.HOME / "calendar" / "2028.yaml").write_text(text, "utf-8")
    as_("clerk").get("/settings/")
    assert calendar.notice(2028) is not None


@pytest.mark.parametrize(("change", "says"), [
    ({"year": "27"}, "四位数字"), ({"number": " "}, "文号"), ({"issued": "soon"}, "不是日期"),
    ({"makeup_1": "2027-02-02"}, "不可能"), ({"from_1": "2027-02-14"}, "写错了"),
    ({"from_0": "", "to_0": "", "from_1": "", "to_1": "", "makeup_1": ""}, "至少填写一个节日"),
])
def test_a_notice_that_cannot_be_is_refused(as_: Callable[[str], Client], settings: Any, change: dict[str, str],
                                            says: str) -> None:
    answer = as_("head").post("/settings/calendar/", {**NOTICE, **change})
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not (settings.HOME / "calendar").exists() and JournalLine.objects.count() == 0
    assert calendar.notice(2027) is None
    assert as_("clerk").post("/settings/calendar/", NOTICE).status_code == 403


def test_the_law_is_found_by_word_and_certainty(as_: Callable[[str], Client]) -> None:
    page = as_("clerk").get("/settings/law/?q=闲置费").content.decode()
    assert "idle_land.fee_rate" in page and "20%" in page and "supply.last_payment" not in page
    uncertain = as_("clerk").get("/settings/law/?certainty=uncertain").content.decode()
    assert "unsupplied.quota_share" in uncertain and "idle_land.fee_rate" not in uncertain
    assert "查看全部" in as_("clerk").get("/settings/law/?q=没有这个").content.decode()
    assert "挂牌出让" in as_("clerk").get("/settings/codes/").content.decode()
