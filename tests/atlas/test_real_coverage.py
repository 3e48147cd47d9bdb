"""A real coverage from outside the repository: imported, checked, tiled and compared with itself a year on.

The lower-layer areas of one part of England, reprojected to the 3° zone 38 as if they lay there: 27,318 polygons with
1.7 million vertices, 575 km wide, in one layer.
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

CLASSES = np.array(["0101", "0301", "0702"])


@pytest.fixture(scope="module")
def areas(request: pytest.FixtureRequest) -> geopandas.GeoDataFrame:
    path = Path(request.config.rootpath).parent / "shared" / "data" / "england_lsoa.parquet"
    if not path.is_file():
        pytest.skip("needs ../shared/data/england_lsoa.parquet, which is not here")
    whole = geopandas.read_parquet(path)
    x, _y = shapely.get_coordinates(shapely.centroid(whole.geometry.to_numpy())).T
    # A transverse Mercator about their own middle, shifted to where zone 38 is.
    plane = whole.to_crs(f"+proj=tmerc +lon_0={np.median(x)} +ellps=GRS80 +x_0=38500000 +units=m")
    shapes = shapely.transform(plane.geometry.to_numpy(), lambda xy: np.round(xy - (0, 1_900_000), 4))
    taken = np.arange(len(whole))
    code = CLASSES[taken % 3]
    dm2 = survey_areas_dm2(shapes, Gk(38))
    return geopandas.GeoDataFrame({
        "BSM": whole["LSOA11CD"].to_numpy(), "TBBH": [f"{n:05d}" for n in taken], "DLBM": code,
        "DLMC": np.array(["水田", "乔木林地", "农村宅基地"])[taken % 3], "ZLDWDM": "9901020010010000000",
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
        assert {f.code for f in receipt.findings if f.level == "warning"} == {"zone.wide"}  # 355 km off the meridian
        assert receipt.version is not None and (receipt.rows, receipt.skipped) == (sound.sum(), (~sound).sum())
        assert receipt.survey_dm2 == round(areas.loc[sound, "TBMJ"].sum() * 100)
    results = {r.id: r for r in check_version("dltb", "2024-12-31", atlas.home).results}
    assert {r.id for r in results.values() if r.skipped} == {"village.outside", "area.control"}
    for name in ("field.required", "geometry.invalid", "geometry.duplicate", "code.unknown", "code.name", "field.rule",
                 "key.duplicate", "area.ridge", "area.survey"):
        assert results[name].count == 0, name
    version = atlas.version("dltb", "2024-12-31")
    rng = np.random.default_rng(1)
    for z in (6, 8, 13):
        there = list(tiles_of_zoom(version, z))
        chosen = there if z == 6 else [there[n] for n in rng.choice(len(there), 12, replace=False)]
        drawn = [make_tile(version, z, x, y) for x, y in chosen]
        features = [f for data in drawn if data for f in mapbox_vector_tile.decode(data)["dltb"]["features"]]
        assert all(f["properties"]["DLBM"] in (*CLASSES, "0601") for f in features) and len(features) >= 12
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
