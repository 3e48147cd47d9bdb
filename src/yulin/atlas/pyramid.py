"""Which tiles a version has: those of a zoom that its extent meets; and the number of a tile among all tiles."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from yulin.atlas.version import Version
from yulin.geodesy.crs import to_lonlat


def tile_id(z: int, x: int, y: int) -> int:
    """The tile's number, as PMTiles counts: all smaller zooms, then along the zoom's Hilbert curve."""
    base, d = ((1 << 2 * z) - 1) // 3, 0
    for k in range(z - 1, -1, -1):
        s = 1 << k
        rx, ry = int(x & s > 0), int(y & s > 0)
        d += s * s * ((3 * rx) ^ ry)
        if ry == 0:
            if rx:
                x, y = s - 1 - x, s - 1 - y
            x, y = y, x
        x, y = x & (s - 1), y & (s - 1)
    return base + d


def tiles_of_zoom(version: Version, z: int) -> Iterator[tuple[int, int]]:
    """(x, y) of every tile of zoom ``z`` that the version's extent meets."""
    if version.extent is None:
        return
    x0, y0, x1, y1 = version.extent
    side = np.linspace(0, 1, 33)
    px = np.concatenate([x0 + (x1 - x0) * side] * 2 + [np.full(33, x0), np.full(33, x1)])
    py = np.concatenate([np.full(33, y0), np.full(33, y1)] + [y0 + (y1 - y0) * side] * 2)
    lon, lat = to_lonlat(px, py, version.gk.epsg)
    n = 1 << z
    columns = np.clip(np.floor((np.asarray(lon) + 180) / 360 * n), 0, n - 1).astype(int)
    rows = np.clip(np.floor((1 - np.arcsinh(np.tan(np.radians(lat))) / math.pi) / 2 * n), 0, n - 1).astype(int)
    for x in range(int(columns.min()), int(columns.max()) + 1):
        for y in range(int(rows.min()), int(rows.max()) + 1):
            yield x, y
