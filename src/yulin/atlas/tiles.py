"""Vector tiles of a layer version, made when first asked for and kept beside the version.

A tile is a window read, cut, put on a grid of 4,096 and encoded (``mvt``). From the survey plane to the tile
there is one polynomial per tile, fitted to the exact projection to better than a tenth of a grid unit. A
polygon smaller than a pixel (1/256 of the tile, 1/128 up to zoom 10) is not drawn; along the Hilbert curve such
polygons are counted by area, and each full pixel of it is drawn as one square that carries the attributes of the
polygon that filled it, so that a far view keeps the right mix of classes. Below zoom 12 only the class code and
name are carried.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from yulin.atlas.catalogue import Atlas
from yulin.atlas.mvt import EXTENT, layer_bytes, polygon_features, square_features, value_table
from yulin.atlas.numbers import floats
from yulin.atlas.rings import rings_from_wkb
from yulin.atlas.tile_archive import archive_of, stored_tile
from yulin.atlas.version import Version
from yulin.atlas.window import read_rows, rows_meeting, shapes_of
from yulin.findings import Refusal
from yulin.geodesy.crs import from_lonlat, gk_from_epsg, to_lonlat
from yulin.i18n import gettext as _

Floats = NDArray[np.float64]

MOST_ZOOM = 22
BUFFER = 64
PIXEL = EXTENT // 256
DETAIL_FROM_ZOOM = 12
FAR_ZOOM = 10
DEGREE = 5


@dataclass(frozen=True, slots=True)
class Grid:
    """A tile's place in a survey plane. window: (x0, y0, x1, y1) with its buffer, metres; centre: x, y, scale;
    coefficients: float64[terms, 2] of the polynomial to tile units; powers: int64[terms, 2]; metre: grid units
    in a metre.
    """

    window: tuple[float, float, float, float]
    centre: Floats
    coefficients: Floats
    powers: NDArray[np.int64]
    metre: float


def tile(atlas: Atlas, layer: str, version: str | date | None, z: int, x: int, y: int) -> bytes:
    """The tile as MVT bytes; empty where the layer has nothing. Refuses a tile that does not exist.

    version: an ISO date, None for the newest.
    """
    return tile_of(atlas.version(layer, version), z, x, y)


def tile_of(version: Version, z: int, x: int, y: int) -> bytes:
    """``tile`` for a version at hand: from its archive, else from ``tiles/z/x/y.pbf`` of its folder, where a tile that
    was cut is kept.
    """
    if not (0 <= z <= MOST_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise Refusal(_("没有瓦片 {z}/{x}/{y}。").format(z=z, x=x, y=y))
    archive = archive_of(version)
    stored = stored_tile(archive, z, x, y) if archive is not None else None
    if stored is not None:
        return stored
    kept = cached_tile(version, z, x, y)
    if kept is not None:
        return kept
    data = make_tile(version, z, x, y)
    path = _cache(version, z, x, y)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{y}-{uuid4().hex[:8]}")
        fresh.write_bytes(data)
        os.replace(fresh, path)
    except OSError:
        return data  # an atlas that may only be read, or a full disk: the tile is served all the same
    return data


def _cache(version: Version, z: int, x: int, y: int) -> Path:
    return version.path / "tiles" / str(z) / str(x) / f"{y}.pbf"


def cached_tile(version: Version, z: int, x: int, y: int) -> bytes | None:
    """A tile that was asked for before; None for one that was not."""
    try:
        return _cache(version, z, x, y).read_bytes()
    except OSError:
        return None


def make_tile(version: Version, z: int, x: int, y: int) -> bytes:
    """The tile as MVT bytes, made anew."""
    extent = version.extent
    grid = tile_grid(version.gk.epsg, z, x, y)
    if extent is None or grid is None or not _meet(extent, grid.window):
        return b""
    schema = version.schema
    names = schema.tile if z >= DETAIL_FROM_ZOOM else (schema.class_code, schema.class_name)
    keys = [name for name in dict.fromkeys(names) if name in version.columns]
    pixel = _pixel(z)
    pixel_m = pixel / grid.metre
    rows = rows_meeting(version, np.array([grid.window]))
    flat = read_rows(version, rows, [*keys, "survey_dm2", "bbox"])
    if flat.num_rows == 0:
        return b""
    box = [floats(pc.struct_field(flat.column("bbox"), side)) for side in ("xmin", "ymin", "xmax", "ymax")]
    tiny = np.maximum(box[2] - box[0], box[3] - box[1]) < pixel_m
    values, tags = value_table([flat.column(key).combine_chunks() for key in keys])
    numbers = np.arange(1, flat.num_rows + 1, dtype=np.int64)
    features = b""
    big = np.flatnonzero(~tiny)
    if len(big):
        rings = rings_from_wkb(shapes_of(version, rows[big]))
        features += polygon_features(rings.x, rings.y, rings.ring_start, rings.ring_sign, rings.geom_start,
                                     np.array(grid.window), grid.centre, grid.coefficients, grid.powers, _step(z),
                                     numbers[big], tags[big]).tobytes()
    small = np.flatnonzero(tiny)
    if len(small):
        area = floats(flat.column("survey_dm2"))[small] / 100
        full = np.floor(np.cumsum(area) / pixel_m ** 2).astype(np.int64)
        chosen = small[np.flatnonzero(np.diff(full, prepend=0) > 0)]
        tx, ty = on_tile(grid, (box[0][chosen] + box[2][chosen]) / 2, (box[1][chosen] + box[3][chosen]) / 2)
        features += square_features(np.rint(tx).astype(np.int64), np.rint(ty).astype(np.int64), pixel // 2,
                                    numbers[chosen], tags[chosen]).tobytes()
    return layer_bytes(version.layer, features, keys, values) if features else b""


def _pixel(z: int) -> int:
    """Side of the smallest thing drawn, in units: 1/256 of the tile, far off 1/128, so that no tile grows heavy."""
    return PIXEL if z > FAR_ZOOM else 2 * PIXEL


def _step(z: int) -> int:
    """Grid step in units: finer than a screen shows near by, coarser far off."""
    return 1 if z >= 15 else 2 if z >= 13 else 4


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1]


def on_tile(grid: Grid, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Points of the survey plane in tile units (x right, y down)."""
    u, v = (x - grid.centre[0]) * grid.centre[2], (y - grid.centre[1]) * grid.centre[2]
    terms = np.stack([u ** a * v ** b for a, b in grid.powers])
    tx, ty = grid.coefficients.T @ terms
    return tx, ty


@lru_cache(maxsize=4096)
def tile_grid(epsg: int, z: int, x: int, y: int) -> Grid | None:
    """Where the tile lies in the plane ``epsg``; None for a tile that is not near its zone."""
    reach = BUFFER / EXTENT
    side = np.linspace(-reach, 1 + reach, 9)
    tx, ty = (part.ravel() for part in np.meshgrid(side, side))
    lon = (x + tx) / 2 ** z * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(math.pi * (1 - 2 * (y + ty) / 2 ** z))))
    middle = gk_from_epsg(epsg).central_meridian
    if z < 6:  # a tile wider than a zone: the part of it that the zone can hold
        lon, lat = np.clip(lon, middle - 4, middle + 4), np.clip(lat, 1, 56)
    if np.abs(lon - middle).max() > 12 or lat.min() < -5 or lat.max() > 70:
        return None
    px, py = from_lonlat(lon, lat, epsg)
    window = (float(px.min()), float(py.min()), float(px.max()), float(py.max()))
    cx, cy = (window[0] + window[2]) / 2, (window[1] + window[3]) / 2
    half = max(window[2] - window[0], window[3] - window[1]) / 2
    if half <= 0:
        return None
    node = np.cos(np.pi * (np.arange(12) + 0.5) / 12) * half * 1.01
    gx, gy = (part.ravel() for part in np.meshgrid(cx + node, cy + node))
    lon, lat = to_lonlat(gx, gy, epsg)
    ux = ((lon + 180) / 360 * 2 ** z - x) * EXTENT
    uy = ((1 - np.arcsinh(np.tan(np.radians(lat))) / math.pi) / 2 * 2 ** z - y) * EXTENT
    powers = np.array([(a, b) for b in range(DEGREE + 1) for a in range(DEGREE + 1 - b)], np.int64)
    u, v = (gx - cx) / half, (gy - cy) / half
    terms = np.stack([u ** a * v ** b for a, b in powers], axis=1)
    coefficients, *_rest = np.linalg.lstsq(terms, np.column_stack([ux, uy]), rcond=None)
    metre = float(np.hypot(coefficients[1, 0], coefficients[1, 1]) / half)
    return Grid(window, np.array([cx, cy, 1 / half]), np.ascontiguousarray(coefficients), powers, metre)

