"""Empty geometry, shapes that are no polygons, and polygons that are not valid (self-crossing rings and the like)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from yulin.atlas.checks.base import Check, Subject
from yulin.findings import Level
from yulin.i18n import gettext as _


def _run(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    for i in np.flatnonzero(~subject.sound):
        shape = subject.shapes[i]
        if shape is None or shape.is_empty:
            yield "error", _("没有图形或图形为空。"), int(i), _("请补图形或删去该行。")
        elif shape.geom_type not in ("Polygon", "MultiPolygon"):
            yield "error", _("图形不是面。"), int(i), _("请改用面图层。")
        else:
            reason = shapely.is_valid_reason(shape)
            yield "error", _("图形无效：{reason}").format(reason=reason), int(i), _("请修复图形。")


GEOMETRY = Check("geometry.invalid", "图形有效性", _run)
