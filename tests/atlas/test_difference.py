"""The change matrix adds up to both totals and shows what was changed, no more."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.difference import Difference, compare
from yulin.geodesy.crs import Gk
from yulin.geodesy.survey_area import survey_areas_dm2

GK = Gk(38)


def difference(before: geopandas.GeoDataFrame, after: geopandas.GeoDataFrame, folder: Path) -> Difference:
    atlas = Atlas(folder / "home")
    for day, frame in (("2024-12-31", before), ("2025-12-31", after)):
        frame.to_file(folder / f"{day}.gpkg", layer="DLTB")
        assert atlas.import_file(folder / f"{day}.gpkg", "dltb", day).version is not None
    found = compare(atlas.version("dltb", "2024-12-31"), atlas.version("dltb", "2025-12-31"))
    assert found.dm2[:-1].sum(1).tolist() == found.old.tolist()
    assert found.dm2[:, :-1].sum(0).tolist() == found.new.tolist()
    return found


def totals(frame: geopandas.GeoDataFrame) -> dict[str, int]:
    return np.rint(frame.groupby("DLBM")["TBMJ"].sum() * 100).astype(int).to_dict()


def test_nothing_changed(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    found = difference(frame, frame, tmp_path)
    assert found.changed_dm2 == 0 and dict(zip(found.codes, found.old.tolist(), strict=True)) == totals(frame)


def test_reclassified(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    after = frame.copy()
    for row in (1, 40, 90):
        after.loc[row, ["DLBM", "DLMC"]] = ["0601", "工业用地"]
    found = difference(frame, after, tmp_path)
    column = found.codes.index("0601")
    expected = np.rint(frame.loc[[1, 40, 90]].groupby("DLBM")["TBMJ"].sum() * 100).astype(int)
    got = {code: int(found.dm2[i, column]) for i, code in enumerate(found.codes) if found.dm2[i, column]}
    assert got == expected.to_dict() and found.changed_dm2 == expected.sum()


def test_split_removed_and_noise(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    after = frame.copy()
    whole = after.geometry[20]
    middle = (whole.bounds[0] + whole.bounds[2]) / 2
    left = whole & shapely.box(whole.bounds[0] - 1, whole.bounds[1] - 1, middle, whole.bounds[3] + 1)
    right = whole - left
    cut = after.loc[[20]].assign(BSM="new", TBBH="9999", DLBM="0508", DLMC="物流仓储用地")
    after = geopandas.GeoDataFrame(pd.concat([after, cut], ignore_index=True), crs=frame.crs)
    after.loc[20, "geometry"], after.loc[len(after) - 1, "geometry"] = left, right
    for row in (20, len(after) - 1):
        area = float(survey_areas_dm2([after.geometry[row]], GK)[0]) / 100
        after.loc[row, ["TBMJ", "TBDLMJ", "KCMJ", "KCXS"]] = [area, area, 0.0, 0.0]
    after = after.drop(index=77)
    found = difference(frame, after, tmp_path)
    gone = {code: int(found.dm2[i, -1]) for i, code in enumerate(found.codes)}
    assert gone[frame["DLBM"][77]] == pytest.approx(frame["TBMJ"][77] * 100, abs=2)
    cell = found.dm2[found.codes.index(frame["DLBM"][20]), found.codes.index("0508")]
    assert cell == round(float(after["TBMJ"].iloc[-1]) * 100)
    assert found.changed_dm2 == pytest.approx(int(cell) + frame["TBMJ"][77] * 100, abs=3)


def test_json_is_exact(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    said = difference(frame, frame, tmp_path).as_json()
    assert said["changed_m2"] == "0.00" and said["total_before"] == f"{round(frame['TBMJ'].sum(), 2):.2f}"
    assert len(said["matrix"]) == len(said["classes"]) == 5
