"""The record page's parcel over the layers: areas per class that add up, the version named, on demand only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.geodesy.crs import gk_from_epsg
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.office.registers import acts
from yulin.office.registers.parcel import parcel_value

pytestmark = pytest.mark.django_db
X, Y, EPSG = 38_440_000, 3_450_000, 4526
DESCRIBED = {"TBBH": "1", "ZLDWDM": "9901020010010000000", "QSXZ": "30"}
S1 = "/records/land-supply/{pk}/ground/"


@pytest.fixture
def mapped(settings: Any, tmp_path: Path) -> None:
    """Two years of land use under the west and the east half of a parcel; nothing under its last tenth."""
    settings.HOME = tmp_path / "home"
    shapes = [shapely.box(X, Y, X + 50, Y + 100), shapely.box(X + 50, Y, X + 90, Y + 100)]
    area = survey_areas_dm2(shapes, gk_from_epsg(EPSG)) / 100
    for day, codes in {"2024-12-31": ["0103", "0103"], "2025-12-31": ["0103", "0601"]}.items():
        frame = geopandas.GeoDataFrame(
            {"BSM": ["0" * 18, "1" * 18], "DLBM": codes, "TBMJ": area, "TBDLMJ": area,
             **{name: [value] * 2 for name, value in DESCRIBED.items()}}, geometry=shapes, crs=EPSG)
        frame.to_file(tmp_path / f"{day}.gpkg")
        receipt = Atlas(settings.HOME).import_file(tmp_path / f"{day}.gpkg", "dltb", day)
        assert receipt.version is not None, receipt.findings


def test_a_parcel_over_the_newest_land_use(as_: Any, mapped: None, supplies: list[Any]) -> None:
    from yulin.office.web.ground import ground_of, versions_on

    record = supplies[0]
    day = dt.date(2025, 12, 31)
    assert versions_on(day) == [("dltb", "2025-12-31", False)]
    (ground,) = ground_of(record, day)
    assert [(line.code, line.name) for line in ground.lines] == [("0103", "旱地"), ("0601", "工业用地"), ("", "未覆盖")]
    areas = [float(line.m2.replace(",", "")) for line in ground.lines]
    assert round(sum(areas), 2) == record.parcel_area / 100
    assert areas == pytest.approx([5000, 4000, 1000], rel=0.01)
    page = as_("head").get(S1.format(pk=record.pk), {"as_of": "2025-12-31"}).content.decode()
    assert "2025-12-31" in page and ground.lines[1].m2 in page
    earlier = as_("head").get(S1.format(pk=record.pk), {"as_of": "2025-06-30"}).content.decode()
    assert "2024-12-31" in earlier and "0601" not in earlier
    oldest = as_("head").get(S1.format(pk=record.pk), {"as_of": "2023-06-30"}).content.decode()
    assert "晚于截止日" in oldest


def test_a_changed_parcel_is_laid_over_anew(as_: Any, mapped: None, supplies: list[Any], staff: dict[str, Any]) -> None:
    address = S1.format(pk=supplies[0].pk)
    browser = as_("head")
    assert "0601" in browser.get(address).content.decode()
    west = parcel_value(shapely.box(X, Y, X + 40, Y + 100), EPSG)
    acts.change(supplies[0], {}, staff["head"], parcel=west)
    assert "0601" not in browser.get(address).content.decode()


def test_the_page_asks_for_it_after_it_is_drawn(as_: Any, mapped: None, supplies: list[Any]) -> None:
    browser = as_("head")
    page = browser.get(f"/records/land-supply/{supplies[0].pk}/").content.decode()
    assert S1.format(pk=supplies[0].pk) in page and "0601" not in page
    assert S1.format(pk=supplies[1].pk) not in browser.get(f"/records/land-supply/{supplies[1].pk}/").content.decode()


def test_nobody_sees_ground_outside_their_region(as_: Any, supplies: list[Any]) -> None:
    assert as_("west").get(S1.format(pk=supplies[0].pk)).status_code == 404
    assert "没有可以叠加的图层" in as_("head").get(S1.format(pk=supplies[0].pk)).content.decode()
