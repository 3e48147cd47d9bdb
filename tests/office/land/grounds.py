"""The ground of the land tests: squares in metres from a corner, and the regions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import shapely

from yulin.office.registers.parcel import parcel_value

X, Y, EPSG = 38_500_000, 3_985_000, 4526
MU = 10_000_000 // 150  # dm² of a 亩, rounded down
DISTRICT, EAST, WEST = "990102", "990102001", "990102002"


def day(text: str) -> dt.date:
    """A day in ISO form."""
    return dt.date.fromisoformat(text)


def square(east: float, north: float, wide: float, high: float | None = None) -> Any:
    """The parcel of a rectangle, metres from the corner of the test's ground."""
    return parcel_value(shapely.box(X + east, Y + north, X + east + wide, Y + north + (high or wide)), EPSG)
