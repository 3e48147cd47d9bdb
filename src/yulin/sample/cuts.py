"""Cutting a piece of a given area off a polygon without giving its neighbours a new vertex.

The cut runs between two vertices that are there already, with one bend between them that makes the area exact; a
neighbour's boundary is therefore the same before and after.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from yulin.sample.terrain import CENTRE, Floats

MOST_BEND = 0.22


def cut_at_vertices(polygon: Polygon, area: float) -> tuple[Polygon, Polygon] | None:
    """The piece of ``area`` (plane m²) and the rest, or None when no good cut was found.

    polygon: without holes. Vertices of both pieces are the polygon's own and one new one, rounded to 0.1 mm.
    """
    ring = shapely.get_coordinates(polygon.exterior)[:-1] - np.asarray(CENTRE)
    if not polygon.exterior.is_ccw:
        ring = ring[::-1]
    for start, count, missing in _candidates(ring, area):
        n = len(ring)
        chain = ring[(start + np.arange(count + 1)) % n]
        other = ring[(start + count + np.arange(n - count + 1)) % n]
        first, last = chain[0], chain[-1]
        run = last - first
        length = float(np.hypot(*run))
        # the piece lies left of its closing leg last → first: moving the bend to the right of that leg adds to it
        bend = np.round((first + last) / 2 + 2 * missing / length * np.array([-run[1], run[0]]) / length, 4)
        leg = LineString(np.array([first, bend, last]) + np.asarray(CENTRE))
        if not polygon.covers(leg):
            continue
        piece = Polygon(np.round(np.vstack([chain, bend]) + np.asarray(CENTRE), 4))
        rest = Polygon(np.round(np.vstack([other, bend]) + np.asarray(CENTRE), 4))
        if piece.is_valid and rest.is_valid and abs(piece.area - area) < 0.5:
            return piece, rest
    return None


def _candidates(ring: Floats, area: float) -> list[tuple[int, int, float]]:
    """Chains of the ring (first vertex, number of edges) whose chord nearly cuts off ``area``, best first."""
    n = len(ring)
    double = np.vstack([ring, ring])
    cross = double[:-1, 0] * double[1:, 1] - double[:-1, 1] * double[1:, 0]
    swept = np.concatenate([[0.0], np.cumsum(cross)])
    start = np.repeat(np.arange(n), n - 3)
    count = np.tile(np.arange(2, n - 1), n)
    last = start + count
    chord = double[last, 0] * double[start, 1] - double[last, 1] * double[start, 0]
    enclosed = (swept[last] - swept[start] + chord) / 2
    length = np.hypot(*(double[last] - double[start]).T)
    missing = area - enclosed
    with np.errstate(divide="ignore", invalid="ignore"):
        bend = np.abs(2 * missing) / length**2
    good = np.flatnonzero((bend < MOST_BEND) & (length > 5.0))
    best = good[np.argsort((bend + 0.002 * length)[good], kind="stable")][:40]
    return [(int(start[i]), int(count[i]), float(missing[i])) for i in best]


def slice_off(polygon: Polygon, area: float, angle: float, gap: float = 0.05) -> tuple[Polygon, Polygon] | None:
    """Cut ``area`` (plane m²) off by a straight line across the direction ``angle``; None when a part falls apart.

    gap: width (m) of the strip between the piece and the rest that belongs to neither.
    """
    if not 0 < area < polygon.area:
        return None
    turned = shapely.affinity.rotate(polygon, -angle, origin=polygon.centroid, use_radians=True)
    west, south, east, north = turned.bounds
    low, high = west, east
    for _step in range(60):
        middle = (low + high) / 2
        if turned.intersection(shapely.box(west - 1, south - 1, middle, north + 1)).area < area:
            low = middle
        else:
            high = middle
    pieces: list[Polygon] = []
    for box in (shapely.box(west - 1, south - 1, low, north + 1),
                shapely.box(low + gap, south - 1, east + 1, north + 1)):
        part = turned.intersection(box)
        if not isinstance(part, Polygon):
            return None
        pieces.append(shapely.affinity.rotate(part, angle, origin=polygon.centroid, use_radians=True))
    return pieces[0], pieces[1]


def polygons_array(polygons: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    """The polygons as an array of objects."""
    out = np.empty(len(polygons), object)
    out[:] = polygons
    return out
