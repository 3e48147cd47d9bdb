"""A standing layer: a version kept open, asked again and again what lies on a few parcels.

The rows near a parcel come from the version's row index, their polygons straight from the mapped file: no footer is
parsed, no row group is decoded, nothing is kept but the map. Opening costs a few small reads; the office opens each
version once. One compiled call then does the whole way, from the index to the areas.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yulin.atlas.boxtree import BoxTree, leaves_meeting, levels_over
from yulin.atlas.overlay.kernel import pair_areas
from yulin.atlas.overlay.overlay import Overlay
from yulin.atlas.overlay.plane import dense_starts, densified, in_equal_area
from yulin.atlas.overlay.tiling import SLIVER_M2
from yulin.atlas.overlay.units import MOST_EDGES, Units, cut_up, most_in, starts_of, units_of
from yulin.atlas.overlay.work import Pieces, pairs, settle
from yulin.atlas.rings import Rings, rings_from_wkb, sign_of
from yulin.atlas.rowindex import PartIndex, open_index, read_ahead
from yulin.atlas.version import MANIFEST, Version
from yulin.atlas.window import rows_meeting, shapes_of
from yulin.atlas.wkb import Bytes, counted, set_boxes, word_at, written
from yulin.geodesy.densify import STEP, UNITS
from yulin.geodesy.ellipsoid import SEMI_MAJOR
from yulin.geodesy.equal_area import onto_plane

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MARGIN_M = 1.0  # around a parcel's box: planes of two zones differ by less over a parcel


@dataclass(frozen=True, slots=True)
class _Standing:
    """A version kept open. first: number of each part's first row; index: each part's; box: float64[parts, 4];
    meridian: the zone's, degrees; central: easting of it in 0.1 mm.
    """

    first: tuple[int, ...]
    index: tuple[PartIndex, ...]
    box: Floats
    meridian: int
    central: int


def areas_on(version: Version, parcels: Rings, meridian: int, windows: Floats,
             sliver_m2: float = SLIVER_M2) -> Overlay:
    """What of the version lies on the parcels: rows (parcel, row of the version, area in m²).

    parcels: in the equal-area plane of ``meridian``; windows: float64[k, 4] in the version's own plane, together
    holding all parcels.
    """
    layer = _stand(version, (version.path / MANIFEST).stat().st_mtime_ns)
    found = None if layer is None else _through_index(layer, units_of(parcels), meridian, windows)
    if found is None:
        found = _through_columns(version, units_of(parcels), meridian, windows)
    i, j, area, touching = found
    return Overlay(i, j, area, area < sliver_m2, touching, sliver_m2)


@lru_cache(maxsize=256)
def _stand(version: Version, _written: int) -> _Standing | None:
    """The version kept open; None where a part has no index. Its time of writing tells a home made anew."""
    first, index, boxes, row = [], [], [], 0
    for part in version.manifest["parts"]:
        read_ahead(version.path / part["file"], int(part["rows"]))
    for part in version.manifest["parts"]:
        rows = int(part["rows"])
        if rows:
            opened = open_index(version.path / part["file"])
            if opened is None:
                return None
            top = opened.box[opened.level[-2]:]
            first.append(row)
            index.append(opened)
            boxes.append(np.concatenate([top[:, :2].min(0), top[:, 2:].max(0)]))
        row += rows
    gk = version.gk
    return _Standing(tuple(first), tuple(index), np.array(boxes, np.float64).reshape(-1, 4), gk.central_meridian,
                     int(gk.false_easting) * UNITS)


def _through_index(layer: _Standing, a: Units, meridian: int,
                   windows: Floats) -> tuple[Ints, Ints, Floats, int] | None:
    """The settled rows; None where a polygon near the parcels is not plain."""
    shift = SEMI_MAJOR * float(np.radians(layer.meridian - meridian)) if layer.meridian != meridian else 0.0
    parts: list[Pieces] = []
    for k in _parts_near(layer.box, windows):
        one = layer.index[k]
        plain, i, j, area, floor, piece = _asked(one.box, one.level, one.place, one.data, layer.first[k], windows,
                                                 layer.central, shift, a.edges, a.start, a.geometry, a.box)
        if not plain:
            return None
        parts.append((i, j, area, floor, piece))
    if not parts:
        none = np.zeros(0, np.int64)
        return none, none, np.zeros(0), 0
    return settle(parts)


def _through_columns(version: Version, a: Units, meridian: int, windows: Floats) -> tuple[Ints, Ints, Floats, int]:
    """The same where a part has no index, or where a polygon is not plain WKB."""
    rows = rows_meeting(version, windows)
    b = units_of(in_equal_area(rings_from_wkb(shapes_of(version, rows)), version.gk.epsg, meridian))
    tree = BoxTree(np.arange(len(b)), *levels_over(b.box))  # rows come along the curve already
    i, j, area, touching = settle([pairs(a, b, tree)])
    return i, rows[j], area, touching


@njit(cache=True, nogil=True, error_model="numpy")
def _parts_near(box: Floats, windows: Floats) -> list[int]:
    near = [0 for _ in range(0)]
    for k in range(len(box)):
        for w in windows:
            if box[k, 0] <= w[2] and box[k, 2] >= w[0] and box[k, 1] <= w[3] and box[k, 3] >= w[1]:
                near.append(k)
                break
    return near


@njit(cache=True, nogil=True, error_model="numpy")
def _asked(box: Floats, level: Ints, place: Ints, data: Bytes, row: int, windows: Floats, central: int, shift: float,
           edges: Floats, start: Ints, owner: Ints, box_a: Floats) -> tuple[bool, Ints, Ints, Floats, Floats, Ints]:
    """The pieces of a part on units of parcels: whether all polygons are plain, then parcel, row of the version, area,
    floor, and a number that orders the pieces of one pair.
    """
    near = leaves_meeting(box, level, windows)
    n = len(near)
    none, nought = np.empty(0, np.int64), np.empty(0)
    points = rings = 0
    for k in range(n):
        p = place[near[k]]
        m, r = counted(data, p + 4, p + 4 + word_at(data, p))
        if m < 0:
            return False, none, none, nought, nought, none
        points += m
        rings += r
    x, y, sign = np.empty(points), np.empty(points), np.empty(rings)
    ring_start, geom_start = np.empty(rings + 1, np.int64), np.empty(n + 1, np.int64)
    o = r = 0
    for k in range(n):
        geom_start[k] = r
        o, r = written(data, place[near[k]] + 4, o, r, x, y, ring_start, sign)
    geom_start[n], ring_start[rings] = rings, points
    for r in range(rings):
        sign[r] = sign_of(x, y, ring_start[r], ring_start[r + 1], sign[r])
    dense = dense_starts(x, y, ring_start, 0, rings, STEP)
    north, east, u, v = (np.empty(dense[-1]), np.empty(dense[-1]), np.empty(dense[-1]), np.empty(dense[-1]))
    densified(x, y, ring_start, 0, rings, STEP, central, dense, north, east)
    onto_plane(north, east, u, v)
    if shift != 0.0:
        u += shift
    boxes = np.empty((n, 4))
    set_boxes(u, v, dense, geom_start, boxes)
    b, counts, geometry, box_b = cut_up(u, v, dense, sign, geom_start, boxes, 0, n, MOST_EDGES)
    if len(counts) == 0 or len(owner) == 0:
        return True, none, none, nought, nought, none
    start_b, _whole = starts_of(counts, geometry)
    tree, levels = levels_over(box_b)
    i, j, area, floor = pair_areas(edges, start, box_a, 0, len(owner), np.arange(len(owner)), b, start_b, box_b,
                                   np.arange(len(counts)), tree, levels, most_in(start), most_in(start_b))
    piece = i * len(counts) + j
    for k in range(len(i)):
        i[k], j[k] = owner[i[k]], row + near[geometry[j[k]]]
    return True, i, j, area, floor, piece
