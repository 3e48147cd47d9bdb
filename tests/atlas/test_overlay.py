"""The overlay kernel against GEOS, and its invariants."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.atlas.overlay import SLIVER_M2, intersection_areas, overlay_rings, overlay_wkb, shared_areas
from yulin.atlas.overlay.plane import to_equal_area_rings
from yulin.atlas.overlay.units import units_of
from yulin.atlas.rings import rings_from_geometries, rings_from_wkb
from yulin.geodesy.crs import Gk, reproject
from yulin.geodesy.equal_area import to_equal_area

GK = Gk(38)
BOUND_M2 = 1e-4
ORIGIN = np.array([120_000.0, 3_600_000.0])


def star(seed: int, points: int, size: float, centre: tuple[float, float] = (0.0, 0.0)) -> shapely.Polygon:
    """A polygon with a jagged outline round its centre; valid by construction."""
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, points))
    turn += np.arange(points) * 1e-6
    reach = size * rng.uniform(0.2, 1.0, points)
    xy = np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None] + ORIGIN + centre
    return shapely.make_valid(shapely.Polygon(xy)).buffer(0)


def area(left: shapely.Geometry, right: shapely.Geometry) -> float:
    """The kernel's area of one pair, 0 when it gives no row."""
    _i, _j, found = intersection_areas([left], [right])
    return float(found.sum())


shapes = st.builds(star, st.integers(0, 10**6), st.integers(3, 60), st.floats(5, 560),
                   st.tuples(st.floats(-300, 300), st.floats(-300, 300)))


@settings(max_examples=150, deadline=None)
@given(shapes, shapes)
def test_agrees_with_geos(left: shapely.Geometry, right: shapely.Geometry) -> None:
    assert area(left, right) == pytest.approx(shapely.intersection(left, right).area, abs=BOUND_M2, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(shapes, shapes, st.floats(-1, 1))
def test_symmetric_and_additive(left: shapely.Geometry, right: shapely.Geometry, at: float) -> None:
    whole = area(left, right)
    assert area(right, left) == pytest.approx(whole, abs=1e-6)
    x0, y0, x1, y1 = right.bounds
    cut = (x0 + x1) / 2 + at * (x1 - x0) / 3
    halves = [right & shapely.box(x0 - 1, y0 - 1, cut, y1 + 1), right & shapely.box(cut, y0 - 1, x1 + 1, y1 + 1)]
    assert sum(area(left, half) for half in halves) == pytest.approx(whole, abs=BOUND_M2)


@settings(max_examples=60, deadline=None)
@given(shapes, shapes, st.integers(0, 50), st.booleans(), st.tuples(st.integers(-999, 999), st.integers(-999, 999)))
def test_invariant_under_ring_start_direction_and_translation(
        left: shapely.Geometry, right: shapely.Geometry, turn: int, reverse: bool, move: tuple[int, int]) -> None:
    whole = area(left, right)
    if right.geom_type == "Polygon" and len(right.exterior.coords) > 3:
        ring = np.array(right.exterior.coords)[:-1]
        ring = np.roll(ring, turn % len(ring), axis=0)
        ring = ring[::-1] if reverse else ring
        assert area(left, shapely.Polygon(ring, [h.coords for h in right.interiors])) == pytest.approx(whole, abs=1e-6)
    shifted = [shapely.affinity.translate(g, *map(float, move)) for g in (left, right)]
    assert area(*shifted) == pytest.approx(whole, abs=BOUND_M2)


def test_part_order_and_holes() -> None:
    def ring(x: float, y: float, w: float) -> list[tuple[float, float]]:
        return [(x, y), (x + w, y), (x + w, y + w), (x, y + w)]
    a = shapely.MultiPolygon([shapely.Polygon(ring(0, 0, 10), [ring(2, 2, 3)]), shapely.Polygon(ring(20, 0, 10))])
    b = shapely.MultiPolygon([a.geoms[1], a.geoms[0]])
    window = shapely.box(1, 1, 25, 4)
    assert area(a, window) == pytest.approx(27 - 6 + 15, abs=1e-9)
    assert area(a, window) == area(b, window)
    assert area(a, a) == pytest.approx(191.0, abs=1e-9)


def test_large_polygons_are_cut_into_units_that_add_up() -> None:
    big = star(3, 1500, 2000.0) - star(4, 300, 300.0)
    cells = np.array([shapely.affinity.translate(shapely.box(x, y, x + 397, y + 401), *ORIGIN)
                      for x in range(-2000, 2000, 397) for y in range(-2000, 2000, 401)])
    assert len(units_of(rings_from_geometries([big]))) > 20
    i, _j, found = intersection_areas(cells, [big])
    geos = shapely.area(shapely.intersection(cells, big))
    full = np.zeros(len(cells))
    full[i] = found
    np.testing.assert_allclose(full, geos, atol=BOUND_M2)
    assert found.sum() == pytest.approx(big.area, rel=1e-10)
    units = units_of(rings_from_geometries([big]), 16)
    assert all(n <= 16 for n in np.diff(units.start)) and units.geometry.tolist() == [0] * len(units)


def test_neighbours_that_touch_give_no_row_and_a_coverage_covers_itself(cells: np.ndarray) -> None:
    plane = to_equal_area_rings(rings_from_geometries(cells), GK)
    found = overlay_rings(plane, plane)
    assert found.left.tolist() == found.right.tolist() == list(range(len(cells)))
    assert found.touching > 0 and not found.sliver.any()
    np.testing.assert_allclose(found.area, shapely.area(to_equal_area(cells, GK)), atol=1e-6)


def test_slivers_are_rows_and_marked() -> None:
    left, right = shapely.box(0, 0, 50, 50), shapely.box(49.9999, 0, 100, 50)
    found = overlay_rings(rings_from_geometries([left]), rings_from_geometries([right]))
    assert len(found) == 1 and found.area[0] == pytest.approx(0.005, abs=1e-8)
    assert found.sliver.tolist() == [True] and found.sliver_m2 == SLIVER_M2
    assert not overlay_rings(rings_from_geometries([left]), rings_from_geometries([right]), 0.001).sliver.any()


@pytest.mark.parametrize("shape", [
    shapely.Polygon([(0, 0), (10, 0), (10, 10), (5, 10), (5, 20), (5, 10), (0, 10)]),  # a spike up and back
    shapely.Polygon([(0, 0), (0, 0), (10, 0), (10, 0), (10, 10), (0, 10)]),  # repeated vertices
    shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(0, 5), (3, 2), (3, 8)]]),  # a hole touching the shell
    shapely.Polygon([(0, 0), (4, 4), (8, 0), (8, 8), (4, 4), (0, 8)]),  # a ring touching itself
    shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(2, 2), (2, 2), (2, 2)]]),  # a collapsed hole
    shapely.Polygon([(0, 0), (10, 0), (5, 0)]),  # a collapsed shell
])
def test_degenerate_rings(shape: shapely.Polygon) -> None:
    window = shapely.box(1, -1, 7, 30)
    assert area(shape, window) == pytest.approx((shapely.make_valid(shape) & window).area, abs=1e-9)
    assert area(window, shape) == pytest.approx((shapely.make_valid(shape) & window).area, abs=1e-9)


def test_what_a_few_shapes_share(cells: np.ndarray) -> None:
    one = shapely.affinity.translate(cells[40], 3.0, 2.0)
    areas = shared_areas(one, cells, GK.epsg)
    geos = shapely.area(shapely.intersection(to_equal_area([one], GK)[0], to_equal_area(cells, GK)))
    np.testing.assert_allclose(areas, geos, atol=BOUND_M2)
    lonlat = reproject(np.array([one, *cells]), GK.epsg, 4490)
    np.testing.assert_allclose(shared_areas(lonlat[0], lonlat[1:], 4490), geos, atol=0.05)
    assert shared_areas(one, [shapely.box(0, 0, 1, 1)], GK.epsg).tolist() == [0.0]


def test_nothing_empty_and_missing() -> None:
    assert [len(part) for part in intersection_areas([], [])] == [0, 0, 0]
    box = shapely.box(0, 0, 1, 1)
    i, j, found = intersection_areas([None, shapely.Polygon(), box], [shapely.Point(0, 0), box])
    assert (i.tolist(), j.tolist(), found.tolist()) == ([2], [1], [1.0])


def test_wkb_reads_the_same_rings_and_falls_back(make_coverage: Callable[..., np.ndarray]) -> None:
    cells = make_coverage(3)
    plain = rings_from_wkb(pa.array(shapely.to_wkb(cells)))
    objects = rings_from_geometries(cells)
    for name in ("x", "y", "ring_start", "ring_sign", "geom_start", "box"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(objects, name))
    big_endian = rings_from_wkb(pa.array(shapely.to_wkb(cells, byte_order=0)))
    np.testing.assert_array_equal(big_endian.x, objects.x)
    sliced = rings_from_wkb(pa.array(shapely.to_wkb(cells)).slice(2, 4))
    np.testing.assert_array_equal(sliced.box, objects.box[2:6])


def test_columns_of_wkb_by_blocks_give_the_same_bits(make_coverage: Callable[..., np.ndarray],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yulin.atlas.overlay.overlay.BLOCK", 7)
    left, right = make_coverage(6, seed=3), make_coverage(4, side=151.0, seed=8)
    ring = np.linspace(0, 2 * np.pi, 500)[:-1]
    far = shapely.Polygon(np.column_stack([right[0].centroid.x + 170 * np.cos(ring),
                                           right[0].centroid.y + 170 * np.sin(ring)]))
    for one, two in ((left, right), (left, np.array([far])), (np.append(right, far), left), (left, left[:0])):
        whole = overlay_rings(rings_from_geometries(one), rings_from_geometries(two))
        for order in (0, 1):  # the other byte order is read through shapely
            found = overlay_wkb(pa.array(shapely.to_wkb(one, byte_order=order), pa.binary()),
                                pa.array(shapely.to_wkb(two), pa.binary()))
            assert found.left.tolist() == whole.left.tolist() and found.right.tolist() == whole.right.tolist()
            assert found.area.tolist() == whole.area.tolist() and found.touching == whole.touching
