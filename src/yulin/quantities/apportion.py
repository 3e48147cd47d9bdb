"""分摊与调平 Apportionment and levelling: parts that add up to their whole, to the last unit.

An *apportionment* divides a total among weights. A *levelling* (面积调平) carries measured parts to a control
total, one smallest unit at a time, the largest part first. Both are integer in, integer out, and
deterministic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` divided in proportion to ``weights`` by the largest remainder (最大余数法).

    total: any integer (a negative one is the mirror of its positive). weights: integers ≥ 0.
    Returns as many integers as weights; their sum is ``total`` exactly. Equal remainders: the earlier one
    first. Raises ValueError for a negative weight, and when a total other than 0 meets no weight at all.
    """
    if any(w < 0 for w in weights):
        raise ValueError("weights must not be negative")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("a total cannot be divided among weights that are all zero")
        return [0] * len(weights)
    shares, remainders = [], []
    for w in weights:
        share, remainder = divmod(abs(total) * w, whole)
        shares.append(share)
        remainders.append(remainder)
    left = abs(total) - sum(shares)
    for i in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[:left]:
        shares[i] += 1
    return shares if total >= 0 else [-s for s in shares]


def level_to_control(
    values: NDArray[np.int64], control: int, ids: Sequence[Any] | None = None,
) -> NDArray[np.int64]:
    """``values`` carried to the sum ``control`` (控制面积) by the rule of the land survey.

    values: int64 (n,), smallest units (dm² for areas). ids: identifiers (n,), the order among equal values;
    without them the given order. With d = control − Σ and q, r = divmod(|d|, n), the first r parts, largest
    first, take q+1 units and the others q, with the sign of d. Returns a new int64 array (n,) whose sum is
    ``control``. Raises ValueError when there is no part to carry a difference, or a part would fall below
    zero. Source: the area adjustment of the 第三次国土调查 (面积平差); the order of ties is not in the rule.
    """
    values = np.asarray(values, dtype=np.int64)
    difference = int(control) - int(values.sum())
    if difference == 0:
        return values.copy()
    n = len(values)
    if n == 0:
        raise ValueError("there is no part to carry the difference to the control")
    q, r = divmod(abs(difference), n)
    keys = range(n) if ids is None else ids
    order = sorted(range(n), key=lambda i: (-int(values[i]), keys[i]))
    steps = np.full(n, q, dtype=np.int64)
    steps[order[:r]] += 1
    levelled = values + (steps if difference > 0 else -steps)
    if difference < 0 and bool((levelled < 0).any() and (values >= 0).all()):
        raise ValueError("the difference to the control is larger than the smallest parts can bear")
    return levelled
