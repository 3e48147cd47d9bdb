"""Polygons that cover ground other than once: what the kernel would count wrongly, found by the kernel itself.

A polygon laid over itself measures its own area exactly when every point is covered once or not at all. So
crossing rings, parts or holes on top of each other, and holes outside their shell are found with the ground they
miscount, and what is harmless (spikes, repeated points, rings that touch themselves) is not. A crossing below
``LEAST_M2``, the unit in which areas are stated, is no fault.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yulin.atlas.overlay.kernel import self_overlaps
from yulin.atlas.overlay.units import Units, units_of
from yulin.atlas.rings import Rings, finish
from yulin.findings import Refusal
from yulin.i18n import gettext as _

LEAST_M2, LEAST_SHARE = 0.01, 1e-9


def miscounted(rings: Rings, units: Units) -> NDArray[np.float64]:
    """float64[geometries], m² that each polygon covers other than once; 0 where it is sound.

    rings: in the equal-area plane; units: the same, cut up.
    """
    out = np.zeros(len(rings))
    if len(units):
        np.add.at(out, units.geometry, self_overlaps(units.edges, units.start, units.box, units.widest))
    out += _cancelled(rings)
    with np.errstate(invalid="ignore"):
        size = (rings.box[:, 2] - rings.box[:, 0]) * (rings.box[:, 3] - rings.box[:, 1])
    return np.where(out > LEAST_M2 + LEAST_SHARE * np.nan_to_num(size), out, 0.0)


def _cancelled(rings: Rings) -> NDArray[np.float64]:
    """Ground of rings whose halves cancel to nothing (an even bow): they count as no ring, and have area."""
    out = np.zeros(len(rings))
    flat = np.flatnonzero(rings.ring_sign == 0.0)
    if len(flat) == 0:
        return out
    owner = np.repeat(np.arange(len(rings)), np.diff(rings.geom_start))
    for ring in flat.tolist():
        a, b = rings.ring_start[ring], rings.ring_start[ring + 1]
        one = np.ones(1)
        alone = finish(rings.x[a:b], rings.y[a:b], np.array([0, b - a]), one, np.array([0, 1]), one)
        units = units_of(alone)
        if len(units):
            out[owner[ring]] += 2 * self_overlaps(units.edges, units.start, units.box, units.widest).sum()
    return out


def unsound(name: str, row: int, m2: float) -> Refusal:
    """The refusal of a layer for its row (from 1) that covers ``m2`` other than once."""
    return Refusal(_("{name} 第{row}行的图形自相重叠或交叉（{m2} 平方米），面积会算错，请先用 yulin atlas check "
                     "查明并修复。").format(name=name, row=row, m2=f"{m2:.2f}"))
