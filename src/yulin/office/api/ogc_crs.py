"""Coordinate reference systems of OGC API Features (Part 2, OGC 18-058r1): names, and the order of their axes.

Inside, a coordinate is (east, north) or (longitude, latitude). Outside, it is in the order that the CRS's definition
says: CRS84 is longitude, latitude; EPSG:4490 latitude, longitude; the Gauss-Krüger zones of CGCS2000 north, east.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS

from yulin.atlas.version import Version
from yulin.geodesy.crs import transformer

DEGREES = 4490
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{code}"
EDGE_POINTS = 32  # a side of a window is bent by the projection: it is followed at this many points
DECIMALS = 10  # of a degree: 0.01 mm

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class OutsideCrs:
    """A CRS as a client names it. epsg: the plane that is computed in; north_first: the order of its axes."""

    uri: str
    epsg: int
    north_first: bool


@cache
def _epsg_crs(code: int) -> OutsideCrs:
    return OutsideCrs(EPSG.format(code=code), code, CRS.from_epsg(code).axis_info[0].direction == "north")


DEFAULT = OutsideCrs(CRS84, DEGREES, False)


def offered(version: Version) -> tuple[OutsideCrs, ...]:
    """The CRS in which a version is offered: CRS84 first, then CGCS2000 in degrees, last the stored plane."""
    return DEFAULT, _epsg_crs(DEGREES), _epsg_crs(version.gk.epsg)


def named(version: Version, uri: str | None) -> OutsideCrs | None:
    """The offered CRS of that name (CRS84 for no name); None for a CRS that is not offered."""
    return next((c for c in offered(version) if c.uri == (uri or CRS84)), None)


def box_in_degrees(version: Version) -> Box | None:
    """West, south, east, north of a version (CGCS2000); None when it is empty."""
    if version.extent is None:
        return None
    west, south, east, north = transformer(version.gk.epsg, DEGREES).transform_bounds(*version.extent)
    return west, south, east, north


def window(version: Version, box: Box, crs: OutsideCrs) -> Any | None:
    """A client's box as a polygon in the stored plane, cut to the version's extent; None where they do not meet.

    box: two corners in the order of the axes of ``crs``; in degrees its west may lie east of its east (antimeridian).
    """
    x0, y0, x1, y1 = (box[1], box[0], box[3], box[2]) if crs.north_first else box
    own = version.extent if crs.epsg == version.gk.epsg else box_in_degrees(version)
    if own is None:
        return None
    spans = [(x0, x1)] if x0 <= x1 else [(x0, 180.0), (-180.0, x1)]
    room = 1.0 if crs.epsg == version.gk.epsg else 1e-5  # the extent's own edge bends too
    sides = [(max(a, own[0] - room), max(y0, own[1] - room), min(b, own[2] + room), min(y1, own[3] + room))
             for a, b in spans]
    pieces = [_polygon(side, crs.epsg, version.gk.epsg) for side in sides if side[0] <= side[2] and side[1] <= side[3]]
    return shapely.union_all(pieces) if pieces else None


def _polygon(box: Box, source: int, target: int) -> Any:
    """The box as a polygon (a line or point where it has no width), its sides followed through the projection."""
    x0, y0, x1, y1 = box
    if source == target:
        return shapely.box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else shapely.LineString([(x0, y0), (x1, y1)])
    t = np.linspace(0, 1, EDGE_POINTS, endpoint=False)
    xs = np.concatenate([x0 + (x1 - x0) * t, np.full(EDGE_POINTS, x1), x1 - (x1 - x0) * t, np.full(EDGE_POINTS, x0)])
    ys = np.concatenate([np.full(EDGE_POINTS, y0), y0 + (y1 - y0) * t, np.full(EDGE_POINTS, y1), y1 - (y1 - y0) * t])
    x, y = transformer(source, target).transform(xs, ys)
    corners = np.column_stack([x, y])
    return shapely.Polygon(corners) if x0 < x1 and y0 < y1 else shapely.LineString(corners)


def outside(shapes: Any, version: Version, crs: OutsideCrs) -> Any:
    """Shapes of the stored plane in ``crs``, with its order of axes; the stored plane's own numbers stay exact."""
    def change(points: Any) -> Any:
        if crs.epsg != version.gk.epsg:
            points = np.column_stack(transformer(version.gk.epsg, crs.epsg).transform(points[:, 0], points[:, 1]))
            points = np.round(points, DECIMALS)
        return points[:, ::-1] if crs.north_first else points

    return shapely.transform(shapes, change)
