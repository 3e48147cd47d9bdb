"""Rows of a source become rows of a layer: fields matched, values typed, geometry checked, areas computed.

Each batch is judged by itself. A row with an error is marked and not taken; what is wrong with it, and where,
goes to the tally. A row is named by its number in the source (from 1) and its key.

A geometry is valid when it is proven so (``simple``) or the geometry engine says so; the engine is asked about every
one that is not proven. Plain WKB in the plane of the layer is taken over byte by byte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from yulin.atlas.land_classes import land_classes
from yulin.atlas.numbers import mask_array, mask_of, objects
from yulin.atlas.schema import Field, Schema
from yulin.atlas.simple import proven_valid
from yulin.atlas.tally import Tally
from yulin.atlas.tidy import is_tidy
from yulin.atlas.wkb import Flat, flat_wkb
from yulin.findings import Finding, Level
from yulin.formats.wkb_shapes import shapes_from_wkb
from yulin.geodesy.crs import Gk, transformer
from yulin.geodesy.survey_area import ring_areas, survey_areas_dm2
from yulin.i18n import gettext as _

Mask = NDArray[np.bool_]
FARTHEST = 500_000.0  # metres from the central meridian; beyond, the rule's series do not hold


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A batch of good rows. table: schema fields, ``survey_dm2`` (int64, dm²), ``geometry`` (WKB), ``bbox``."""

    table: pa.Table
    box: NDArray[np.float64]


def clean(batch: pa.RecordBatch, geometry: str, fields: dict[str, str], schema: Schema, gk: Gk,
          source_epsg: int, first_row: int, tally: Tally) -> Cleaned:
    """The good rows of ``batch``, whose first row is number ``first_row`` of the source.

    fields: schema field → source column. source_epsg: the plane of the batch; rows end up in that of ``gk``.
    """
    n = batch.num_rows
    bad = np.zeros(n, bool)
    key_column = fields.get(schema.key)
    keys = pc.cast(batch.column(key_column), pa.string()) if key_column else None

    def say(level: Level, code: str, rows: Mask, message: Callable[[int], str], remedy: str = "") -> None:
        where = np.flatnonzero(rows)
        listed = min(len(where), tally.room(level, code))
        for i in where[:listed]:
            key = keys[int(i)].as_py() if keys is not None else None
            place = (_("第{row}行（{key}）").format(row=first_row + int(i), key=key) if key
                     else _("第{row}行").format(row=first_row + int(i)))
            tally.add(Finding(level, code, message(int(i)), place, remedy))
        tally.more(level, code, len(where) - listed)
        if level == "error":
            np.logical_or(bad, rows, out=bad)

    columns: dict[str, pa.Array] = {}
    for field in schema.fields:
        if field.name in fields:
            columns[field.name] = _typed(batch.column(fields[field.name]), field, say)
    _check_codes(columns, schema, say)
    column = batch.column(geometry)
    column = column.storage if isinstance(column, pa.ExtensionArray) else column
    flat = flat_wkb(column) if source_epsg == gk.epsg else None
    drawn = (_from_shapes(_geometry(column, source_epsg, gk, say), gk) if flat is None
             else _from_flat(flat, column, gk, say))
    say("error", "geometry.no_area", ~bad & (drawn.dm2 <= 0), lambda i: _("图形面积为零或为负。"),
        _("请修复图形。"))
    off = ~bad & (np.abs(drawn.box[:, [0, 2]] - gk.false_easting).max(1, initial=0) > FARTHEST)
    say("error", "zone.contradiction", off, lambda i: _("图形远在 {crs} 之外。").format(crs=gk.title),
        _("请核对带号、分带和坐标次序。"))
    columns |= {"survey_dm2": pa.array(drawn.dm2), "geometry": drawn.wkb}
    columns["bbox"] = pa.StructArray.from_arrays([pa.array(drawn.box[:, k]) for k in range(4)],
                                                 names=["xmin", "ymin", "xmax", "ymax"])
    table, box = pa.table(columns), drawn.box
    if bad.any():
        table, box = table.filter(mask_array(~bad)), box[~bad]
    return Cleaned(table, box)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The geometry of a batch in the layer's plane. wkb: binary[n]; box: float64[n, 4]; dm2: int64[n]."""

    wkb: pa.Array
    box: NDArray[np.float64]
    dm2: NDArray[np.int64]


def _from_flat(flat: Flat, column: pa.Array, gk: Gk, say: Say) -> _Drawn:
    """Plain WKB in the layer's own plane: what is not proven valid is asked of the engine."""
    proven = proven_valid(flat)
    if not proven.all():
        doubtful = column.filter(mask_array(~proven))
        shapes = np.full(len(flat), None, object)
        shapes[~proven] = shapely.from_wkb(objects(doubtful), on_invalid="ignore")
        _judge(shapes, ~proven, say)
    areas = ring_areas(flat.xy, flat.ring_start, gk) * flat.role
    owner = np.repeat(np.arange(len(flat)), np.diff(flat.geom_start))
    total = np.bincount(owner, weights=areas, minlength=len(flat))
    dm2 = np.floor(np.where(np.isfinite(total), total, 0.0) * 100 + 0.5).astype(np.int64)
    return _Drawn(column.cast(pa.binary()), flat.boxes(), dm2)


def _from_shapes(shapes: NDArray[np.object_], gk: Gk) -> _Drawn:
    wkb = pa.array(shapely.to_wkb(shapes, byte_order=1, output_dimension=2), pa.binary())
    return _Drawn(wkb, shapely.bounds(shapes), survey_areas_dm2(shapes, gk))


Say = Callable[..., None]


def _typed(column: pa.Array, field: Field, say: Say) -> pa.Array:
    if field.type == "text":
        text = column if pa.types.is_string(column.type) else pc.cast(_plain(column), pa.string())
        tidy = is_tidy(text, field.length)
        if not tidy:
            text = pc.utf8_trim_whitespace(text)
            text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
        if field.length is not None and not tidy:
            say("warning", "field.too_long", _mask(pc.greater(pc.utf8_length(text), field.length)),
                lambda i: _("{field} 超过 {length} 个字符：{value}").format(
                    field=field.name, length=field.length, value=text[i].as_py()))
        missing = text.is_null()
        values: pa.Array = text
    else:
        values, missing = _number(column, field, say)
    if field.required:
        say("error", "field.missing_value", _mask(missing),
            lambda i: _("必填字段 {field}（{title}）没有值。").format(field=field.name, title=field.title),
            _("请补填。"))
    return values


def _plain(column: pa.Array) -> pa.Array:
    """Whole numbers stored as floats lose their ``.0`` before they become text."""
    if pa.types.is_floating(column.type):
        whole = pc.equal(pc.round(column), column)
        if pc.all(whole, min_count=0).as_py():
            return pc.cast(column, pa.int64())
    return column


def _number(column: pa.Array, field: Field, say: Say) -> tuple[pa.Array, pa.Array]:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        text = [None if v is None or not v.strip() else v.strip().replace(",", "") for v in column.to_pylist()]
        numbers: list[float | None] = []
        wrong = np.zeros(len(text), bool)
        for i, value in enumerate(text):
            try:
                numbers.append(None if value is None else float(value))
            except ValueError:
                numbers.append(None)
                wrong[i] = True
        say("error", "field.not_a_number", wrong,
            lambda i: _("{field}（{title}）应为数字，实为“{value}”。").format(
                field=field.name, title=field.title, value=column[i].as_py()), _("请改为数字。"))
        values = pa.array(numbers, pa.float64())
    else:
        values = pc.cast(column, pa.float64(), safe=False)
    values = pc.if_else(pc.is_finite(values), values, pa.scalar(None, pa.float64()))
    if field.type in ("area", "share", "measure"):
        limit_low = pc.less_equal(values, 0.0) if field.positive else pc.less(values, 0.0)
        say("error", "area.not_positive" if field.type != "share" else "share.out_of_range", _mask(limit_low),
            lambda i: _("{field}（{title}）为 {value}，不是有效的面积或系数。").format(
                field=field.name, title=field.title, value=values[i].as_py()), _("请核对该值。"))
    if field.type == "share":
        say("error", "share.out_of_range", _mask(pc.greater_equal(values, 1.0)),
            lambda i: _("{field}（{title}）为 {value}，应小于 1。").format(
                field=field.name, title=field.title, value=values[i].as_py()), _("请核对该值。"))
    if field.type == "int":
        values = pc.cast(pc.round(values), pa.int64(), safe=False)
    return values, values.is_null()


def _check_codes(columns: dict[str, pa.Array], schema: Schema, say: Say) -> None:
    if schema.standard is None or schema.class_code not in columns:
        return
    known = land_classes(schema.standard)
    codes = columns[schema.class_code]
    unknown = pc.and_(pc.is_valid(codes), pc.invert(pc.is_in(codes, pa.array(list(known)))))
    say("warning", "code.unknown", _mask(unknown),
        lambda i: _("{field} 的值“{value}”不在 {standard} 中，按原样保留。").format(
            field=schema.class_code, value=codes[i].as_py(), standard=schema.standard))


def _geometry(column: pa.Array, source_epsg: int, gk: Gk, say: Say) -> NDArray[np.object_]:
    """Any WKB as shapes in the plane of ``gk``; what is missing or not valid is said and empty."""
    # Invalid bytes become a missing geometry, which the judge reports.
    shapes, curved = shapes_from_wkb(objects(column))
    say("error", "geometry.curved", curved, lambda i: _("图形含圆弧，面积取决于怎样取点。"),
        _("请在制图软件中把弧段转为折线后再提供。"))
    bad = _judge(shapes, ~curved, say) | curved
    if bad.any():
        shapes[bad] = shapely.from_wkt("POLYGON EMPTY")
    if source_epsg != gk.epsg:
        change = transformer(source_epsg, gk.epsg)
        shapes = shapely.transform(shapes, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))
    return np.asarray(shapes, dtype=object)


def _judge(shapes: NDArray[np.object_], asked: Mask, say: Say) -> Mask:
    """Which of the shapes asked about are missing, empty, no polygon or not valid; each is said."""
    empty = asked & (shapely.is_missing(shapes) | shapely.is_empty(shapes))
    say("error", "geometry.empty", empty, lambda i: _("没有图形或图形为空。"), _("请补图形或删去该行。"))
    areal = np.isin(shapely.get_type_id(shapes), (3, 6))
    say("error", "geometry.not_polygon", asked & ~areal & ~empty, lambda i: _("图形不是面。"), _("请改用面图层。"))
    look = np.flatnonzero(asked & areal & ~empty)
    invalid = np.zeros(len(shapes), bool)
    invalid[look] = ~shapely.is_valid(shapes[look])
    say("error", "geometry.invalid", invalid,
        lambda i: _("图形无效：{reason}").format(reason=shapely.is_valid_reason(shapes[i])), _("请修复图形。"))
    return empty | (asked & ~areal) | invalid


def _mask(condition: pa.Array) -> Mask:
    return mask_of(condition)
