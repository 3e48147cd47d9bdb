"""The one map in a browser: the tree, a place, an area measured, two years compared, and the link to it all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.geodesy.crs import gk_from_epsg
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.office.accounts.models import Person, Region
from yulin.office.reviewing.models import ReviewRun

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
X, Y, EPSG = 38_540_000.0, 3_985_000.0, 4526


@pytest.fixture
def office(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two years of four patches, one of them changed, permanent farmland over two, and a section head."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    monkeypatch.setenv("YULIN_HOME", str(settings.HOME))
    shapes = [shapely.box(X + 100 * n, Y, X + 100 * n + 100, Y + 100) for n in range(4)]
    area = survey_areas_dm2(shapes, gk_from_epsg(EPSG)) / 100
    years = {"2024-12-31": ["0103", "0103", "0301", "0101"], "2025-12-31": ["0103", "0601", "0301", "0101"]}
    for day, codes in years.items():
        frame = geopandas.GeoDataFrame(
            {"BSM": [f"{n:018d}" for n in range(4)], "TBBH": ["1", "2", "3", "4"],
             "ZLDWDM": ["9901020010010000000"] * 4, "DLBM": codes, "TBMJ": area, "TBDLMJ": area},
            geometry=shapes, crs=EPSG)
        frame.to_file(tmp_path / f"{day}.gpkg")
        assert Atlas(settings.HOME).import_file(tmp_path / f"{day}.gpkg", "dltb", day).version is not None
    Region.objects.create(code="990102", name="青禾区")
    Person.objects.create_user("head", password="qinghe-2025", role="section_head", region="990102", first_name="林")


def enter(desk: Any) -> None:
    desk.goto("/login/?next=/map/")
    desk.fill("input[name=username]", "head")
    desk.fill("input[name=password]", "qinghe-2025")
    desk.click("form button[type=submit]")
    desk.locator("#onemap[data-ready=yes]").wait_for()


def click_square(desk: Any) -> None:
    """A polygon of four corners around the middle of the map, ended by clicking the last corner again."""
    pane = desk.locator("#map-main").bounding_box()
    x, y = pane["x"] + pane["width"] / 2, pane["y"] + pane["height"] / 2
    for dx, dy in ((-60, -20), (60, -20), (60, 20), (-60, 20), (-60, 20)):
        desk.mouse.click(x + dx, y + dy)


def test_a_morning_at_the_map(desk: Any, office: None) -> None:
    enter(desk)
    desk.fill("#tree-search", "地类")
    assert desk.locator(".leaf:visible").count() == 1
    desk.fill("#tree-search", "")
    desk.fill("#goto-text", "38540150, 3985050")
    desk.press("#goto-text", "Enter")
    desk.locator("#answer h2").wait_for()
    assert "38540150.000, 3985050.000" in desk.locator("#answer").inner_text()
    pane = desk.locator("#map-main").bounding_box()
    desk.mouse.click(pane["x"] + pane["width"] / 2, pane["y"] + pane["height"] / 2)
    desk.locator("#answer h3").wait_for()
    assert "0601" in desk.locator("#answer").inner_text()
    assert "/dltb" in desk.url  # the link says what is shown

    desk.click("[data-tool=measure]")
    click_square(desk)
    desk.locator("#answer .big").wait_for()
    assert desk.locator("#answer table tr").count() == 4
    desk.click("[data-tool=measure]")

    desk.click("[data-tool=swipe]")
    desk.locator("#onemap[data-swiping=yes]").wait_for()
    desk.click("#swipe-bar button")
    desk.locator("#answer tbody tr").wait_for()
    assert desk.locator("#answer tbody tr").inner_text().split("\t")[:2] == ["0103 旱地", "0601 工业用地"]
    desk.click("[data-tool=swipe]")


def test_what_is_drawn_is_reviewed(desk: Any, office: None) -> None:
    enter(desk)
    desk.click("[data-tool=review]")
    click_square(desk)
    desk.locator("#answer button.main").click()
    desk.wait_for_url("**/reviews/*/")
    assert desk.locator("h1").inner_text() == "drawn.geojson"
    assert ReviewRun.objects.get().parcels == 1
