"""Empty geometry, shapes that are no polygons, and polygons that are not valid (self-crossing rings and the like)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import shapely

from yulin.atlas.checks.base import Check, Fault, Subject
from yulin.i18n import gettext as _


def _run(subject: Subject) -> Iterator[Fault]:
    for i in np.flatnonzero(~subject.sound):
        shape = subject.shapes[i]
        if shape is None or shape.is_empty:
            yield Fault("error", _("没有图形或图形为空。"), int(i), _("请补图形或删去该行。"))
        elif shape.geom_type not in ("Polygon", "MultiPolygon"):
            yield Fault("error", _("图形不是面。"), int(i), _("请改用面图层。"))
        else:
            reason = shapely.is_valid_reason(shape)
            yield Fault("error", _("图形无效：{reason}").format(reason=reason), int(i), _("请修复图形。"),
                        _place(reason))


def _place(reason: str) -> shapely.Point | None:
    """The point that the geometry engine names in brackets."""
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    return shapely.Point(float(found[1]), float(found[2])) if found else None


GEOMETRY = Check("geometry.invalid", "图形有效性", _run)
