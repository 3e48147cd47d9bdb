"""永久基本农田储备区 The reserve area: farmland fit to become permanent farmland where some is taken.

Source: 永久基本农田保护红线管理办法 (令第17号, 2025).
"""

from __future__ import annotations

from typing import Any

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.books.ground import Ground
from yulin.office.balance.fields import Grade
from yulin.office.books.bound import Wanted, effect
from yulin.office.registers.declaration import Milestone, Register, Sum
from yulin.office.registers.fields import Area, Code, RegionCode, Text
from yulin.office.registers.parcel import Parcel, parcel_of
from yulin.office.registers.record import Record


def wants(record: Any) -> list[Wanted]:
    """The patch is in the reserve from the day it is delimited."""
    if record.delimited_on is None:
        return []
    parcel, value = f"area:CB/{record.number}", parcel_of(record)
    return [Wanted("reserve", Act.INTAKE, record.delimited_on, record.delimited_doc or record.number,
                   [(Kind.RESERVE, record.number, record.area or 0)], parcels=[parcel], opens=True,
                   grounds=[Ground(parcel, value.geometry, value.epsg)] if value is not None else [])]


class ReservePatch(Record):
    """One patch of the reserve area."""

    number = Code("储备图斑号")
    region = RegionCode("所在乡镇", optional=False)
    village = Text("所在村")
    land_class = Text("地类")
    area = Area("储备面积", unit="亩", optional=False)
    grade = Grade("质量等别")
    parcel = Parcel("图斑")

    register = Register(
        code="balance.reserve",
        title="永久基本农田储备区台账",
        title_en="Reserve area of permanent farmland",
        family="balance",
        key="number",
        milestones=(Milestone("delimited", "划定", document="划定文号"),),
        figures=(Sum("reserve.area", "永农储备区面积", "area", on="delimited"),),
        listed=("number", "region", "village", "land_class", "area", "grade"),
        effect=effect(wants),
        source="永久基本农田保护红线管理办法 (令第17号, 2025-10-01; secondary)",
    )
