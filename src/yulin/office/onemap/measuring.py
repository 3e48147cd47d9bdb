"""What was drawn on the map, measured as the survey measures: the survey area, the length round, the corners."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.geodesy.crs import gk_for_longitude, reproject
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.quantities.area import area_to

DEGREES = 4490
MOST_POINTS = 5000
GRID_M = 0.001


def drawn_polygon(text: str) -> shapely.Geometry:
    """The polygon in a GeoJSON geometry in degrees; Refusal for anything else."""
    try:
        shape = shapely.from_geojson(json.dumps(json.loads(text)))
    except (ValueError, shapely.errors.GEOSException):
        raise Refusal(_("画出的范围读不出来，请重新画。")) from None
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise Refusal(_("画出的不是面，请至少点出三个点。"))
    if shapely.get_num_coordinates(shape) > MOST_POINTS:
        raise Refusal(_("画出的范围有太多顶点，最多 {most} 个。").format(most=MOST_POINTS))
    if not shapely.is_valid(shape):
        raise Refusal(_("画出的边界自相交，请重新画。"))
    return shape


def measured(shape: shapely.Geometry) -> dict[str, Any]:
    """Area in m², 亩 and 公顷, length round in m, and the corners in the 3° zone of the polygon's middle.

    shape: in degrees (CGCS2000). Its edges are straight in the Gauss-Krüger plane, as surveyed edges are; corners
    are taken to the millimetre.
    """
    gk = gk_for_longitude(shapely.get_x(shapely.centroid(shape)))
    projected = reproject(np.array([shape], dtype=object), DEGREES, gk.epsg)
    (plane,) = shapely.set_precision(projected, GRID_M, mode="pointwise")
    dm2 = int(survey_areas_dm2(np.array([plane], dtype=object), gk)[0])
    outer = plane if plane.geom_type == "Polygon" else plane.geoms[0]
    corners = np.asarray(outer.exterior.coords)[:-1]
    return {"m2": str(area_to(dm2, "m²", 2)), "mu": str(area_to(dm2, "亩", 2)), "ha": str(area_to(dm2, "公顷", 4)),
            "round_m": f"{plane.length:.2f}", "zone": gk.title, "epsg": gk.epsg,
            "corners": [[f"{x:.3f}", f"{y:.3f}"] for x, y in corners]}
