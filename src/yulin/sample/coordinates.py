"""Coordinate files 界址点坐标 TXT beside the ledgers: one file a register, 地块编号 the record's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from yulin.formats.coordinate_writer import write_coordinate_txt
from yulin.sample import names
from yulin.sample.layers import GK

MADE_ON = date(2026, 3, 31)


@dataclass(frozen=True)
class DrawnParcel:
    """A parcel as the coordinate file names it; the area is left to the writer (survey area in hectares)."""

    id: str
    name: str
    geometry: BaseGeometry | None
    use: str = ""
    declared_area_text: str = ""
    sheet: str = ""
    code: str = ""


def write_parcels(path: Path, parcels: list[DrawnParcel]) -> Path:
    """One coordinate file in the sample's zone; returns its path."""
    write_coordinate_txt(path, parcels, GK, unit_name=names.BUREAU, date=MADE_ON)
    return path
