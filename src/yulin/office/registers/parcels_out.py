"""Parcels out: the polygons of records as coordinate TXT (界址点坐标) or GeoPackage."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.formats.coordinate_txt import CoordinateParcel, write_coordinate_txt
from yulin.geodesy.crs import gk_from_epsg
from yulin.office.accounts.models import Region
from yulin.office.registers.declaration import Register
from yulin.office.registers.fields import Area, Day, RegionCode
from yulin.office.registers.parcel import ParcelValue, parcel_of

NAMES = ("project", "name", "batch_name")
USES = ("use", "kind")


def _parcels(register: Register, records: Iterable[Any]) -> tuple[list[tuple[Any, ParcelValue]], int]:
    """The records that have a parcel, with it, and their one plane; Refusal when there is none or several
    planes.
    """
    found = [(r, p) for r in records if (p := parcel_of(r)) is not None]
    if not found:
        raise Refusal(_("{title}：所选记录都没有地块，无可导出。").format(title=_(register.title)))
    planes = sorted({p.epsg for _r, p in found})
    if len(planes) > 1:
        raise Refusal(
            _("{title}：所选地块分属 {planes}，一个文件只能有一个坐标系，请分别筛选后导出。").format(
                title=_(register.title), planes="、".join(gk_from_epsg(e).title for e in planes)
            )
        )
    return found, planes[0]


def coordinates(
    register: Register,
    records: Iterable[Any],
    unit_name: str = "",
    day: dt.date | None = None,
    encoding: str = "gbk",
) -> bytes:
    """The records' parcels as a coordinate TXT: 地块编号 is the record's key, areas in 公顷."""
    found, epsg = _parcels(register, records)
    parcels = [
        CoordinateParcel(id=r.key, name=_first(r, NAMES) or r.key, geometry=p.geometry, use=_first(r, USES))  # type: ignore[arg-type]
        for r, p in found
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parcels.txt"
        write_coordinate_txt(path, parcels, gk_from_epsg(epsg), unit_name, day or dt.date.today(), encoding)
        return path.read_bytes()


def _first(record: Any, names: tuple[str, ...]) -> str:
    return next((str(v) for n in names if (v := getattr(record, n, ""))), "")


def geopackage(register: Register, records: Iterable[Any]) -> bytes:
    """The records' parcels as a GeoPackage with one layer, the ledger's columns as attributes (heads as in
    Excel).
    """
    import geopandas

    from yulin.formats.vectors import write_vector

    found, epsg = _parcels(register, records)
    regions = dict(Region.objects.values_list("code", "name"))
    columns: dict[str, list[Any]] = {}
    for column in register.columns:
        values = [column.field.cell(getattr(r, column.name)) for r, _p in found]
        if isinstance(column.field, RegionCode):
            values = [regions.get(v, v) for v in values]
        elif column.field.numeric:
            values = [None if v is None else float(v) for v in values]
        elif isinstance(column.field, Day):
            values = [None if v is None else v.isoformat() for v in values]
        columns[column.head()] = values
    columns[_("测量面积(平方米)")] = [float(Area(unit="平方米").to_unit(p.area_dm2)) for _r, p in found]
    frame = geopandas.GeoDataFrame(columns, geometry=[p.geometry for _r, p in found], crs=epsg)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "parcels.gpkg"
        write_vector(path, frame, register.title)
        return path.read_bytes()
