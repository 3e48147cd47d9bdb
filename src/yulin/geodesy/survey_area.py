"""The survey area of a polygon (图斑椭球面积): the number that a ledger may carry.

Rule (国土调查办发〔2008〕32号, CGCS2000 constants): vertices to 0.1 mm in the Gauss-Krüger plane; edges
longer than 70 m divided; every point to latitude and longitude, rounded to 0.000001″; the trapezoids between
each edge and a meridian summed over the ring; outer ring minus holes, parts added; rounded half-up to 0.01 m²
once, per polygon. The 70 m is what deployed builders do; whether the paper rule prints it is unverified.

The trapezoid is a difference of one function of latitude times the mean longitude, so a ring's sum is a
shoelace, and it is taken from the ring's first point, where it loses no digits.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numba import njit
from numpy.typing import ArrayLike, NDArray

from yulin.geodesy.crs import Gk
from yulin.geodesy.densify import STEP, UNITS, interior, interior_count, to_units
from yulin.geodesy.inverse import lon_and_height

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CHUNK = 10_000  # rings or polygons per piece of work
_BUFFER = 8192  # points projected in one go: they stay in the cache


@njit(cache=True, nogil=True, error_model="numpy")
def _take_ring(xy: Floats, begin: int, end: int, central: int, step: float, north: Floats, east: Floats,
               at: int) -> int:
    """Put a ring's points (rounded, long edges divided) into north, east from ``at`` on; the new end.

    Nothing is written where the buffers are too short: then the negative of the room needed comes back.
    """
    ax, ay = to_units(xy[begin, 0]), to_units(xy[begin, 1])
    px, py = ax, ay
    start = at
    for i in range(begin + 1, end + 1):
        if at < len(north):
            north[at] = py / UNITS
            east[at] = (px - central) / UNITS
        at += 1
        qx, qy = ax, ay  # the last step closes an open ring
        if i < end:
            qx, qy = to_units(xy[i, 0]), to_units(xy[i, 1])
        count = interior_count(px, py, qx, qy, step)
        if count and at + count <= len(north):
            for j in range(1, count + 1):
                north[at + j - 1] = interior(py, qy, j, count) / UNITS
                east[at + j - 1] = (interior(px, qx, j, count) - central) / UNITS
        at += count
        px, py = qx, qy
    return at if at <= len(north) else start - at


@njit(cache=True, nogil=True, error_model="numpy")
def _shoelace(lon: Floats, height: Floats, first: int, last: int) -> float:
    """Unsigned area of a ring, counted from its first point."""
    lon0, height0 = lon[first], height[first]
    total = 0.0
    x, y = 0.0, 0.0
    for i in range(first + 1, last):
        x1, y1 = lon[i] - lon0, height[i] - height0
        total += x * y1 - x1 * y
        x, y = x1, y1
    return abs(total) / 2


@njit(cache=True, nogil=True, error_model="numpy")
def _ring_sums(xy: Floats, offsets: Ints, first: int, last: int, central: int, step: float,
               out: Floats) -> None:
    north, east = np.empty(_BUFFER), np.empty(_BUFFER)
    lon, height = np.empty(_BUFFER), np.empty(_BUFFER)
    ends = np.empty(_BUFFER, np.int64)
    ring = first
    while ring < last:  # as many rings as the buffers hold, then project all their points in one go
        block, at = ring, 0
        while ring < last and ring - block < len(ends):
            done = at
            if offsets[ring + 1] - offsets[ring] >= 3:
                done = _take_ring(xy, offsets[ring], offsets[ring + 1], central, step, north, east, at)
            if done < 0:
                if at == 0:  # one ring larger than the buffers
                    north, east = np.empty(-done), np.empty(-done)
                    lon, height = np.empty(-done), np.empty(-done)
                    continue
                break
            ends[ring - block] = done
            at = done
            ring += 1
        lon_and_height(north, east, at, lon, height)
        begin = 0
        for k in range(ring - block):
            out[block + k] = _shoelace(lon, height, begin, ends[k])
            begin = ends[k]


def ring_areas(coords: Floats, offsets: Ints, gk: Gk, step: float = STEP) -> Floats:
    """Unsigned survey area of each ring in m², unrounded.

    coords: (n, 2) easting, northing in the plane of ``gk``, metres; offsets: (rings + 1,) into it.
    An open ring is closed. Returns (rings,).
    """
    xy = np.ascontiguousarray(coords, np.float64).reshape(-1, 2)
    offsets = np.ascontiguousarray(offsets, np.int64)
    rings = len(offsets) - 1
    out = np.zeros(rings)
    central = int(gk.false_easting) * UNITS
    pieces = range(0, rings, _CHUNK)
    if len(pieces) < 2:
        _ring_sums(xy, offsets, 0, rings, central, step, out)
        return out
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        jobs = [pool.submit(_ring_sums, xy, offsets, first, min(first + _CHUNK, rings), central, step, out)
                for first in pieces]
        for job in jobs:
            job.result()
    return out


def rings_of(geoms: ArrayLike) -> tuple[Floats, Ints, Ints, NDArray[np.float64]]:
    """All rings of polygons and multipolygons.

    Returns coords (n, 2), ring offsets (rings + 1,), the geometry each ring belongs to (rings,) and its sign
    (rings,): +1 an outer ring, −1 a hole.
    """
    array = np.asarray(geoms, dtype=object)
    if ((shapely.get_type_id(array) == 3) & (shapely.get_num_interior_rings(array) == 0)).all():
        counts = shapely.get_num_coordinates(array).astype(np.int64)  # the usual case, three times as fast
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        return shapely.get_coordinates(array), offsets, np.arange(len(array)), np.ones(len(array))
    parts, part_of = shapely.get_parts(array, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coords = shapely.get_coordinates(rings)
    counts = shapely.get_num_coordinates(rings).astype(np.int64)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    sign = np.where(np.diff(ring_part, prepend=-1) != 0, 1.0, -1.0)
    owner = part_of[ring_part] if len(ring_part) else np.zeros(0, np.int64)
    return coords, offsets, np.asarray(owner, np.int64), sign


def survey_areas(geoms: ArrayLike, gk: Gk) -> Floats:
    """Survey areas in m², unrounded, of polygons in the plane of ``gk`` (x = easting, y = northing).

    geoms: (n,) shapely polygons or multipolygons; an empty one has 0. A missing (None) or not polygonal one
    gives NaN. Holes subtract, parts add; orientation does not matter. Validity is not checked here.
    """
    array = np.atleast_1d(np.asarray(geoms, dtype=object))
    if len(array) <= _CHUNK:
        return _polygon_areas(array, gk)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # coordinates are taken out while others are computed
        pieces = pool.map(lambda at: _polygon_areas(array[at:at + _CHUNK], gk), range(0, len(array), _CHUNK))
        return np.concatenate(list(pieces))


def _polygon_areas(array: NDArray[np.object_], gk: Gk) -> Floats:
    coords, offsets, owner, sign = rings_of(array)
    areas = np.bincount(owner, weights=ring_areas(coords, offsets, gk) * sign, minlength=len(array))
    polygonal = np.isin(shapely.get_type_id(array), (3, 6))
    return np.where(polygonal, areas, np.nan)


def survey_areas_dm2(geoms: ArrayLike, gk: Gk) -> NDArray[np.int64]:
    """Survey areas as whole dm² (0.01 m²), half-up once per polygon. A missing geometry is a ValueError."""
    areas = survey_areas(geoms, gk)
    if np.isnan(areas).any():
        raise ValueError("a missing or not polygonal geometry has no area")
    return np.floor(areas * 100 + 0.5).astype(np.int64)
