"""Vector tiles of the registers' parcels, cut on the fly from the records that the person may see.

The atlas's encoder does the work, on all parcels of a tile at once. A parcel too small to be seen is drawn as one
square of a pixel, so that a far view still shows where parcels lie.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from django.db.models import QuerySet

from yulin.atlas.mvt import EXTENT, layer_bytes, polygon_features, square_features, value_table
from yulin.atlas.rings import rings_from_wkb
from yulin.atlas.tiles import BUFFER, PIXEL, on_tile, tile_grid
from yulin.office.registers.declaration import Register

MOST = 4000


def tile_box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees of a web-mercator tile, with the buffer around it."""
    side, reach = 2**z, BUFFER / EXTENT

    def latitude(row: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side))))

    return ((x - reach) / side * 360 - 180, latitude(y + 1 + reach),
            (x + 1 + reach) / side * 360 - 180, latitude(y - reach))


def parcel_tile(register: Register, records: QuerySet[Any], z: int, x: int, y: int) -> bytes:
    """One MVT tile with a layer named after the register's slug; at most ``MOST`` parcels, the largest first.

    Properties: ``id`` and ``key``. Records are chosen by their box in degrees. Empty where there is none.
    """
    west, south, east, north = tile_box(z, x, y)
    found = records.filter(
        parcel_west__lte=east, parcel_east__gte=west, parcel_south__lte=north, parcel_north__gte=south
    ).order_by("-parcel_area").values_list("pk", register.key, "parcel_wkb", "parcel_epsg")[:MOST]
    rows = list(found)
    if not rows:
        return b""
    ids = np.array([row[0] for row in rows], np.int64)
    values, tags = value_table([pa.array(ids), pa.array([str(row[1]) for row in rows])])
    planes = np.array([row[3] for row in rows])
    shapes = [bytes(row[2]) for row in rows]
    features = b""
    for epsg in np.unique(planes):
        mine = np.flatnonzero(planes == epsg)
        features += _drawn([shapes[i] for i in mine], int(epsg), (z, x, y), ids[mine], tags[mine])
    return layer_bytes(register.slug, features, ["id", "key"], values) if features else b""


def _drawn(shapes: Sequence[bytes], epsg: int, place: tuple[int, int, int], ids: np.ndarray,
           tags: np.ndarray) -> bytes:
    """The feature messages of parcels (WKB) surveyed in one plane."""
    grid = tile_grid(epsg, *place)
    if grid is None:
        return b""
    rings = rings_from_wkb(pa.array(shapes, pa.large_binary()))
    tiny = np.maximum(rings.box[:, 2] - rings.box[:, 0], rings.box[:, 3] - rings.box[:, 1]) < PIXEL / grid.metre
    tx, ty = on_tile(grid, (rings.box[:, 0] + rings.box[:, 2]) / 2, (rings.box[:, 1] + rings.box[:, 3]) / 2)
    squares = square_features(np.rint(tx[tiny]).astype(np.int64), np.rint(ty[tiny]).astype(np.int64), PIXEL // 2,
                              ids[tiny], tags[tiny])
    large = np.flatnonzero(~tiny)
    if not len(large):
        return squares.tobytes()
    if tiny.any():
        rings = rings_from_wkb(pa.array([shapes[int(i)] for i in large], pa.large_binary()))
    polygons = polygon_features(rings.x, rings.y, rings.ring_start, rings.ring_sign, rings.geom_start,
                                np.array(grid.window), grid.centre, grid.coefficients, grid.powers, 1,
                                ids[large], tags[large])
    return polygons.tobytes() + squares.tobytes()
