"""A side of an overlay: where one layer's rows lie, as groups of rows with a box each, ready to be divided up.

A side is plain data (paths, numbers, boxes): it can be written down, sent to another process or machine, and
narrowed to some of its groups. A group is one row group of a GeoParquet file. Sides come from a version of the
atlas, or from a GeoParquet file whose ``bbox`` column (covering) tells each group's box; any other file is staged
into such files first (see ``staging``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from yulin.atlas.version import Version
from yulin.findings import Refusal
from yulin.geodesy.crs import GEOGRAPHIC, WGS84, gk_from_epsg, is_gk
from yulin.geodesy.recognition import recognise_crs
from yulin.i18n import gettext as _

Box = tuple[float, float, float, float]
Boxes = NDArray[np.float64]

ENCODINGS = ("WKB", "polygon", "multipolygon")
CORNERS = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True, slots=True)
class Group:
    """One row group. first: number of its first row in the layer, from 0; weight: bytes of its geometry,
    uncompressed; box: x0, y0, x1, y1 in the side's own CRS.
    """

    path: str
    number: int
    first: int
    rows: int
    weight: int
    box: Box


@dataclass(frozen=True, slots=True)
class Side:
    """One layer, or a part of one. geometry: the name of the column (WKB or GeoArrow); key: the column that names
    features, None for row numbers from 1; checked: its polygons are known to be sound; blank: rows without a polygon
    that were left out in staging.
    """

    name: str
    epsg: int
    geometry: str
    key: str | None
    checked: bool
    groups: tuple[Group, ...]
    blank: int = 0

    @property
    def rows(self) -> int:
        """The number of features."""
        return self.blank + sum(group.rows for group in self.groups)

    @property
    def weight(self) -> int:
        """Bytes of geometry."""
        return sum(group.weight for group in self.groups)

    def boxes(self) -> Boxes:
        """float64[groups, 4] in the side's own CRS."""
        return np.array([group.box for group in self.groups], np.float64).reshape(-1, 4)

    def only(self, which: list[int]) -> Side:
        """The side narrowed to some of its groups."""
        return replace(self, groups=tuple(self.groups[k] for k in which), blank=0)


def meridian_of(side: Side) -> int:
    """The meridian (degrees east) from which λ counts: a zone's own; for degrees, the middle of the layer."""
    if is_gk(side.epsg):
        return gk_from_epsg(side.epsg).central_meridian
    boxes = side.boxes()
    return round(float(boxes[:, 0].min() + boxes[:, 2].max()) / 2) if len(boxes) else 0


def atlas_side(version: Version, key: str | None = None) -> Side:
    """A version of the atlas. key: a column, default the layer's own key where the version has it."""
    own = version.schema.key if version.schema.key in version.columns else None
    if key is not None and key not in version.columns:
        raise Refusal(_("图层 {layer} 没有字段 {field}。").format(layer=version.layer, field=key))
    groups: list[Group] = []
    for part in version.parts:
        column = _column_index(part.metadata)["geometry"]
        first = groups[-1].first + groups[-1].rows if groups else 0
        for number, box in enumerate(part.box.tolist()):
            group = part.metadata.row_group(number)
            if group.num_rows:
                groups.append(Group(str(part.path), number, first, group.num_rows,
                                    group.column(column).total_uncompressed_size, (box[0], box[1], box[2], box[3])))
                first += group.num_rows
    return Side(f"{version.layer}@{version.id}", version.gk.epsg, "geometry", key or own, True, tuple(groups))


def parquet_side(path: Path, key: str | None = None) -> Side | None:
    """A GeoParquet file as it lies; None when its row groups tell no boxes (it states no covering).

    Refuses an unknown column and a CRS that is not CGCS2000.
    """
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowException, OSError) as fault:
        raise Refusal(_("文件 {path} 不是可读的 Parquet 文件，请重新取得该文件。").format(path=path)) from fault
    geo = json.loads((metadata.metadata or {}).get(b"geo", b"{}"))
    name = geo.get("primary_column")
    column = geo.get("columns", {}).get(name, {})
    covering = column.get("covering", {}).get("bbox")
    names = metadata.schema.to_arrow_schema().names
    if name not in names or covering is None or column.get("encoding", "WKB") not in ENCODINGS:
        return None
    if key is not None and key not in names:
        raise unknown_field(path, key, [n for n in names if n != name])
    stated = column.get("crs", "OGC:CRS84")
    epsg, _said = recognise_crs(json.dumps(stated) if isinstance(stated, dict) else stated, path.name)
    groups = _covered_groups(str(path), metadata, name, covering)
    return None if groups is None else Side(path.name, accepted(epsg, path), name, key, False, groups)


def accepted(epsg: int | None, path: Path) -> int:
    """The EPSG number, when it is CGCS2000 in degrees or in a Gauss-Krüger plane; refuses any other."""
    if epsg is None:
        raise Refusal(_("{path} 没有说明坐标系，请先用 yulin convert --crs 写明。").format(path=path))
    if epsg not in (GEOGRAPHIC, WGS84) and not is_gk(epsg):
        raise Refusal(_("{name} 的坐标系 EPSG:{epsg} 不是 2000 国家大地坐标系，请先转换。").format(
            name=path, epsg=epsg))
    return epsg


def unknown_field(path: Path, key: str, known: list[str]) -> Refusal:
    """The refusal for a key column that the file has not."""
    return Refusal(_("{path} 没有字段 {field}，有：{known}。").format(
        path=path, field=key, known=_("、").join(known[:30])))


def _covered_groups(path: str, metadata: pq.FileMetaData, geometry: str,
                    covering: dict[str, list[str]]) -> tuple[Group, ...] | None:
    index = _column_index(metadata)
    columns = [index.get(".".join(covering.get(corner, []))) for corner in CORNERS]
    heavy = [c for name, c in index.items() if name == geometry or name.startswith(f"{geometry}.")]
    if None in columns or not heavy:
        return None
    groups: list[Group] = []
    first = 0
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        stats = [group.column(column).statistics for column in columns]
        if group.num_rows == 0:
            continue
        if any(found is None or not found.has_min_max for found in stats):
            return None
        box = (stats[0].min, stats[1].min, stats[2].max, stats[3].max)
        weight = sum(group.column(c).total_uncompressed_size for c in heavy)
        groups.append(Group(path, number, first, group.num_rows, weight, box))
        first += group.num_rows
    return tuple(groups)


def _column_index(metadata: pq.FileMetaData) -> dict[str, int]:
    if metadata.num_row_groups == 0:
        return {}
    group = metadata.row_group(0)
    return {group.column(c).path_in_schema: c for c in range(metadata.num_columns)}


@lru_cache(maxsize=64)
def _footer(path: str, _written: int) -> pq.FileMetaData:
    return pq.read_metadata(path)


def read_group(side: Side, group: Group) -> pa.Table:
    """The geometry of one group, and its key column where the side names one. Runs on the caller's thread alone."""
    footer: Any = _footer(group.path, Path(group.path).stat().st_mtime_ns)
    columns = [side.geometry, *([side.key] if side.key else [])]
    with pq.ParquetFile(group.path, metadata=footer) as file:
        return file.read_row_group(group.number, columns, use_threads=False)
