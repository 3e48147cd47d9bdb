"""Records out of the office as files: exactly what the list shows, as workbook, coordinates or GeoPackage."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.geodesy.crs import gk_from_epsg
from yulin.office.accounts.rights import may
from yulin.office.registers import lists
from yulin.office.registers.declaration import Column, Register
from yulin.office.registers.fields import RegionCode
from yulin.office.registers.links import Link
from yulin.office.registers.parcel import ParcelValue, lonlat_geometry, parcel_of
from yulin.office.registers.sheets import LIKE_A_FORMULA
from yulin.office.registers.workbook_out import all_region_names, template
from yulin.office.registers.workbook_out import export as workbook
from yulin.office.web.cells import caption, region_names
from yulin.office.web.frame import scope_of
from yulin.office.web.ledger import the_register
from yulin.office.web.list_choices import chosen_columns

MOST_ROWS = 50_000
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DEGREES = 4490


@dataclass(frozen=True, slots=True)
class PlainParcel:
    """What a coordinate file says of a parcel: number, name, polygon; the rest stays empty."""

    id: str
    name: str
    geometry: Any
    declared_area_text: str = ""
    use: str = ""
    sheet: str = ""
    code: str = ""


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def empty(request: HttpRequest, slug: str) -> HttpResponse:
    """The register's empty workbook."""
    register = the_register(slug)
    return _file(template(register), f"{register.title}模板.xlsx", EXCEL)


def export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The records that the list at the same address shows, all pages of it, in its order."""
    register = the_register(slug)
    if kind not in WRITERS or (kind in ("txt", "gpkg") and not register.has_parcel):
        raise Http404
    if not may(request.user, "export"):
        raise PermissionDenied
    scope = scope_of(request)
    asked = lists.read_question(register, request.GET)
    records = lists.found_records(register, request.user, scope, asked)
    count = lists.totals_of(register, records).records
    if count > MOST_ROWS:
        raise Refusal(_("一次最多导出 {most} 条，现有 {n} 条。请先按年度、区域或阶段筛选。").format(
            most=MOST_ROWS, n=count))
    write, content_type = WRITERS[kind]
    day = scope.as_of or dt.date.today()
    columns = [] if request.GET.get("all") else lists.listed(register, chosen_columns(request, register))
    data = write(register, lists.ordered(records, asked), columns)
    return _file(data, f"{register.title}{day:%Y%m%d}.{kind}", content_type)


def _excel(register: Register, records: QuerySet[Any], columns: Sequence[Column]) -> bytes:
    return workbook(register, records, columns=columns)


def _csv(register: Register, records: QuerySet[Any], columns: Sequence[Column]) -> bytes:
    """Comma-separated values in UTF-8 with the mark that Excel wants; texts that look like formulas are quoted."""
    shown = list(columns) or list(register.columns)
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(c.head() for c in shown)
    links = [c.name for c in shown if isinstance(c.field, Link)]
    names = all_region_names()
    for record in (records.select_related(*links) if links else records).iterator(chunk_size=2000):
        write.writerow(_csv_cell(c, getattr(record, c.name), names) for c in shown)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _csv_cell(column: Column, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(column.field, RegionCode):
        return names.get(value, value)
    cell = column.field.cell(value)
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(LIKE_A_FORMULA) and not column.field.numeric else text


def _parcels(register: Register, records: QuerySet[Any]) -> list[tuple[Any, ParcelValue]]:
    """The records that lie on the map, each with its parcel; Refusal when none does."""
    placed = [(record, value) for record in records.filter(parcel_wkb__isnull=False).defer("haystack")
              if (value := parcel_of(record)) is not None]
    if not placed:
        raise Refusal(_("{title}：所选记录都没有图形，没有可导出的坐标。").format(title=_(register.title)))
    return placed


def _geopackage(register: Register, records: QuerySet[Any], columns: Sequence[Column]) -> bytes:
    """One layer in the parcels' own CRS, or in degrees where they lie in several."""
    import geopandas as gpd  # heavy, and seldom needed

    from yulin.formats.vectors import write_vector

    placed = _parcels(register, records.select_related())
    names = region_names(record.region for record, _value in placed)
    codes = {value.epsg for _record, value in placed}
    epsg = codes.pop() if len(codes) == 1 else DEGREES
    rows = []
    for record, _value in placed:
        row = {}
        for column in columns or register.columns:
            value = column.field.cell(getattr(record, column.name))
            if isinstance(column.field, RegionCode):
                value = names.get(value, value)
            row[column.head()] = float(value) if column.field.numeric and value is not None else value
        rows.append(row)
    shapes = [value.geometry if epsg != DEGREES else lonlat_geometry(value) for _record, value in placed]
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=epsg)
    with tempfile.TemporaryDirectory(prefix="yulin-") as folder:
        path = Path(folder) / "parcels.gpkg"
        write_vector(path, frame, register.title)
        return path.read_bytes()


def _coordinates(register: Register, records: QuerySet[Any], _columns: Sequence[Column]) -> bytes:
    """Coordinate TXT (GBK) of parcels that all lie in one zone."""
    from yulin.formats.coordinate_writer import write_coordinate_txt

    placed = _parcels(register, records)
    codes = {value.epsg for _record, value in placed}
    if len(codes) > 1:
        raise Refusal(_("所选记录的图形分属 {n} 个坐标系，不能写在同一个坐标文件里，请按区域分别导出。").format(
            n=len(codes)))
    parcels = [PlainParcel(record.key, caption(record) or record.key, value.geometry) for record, value in placed]
    with tempfile.TemporaryDirectory(prefix="yulin-") as folder:
        path = Path(folder) / "parcels.txt"
        write_coordinate_txt(path, parcels, gk_from_epsg(codes.pop()), "", dt.date.today())
        return path.read_bytes()


WRITERS: dict[str, tuple[Callable[[Register, QuerySet[Any], Sequence[Column]], bytes], str]] = {
    "xlsx": (_excel, EXCEL),
    "csv": (_csv, "text/csv; charset=utf-8"),
    "txt": (_coordinates, "text/plain; charset=gbk"),
    "gpkg": (_geopackage, "application/geopackage+sqlite3"),
}
