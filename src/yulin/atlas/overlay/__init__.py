"""Who covers whom, and by how much: areas of all intersecting pairs of two polygon layers."""

from __future__ import annotations

from yulin.atlas.overlay.overlay import Overlay, intersection_areas, overlay_rings, overlay_wkb, shared_areas
from yulin.atlas.overlay.tiling import SLIVER_M2

__all__ = ["SLIVER_M2", "Overlay", "intersection_areas", "overlay_rings", "overlay_wkb", "shared_areas"]
