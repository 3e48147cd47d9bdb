"""Whether a text column is tidy, told from its bytes, so that a column that is need not be copied.

Tidy: no text is empty, none begins or ends with a blank of any kind (the full-width one too), and none has more bytes
than the field has characters. What is not certainly tidy is trimmed and counted by Arrow's own functions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from yulin.atlas.numbers import mask_of


def is_tidy(column: pa.Array, length: int | None) -> bool:
    """Whether nothing of a string column would change by trimming, and no text exceeds ``length`` bytes (None: any)."""
    if not pa.types.is_string(column.type) or len(column) == 0:
        return False
    stored = np.frombuffer(column.buffers()[1], np.int32)[column.offset:column.offset + len(column) + 1]
    data = column.buffers()[2]
    if data is None or column.null_count == len(column):
        return False
    missing = np.zeros(0, np.bool_) if column.null_count == 0 else mask_of(column.is_null())
    return bool(_tidy(stored, np.frombuffer(data, np.uint8), missing, -1 if length is None else length))


@njit(cache=True, nogil=True)
def _tidy(offsets: NDArray[np.int32], data: NDArray[np.uint8], missing: NDArray[np.bool_], length: int) -> Any:
    for i in range(len(offsets) - 1):
        a, b = offsets[i], offsets[i + 1]
        if len(missing) and missing[i]:
            continue
        if a == b or (length >= 0 and b - a > length):
            return False
        # U+0000…U+0020 and U+007F are one byte; all other blanks begin with C2, E1, E2 or E3
        first = data[a]
        if first <= 0x20 or first == 0x7F or first == 0xC2 or 0xE1 <= first <= 0xE3:
            return False
        last = data[b - 1]
        if last <= 0x20 or last == 0x7F:
            return False
        if last >= 0x80 and ((b - a >= 2 and data[b - 2] == 0xC2) or (b - a >= 3 and 0xE1 <= data[b - 3] <= 0xE3)):
            return False
    return True
