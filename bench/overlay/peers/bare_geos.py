"""What GEOS alone can do when everything else is given away: two threads, no join, large polygons cut up before.

Polygons of more than 256 vertices on the right are cut into pieces ahead, untimed. The pairs are known ahead too,
untimed: only those whose areas are more than nothing. What is timed is a prepared test whether the right side covers
the left (then the left's area is the answer) and the intersection where it does not.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from answer import Answer
from numpy.typing import NDArray

from peers.shapely_threads import BLOCKS, THREADS
from peers.shapely_threads import version as version

NAME = "bare GEOS, pre-split, crossing pairs only"
MOST_VERTICES = 256


def pieces(shape: Any) -> list[Any]:
    """The polygon cut at the middle of its box until no part has more than ``MOST_VERTICES`` vertices."""
    import shapely

    out, waiting = [], [shape]
    while waiting:
        part = waiting.pop()
        if shapely.get_num_coordinates(part) <= MOST_VERTICES:
            out.append(part)
            continue
        x0, y0, x1, y1 = part.bounds
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        halves = (((x0, y0, x, y1), (x, y0, x1, y1)) if x1 - x0 > y1 - y0 else ((x0, y0, x1, y), (x0, y, x1, y1)))
        for box in halves:
            waiting += [p for p in shapely.get_parts(shapely.intersection(part, shapely.box(*box)))
                        if p.geom_type == "Polygon"]
    return out


def prepare(left: Path, right: Path) -> Callable[[], Answer]:
    """Load both files, cut up, find the pairs; the call measures them."""
    import geopandas
    import shapely

    a = geopandas.read_parquet(left).geometry.to_numpy()
    whole = geopandas.read_parquet(right).geometry.to_numpy()
    cut = [pieces(shape) for shape in whole]
    b = np.array([piece for part in cut for piece in part], dtype=object)
    owner = np.repeat(np.arange(len(whole)), [len(part) for part in cut])
    i, j = shapely.STRtree(b).query(a, predicate="intersects")
    crossing = shapely.area(shapely.intersection(a[i], b[j])) > 0
    order = np.argsort(j[crossing], kind="stable")
    i, j = i[crossing][order], j[crossing][order]
    # a prepared polygon builds its index on first use, unguarded: each belongs to one block, so to one thread
    blocks = np.searchsorted(j, np.linspace(0, len(b), BLOCKS + 1).astype(int))

    def run() -> Answer:
        shapely.destroy_prepared(b)
        shapely.prepare(b)
        area_a = shapely.area(a)

        def part(k: int) -> NDArray[np.float64]:
            p, q = i[blocks[k]:blocks[k + 1]], j[blocks[k]:blocks[k + 1]]
            out = area_a[p]
            rest = ~shapely.covers(b[q], a[p])
            out[rest] = shapely.area(shapely.intersection(a[p[rest]], b[q[rest]]))
            return out

        with ThreadPoolExecutor(THREADS) as pool:
            area = np.concatenate(list(pool.map(part, range(BLOCKS))))
        pair = i * len(whole) + owner[j]
        _known, place = np.unique(pair, return_inverse=True)
        return Answer.of(np.bincount(place, weights=area))

    return run
