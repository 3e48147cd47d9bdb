"""WKB to geometries where a file may hold curves (圆弧), which the geometry engine does not read.

An arc has no corners of its own: where they would be put decides its area, so it is not replaced silently.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

CURVES = frozenset((8, 9, 10, 11, 12, 13, 14))  # CIRCULARSTRING … MULTISURFACE, and the abstract curve and surface


def is_curved(wkb: bytes | None) -> bool:
    """Whether the WKB is of a kind that may hold arcs."""
    if wkb is None or len(wkb) < 5:
        return False
    kind = struct.unpack_from("<I" if wkb[0] == 1 else ">I", wkb, 1)[0]
    return (kind & 0x1FFFFFFF) % 1000 in CURVES


def shapes_from_wkb(values: Sequence[bytes | None] | NDArray[np.object_]) -> tuple[Any, NDArray[np.bool_]]:
    """Geometries, None where the bytes are none, and which of them are curves (None too)."""
    array = np.empty(len(values), object)
    array[:] = values
    none = np.zeros(len(array), bool)
    try:
        return shapely.from_wkb(array, on_invalid="ignore"), none
    except NotImplementedError:
        curved = np.array([is_curved(v) for v in array], bool)
        array[curved] = None
    shapes = np.empty(len(array), object)
    for i, value in enumerate(array):  # a curve may be the part of a collection: one by one then
        try:
            shapes[i] = shapely.from_wkb(value, on_invalid="ignore")
        except NotImplementedError:
            curved[i] = True
    return shapes, curved
