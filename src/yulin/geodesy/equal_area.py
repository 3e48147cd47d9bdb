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
from yulin.geodesy.densify import STEP, UNITS, densify, to_units
from yulin.geodesy.ellipsoid import SEMI_MAJOR
from yulin.geodesy.inverse import authalic_height, latitude_longitude

Floats = NDArray[np.float64]


@njit(cache=True, nogil=True)
def _project(x: Floats, y: Floats, central: int, out: Floats) -> None:
    for i in range(len(x)):
        north, east = to_units(y[i]) / UNITS, (to_units(x[i]) - central) / UNITS
        lat, lon, sin_lat, cos_lat = latitude_longitude(north, east)
        out[i, 0] = lon * SEMI_MAJOR
        out[i, 1] = authalic_height(sin_lat) / SEMI_MAJOR


def coords_to_equal_area(x: ArrayLike, y: ArrayLike, gk: Gk) -> Floats:
    """Points (easting, northing in the plane of ``gk``, metres) in the equal-area plane: (n, 2), metres."""
    east = np.ascontiguousarray(x, np.float64).ravel()
    north = np.ascontiguousarray(y, np.float64).ravel()
    out = np.empty((len(east), 2))
    _project(east, north, int(gk.false_easting) * UNITS, out)
    return out


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
