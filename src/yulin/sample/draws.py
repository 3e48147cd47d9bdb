"""Random draws by key: the same key and seed give the same number, in whatever order and piece they are asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def draw(key: NDArray[np.uint64], seed: int) -> NDArray[np.float64]:
    """A number in [0, 1) for each key (splitmix64)."""
    with np.errstate(over="ignore"):
        z = key + np.uint64((seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % 2**64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return np.asarray((z >> np.uint64(11)).astype(np.float64) / 2**53, float)


def draws(keys: NDArray[np.int64], seed: int, count: int) -> NDArray[np.float64]:
    """``count`` numbers in [0, 1) for each key, (n, count)."""
    return np.column_stack([draw(keys.astype(np.uint64), seed + 101 * (k + 1)) for k in range(count)])
