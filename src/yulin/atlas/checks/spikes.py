"""Spikes: a boundary that runs out to a point and back, as slips of digitising leave it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from yulin.atlas.checks.base import Check, Fault, Subject
from yulin.i18n import gettext as _

SHARP_DEGREES = 1.0
OPEN_M = 0.10  # the spike's mouth: where its shorter edge ends


def _run(subject: Subject) -> Iterator[Fault]:
    sound = np.flatnonzero(subject.sound)
    parts, owner = shapely.get_parts(subject.shapes[sound], return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    if len(xy) == 0:
        return
    last = np.flatnonzero(np.diff(ring, append=-1) != 0)
    first = np.concatenate([[0], last[:-1] + 1])
    before, after = np.arange(len(xy)) - 1, np.arange(len(xy)) + 1
    before[first], after[last] = last - 1, first + 1  # a ring's last vertex is its first
    u, v = xy[before] - xy, xy[after] - xy
    long_u, long_v = np.hypot(*u.T), np.hypot(*v.T)
    cross, along = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0], (u * v).sum(1)
    angle = np.degrees(np.abs(np.arctan2(cross, along)))
    mouth = np.minimum(long_u, long_v) * np.sin(np.radians(np.minimum(angle, 90)))
    sharp = (angle < SHARP_DEGREES) & (mouth < OPEN_M) & (long_u > 0) & (long_v > 0)
    sharp[last] = False
    for n in np.flatnonzero(sharp):
        yield Fault("warning", _("尖刺：夹角 {angle:.3f}°，长 {long:.3f} 米，位于（{x:.3f}，{y:.3f}）。").format(
            angle=angle[n], long=min(long_u[n], long_v[n]), x=xy[n, 0], y=xy[n, 1]),
            int(sound[owner[part[ring[n]]]]), _("请删去该拐点。"), shapely.Point(xy[n]))


SPIKES = Check("geometry.spike", "尖刺", _run)
