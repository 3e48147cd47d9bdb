"""Working with a form: the parcel by file, copy or drawing; drafts that survive; long code tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.office.web.conftest import square

from yulin.formats.coordinate_txt import CoordinateParcel, write_coordinate_txt
from yulin.geodesy.crs import gk_from_epsg
from yulin.office.journal.models import JournalLine
from yulin.office.land.supply import Supply
from yulin.office.registers.parcel import lonlat_geometry
from yulin.office.web.models import Draft

pytestmark = pytest.mark.django_db
NEW = {"number": "S-9", "project": "污水处理厂", "region": "990102001", "mode": "划拨", "area": "12.5"}
CROSSING = '{"type":"Polygon","coordinates":[[[114,31],[114.001,31.001],[114.001,31],[114,31.001],[114,31]]]}'
ADDRESS = "/records/land-supply/new/"


def coordinates(folder: Path, *names: str) -> SimpleUploadedFile:
    import datetime as dt

    path = folder / "points.txt"
    parcels = [CoordinateParcel(id=name, name=name, geometry=square(38_440_000 + 200 * n).geometry)
               for n, name in enumerate(names)]
    write_coordinate_txt(path, parcels, gk_from_epsg(4526), "", dt.date(2025, 1, 1))
    return SimpleUploadedFile("points.txt", path.read_bytes())


def test_a_parcel_comes_out_of_a_file(as_: Any, tmp_path: Path, batch: Any) -> None:
    answer = as_("head").post(ADDRESS, NEW | {"_parcel_file": coordinates(tmp_path, "S-8", "S-9")})
    assert answer.status_code == 302
    record = Supply.objects.get(number="S-9")
    assert (record.parcel_epsg, record.parcel_area) == (4526, square(38_440_200).area_dm2)
    line = JournalLine.objects.latest("seq")
    assert line.reason == "图形取自 points.txt" and line.after["parcel"].endswith(" m²")


def test_a_file_is_kept_while_the_form_is_mended(as_: Any, tmp_path: Path, batch: Any) -> None:
    wrong = as_("head").post(ADDRESS, NEW | {"area": "许多", "_parcel_file": coordinates(tmp_path, "一")})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "已收到 points.txt" in page
    sha = page.partition('name="_parcel_sha" value="')[2].partition('"')[0]
    as_("head").post(ADDRESS, NEW | {"_parcel_sha": sha, "_parcel_name": "points.txt"})
    assert Supply.objects.get(number="S-9").parcel_epsg == 4526


def test_a_parcel_is_copied_or_drawn(as_: Any, supplies: list[Any]) -> None:
    page = f"/records/land-supply/{supplies[1].pk}/edit/"
    as_("head").post(page, {"_edition": "1", "_parcel_from": "S-1"})
    held = Supply.objects.get(number="S-2")
    assert bytes(held.parcel_wkb) == bytes(Supply.objects.get(number="S-1").parcel_wkb) and held.edition == 2
    drawing = json.dumps(json.loads(shapely.to_geojson(lonlat_geometry(square(38_441_000)))))
    as_("head").post(f"/records/land-supply/{supplies[2].pk}/edit/", {"_edition": "1", "_parcel_drawn": drawing})
    held = Supply.objects.get(number="S-3")
    assert held.parcel_epsg == 4526 and abs(held.parcel_area - square(38_441_000).area_dm2) <= 2
    assert JournalLine.objects.latest("seq").reason == "图形在屏幕上勾绘，未经实测"


@pytest.mark.parametrize(("posted", "sentence"), [
    ({"_parcel_from": "没有"}, "没有编号为“没有”且有图形的记录"),
    ({"_parcel_drawn": "{}"}, "图上勾绘的图形读不出"),
    ({"_parcel_drawn": CROSSING}, "勾绘的图形"),
])
def test_a_faulty_parcel_is_refused_with_the_rest(as_: Any, supplies: list[Any], posted: dict[str, str],
                                                  sentence: str) -> None:
    before = JournalLine.objects.count()
    answer = as_("head").post(f"/records/land-supply/{supplies[2].pk}/edit/",
                              {"_edition": "1", "project": "新名"} | posted)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert Supply.objects.get(number="S-3").project == "物流中心" and JournalLine.objects.count() == before


def test_nobody_copies_a_parcel_that_they_may_not_see(as_: Any, supplies: list[Any]) -> None:
    answer = as_("west").post(f"/records/land-supply/{supplies[2].pk}/edit/", {"_edition": "1", "_parcel_from": "S-1"})
    assert answer.status_code == 422 and Supply.objects.get(number="S-3").parcel_wkb is None


def test_a_draft_is_offered_again_and_ends_with_saving(as_: Any, supplies: list[Any], staff: dict[str, Any]) -> None:
    head, page = as_("head"), f"/records/land-supply/{supplies[2].pk}/edit/"
    said = {"record": str(supplies[2].pk), "_edition": "1", "project": "物流中心二期", "nonsense": "x"}
    assert head.post("/records/land-supply/draft/", said).status_code == 204
    assert Draft.objects.get().texts == {"project": "物流中心二期"}
    assert "接着填" in head.get(page).content.decode()
    assert 'value="物流中心二期"' in head.get(page + "?draft=1").content.decode()
    assert "填到一半" not in as_("clerk").get(page).content.decode()
    head.post(page, {"_edition": "1", "project": "物流中心二期"})
    assert Supply.objects.get(number="S-3").project == "物流中心二期" and Draft.objects.count() == 0


def test_a_draft_of_an_older_edition_meets_the_colleague_s_edit(as_: Any, supplies: list[Any],
                                                                staff: dict[str, Any]) -> None:
    from yulin.office.registers import acts

    head, page = as_("head"), f"/records/land-supply/{supplies[2].pk}/edit/"
    head.post("/records/land-supply/draft/", {"record": str(supplies[2].pk), "_edition": "1", "project": "甲"})
    acts.change(supplies[2], {"project": "乙"}, staff["clerk"])
    shown = head.get(page + "?draft=1").content.decode()
    assert 'value="甲"' in shown and 'name="_edition" value="1"' in shown
    both = head.post(page, {"_edition": "1", "project": "甲"})
    assert both.status_code == 409 and "同事已改为：<b>乙</b>" in both.content.decode()
    assert Supply.objects.get(number="S-3").project == "乙"


def test_drafts_keep_to_rights_and_can_be_dropped(as_: Any, supplies: list[Any]) -> None:
    said = {"record": str(supplies[2].pk), "_edition": "1", "project": "甲"}
    assert as_("east").post("/records/land-supply/draft/", said).status_code == 404
    assert as_("auditor").post("/records/land-supply/draft/", {"project": "甲"}).status_code == 404
    head = as_("head")
    head.post("/records/land-supply/draft/", {"project": "甲"})
    assert 'value="甲"' in head.get(ADDRESS + "?draft=1").content.decode()
    head.post("/records/land-supply/draft/", {"drop": "1"})
    assert Draft.objects.count() == 0
