"""The layers: a valid planar coverage with exact areas, the standard fields, and the same rows in both formats."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from yulin.geodesy.levelling import deduct_ridge
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.sample import layers
from yulin.sample.classes import CLASSES
from yulin.sample.district import SampleReceipt
from yulin.sample.layout import make_layout

LAYERS = {"DLTB_2024": layers.DLTB, "DLTB_2025": layers.DLTB, "XZQ": layers.XZQ, "CJDCQ": layers.CJDCQ,
          "YJJBNTBHTB": layers.YJJBNTBHTB, "STBHHX": layers.STBHHX, "CZKFBJ": layers.CZKFBJ}


@pytest.fixture(scope="module")
def frames(sample: SampleReceipt) -> dict[str, gpd.GeoDataFrame]:
    return {name: gpd.read_file(sample.folder / "layers/qinghe.gpkg", layer=name) for name in LAYERS}


def dm2(values: gpd.GeoSeries) -> np.ndarray:
    return np.round(np.asarray(values) * 100).astype(np.int64)


@pytest.mark.parametrize("name", list(LAYERS))
@pytest.mark.parametrize("file", ["qinghe.gpkg", "qinghe.gdb"])
def test_fields_are_the_standards(sample: SampleReceipt, name: str, file: str) -> None:
    info = pyogrio.read_info(sample.folder / "layers" / file, layer=name)
    assert info["crs"] == "EPSG:4526"
    assert list(info["fields"]) == [f.name for f in LAYERS[name]]
    kinds = {"char": "OFTString", "double": "OFTReal", "int": "OFTInteger"}
    assert list(info["ogr_types"]) == [kinds[f.kind] for f in LAYERS[name]]


def test_dltb_has_its_thirty_fields_within_their_lengths(frames: dict[str, gpd.GeoDataFrame]) -> None:
    assert len(layers.DLTB) == 30
    for field in layers.DLTB:
        if field.kind == "char":
            text = frames["DLTB_2025"][field.name].dropna().astype(str)
            assert (text.str.len() <= field.length).all(), field.name


@pytest.mark.parametrize("year", ["DLTB_2024", "DLTB_2025"])
def test_coverage_is_valid_and_planar(frames: dict[str, gpd.GeoDataFrame], year: str) -> None:
    shapes = shapely.get_geometry(frames[year].geometry.values, 0)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.coverage_union_all(shapes)
    assert whole.geom_type == "Polygon" and not whole.interiors
    assert abs(whole.area - shapely.area(shapes).sum()) < 1e-3
    xy = shapely.get_coordinates(shapes)
    assert np.array_equal(xy, np.round(xy, 4))


@pytest.mark.parametrize("year", ["DLTB_2024", "DLTB_2025"])
def test_areas_add_up_to_the_cent(frames: dict[str, gpd.GeoDataFrame], year: str) -> None:
    patches, villages, towns = frames[year], frames["CJDCQ"], frames["XZQ"]
    tbmj = dm2(patches.TBMJ)
    by_village = dict(zip(villages.ZLDWDM, dm2(villages.DCMJ), strict=True))
    sums: dict[str, int] = {}
    for code, area in zip(patches.ZLDWDM, tbmj.tolist(), strict=True):
        sums[code] = sums.get(code, 0) + area
    assert sums == by_village
    by_town: dict[str, int] = {}
    for code, area in by_village.items():
        by_town[code[:9]] = by_town.get(code[:9], 0) + int(area)
    assert by_town == dict(zip(towns.XZQDM, dm2(towns.DCMJ).tolist(), strict=True))
    # the chain's control is the district's own survey area, to the rounding of its vertices
    assert abs(tbmj.sum() - survey_areas_dm2(np.array([shapely.union_all(towns.geometry.values)]), layers.GK)[0]) < 500
    assert np.abs(tbmj - survey_areas_dm2(patches.geometry.values, layers.GK)).max() <= 3


@pytest.mark.parametrize("year", ["DLTB_2024", "DLTB_2025"])
def test_ridge_deduction(frames: dict[str, gpd.GeoDataFrame], year: str) -> None:
    patches = frames[year]
    kcmj, net = deduct_ridge(dm2(patches.TBMJ), patches.KCXS.to_numpy())
    assert np.array_equal(dm2(patches.KCMJ), kcmj)
    assert np.array_equal(dm2(patches.TBDLMJ), net)
    steep = patches.DLBM.str.startswith("01") & (patches.GDPDJB.fillna("1") >= "2")
    assert ((patches.KCXS > 0) == steep).all()
    assert ((patches.KCDLBM == "1203") == steep).all()
    assert (patches.GDLX.notna() == steep).all()
    assert (patches.GDPDJB.notna() == patches.DLBM.str.startswith("01")).all()


def test_codes_and_names(frames: dict[str, gpd.GeoDataFrame]) -> None:
    patches = frames["DLTB_2025"]
    assert patches.BSM.is_unique and (patches.BSM.str.len() == 18).all()
    assert not patches.duplicated(["ZLDWDM", "TBBH"]).any()
    assert (patches.DLBM.map(CLASSES) == patches.DLMC).all()
    assert set(frames["DLTB_2024"].MSSM) == {"00"}
    assert len(frames["XZQ"]) == 8 and len(frames["CJDCQ"]) == 64
    assert frames["XZQ"].XZQMC.is_unique and frames["CJDCQ"].ZLDWMC.is_unique
    joined = gpd.sjoin(gpd.GeoDataFrame({"village": patches.ZLDWDM}, geometry=patches.representative_point()),
                       frames["CJDCQ"][["ZLDWDM", "geometry"]], predicate="within")
    assert len(joined) == len(patches) and (joined.village == joined.ZLDWDM).all()


def test_class_mix_is_plausible(frames: dict[str, gpd.GeoDataFrame]) -> None:
    share = frames["DLTB_2024"].groupby("DLBM").TBMJ.sum() / frames["DLTB_2024"].TBMJ.sum()
    assert share["0103"] == share.max() and 0.2 < share["0103"] < 0.6
    assert share[share.index.str.startswith("03")].sum() > 0.1
    assert 0.02 < share["0702"] < 0.1
    assert {"1001", "1003", "1006", "1101", "1107A"} <= set(share.index)
    assert 0 < share[share.index.str.endswith("K")].sum() < 0.05


def test_both_formats_hold_the_same_rows(sample: SampleReceipt, frames: dict[str, gpd.GeoDataFrame]) -> None:
    for name, frame in frames.items():
        other = gpd.read_file(sample.folder / "layers/qinghe.gdb", layer=name)
        assert len(other) == len(frame)
        for column in frame.columns.drop("geometry"):
            assert frame[column].fillna("").tolist() == other[column].fillna("").tolist(), (name, column)
        mine, theirs = (shapely.normalize(f.geometry.values) for f in (frame, other))
        assert shapely.equals_exact(mine, theirs, 1e-5).all()


def test_control_lines(frames: dict[str, gpd.GeoDataFrame]) -> None:
    district = shapely.union_all(frames["XZQ"].geometry.values)
    farmland, redline, boundary = frames["YJJBNTBHTB"], frames["STBHHX"], frames["CZKFBJ"]
    assert set(farmland.DLBM) <= {"0101", "0102", "0103"}
    assert np.array_equal(dm2(farmland.YJJBNTTBMJ), dm2(farmland.KCMJ) + dm2(farmland.YJJBNTMJ))
    same = np.isin(shapely.to_wkb(shapely.normalize(farmland.geometry.values)),
                   shapely.to_wkb(shapely.normalize(frames["DLTB_2024"].geometry.values)))
    assert 0.2 < same.mean() < 0.8
    assert 3 <= len(redline) <= 9
    assert sum(len(p.interiors) for p in shapely.get_parts(redline.geometry.values)) > 0
    assert 0.05 < redline.area.sum() / district.area < 0.35
    assert set(boundary.GHFQDM) == {"01", "02", "03"}
    assert len({(a, b) for a, b in zip(boundary.GHFQDM, boundary.GHFQMC, strict=True)}) == 3
    assert shapely.is_valid(boundary.geometry.values).all()
    for frame, field in ((redline, "MJ"), (boundary, "MJ"), (farmland, "YJJBNTTBMJ")):
        assert np.array_equal(dm2(frame[field]), survey_areas_dm2(frame.geometry.values, layers.GK))


@pytest.mark.parametrize("seed", [0, 5, 77])
def test_any_seed_gives_a_valid_coverage_of_the_size_asked(seed: int) -> None:
    layout = make_layout(1_700, seed)
    shapes = np.concatenate([layout.polygons(v) for v in range(len(layout.terrain.village_codes))])
    assert len(shapes) == 1_700
    assert shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)
    assert shapely.coverage_union_all(shapes).geom_type == "Polygon"
