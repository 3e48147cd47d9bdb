"""Levelling of pair areas: parts and the rest add up, whatever the floats were."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from yulin.atlas.overlay.levelled import level_parts


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0, 1e6)), max_size=30), st.lists(
    st.integers(0, 10**9), min_size=5, max_size=5))
def test_parts_rest_and_overlap_add_up(rows: list[tuple[int, float]], wholes: list[int]) -> None:
    owner = np.array([r[0] for r in rows], np.int64)
    area = np.array([r[1] for r in rows], np.float64)
    found = level_parts(area, owner, np.array(wholes, np.int64))
    sums = np.bincount(owner, weights=found.parts, minlength=5).astype(np.int64) if rows else np.zeros(5, np.int64)
    assert (sums + found.uncovered - found.overlap).tolist() == wholes
    assert (found.parts >= 0).all() and (found.uncovered >= 0).all() and (found.overlap >= 0).all()
    assert not ((found.uncovered > 0) & (found.overlap > 0)).any()


def test_exact_values() -> None:
    found = level_parts(np.array([33.335, 33.335, 33.334]), np.zeros(3, np.int64), np.array([10_000]))
    assert found.parts.tolist() == [3334, 3333, 3333] and found.uncovered.tolist() == [0]
    found = level_parts(np.array([40.0]), np.zeros(1, np.int64), np.array([10_000]))
    assert (found.parts.tolist(), found.uncovered.tolist(), found.overlap.tolist()) == ([4000], [6000], [0])
    found = level_parts(np.array([80.0, 70.0]), np.zeros(2, np.int64), np.array([10_000]))
    assert (found.parts.tolist(), found.uncovered.tolist(), found.overlap.tolist()) == ([8000, 7000], [0], [5000])
