"""Number columns of Arrow as numpy arrays and masks the other way, straight by their buffers.

Arrow's own conversions first import pandas, which costs a cold command a second.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def floats(column: pa.Array | pa.ChunkedArray) -> NDArray[np.float64]:
    """Any number column as float64; NaN where there is no value."""
    return _plain(column, pa.float64(), np.float64, float("nan"))


def integers(column: pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
    """A whole-number column as int64; 0 where there is no value."""
    return _plain(column, pa.int64(), np.int64, 0)


def int_array(values: NDArray[np.int64]) -> pa.Array:
    """int64[n] as an Arrow array."""
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values, np.int64))])


def float_array(values: NDArray[np.float64]) -> pa.Array:
    """float64[n] as an Arrow array."""
    whole = np.ascontiguousarray(values, np.float64)
    return pa.Array.from_buffers(pa.float64(), len(whole), [None, pa.py_buffer(whole)])


def mask_array(mask: NDArray[np.bool_]) -> pa.Array:
    """A numpy mask as an Arrow boolean array."""
    bits = np.packbits(mask, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(mask), [None, pa.py_buffer(bits.tobytes())])


def mask_of(column: pa.Array) -> NDArray[np.bool_]:
    """An Arrow boolean array as a numpy mask; False where there is no value."""
    if column.null_count:
        column = pc.fill_null(column, False)
    if len(column) == 0:
        return np.zeros(0, np.bool_)
    bits = np.frombuffer(column.buffers()[1], np.uint8)
    return np.unpackbits(bits, count=column.offset + len(column), bitorder="little")[column.offset:].astype(np.bool_)


def objects(column: pa.Array | pa.ChunkedArray) -> NDArray[np.object_]:
    """A column's values as Python objects, e.g. WKB as bytes for the geometry engine."""
    out = np.empty(len(column), object)
    out[:] = column.to_pylist()
    return out


def _plain(column: Any, kind: pa.DataType, dtype: Any, missing: Any) -> NDArray[Any]:
    if isinstance(column, pa.ChunkedArray):
        parts = [_plain(chunk, kind, dtype, missing) for chunk in column.chunks]
        return np.concatenate(parts) if parts else np.zeros(0, dtype)
    if column.type != kind:
        column = pc.cast(column, kind)
    if column.null_count:
        column = pc.fill_null(column, missing)
    if len(column) == 0:
        return np.zeros(0, dtype)
    return np.frombuffer(column.buffers()[1], dtype)[column.offset:column.offset + len(column)]
