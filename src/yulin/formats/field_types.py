"""Attribute fields as a standard declares them (字段类型与长度), and the Arrow columns that carry them to a driver.

A text's length goes with the column as the driver's own mark, so that FileGDB, Shapefile and GeoPackage declare it. A
Shapefile's numbers are text of a fixed width: there, length and decimals are declared too. Data that do not fit what
is declared are kept as they are, and that is said; nothing is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from yulin.findings import Finding, Refusal
from yulin.i18n import gettext as _

_WIDTH = "GDAL:OGR:width"
_WKB = {"ARROW:extension:name": "geoarrow.wkb"}
_DBF_TEXT = 254  # bytes in a Shapefile's text
_INTS = 2**31


@dataclass(frozen=True, slots=True)
class FieldType:
    """One declared field. length: characters of a text, digits of a number, 0 where nothing is declared."""

    name: str
    kind: Literal["text", "int", "number", "date"]
    length: int = 0
    decimals: int = 0


def plain_table(frame: gpd.GeoDataFrame) -> Any:
    """The frame's columns as Arrow has them, the geometry last as WKB; a column of nothing is text."""
    columns = {}
    for name in frame.columns.drop("geometry"):
        column = pa.array(frame[name], from_pandas=True)
        columns[str(name)] = column.cast(pa.string()) if pa.types.is_null(column.type) else column
    columns["geometry"] = _wkb(frame)
    return pa.table(columns)


def _wkb(frame: gpd.GeoDataFrame) -> Any:
    return pa.array(shapely.to_wkb(np.asarray(frame.geometry, dtype=object)), pa.binary(), from_pandas=True)


def fitted(table: pa.Table, declared: Iterable[FieldType], shapefile: bool,
           where: str) -> tuple[Any, list[Finding]]:
    """The table with the declared types and lengths on its columns (matched by name), and what did not fit."""
    known = {field.name.upper(): field for field in declared}
    findings: list[Finding] = []
    columns, fields = [], []
    for name in table.column_names:
        column = table.column(name)
        column, field = _fitted(column, name, known.get(name.upper()), shapefile, where, findings)
        columns.append(column)
        fields.append(field)
    return pa.table(columns, schema=pa.schema(fields)), findings


def _fitted(column: Any, name: str, declared: FieldType | None, shapefile: bool, where: str,
            findings: list[Finding]) -> tuple[Any, Any]:
    if name == "geometry":
        return column, pa.field(name, column.type, metadata=_WKB)
    if declared is None:
        return column, pa.field(name, column.type)
    wanted = arrow_field(replace(declared, name=name), shapefile)
    try:
        if pa.types.is_decimal(wanted.type):
            rounded = pc.round(column.cast(pa.float64()), declared.decimals)
            if not pc.all(pc.equal(rounded, column.cast(pa.float64())), min_count=0).as_py():
                raise pa.ArrowInvalid("decimals")
        column = column.cast(wanted.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        findings.append(Finding("warning", "field.kept_type", _("字段 {field} 的内容不合标准类型，按原样写出。").format(
            field=name), where, _("请核对字段内容。")))
        return column, pa.field(name, column.type)
    if declared.kind == "text" and declared.length:
        most = pc.max(pc.utf8_length(column)).as_py() or 0
        if most > declared.length:
            message = _("字段 {field} 最长 {most} 字，超过标准长度 {length}，未截断。").format(
                field=name, most=most, length=declared.length)
            findings.append(Finding("warning", "field.too_long", message, where, _("请核对字段内容。")))
        room = max(declared.length, most)
        if shapefile:
            room = min(_DBF_TEXT, max(declared.length, pc.max(pc.binary_length(column)).as_py() or 0))
        wanted = arrow_field(replace(declared, name=name, length=room), False)
    return column, wanted


def arrow_field(declared: FieldType, shapefile: bool, bytes_a_character: int = 1) -> Any:
    """The Arrow field that makes a driver declare ``declared``."""
    if declared.kind == "text":
        width = declared.length * bytes_a_character
        width = min(_DBF_TEXT, width) if shapefile else width
        return pa.field(declared.name, pa.string(), metadata={_WIDTH: str(width)} if width else None)
    if declared.kind == "int":
        return pa.field(declared.name, pa.int32())
    if declared.kind == "date":
        return pa.field(declared.name, pa.date32())
    if shapefile and declared.length >= declared.decimals + 2 > 2 and declared.length <= 40:
        kind = pa.decimal128(declared.length - 2, declared.decimals)  # the driver adds sign and point
        return pa.field(declared.name, kind)
    return pa.field(declared.name, pa.float64())


def streamed_schema(fields: Sequence[FieldType], shapefile: bool) -> Any:
    """The Arrow schema of a layer whose rows are not known yet; a Shapefile's texts get room for Chinese."""
    return pa.schema([*(arrow_field(field, shapefile, 3 if shapefile else 1) for field in fields),
                      pa.field("geometry", pa.binary(), metadata=_WKB)])


def streamed_batch(frame: gpd.GeoDataFrame, schema: Any) -> Any:
    """A frame as a record batch of ``schema``; refuses a value that does not fit."""
    arrays = []
    for field in schema:
        try:
            if field.name == "geometry":
                arrays.append(_wkb(frame))
            elif pa.types.is_decimal(field.type):
                arrays.append(pa.array(frame[field.name], pa.float64(), from_pandas=True).cast(field.type))
            elif pa.types.is_date32(field.type):
                arrays.append(pa.array(frame[field.name], from_pandas=True).cast(field.type))
            else:
                arrays.append(pa.array(frame[field.name], field.type, from_pandas=True))
        except pa.ArrowException:
            raise Refusal(_("字段 {field} 有放不进所报类型和长度的值，请改正来源文件，或另选格式。").format(
                field=field.name)) from None
    return pa.record_batch(arrays, schema=schema)
