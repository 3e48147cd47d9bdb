"""Features of a layer that cover the same ground."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from yulin.atlas.checks.base import Check, Fault, Subject
from yulin.atlas.overlay import overlay_rings
from yulin.i18n import gettext as _

ERROR_M2 = 0.01  # below: a sliver of vertices, a warning


def _run(subject: Subject) -> Iterator[Fault]:
    found = overlay_rings(subject.equal_area, subject.equal_area, ERROR_M2)
    pairs = found.left < found.right
    left, right = found.left[pairs], found.right[pairs]
    for i, j, area, sliver in zip(left.tolist(), right.tolist(), found.area[pairs].tolist(),
                                  found.sliver[pairs].tolist(), strict=True):
        common = shapely.intersection(subject.shapes[i], subject.shapes[j])
        yield Fault("warning" if sliver else "error",
                    _("与{other}重叠 {area:.4f} 平方米。").format(other=subject.where(j), area=area), i,
                    _("请调整边界，使相邻要素共边。"), None if common.is_empty else common)


OVERLAPS = Check("coverage.overlap", "要素重叠", _run)
