"""Layers that are wider than their zone, have stray features, or do not match at their edges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.checking import check_file
from yulin.atlas.checks import gaps

DAY = "2024-12-31"


def spread_out(make_coverage: Callable[..., np.ndarray], *east: float) -> np.ndarray:
    cells = [make_coverage(6, origin=(38_500_000.0 + e, 3_900_000.0)) for e in east]
    return np.concatenate(cells)


def test_a_wide_layer_is_one_version_with_a_warning(make_coverage: Callable[..., np.ndarray], tmp_path: Path,
                                                    make_dltb: Callable[..., geopandas.GeoDataFrame]) -> None:
    frame = make_dltb(spread_out(make_coverage, -350_000, 0, 220_000))
    frame.to_file(tmp_path / "wide.gpkg", layer="DLTB")
    receipt = Atlas(tmp_path / "home").import_file(tmp_path / "wide.gpkg", "dltb", DAY)
    assert receipt.version is not None and (receipt.rows, receipt.skipped) == (108, 0)
    assert [(f.level, f.code) for f in receipt.findings] == [("warning", "zone.wide")]
    assert receipt.survey_dm2 == round(frame["TBMJ"].sum() * 100)
    report = check_file(tmp_path / "wide.gpkg")
    assert {r.id: r.count for r in report.results if r.count} == {}


def test_a_stray_feature_is_an_error_of_its_row(make_coverage: Callable[..., np.ndarray], tmp_path: Path,
                                                make_dltb: Callable[..., geopandas.GeoDataFrame]) -> None:
    frame = make_dltb(spread_out(make_coverage, 0))
    frame.loc[35, "geometry"] = shapely.transform(frame.geometry[35], lambda xy: xy + [1_000_000, 0])
    frame.to_file(tmp_path / "stray.gpkg", layer="DLTB")
    atlas = Atlas(tmp_path / "home")
    refused = atlas.import_file(tmp_path / "stray.gpkg", "dltb", DAY)
    assert refused.version is None and atlas.layers() == []
    frame.iloc[:35].to_file(tmp_path / "sound.gpkg", layer="DLTB")
    assert atlas.import_file(tmp_path / "sound.gpkg", "dltb", DAY).rows == 35


def test_gaps_are_found_where_edges_do_not_match(frame: geopandas.GeoDataFrame, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    frame = frame.drop(index=50).reset_index(drop=True)  # a gap
    frame.loc[100, "geometry"] = frame.geometry[100].buffer(1, join_style="mitre")  # overlaps its neighbours
    frame.to_file(tmp_path / "layer.gpkg", layer="DLTB")

    def found() -> tuple[dict[str, int], list[float]]:
        report = check_file(tmp_path / "layer.gpkg")
        holes = [f.geometry.area for r in report.results if r.id == "coverage.gap" for f in r.faults]
        return {r.id: r.count for r in report.results if r.id.startswith("coverage.")}, holes

    at_once = found()
    monkeypatch.setattr(gaps, "FEW", 10)
    assert found() == (at_once[0], pytest.approx(at_once[1]))
    assert at_once[0] == {"coverage.overlap": 8, "coverage.gap": 1}
    monkeypatch.setattr(gaps, "MOST_UNMATCHED", 3)
    report = check_file(tmp_path / "layer.gpkg")
    assert {r.id: r.skipped for r in report.results}["coverage.gap"] == "相邻边界不共点的要素超过 3 个"
