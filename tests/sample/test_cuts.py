"""Cuts give exact areas and never move a neighbour's boundary."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from yulin.sample.changes import cmu_of
from yulin.sample.cuts import cut_at_vertices, slice_off
from yulin.sample.terrain import CENTRE


def blob(corners: int, size: float, wobble: list[float]) -> shapely.Polygon:
    points = [(round(CENTRE[0] + size * w * math.cos(2 * math.pi * i / corners), 4),
               round(CENTRE[1] + size * w * math.sin(2 * math.pi * i / corners), 4))
              for i, w in zip(range(corners), wobble, strict=False)]
    return shapely.Polygon(points)


@given(st.integers(7, 30), st.floats(40, 400), st.lists(st.floats(0.75, 1.25), min_size=30, max_size=30),
       st.floats(0.15, 0.8))
def test_a_piece_has_the_area_and_only_old_vertices_on_the_boundary(
        corners: int, size: float, wobble: list[float], share: float) -> None:
    polygon = blob(corners, size, wobble)
    cut = cut_at_vertices(polygon, share * polygon.area)
    if cut is None:
        return
    piece, rest = cut
    assert piece.area == pytest.approx(share * polygon.area, abs=0.1)
    assert piece.area + rest.area == pytest.approx(polygon.area, abs=1e-3)
    assert piece.is_valid and rest.is_valid
    old = {tuple(p) for p in shapely.get_coordinates(polygon)}
    fresh = {tuple(p) for shape in cut for p in shapely.get_coordinates(shape)} - old
    assert len(fresh) == 1


@given(st.floats(0.05, 0.9), st.floats(0, 3.1))
def test_a_slice_has_the_area(share: float, angle: float) -> None:
    polygon = shapely.box(0, 0, 200, 120)
    cut = slice_off(polygon, share * polygon.area, angle)
    assert cut is not None
    assert cut[0].area == pytest.approx(share * polygon.area, abs=1e-3)
    assert cut[0].intersection(cut[1]).area == 0
    assert polygon.buffer(1e-6).contains(cut[0])


def test_a_slice_larger_than_the_polygon_is_none() -> None:
    assert slice_off(shapely.box(0, 0, 10, 10), 100.0, 0.0) is None


@pytest.mark.parametrize(("dm2", "cmu"), [(0, 0), (66_667, 100), (333, 0), (334, 1), (1_000, 2), (66_666_67, 10_000)])
def test_hundredths_of_a_mu(dm2: int, cmu: int) -> None:
    assert cmu_of(dm2) == cmu
