"""Checking a layer: every check runs by itself; what one finds never stops the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.checks import CHECKS
from yulin.atlas.checks.base import Check, Fault, Result, Skipped, Subject
from yulin.atlas.numbers import objects
from yulin.atlas.schema import Schema, guess_layer, match_fields, schema_of
from yulin.atlas.source import Source, open_source
from yulin.atlas.tally import Tally
from yulin.atlas.window import read_table
from yulin.findings import Finding, Refusal
from yulin.formats.wkb_shapes import shapes_from_wkb
from yulin.geodesy.crs import GEOGRAPHIC, gk_for_longitude, gk_from_epsg, is_gk, layer_zone_fault, reproject
from yulin.i18n import gettext as _

MOST_FAULTS = 50_000  # of one check, kept with their places
Said = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What all checks found. what: the layer or file; rows: features checked; subject: what was checked."""

    what: str
    layer: str
    rows: int
    results: tuple[Result, ...]
    subject: Subject

    def as_json(self) -> dict[str, Any]:
        """The report as ``yulin atlas check --format json`` prints it."""
        return {"target": self.what, "layer": self.layer, "rows": self.rows,
                "checks": [{"id": r.id, "title": r.title, "count": r.count, "skipped": r.skipped or None,
                            "findings": [f.as_json() for f in r.findings]} for r in self.results]}

    def faults(self) -> Any:
        """Every fault with its place, as a GeoDataFrame in the layer's plane.

        Columns: check, title, severity, message, remedy, row (from 1; missing for the layer as a whole), key,
        geometry: the overlap, gap, point or piece where the check names one, else the feature; None where there is
        no place (a missing field) or no geometry.
        """
        import geopandas

        lines = [(r, f) for r in self.results for f in r.faults]
        one = self.subject
        shapes = [one.place(f) for _r, f in lines]
        return geopandas.GeoDataFrame({
            "check": [r.id for r, _f in lines], "title": [r.title for r, _f in lines],
            "severity": [f.level for _r, f in lines], "message": [f.message for _r, f in lines],
            "remedy": [f.remedy for _r, f in lines],
            "row": pd.array([f.feature + 1 if f.feature >= 0 else None for _r, f in lines], dtype="Int64"),
            "key": pd.Series([one.key(f.feature) if f.feature >= 0 else None for _r, f in lines], dtype=object),
        }, geometry=np.array(shapes, dtype=object), crs=one.gk.epsg)

    def faults_json(self, most: int = 2000) -> dict[str, Any]:
        """The first ``most`` faults as a GeoJSON feature collection in longitude and latitude (CGCS2000), for a map."""
        frame = self.faults()
        total, frame = len(frame), frame.iloc[:most]
        shapes = reproject(frame.geometry.to_numpy(), self.subject.gk.epsg, GEOGRAPHIC)
        properties = frame.drop(columns="geometry").astype(object)
        rows = properties.where(properties.notna(), None).to_dict("records")
        return {"type": "FeatureCollection", "total": total, "features": [
            {"type": "Feature", "properties": row,
             "geometry": None if shape is None or shape.is_empty else shapely.geometry.mapping(shape)}
            for row, shape in zip(rows, shapes, strict=True)]}


def check_version(layer: str, version: str | None = None, home: Path | str | None = None,
                  said: Said | None = None) -> Report:
    """Check a version of the atlas (default: the newest). said: called with (done, of, title) before each check."""
    atlas = Atlas(home)
    found = atlas.version(layer, version)
    table = read_table(found)
    shapes = shapely.from_wkb(table.column("geometry").to_numpy())
    subject = Subject(found.schema, found.gk, table.drop_columns(["geometry"]).to_pandas(), shapes, (), atlas, found.id)
    return _report(f"{layer} {found.id}", subject, said)


def check_file(path: Path, layer: str | None = None, source_layer: str | None = None,
               crs: int | None = None, home: Path | str | None = None) -> Report:
    """Check a file by the rules of ``layer`` (default: told from the name of the file's layer).

    home: the atlas whose villages and townships it is checked against.
    """
    with open_source(path, source_layer, schema_of(layer) if layer else None) as source:
        name = layer or guess_layer(source.layer) or guess_layer(path.stem)
        if name is None:
            raise Refusal(_("看不出 {path} 是哪种图层，请用 --layer 指明。").format(path=path))
        return _report(f"{path.name} {source.layer}".strip(), _subject(source, schema_of(name), crs, Atlas(home)))


def _subject(source: Source, schema: Schema, crs: int | None, atlas: Atlas) -> Subject:
    epsg = source.epsg if source.epsg is not None else crs
    if epsg is None:
        raise Refusal(_("{path} 没有说明坐标系，请用 --crs 指明，例如 EPSG:4526。").format(path=source.path))
    fields = match_fields(schema, source.columns)
    frames, shapes = [], []
    for batch in source.batches:
        frames.append(batch.select([fields[f] for f in fields]).rename_columns(list(fields)).to_pandas())
        shapes.append(shapes_from_wkb(objects(batch.column(source.geometry)))[0])
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    array = np.concatenate(shapes) if shapes else np.zeros(0, object)
    for field in schema.fields:
        if field.name in frame:
            frame[field.name] = (frame[field.name].replace("", None) if field.type == "text"
                                 else pd.to_numeric(frame[field.name], errors="coerce"))
    missing = tuple(f.name for f in schema.fields if f.required and f.name not in fields)
    bounds = shapely.total_bounds(array) if len(array) else np.full(4, np.nan)
    fault = None if np.isnan(bounds).all() else layer_zone_fault(bounds.tolist(), epsg, source.path.name)
    if fault is not None and fault.level == "error":
        raise Refusal(fault.sentence())
    if is_gk(epsg):
        gk = gk_from_epsg(epsg)
    else:
        gk = gk_for_longitude(114.0 if np.isnan(bounds).all() else float((bounds[0] + bounds[2]) / 2))
        array = reproject(array, epsg, gk.epsg)
    return Subject(schema, gk, frame, array, missing, atlas)


def _report(what: str, subject: Subject, said: Said | None = None) -> Report:
    results = []
    for number, check in enumerate(CHECKS):
        if said is not None:
            said(number, len(CHECKS), check.title)
        results.append(_result(check, subject))
    return Report(what, subject.schema.layer, len(subject.shapes), tuple(results), subject)


def _result(check: Check, subject: Subject) -> Result:
    tally = Tally()
    faults: list[Fault] = []
    skipped = ""
    try:
        for found in check.run(subject):
            fault = Fault(*found)
            tally.add(Finding(fault.level, check.id, fault.message, subject.where(fault.feature), fault.remedy))
            if len(faults) < MOST_FAULTS:
                faults.append(fault)
    except Skipped as why:
        skipped = str(why)
    except shapely.errors.GEOSException as fault:
        skipped = _("图形运算失败（{reason}）").format(reason=str(fault).splitlines()[0])
    levels = {level: n for (level, _code), n in tally.counts.items()}
    return Result(check.id, _(check.title), tally.all(), levels, skipped, tuple(faults))
