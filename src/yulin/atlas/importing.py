"""Import: a file becomes a version of a layer, whole or not at all.

The source streams through ``cleaning``; good rows are spooled, sorted and written into a folder beside, and the
folder is renamed when the manifest is in it. Whatever stops the import before that (a bad row, a full disk, a
killed process) leaves the atlas as it was.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from yulin.atlas.cleaning import Cleaned, clean
from yulin.atlas.mapping import Proposal, match_columns, propose
from yulin.atlas.numbers import objects
from yulin.atlas.parts import Spool, Written, arrow_schema
from yulin.atlas.schema import Schema, schema_of
from yulin.atlas.source import Source, file_hash, open_source
from yulin.atlas.tally import Tally
from yulin.atlas.version import FORMAT, MANIFEST, Version
from yulin.atlas.workers import stream
from yulin.findings import Finding, Refusal
from yulin.formats.wkb_shapes import shapes_from_wkb
from yulin.geodesy.crs import (
    GEOGRAPHIC,
    WGS84,
    Gk,
    gk_for_longitude,
    gk_from_epsg,
    is_gk,
    layer_zone_fault,
)
from yulin.i18n import gettext as _

if TYPE_CHECKING:
    from yulin.atlas.catalogue import Atlas

__all__ = ["ImportReceipt", "Proposal", "atlas_zone", "import_layer", "propose"]

STALE_SECONDS = 24 * 3600
Appearing = Callable[[dict[str, Any]], AbstractContextManager[object]]
"""Given the manifest, what the version's appearing belongs in: the journal's transaction."""


@dataclass(frozen=True, slots=True)
class ImportReceipt:
    """What an import did. version: None when everything was refused; rows: taken; skipped: left out;
    survey_dm2: Σ survey area of the rows taken; findings: the listed ones; counts: (level, code) → all of them;
    fields: schema field → source column; unused: source columns that no field took; seconds: how long it took.
    """

    layer: str
    version: Version | None
    rows: int
    skipped: int
    survey_dm2: int
    findings: tuple[Finding, ...]
    counts: dict[tuple[str, str], int]
    fields: dict[str, str]
    unused: tuple[str, ...]
    seconds: float

    def sentence(self) -> str:
        """What was done, in one line."""
        title = schema_of(self.layer).words
        if self.version is None:
            return _("{title}：没有导入，有 {n} 处错误。").format(
                title=title, n=sum(n for (level, _code), n in self.counts.items() if level == "error"))
        return _("{title} {version}：{rows} 个要素，略去 {skipped} 个，面积 {area} m²，用时 {seconds:.1f} 秒。").format(
            title=title, version=self.version.id, rows=self.rows, skipped=self.skipped,
            area=f"{self.survey_dm2 // 100}.{self.survey_dm2 % 100:02d}", seconds=self.seconds)


def import_layer(atlas: Atlas, path: Path, layer: str, day: date, source_layer: str | None = None,
                 crs: int | None = None, who: str = "",
                 on_error: Literal["refuse", "skip"] = "refuse",
                 mapping: Mapping[str, str] | None = None, appearing: Appearing | None = None) -> ImportReceipt:
    """Import ``path`` as version ``day`` of ``layer``.

    appearing: a context, given the manifest, in which the version appears; where leaving it fails, the version is
    taken back. mapping: source column → field, for columns that names and content do not tell (see ``propose``).

    on_error: ``refuse``: one row with an error and nothing is taken; ``skip``: good rows are taken, bad ones
    listed. crs: an EPSG number for a file that states none. The same file again is answered with the version
    that it made; another file for a day that exists is refused, because versions do not change.
    """
    began = time.monotonic()
    schema = schema_of(layer)
    tally = Tally()
    with open_source(path, source_layer, schema) as source, ThreadPoolExecutor(1) as beside:
        fingerprint = beside.submit(file_hash, path)  # while the rows are read
        for finding in source.findings:
            tally.add(finding)
        for version in atlas.versions(layer):
            if version.id == day.isoformat():
                return _already(version, fingerprint.result()[0], source, began)
        first = next(source.batches, None)
        matches, said = match_columns(schema, source.columns, first, source.geometry,
                                      source.epsg if source.epsg is not None else crs, mapping, path.name)
        fields = {m.field: m.source for m in matches if m.source is not None}
        for finding in said:
            tally.add(finding)
        missing = tally.errors > 0
        planes = _planes(atlas, source, crs, _bounds(first, source.geometry), tally)
        unused = tuple(c for c in source.columns if c not in fields.values())
        if missing or planes is None:
            return _receipt(layer, None, 0, source.rows, 0, tally, fields, unused, began)
        epsg, gk = planes
        batches = source.batches if first is None else chain([first], source.batches)
        folder = _incoming(atlas, layer, day)
        try:
            spool = Spool(folder, arrow_schema(schema, fields, gk.epsg))
            read, total = _stream(batches, source.geometry, spool, fields, schema, gk, epsg, tally)
            refused = spool.rows == 0 or (tally.errors > 0 and on_error == "refuse")
            if spool.rows == 0 and tally.errors == 0:
                tally.add(Finding("error", "layer.empty", _("图层中没有要素。"), path.name, _("请核对文件。")))
            if refused:
                return _receipt(layer, None, 0, read, 0, tally, fields, unused, began)
            written = spool.write()
            manifest = _manifest(schema, day, gk, written, total, read, source, *fingerprint.result(), who,
                                 fields, tally)
            version = _publish(folder, atlas, layer, day, manifest, appearing)
        except OSError as fault:
            raise Refusal(_("导入 {path} 时写不进 {home}（{reason}），已全部撤销，请腾出空间或检查权限后再试。").format(
                path=path, home=atlas.home, reason=fault.strerror or fault)) from fault
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return _receipt(layer, version, written.rows, read - written.rows, total, tally, fields, unused, began)


def _stream(batches: Iterable[pa.RecordBatch], geometry: str, spool: Spool, fields: dict[str, str], schema: Schema,
            gk: Gk, epsg: int, tally: Tally) -> tuple[int, int]:
    """Clean every batch into the spool; rows read and Σ survey area (dm²) of the rows kept."""
    def one(numbered: tuple[int, pa.RecordBatch]) -> tuple[Cleaned, Tally, int]:
        own = Tally()
        return clean(numbered[1], geometry, fields, schema, gk, epsg, numbered[0], own), own, numbered[1].num_rows

    read = total = 0
    for cleaned, own, rows in stream(one, _numbered(batches)):
        tally.take(own)
        read += rows
        total += int(pc.sum(cleaned.table.column("survey_dm2"), min_count=0).as_py())
        spool.add(cleaned.table, cleaned.box)
    return read, total


def _numbered(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Each batch with the number, from 1, of its first row."""
    row = 1
    for batch in batches:
        yield row, batch
        row += batch.num_rows


def _already(version: Version, digest: str, source: Source, began: float) -> ImportReceipt:
    made_from = version.manifest["source"]
    if made_from["sha256"] != digest or made_from["layer"] != source.layer:
        raise Refusal(_("图层 {layer} 的 {version} 版本来自另一文件；版本写成后不再更改，请换一个日期。").format(
            layer=version.layer, version=version.id))
    tally = Tally()
    tally.add(Finding("note", "version.exists", _("该文件此前已导入为 {version}，未再写入。").format(
        version=version.id), source.path.name))
    manifest = version.manifest
    return _receipt(version.layer, version, version.rows, int(manifest["skipped"]),
                    int(manifest["survey_dm2"]), tally, dict(manifest["fields"]), (), began)


def _receipt(layer: str, version: Version | None, rows: int, skipped: int, total: int, tally: Tally,
             fields: dict[str, str], unused: tuple[str, ...], began: float) -> ImportReceipt:
    counts = {(str(level), code): n for (level, code), n in tally.counts.items()}
    return ImportReceipt(layer, version, rows, skipped, total, tally.all(), counts, fields, unused,
                         time.monotonic() - began)


def atlas_zone(atlas: Atlas) -> Gk | None:
    """The zone that the atlas works in: that of its land-use layer, else of any layer; None for an empty atlas."""
    infos = atlas.layers()
    for info in sorted(infos, key=lambda i: i.name != "dltb"):
        return info.versions[-1].gk
    return None


def _planes(atlas: Atlas, source: Source, crs: int | None, bounds: list[float] | None,
            tally: Tally) -> tuple[int, Gk] | None:
    """The plane of the source (EPSG) and the plane to store in; None, with an error finding, where it cannot be said.

    bounds: of the first features, in the source's plane; None for a file without any.
    """
    where = source.path.name
    epsg = source.epsg if source.epsg is not None else crs
    if epsg is None:
        tally.add(Finding("error", "crs.unknown", _("文件没有说明坐标系。"), where,
                          _("请用 --crs 指明，例如 EPSG:4526。")))
        return None
    if crs is not None and source.epsg is not None and crs != source.epsg:
        tally.add(Finding("warning", "crs.overridden", _("文件写明 EPSG:{found}，未用所给的 EPSG:{given}。").format(
            found=source.epsg, given=crs), where))
    if epsg not in (GEOGRAPHIC, WGS84) and not is_gk(epsg):
        tally.add(Finding("error", "crs.not_accepted",
                          _("坐标系 EPSG:{epsg} 不是 2000 国家大地坐标系。").format(epsg=epsg), where,
                          _("请先转换到 2000 国家大地坐标系的高斯投影带。")))
        return None
    trouble = layer_zone_fault(bounds, epsg, where) if bounds is not None else None
    if bounds is not None and source.bounds is not None and _within(bounds, source.bounds):
        whole = layer_zone_fault(source.bounds, epsg, where)  # the first features of a wide layer may lie at its side
        if whole is None or whole.level != "error":
            trouble, bounds = whole, source.bounds
    if trouble is not None:
        tally.add(trouble)
        if trouble.level == "error":
            return None
    zone = atlas_zone(atlas)
    if epsg in (GEOGRAPHIC, WGS84):
        gk = zone or gk_for_longitude((bounds[0] + bounds[2]) / 2 if bounds is not None else 114.0)
        tally.add(Finding("note", "crs.projected", _("经纬度坐标已投影到 {crs}。").format(crs=gk.title), where))
        return epsg, gk
    own = gk_from_epsg(epsg)
    if zone is not None and zone != own:
        tally.add(Finding("warning", "crs.other_zone", _("文件为 {own}，已转换到图册所用的 {zone}。").format(
            own=own.title, zone=zone.title), where))
    return epsg, zone or own


def _within(inner: list[float], outer: list[float]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _bounds(batch: pa.RecordBatch | None, geometry: str) -> list[float] | None:
    """Bounds of a batch's shapes; None when it has none."""
    if batch is None:
        return None
    shapes, _curved = shapes_from_wkb(objects(batch.column(geometry)))
    bounds = shapely.total_bounds(shapes)
    return None if np.isnan(bounds).any() else [float(v) for v in bounds]


def _incoming(atlas: Atlas, layer: str, day: date) -> Path:
    """A new folder beside the versions, and the leavings of killed imports swept away."""
    parent = atlas.folder / layer
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for old in parent.glob(".incoming-*"):
            if time.time() - old.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
        folder = parent / f".incoming-{day.isoformat()}-{uuid4().hex[:8]}"
        folder.mkdir()
    except OSError as fault:
        raise Refusal(_("写不进 {home}（{reason}），请检查权限和空间。").format(
            home=atlas.home, reason=fault.strerror or fault)) from fault
    return folder


def _manifest(schema: Schema, day: date, gk: Gk, written: Written, total: int, read: int, source: Source,
              digest: str, size: int, who: str, fields: dict[str, str], tally: Tally) -> dict[str, Any]:
    return {
        "format": FORMAT, "layer": schema.layer, "title": schema.title, "version": day.isoformat(),
        "rows": written.rows, "skipped": read - written.rows, "epsg": gk.epsg, "extent": written.extent,
        "survey_dm2": str(total), "columns": [f.name for f in schema.fields if f.name in fields], "fields": fields,
        "source": {"file": source.path.name, "layer": source.layer, "epsg": source.epsg, "sha256": digest,
                   "bytes": size},
        "imported": {"who": who, "at": datetime.now(UTC).isoformat(timespec="seconds")},
        "findings": {"counts": [{"level": level, "code": code, "count": n}
                                for (level, code), n in tally.counts.items()],
                     "listed": [finding.as_json() for finding in tally.all()]},
        "parts": written.parts,
    }


def _publish(folder: Path, atlas: Atlas, layer: str, day: date, manifest: dict[str, Any],
             appearing: Appearing | None) -> Version:
    """Flush everything to the disk, then let the version appear under its name in one step."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, "utf-8")
    for file in folder.iterdir():
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
    target = atlas.folder / layer / day.isoformat()
    there = False
    try:
        with appearing(manifest) if appearing is not None else nullcontext():
            if target.exists():
                raise Refusal(_("图层 {layer} 的 {version} 版本刚由他人写成，本次未写入。").format(
                    layer=layer, version=day.isoformat()))
            folder.rename(target)
            there = True
    except BaseException:
        if there:
            target.rename(folder)  # what it should have appeared together with did not come about
        raise
    return Version(layer, day.isoformat(), target)
