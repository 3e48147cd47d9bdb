"""``yulin atlas`` and ``yulin overlay`` as a script calls them."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from yulin.cli import atlas as atlas_cli
from yulin.cli import overlay as overlay_cli
from yulin.findings import Refusal
from yulin.geodesy.crs import Gk
from yulin.geodesy.equal_area import to_equal_area

runner = CliRunner()


@pytest.fixture(scope="module")
def home(layer_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("home"))
    for day in ("2024-12-31", "2025-12-31"):
        done = runner.invoke(atlas_cli.app, ["import", str(layer_file), "--layer", "dltb", "--date", day,
                                             "--home", folder, "--format", "json"])
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["rows"] == 144
    return folder


def test_list_show_check_diff(home: str, frame: geopandas.GeoDataFrame) -> None:
    listed = json.loads(runner.invoke(atlas_cli.app, ["list", "--home", home, "--format", "json"]).stdout)
    assert [v["version"] for v in listed[0]["versions"]] == ["2024-12-31", "2025-12-31"]
    shown = json.loads(runner.invoke(atlas_cli.app, ["show", "dltb", "--home", home, "--format", "json"]).stdout)
    total = sum(round(float(c["area_m2"]) * 100) for c in shown["classes"])
    assert total == round(frame["TBMJ"].sum() * 100) and "1203" in [c["code"] for c in shown["classes"]]
    checked = runner.invoke(atlas_cli.app, ["check", "dltb", "--home", home, "--format", "json"])
    assert checked.exit_code == 0 and {c["count"] for c in json.loads(checked.stdout)["checks"]} == {0}
    changed = runner.invoke(atlas_cli.app, ["diff", "dltb", "2024-12-31", "2025-12-31", "--home", home,
                                            "--format", "json"])
    assert json.loads(changed.stdout)["changed_m2"] == "0.00"
    for args in (["list"], ["show", "dltb"], ["check", "dltb"], ["diff", "dltb", "2024-12-31", "2025-12-31"]):
        done = runner.invoke(atlas_cli.app, [*args, "--home", home])
        assert done.exit_code == 0 and done.stdout.strip()


def test_export_and_import_again_keeps_every_area(home: str, tmp_path: Path) -> None:
    for ending in ("gpkg", "gdb", "geojson", "parquet"):
        out = tmp_path / f"out.{ending}"
        done = runner.invoke(atlas_cli.app, ["export", "dltb", str(out), "--home", home, "--version", "2024-12-31"])
        assert done.exit_code == 0, done.output
        again = runner.invoke(atlas_cli.app, ["import", str(out), "--layer", "dltb", "--date", "2024-12-31",
                                              "--crs", "EPSG:4526", "--home", str(tmp_path / ending),
                                              "--format", "json"])
        assert json.loads(again.stdout)["rows"] == 144, again.output
    areas = {json.loads(runner.invoke(atlas_cli.app, ["list", "--home", h, "--format", "json"]).stdout)
             [0]["versions"][0]["area_m2"] for h in (home, str(tmp_path / "gpkg"), str(tmp_path / "gdb"),
                                                     str(tmp_path / "parquet"))}
    assert len(areas) == 1


def test_errors_in_the_content_end_with_1(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    bad = frame.copy()
    bad.loc[4, "TBMJ"] = -1.0
    bad.to_file(tmp_path / "bad.gpkg")
    args = ["import", str(tmp_path / "bad.gpkg"), "--layer", "dltb", "--date", "2024-12-31", "--home", str(tmp_path)]
    refused = runner.invoke(atlas_cli.app, args)
    assert refused.exit_code == 1 and "area.not_positive" in refused.stdout and not (tmp_path / "atlas" / "dltb" /
                                                                                     "2024-12-31").exists()
    taken = runner.invoke(atlas_cli.app, [*args, "--on-error", "skip", "--format", "json"])
    assert taken.exit_code == 1 and json.loads(taken.stdout)["skipped"] == 1


def test_bad_usage_is_refused(tmp_path: Path) -> None:
    for args in (["show", "dltb"], ["show", "nope"], ["list", "--format", "xml"],
                 ["import", "x.gpkg", "--layer", "dltb", "--date", "31/12/2024"],
                 ["import", "x.gpkg", "--layer", "dltb", "--date", "2024-12-31", "--crs", "beijing"]):
        done = runner.invoke(atlas_cli.app, [*args, "--home", str(tmp_path)])
        assert isinstance(done.exception, Refusal), args


def test_overlay(home: str, frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    right = geopandas.GeoDataFrame({"N": ["a", "b"]}, geometry=[
        shapely.box(38520100, 3900100, 38520500, 3900400), shapely.box(38520900, 3900900, 38521000, 3900950)], crs=4526)
    right.to_file(tmp_path / "right.gpkg", layer="R")
    out = tmp_path / "pairs.parquet"
    done = runner.invoke(overlay_cli.app, ["dltb@2024-12-31", f"{tmp_path / 'right.gpkg'}#R", "-o", str(out),
                                           "--right-key", "N", "--home", home])
    said = json.loads(done.stdout)
    table = pd.read_parquet(out)
    assert (said["pairs"], said["left_rows"], said["right_rows"], said["engine"]) == (len(table), 144, 2, "local")
    assert said["area_m2"] == f"{table['area_m2'].sum():.2f}" and table["area_m2"].dtype == "float64"
    left, boxes = to_equal_area(frame.geometry, Gk(38)), to_equal_area(right.geometry, Gk(38))
    for name, box in zip("ab", boxes, strict=True):
        geos = shapely.area(shapely.intersection(left, box))
        expected = {key: area for key, area in zip(frame["BSM"], geos, strict=True) if area > 1e-6}
        got = table[table["right"] == name].set_index("left")["area_m2"].to_dict()
        assert got == pytest.approx(expected, abs=1e-4)
        assert sum(got.values()) == pytest.approx(box.area, abs=0.01)


def test_overlay_refusals(home: str, tmp_path: Path) -> None:
    out = str(tmp_path / "o.parquet")
    bow = shapely.Polygon([(38520000, 3900000), (38520010, 3900010), (38520010, 3900000), (38520000, 3900010)])
    geopandas.GeoDataFrame(geometry=[bow], crs=4526).to_file(tmp_path / "bow.gpkg")
    for args in (["dltb", "dltb", "--engine", "spark", "--spark-conf", "x=1"], ["dltb", "nowhere"],
                 ["dltb", str(tmp_path / "bow.gpkg")], ["dltb", "dltb", "--engine", "magic"],
                 ["dltb", "dltb", "--sliver", "-1"]):
        done = runner.invoke(overlay_cli.app, [*args, "-o", out, "--home", home])
        assert isinstance(done.exception, Refusal), args
    assert not Path(out).exists()
    done = runner.invoke(overlay_cli.app, ["dltb", "dltb", "-o", str(tmp_path / "o.csv"), "--home", home])
    assert isinstance(done.exception, Refusal)
