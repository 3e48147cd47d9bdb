"""Random pairs of polygons, many of them degenerate or nearly equal, against GEOS.

Each example lays a handful of polygons over another handful; every pair whose boxes meet counts as one. Bound: 1e-4 m²
up to 100 ha, 1e-9 of the area beyond. Where GEOS and the kernel are farther apart (nearly coincident edges, which
GEOS snaps), the same sum in rational numbers judges, and the kernel must be within 1e-6 m² of it.

``YULIN_PAIRS`` sets how many pairs are tried; ``bench/overlay_pairs.py`` runs a hundred thousand.
"""

from __future__ import annotations

import os
from fractions import Fraction

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yulin.atlas.overlay import overlay_rings
from yulin.atlas.rings import rings_from_geometries

PAIRS = int(os.environ.get("YULIN_PAIRS", "4000"))
SIDE = 6
BOUND_M2, BOUND_SHARE, RATIONAL_M2 = 1e-4, 1e-9, 1e-6
ORIGIN = np.array([123_456.7, 3_654_321.0])
HUNDRED_HA = 1e6
TRIED = {"pairs": 0, "with_ground": 0, "judged": 0, "worst_m2": 0.0}


def polygon(kind: str, seed: int, points: int, size: float, snap: float) -> shapely.Polygon | None:
    """A valid polygon: a jagged ring, a comb of vertical edges, one with holes that touch the shell or each other."""
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, points))
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * size * rng.uniform(0.25, 1.0, (points, 1))
    if kind == "comb":
        x = np.sort(rng.uniform(-size, size, points))
        y = rng.uniform(0, size, points)
        ring = np.concatenate([[[x[0], -size / 2]], np.column_stack([np.repeat(x, 2)[1:-1], np.repeat(y[:-1], 2)]),
                               [[x[-1], -size / 2]]])
    ring = ring + rng.uniform(-size, size, 2)
    if snap:
        ring = np.round(ring / snap) * snap
    shape = shapely.Polygon(ring + ORIGIN)
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    if kind == "holes" and shape.geom_type == "Polygon" and shape.area > 0:
        bite = shapely.Polygon(np.asarray(shape.exterior.coords)[:3])
        shape = shape - bite if bite.is_valid and bite.area > 0 else shape
        inner = shapely.affinity.scale(shape, 0.4, 0.4)
        shape = shape - inner if inner.is_valid else shape
    parts = [g for g in shapely.get_parts(shape) if g.geom_type == "Polygon" and g.area > 0]
    whole = shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0] if parts else None
    return whole if whole is not None and whole.is_valid else None


def disturbed(shape: shapely.Geometry, how: str, seed: int) -> shapely.Geometry:
    """The same ground written down worse, or nearly the same ground."""
    rng = np.random.default_rng(seed)

    def ring(xy: np.ndarray) -> np.ndarray:
        open_ring = xy[:-1]
        if how == "repeated":
            open_ring = np.repeat(open_ring, rng.integers(1, 4, len(open_ring)), axis=0)
        elif how == "turned":
            open_ring = np.roll(open_ring[::-1], int(rng.integers(len(open_ring))), axis=0)
        elif how == "spiked":
            at = int(rng.integers(len(open_ring)))
            tip = open_ring[at] + rng.normal(0, 30, 2)
            open_ring = np.concatenate([open_ring[:at + 1], [tip, open_ring[at]], open_ring[at + 1:]])
        return np.concatenate([open_ring, open_ring[:1]])

    if how in ("shifted", "nudged"):
        step = 10.0 ** rng.integers(-9, 0)
        xy = shapely.get_coordinates(shape)
        if how == "shifted":
            return shapely.affinity.translate(shape, *(rng.normal(0, step, 2)))
        moved = {tuple(p): p + rng.normal(0, step, 2) * rng.integers(0, 2) for p in xy}
        return shapely.set_coordinates(shape, np.array([moved[tuple(p)] for p in xy]))
    if how == "same":
        return shape
    parts = [shapely.Polygon(ring(np.array(p.exterior.coords)), [ring(np.array(h.coords)) for h in p.interiors])
             for p in shapely.get_parts(shape)]
    if how == "collapsed":
        x, y = parts[0].exterior.coords[0]
        parts[0] = shapely.Polygon(parts[0].exterior.coords, [*(h.coords for h in parts[0].interiors),
                                                               [(x, y), (x, y), (x, y), (x, y)]])
    rng.shuffle(parts)
    return shapely.MultiPolygon(parts)


HARMLESS = ("same", "repeated", "turned", "spiked", "collapsed")
made = st.builds(polygon, st.sampled_from(["star", "star", "comb", "holes"]), st.integers(0, 2**32 - 1),
                 st.integers(3, 40), st.sampled_from([3.0, 40.0, 250.0, 1200.0]), st.sampled_from([0, 1e-4, 0.5, 10.0]))
shapes = st.lists(made, min_size=SIDE, max_size=SIDE)
ways = st.lists(st.tuples(st.sampled_from([*HARMLESS, "shifted", "nudged"]), st.integers(0, 2**32 - 1)),
                min_size=SIDE, max_size=SIDE)


def rational(left: shapely.Geometry, right: shapely.Geometry) -> float:
    """The same sum, in rational numbers."""
    def edges(shape: shapely.Geometry) -> list[tuple[Fraction, ...]]:
        out = []
        for part in shapely.get_parts(shape):
            for k, line in enumerate([part.exterior, *part.interiors]):
                xy = [(Fraction(x), Fraction(y)) for x, y in line.coords]
                doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(xy, xy[1:], strict=False))
                sign = (1 if k == 0 else -1) * (1 if doubled > 0 else -1 if doubled < 0 else 0)
                for a, b in zip(xy, xy[1:], strict=False):
                    if a[0] != b[0] and sign:
                        out.append((*a, *b, -sign) if a[0] < b[0] else (*b, *a, sign))
        return out

    def height(e: tuple[Fraction, ...], x: Fraction) -> Fraction:
        return e[1] + (e[3] - e[1]) * (x - e[0]) / (e[2] - e[0])

    total = Fraction(0)
    below = min(Fraction(left.bounds[1]), Fraction(right.bounds[1]))
    theirs = edges(right)
    for e in edges(left):
        for f in theirs:
            x0, x1 = max(e[0], f[0]), min(e[2], f[2])
            if x0 >= x1:
                continue
            e0, e1, f0, f1 = height(e, x0), height(e, x1), height(f, x0), height(f, x1)
            twice = min(e0, f0) + min(e1, f1) - 2 * below
            d0, d1 = e0 - f0, e1 - f1
            if d0 * d1 < 0:
                twice += abs(d0 * d1) / (abs(d0) + abs(d1))
            total += e[4] * f[4] * twice * (x1 - x0) / 2
    return float(total)


@settings(max_examples=max(10, PAIRS // SIDE**2), deadline=None, database=None,
          suppress_health_check=list(HealthCheck))
@given(shapes, shapes, ways)
def test_pairs_agree_with_geos(left: list, right: list, worse: list) -> None:
    one = [g for g in left if g is not None]
    two = [g for g in right if g is not None]
    # half of the other side is the first side again, written down worse or moved a little
    two = [*two[:SIDE // 2], *one[:SIDE // 2]]
    if not one or not two:
        return
    written = [disturbed(g, how, seed) for g, (how, seed) in zip(two, worse, strict=False)]
    truth = [g if how in HARMLESS else changed for g, changed, (how, _seed) in zip(two, written, worse, strict=False)]
    sound = [k for k, g in enumerate(truth) if g.is_valid]
    written, truth = [written[k] for k in sound], [truth[k] for k in sound]
    found = overlay_rings(rings_from_geometries(one), rings_from_geometries(written))
    ours = np.zeros((len(one), len(truth)))
    ours[found.left, found.right] = found.area
    for i, a in enumerate(one):
        geos = shapely.area(shapely.intersection(a, truth))
        for j, b in enumerate(truth):
            TRIED["pairs"] += bool(shapely.box(*a.bounds).intersects(shapely.box(*b.bounds)))
            TRIED["with_ground"] += ours[i, j] > 0
            bound = max(BOUND_M2, BOUND_SHARE * min(a.area, b.area)) if min(a.area, b.area) > HUNDRED_HA else BOUND_M2
            off = abs(ours[i, j] - geos[j])
            if off > bound:
                TRIED["judged"] += 1
                off = abs(ours[i, j] - rational(a, b))
                assert off <= RATIONAL_M2, (a.wkt, b.wkt, ours[i, j], geos[j])
            TRIED["worst_m2"] = max(TRIED["worst_m2"], off)


@pytest.fixture(scope="module", autouse=True)
def said() -> object:
    """What was tried goes to the file that the benchmark names."""
    yield
    if where := os.environ.get("YULIN_PAIRS_SAID"):
        with open(where, "w", encoding="utf-8") as stream:
            stream.write(repr({k: float(v) for k, v in TRIED.items()}))
