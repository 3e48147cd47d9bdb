"""Pair areas levelled to whole dm² (0.01 m²), so that parts and what is not covered add up to the whole exactly.

For every whole (a parcel) the measured areas of its parts and the measured rest are divided out of its area by
the largest remainder. A rest that the survey's own rounding can explain is no rest. Parts that together are
more than the whole (a layer that overlaps itself) are not pressed into it: the excess is returned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A rest or an excess below this many m² plus this share of the whole is rounding of vertices, not ground.
REST_M2, REST_SHARE = 0.01, 1e-9


@dataclass(frozen=True, slots=True)
class Levelled:
    """parts: int64[rows] dm² per part; uncovered, overlap: int64[wholes] dm².

    Σ parts of a whole + its uncovered - its overlap = its area, exactly.
    """

    parts: Ints
    uncovered: Ints
    overlap: Ints


def level_parts(area_m2: Floats, owner: Ints, wholes_dm2: Ints) -> Levelled:
    """Level ``area_m2`` (float64[rows] ≥ 0, m²) of the wholes ``owner`` (int64[rows]) to ``wholes_dm2``."""
    n = len(wholes_dm2)
    whole = wholes_dm2.astype(np.float64) / 100
    covered = np.bincount(owner, weights=area_m2, minlength=n)[:n] if len(owner) else np.zeros(n)
    rest = whole - covered
    small = np.abs(rest) <= REST_M2 + REST_SHARE * whole
    rest[small] = 0.0
    over = rest < 0
    target = np.where(over, np.rint(covered * 100).astype(np.int64), wholes_dm2)
    rest_dm2 = np.where(over, 0.0, rest)
    values = np.concatenate([area_m2, rest_dm2])
    owners = np.concatenate([owner, np.arange(n)]).astype(np.int64)
    parts = share_out(values, owners, target)
    overlap = np.where(over, target - wholes_dm2, 0)
    return Levelled(parts[:len(area_m2)], parts[len(area_m2):], overlap.astype(np.int64))


def share_out(values: Floats, owner: Ints, wholes_dm2: Ints) -> Ints:
    """Divide each whole (int64[n] dm²) over the rows of its owner in proportion to ``values`` (float64[rows] ≥ 0).

    By the largest remainder, the first row first where remainders are equal; Σ parts of a whole is the whole where
    its rows have an area (or where there are rows enough for its few units).
    """
    n = len(wholes_dm2)
    sums = np.bincount(owner, weights=values, minlength=n)
    with np.errstate(invalid="ignore", divide="ignore"):
        exact = np.where(sums[owner] > 0, values * (wholes_dm2[owner] / sums[owner]), 0.0)
    parts = np.floor(exact).astype(np.int64)
    left = wholes_dm2 - np.bincount(owner, weights=parts, minlength=n).astype(np.int64)
    order = np.lexsort((np.arange(len(values)), -(exact - parts), owner))
    starts = np.searchsorted(owner[order], np.arange(n))
    place = np.arange(len(order)) - starts[owner[order]]
    parts[order[place < left[owner[order]]]] += 1
    return parts
