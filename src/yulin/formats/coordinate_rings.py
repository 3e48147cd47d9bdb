"""Rings of a parcel made into a polygon: what is a hole and what a part is decided by geometry.

Some writers number rings as outer and holes, others number the parts of a multipart. So the numbers only
say which points belong together; a ring inside another one is a hole of it, a ring inside a hole is a part
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from yulin.findings import Finding
from yulin.formats import limits
from yulin.i18n import gettext as _

Floats = NDArray[np.float64]
SAME = 1e-4  # metres: nearer points are the same point


@dataclass(frozen=True, slots=True)
class RingStat:
    """One ring as written: its label, the number of its point lines, whether its first point is repeated."""

    label: str
    points: int
    closed: bool


def split_rings(labels: Sequence[str], xy: Floats) -> list[tuple[int, int]]:
    """Point ranges (first, past the last) of rings: a new one where the label changes or the ring closed."""
    rings: list[tuple[int, int]] = []
    begin = 0
    for i in range(1, len(labels) + 1):
        closed_here = i - begin >= 4 and _same(xy[i - 1], xy[begin])
        if i == len(labels) or labels[i] != labels[begin] or (closed_here and not _same(xy[i], xy[begin])):
            rings.append((begin, i))
            begin = i
    return rings


def _same(a: Floats, b: Floats) -> bool:
    return bool(abs(a[0] - b[0]) <= SAME and abs(a[1] - b[1]) <= SAME)


def build_polygon(labels: Sequence[str], xy: Floats,
                  where: str) -> tuple[BaseGeometry | None, tuple[RingStat, ...], list[Finding]]:
    """The polygon or multipolygon of a parcel's points (x east, y north, metres), with what was found.

    Returns (geometry, rings as written, findings); geometry is None where no area can be enclosed. A
    self-crossing ring is kept in the geometry and said as an error.
    """
    findings: list[Finding] = []
    stats: list[RingStat] = []
    outlines: list[shapely.Polygon] = []
    broken = False
    for begin, end in split_rings(labels, xy):
        points = xy[begin:end]
        label = labels[begin] or str(len(stats) + 1)
        closed = end - begin >= 2 and _same(points[0], points[-1])
        stats.append(RingStat(label, end - begin, closed))
        corners = points[:-1] if closed else points
        keep = np.ones(len(corners), bool)
        keep[1:] = (np.abs(np.diff(corners, axis=0)) > SAME).any(axis=1)
        if not keep.all():
            message = _("第 {ring} 圈有 {count} 个连续重复的点，已略去。").format(
                ring=label, count=int((~keep).sum()))
            findings.append(Finding("warning", "point.duplicate", message, where, _("请核对界址点。")))
            corners = corners[keep]
        if len(corners) < 3:
            message = _("第 {ring} 圈不足三个不同的点。").format(ring=label)
            findings.append(Finding("error", "ring.too_few_points", message, where, _("请补全界址点。")))
            broken = True
            continue
        if not closed:
            findings.append(Finding("warning", "ring.unclosed", _("第 {ring} 圈没有回到起点，"
                                                                  "已按闭合处理。").format(
                ring=label), where, _("请在末行重复起点。")))
        outline = shapely.Polygon(corners)
        fault = _ring_fault(outline, label, where)
        if fault:
            findings.append(fault)
            broken = broken or fault.code == "ring.zero_area"
        outlines.append(outline)
    if broken or not outlines:
        return None, tuple(stats), findings
    if len(outlines) == 1:
        return outlines[0], tuple(stats), findings
    if any(f.level == "error" for f in findings):
        return shapely.MultiPolygon(outlines), tuple(stats), findings
    return nest(outlines, [s.label for s in stats], where, findings), tuple(stats), findings


def _ring_fault(outline: shapely.Polygon, label: str, where: str) -> Finding | None:
    if outline.convex_hull.area < SAME:
        return Finding("error", "ring.zero_area", _("第 {ring} 圈围成的面积为零。").format(ring=label), where,
                       _("请核对界址点。"))
    if outline.is_valid:
        return None
    reason = shapely.is_valid_reason(outline)
    place = reason.partition("[")[2].rstrip("]")
    if reason.startswith("Ring Self-intersection"):
        return Finding("warning", "ring.touches_itself", _("第 {ring} 圈在 {place} 处自相接触。").format(
            ring=label, place=place), where, _("请核对界址点。"))
    return Finding("error", "ring.crossing", _("第 {ring} 圈在 {place} 处自相交叉。").format(
        ring=label, place=place),
                   where, _("请核对界址点次序。"))


def nest(outlines: list[shapely.Polygon], labels: list[str], where: str,
            findings: list[Finding]) -> BaseGeometry:
    """Outlines by even and odd depth of containment: parts and their holes."""
    array = np.array(outlines, dtype=object)
    tree = shapely.STRtree(array)
    if _entangled(tree, array):
        message = _("界线相互套叠过多（超过 {limit} 对）。").format(limit=limits.RING_PAIRS)
        findings.append(Finding("error", "ring.nesting", message, where, _("请核对界址点。")))
        return shapely.MultiPolygon(outlines)
    crossing = tree.query(array, predicate="overlaps")
    for i, j in crossing.T[crossing[0] < crossing[1]]:
        findings.append(Finding("error", "ring.crossing", _("第 {a} 圈与第 {b} 圈相互交叉。").format(
            a=labels[i], b=labels[j]), where, _("请核对界址点。")))
    inner, outer = tree.query(array, predicate="covered_by")
    proper = inner != outer
    inner, outer = inner[proper], outer[proper]
    areas = shapely.area(array)
    twins = (areas[inner] == areas[outer]) & (inner > outer) & shapely.equals(array[inner], array[outer])
    for i, j in zip(inner[twins], outer[twins], strict=True):
        findings.append(Finding("error", "ring.duplicate", _("第 {a} 圈与第 {b} 圈重复。").format(
            a=labels[i], b=labels[j]), where, _("请删去重复的一圈。")))
    if any(f.level == "error" for f in findings):
        return shapely.MultiPolygon(outlines)
    depth = np.bincount(inner, minlength=len(array))
    parts: dict[int, list[shapely.LinearRing]] = {int(i): [] for i in np.flatnonzero(depth % 2 == 0)}
    for hole in np.flatnonzero(depth % 2 == 1):
        around = outer[inner == hole]
        owner = around[np.argmin(areas[around])]
        parts[int(owner)].append(outlines[hole].exterior)
    polygons = [shapely.Polygon(outlines[part].exterior, holes) for part, holes in parts.items()]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _entangled(tree: shapely.STRtree, array: NDArray[np.object_]) -> bool:
    """Whether more pairs of boxes meet than the limit; looked at a few rings at a time, so that counting is cheap."""
    step = max(1, limits.RING_PAIRS // len(array))
    pairs = 0
    for at in range(0, len(array), step):
        pairs += tree.query(array[at:at + step]).shape[1]
        if pairs > limits.RING_PAIRS:
            return True
    return False
