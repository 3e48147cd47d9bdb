"""Shapely: a tree over the right side, the left side asks it on two threads, then the intersections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from answer import Answer

NAME = "shapely, two threads"
THREADS = 2
BLOCKS = 32


def version() -> str:
    """Of shapely and GEOS."""
    import shapely

    return f"shapely {shapely.__version__} (GEOS {shapely.geos_version_string})"


def prepare(left: Path, right: Path) -> Callable[[], Answer]:
    """Load both files; the call builds the tree, joins, intersects and measures."""
    import geopandas
    import shapely

    a, b = (geopandas.read_parquet(path).geometry.to_numpy() for path in (left, right))

    def run() -> Answer:
        tree = shapely.STRtree(b)

        def part(mine: np.ndarray) -> np.ndarray:
            i, j = tree.query(mine, predicate="intersects")
            return shapely.area(shapely.intersection(mine[i], b[j]))

        with ThreadPoolExecutor(THREADS) as pool:
            return Answer.of(np.concatenate(list(pool.map(part, np.array_split(a, BLOCKS)))))

    return run
