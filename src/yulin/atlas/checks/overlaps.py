"""Features of a layer that cover the same ground."""

from __future__ import annotations

from collections.abc import Iterator

from yulin.atlas.checks.base import Check, Subject
from yulin.atlas.overlay import overlay_rings
from yulin.findings import Level
from yulin.i18n import gettext as _

ERROR_M2 = 0.01  # below: a sliver of vertices, a warning


def _run(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    found = overlay_rings(subject.equal_area, subject.equal_area, ERROR_M2)
    pairs = found.left < found.right
    for i, j, area, sliver in zip(found.left[pairs].tolist(), found.right[pairs].tolist(),
                                  found.area[pairs].tolist(), found.sliver[pairs].tolist(), strict=True):
        yield ("warning" if sliver else "error",
               _("与{other}重叠 {area:.4f} 平方米。").format(other=subject.where(j), area=area), i,
               _("请调整边界，使相邻要素共边。"))


OVERLAPS = Check("coverage.overlap", "要素重叠", _run)
