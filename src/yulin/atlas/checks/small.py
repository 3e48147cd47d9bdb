"""Slivers: features too small, or too thin for their length, to be ground that somebody uses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from yulin.atlas.checks.base import Check, Subject
from yulin.findings import Level
from yulin.i18n import gettext as _

SMALL_M2 = 1.0
THIN_M = 0.05  # mean width: twice the area over the perimeter


def _run(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    area = subject.survey_m2
    with np.errstate(invalid="ignore", divide="ignore"):
        width = 2 * area / shapely.length(subject.shapes)
        wrong = (area < SMALL_M2) | (width < THIN_M)
    for i in np.flatnonzero(wrong):
        yield ("warning", _("面积 {area:.4f} 平方米、平均宽 {width:.3f} 米，像是细碎图形。").format(
            area=area[i], width=width[i]), int(i), _("请并入相邻图斑。"))


SMALL = Check("geometry.sliver", "细碎图形", _run)
