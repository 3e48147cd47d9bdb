"""Vector tiles, decoded by another library."""

from __future__ import annotations

from pathlib import Path

import geopandas
import mapbox_vector_tile
import numpy as np
import pytest
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.tiles import make_tile, on_tile, tile, tile_grid
from yulin.findings import Refusal
from yulin.geodesy.crs import to_lonlat

DAY = "2024-12-31"


@pytest.fixture(scope="module")
def atlas(layer_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    made = Atlas(tmp_path_factory.mktemp("home"))
    made.import_file(layer_file, "dltb", DAY)
    return made


def tile_at(z: int, x: float, y: float) -> tuple[int, int]:
    """The tile that holds a point of EPSG:4526."""
    lon, lat = (float(v) for v in to_lonlat(x, y, 4526))
    return (int((lon + 180) / 360 * 2**z),
            int((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**z))


def decode(data: bytes) -> list[dict[str, object]]:
    return mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})["dltb"]["features"]


def test_features_lie_where_the_layer_says(atlas: Atlas, frame: geopandas.GeoDataFrame) -> None:
    z, (x, y) = 15, tile_at(15, 38_520_700, 3_900_700)
    features = decode(tile(atlas, "dltb", DAY, z, x, y))
    grid = tile_grid(4526, z, x, y)
    assert grid is not None
    by_key = {f"{p['TBBH']}": (f, p) for f in features for p in [f["properties"]]}
    whole = 0
    for _i, row in frame.iterrows():
        moved = shapely.transform(row.geometry, lambda xy: np.column_stack(on_tile(grid, xy[:, 0], xy[:, 1])))
        if moved.intersects(shapely.box(0, 0, 4096, 4096)):
            found, properties = by_key[row.TBBH]
            assert properties == {"DLBM": row.DLBM, "DLMC": row.DLMC, "TBBH": row.TBBH, "ZLDWMC": row.ZLDWMC,
                                  "TBMJ": row.TBMJ}
            if moved.within(shapely.box(0, 0, 4096, 4096)):
                whole += 1
                drawn = shapely.geometry.shape(found["geometry"])
                assert drawn.is_valid and shapely.hausdorff_distance(drawn, moved) < 1.5
    assert whole > 10


def test_the_polynomial_is_the_projection() -> None:
    for z in (6, 8, 11, 14, 17):
        x, y = tile_at(z, 38_520_700, 3_900_700)
        grid = tile_grid(4526, z, x, y)
        assert grid is not None
        px, py = (v.ravel() for v in np.meshgrid(np.linspace(grid.window[0], grid.window[2], 7),
                                                 np.linspace(grid.window[1], grid.window[3], 7)))
        lon, lat = to_lonlat(px, py, 4526)
        tx, ty = on_tile(grid, px, py)
        np.testing.assert_allclose(tx, ((lon + 180) / 360 * 2**z - x) * 4096, atol=0.1)
        np.testing.assert_allclose(ty, ((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**z - y) * 4096,
                                   atol=0.1)


def test_shared_edges_do_not_part(atlas: Atlas) -> None:
    x, y = tile_at(14, 38_520_700, 3_900_700)
    shapes = [shapely.geometry.shape(f["geometry"]) for f in decode(make_tile(atlas.version("dltb"), 14, x, y))]
    united = shapely.union_all(shapes)
    assert united.area == pytest.approx(sum(s.area for s in shapes), rel=1e-12)
    assert all(len(part.interiors) == 0 for part in shapely.get_parts(united))


def test_far_views_keep_the_area_and_carry_less(atlas: Atlas, frame: geopandas.GeoDataFrame) -> None:
    x, y = tile_at(9, 38_520_700, 3_900_700)
    data = make_tile(atlas.version("dltb"), 9, x, y)
    features = decode(data)
    assert 0 < len(features) < len(frame)
    assert {tuple(f["properties"]) for f in features} == {("DLBM", "DLMC")}
    drawn = sum(shapely.geometry.shape(f["geometry"]).area for f in features)
    grid = tile_grid(4526, 9, x, y)
    assert grid is not None
    assert drawn == pytest.approx(frame["TBMJ"].sum() * grid.metre**2, rel=0.25)


def test_tiles_are_kept_and_served_again(atlas: Atlas) -> None:
    x, y = tile_at(16, 38_520_700, 3_900_700)
    first = tile(atlas, "dltb", None, 16, x, y)
    kept = atlas.version("dltb").path / "tiles" / "16" / str(x) / f"{y}.pbf"
    assert kept.read_bytes() == first and [p.name for p in kept.parent.iterdir()] == [kept.name]
    kept.write_bytes(b"kept")
    assert tile(atlas, "dltb", None, 16, x, y) == b"kept"


def test_where_there_is_nothing(atlas: Atlas) -> None:
    assert make_tile(atlas.version("dltb"), 10, 0, 0) == b""
    assert make_tile(atlas.version("dltb"), 10, *tile_at(10, 38_420_700, 3_900_700)) == b""
    for z, x, y in ((-1, 0, 0), (3, 8, 0), (40, 0, 0)):
        with pytest.raises(Refusal):
            tile(atlas, "dltb", DAY, z, x, y)
