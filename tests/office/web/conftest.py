"""A few records for the pages' tests, made by the acts that the office itself uses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import shapely

from yulin.office.registers import acts
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.parcel import parcel_value

EAST, WEST = "990102001", "990102002"
MU = 66_667  # dm² in a mu, rounded up: enough for a test's areas


@pytest.fixture
def add(staff: dict[str, Any]) -> Any:
    """Adds one record, by the section head; values as stored."""
    def added(register: str = "land.supply", parcel: Any = None, **values: Any) -> Any:
        return acts.create(REGISTERS[register], acts.NewRecord(values, parcel), staff["head"])

    return added


def square(x: float = 38_440_000, y: float = 3_450_000, side: float = 100) -> Any:
    """A square parcel in zone 38."""
    return parcel_value(shapely.box(x, y, x + side, y + side), 4526)


@pytest.fixture
def batch(add: Any) -> Any:
    """A batch in the eastern town, submitted in 2025 and approved."""
    return add("land.batch", name="2025年第1批次", kind="城市批次", region=EAST, area=80 * MU,
               key_projects=3, submitted_on=dt.date(2025, 3, 3), approved_on=dt.date(2025, 3, 20),
               approved_doc="青政〔2025〕6号")


@pytest.fixture
def supplies(add: Any, batch: Any) -> list[Any]:
    """Two supplied parcels in the east (one on the map, one late to start), one in the west."""
    return [
        add(parcel=square(), number="S-1", project="滨河路延伸", region=EAST, mode="挂牌出让", area=5_000_000,
            price=1_000_000_00, conditions="规条1号", batch=batch, agreed_start=dt.date(2025, 6, 30),
            scheme_on=dt.date(2025, 2, 1), contracted_on=dt.date(2025, 4, 1), contracted_doc="合同1号"),
        add(number="S-2", project="城东小学", region=EAST, mode="划拨", area=2_500_050,
            scheme_on=dt.date(2024, 2, 1), contracted_on=dt.date(2024, 4, 1)),
        add(number="S-3", project="物流中心", region=WEST, mode="划拨", area=1_000_000),
    ]
