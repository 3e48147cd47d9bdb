"""The catalogue: dataset → version → files, in one folder of the home.

An atlas is what its folders say it is; there is no list beside them that could disagree. A layer is known by
the lower-case code of its schema, a version by the date it describes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from yulin.atlas.schema import Schema, layer_names, schema_of
from yulin.atlas.version import MANIFEST, Version
from yulin.findings import Refusal
from yulin.i18n import gettext as _

if TYPE_CHECKING:
    from yulin.atlas.importing import Appearing, ImportReceipt

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A layer of the atlas with its versions, oldest first."""

    name: str
    schema: Schema
    versions: tuple[Version, ...]


def default_home() -> Path:
    """``YULIN_HOME``, or ``yulin-home`` in the working directory."""
    return Path(os.environ.get("YULIN_HOME") or "yulin-home")


def as_day(text: str | date) -> date:
    """A date from ``YYYY-MM-DD``; refuses anything else."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Refusal(_("“{text}”不是日期，请写成 YYYY-MM-DD。").format(text=text)) from fault


class Atlas:
    """The map layers under ``home``. Opening it touches nothing; a home without layers is an empty atlas."""

    def __init__(self, home: Path | str | None = None) -> None:
        """home: the folder that holds everything (default: ``YULIN_HOME``)."""
        self.home = Path(home) if home is not None else default_home()
        self.folder = self.home / "atlas"

    def versions(self, layer: str) -> list[Version]:
        """The versions of a layer, oldest first; refuses an unknown layer name."""
        schema_of(layer)
        folder = self.folder / layer
        found = []
        for entry in sorted(folder.iterdir()) if folder.is_dir() else []:
            if _is_day(entry.name) and (entry / MANIFEST).is_file():
                found.append(Version(layer, entry.name, entry))
        return found

    def layers(self) -> list[LayerInfo]:
        """The layers that have at least one version, by name."""
        names = sorted(p.name for p in self.folder.iterdir() if p.is_dir()) if self.folder.is_dir() else []
        infos = [LayerInfo(n, schema_of(n), tuple(self.versions(n))) for n in names if n in layer_names()]
        return [info for info in infos if info.versions]

    def latest(self, layer: str, as_of: date | str | None = None) -> Version | None:
        """The newest version that describes ``as_of`` or an earlier day; None when there is none."""
        limit = None if as_of is None else as_day(as_of)
        known = [v for v in self.versions(layer) if limit is None or v.day <= limit]
        return known[-1] if known else None

    def version(self, layer: str, version: str | date | None = None) -> Version:
        """That version, or the newest; refuses when there is none, naming those there are."""
        known = self.versions(layer)
        wanted = as_day(version).isoformat() if version is not None else known[-1].id if known else None
        for found in known:
            if found.id == wanted:
                return found
        if not known:
            raise Refusal(_("图册 {home} 中没有图层 {layer}，请先导入。").format(home=self.home, layer=layer))
        raise Refusal(_("图层 {layer} 没有 {version} 的版本，有：{known}。").format(
            layer=layer, version=wanted, known=_("、").join(v.id for v in known)))

    def import_file(self, path: Path | str, layer: str, day: date | str, source_layer: str | None = None,
                    crs: int | None = None, who: str = "",
                    on_error: Literal["refuse", "skip"] = "refuse",
                    mapping: Mapping[str, str] | None = None, appearing: Appearing | None = None) -> ImportReceipt:
        """Import a file as the version ``day`` of ``layer``; see ``importing.import_layer``."""
        from yulin.atlas.importing import import_layer

        return import_layer(self, Path(path), layer, as_day(day), source_layer, crs, who, on_error, mapping,
                            appearing)

    def read(self, layer: str, version: str | date | None = None, bbox: Box | None = None,
             columns: Sequence[str] | None = None, bbox_crs: int | None = None) -> Any:
        """Features as a GeoDataFrame in the stored CRS.

        bbox: (x0, y0, x1, y1) in ``bbox_crs`` (an EPSG number, e.g. 4490), default the stored plane: only
        features whose boxes meet it. columns: attributes wanted, None for all.
        """
        import geopandas
        import shapely

        from yulin.atlas.window import read_table

        found = self.version(layer, version)
        window = window_in(found, bbox, bbox_crs) if bbox is not None else None
        table = read_table(found, columns, window)
        frame = table.drop_columns(["geometry"]).to_pandas()
        shapes = shapely.from_wkb(table.column("geometry").to_numpy())
        return geopandas.GeoDataFrame(frame, geometry=shapes, crs=found.gk.epsg)


def window_in(version: Version, bbox: Box, crs: int | None) -> Box:
    """A box in EPSG ``crs`` as a box that contains it in the version's plane."""
    if crs is None or crs == version.gk.epsg:
        return bbox
    from yulin.geodesy.crs import transformer

    x0, y0, x1, y1 = transformer(crs, version.gk.epsg).transform_bounds(*bbox)
    return float(x0), float(y0), float(x1), float(y1)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
