"""What is proven valid is valid for the geometry engine too; sound shapes of every kind are proven; text columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.atlas.numbers import mask_of, objects
from yulin.atlas.simple import proven_valid
from yulin.atlas.tidy import is_tidy
from yulin.atlas.wkb import flat_wkb

COARSE = st.tuples(st.integers(0, 7), st.integers(0, 7)).map(lambda xy: (38_500_000 + xy[0], 3_300_000 + xy[1]))
FINE = st.tuples(st.floats(0, 100), st.floats(0, 100)).map(
    lambda xy: (round(38_500_000 + xy[0], 4), round(3_300_000 + xy[1], 4)))
RING = st.one_of(st.lists(COARSE, min_size=3, max_size=9), st.lists(FINE, min_size=3, max_size=60))


def proven(*shapes: object) -> list[bool]:
    flat = flat_wkb(pa.array(shapely.to_wkb(np.array(shapes, object), byte_order=1), pa.binary()))
    assert flat is not None
    return [bool(v) for v in proven_valid(flat)]


@settings(max_examples=400, deadline=None)
@given(st.lists(RING, min_size=1, max_size=3), st.booleans())
def test_proven_means_valid(rings: list[list[tuple[float, float]]], as_parts: bool) -> None:
    if as_parts:
        shape = shapely.MultiPolygon([shapely.Polygon(r) for r in rings])
    else:
        shape = shapely.Polygon(rings[0], rings[1:])
    if proven(shape)[0]:
        assert shapely.is_valid(shape), shapely.is_valid_reason(shape)


@settings(max_examples=100, deadline=None)
@given(st.integers(3, 300), st.integers(0, 10**6))
def test_a_star_is_proven(corners: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    turn = (np.arange(corners) + rng.uniform(0, 0.3, corners)) * (2 * np.pi / corners)
    reach = rng.uniform(30, 100, corners)
    ring = np.column_stack([38_500_000 + reach * np.cos(turn), 3_300_000 + reach * np.sin(turn)]).round(4)
    shape = shapely.Polygon(ring)
    assert proven(shape, shape.reverse()) == [True, True]


def test_shapes_of_every_kind() -> None:
    box = shapely.box
    holed = shapely.Polygon(box(0, 0, 9, 9).exterior.coords, [box(1, 1, 2, 2).exterior.coords,
                                                             box(4, 4, 6, 6).exterior.coords])
    straight = shapely.Polygon([(0, 0), (1, 0), (2, 0), (2, 2), (0, 2), (0, 1)])  # corners in line are no fault
    many = shapely.MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1), holed.buffer(0)])
    apart = shapely.MultiPolygon([box(20, 0, 21, 1), holed])
    assert proven(box(0, 0, 1, 1), holed, straight, apart) == [True] * 4
    assert proven(many) == [False]  # parts whose boxes meet are asked of the engine


@pytest.mark.parametrize("wkt", [
    "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))",  # a bow tie
    "POLYGON ((0 0, 4 0, 4 4, 2 0, 0 4, 0 0))",  # touches its own edge
    "POLYGON ((0 0, 4 0, 4 4, 6 4, 4 4, 0 4, 0 0))",  # runs out and back
    "POLYGON ((0 0, 1 0, 2 0, 0 0))",  # flat
    "POLYGON ((0 0, 1 0, 0 0))",  # two corners
    "POLYGON ((0 0, 1 0, 1 0, 1 1, 0 0))",  # a corner twice: valid, but asked
    "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (20 20, 21 20, 21 21, 20 20))",  # a hole outside
    "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 8 1, 8 8, 1 8, 1 1), (2 2, 3 2, 3 3, 2 2))",  # nested holes
    "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (0 0, 9 0, 9 9, 0 9, 0 0))",  # a hole that is all
    "POLYGON ((2 2, 3 2, 3 3, 2 2), (0 0, 9 0, 9 9, 0 9, 0 0))",  # hole and outer ring exchanged
    "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((1 0, 9 0, 9 9, 1 0)))",
    "POLYGON EMPTY",
])
def test_what_is_not_proven(wkt: str) -> None:
    assert proven(shapely.from_wkt(wkt)) == [False]


def test_numbers_that_are_none_are_not_proven() -> None:
    for wrong in (np.nan, np.inf):
        flat = flat_wkb(pa.array([shapely.to_wkb(shapely.box(0, 0, 1, 1), byte_order=1)], pa.binary()))
        assert flat is not None
        flat.xy[2, 0] = wrong
        assert not proven_valid(flat).any()


def test_what_is_not_plain_has_no_flat_form() -> None:
    box = shapely.box(0, 0, 1, 1)
    plain = shapely.to_wkb(box, byte_order=1)
    assert flat_wkb(pa.array([plain, None], pa.binary())) is None
    assert flat_wkb(pa.array([shapely.to_wkb(box, byte_order=0)], pa.binary())) is None
    assert flat_wkb(pa.array([shapely.to_wkb(shapely.force_3d(box), byte_order=1)], pa.binary())) is None
    assert flat_wkb(pa.array([shapely.to_wkb(shapely.Point(1, 1), byte_order=1)], pa.binary())) is None
    assert flat_wkb(pa.array([plain + b"\0"], pa.binary())) is None
    for cut in range(len(plain)):
        assert flat_wkb(pa.array([plain[:cut]], pa.binary())) is None
    flat = flat_wkb(pa.array([b"", plain, plain], pa.large_binary())[1:])
    assert flat is not None and len(flat) == 2 and flat.boxes().tolist() == [[0, 0, 1, 1]] * 2


@settings(max_examples=300, deadline=None)
@given(st.lists(st.none() | st.text("a乡　 \u00a0\u2003\u1680\u0085\x1cé", max_size=5), min_size=1, max_size=6),
       st.integers(1, 6))
def test_a_tidy_column_is_what_trimming_makes_of_it(texts: list[str | None], length: int) -> None:
    column = pa.array([None, *texts], pa.string())[1:]
    if is_tidy(column, length):
        assert all(t is None or (t and t == t.strip() and len(t) <= length) for t in texts)
    assert is_tidy(pa.array(["0101", "水田", None]), 6) and not is_tidy(pa.array(["水田"]), 5)


def test_masks_and_objects() -> None:
    mask = pa.array([True, None, False, True, True, None, False, False, True, True])
    assert mask_of(mask[3:]).tolist() == [True, True, False, False, False, True, True]
    assert mask_of(mask[:0]).tolist() == [] and objects(pa.array([b"1", None])).tolist() == [b"1", None]
