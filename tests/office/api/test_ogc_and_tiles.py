"""OGC API Features and tiles over a small atlas, read by independent clients."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import geopandas
import mapbox_vector_tile
import pytest
import shapely
from django.test import Client

from yulin.atlas.catalogue import Atlas
from yulin.geodesy.crs import to_lonlat
from yulin.office.accounts.models import Person, Region
from yulin.office.registers.acts import NewRecord, create
from yulin.office.registers.declaration import register_of
from yulin.office.registers.parcel import lonlat_geometry, parcel_of, parcel_value

pytestmark = pytest.mark.django_db
EPSG, X, Y = 4526, 38_500_000.0, 3_985_000.0
ITEMS = "/ogc/collections/czkfbj/items"


@pytest.fixture
def caller(tmp_path: Path, settings: Any) -> Client:
    settings.HOME = tmp_path
    squares = [shapely.box(X + 300 * i, Y, X + 300 * i + 200, Y + 200) for i in range(3)]
    frame = geopandas.GeoDataFrame(
        {
            "BSM": [f"99010220020000000{i}" for i in range(3)],
            "GHFQDM": ["010", "010", "020"],
            "GHFQMC": ["集中建设区", "集中建设区", "弹性发展区"],
        },
        geometry=squares,
        crs=EPSG,
    )
    frame.to_file(tmp_path / "czkfbj.gpkg", layer="CZKFBJ")
    Atlas(tmp_path).import_file(tmp_path / "czkfbj.gpkg", "czkfbj", "2025-12-31")
    Region.objects.create(code="990102", name="青禾区")
    Region.objects.create(code="990102001", name="东关街道")
    person = Person.objects.create(username="head", role="section_head", region="990102")
    parcel = parcel_value(squares[0], EPSG)
    values = {"name": "批1", "kind": "城市批次", "region": "990102001", "area": 4_000_000}
    create(register_of("land.batch"), NewRecord(values, parcel), person)
    client = Client()
    client.force_login(person)
    return client


def tile_of(lon: float, lat: float, z: int) -> tuple[int, int]:
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * 2**z), int(row * 2**z)


def test_the_core_of_ogc_api_features(caller: Client) -> None:
    assert {link["rel"] for link in caller.get("/ogc/").json()["links"]} == {
        "self",
        "conformance",
        "data",
        "service-desc",
    }
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in (
        caller.get("/ogc/conformance").json()["conformsTo"]
    )
    (found,) = caller.get("/ogc/collections").json()["collections"]
    assert (found["id"], found["title"]) == ("czkfbj", "城镇开发边界")
    west, south, _east, _north = found["extent"]["spatial"]["bbox"][0]
    lon, lat = to_lonlat(X, Y, EPSG)
    assert (round(west, 5), round(south, 5)) == (round(float(lon), 5), round(float(lat), 5))
    assert caller.get("/ogc/collections/nothing").status_code == 404


def test_items_in_pages_and_in_a_box(caller: Client) -> None:
    first = caller.get(ITEMS, {"limit": 2}).json()
    assert (first["numberMatched"], first["numberReturned"], len(first["features"])) == (3, 2, 2)
    next_page = next(link["href"] for link in first["links"] if link["rel"] == "next")
    second = caller.get(next_page).json()
    assert len(second["features"]) == 1
    keys = sorted(f["properties"]["BSM"] for f in first["features"] + second["features"])
    assert keys == ["990102200200000000", "990102200200000001", "990102200200000002"]
    lon, lat = to_lonlat(X + 100, Y + 100, EPSG)
    box = f"{lon - 1e-4},{lat - 1e-4},{lon + 1e-4},{lat + 1e-4}"
    (alone,) = caller.get(ITEMS, {"bbox": box}).json()["features"]
    assert alone["properties"]["BSM"] == "990102200200000000"
    assert shapely.from_geojson(str(alone["geometry"]).replace("'", '"')).contains(shapely.Point(lon, lat))
    assert caller.get(f"{ITEMS}/{alone['id']}").json()["properties"] == alone["properties"]


@pytest.mark.parametrize("wrong", [{"bbox": "1,2,3"}, {"bbox": "a,b,c,d"}, {"limit": "0"}, {"offset": "-1"}])
def test_malformed_questions_are_answered_400(caller: Client, wrong: dict[str, str]) -> None:
    answer = caller.get(ITEMS, wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameterValue")


def test_tiles_of_layers_and_of_parcels(caller: Client) -> None:
    lon, lat = (float(v) for v in to_lonlat(X + 100, Y + 100, EPSG))
    x, y = tile_of(lon, lat, 15)
    layer = mapbox_vector_tile.decode(caller.get(f"/tiles/czkfbj/15/{x}/{y}.pbf").content)["czkfbj"]
    assert {f["properties"]["GHFQMC"] for f in layer["features"]} >= {"集中建设区"}
    parcels = mapbox_vector_tile.decode(caller.get(f"/tiles/land-batch/15/{x}/{y}.pbf").content)["land-batch"]
    assert [f["properties"]["key"] for f in parcels["features"]] == ["批1"]
    for address in ("/tiles/nothing/3/1/1.pbf", "/tiles/land-inspection/3/1/1.pbf", "/tiles/czkfbj/3/9/1.pbf"):
        assert caller.get(address).status_code == 404, address


def test_layers_of_the_map(caller: Client) -> None:
    shown = caller.get("/api/v1/layers").json()
    assert [(layer["code"], layer["kind"], layer["versions"]) for layer in shown] == [
        ("czkfbj", "atlas", ["2025-12-31"]),
        ("land-batch", "register", []),
    ]
    page = caller.get("/map/")
    assert page.status_code == 200
    assert 'data-layer="land-batch"' in page.content.decode()


def test_a_parcel_keeps_its_survey_area_and_its_place(caller: Client) -> None:
    record = register_of("land.batch").model.objects.get()
    parcel = parcel_of(record)
    assert parcel is not None
    # 40,000 m² in the plane; on the central meridian the survey area differs by parts in 10⁸ only
    assert (parcel.epsg, parcel.area_dm2) == (EPSG, 4_000_000)
    west, south, east, north = lonlat_geometry(parcel).bounds
    assert parcel.box == (west, south, east, north)
