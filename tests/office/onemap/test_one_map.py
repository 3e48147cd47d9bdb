"""The one map: places as people write them, what lies at a point, areas as surveyed, changes that add up, sheets."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pypdfium2
import pytest
import shapely
from django.test import Client
from PIL import Image

from yulin.atlas.catalogue import Atlas
from yulin.findings import Refusal
from yulin.geodesy.crs import from_lonlat, gk_from_epsg, reproject, to_lonlat
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.office.onemap.measuring import drawn_polygon, measured
from yulin.office.onemap.places import read_place
from yulin.office.registers.acts import NewRecord, create
from yulin.office.registers.declaration import register_of
from yulin.office.registers.parcel import parcel_value
from yulin.office.web.policy import POLICY, policy_with
from yulin.review.fonts import chinese_font

X, Y, EPSG = 38_540_000.0, 3_985_000.0, 4526
DESCRIBED = {"TBBH": "1", "ZLDWDM": "9901020010010000000", "QSXZ": "30"}


def box(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


def degrees(x: float, y: float) -> tuple[float, float]:
    lon, lat = to_lonlat([X + x], [Y + y], EPSG)
    return float(lon[0]), float(lat[0])


@pytest.fixture
def mapped(settings: Any, tmp_path: Path) -> None:
    """Two years of four patches in a row; the second turns from dry land to industry."""
    settings.HOME = tmp_path / "home"
    shapes = [box(100 * n, 0, 100 * n + 100, 100) for n in range(4)]
    area = survey_areas_dm2(shapes, gk_from_epsg(EPSG)) / 100
    years = {"2024-12-31": ["0103", "0103", "0301", "0101"], "2025-12-31": ["0103", "0601", "0301", "0101"]}
    for day, codes in years.items():
        frame = geopandas.GeoDataFrame(
            {"BSM": [f"{n:018d}" for n in range(4)], "DLBM": codes, "TBMJ": area, "TBDLMJ": area,
             **{name: [value] * 4 for name, value in DESCRIBED.items()}}, geometry=shapes, crs=EPSG)
        frame.to_file(tmp_path / f"{day}.gpkg")
        receipt = Atlas(settings.HOME).import_file(tmp_path / f"{day}.gpkg", "dltb", day)
        assert receipt.version is not None, receipt.findings


@pytest.mark.parametrize("written", ["114.443461 35.995823", "35.995823, 114.443461", "114.443461°，35.995823°"])
def test_degrees_are_read_in_either_order(written: str) -> None:
    place = read_place(written, 114.0)
    assert place is not None and (place.lon, place.lat) == (114.443461, 35.995823)
    east, north = from_lonlat([114.443461], [35.995823], EPSG)
    assert (place.gk.epsg, place.east, place.north) == (EPSG, float(east[0]), float(north[0]))


@pytest.mark.parametrize("written", ["38540010.5, 3985020.25", "3985020.25 38540010.5", "540010.5 3985020.25",
                                     "3985020.25,540010.5"])
def test_gauss_krueger_is_read_in_either_order_with_and_without_zone(written: str) -> None:
    place = read_place(written, 114.4)
    assert place is not None
    lon, lat = degrees(10.5, 20.25)
    assert abs(place.lon - lon) < 1e-9 and abs(place.lat - lat) < 1e-9


@pytest.mark.parametrize("written", ["城东小学", "2024〔12〕号 3 4", "5", "1 2 3"])
def test_what_is_no_pair_of_numbers_is_a_question_for_the_search(written: str) -> None:
    assert read_place(written, 114.0) is None


@pytest.mark.parametrize(("written", "says"), [("10 20", "不在中国范围内"), ("2000 3000", "不像坐标")])
def test_numbers_that_are_no_place_are_refused(written: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        read_place(written, 114.0)


def test_a_drawn_polygon_is_measured_as_the_survey_measures() -> None:
    corners = np.round(np.array([[0, 0], [300, 10], [280, 190], [20, 180]]) + (X, Y), 3)
    shape = shapely.Polygon(corners)
    drawn = reproject(np.array([shape], dtype=object), EPSG, 4490)[0]
    found = measured(drawn_polygon(shapely.to_geojson(drawn)))
    assert Decimal(found["m2"]) * 100 == int(survey_areas_dm2([shape], gk_from_epsg(EPSG))[0])
    assert found["corners"] == [[f"{x:.3f}", f"{y:.3f}"] for x, y in corners]
    assert found["round_m"] == f"{shape.length:.2f}" and found["epsg"] == EPSG


@pytest.mark.parametrize(("text", "says"), [
    ("{", "读不出来"), ('{"type": "Point", "coordinates": [114, 36]}', "不是面"),
    ('{"type": "Polygon", "coordinates": [[[114,36],[114.1,36.1],[114.1,36],[114,36.1],[114,36]]]}', "自相交")])
def test_what_cannot_be_measured_is_refused(text: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        drawn_polygon(text)


@pytest.mark.django_db
def test_what_lies_at_a_point(as_: Callable[[str], Client], staff: dict[str, Any], mapped: None) -> None:
    number = {"number": "DJ-1", "project": "供水工程", "region": "990102001", "area": 160_000}
    parcel = parcel_value(box(110, 10, 150, 50), EPSG)
    for values in (number, {**number, "number": "DJ-2", "region": "990102002"}):
        create(register_of("titles.demarcation"), NewRecord(values, parcel), staff["head"])
    lon, lat = degrees(130, 30)
    asked = {"lon": lon, "lat": lat, "layers": "dltb@2024-12-31"}
    found = as_("east").get("/map/identify.json", asked).json()
    assert [r["key"] for r in found["records"]] == ["DJ-1"]
    (layer,) = found["layers"]
    assert layer["version"] == "2024-12-31" and ["地类编码", "0103"] in layer["lines"]
    newest = as_("east").get("/map/identify.json", {**asked, "layers": "dltb"}).json()
    assert ["地类编码", "0601"] in newest["layers"][0]["lines"]
    lon, lat = degrees(130, 60)
    assert as_("head").get("/map/identify.json", {**asked, "lon": lon, "lat": lat}).json()["records"] == []
    assert as_("head").get("/map/identify.json", {"lat": 1}).status_code == 422
    window = ",".join(str(v) for v in (*degrees(100, 0), *degrees(160, 60)))
    rows = as_("west").get("/map/within.json", {"box": window}).json()["rows"]
    assert [(r["count"], r["url"].partition("?")[0]) for r in rows] == [(1, "/records/titles-demarcation/")]
    hit = as_("east").get("/map/find.json", {"q": "DJ-1", "near": 114}).json()["records"]
    assert [r["url"] for r in hit] == [found["records"][0]["url"]]
    assert "没有找到" in as_("west").get("/map/find.json", {"q": "DJ-1", "near": 114}).json()["error"]


@pytest.mark.django_db
def test_change_in_the_window_adds_up(as_: Callable[[str], Client], mapped: None) -> None:
    west, south = degrees(50, -20)
    east, north = degrees(250, 120)
    asked = {"layer": "dltb", "before": "2024-12-31", "after": "2025-12-31", "box": f"{west},{south},{east},{north}"}
    found = as_("clerk").get("/map/change.json", asked).json()
    (row,) = found["rows"]
    whole = Decimal(int(survey_areas_dm2([box(100, 0, 200, 100)], gk_from_epsg(EPSG))[0])) / 100
    assert (row["before"], row["after"], Decimal(row["m2"])) == ("0103", "0601", whole)
    assert found["changed_m2"] == row["m2"]
    assert found["total_m2"] == "20063.14"  # the window has degrees for sides, and leans a little in the plane
    assert as_("clerk").get("/map/change.json", {**asked, "box": "1,2"}).status_code == 422
    assert as_("clerk").get("/map/change.json", {**asked, "before": "1999"}).status_code == 422


@pytest.mark.django_db
@pytest.mark.skipif(chinese_font() is None, reason="no font with Chinese is installed (fonts-noto-cjk)")
def test_a_sheet_carries_title_scale_sources_and_corners(as_: Callable[[str], Client], mapped: None) -> None:
    png = io.BytesIO()
    Image.new("RGB", (888, 600), "#f3f3ee").save(png, "PNG")
    west, south = degrees(0, 0)
    east, north = degrees(900, 600)
    form = {"title": "东关片区", "png": "data:image/png;base64," + base64.b64encode(png.getvalue()).decode(),
            "box": f"{west},{south},{east},{north}", "legend": json.dumps([["耕地", "#fbf3bd", False]]),
            "sources": "地类图斑 2025-12-31"}
    answer = as_("head").post("/map/sheet.pdf", form)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    text = document[0].get_textpage().get_text_range()
    assert len(document) == 1
    assert all(word in text for word in ("东关片区", "比例尺", "耕地", "地类图斑 2025-12-31", f"{west:.5f}°"))
    for wrong in ({"png": "data:image/png;base64,AAAA"}, {"legend": '[["x", "red", 0]]'}, {"box": "0,0,0,0"}):
        assert as_("head").post("/map/sheet.pdf", {**form, **wrong}).status_code == 422


@pytest.mark.django_db
def test_the_page_has_the_four_categories_and_says_what_to_do_when_empty(as_: Callable[[str], Client],
                                                                          mapped: None, settings: Any,
                                                                          tmp_path: Path) -> None:
    page = as_("clerk").get("/map/").content.decode()
    places = [page.index(word) for word in ("现状数据", "规划数据", "管理数据", "社会经济数据")]
    assert places == sorted(places) and 'data-layer="dltb"' in page and "两期对比" in page
    settings.HOME = tmp_path / "bare"
    assert "去导入图层" in as_("clerk").get("/map/").content.decode()


def test_a_background_map_may_be_fetched_only_when_one_is_set() -> None:
    assert policy_with("") == policy_with("nonsense") == POLICY
    assert "connect-src 'self' https://tiles.example" in policy_with("https://tiles.example/{z}/{x}/{y}.png?tk=1")
