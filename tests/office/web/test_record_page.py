"""The page of one record: timeline, clocks, gates, relations, history, parcel."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from yulin.office.registers import acts
from yulin.office.registers.stages import read_clocks
from yulin.office.web.history import history_of
from yulin.office.web.kin import kin_of
from yulin.office.web.record_page import timeline

pytestmark = pytest.mark.django_db


def steps(record: Any, day: dt.date) -> dict[str, str]:
    lines = timeline(record, day, read_clocks(record, day), history_of(record))
    return {step.milestone.name: step.state for step in lines}


def test_the_timeline_says_done_late_planned_and_next(supplies: list[Any]) -> None:
    granted, allotted, untouched = supplies
    assert steps(granted, dt.date(2025, 12, 31)) == {
        "scheme": "done", "published": "next", "contracted": "done", "paid_up": "late", "delivered": "open",
        "permitted": "open", "started": "late", "completed": "open", "accepted": "open", "titled": "open"}
    assert steps(granted, dt.date(2025, 6, 20))["started"] == "soon"
    assert steps(granted, dt.date(2025, 3, 1)) == {
        "scheme": "done", "published": "next", "contracted": "planned", "paid_up": "open", "delivered": "open",
        "permitted": "open", "started": "open", "completed": "open", "accepted": "open", "titled": "open"}
    assert "published" not in steps(allotted, dt.date(2025, 12, 31))
    assert set(steps(untouched, dt.date(2025, 12, 31)).values()) == {"next", "open"}


def test_a_step_after_its_limit_is_done_late(staff: dict[str, Any], supplies: list[Any]) -> None:
    record = acts.reach(supplies[0], "started", dt.date(2025, 8, 1), staff["head"])
    assert steps(record, dt.date(2025, 12, 31))["started"] == "done_late"


def test_gates_say_what_is_missing_and_by_which_provision(as_: Any, supplies: list[Any]) -> None:
    page = as_("head").get(f"/records/land-supply/{supplies[2].pk}/").content.decode()
    assert "尚未供地方案批准" in page and "土地管理法实施条例 第十八条" in page


def test_clocks_show_their_article(as_: Any, batch: Any) -> None:
    page = as_("head").get(f"/records/land-batch/{batch.pk}/?as_of=2025-12-31").content.decode()
    clock = read_clocks(batch, dt.date(2025, 12, 31))[0]
    assert clock.citation is not None and clock.citation.sentence() in page
    assert f"已超 {-clock.days_left} 天" in page


def test_related_records_are_found_in_both_directions(add: Any, staff: dict[str, Any], supplies: list[Any],
                                                      batch: Any) -> None:
    idle = add("land.idle", number="I-1", supply_number="S-1", region="990102001")
    elsewhere = add("land.idle", number="I-2", supply_number="S-3", region="990102002")

    def kin(login: str, record: Any) -> set[tuple[str, str, tuple[str, ...]]]:
        return {(k.register.code, k.label, tuple(r.key for r, _c in k.records)) for k in kin_of(staff[login], record)}

    assert kin("head", supplies[0]) == {("land.batch", "来源批次", ("2025年第1批次",)),
                                        ("land.idle", "电子监管号", ("I-1",))}
    assert kin("head", idle) == {("land.supply", "电子监管号", ("S-1",))}
    assert kin("head", batch) == {("land.supply", "来源批次", ("S-1",))}
    assert kin("head", elsewhere) == {("land.supply", "电子监管号", ("S-3",))}
    assert kin("west", batch) == set()


def test_history_reads_as_differences_with_reasons(as_: Any, staff: dict[str, Any], supplies: list[Any]) -> None:
    staff["clerk"].first_name = "王经办"
    staff["clerk"].save()
    record = acts.change(supplies[0], {"project": "滨河东路", "region": "990102002"}, staff["clerk"], "更名", "批复2号")
    line = history_of(record)[0]
    assert (line.who, line.reason, line.document) == ("王经办", "更名", "批复2号")
    assert {(d.label, d.before, d.after) for d in line.differences} == {
        ("项目名称", "滨河路延伸", "滨河东路"), ("所在乡镇", "东关街道", "柳林镇")}
    page = as_("head").get(f"/records/land-supply/{record.pk}/").content.decode()
    assert "<del>滨河路延伸</del> → <ins>滨河东路</ins>" in page and "原因：更名" in page


def test_history_follows_a_record_through_a_new_key(staff: dict[str, Any], supplies: list[Any]) -> None:
    record = acts.change(supplies[0], {"number": "S-1A"}, staff["head"])
    assert [line.act for line in history_of(record)] == ["change", "create"]


def test_an_unknown_code_is_marked(as_: Any, add: Any) -> None:
    record = add("ecology.wildlife", number="W-1", species="苍鹭", level="三级", quantity=2, region="990102001")
    page = as_("head").get(f"/records/ecology-wildlife/{record.pk}/").content.decode()
    assert '<span class="unknown" title="不在代码表内，按原样保留">三级</span>' in page


def test_the_parcel_lies_where_it_was_surveyed(as_: Any, supplies: list[Any]) -> None:
    answer = as_("head").get(f"/records/land-supply/{supplies[0].pk}/parcel.json")
    feature = json.loads(answer.content)["features"][0]
    lon, lat = feature["geometry"]["coordinates"][0][0]
    assert 113.3 < lon < 113.4 and 31.1 < lat < 31.2
    assert feature["properties"]["key"] == "S-1"
    page = as_("head").get(f"/records/land-supply/{supplies[0].pk}/").content.decode()
    assert f'data-geojson="/records/land-supply/{supplies[0].pk}/parcel.json"' in page
    assert "EPSG:4526" in page
    empty = as_("head").get(f"/records/land-supply/{supplies[1].pk}/parcel.json")
    assert json.loads(empty.content)["features"] == []
    assert "还没有图形。" in as_("head").get(f"/records/land-supply/{supplies[1].pk}/").content.decode()


def test_a_record_costs_a_bounded_number_of_queries(as_: Any, staff: dict[str, Any], supplies: list[Any],
                                                    django_assert_max_num_queries: Any) -> None:
    for n in range(30):
        supplies[0] = acts.change(supplies[0], {"project": f"项目{n}"}, staff["head"])
    browser = as_("head")
    with django_assert_max_num_queries(45):
        assert browser.get(f"/records/land-supply/{supplies[0].pk}/").status_code == 200


def test_a_withdrawn_record_is_shown_and_not_touched(as_: Any, staff: dict[str, Any], supplies: list[Any]) -> None:
    record = acts.withdraw(supplies[0], staff["head"], "重复登记")
    browser = as_("head")
    page = browser.get(f"/records/land-supply/{record.pk}/").content.decode()
    assert "这条记录已作废" in page and "重复登记" in page and "/edit/" not in page
    assert browser.get(f"/records/land-supply/{record.pk}/edit/").status_code == 422
    assert "S-1" not in browser.get("/records/land-supply/").content.decode()


def test_by_key(as_: Any, supplies: list[Any]) -> None:
    answer = as_("head").get("/records/land-supply/by-key/?key=S-2&year=2024")
    assert answer.headers["Location"] == f"/records/land-supply/{supplies[1].pk}/?year=2024"
    assert as_("head").get("/records/land-supply/by-key/?key=none").status_code == 404
