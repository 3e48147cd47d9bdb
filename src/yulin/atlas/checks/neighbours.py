"""The layer that another layer's checks need: villages for patches, townships for villages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from yulin.atlas.checks.base import Skipped, Subject
from yulin.atlas.version import Version
from yulin.atlas.window import read_table
from yulin.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Units:
    """Administrative units. code: shortened to the digits that name the unit; version: where they were read."""

    code: NDArray[np.object_]
    frame: pd.DataFrame
    shapes: NDArray[np.object_]
    version: Version


def units_for(subject: Subject, layer: str, code: str, digits: int) -> Units:
    """The units of ``layer`` as of the subject's day, else the newest; raises Skipped where there are none."""
    if subject.atlas is None:
        raise Skipped(_("没有可对照的图册"))
    found = subject.atlas.latest(layer, subject.day) or subject.atlas.latest(layer)
    if found is None:
        raise Skipped(_("图册中没有图层 {layer}").format(layer=layer))
    if found.gk.epsg != subject.gk.epsg:
        raise Skipped(_("图层 {layer} 的投影带不同").format(layer=layer))
    if code not in found.columns:
        raise Skipped(_("没有字段 {field}").format(field=code))
    table = read_table(found)
    frame = table.drop_columns(["geometry"]).to_pandas()
    return Units(frame[code].astype(object).str[:digits].to_numpy(dtype=object), frame,
                 shapely.from_wkb(table.column("geometry").to_numpy()), found)


def owner_codes(subject: Subject) -> Any:
    """The unit each feature says it lies in, its village's 12 digits; raises Skipped without the field."""
    if not subject.has("ZLDWDM"):
        raise Skipped(_("没有字段 {field}").format(field="ZLDWDM"))
    return subject.frame["ZLDWDM"].astype(object).str[:12]
