"""Each check finds its own fault and nothing else; a sound coverage passes all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas
import pytest
import shapely

from yulin.atlas.checking import Report, check_file, check_version
from yulin.atlas.checks.base import Result
from yulin.findings import Refusal


def checked(frame: geopandas.GeoDataFrame, folder: Path) -> dict[str, Result]:
    frame.to_file(folder / "x.gpkg", layer="DLTB_2024")
    return {r.id: r for r in check_file(folder / "x.gpkg").results}


def faults(results: dict[str, Result]) -> dict[str, int]:
    return {r.id: r.count for r in results.values() if r.count}


def test_a_sound_layer_passes(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    results = checked(frame, tmp_path)
    assert faults(results) == {} and {r.id: r.skipped for r in results.values() if r.skipped} == {
        "village.outside": "图册中没有图层 cjdcq", "area.control": "图册中没有图层 cjdcq"}


def _overlap(frame: geopandas.GeoDataFrame) -> None:
    frame.loc[30, "geometry"] = frame.geometry[30].union(frame.geometry[31].intersection(
        frame.geometry[30].buffer(1.0)))


def _set(row: int, **values: object) -> Callable[[geopandas.GeoDataFrame], None]:
    def change(frame: geopandas.GeoDataFrame) -> None:
        for name, value in values.items():
            frame.loc[row, name] = value
    return change


def _same(frame: geopandas.GeoDataFrame) -> None:
    again = frame.loc[30].copy()
    again[["BSM", "TBBH"]] = ["x", "9999"]
    frame.loc[144] = again


@pytest.mark.parametrize(("change", "expected"), [
    (_set(3, DLBM="0199"), {"code.unknown": 1}),
    (_set(3, DLMC="别的"), {"code.name": 1}),
    (_set(3, BSM="990102010000000004"), {"key.duplicate": 1}),
    (_set(3, TBBH="0005"), {"key.duplicate": 1}),
    (_set(3, DLBM=None), {"field.required": 1}),
    (lambda f: f.drop(index=65, inplace=True), {"coverage.gap": 1}),
    (_same, {"geometry.duplicate": 1, "coverage.overlap": 1}),
], ids=["code", "name", "key", "number", "missing", "gap", "duplicate"])
def test_one_fault_one_finding(change: Callable[[geopandas.GeoDataFrame], None], expected: dict[str, int],
                               frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    changed = frame.copy()
    changed.loc[3, ["DLBM", "DLMC", "KCXS", "KCMJ", "TBDLMJ"]] = ["0301", "乔木林地", 0.0, 0.0, changed.loc[3, "TBMJ"]]
    change(changed)
    assert faults(checked(changed, tmp_path)) == expected


def test_overlap_has_its_area(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    changed = frame.copy()
    _overlap(changed)
    results = checked(changed, tmp_path)
    expected = changed.geometry[30].intersection(changed.geometry[31]).area
    found = [f for f in results["coverage.overlap"].findings if "000031" in f.message]
    assert len(found) == 1 and found[0].level == "error"
    message = found[0].message
    assert float(message.split("重叠 ")[1].split(" ")[0]) == pytest.approx(expected, rel=1e-3)


def test_area_arithmetic(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    changed = frame.copy()
    dry = int(changed.index[changed["DLBM"] == "0103"][0])
    changed.loc[dry, "KCMJ"] += 0.01
    results = checked(changed, tmp_path)
    assert faults(results) == {"area.ridge": 2}
    changed = frame.copy()
    changed.loc[7, "TBMJ"] += 5
    changed.loc[7, "TBDLMJ"] += 5
    found = faults(checked(changed, tmp_path))
    assert found["area.survey"] == 1


def test_one_bad_geometry_stops_nothing(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    changed = frame.copy()
    changed.loc[5, "geometry"] = shapely.Polygon([(38520000, 3900000), (38520010, 3900010), (38520010, 3900000),
                                                  (38520000, 3900010)])
    changed.loc[changed.index[changed["DLBM"] == "0301"][0], "DLBM"] = "0199"
    results = checked(changed, tmp_path)
    assert faults(results) == {"geometry.invalid": 1, "code.unknown": 1}
    assert results["geometry.invalid"].findings[0].where == "第6行（990102010000000005）"


def test_a_skipped_check_says_why(tmp_path: Path) -> None:
    red = geopandas.GeoDataFrame({"HXBM": ["1"], "HXMC": ["红线"]}, geometry=[shapely.box(38520000, 3900000, 38520100,
                                                                                       3900100)], crs=4526)
    red.to_file(tmp_path / "red.gpkg", layer="STBHHX")
    report = check_file(tmp_path / "red.gpkg")
    assert isinstance(report, Report) and report.layer == "stbhhx"
    skipped = {r.id: r.skipped for r in report.results if r.skipped}
    assert skipped["coverage.gap"] == "该图层不要求铺满" and skipped["code.unknown"] == "该图层没有规定代码表"


def test_unknown_targets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        check_version("dltb", None, tmp_path)
    shapes = geopandas.GeoDataFrame(geometry=[shapely.box(38520000, 3900000, 38520100, 3900100)], crs=4526)
    shapes.to_file(tmp_path / "something.gpkg")
    with pytest.raises(Refusal, match="--layer"):
        check_file(tmp_path / "something.gpkg")
