"""Records of the land registers for tests: squares on the ground, written through the acts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from grounds import EAST, day

from yulin.office.registers.acts import NewRecord, create
from yulin.office.registers.declaration import register_of


@pytest.fixture
def put(staff: dict[str, Any]) -> Callable[..., Any]:
    """Make a record: ``put("land.supply", parcel=square(0, 0, 100), number="…", …)``."""
    def made(code: str, parcel: Any = None, by: str = "head", waive: bool = False, reason: str = "",
             **values: Any) -> Any:
        register = register_of(code)
        values = {"region": EAST} | {
            name: day(v) if isinstance(v, str) and register.column(name).field.__class__.__name__ == "Day" else v
            for name, v in values.items()}
        return create(register, NewRecord(values, parcel), staff[by], reason, waive=waive)
    return made
