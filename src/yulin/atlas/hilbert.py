"""The Hilbert curve: a one-dimensional order of the plane in which neighbours stay neighbours."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

ORDER = 16


def hilbert_codes(x: NDArray[np.float64], y: NDArray[np.float64],
                  extent: tuple[float, float, float, float]) -> NDArray[np.int64]:
    """Position along the Hilbert curve of order 16 over ``extent`` (x0, y0, x1, y1); NaN points come first."""
    side = max(extent[2] - extent[0], extent[3] - extent[1], 1e-9)
    scale = ((1 << ORDER) - 1) / side
    with np.errstate(invalid="ignore"):
        column = np.nan_to_num((x - extent[0]) * scale).clip(0, (1 << ORDER) - 1).astype(np.int64)
        row = np.nan_to_num((y - extent[1]) * scale).clip(0, (1 << ORDER) - 1).astype(np.int64)
    return _codes(column, row)


@njit(cache=True, nogil=True)
def _codes(column: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
    out = np.empty(len(column), np.int64)
    for i in range(len(column)):
        a, b, code = column[i], row[i], 0
        s = 1 << (ORDER - 1)
        while s > 0:
            right, upper = int((a & s) > 0), int((b & s) > 0)
            code += s * s * ((3 * right) ^ upper)
            if upper == 0:
                if right == 1:
                    a, b = s - 1 - (a & (s - 1)), s - 1 - (b & (s - 1))
                else:
                    a, b = a & (s - 1), b & (s - 1)
                a, b = b, a
            else:
                a, b = a & (s - 1), b & (s - 1)
            s >>= 1
        out[i] = code
    return out
