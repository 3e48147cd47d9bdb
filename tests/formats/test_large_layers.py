"""A large database passes in batches: the same areas, findings and exit as when it is held whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from yulin.cli.main import cli
from yulin.formats import limits

X, Y = 38_500_000.0, 3_985_000.0


def layer(rows: int = 90) -> gpd.GeoDataFrame:
    shapes: list[Any] = [shapely.box(X + 10 * i, Y, X + 10 * i + 8, Y + 8) for i in range(rows)]
    shapes[7], shapes[40] = None, shapely.Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])
    shapes[70] = shapes[3]  # the same parcel in another batch
    areas = [64.0] * rows
    areas[5] = 100.0
    return gpd.GeoDataFrame({"DKBH": [f"D{i}" for i in range(rows)], "DKMC": "某地", "DKMJ": areas, "REST": "无关"},
                            geometry=shapes, crs=4526)


def told(path: Path) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(cli, ["area", str(path), "--format", "json"])
    return done.exit_code, json.loads(done.stdout)


@pytest.mark.parametrize("ending", ["gpkg", "gdb", "shp"])
def test_batches_say_what_the_whole_says(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"layer.{ending}"
    layer().to_file(path, engine="pyogrio", encoding="utf-8") if ending == "shp" else layer().to_file(
        path, layer="DK", driver={"gpkg": "GPKG", "gdb": "OpenFileGDB"}[ending])
    code, whole = told(path)
    monkeypatch.setattr(limits, "ROWS_HELD", 10)
    monkeypatch.setattr(limits, "VECTOR_BATCH_ROWS", 25)
    again, batched = told(path)
    assert (code, again) == (1, 1) and len(batched["parcels"]) == len(whole["parcels"]) == 90
    assert batched["total_m2"] == whole["total_m2"] and batched["crs"] == whole["crs"] == "EPSG:4526"
    for one, two in zip(whole["parcels"], batched["parcels"], strict=True):
        codes = [[f["code"] for f in p["findings"]] for p in (one, two)]
        assert codes[0] == codes[1] and {k: one[k] for k in one if k != "findings"} == {
            k: two[k] for k in two if k != "findings"}
    assert [p["area_m2"] for p in batched["parcels"]].count(None) == 3


def test_a_large_layer_in_the_wrong_zone_has_no_areas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layer().set_crs(4530, allow_override=True).to_file(tmp_path / "wrong.gpkg")
    monkeypatch.setattr(limits, "ROWS_HELD", 10)
    code, said = told(tmp_path / "wrong.gpkg")
    assert (code, said["total_m2"], said["findings"][0]["code"]) == (1, None, "zone.contradiction")
