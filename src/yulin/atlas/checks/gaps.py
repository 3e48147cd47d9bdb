"""Ground inside a coverage that no feature covers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from yulin.atlas.checks.base import Check, Fault, Skipped, Subject
from yulin.findings import Level
from yulin.geodesy.survey_area import survey_areas
from yulin.i18n import gettext as _

FEW = 30_000  # features that are united the slow way all together
MOST_UNMATCHED = 300_000  # features whose edges do not match their neighbours'
ERROR_M2 = 0.01
LEAST_M2 = 1e-6  # below 1 mm²: left by the arithmetic of uniting, not by the layer


def _run(subject: Subject) -> Iterator[Fault]:
    if not subject.schema.covers_plane:
        raise Skipped(_("该图层不要求铺满"))
    shapes = subject.shapes[subject.sound]
    if len(shapes) == 0:
        raise Skipped(_("没有有效图形"))
    holes = shapely.polygons(_inner_rings(_united(shapes)))
    areas = survey_areas(holes, subject.gk) if len(holes) else np.zeros(0)
    for hole, area in zip(holes, areas.tolist(), strict=True):
        if area < LEAST_M2:
            continue
        x, y = shapely.get_coordinates(shapely.point_on_surface(hole))[0]
        level: Level = "error" if area >= ERROR_M2 else "warning"
        yield Fault(level, _("缝隙 {area:.4f} 平方米，位于（{x:.3f}，{y:.3f}）。").format(area=area, x=x, y=y), -1,
                    _("请补图斑，或调整相邻边界。"), hole)


def _united(shapes: Any) -> Any:
    """The ground that the shapes cover. Those whose edges match are united fast, the others slowly."""
    if bool(shapely.coverage_is_valid(shapes)):
        return shapely.coverage_union_all(shapes)
    if len(shapes) <= FEW:
        return shapely.union_all(shapes)
    loose = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    if loose.sum() > MOST_UNMATCHED:
        raise Skipped(_("相邻边界不共点的要素超过 {n} 个").format(n=MOST_UNMATCHED))
    return shapely.union_all([shapely.coverage_union_all(shapes[~loose]), *shapes[loose]])


def _inner_rings(united: Any) -> Any:
    rings, part = shapely.get_rings(shapely.get_parts(united), return_index=True)
    first = np.diff(part, prepend=-1) != 0
    return rings[~first]


GAPS = Check("coverage.gap", "覆盖缝隙", _run)
