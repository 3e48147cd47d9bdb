"""Validity of many polygons, on all threads: the geometry engine releases the interpreter's lock."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yulin.atlas.workers import spread


def valid(shapes: Any) -> NDArray[np.bool_]:
    """bool[n]: which shapes are valid; a missing one is not."""
    array = np.asarray(shapes, dtype=object)
    parts = spread(lambda a, b: np.asarray(shapely.is_valid(array[a:b]), bool), len(array), 4096)
    return np.concatenate(parts) if parts else np.zeros(0, bool)
