"""The first page, the search over everything, the journal's page and a register's own documentation."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from yulin.office.figures.values import Scope
from yulin.office.journal.models import JournalLine
from yulin.office.registers import acts
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.duties import watches
from yulin.office.web.home import elapsed, tasks

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 12, 31)


def test_the_time_of_the_year() -> None:
    assert elapsed(Scope(2025, "", dt.date(2025, 12, 31))) == 100.0
    assert elapsed(Scope(2025, "", dt.date(2025, 7, 2))) == 50.1
    assert elapsed(Scope(2025, "", dt.date(2026, 3, 1))) == 100.0
    assert elapsed(Scope(2025, "", dt.date(2024, 3, 1))) == 0.0


def test_tasks_stand_against_the_time_of_the_year(add: Any) -> None:
    add("land.idle", number="I-1", region="990102001", task_year=2025, task_area=600_000, disposed_area=300_000,
        disposal="协议收回", investigated_on=dt.date(2025, 2, 1), determined_on=dt.date(2025, 3, 1),
        published_on=dt.date(2025, 3, 2), plan_approved_on=dt.date(2025, 4, 1), disposed_on=dt.date(2025, 5, 1))
    idle = {t.rate.code: t for t in tasks(Scope(2025, "", dt.date(2025, 3, 31)))}["idle.rate"]
    assert (idle.rate.shown, idle.bar, idle.state) == ("0.00", 0.0, "behind")
    idle = {t.rate.code: t for t in tasks(Scope(2025, "", dt.date(2025, 6, 1)))}["idle.rate"]
    assert (idle.rate.shown, idle.bar, idle.time, idle.state) == ("50.00", 50.0, 41.6, "ahead")
    nothing = {t.rate.code: t for t in tasks(Scope(2023, "", DAY))}["idle.rate"]
    assert (nothing.rate.shown, nothing.state) == ("—", "")


def test_clocks_are_counted_per_clock_and_region(staff: dict[str, Any], supplies: list[Any], batch: Any) -> None:
    def seen(login: str, day: dt.date, region: str = "") -> dict[tuple[str, str], tuple[int, int]]:
        found = watches(staff[login], Scope(2025, region, day))
        return {(w.register.code, w.clock.title): (w.late, w.soon) for w in found}

    on_the_last_day = seen("head", DAY)
    assert on_the_last_day[("land.supply", "动工")] == (1, 0)
    assert on_the_last_day[("land.batch", "征收土地公告")] == (1, 0)
    assert seen("head", dt.date(2025, 6, 20))[("land.supply", "动工")] == (0, 1)
    assert seen("head", DAY, "990102002") == {} == seen("west", DAY)


def test_the_first_page_opens_everything_it_shows(as_: Any, supplies: list[Any]) -> None:
    page = as_("head").get("/?year=2025&as_of=2025-12-31").content.decode()
    scope = "year=2025&amp;as_of=2025-12-31"
    assert f'href="/records/land-supply/{supplies[0].pk}/?{scope}">S-1</a>' in page
    assert f'href="/records/land-supply/?{scope}&amp;clock=0-late"' in page
    assert f'href="/figures/supply.area/?{scope}">75.00</a>' in page
    assert f'href="/records/land-supply/by-key/?{scope}&amp;key=S-3"' in page
    places = json.loads(as_("head").get("/places.json?year=2025&as_of=2025-12-31").content)["features"]
    assert {(p["properties"]["key"], p["properties"]["state"]) for p in places} == {("S-1", "late")}


def test_an_empty_year_says_so_and_leads_on(as_: Any, supplies: list[Any]) -> None:
    page = as_("head").get("/?year=2019&as_of=2019-06-30").content.decode()
    assert "2019 年还没有记录。" in page and "看 2025 年" in page
    nothing = as_("west").get("/?year=2019&as_of=2019-06-30")
    assert nothing.status_code == 200


def test_one_import_is_one_act(as_: Any, staff: dict[str, Any]) -> None:
    acts.create_many(REGISTERS["ecology.wildlife"], [acts.NewRecord(
        {"number": f"W-{n}", "species": "苍鹭", "quantity": 1, "region": "990102001"})
        for n in range(30)], staff["head"])
    page = as_("head").get("/").content.decode()
    assert page.count("野生动物救助台账</a> 30 条") == 1
    assert "还没有操作。" in as_("west").get("/").content.decode()


def test_home_costs_a_bounded_number_of_queries(as_: Any, supplies: list[Any],
                                                django_assert_max_num_queries: Any) -> None:
    browser = as_("head")
    with django_assert_max_num_queries(130):
        browser.get("/?year=2025")
    with django_assert_max_num_queries(10):
        browser.get("/?year=2025")


@pytest.mark.parametrize(("words", "keys"), [
    ("滨河", {"S-1"}), ("s-1", {"S-1"}), ("合同1号", {"S-1"}), ("青政〔2025〕6号", {"2025年第1批次"}),
    ("第1批次", {"2025年第1批次", "S-1"}), ("没有", set()), ("%", set()), ("_", set()),
])
def test_search_finds_by_any_text(as_: Any, supplies: list[Any], words: str, keys: set[str]) -> None:
    page = as_("head").get("/search/", {"q": words}).content.decode()
    assert {k for k in ("S-1", "S-2", "S-3", "2025年第1批次") if f">{k}</a>" in page} == keys


def test_the_journals_page_filters_and_leafs(as_: Any, staff: dict[str, Any], supplies: list[Any]) -> None:
    acts.create_many(REGISTERS["ecology.wildlife"], [acts.NewRecord(
        {"number": f"W-{n:03d}", "species": "苍鹭", "quantity": 1, "region": "990102002"})
        for n in range(60)], staff["clerk"])
    browser = as_("auditor")
    first = browser.get("/journal/").content.decode()
    assert "W-059" in first and "W-010" in first and "W-009" not in first
    older = JournalLine.objects.get(record="W-010").seq
    assert f"before={older}" in first
    assert "W-009" in browser.get(f"/journal/?before={older}").content.decode()
    assert "S-1" not in browser.get("/journal/?register=ecology.wildlife").content.decode()
    assert "W-059" not in browser.get("/journal/?actor=head").content.decode()
    east = browser.get("/journal/?region=990102001").content.decode()
    assert "S-1" in east and "W-059" not in east
    assert f"日志链完整，共 {JournalLine.objects.count()} 行。" in browser.get("/journal/?check=1").content.decode()
    JournalLine.objects.filter(seq=2).update(reason="改过")
    assert "日志链在第 2 行断开" in browser.get("/journal/?check=1").content.decode()


def test_a_registers_documentation_names_all_it_declares(as_: Any) -> None:
    browser = as_("clerk")
    for register in REGISTERS.values():
        page = browser.get(f"/records/{register.slug}/about/").content.decode()
        for word in (*(c.label for c in register.columns), *(m.title for m in register.milestones),
                     *(c.title for c in register.clocks), *(g.cites for g in register.gates),
                     *(f.code for f in register.figures), register.source):
            assert word in page.replace("&amp;", "&"), (register.code, word)
