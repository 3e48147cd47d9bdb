"""Which column of a file is which field of the layer: by name, then alias, then content; and in what unit areas are.

Editions of one layer call the same thing differently, and the same name may stand for m², 亩, ha or km². What the
names do not say is told from the values: codes of the class table, identifiers, areas against the geometry. All
that was told so is a finding; a person may see the proposal before anything is imported, and correct it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from yulin.atlas.land_classes import land_classes
from yulin.atlas.numbers import objects
from yulin.atlas.schema import Field, Schema, match_fields, plain_name, schema_of
from yulin.atlas.source import open_source
from yulin.findings import Finding, Refusal
from yulin.formats.wkb_shapes import shapes_from_wkb
from yulin.geodesy.crs import GEOGRAPHIC, WGS84, gk_for_longitude, reproject
from yulin.i18n import gettext as _

How = Literal["given", "name", "alias", "content", "instead", ""]
UNITS = {"m²": 1.0, "亩": 2000 / 3, "ha": 1e4, "km²": 1e6}
_NONE: tuple[str | None, How] = (None, "")
SAMPLE = 4000
MOSTLY = 0.95
NEAR = 1.6  # units lie a factor of 15 apart and more; ledger areas within this factor of the geometry


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """One field of the layer. source: the column it is read from, None for none; how: why that one; unit: what the
    values of an area are in, None where it is no area or cannot be told; samples: a few values.
    """

    field: str
    title: str
    required: bool
    source: str | None
    how: How
    unit: str | None = None
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an import would do. epsg: what the file states, None for nothing; matches: one per field of the layer;
    unused: columns that no field takes; findings: what was told from content, what is missing, which unit.
    """

    file: str
    layer: str
    source_layer: str
    epsg: int | None
    rows: int
    matches: tuple[FieldMatch, ...]
    unused: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def fields(self) -> dict[str, str]:
        """Schema field → source column."""
        return {m.field: m.source for m in self.matches if m.source is not None}

    def as_json(self) -> dict[str, Any]:
        """As ``yulin atlas import --dry-run --format json`` prints it."""
        return {"file": self.file, "layer": self.layer, "source_layer": self.source_layer, "epsg": self.epsg,
                "rows": self.rows, "unused": list(self.unused),
                "fields": [{"field": m.field, "title": m.title, "required": m.required, "source": m.source,
                            "how": m.how or None, "unit": m.unit, "samples": list(m.samples)} for m in self.matches],
                "findings": [f.as_json() for f in self.findings]}


def propose(path: Path | str, layer: str, source_layer: str | None = None, crs: int | None = None,
            mapping: Mapping[str, str] | None = None) -> Proposal:
    """How ``path`` would be read as ``layer``; nothing is written. mapping: source column → field, as a person
    corrected it; refuses one that names what is not there.
    """
    schema = schema_of(layer)
    with open_source(Path(path), source_layer, schema) as source:
        first = next(source.batches, None)
        epsg = source.epsg if source.epsg is not None else crs
        matches, findings = match_columns(schema, source.columns, first, source.geometry, epsg, mapping,
                                          source.path.name)
        taken = {m.source for m in matches}
        return Proposal(source.path.name, layer, source.layer, source.epsg, source.rows, matches,
                        tuple(c for c in source.columns if c not in taken), (*source.findings, *findings))


def match_columns(schema: Schema, columns: Sequence[str], batch: pa.RecordBatch | None, geometry: str,
                  epsg: int | None, mapping: Mapping[str, str] | None, where: str,
                  ) -> tuple[tuple[FieldMatch, ...], list[Finding]]:
    """The column of each field, and what to tell about it.

    batch: the file's first rows, None for an empty file; geometry: its WKB column; epsg: its plane, None if unknown.
    """
    given = _given(schema, columns, mapping or {})
    free = [c for c in columns if c not in given.values()]
    named = {f: c for f, c in match_fields(schema, free).items() if f not in given}
    fields: dict[str, tuple[str, How]] = {f: (c, "given") for f, c in given.items()}
    for field, column in named.items():
        fields[field] = (column, "name" if plain_name(column) == plain_name(field) else "alias")
    findings: list[Finding] = []
    sample = batch.slice(0, SAMPLE) if batch is not None else None
    area = _areas(sample, geometry, epsg) if sample is not None else np.zeros(0)
    for wanted in schema.fields:
        if wanted.name in fields or not (wanted.required or wanted.name == schema.class_name):
            continue
        taken = {column for column, _how in fields.values()}
        hit = _by_content(wanted, schema, [c for c in columns if c not in taken], sample, area)
        if hit is not None:
            fields[wanted.name] = (hit, "content")
            findings.append(Finding("note", "field.by_content", _("{field}（{title}）按内容取自字段 {source}。").format(
                field=wanted.name, title=wanted.title, source=hit), where, _("不对时请用 --map 指明。")))
        elif wanted.instead in fields:
            stand_in = fields[wanted.instead][0]
            fields[wanted.name] = (stand_in, "instead")
            message = _("文件没有 {field}（{title}），以 {source} 代替。").format(
                field=wanted.name, title=wanted.title, source=stand_in)
            findings.append(Finding("note", "field.instead", message, where))
        elif wanted.required:
            findings.append(Finding("error", "field.missing", _("缺少必备字段 {field}（{title}）。").format(
                field=wanted.name, title=wanted.title), where, _("请补上该字段，或用 --map 指明。")))
    matches = []
    for f in schema.fields:
        match = fields.get(f.name)
        source, how = match if match is not None else _NONE
        unit = _unit(sample.column(source), area) if sample is not None and source and _is_area(f, schema) else None
        matches.append(FieldMatch(f.name, f.title, f.required, source, how, unit, _samples(sample, source)))
        if unit is not None and f.type == "measure":
            message = _("{field}（{title}）的单位按图形推断为 {unit}，数值按原样保留。").format(
                field=f.name, title=f.title, unit=unit)
            findings.append(Finding("note", "unit.inferred", message, where))
        elif unit is not None and unit != "m²":
            message = _("{field}（{title}）应为平方米，按图形看是 {unit}。").format(
                field=f.name, title=f.title, unit=unit)
            findings.append(Finding("error", "unit.not_square_metres", message, where, _("请换算为平方米后再导入。")))
    return tuple(matches), findings


def _given(schema: Schema, columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for source, field in mapping.items():
        if source not in columns:
            raise Refusal(_("文件没有字段 {source}，有：{known}。").format(source=source, known=_("、").join(columns)))
        if schema.field(field) is None:
            raise Refusal(_("图层 {layer} 没有字段 {field}。").format(layer=schema.layer, field=field))
        if field in given:
            raise Refusal(_("字段 {field} 指定了两次。").format(field=field))
        given[field] = source
    return given


def _is_area(field: Field, schema: Schema) -> bool:
    """Whether a field measures the whole feature, so that its geometry tells the unit."""
    whole = schema.gross or schema.net
    return field.type == "measure" or (field.type == "area" and field.name in (whole, "DCMJ", "JSMJ"))


def _areas(batch: pa.RecordBatch, geometry: str, epsg: int | None) -> NDArray[np.float64]:
    """Areas of the sample, m²; NaN where there is no sound geometry or no known plane."""
    shapes, _curved = shapes_from_wkb(objects(batch.column(geometry)))
    if epsg is None:
        return np.full(len(shapes), np.nan)
    if epsg in (GEOGRAPHIC, WGS84):
        bounds = shapely.total_bounds(shapes)
        if not -180 <= bounds[0] <= bounds[2] <= 180:
            return np.full(len(shapes), np.nan)
        middle = float(np.clip((bounds[0] + bounds[2]) / 2, 74, 135))
        shapes = reproject(shapes, epsg, gk_for_longitude(middle).epsg)
    area = np.asarray(shapely.area(shapes), np.float64)
    return np.where(area > 0, area, np.nan)


def _numbers(column: pa.Array) -> NDArray[np.float64] | None:
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_decimal(column.type):
        return np.asarray(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    return None


def _unit(column: pa.Array, area: NDArray[np.float64]) -> str | None:
    """The unit in which most values are near the geometry's area; None when it cannot be told."""
    values = _numbers(column)
    if values is None:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = area / values
    ratio = ratio[np.isfinite(ratio) & (ratio > 0)]
    if len(ratio) == 0:
        return None
    for unit, size in UNITS.items():
        if np.mean((ratio > size / NEAR) & (ratio < size * NEAR)) >= MOSTLY - 0.15:
            return unit
    return None


def _by_content(field: Field, schema: Schema, columns: Sequence[str], sample: pa.RecordBatch | None,
                area: NDArray[np.float64]) -> str | None:
    """The one unused column whose values can only be this field; None when there is none or more than one."""
    if sample is None or sample.num_rows == 0:
        return None
    fits = [c for c in columns if _fits(field, schema, sample.column(c), area)]
    return fits[0] if len(fits) == 1 else None


def _fits(field: Field, schema: Schema, column: pa.Array, area: NDArray[np.float64]) -> bool:
    if field.type == "area":
        return _is_area(field, schema) and _unit(column, area) == "m²"
    if field.type != "text" or not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return False
    values = [v.strip() for v in column.to_pylist() if v and v.strip()]
    if len(values) < MOSTLY * len(column):
        return False
    if schema.standard is not None and field.name in (schema.class_code, schema.class_name):
        table = land_classes(schema.standard)
        known = set(table) if field.name == schema.class_code else {c.name for c in table.values()}
        return sum(v in known for v in values) >= MOSTLY * len(values)
    if field.name == "BSM":
        return all(v.isalnum() and len(v) == 18 for v in values) and len(set(values)) == len(values)
    if field.name == "ZLDWDM":
        return all(v.isdigit() and len(v) == 19 for v in values)
    if field.name == "XZQDM" and field.name == schema.key:
        return all(v.isdigit() and len(v) in (9, 12) for v in values) and len(set(values)) == len(values)
    return False


def _samples(batch: pa.RecordBatch | None, column: str | None) -> tuple[str, ...]:
    if batch is None or column is None:
        return ()
    values = [str(v) for v in batch.column(column).slice(0, 200).to_pylist() if v is not None]
    return tuple(dict.fromkeys(values))[:3]
