"""Features whose geometry is the same as another's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from yulin.atlas.checks.base import Check, Subject
from yulin.findings import Level
from yulin.i18n import gettext as _


def _run(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    sound = np.flatnonzero(subject.sound)
    first: dict[bytes, int] = {}
    for i, wkb in zip(sound.tolist(), shapely.to_wkb(shapely.normalize(subject.shapes[sound])), strict=True):
        if wkb in first:
            yield ("error", _("图形与{other}相同。").format(other=subject.where(first[wkb])), i,
                   _("请删去重复的要素。"))
        else:
            first[wkb] = i


DUPLICATES = Check("geometry.duplicate", "重复图形", _run)
