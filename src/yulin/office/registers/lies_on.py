"""压占 What a record's parcel lies on: one layer's classes under it, by the review's own overlay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from yulin.atlas.version import Version
from yulin.geodesy.crs import gk_from_epsg
from yulin.office.registers.parcel import ParcelValue

if TYPE_CHECKING:
    from yulin.review.coverage import LayerCoverage


def lies_on(parcel: ParcelValue, version: Version) -> LayerCoverage:
    """Areas in dm², ridges taken out, that add up to the parcel's. Refusal where the layer cannot be read."""
    from yulin.atlas.overlay.plane import to_equal_area_rings  # its compiler takes a second to load
    from yulin.atlas.rings import rings_from_geometries
    from yulin.review.coverage import cover

    gk, shapes = gk_from_epsg(parcel.epsg), np.array([parcel.geometry], dtype=object)
    (found,) = cover(version, to_equal_area_rings(rings_from_geometries(shapes), gk), shapely.bounds(shapes),
                     np.array([parcel.area_dm2], dtype=np.int64), gk)
    return found
