"""Parcels lie where the ledgers say, with the ledgers' areas; the two year-ends differ in the ledger's changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from click.testing import Result

from yulin.formats.coordinate_txt import CoordinateFile, read_coordinate_txt
from yulin.geodesy.survey_area import survey_areas, survey_areas_dm2
from yulin.sample.changes import cmu_of
from yulin.sample.district import SampleReceipt
from yulin.sample.layers import GK

AREA = {"用地报批台账": "总面积(亩)", "土地供应台账": "供应面积(亩)", "批而未供处置台账": "未供面积(亩)",
        "闲置土地台账": "面积(亩)",
        "勘测定界台账": "面积(亩)", "耕地恢复台账": "任务面积(亩)", "国土变更调查台账": "面积(亩)",
        "林草地使用台账": "使用面积(亩)"}


def layer(sample: SampleReceipt, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(sample.folder / "layers/qinghe.gpkg", layer=name)


def drawn(sample: SampleReceipt, title: str) -> CoordinateFile:
    return read_coordinate_txt(sample.folder / f"coordinates/{title}.txt")


@pytest.mark.parametrize("title", list(AREA))
def test_parcels_agree_with_the_ledger(sample: SampleReceipt, ledgers: Any, title: str) -> None:
    file = drawn(sample, title)
    assert file.gk == GK
    assert not [f for f in file.findings if f.level != "note"]
    assert not [f for p in file.parcels for f in p.findings if f.level != "note"]
    rows = {next(iter(row.values())): row for row in ledgers[title]}
    assert [p.id for p in file.parcels if p.id not in rows] == []
    assert {p.id for p in file.parcels} == set(rows)
    shapes = np.array([p.geometry for p in file.parcels], dtype=object)
    assert shapely.is_valid(shapes).all()
    mu = survey_areas(shapes, GK) * 0.0015
    assert np.abs(mu - [rows[p.id][AREA[title]] for p in file.parcels]).max() <= 0.005
    towns = layer(sample, "XZQ").set_index("XZQMC").geometry.buffer(0.01)
    assert all(towns[rows[p.id]["所在乡镇"]].contains(p.geometry) for p in file.parcels)
    if "所在村" in ledgers[title][0]:
        villages = layer(sample, "CJDCQ").set_index("ZLDWMC").geometry.buffer(0.01)
        assert all(villages[rows[p.id]["所在村"]].contains(p.geometry) for p in file.parcels)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = left < right
    assert shapely.area(shapely.intersection(shapes[left[pairs]], shapes[right[pairs]])).sum() < 1e-6


def test_supply_lies_in_its_batch(sample: SampleReceipt, ledgers: Any) -> None:
    batches = {p.id: p.geometry for p in drawn(sample, "用地报批台账").parcels}
    source = {r["电子监管号"]: r["来源批次"] for r in ledgers["土地供应台账"]}
    linked = [p for p in drawn(sample, "土地供应台账").parcels if source[p.id]]
    assert linked
    assert all(batches[source[p.id]].buffer(0.01).contains(p.geometry) for p in linked)


def test_idle_parcels_are_the_supplied_ones(sample: SampleReceipt, ledgers: Any) -> None:
    supplied = {p.id: p.geometry for p in drawn(sample, "土地供应台账").parcels}
    number = {r["闲置编号"]: r["电子监管号"] for r in ledgers["闲置土地台账"]}
    for parcel in drawn(sample, "闲置土地台账").parcels:
        assert parcel.geometry.equals(supplied[number[parcel.id]])


def test_shapes_vary(sample: SampleReceipt) -> None:
    shapes = np.array([p.geometry for p in drawn(sample, "勘测定界台账").parcels], dtype=object)
    assert shapely.get_num_interior_rings(shapely.get_parts(shapes)).sum() >= 2
    assert (shapely.get_num_geometries(shapes) > 1).sum() >= 2
    assert len(set(shapely.get_num_coordinates(shapes).tolist())) >= 3


def test_year_ends_differ_in_the_ledgers_changes_and_nowhere_else(sample: SampleReceipt, ledgers: Any) -> None:
    before, after = layer(sample, "DLTB_2024"), layer(sample, "DLTB_2025")
    columns = [c for c in before.columns if c != "geometry"]
    kept = after[after.BSM.isin(before.BSM)].set_index("BSM")
    same = before[before.BSM.isin(after.BSM)].set_index("BSM").loc[kept.index]
    assert kept.drop(columns="geometry").fillna("").equals(same.drop(columns="geometry").fillna(""))
    assert shapely.equals_exact(kept.geometry.values, same.geometry.values, 0).all()
    assert len(columns) == 30
    gone, new = before[~before.BSM.isin(after.BSM)], after[~after.BSM.isin(before.BSM)]
    assert len(gone) == 669 and set(new.SJNF) == {2025} and set(kept.SJNF) == {2024}
    pairs = gpd.overlay(gone[["BSM", "DLBM", "geometry"]], new[["BSM", "DLBM", "ZLDWDM", "TBBH", "geometry"]],
                        how="intersection", keep_geom_type=False)
    pairs = pairs[pairs.area > 1.0]
    moved = pairs[pairs.DLBM_1 != pairs.DLBM_2]
    assert len(moved) == 669
    yearly = {r["图斑号"]: r for r in ledgers["国土变更调查台账"]
              if r["变更类别"] == "年度变更" and r["部级核查日期"].year == 2025}
    seen = {}
    for old, row in zip(moved.DLBM_1, moved.itertuples(), strict=True):
        seen[f"{row.ZLDWDM[:12]}{int(row.TBBH):08d}"] = (old, row.DLBM_2)
    assert seen == {key: (r["变更前地类"], r["变更后地类"]) for key, r in yearly.items()}
    mu = {f"{z[:12]}{int(t):08d}": cmu_of(int(a)) for z, t, a in zip(
        new.ZLDWDM, new.TBBH, np.round(new.TBMJ * 100).astype(int), strict=True)}
    assert {key: mu[key] for key in yearly} == {key: round(r["面积(亩)"] * 100) for key, r in yearly.items()}


def test_daily_changes_are_elsewhere(sample: SampleReceipt, ledgers: Any) -> None:
    kind = {r["图斑号"]: r["变更类别"] for r in ledgers["国土变更调查台账"]}
    parcels = drawn(sample, "国土变更调查台账").parcels
    yearly = shapely.union_all([p.geometry for p in parcels if kind[p.id] == "年度变更"])
    assert not any(p.geometry.intersects(yearly.buffer(-0.001)) for p in parcels if kind[p.id] == "日常变更")


def test_project_touches_each_layer_a_little(sample: SampleReceipt) -> None:
    file = read_coordinate_txt(sample.folder / "projects/示例项目.txt")
    assert [p.id for p in file.parcels] == ["XM-1", "XM-2", "XM-3"]
    whole = shapely.union_all([p.geometry for p in file.parcels])
    assert whole.area == pytest.approx(sum(p.geometry.area for p in file.parcels))
    assert shapely.union_all(layer(sample, "XZQ").geometry.values).contains(whole)
    area = int(survey_areas_dm2(np.array([whole]), GK)[0]) / 100
    fields = layer(sample, "DLTB_2025")
    for frame, most in ((fields[fields.DLBM.str.startswith("01")], 0.95), (layer(sample, "YJJBNTBHTB"), 0.7),
                        (layer(sample, "STBHHX"), 0.3), (layer(sample, "CZKFBJ"), 0.9)):
        assert 0.003 < frame.intersection(whole).area.sum() / area < most


def test_same_seed_same_sample(sample: SampleReceipt, again: Result) -> None:
    folder = Path(json.loads(again.stdout)["folder"])
    for title in AREA:
        name = f"coordinates/{title}.txt"
        assert (folder / name).read_bytes() == (sample.folder / name).read_bytes()
    for name in ("DLTB_2025", "YJJBNTBHTB", "STBHHX"):
        assert layer(sample, name).equals(gpd.read_file(folder / "layers/qinghe.gpkg", layer=name))
    assert {path.stem: read_rows(path) for path in (folder / "ledgers").iterdir()} == {
        path.stem: read_rows(path) for path in (sample.folder / "ledgers").iterdir()}


def read_rows(path: Any) -> list[Any]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
