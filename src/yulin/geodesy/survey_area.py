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
from yulin.geodesy.inverse import latitude_longitude, series_height

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_CHUNK = 20_000  # rings per piece of work


@njit(cache=True, nogil=True)
def _ring_sums(xy: Floats, offsets: Ints, first: int, last: int, central: int, step: float,
               out: Floats) -> None:
    for ring in range(first, last):
        begin, end = offsets[ring], offsets[ring + 1]
        total = 0.0
        if end - begin >= 3:
            ax, ay = to_units(xy[begin, 0]), to_units(xy[begin, 1])
            px, py = ax, ay
            lat, lon0, sin_lat, cos_lat = latitude_longitude(ay / UNITS, (ax - central) / UNITS)
            height0 = series_height(sin_lat)
            lon, height = 0.0, 0.0
            for i in range(begin + 1, end + 1):
                qx, qy = ax, ay  # the last step closes an open ring and adds nothing to a closed one
                if i < end:
                    qx, qy = to_units(xy[i, 0]), to_units(xy[i, 1])
                count = interior_count(px, py, qx, qy, step)
                for j in range(1, count + 2):
                    x, y = qx, qy
                    if j <= count:
                        x, y = interior(px, qx, j, count), interior(py, qy, j, count)
                    lat, lon_q, sin_lat, cos_lat = latitude_longitude(y / UNITS, (x - central) / UNITS)
                    lon_q -= lon0
                    height_q = series_height(sin_lat) - height0
                    total += lon * height_q - lon_q * height
                    lon, height = lon_q, height_q
                px, py = qx, qy
        out[ring] = abs(total) / 2


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
    parts, part_of = shapely.get_parts(np.asarray(geoms, dtype=object), return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coords = shapely.get_coordinates(rings)
    counts = shapely.get_num_points(rings).astype(np.int64)
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
