"""A layer wider than its zone is read with a warning; a contradiction stays one."""

from __future__ import annotations

import pytest

from yulin.geodesy.crs import layer_zone_fault, zone_contradiction

EAST = 38_500_000.0


def told(west: float, east: float, epsg: int = 4526, south: float = 3.2e6, north: float = 3.6e6) -> str | None:
    fault = layer_zone_fault((west, south, east, north), epsg)
    return None if fault is None else f"{fault.level} {fault.code}"


@pytest.mark.parametrize(("west", "east", "expected"), [
    (EAST - 280_000, EAST + 280_000, None),
    (EAST - 355_470, EAST + 219_742, "warning zone.wide"),
    (EAST - 450_000, EAST + 450_000, "warning zone.wide"),
    (EAST - 450_001, EAST + 450_000, "error zone.contradiction"),
    (EAST + 300_000, EAST + 310_000, "error zone.contradiction"),  # narrow and off
    (EAST + 1_000_000, EAST + 1_010_000, "error zone.contradiction"),  # the next zone's number
    (500_000, 510_000, "error zone.contradiction"),  # no zone number
    (3_200_000, 3_300_000, "error zone.contradiction"),  # northings for eastings
])
def test_reach_of_a_3_degree_zone(west: float, east: float, expected: str | None) -> None:
    assert told(west, east) == expected
    strict = zone_contradiction((west, 3.2e6, east, 3.6e6), 4526)
    assert (strict is None) == (expected is None) and (strict is None or strict.level == "error")


def test_degrees_taken_for_metres_contradict() -> None:
    assert told(113.9, 114.2, 4547, 35.1, 35.3) == "error zone.contradiction"
    assert told(EAST, EAST + 1000, south=-5.0) == "error zone.contradiction"
    assert told(500_000 - 300_000, 500_000 + 300_000, 4547) == "warning zone.wide"
    assert told(20_500_000 - 499_000, 20_500_000 + 499_000, 4498) is None
    assert told(113.9, 114.2, 4490, 35.1, 35.3) is None and told(13.9, 14.2, 4490, 35.1, 35.3) is not None
    assert told(float("nan"), EAST) == "error coordinates.not_finite"
