"""Tiles of parcels: where they lie on the tile's grid, read by an independent decoder."""

from __future__ import annotations

import math
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely

from yulin.geodesy.crs import to_lonlat
from yulin.office.api.parcel_tiles import MOST, parcel_tile
from yulin.office.land.supply import Supply
from yulin.office.registers.parcel import parcel_value

pytestmark = pytest.mark.django_db
EXTENT = 4096


def supply(number: str, geometry: shapely.Geometry, epsg: int) -> Supply:
    return Supply.objects.create(number=number, mode="划拨", region="990102001", area=1,
                                 **parcel_value(geometry, epsg).columns())


def on_grid(x: Any, y: Any, epsg: int, tile: tuple[int, int, int]) -> np.ndarray:
    """Points of the survey plane on the tile's grid by the web-mercator formula itself."""
    lon, lat = to_lonlat(np.asarray(x, float), np.asarray(y, float), epsg)
    side = 2 ** tile[0]
    row = (1 - np.arcsinh(np.tan(np.radians(lat))) / math.pi) / 2
    return np.column_stack([((lon + 180) / 360 * side - tile[1]) * EXTENT, (row * side - tile[2]) * EXTENT])


def tile_at(x: float, y: float, epsg: int, z: int) -> tuple[int, int, int]:
    column, row = on_grid([x], [y], epsg, (z, 0, 0))[0] / EXTENT
    return z, int(column), int(row)


def decoded(tile: tuple[int, int, int]) -> dict[str, shapely.Geometry]:
    data = parcel_tile(Supply.register, Supply.objects.all(), *tile)
    if not data:
        return {}
    layer = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})["land-supply"]
    return {f["properties"]["key"]: shapely.geometry.shape(f["geometry"]) for f in layer["features"]}


@pytest.mark.parametrize("epsg", [4526, 4547])
def test_a_parcel_lies_where_the_projection_says(epsg: int) -> None:
    x0 = 38_500_000.0 if epsg == 4526 else 500_000.0
    ring = [(x0, 3_985_000.0), (x0 + 180, 3_985_020.0), (x0 + 150, 3_985_170.0), (x0 - 20, 3_985_150.0)]
    made = supply("A", shapely.Polygon(ring, [[(x0 + 50, 3_985_050.0), (x0 + 90, 3_985_050.0),
                                               (x0 + 90, 3_985_090.0), (x0 + 50, 3_985_090.0)]]), epsg)
    tile = tile_at(x0 + 80, 3_985_080.0, epsg, 16)
    shown = decoded(tile)
    assert list(shown) == ["A"]
    wanted = shapely.transform(shapely.from_wkb(bytes(made.parcel_wkb)),
                               lambda c: on_grid(c[:, 0], c[:, 1], epsg, tile))
    frame = shapely.box(-64, -64, EXTENT + 64, EXTENT + 64)
    wanted = wanted.intersection(frame)
    assert shown["A"].hausdorff_distance(wanted) < 1.5
    assert shown["A"].area == pytest.approx(wanted.area, rel=0.005)
    assert len(shown["A"].interiors) == 1


def test_a_parcel_too_small_to_be_seen_is_one_pixel() -> None:
    supply("small", shapely.box(38_500_000.0, 3_985_000.0, 38_500_020.0, 3_985_020.0), 4526)
    tile = tile_at(38_500_010.0, 3_985_010.0, 4526, 10)
    shown = decoded(tile)["small"]
    centre = on_grid([38_500_010.0], [3_985_010.0], 4526, tile)[0]
    assert shown.bounds[2] - shown.bounds[0] == shown.bounds[3] - shown.bounds[1] == 16
    assert abs(shown.centroid.x - centre[0]) < 1 and abs(shown.centroid.y - centre[1]) < 1


def test_parcels_of_two_zones_share_a_tile() -> None:
    supply("zone", shapely.box(38_500_000.0, 3_985_000.0, 38_500_200.0, 3_985_200.0), 4526)
    supply("plain", shapely.box(500_300.0, 3_985_000.0, 500_500.0, 3_985_200.0), 4547)
    assert set(decoded(tile_at(38_500_250.0, 3_985_100.0, 4526, 14))) == {"zone", "plain"}


def test_a_tile_without_parcels_is_empty() -> None:
    supply("A", shapely.box(38_500_000.0, 3_985_000.0, 38_500_200.0, 3_985_200.0), 4526)
    assert parcel_tile(Supply.register, Supply.objects.all(), 14, 0, 0) == b""


def test_a_crowded_tile_shows_the_largest() -> None:
    value = parcel_value(shapely.box(38_500_000.0, 3_985_000.0, 38_500_100.0, 3_985_100.0), 4526).columns()
    Supply.objects.bulk_create(
        Supply(number=f"{i:05}", mode="划拨", region="990102001", area=1, **{**value, "parcel_area": 10_000 + i})
        for i in range(MOST + 5))
    shown = decoded(tile_at(38_500_050.0, 3_985_050.0, 4526, 14))
    assert len(shown) == MOST and min(shown) == "00005"
