"""A real coverage from outside the repository: imported, checked, tiled and compared with itself a year on.

The lower-layer areas of one part of England, reprojected to the 3° zone 38 as if they lay there. The whole layer has
27,318 polygons; the test takes the 1,500 nearest to the middle of the layer, so that it stays short.
"""

from __future__ import annotations

from pathlib import Path

import geopandas
import mapbox_vector_tile
import numpy as np
import pytest
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.changes import change_patches
from yulin.atlas.checking import check_version
from yulin.atlas.difference import matrix_of, measure
from yulin.atlas.pyramid import tiles_of_zoom
from yulin.atlas.tiles import make_tile
from yulin.geodesy.crs import Gk
from yulin.geodesy.survey_area import survey_areas_dm2

TAKEN = 1500
CLASSES = np.array(["0101", "0301", "0702"])


@pytest.fixture(scope="module")
def areas(request: pytest.FixtureRequest) -> geopandas.GeoDataFrame:
    path = Path(request.config.rootpath).parent / "shared" / "data" / "england_lsoa.parquet"
    if not path.is_file():
        pytest.skip("needs ../shared/data/england_lsoa.parquet, which is not here")
    whole = geopandas.read_parquet(path)
    x, y = shapely.get_coordinates(shapely.centroid(whole.geometry.to_numpy())).T
    near = np.argsort(np.hypot((x - np.median(x)) * np.cos(np.radians(np.median(y))), y - np.median(y)))[:TAKEN]
    part = whole.iloc[near]
    # A transverse Mercator about their own middle, shifted to where zone 38 is.
    plane = part.to_crs(f"+proj=tmerc +lon_0={np.median(x)} +ellps=GRS80 +x_0=38500000 +units=m")
    shapes = shapely.transform(plane.geometry.to_numpy(), lambda xy: np.round(xy - (0, 1_900_000), 4))
    code = CLASSES[np.arange(TAKEN) % 3]
    dm2 = survey_areas_dm2(shapes, Gk(38))
    return geopandas.GeoDataFrame({
        "BSM": part["LSOA11CD"].to_numpy(), "TBBH": [f"{n:04d}" for n in range(TAKEN)], "DLBM": code,
        "DLMC": np.array(["水田", "乔木林地", "农村宅基地"])[np.arange(TAKEN) % 3], "ZLDWDM": "9901020010010000000",
        "ZLDWMC": "村", "QSXZ": "30", "QSDWDM": "1", "QSDWMC": "村", "TBMJ": dm2 / 100, "TBDLMJ": dm2 / 100,
        "SJNF": 2024}, geometry=shapes, crs=4526)


def test_import_check_tile_and_diff(areas: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    atlas = Atlas(tmp_path / "home")
    sound = shapely.is_valid(areas.geometry.to_numpy())
    after = areas.copy()
    changed = np.flatnonzero(sound)[:40:4]
    after.loc[changed, ["DLBM", "DLMC"]] = ["0601", "工业用地"]
    for day, frame in (("2024-12-31", areas), ("2025-12-31", after)):
        frame.to_parquet(tmp_path / f"{day}.parquet")
        receipt = atlas.import_file(tmp_path / f"{day}.parquet", "dltb", day, on_error="skip")
        assert receipt.version is not None and (receipt.rows, receipt.skipped) == (sound.sum(), (~sound).sum())
        assert receipt.survey_dm2 == round(areas.loc[sound, "TBMJ"].sum() * 100)
    results = {r.id: r for r in check_version("dltb", "2024-12-31", atlas.home).results}
    assert {r.id for r in results.values() if r.skipped} == {"village.outside", "area.control"}
    for name in ("field.required", "geometry.invalid", "geometry.duplicate", "code.unknown", "code.name", "field.rule",
                 "key.duplicate", "area.ridge", "area.survey"):
        assert results[name].count == 0, name
    version = atlas.version("dltb", "2024-12-31")
    for z in (8, 10, 13):
        drawn = [make_tile(version, z, x, y) for x, y in tiles_of_zoom(version, z)]
        features = [f for data in drawn if data for f in mapbox_vector_tile.decode(data)["dltb"]["features"]]
        assert len(features) >= (sound.sum() if z == 13 else 1)
    measured = measure(version, atlas.version("dltb", "2025-12-31"))
    matrix, patches = matrix_of(measured), change_patches(measured)
    assert matrix.dm2[:-1].sum(1).tolist() == matrix.old.tolist()
    assert matrix.dm2[:, :-1].sum(0).tolist() == matrix.new.tolist()
    whole = patches[patches["reason"] == "reclassified"]
    assert matrix.old.sum() == round(areas.loc[sound, "TBMJ"].sum() * 100)
    assert set(patches.loc[patches["class_after"] == "0601", "key_after"]) == set(areas.loc[changed, "BSM"])
    # Where the layer overlaps itself in both years, nothing changed.
    assert results["coverage.overlap"].count > 0 and len(patches) == len(whole) == len(changed) == 10
    assert abs(matrix.changed_dm2 - round(areas.loc[changed, "TBMJ"].sum() * 100)) <= len(matrix.codes)
