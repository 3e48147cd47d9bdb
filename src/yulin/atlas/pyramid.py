"""The far tiles of a version, made ahead: those that gather so many patches that making them takes long.

A tile near by holds some hundred patches and is made when asked for. A far one reads the whole layer; there are few
of them, so they are made once (``yulin atlas tiles``) and kept like any tile asked for. Every tile is cut from the
same vertices on its own grid, so edges that are shared in the layer are shared at every zoom.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from yulin.atlas.overlay.workers import spread
from yulin.atlas.tiles import tile_of
from yulin.atlas.version import Version
from yulin.geodesy.crs import to_lonlat

HEAVY = 2000
FIRST_ZOOM = 5


def zooms(least: int, most: int) -> range:
    """Zooms from least to most, both included."""
    return range(least, most + 1)


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


def heavy_zoom(version: Version) -> int:
    """The nearest zoom whose tiles hold more than ``HEAVY`` patches on average; below FIRST_ZOOM for a small layer."""
    z = FIRST_ZOOM - 1
    while z < 14 and version.rows / max(1, sum(1 for _t in tiles_of_zoom(version, z + 1))) > HEAVY:
        z += 1
    return z


def make_far_tiles(version: Version, progress: Callable[[int, int], None] | None = None) -> int:
    """Make and keep every tile from zoom 5 to the heavy zoom; their number. progress: called with (made, of)."""
    wanted = [(z, x, y) for z in zooms(FIRST_ZOOM, heavy_zoom(version)) for x, y in tiles_of_zoom(version, z)]
    done = [0]

    def one(first: int, last: int) -> None:
        for z, x, y in wanted[first:last]:
            tile_of(version, z, x, y)
            done[0] += 1
            if progress is not None:
                progress(done[0], len(wanted))

    spread(one, len(wanted), 1)
    return len(wanted)
