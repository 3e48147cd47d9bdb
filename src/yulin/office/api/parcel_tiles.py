"""Vector tiles of the registers' parcels, cut on the fly from the records that the person may see."""

from __future__ import annotations

import math
from typing import Any

import mapbox_vector_tile
import numpy as np
import shapely
from django.db.models import QuerySet

from yulin.office.registers.declaration import Register
from yulin.office.registers.parcel import lonlat_geometry, parcel_of

EXTENT, BUFFER = 4096, 64
MOST = 4000


def tile_box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees of a web-mercator tile."""
    side = 2**z

    def latitude(row: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side))))

    return x / side * 360 - 180, latitude(y + 1), (x + 1) / side * 360 - 180, latitude(y)


def parcel_tile(register: Register, records: QuerySet[Any], z: int, x: int, y: int) -> bytes:
    """One MVT tile with a layer named after the register's slug; at most ``MOST`` parcels, the largest first.

    Properties: ``id``, ``key`` and ``title`` (the first listed text). Records are filtered by their box in
    degrees.
    """
    west, south, east, north = tile_box(z, x, y)
    found = records.filter(
        parcel_west__lte=east, parcel_east__gte=west, parcel_south__lte=north, parcel_north__gte=south
    ).order_by("-parcel_area")[:MOST]
    features = []
    for record in found:
        parcel = parcel_of(record)
        if parcel is None:
            continue
        drawn = shapely.transform(lonlat_geometry(parcel), lambda c: _to_grid(c, z, x, y))
        drawn = shapely.clip_by_rect(
            shapely.simplify(drawn, 1.0), -BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER
        )
        if not shapely.is_empty(drawn):
            features.append(
                {"geometry": drawn, "id": record.pk, "properties": {"id": record.pk, "key": record.key}}
            )
    tile: bytes = mapbox_vector_tile.encode(
        [{"name": register.slug, "features": features}],
        default_options={"y_coord_down": True, "extents": EXTENT},
    )
    return tile


def _to_grid(lonlat: np.ndarray, z: int, x: int, y: int) -> np.ndarray:
    side = 2**z
    across = (lonlat[:, 0] + 180) / 360 * side - x
    down = (1 - np.arcsinh(np.tan(np.radians(lonlat[:, 1]))) / np.pi) / 2 * side - y
    return np.column_stack([across, down]) * EXTENT
