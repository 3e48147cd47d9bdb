"""Files as they turn up: heights, arcs, mixed parts, swapped axes, archives in folders.

Each gives a right result or one clear sentence, by every way in: area, import, check, convert.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from yulin.cli.main import cli
from yulin.findings import Refusal
from yulin.formats.wkb_shapes import is_curved, shapes_from_wkb

X, Y = 38_500_000.0, 3_985_000.0
SQUARE, BESIDE = shapely.box(X, Y, X + 100, Y + 100), shapely.box(X + 100, Y, X + 200, Y + 100)
HOLE = shapely.box(X + 10, Y + 10, X + 20, Y + 20)


def layer(*shapes: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"HXBM": [str(i) for i in range(len(shapes))], "HXMC": ["红线"] * len(shapes)},
                            geometry=list(shapes), crs=4526)


def ask(*words: object) -> Any:
    return CliRunner().invoke(cli, [str(w) for w in words])


def areas(path: Path) -> list[tuple[str | None, int, int]]:
    said = json.loads(ask("area", path, "--format", "json").stdout)
    return [(p["area_m2"], p["parts"], p["holes"]) for p in said["parcels"]]


def imported(path: Path, folder: Path) -> dict[str, Any]:
    done = ask("atlas", "import", path, "--layer", "stbhhx", "--date", "2024-12-31", "--home", folder / "home",
               "--no-tiles", "--format", "json")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return dict(json.loads(done.stdout))


def gpkg(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    frame.to_file(folder / "layer.gpkg", layer="STBHHX")
    return folder / "layer.gpkg"


def parquet(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    frame.to_parquet(folder / "layer.parquet")
    return folder / "layer.parquet"


def geoarrow(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    frame.to_parquet(folder / "layer.parquet", geometry_encoding="geoarrow")
    return folder / "layer.parquet"


def nested_zip(frame: gpd.GeoDataFrame, folder: Path) -> Path:
    frame.to_file(folder / "红线.gdb", driver="OpenFileGDB", layer="STBHHX")
    with zipfile.ZipFile(folder / "交付.zip", "w") as archive:
        for part in (folder / "红线.gdb").iterdir():
            archive.write(part, f"数据/内层/红线.gdb/{part.name}")
    return folder / "交付.zip"


@pytest.mark.parametrize("write", [gpkg, parquet, geoarrow, nested_zip])
@pytest.mark.parametrize("high", [False, True])
def test_holes_and_heights(write: Callable[..., Path], high: bool, tmp_path: Path) -> None:
    turned = shapely.Polygon(list(SQUARE.exterior.coords)[::-1], [list(HOLE.exterior.coords)])
    shapes = [shapely.force_3d(s, 5.0) if high else s for s in (turned, BESIDE)]
    path = write(layer(*shapes), tmp_path)
    assert areas(path) == [("9900.00", 1, 1), ("10000.00", 1, 0)]
    said = imported(path, tmp_path)
    assert (said["rows"], said["area_m2"]) == (2, "19900.00")
    assert ask("atlas", "check", path, "--layer", "stbhhx").exit_code == 0


def test_single_and_several_parts_in_one_layer(tmp_path: Path) -> None:
    both = shapely.MultiPolygon([SQUARE, shapely.box(X + 300, Y, X + 310, Y + 10)])
    path = gpkg(layer(both, BESIDE), tmp_path)
    assert areas(path) == [("10100.00", 2, 0), ("10000.00", 1, 0)]
    assert imported(path, tmp_path)["area_m2"] == "20100.00"


def test_what_is_no_polygon_is_its_row_s_error(tmp_path: Path) -> None:
    mixed = shapely.GeometryCollection([SQUARE, shapely.LineString([(X, Y), (X + 1, Y)])])
    path = gpkg(layer(None, shapely.Polygon(), shapely.Point(X, Y), mixed, BESIDE), tmp_path)
    assert [area for area, *_rest in areas(path)] == [None, None, None, None, "10000.00"]
    said = imported(path, tmp_path)
    assert {c["code"]: c["count"] for c in said["counts"]} == {"geometry.empty": 2, "geometry.not_polygon": 2}
    assert said["version"] is None


def with_an_arc(folder: Path) -> tuple[Path, bytes]:
    path = gpkg(layer(SQUARE, BESIDE), folder)
    arc = struct.pack("<BII", 1, 10, 1) + struct.pack("<BII", 1, 8, 5) + np.array(
        [(X, Y), (X + 50, Y + 50), (X + 100, Y), (X + 50, Y - 50), (X, Y)]).tobytes()
    with sqlite3.connect(path) as base:
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE STBHHX SET geom = ? WHERE fid = 1", (b"GP\0\1" + struct.pack("<i", 4526) + arc,))
    base.close()
    return path, arc


def test_arcs_are_not_replaced_silently(tmp_path: Path) -> None:
    path, arc = with_an_arc(tmp_path)
    for words in (("area", path), ("convert", path, tmp_path / "out.gpkg")):
        done = ask(*words)
        assert isinstance(done.exception, Refusal) and "圆弧" in str(done.exception)
    assert not (tmp_path / "out.gpkg").exists()
    said = imported(path, tmp_path)
    assert said["version"] is None and [(c["level"], c["code"], c["count"]) for c in said["counts"]] == [
        ("error", "geometry.curved", 1)]
    done = ask("atlas", "import", path, "--layer", "stbhhx", "--date", "2024-12-31", "--home", tmp_path / "home",
               "--no-tiles", "--on-error", "skip", "--format", "json")
    assert (json.loads(done.stdout)["rows"], json.loads(done.stdout)["area_m2"]) == (1, "10000.00")
    assert ask("atlas", "check", path, "--layer", "stbhhx").exit_code == 1
    shapes, curved = shapes_from_wkb([arc, shapely.to_wkb(SQUARE), None, b"no"])
    assert curved.tolist() == [True, False, False, False] and [s is None for s in shapes] == [True, False, True, True]
    assert is_curved(arc) and not is_curved(b"\1") and not is_curved(None)


def test_axes_the_wrong_way_round(tmp_path: Path) -> None:
    frame = layer(SQUARE, BESIDE)
    turned = frame.set_geometry([shapely.transform(s, lambda xy: xy[:, ::-1]) for s in frame.geometry], crs=4526)
    path = gpkg(turned, tmp_path)
    assert [area for area, *_rest in areas(path)] == [None, None]
    assert [c["code"] for c in imported(path, tmp_path)["counts"]] == ["zone.contradiction"]
    done = ask("atlas", "check", path, "--layer", "stbhhx")
    assert isinstance(done.exception, Refusal) and "矛盾" in str(done.exception)
    degrees = frame.to_crs(4490)
    degrees = degrees.set_geometry([shapely.transform(s, lambda xy: xy[:, ::-1]) for s in degrees.geometry], crs=4490)
    degrees.to_file(tmp_path / "turned.geojson")
    done = ask("area", tmp_path / "turned.geojson")
    assert isinstance(done.exception, Refusal) and "不在中国范围内" in str(done.exception)


def test_numbers_beyond_all_measure(tmp_path: Path) -> None:
    path = gpkg(layer(shapely.box(1e300, 1e300, 2e300, 2e300), BESIDE), tmp_path)
    said = imported(path, tmp_path)
    assert said["version"] is None and len(said["findings"][0]["message"]) < 120
    assert [area for area, *_rest in areas(path)] == [None, None]


def test_projections_of_wgs84_are_told_apart(tmp_path: Path) -> None:
    layer(SQUARE).to_crs(3857).to_file(tmp_path / "web.gpkg", layer="STBHHX")
    done = ask("area", tmp_path / "web.gpkg")
    assert isinstance(done.exception, Refusal) and "WGS84 的投影坐标" in str(done.exception)


def test_columns_named_like_the_atlas_s_own(tmp_path: Path) -> None:
    frame = layer(SQUARE, BESIDE)
    frame["survey_dm2"], frame["bbox"], frame["geometry2"] = 3, "x", "y"
    said = imported(gpkg(frame, tmp_path), tmp_path)
    assert (said["rows"], said["area_m2"]) == (2, "20000.00")
    assert sorted(said["unused"]) == ["bbox", "geometry2", "survey_dm2"]
