"""The kernel against the same sum in rational numbers: nearly shared edges, where GEOS itself is millimetres off."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import shapely

from yulin.atlas.overlay import intersection_areas

Edge = tuple[Fraction, Fraction, Fraction, Fraction, int]


def edges(polygon: shapely.Polygon) -> list[Edge]:
    xy = shapely.get_coordinates(polygon)
    sign = 1 if polygon.exterior.is_ccw else -1
    out = []
    for p, q in zip(xy[:-1], xy[1:], strict=True):
        if p[0] != q[0]:
            a, b, s = (p, q, -sign) if p[0] < q[0] else (q, p, sign)
            out.append((Fraction(a[0]), Fraction(a[1]), Fraction(b[0]), Fraction(b[1]), s))
    return out


def at(edge: Edge, x: Fraction) -> Fraction:
    return edge[1] + (edge[3] - edge[1]) * (x - edge[0]) / (edge[2] - edge[0])


def exact(left: shapely.Polygon, right: shapely.Polygon) -> float:
    total = Fraction(0)
    for e in edges(left):
        for f in edges(right):
            x0, x1 = max(e[0], f[0]), min(e[2], f[2])
            if x0 < x1:
                d0, d1 = at(e, x0) - at(f, x0), at(e, x1) - at(f, x1)
                v = min(at(e, x0), at(f, x0)) + min(at(e, x1), at(f, x1))
                if d0 * d1 < 0:
                    v += abs(d0 * d1) / (abs(d0) + abs(d1))
                total += e[4] * f[4] * v * (x1 - x0) / 2
    return float(total)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("jitter", [1e-9, 1e-6, 1e-3, 0.0])
def test_nearly_shared_edges(seed: int, jitter: float) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 26))
    turn = np.sort(rng.uniform(0, 2 * np.pi, n))
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * rng.uniform(80, 560, (n, 1)) + [123_456.7, 3_654_321.0]
    moved = np.roll(ring + rng.normal(0, 1, ring.shape) * jitter * rng.integers(0, 2, (n, 1)), 2, axis=0)
    left, right = shapely.Polygon(ring), shapely.Polygon(moved)
    if not (left.is_valid and right.is_valid):
        pytest.skip("the random ring crosses itself")
    assert intersection_areas([left], [right])[2].sum() == pytest.approx(exact(left, right), abs=1e-8)
