"""OGC API Features over a layer of several row groups: counts, bounded reads, CRS and their axes, OWSLib, GDAL."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from django.test import Client
from owslib.ogcapi.features import Features
from owslib.util import Authentication

from yulin.atlas.catalogue import Atlas
from yulin.geodesy.crs import to_lonlat
from yulin.office.accounts.models import Person
from yulin.office.api import ogc_rows

EPSG, X, Y, SIDE, STEP, ACROSS = 4526, 38_500_000.0, 3_985_000.0, 8.0, 10.0, 80
ROWS = ACROSS * ACROSS
URI = "http://www.opengis.net/def/crs/EPSG/0/{}".format
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
ITEMS = "/ogc/collections/czkfbj/items"


def key(i: int) -> str:
    return f"99010220{i:010d}"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with 6,400 squares of 8 m, 10 m apart, in four row groups; an older version has the first alone."""
    home = tmp_path_factory.mktemp("ogc")
    squares = [shapely.box(X + STEP * (i % ACROSS), Y + STEP * (i // ACROSS), X + STEP * (i % ACROSS) + SIDE,
                           Y + STEP * (i // ACROSS) + SIDE) for i in range(ROWS)]
    frame = geopandas.GeoDataFrame(
        {"BSM": [key(i) for i in range(ROWS)], "GHFQDM": [("010", "020")[i % 10 == 0] for i in range(ROWS)],
         "GHFQMC": [("集中建设区", "弹性发展区")[i % 10 == 0] for i in range(ROWS)]}, geometry=squares, crs=EPSG)
    frame.to_file(home / "new.gpkg", layer="CZKFBJ")
    frame.iloc[:1].to_file(home / "old.gpkg", layer="CZKFBJ")
    Atlas(home).import_file(home / "old.gpkg", "czkfbj", "2024-12-31")
    Atlas(home).import_file(home / "new.gpkg", "czkfbj", "2025-12-31")
    return home


@pytest.fixture
def person(made: Path, settings: Any, db: None) -> Person:
    settings.HOME = made
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ogc_rows._matching.cache_clear()
    return Person.objects.create_user("head", password="qinghe-2025", role="section_head", region="990102")


@pytest.fixture
def ask(person: Person) -> Callable[..., Any]:
    client = Client()
    client.force_login(person)
    return lambda path=ITEMS, **params: client.get(path, {k.replace("_", "-"): v for k, v in params.items()})


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, tuple[str, ...]]]:
    """What is read of the files: (row groups, columns) of every read."""
    seen: list[tuple[int, tuple[str, ...]]] = []
    plain = pq.ParquetFile.read_row_groups

    def watched(self: Any, groups: list[int], columns: list[str]) -> Any:
        seen.append((len(groups), tuple(columns)))
        return plain(self, groups, columns)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", watched)
    return seen


def test_pages_without_a_condition_read_only_their_own_row_groups(ask: Any, reads: list[Any], made: Path) -> None:
    assert len(ogc_rows.groups_of(Atlas(made).version("czkfbj"))) == 4
    body = ask(limit=100, offset=4050).json()
    assert (body["numberMatched"], body["numberReturned"]) == (ROWS, 100)
    assert [f["id"] for f in body["features"]] == [f"2025-12-31.{i}" for i in range(4050, 4150)]
    assert [groups for groups, _columns in reads] == [1, 1]  # the page lies over the edge of two groups
    reads.clear()
    assert ask(f"{ITEMS}/2025-12-31.6399").status_code == 200
    assert [groups for groups, _columns in reads] == [1]


def test_all_pages_together_are_the_layer_once(ask: Any) -> None:
    seen, address, params = [], ITEMS, {"limit": 2000}
    while address:
        body = ask(address, **params).json()
        seen += [f["properties"]["BSM"] for f in body["features"]]
        address, params = next((x["href"] for x in body["links"] if x["rel"] == "next"), ""), {}
    assert sorted(seen) == [key(i) for i in range(ROWS)]


def test_a_box_counts_exactly_what_it_meets(ask: Any, reads: list[Any]) -> None:
    # north, east, as EPSG says: from the middle of square 0 to the gap after squares 4
    box = f"{Y + 4},{X + 4},{Y + 49},{X + 49}"
    body = ask(bbox=box, bbox_crs=URI(EPSG), limit=3).json()
    assert (body["numberMatched"], body["numberReturned"]) == (25, 3)
    gap = f"{Y + 8.5},{X + 8.5},{Y + 9.5},{X + 9.5}"
    assert ask(bbox=gap, bbox_crs=URI(EPSG)).json()["numberMatched"] == 0
    whole = ask(bbox=f"{Y - 9},{X - 9},{Y + 999},{X + 999}", bbox_crs=URI(EPSG), limit=1)
    assert whole.json()["numberMatched"] == ROWS
    reads.clear()
    ask(bbox=f"{Y - 5},{X - 5},{Y + 998},{X + 998}", bbox_crs=URI(EPSG), limit=1)
    assert all("geometry" not in columns or groups == 1 for groups, columns in reads)
    assert len(reads) == 1  # groups that lie inside are counted by the footer; one is read for the page


def test_a_box_in_degrees_follows_the_bent_edge(ask: Any) -> None:
    lon, lat = (float(v) for v in to_lonlat(X + 44, Y + 44, EPSG))
    here = f"{lon - 1e-6:.8f},{lat - 1e-6:.8f},{lon + 1e-6:.8f},{lat + 1e-6:.8f}"
    (alone,) = ask(bbox=here).json()["features"]
    assert alone["properties"]["BSM"] == key(4 * ACROSS + 4)
    turned = f"{lat - 1e-6:.8f},{lon - 1e-6:.8f},{lat + 1e-6:.8f},{lon + 1e-6:.8f}"
    assert ask(bbox=turned, bbox_crs=URI(4490)).json()["features"] == [alone]
    assert ask(bbox="-180,-90,180,90").json()["numberMatched"] == ROWS
    assert ask(bbox="100,-90,-170,90").json()["numberMatched"] == ROWS  # over the antimeridian
    assert ask(bbox="-170,-90,100,90").json()["numberMatched"] == 0
    assert ask(bbox=f"{lon - 1e-6:.8f},{lat - 1e-6:.8f},0,{lon + 1e-6:.8f},{lat + 1e-6:.8f},9").json()[
        "numberMatched"] == 1


def test_the_box_of_a_slanting_shape_is_not_its_ground(tmp_path: Path, settings: Any, ask: Any) -> None:
    thin = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y + 101), (X, Y + 1)])
    frame = geopandas.GeoDataFrame({"BSM": [key(0)], "GHFQDM": ["010"]}, geometry=[thin], crs=EPSG)
    frame.to_file(tmp_path / "t.gpkg", layer="CZKFBJ")
    Atlas(tmp_path).import_file(tmp_path / "t.gpkg", "czkfbj", "2025-12-31")
    settings.HOME = tmp_path
    assert ask(bbox=f"{Y + 5},{X + 60},{Y + 40},{X + 95}", bbox_crs=URI(EPSG)).json()["numberMatched"] == 0
    assert ask(bbox=f"{Y + 45},{X + 45},{Y + 55},{X + 55}", bbox_crs=URI(EPSG)).json()["numberMatched"] == 1


def test_fields_are_asked_for_by_equality(ask: Any, reads: list[Any]) -> None:
    shown = ask("/ogc/collections/czkfbj/queryables").json()
    assert shown["properties"]["GHFQDM"] == {"title": "规划分区代码", "type": "string"}
    body = ask(GHFQDM="020", limit=2).json()
    assert (body["numberMatched"], [f["properties"]["GHFQMC"] for f in body["features"]]) == (640, ["弹性发展区"] * 2)
    assert {columns for groups, columns in reads if "geometry" not in columns} == {("GHFQDM",)}
    row = f"{Y + 4},{X},{Y + 4},{X + 799}"
    assert ask(GHFQDM="020", bbox=row, bbox_crs=URI(EPSG)).json()["numberMatched"] == 8
    assert ask(BSM=key(17)).json()["numberMatched"] == 1
    assert ask(BSM="nobody").json()["numberMatched"] == 0


def test_coordinates_in_every_crs_with_its_own_axes(ask: Any) -> None:
    said = ask("/ogc/collections/czkfbj").json()
    assert said["crs"] == [CRS84, URI(4490), URI(EPSG)]
    assert said["storageCrs"] == URI(EPSG)
    plain = ask(BSM=key(0))
    assert plain["Content-Crs"] == f"<{CRS84}>"
    lon, lat = (float(v) for v in to_lonlat(X, Y, EPSG))

    def corners(answer: Any) -> set[tuple[float, ...]]:
        return {tuple(p) for p in answer.json()["features"][0]["geometry"]["coordinates"][0]}

    assert (round(lon, 10), round(lat, 10)) in corners(plain)
    degrees = ask(BSM=key(0), crs=URI(4490))
    assert degrees["Content-Crs"] == f"<{URI(4490)}>"
    assert (round(lat, 10), round(lon, 10)) in corners(degrees)
    stored = ask(BSM=key(0), crs=URI(EPSG))
    assert stored["Content-Crs"] == f"<{URI(EPSG)}>"
    assert corners(stored) == {(Y, X), (Y + 8, X), (Y + 8, X + 8), (Y, X + 8)}
    one = ask(f"{ITEMS}/{stored.json()['features'][0]['id']}", crs=URI(EPSG))
    assert one["Content-Crs"] == f"<{URI(EPSG)}>"
    assert one.json()["geometry"] == stored.json()["features"][0]["geometry"]


def test_an_id_and_a_day_name_a_version_for_good(ask: Any) -> None:
    assert ask(datetime="2025-06-30").json()["numberMatched"] == 1
    assert ask(datetime="2024-12-31T00:00:00Z/2025-12-30T23:59:59Z").json()["numberMatched"] == 1
    assert ask(datetime="2025-01-01/..").json()["numberMatched"] == ROWS
    assert ask(datetime="2023-12-31").json()["numberMatched"] == 0
    assert ask(f"{ITEMS}/2024-12-31.0").json()["properties"]["BSM"] == key(0)
    for gone in ("2024-12-31.1", "2025-12-31.6400", "2025-12-31.-1", "2023-12-31.0", "17", "2025-12-31.1x"):
        assert ask(f"{ITEMS}/{gone}").status_code == 404, gone


@pytest.mark.parametrize("wrong", [
    {"bbox": "1,2,3"}, {"bbox": "nan,1,2,3"}, {"bbox": "1,5,2,4"}, {"bbox": "1,2,3,400"}, {"limit": "0"},
    {"limit": "x"}, {"offset": "-1"}, {"crs": URI(4547)}, {"bbox_crs": "EPSG:4326"}, {"datetime": "yesterday"},
    {"datetime": "2025-12-31/2024-12-31"}, {"datetime": "2025-13-01"}, {"colour": "red"}, {"f": "html"}])
def test_what_cannot_be_understood_is_answered_400(ask: Any, wrong: dict[str, str]) -> None:
    answer = ask(**wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameterValue")


def test_a_stranger_is_asked_for_a_login(person: Person) -> None:
    for path in ("/ogc/", "/ogc/api", ITEMS, f"{ITEMS}/2025-12-31.0"):
        answer = Client().get(path)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="Yulin"'), path


@pytest.fixture
def served(transactional_db: None, live_server: Any, person: Person) -> str:
    return f"{live_server.url}/ogc/"


def test_owslib_reads_it(served: str) -> None:
    client = Features(served, auth=Authentication("head", "qinghe-2025"))
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in client.conformance()["conformsTo"]
    assert client.feature_collections() == ["czkfbj"]
    api = client.api()
    assert (api["openapi"], set(api["paths"])) == ("3.0.3", {
        "/", "/api", "/conformance", "/collections", "/collections/czkfbj", "/collections/czkfbj/queryables",
        "/collections/czkfbj/items", "/collections/czkfbj/items/{featureId}"})
    assert "BSM" in client.collection_queryables("czkfbj")["properties"]
    page = client.collection_items("czkfbj", limit=5, offset=10)
    assert (page["numberMatched"], page["numberReturned"]) == (ROWS, 5)
    one = client.collection_item("czkfbj", page["features"][0]["id"])
    assert one["properties"] == page["features"][0]["properties"]
    west, south, east, north = client.collection("czkfbj")["extent"]["spatial"]["bbox"][0]
    assert client.collection_items("czkfbj", bbox=[west, south, east, north], limit=1)["numberMatched"] == ROWS


def test_every_reference_of_the_openapi_document_leads_somewhere(ask: Any) -> None:
    api = ask("/ogc/api")
    assert api["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    body = api.json()

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            return [v for k, v in node.items() if k == "$ref"] + [r for v in node.values() for r in references(v)]
        return [r for v in node for r in references(v)] if isinstance(node, list) else []

    for reference in set(references(body)):
        node = body
        for word in reference.removeprefix("#/").split("/"):
            node = node[word]
    names = [p["get"]["operationId"] for p in body["paths"].values()]
    assert len(names) == len(set(names))


GDAL = """
import json, pyogrio, sys
pyogrio.set_gdal_config_options({"GDAL_HTTP_USERPWD": "head:qinghe-2025", "GDAL_HTTP_AUTH": "BASIC"})
for how in json.loads(sys.argv[2]):
    how["bbox"] = tuple(how["bbox"]) if "bbox" in how else None
    found = pyogrio.read_dataframe("OAPIF:" + sys.argv[1], layer="czkfbj", PAGE_SIZE=2000, **how)
    print(json.dumps([len(found), found.crs.to_string(), found.total_bounds.tolist()]))
"""


@pytest.mark.skipif("OAPIF" not in pyogrio.list_drivers(), reason="this GDAL has no driver OAPIF")
def test_gdal_reads_it_in_every_crs(served: str) -> None:
    """In a process of its own: GDAL keeps the interpreter's lock while it waits for the server."""
    one = {"where": f"BSM='{key(0)}'"}
    asked = [{}, {"bbox": [X + 4, Y + 4, X + 49, Y + 49]}, {"CRS": "EPSG:4490", **one}, {"CRS": "OGC:CRS84", **one}]
    done = subprocess.run([sys.executable, "-c", GDAL, served, json.dumps(asked)], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0, done.stderr
    whole, window, degrees, crs84 = (json.loads(line) for line in done.stdout.splitlines())
    # in storageCrs, whose north, east GDAL turns round
    assert whole == [ROWS, f"EPSG:{EPSG}", [X, Y, X + 798, Y + 798]]
    assert window[0] == 25
    lon, lat = (float(v) for v in to_lonlat(X, Y, EPSG))
    for rows, _crs, bounds in (degrees, crs84):
        assert rows == 1
        assert bounds[:2] == pytest.approx([lon, lat], abs=1e-7)


QGIS = """
import json, sys
from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
uri = "url='%s' typename='czkfbj' username='head' password='qinghe-2025' pageSize='2000'" % sys.argv[1]
layer = QgsVectorLayer(uri, "layer", "OAPIF")
said = {"valid": layer.isValid(), "crs": layer.crs().authid(), "error": layer.error().message()}
if layer.isValid():
    said["fields"] = [field.name() for field in layer.fields()]
    said["rows"] = sum(1 for _f in layer.getFeatures())
    chosen = list(layer.getFeatures(QgsFeatureRequest().setFilterExpression("GHFQDM = '020'")))
    said["chosen"] = len(chosen)
    first = next(f for f in chosen if f["BSM"] == sys.argv[2])
    said["first"] = [first["GHFQMC"], first.geometry().type(), first.geometry().centroid().asPoint().toString(7)]
    box = QgsRectangle(*json.loads(sys.argv[3]))
    said["window"] = sum(1 for _f in layer.getFeatures(QgsFeatureRequest().setFilterRect(box)))
print(json.dumps(said))
sys.stdout.flush()
import os
os._exit(0)  # QGIS without a window may not end by itself
"""
PLAIN = {"QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}


def without_qgis() -> bool:
    """Whether the system's Python has no QGIS (Debian: python3-qgis)."""
    try:
        return subprocess.run(["/usr/bin/python3", "-c", "import qgis.core"], capture_output=True, env=PLAIN,
                              timeout=60).returncode != 0
    except (OSError, subprocess.TimeoutExpired):
        return True


def test_qgis_reads_layer_and_attributes(served: str, tmp_path: Path) -> None:
    """QGIS itself, by its provider of OGC API Features, in the system's Python."""
    if without_qgis():
        pytest.skip("needs PyQGIS in /usr/bin/python3 (Debian: python3-qgis, qgis-providers), which is not here")
    lon, lat = to_lonlat(np.array([X + 4, X + 49]), np.array([Y + 4, Y + 49]), EPSG)
    box = [float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])]
    done = subprocess.run(["/usr/bin/python3", "-c", QGIS, served, key(0), json.dumps(box)], capture_output=True,
                          text=True, timeout=120, env={**PLAIN, "HOME": str(tmp_path)})
    assert done.returncode == 0 and done.stdout, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["valid"] and said["error"] == "", said
    assert said["fields"][:1] != [] and {"BSM", "GHFQDM", "GHFQMC"} <= set(said["fields"])
    assert (said["rows"], said["chosen"], said["window"]) == (ROWS, 640, 25)
    assert said["first"][:2] == ["弹性发展区", 2]
    x, y = to_lonlat(X + 4, Y + 4, EPSG)
    assert [float(v) for v in said["first"][2].split(",")] == pytest.approx([float(x), float(y)], abs=1e-6)
