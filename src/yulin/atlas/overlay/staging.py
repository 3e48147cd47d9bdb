"""Staging: a file that cannot be read group by group becomes GeoParquet parts along the Hilbert curve, for one run.

That is what the overlay needs of any other file (GeoPackage, FileGDB, VCT, Parquet without boxes or in no order):
streamed once, its polygons checked, sorted in bounded memory, written beside the result and deleted with it.
"""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from yulin.atlas.overlay.plane import in_equal_area
from yulin.atlas.overlay.sides import CORNERS, Group, Side, accepted, parquet_side, unknown_field
from yulin.atlas.overlay.soundness import miscounted, unsound
from yulin.atlas.overlay.units import units_of
from yulin.atlas.parts import BOX_TYPE, Spool
from yulin.atlas.rings import Rings, finish, rings_from_wkb
from yulin.atlas.source import open_source
from yulin.atlas.workers import spread
from yulin.findings import Refusal
from yulin.geodesy.crs import gk_from_epsg, is_gk
from yulin.i18n import gettext as _

# A file is taken as it lies when no group is larger than this and its groups' boxes lie side by side.
MOST_BYTES, MOST_ROWS = 64 << 20, 65_536
SCATTERED = 8.0
PIECE = 8192


def file_side(path: Path, layer: str | None, key: str | None, folder: Path) -> Side:
    """A file as a side: as it lies where it can be, else staged in a new folder under ``folder``.

    Refuses an unreadable file, an unknown column, another CRS and, in what is staged, polygons that cover ground twice.
    """
    if path.suffix.lower() in (".parquet", ".geoparquet"):
        side = parquet_side(path, key)
        if side is not None and _in_order(side):
            return side
        geo = json.loads((pq.read_schema(path).metadata or {}).get(b"geo", b"{}"))
        if any(column.get("encoding", "WKB") != "WKB" for column in geo.get("columns", {}).values()):
            raise Refusal(_("{path} 的图形列不是 WKB，又没有可用的外接框列（covering），请改存为 WKB 或写明 covering。")
                          .format(path=path))
    return _staged(path, layer, key, folder)


def _in_order(side: Side) -> bool:
    """Whether the groups are small, and not each all over the place."""
    if any(group.weight > MOST_BYTES or group.rows > MOST_ROWS for group in side.groups):
        return False
    if len(side.groups) <= SCATTERED:
        return True
    boxes = side.boxes()
    whole = float(np.prod(boxes[:, 2:].max(0) - boxes[:, :2].min(0)))
    return float(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1).sum()) <= SCATTERED * whole


def _staged(path: Path, layer: str | None, key: str | None, folder: Path) -> Side:
    with open_source(path, layer) as source:
        if key is not None and key not in source.columns:
            raise unknown_field(path, key, list(source.columns))
        epsg = accepted(source.epsg, path)
        place = folder / f"stage-{uuid4().hex[:8]}"
        place.mkdir(parents=True)
        spool: Spool | None = None
        row = 0
        for batch in source.batches:
            shapes = batch.column(batch.schema.get_field_index(source.geometry))
            shapes = shapes.storage if isinstance(shapes, pa.ExtensionArray) else shapes
            rings = rings_from_wkb(shapes)
            _refuse_unsound(rings, epsg, path, row)
            keys = (pa.array(np.arange(row + 1, row + 1 + len(shapes))) if key is None
                    else batch.column(batch.schema.get_field_index(key)))
            if spool is None:
                spool = Spool(place, _schema(keys.type))
            boxes = np.where(np.isnan(rings.box), 0.0, rings.box)
            sides = [pa.array(np.ascontiguousarray(boxes[:, k])) for k in range(4)]
            table = pa.table([keys, shapes.cast(pa.binary()), pa.StructArray.from_arrays(sides, fields=list(BOX_TYPE))],
                             schema=spool.schema)
            areal = ~np.isnan(rings.box[:, 0])
            if not areal.all():
                table = table.filter(pa.array(areal))
            spool.add(table, rings.box[areal])
            row += len(shapes)
    if spool is None or spool.rows == 0:
        return Side(path.name, epsg, "geometry", "key", True, (), row)
    groups: list[Group] = []
    for part in spool.write().parts:
        side = parquet_side(place / part["file"])
        if side is None:
            raise ValueError("a staged part tells no boxes")
        first = groups[-1].first + groups[-1].rows if groups else 0
        groups += [Group(g.path, g.number, g.first + first, g.rows, g.weight, g.box) for g in side.groups]
    return Side(path.name, epsg, "geometry", "key", True, tuple(groups), row - spool.rows)


def _refuse_unsound(rings: Rings, epsg: int, path: Path, row: int) -> None:
    meridian = gk_from_epsg(epsg).central_meridian if is_gk(epsg) else round(float(np.nanmean(rings.box)))

    def piece(first: int, last: int) -> NDArray[np.float64]:
        some = in_equal_area(_slice(rings, first, last), epsg, meridian)
        return miscounted(some, units_of(some))

    found = spread(piece, len(rings), PIECE)
    wrong = np.concatenate(found) if found else np.zeros(0)
    rows = np.flatnonzero(wrong)
    if len(rows):
        raise unsound(str(path), row + int(rows[0]) + 1, float(wrong[rows[0]]))


def _slice(rings: Rings, first: int, last: int) -> Rings:
    g = rings.geom_start[first:last + 1]
    r = rings.ring_start[g[0]:g[-1] + 1]
    sign = rings.ring_sign[g[0]:g[-1]]
    return finish(rings.x[r[0]:r[-1]], rings.y[r[0]:r[-1]], r - r[0], sign, g - g[0], sign)


def _schema(key: pa.DataType) -> pa.Schema:
    """The least that ``parquet_side`` wants; the CRS is known to the side and left out."""
    covering = {"bbox": {corner: ["bbox", corner] for corner in CORNERS}}
    geo = {"version": "1.1.0", "primary_column": "geometry",
           "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], "covering": covering}}}
    return pa.schema([pa.field("key", key), pa.field("geometry", pa.binary()), pa.field("bbox", BOX_TYPE)],
                     metadata={"geo": json.dumps(geo)})
