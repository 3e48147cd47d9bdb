"""来源地块 The ground that fills a pool: one piece of ground, once.

Overlaps are measured as survey areas in the equal-area plane, so that what is shown adds up with everything
else. Neighbours that only touch do not overlap; less than ``SLIVER_M2`` is drawing, not ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate

from yulin.geodesy.crs import gk_from_epsg
from yulin.geodesy.ellipsoid import SEMI_MAJOR
from yulin.quantities.area import area_from

SLIVER_M2 = 0.01


@dataclass(frozen=True, slots=True)
class Ground:
    """One polygon as surveyed. id: how it is named; geometry: in the Gauss-Krüger plane ``epsg``."""

    id: str
    geometry: shapely.Geometry
    epsg: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two pieces of ground that share some: their ids and the shared survey area in dm²."""

    new: str
    held: str
    dm2: int


def overlaps(new: Sequence[Ground], held: Sequence[Ground]) -> list[Overlap]:
    """What the new pieces share with the held ones, the largest first."""
    if not new or not held:
        return []
    from yulin.atlas.overlay import intersection_areas  # its compiler takes a second to load

    meridian = gk_from_epsg(new[0].epsg).central_meridian
    i, j, area = intersection_areas(_plane(new, meridian), _plane(held, meridian))
    found = [Overlap(new[a].id, held[b].id, area_from(str(round(float(m2), 2)), "m²"))
             for a, b, m2 in zip(i, j, area, strict=True) if m2 >= SLIVER_M2]
    return sorted(found, key=lambda o: (-o.dm2, o.new, o.held))


def overlaps_within(pieces: Sequence[Ground]) -> list[Overlap]:
    """What the pieces share among themselves, each pair once."""
    order = {piece.id: n for n, piece in enumerate(pieces)}
    return [o for o in overlaps(pieces, pieces) if order[o.new] > order[o.held]]


def _plane(pieces: Sequence[Ground], meridian: int) -> NDArray[np.object_]:
    """The pieces in the equal-area plane with λ counted from ``meridian``."""
    from yulin.geodesy.equal_area import to_equal_area

    planes = []
    for piece in pieces:
        gk = gk_from_epsg(piece.epsg)
        flat = to_equal_area(np.array([piece.geometry], dtype=object), gk)[0]
        shift = SEMI_MAJOR * np.radians(gk.central_meridian - meridian)
        planes.append(translate(flat, xoff=shift) if shift else flat)
    out = np.empty(len(planes), dtype=object)
    out[:] = planes
    return out
