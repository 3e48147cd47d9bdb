"""The equal-area plane (等积平面): (a·λ, q(φ)/a), in which the shoelace formula gives the survey area.

Points go there exactly as the area rule takes them: rounded to 0.1 mm in the Gauss-Krüger plane, long edges
divided at 70 m, latitude and longitude rounded to 0.000001″; λ counts from the zone's central meridian. So
the planar area of a polygon there is its survey area, areas of intersections add up to it, and the same
vertex always has the same doubles.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numba import njit
from numpy.typing import ArrayLike, NDArray

from yulin.geodesy.crs import Gk
from yulin.geodesy.densify import STEP, UNITS, densify, half_up
from yulin.geodesy.ellipsoid import SEMI_MAJOR
from yulin.geodesy.inverse import authalic_height, latitude_longitude

Floats = NDArray[np.float64]


@njit(cache=True, nogil=True, error_model="numpy")
def onto_plane(north: Floats, east: Floats, x: Floats, y: Floats) -> None:
    """Points of the rule (metres, rounded to 0.1 mm, east counted from the central meridian) in the equal-area plane.

    All float64[n]; x and y are written. The loop is plain arithmetic and vectorises.
    """
    for i in range(len(north)):
        _lat, lon, sin_lat, _cos = latitude_longitude(north[i], east[i])
        x[i] = lon * SEMI_MAJOR
        y[i] = authalic_height(sin_lat) / SEMI_MAJOR


@njit(cache=True, nogil=True, error_model="numpy")
def _rounded(values: Floats, from_unit: float) -> Floats:
    out = np.empty(len(values))
    for i in range(len(values)):
        out[i] = (half_up(values[i] * UNITS) - from_unit) / UNITS
    return out


def coords_to_equal_area(x: ArrayLike, y: ArrayLike, gk: Gk) -> Floats:
    """Points (easting, northing in the plane of ``gk``, metres) in the equal-area plane: (n, 2), metres."""
    east = np.ascontiguousarray(x, np.float64).ravel()
    north = np.ascontiguousarray(y, np.float64).ravel()
    out = np.empty((2, len(east)))
    onto_plane(_rounded(north, 0.0), _rounded(east, gk.false_easting * UNITS), out[0], out[1])
    return out.T


def to_equal_area(geoms: ArrayLike, gk: Gk, step: float = STEP) -> NDArray[np.object_]:
    """Polygons and multipolygons of the plane of ``gk`` in the equal-area plane, long edges divided.

    geoms: (n,) shapely geometries; missing ones stay None. Returns (n,) geometries of the same kinds.
    """
    array = np.atleast_1d(np.asarray(geoms, dtype=object))
    kinds = shapely.get_type_id(array)
    parts, part_of = shapely.get_parts(array, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    out = np.full(len(array), None, dtype=object)
    out[kinds >= 0] = shapely.from_wkt("POLYGON EMPTY")
    if len(rings) == 0:
        return out
    dense, dense_ring = densify(*shapely.get_coordinates(rings, return_index=True), step)
    lines: Any = shapely.linearrings(coords_to_equal_area(dense[:, 0], dense[:, 1], gk), indices=dense_ring)
    polygons: Any = np.full(len(parts), None, dtype=object)
    shapely.polygons(lines, indices=ring_part, out=polygons)
    polygons[np.equal(shapely.get_type_id(polygons), -1)] = shapely.from_wkt("POLYGON EMPTY")
    single = kinds[part_of] == 3
    out[part_of[single]] = polygons[single]
    if not single.all():
        owners, owner_of = np.unique(part_of[~single], return_inverse=True)
        out[owners] = shapely.multipolygons(polygons[~single], indices=owner_of)
    return out
