"""A version of a layer: a folder of GeoParquet parts and a manifest, written once, never changed.

``<home>/atlas/<layer>/<YYYY-MM-DD>/part-00000.parquet … manifest.json``. What is not whole is not there: the
folder is written under another name beside, and renamed when it is complete.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from yulin.atlas.schema import Schema, schema_of
from yulin.findings import Refusal
from yulin.geodesy.crs import Gk, gk_from_epsg
from yulin.i18n import gettext as _

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Version:
    """One immutable version. id: its ISO date; path: its folder."""

    layer: str
    id: str
    path: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest; refuses a folder whose manifest cannot be read."""
        try:
            found = json.loads((self.path / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError) as fault:
            raise Refusal(_("图层 {layer} 版本 {version} 的清单读不出，请从备份恢复 {path}。").format(
                layer=self.layer, version=self.id, path=self.path)) from fault
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise Refusal(_("图层 {layer} 版本 {version} 的清单不是本软件的格式，请从备份恢复 {path}。").format(
                layer=self.layer, version=self.id, path=self.path))
        return found

    @property
    def day(self) -> date:
        """The date the layer describes."""
        return date.fromisoformat(self.id)

    @property
    def schema(self) -> Schema:
        """The layer's schema."""
        return schema_of(self.layer)

    @property
    def rows(self) -> int:
        """The number of features."""
        return int(self.manifest["rows"])

    @property
    def gk(self) -> Gk:
        """The plane the coordinates are in."""
        return gk_from_epsg(int(self.manifest["epsg"]))

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """(x0, y0, x1, y1) in the stored plane, metres; None for an empty version."""
        box = self.manifest["extent"]
        return None if box is None else (float(box[0]), float(box[1]), float(box[2]), float(box[3]))

    @property
    def columns(self) -> list[str]:
        """The attribute columns that this version has."""
        return [str(c) for c in self.manifest["columns"]]

    @cached_property
    def parts(self) -> list[Part]:
        """The files, opened once for their row groups' boxes."""
        paths = [self.path / p["file"] for p in self.manifest["parts"]]
        return [open_part(path) for path in paths]


@dataclass(frozen=True, slots=True)
class Part:
    """One file: its footer; start: int64[groups + 1], the first row of each row group."""

    path: Path
    metadata: pq.FileMetaData
    start: NDArray[np.int64]

    @property
    def box(self) -> NDArray[np.float64]:
        """The boxes of the row groups, float64[groups, 4], from their statistics."""
        return _group_boxes(self.path, self.path.stat().st_mtime_ns)


def open_part(path: Path) -> Part:
    """The part at ``path``, its footer read once."""
    return _part(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _part(path: Path, _written: int) -> Part:
    """The part at ``path``; its time of writing tells a home made anew under the same name."""
    metadata = pq.read_metadata(path)
    rows = [metadata.row_group(g).num_rows for g in range(metadata.num_row_groups)]
    return Part(path, metadata, np.concatenate([[0], np.cumsum(rows)]).astype(np.int64))


@lru_cache(maxsize=256)
def _group_boxes(path: Path, written: int) -> NDArray[np.float64]:
    metadata = _part(path, written).metadata
    index = {metadata.row_group(0).column(c).path_in_schema: c for c in range(metadata.num_columns)}
    box = np.empty((metadata.num_row_groups, 4))
    for g in range(metadata.num_row_groups):
        group = metadata.row_group(g)
        for k, (name, end) in enumerate((("xmin", "min"), ("ymin", "min"), ("xmax", "max"), ("ymax", "max"))):
            box[g, k] = getattr(group.column(index[f"bbox.{name}"]).statistics, end)
    return box
