"""One parcel's life: ties by number and by ground, events in order, areas that reconcile, faults that show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from grounds import EAST, EPSG, MU, WEST, X, Y, square

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 31)


@pytest.fixture
def ground(put: Callable[..., Any]) -> dict[str, Any]:
    """A batch of 300 m × 100 m (45 亩), one supply of 100 m × 100 m in it, and what followed."""
    batch = put("land.batch", square(0, 0, 300, 100), name="批1", kind="城市批次", area=45 * MU,
                submitted_on="2022-01-05", approved_on="2022-05-06", approved_doc="青政〔2022〕6号",
                announced_on="2022-05-20")
    notice = put("land.notice", number="ZG1", batch=batch, area=45 * MU, pre_notice_on="2021-09-01",
                 survey_notice_on="2021-09-03", final_notice_on="2022-05-20")
    supply = put("land.supply", square(0, 0, 100), number="9901022022B00001", mode="协议出让", area=15 * MU,
                 batch=batch, price=10_000_000_00, project="滨河厂房", scheme_on="2022-06-01",
                 contracted_on="2022-07-01", delivered_on="2022-08-01", agreed_start="2022-12-31")
    idle = put("land.idle", square(0, 0, 100), number="XZ1", supply_number=supply.number, area=15 * MU,
               agreed_start="2022-12-31", kind="未动工", cause="企业原因", price=10_000_000_00,
               investigated_on="2024-01-10", determined_on="2024-03-01")
    visit = put("land.inspection", number="XC1", supply=supply, inspected_on="2023-02-01")
    return {"batch": batch, "notice": notice, "supply": supply, "idle": idle, "visit": visit}


def test_everything_that_happened_in_order(staff: Any, ground: dict[str, Any]) -> None:
    from yulin.office.land.life import life_of

    life = life_of(staff["head"], ground["supply"], TODAY)
    assert [(e.day.isoformat(), e.member.record.key, e.what) for e in life.events] == [
        ("2021-09-01", "ZG1", "预公告"), ("2021-09-03", "ZG1", "现状调查公告"), ("2022-01-05", "批1", "上报"),
        ("2022-05-06", "批1", "批复"), ("2022-05-20", "批1", "征收公告"), ("2022-05-20", "ZG1", "征收土地公告"),
        ("2022-06-01", "9901022022B00001", "供地方案批准"), ("2022-07-01", "9901022022B00001", "合同签订"),
        ("2022-08-01", "9901022022B00001", "交地"), ("2023-02-01", "XC1", "巡查"),
        ("2024-01-10", "XZ1", "调查通知书"), ("2024-03-01", "XZ1", "认定书")]
    ((batch, balance),) = life.batches
    assert (batch.key, balance.approved, balance.supplied, balance.disposed) == ("批1", 45 * MU, 15 * MU, 0)
    assert balance.approved == balance.supplied + balance.unsupplied + balance.disposed
    assert life.findings == ()


def test_from_any_point_and_from_any_record(staff: Any, ground: dict[str, Any]) -> None:
    from yulin.geodesy.crs import to_lonlat
    from yulin.office.land.life import life_at, life_of

    for key, (east, north) in {"in the supply": (50, 50), "in the batch alone": (250, 50)}.items():
        lon, lat = to_lonlat([X + east], [Y + north], EPSG)
        keys = {m.record.key for m in life_at(staff["head"], float(lon[0]), float(lat[0]), TODAY).members}
        assert keys == ({"批1", "9901022022B00001", "XZ1", "XC1", "ZG1"} if "supply" in key else {"批1", "ZG1"}), key
    assert {m.record.key for m in life_of(staff["head"], ground["idle"], TODAY).members} >= {"批1", "9901022022B00001"}
    assert "批1" in {m.record.key for m in life_of(staff["head"], ground["visit"], TODAY).members}


def test_a_town_sees_its_own_life_only(staff: Any, ground: dict[str, Any]) -> None:
    from yulin.office.land.life import life_of

    assert ground["batch"].region == EAST != WEST
    assert {m.record.key for m in life_of(staff["west"], ground["supply"], TODAY).members} == {"9901022022B00001"}


def test_overlaps_and_supply_outside_approval_show(staff: Any, put: Any, ground: dict[str, Any]) -> None:
    from yulin.office.land.life import life_of

    other = put("land.supply", square(90, 0, 100, 200), number="9901022023B00002", mode="协议出让", area=20 * MU,
                batch=ground["batch"], scheme_on="2023-06-01", contracted_on="2023-07-01")
    life = life_of(staff["head"], other, TODAY)
    assert {f.code for f in life.findings} == {"supply.overlap", "supply.outside"}
    overlap = next(f for f in life.findings if f.code == "supply.overlap")
    assert overlap.message == "“9901022023B00002”与“9901022022B00001”重叠 1.50 亩"
    outside = next(f for f in life.findings if f.code == "supply.outside")
    assert outside.message == "“9901022023B00002”有 15.00 亩在批次“批1”范围外"


def test_use_beyond_the_boundary_shows(staff: Any, put: Any, ground: dict[str, Any]) -> None:
    from yulin.office.land.life import life_of

    put("titles.change", square(80, -50, 20, 150), number="TB1", kind="日常变更", class_before="0103",
        class_after="0601", area=4 * MU)
    life = life_of(staff["head"], ground["supply"], TODAY)
    assert [f.message for f in life.findings] == ["变更图斑“TB1”（0601）有 1.50 亩超出供应和批准范围"]


def test_pages_and_api(as_: Any, ground: dict[str, Any]) -> None:
    head = as_("head")
    supply = ground["supply"]
    page = head.get(f"/land/life/land-supply/{supply.pk}/?as_of=2026-03-31")
    text = page.content.decode()
    assert page.status_code == 200 and "批1" in text and "2022-07-01" in text and "30.00" in text
    shapes = head.get(f"/land/life/land-supply/{supply.pk}/shapes.json").json()
    assert len(shapes["features"]) == 3
    answer = head.get(f"/api/v1/land/life/land-supply/{supply.pk}?as_of=2026-03-31").json()
    assert answer["batches"] == [{"key": "批1", "approved": "45.00", "supplied": "15.00", "disposed": "0.00",
                                  "unsupplied": "30.00"}]
    assert head.get("/land/life/?at=somewhere").status_code == 422
    assert head.get("/api/v1/land/life?at=somewhere").status_code == 422
    assert as_("west").get(f"/land/life/land-supply/{supply.pk}/").status_code == 404
    assert f"/land/life/land-supply/{supply.pk}/" in head.get(f"/records/land-supply/{supply.pk}/").content.decode()
