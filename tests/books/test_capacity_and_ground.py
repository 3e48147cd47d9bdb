"""Capacity from area and grade, what is enough, and ground that overlaps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import shapely

from yulin.books.accounts import Kind
from yulin.books.capacity import capacity_gained, capacity_of
from yulin.books.ground import Ground, overlaps, overlaps_within
from yulin.books.sufficiency import compare
from yulin.findings import Refusal
from yulin.law.parameters import Law
from yulin.quantities.area import area_from

LAW = Law.on(dt.date(2025, 6, 1))
EAST, NORTH = 38_500_000.0, 3_900_000.0


def square(name: str, x: float, size: float = 100.0) -> Ground:
    return Ground(name, shapely.box(EAST + x, NORTH, EAST + x + size, NORTH + size), 4526)


@pytest.mark.parametrize(("mu", "grade", "kg"), [
    ("100", "9", "70000"), ("338.12", "9.66", "214368.08"), ("1", "15", "100")])
def test_capacity_is_mu_times_sixteen_less_grade_times_a_hundred(mu: str, grade: str, kg: str) -> None:
    grams = capacity_of(area_from(mu, "亩"), Decimal(grade), LAW)
    assert abs(grams - int(Decimal(kg) * 1000)) <= 10


def test_an_improvement_counts_the_difference_and_never_less_than_nothing() -> None:
    hundred = area_from("300", "亩")
    assert capacity_gained(hundred, Decimal(12), Decimal("9.5"), LAW) == 75_000_000
    assert capacity_gained(hundred, Decimal(9), Decimal(12), LAW) == 0
    with pytest.raises(Refusal, match="质量等别“16”应在 1 至 15 之间"):
        capacity_of(hundred, Decimal(16), LAW)


def test_before_the_rules_of_2017_there_is_no_capacity() -> None:
    with pytest.raises(Refusal, match="没有收录有效的取值"):
        capacity_of(1, Decimal(9), Law.on(dt.date(2016, 1, 1)))


def test_no_indicator_pays_for_another_and_the_unknown_stays_unknown() -> None:
    found = compare({Kind.CULTIVATED: 100, Kind.PADDY: 10, Kind.CAPACITY: None}, {Kind.CULTIVATED: 500, Kind.PADDY: 9})
    assert [(line.short, line.surplus) for line in found.lines] == [(0, 400), (1, 0), (None, None)]
    assert (found.enough, found.unknown) == (False, (Kind.CAPACITY,))


def test_overlaps_are_survey_areas_and_neighbours_are_none() -> None:
    found = overlaps([square("a", 0), square("b", 100)], [square("c", 150), square("d", 500)])
    assert [(o.new, o.held) for o in found] == [("b", "c")]
    assert abs(found[0].dm2 - 500_000) < 1000
    assert overlaps_within([square("a", 0), square("b", 100)]) == []
    assert [(o.new, o.held) for o in overlaps_within([square("a", 0), square("b", 99)])] == [("b", "a")]


def test_ground_of_neighbouring_zones_is_measured_in_one_plane() -> None:
    from yulin.geodesy.crs import from_lonlat

    def in_zone(name: str, epsg: int) -> Ground:
        lon, lat = [112.5, 112.501, 112.501, 112.5], [35.0, 35.0, 35.001, 35.001]
        x, y = from_lonlat(lon, lat, epsg)
        return Ground(name, shapely.Polygon(zip(x, y, strict=True)), epsg)

    here, there = in_zone("east", 4526), in_zone("west", 4525)
    (found,) = overlaps([here], [there])
    assert 990_000 < found.dm2 < 1_020_000  # a thousandth of a degree each way: some 91 m by 111 m
