"""What the two names of an overlay mean: files or layers of the atlas, as sides."""

from __future__ import annotations

from pathlib import Path

from yulin.atlas.catalogue import Atlas
from yulin.atlas.overlay.sides import Side, atlas_side
from yulin.atlas.overlay.staging import file_side
from yulin.atlas.schema import layer_names
from yulin.findings import Refusal
from yulin.i18n import gettext as _


def open_side(name: str, home: Path | None, key: str | None, folder: Path) -> Side:
    """The layer ``name``: a GeoParquet or vector file, ``file#layer``, or an atlas layer (``dltb`` or
    ``dltb@2024-12-31``). key: the column that names features; default: the layer's own, else the row number.
    folder: where a file that has to be staged may be; the caller deletes it.

    Refuses what is neither, an unknown column, another CRS, and polygons that cover ground twice.
    """
    path, _hash, inner = name.partition("#")
    if Path(path).exists():
        return file_side(Path(path), inner or None, key, folder)
    layer, _at, version = name.partition("@")
    if layer not in layer_names():
        raise Refusal(_("“{name}”既不是文件，也不是图册中的图层。").format(name=name))
    return atlas_side(Atlas(home).version(layer, version or None), key)
