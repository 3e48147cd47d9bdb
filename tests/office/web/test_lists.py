"""The list of a register: what is found, in what order, with what totals, at what cost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from yulin.office.figures.values import Scope
from yulin.office.registers import acts, lists
from yulin.office.registers.declaration import REGISTERS

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 12, 31)
SCOPE = Scope(2025, "", DAY)


def found(person: Any, scope: Scope = SCOPE, **asked: str) -> list[str]:
    register = REGISTERS["land.supply"]
    question = lists.read_question(register, asked)
    records = lists.found_records(register, person, scope, question)
    return [r.key for r in lists.page_of(register, records, question, 1)]


def test_what_is_asked_is_found(staff: dict[str, Any], supplies: list[Any]) -> None:
    head = staff["head"]
    assert found(head) == ["S-3", "S-2", "S-1"]
    assert found(head, mode="划拨") == ["S-3", "S-2"]
    assert found(head, stage="contracted") == ["S-2", "S-1"]
    assert found(head, stage="none") == ["S-3"]
    assert found(head, on="contracted") == ["S-1"]
    assert found(head, Scope(2024, "", DAY), on="contracted") == ["S-2"]
    assert found(head, clock="0-late") == ["S-1"]
    assert found(head, clock="0-soon") == []
    assert found(head, Scope(2025, "", dt.date(2025, 6, 20)), clock="0-soon") == ["S-1"]
    assert found(head, parcel="yes") == ["S-1"]
    assert found(head, parcel="no") == ["S-3", "S-2"]
    assert found(head, q="滨河") == ["S-1"]
    assert found(head, q="滨河 合同1号") == ["S-1"]
    assert found(head, q="滨河 城东") == []
    assert found(head, sort="area") == ["S-3", "S-2", "S-1"]
    assert found(head, sort="-area") == ["S-1", "S-2", "S-3"]
    assert found(head, Scope(2025, "990102002", DAY)) == ["S-3"]
    assert found(staff["east"]) == ["S-2", "S-1"]


def test_the_stage_is_that_of_the_day_asked(staff: dict[str, Any], supplies: list[Any]) -> None:
    assert found(staff["head"], Scope(2025, "", dt.date(2025, 3, 1)), stage="scheme") == ["S-1"]


def test_a_missing_number_sorts_last_and_is_counted_as_missing(staff: dict[str, Any], supplies: list[Any]) -> None:
    assert found(staff["head"], sort="price") == ["S-1", "S-3", "S-2"]
    assert found(staff["head"], sort="-price") == ["S-1", "S-3", "S-2"]
    register = REGISTERS["land.supply"]
    records = lists.found_records(register, staff["head"], SCOPE, lists.Question())
    totals = lists.totals_of(register, records)
    # 5,000,000 + 2,500,050 + 1,000,000 dm² = 85,000.50 m² = 127.50075 mu
    assert totals.records == 3
    assert totals.sums["area"] == lists.Total("127.50", 0)
    assert totals.sums["price"] == lists.Total("100.0000", 2)


def test_totals_follow_what_is_written(staff: dict[str, Any], supplies: list[Any]) -> None:
    register = REGISTERS["land.supply"]

    def area() -> str:
        records = lists.found_records(register, staff["head"], SCOPE, lists.Question())
        return lists.totals_of(register, records).sums["area"].shown

    assert area() == "127.50"
    acts.change(supplies[2], {"area": 1_066_667}, staff["head"])
    assert area() == "128.50"
    acts.withdraw(supplies[2], staff["head"], "重复")
    assert area() == "112.50"


def test_the_page_shows_the_totals_of_all_pages(as_: Any, staff: dict[str, Any]) -> None:
    register = REGISTERS["ecology.wildlife"]
    acts.create_many(register, [acts.NewRecord({"number": f"W-{n:03d}", "species": "苍鹭", "quantity": n,
                                                "region": "990102001", "level": "三级" if n == 120 else "二级"})
                                for n in range(1, 121)], staff["head"])
    first = as_("head").get("/records/ecology-wildlife/").content.decode()
    assert "120 条" in first and "7,260" in first and "第 1–50 条，共 120 条" in first
    assert "W-120" in first and "W-071" in first and "W-070" not in first
    assert "未知代码" in first
    last = as_("head").get("/records/ecology-wildlife/?page=3").content.decode()
    assert "第 101–120 条，共 120 条" in last and "W-001" in last and "7,260" in last
    chosen = as_("head").get("/records/ecology-wildlife/?level=三级").content.decode()
    assert "W-120" in chosen and "W-119" not in chosen and '<span class="chip">保护级别：三级' in chosen


@pytest.mark.parametrize("rows", [10, 60])
def test_a_list_costs_the_same_however_long(as_: Any, staff: dict[str, Any], batch: Any, rows: int,
                                            django_assert_max_num_queries: Any) -> None:
    acts.create_many(REGISTERS["land.notice"], [acts.NewRecord(
        {"number": f"N-{n}", "batch": batch, "region": "990102001"}) for n in range(rows)], staff["head"])
    browser = as_("head")
    browser.get("/records/land-notice/")
    with django_assert_max_num_queries(11):
        assert "N-5" in browser.get("/records/land-notice/").content.decode()


def test_the_list_is_exported_as_it_is_seen(as_: Any, supplies: list[Any]) -> None:
    import io

    import openpyxl

    answer = as_("head").get("/records/land-supply/export.xlsx?mode=划拨&sort=area")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == ["S-3", "S-2"]
    assert as_("east").get("/records/land-supply/export.xlsx?q=物流").status_code == 200


def test_parcels_are_exported_and_none_is_said(as_: Any, supplies: list[Any], tmp_path: Any) -> None:
    import geopandas

    answer = as_("head").get("/records/land-supply/export.gpkg")
    assert answer.status_code == 200
    path = tmp_path / "out.gpkg"
    path.write_bytes(answer.content)
    frame = geopandas.read_file(path)
    assert list(frame["电子监管号"]) == ["S-1"]
    assert frame.crs.to_epsg() == 4526
    none = as_("head").get("/records/land-supply/export.gpkg?parcel=no")
    assert none.status_code == 422 and "土地供应台账：所选记录都没有图形" in none.content.decode()


def test_boundary_points_are_exported_and_read_back(as_: Any, supplies: list[Any]) -> None:
    from yulin.formats.coordinate_txt import read_coordinate_txt

    answer = as_("head").get("/records/land-supply/export.txt")
    read = read_coordinate_txt(answer.content, "供应.txt")
    assert [(p.id, p.name) for p in read.parcels] == [("S-1", "滨河路延伸")]
    assert read.gk is not None and read.gk.epsg == 4526
