"""Faults have a place; villages, controls, spikes and attribute rules are checked."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pytest
import shapely
from typer.testing import CliRunner

from yulin.atlas.catalogue import Atlas
from yulin.atlas.checking import Report, check_file, check_version
from yulin.cli import atlas as atlas_cli

DAY = "2024-12-31"
VILLAGE = "990102001001"


def counts(report: Report) -> dict[str, int]:
    return {r.id: r.count for r in report.results if r.count}


def district(frame: geopandas.GeoDataFrame, folder: Path, control: float = 0.0) -> Atlas:
    """An atlas with the patches and two villages: the western half and the eastern."""
    atlas = Atlas(folder / "home")
    frame = frame.copy()
    west = frame.index % 12 < 6
    frame.loc[~west, "ZLDWDM"] = "9901020010020000000"
    frame.to_file(folder / "dltb.gpkg", layer="DLTB")
    halves = [shapely.coverage_union_all(frame.geometry[side].to_numpy()) for side in (west, ~west)]
    areas = [round(frame.loc[side, "TBMJ"].sum(), 2) for side in (west, ~west)]
    geopandas.GeoDataFrame({"ZLDWDM": ["9901020010010000000", "9901020010020000000"], "ZLDWMC": ["西村", "东村"],
                            "DCMJ": [areas[0] + control, areas[1]]}, geometry=halves, crs=4526).to_file(
        folder / "cjdcq.gpkg", layer="CJDCQ")
    for name in ("cjdcq", "dltb"):
        assert atlas.import_file(folder / f"{name}.gpkg", name, DAY).version is not None
    return atlas


def test_a_sound_district_passes_everything(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    report = check_version("dltb", None, district(frame, tmp_path).home)
    assert counts(report) == {} and [r.id for r in report.results if r.skipped] == []
    assert len(report.faults()) == 0 and report.faults_json() == {"type": "FeatureCollection", "total": 0,
                                                                  "features": []}


def test_patch_outside_its_village(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    atlas = district(frame, tmp_path)
    moved = geopandas.read_file(tmp_path / "dltb.gpkg")
    moved.loc[0, "ZLDWDM"] = "9901020010020000000"
    moved.loc[1, "ZLDWDM"] = "9901020019990000000"
    moved[["ZLDWDM", "TBBH"]] = moved[["ZLDWDM", "TBBH"]].astype(object)
    moved.to_file(tmp_path / "moved.gpkg", layer="DLTB")
    report = check_file(tmp_path / "moved.gpkg", home=atlas.home)
    assert counts(report) == {"village.outside": 2, "area.control": 2}
    faults = report.faults().set_index("row")
    assert faults.loc[1, "geometry"].iloc[0].equals(moved.geometry[0]) if hasattr(
        faults.loc[1, "geometry"], "iloc") else shapely.equals_exact(
        shapely.normalize(faults.loc[1, "geometry"]), shapely.normalize(moved.geometry[0]), 1e-6)
    assert f"有 {frame['TBMJ'][0]:.2f} 平方米不在坐落单位 990102001002 之内。" in faults["message"].to_list()


def test_sum_off_its_control_by_a_cent(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    report = check_version("dltb", None, district(frame, tmp_path, control=0.01).home)
    assert counts(report) == {"area.control": 1}
    finding = report.results[-1].findings[0]
    assert finding.level == "error" and "相差 -0.01" in finding.message


def test_spike_is_found_where_it_is(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    changed = frame.copy()
    ring = list(changed.geometry[143].exterior.coords)[:-1]
    (ax, ay), (bx, by) = ring[4], ring[5]
    mid = ((ax + bx) / 2, (ay + by) / 2)
    tip = (mid[0] + 30.0, mid[1] + 60.0)
    changed.loc[143, "geometry"] = shapely.Polygon([*ring[:5], mid, tip, (mid[0] - 0.02, mid[1]), *ring[5:]])
    assert changed.geometry[143].is_valid
    changed.to_file(tmp_path / "x.gpkg", layer="DLTB")
    report = check_file(tmp_path / "x.gpkg", home=tmp_path)
    found = report.faults()
    spikes = found[found["check"] == "geometry.spike"]
    assert [(p.x, p.y) for p in spikes.geometry] == [tip] and spikes["key"].to_list() == ["990102010000000143"]


@pytest.mark.parametrize(("values", "message"), [
    ({"TBXHDM": "HDGD", "TBXHMC": None}, "TBXHDM 与 TBXHMC 应同时填写或同时为空。"),
    ({"GDLX": "TT"}, "不是耕地，GDLX 却填了“TT”。"),
    ({"KCDLBM": "1203"}, "KCDLBM 与 KCXS 应同时填写或同时为空。"),
    ({"XZDWKD": 4.5}, "不是线状地物，XZDWKD 却填了“4.5”。"),
], ids=["pair", "arable", "ridge", "linear"])
def test_attribute_rules(values: dict[str, object], message: str, frame: geopandas.GeoDataFrame,
                         tmp_path: Path) -> None:
    changed = frame.copy()
    row = int(changed.index[changed["DLBM"] == "0301"][0])
    for name, value in values.items():
        if name not in changed:
            changed[name] = None
        changed[name] = changed[name].astype(object)
        changed.loc[row, name] = value
    changed.to_file(tmp_path / "x.gpkg", layer="DLTB")
    results = {r.id: r for r in check_file(tmp_path / "x.gpkg", home=tmp_path).results}
    assert message in [f.message for f in results["field.rule"].findings]
    assert results["field.rule"].faults[0].feature == row


def test_faults_as_a_layer(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    changed = frame.copy()
    changed.loc[3, "DLMC"] = "别的"
    changed = changed.drop(index=65)
    whole = changed.geometry[30]
    changed.loc[30, "geometry"] = whole.union(shapely.box(whole.bounds[2] - 5, whole.centroid.y, whole.bounds[2] + 5,
                                                          whole.centroid.y + 2))
    changed.to_file(tmp_path / "x.gpkg", layer="DLTB")
    out = tmp_path / "faults.gpkg"
    done = CliRunner().invoke(atlas_cli.app, ["check", str(tmp_path / "x.gpkg"), "--home", str(tmp_path), "-o",
                                              str(out), "--format", "json"])
    assert done.exit_code == 1, done.output
    read = geopandas.read_file(out, layer="faults")
    assert len(read) == json.loads(done.stdout)["faults"]
    assert read.crs.to_epsg() == 4526 and {"code.name", "coverage.gap", "coverage.overlap"} <= set(read["check"])
    gap = read[read["check"] == "coverage.gap"]
    assert gap.geometry.iloc[0].area == pytest.approx(frame.geometry[65].area, rel=1e-9)
    over = read[read["check"] == "coverage.overlap"]
    assert 0 < over.geometry.area.iloc[0] < 40 and over["key"].iloc[0] is not None
    said = check_file(tmp_path / "x.gpkg", home=tmp_path).faults_json()
    assert said["total"] == len(read) and json.loads(json.dumps(said)) == json.loads(json.dumps(said))
    x, y = shapely.geometry.shape(said["features"][0]["geometry"]).centroid.coords[0]
    assert 114.0 < x < 115.0 and 35.0 < y < 35.5


def test_invalid_geometry_is_a_point(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    changed = frame.copy()
    changed.loc[5, "geometry"] = shapely.Polygon([(38520000, 3900000), (38520010, 3900010), (38520010, 3900000),
                                                  (38520000, 3900010)])
    changed.to_file(tmp_path / "x.gpkg", layer="DLTB")
    found = check_file(tmp_path / "x.gpkg", home=tmp_path).faults()
    point = found[found["check"] == "geometry.invalid"].geometry.iloc[0]
    assert (point.x, point.y) == (38520005, 3900005)
