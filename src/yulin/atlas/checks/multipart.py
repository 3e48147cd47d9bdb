"""Multipart features: a patch is one closed piece of ground, so more than one part deserves a look."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from yulin.atlas.checks.base import Check, Skipped, Subject
from yulin.findings import Level
from yulin.i18n import gettext as _


def _run(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    if subject.schema.layer != "dltb":
        raise Skipped(_("只适用于地类图斑"))
    parts = shapely.get_num_geometries(subject.shapes)
    for i in np.flatnonzero(parts > 1):
        yield "warning", _("由 {n} 个部分组成。").format(n=int(parts[i])), int(i), _("请拆成单部分图斑。")


MULTIPART = Check("geometry.multipart", "多部分图形", _run)
