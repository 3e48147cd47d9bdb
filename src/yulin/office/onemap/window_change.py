"""What changed between two versions inside the window of the map: class × class, adding up to the window's ground."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from yulin.atlas.catalogue import Atlas, window_in
from yulin.atlas.changes import areal
from yulin.atlas.land_classes import class_name
from yulin.atlas.overlay import overlay_rings
from yulin.atlas.overlay.levelled import level_parts
from yulin.atlas.overlay.plane import to_equal_area_rings
from yulin.atlas.rings import rings_from_geometries
from yulin.atlas.version import Version
from yulin.atlas.window import Box, read_table
from yulin.findings import Refusal
from yulin.geodesy.crs import transformer
from yulin.geodesy.survey_area import survey_areas_dm2

DEGREES = 4490
MOST_PATCHES = 20_000
STEPS = 24  # points along each side of the window: its sides are straight in degrees, not in the plane


def change_in(layer: str, before: str, after: str, box: Box) -> dict[str, Any]:
    """Rows (class before, class after, m² to 0.01) of the ground inside ``box`` (degrees), what stayed left out.

    The patches of the earlier version are cut at the window (GEOS); each piece is divided over the later version's
    classes by the overlay kernel and levelled to its own area. Raises Refusal for a window that holds too much.
    """
    atlas = Atlas(settings.HOME)
    old, new = atlas.version(layer, before), atlas.version(layer, after)
    code = old.schema.class_code
    if not code or old.gk.central_meridian != new.gk.central_meridian:
        raise Refusal(_("这个图层的两个版本不能逐类比较。"))
    window = _window(box, old)
    codes_before, shapes = _read(old, code, box)
    codes_after, shapes_after = _read(new, code, box)
    pieces = shapely.intersection(shapes, window)
    kept = shapely.area(pieces) > 0
    pieces, codes_before = areal(pieces[kept]), codes_before[kept]
    whole = survey_areas_dm2(pieces, old.gk) if len(pieces) else np.zeros(0, np.int64)
    found = overlay_rings(to_equal_area_rings(rings_from_geometries(pieces), old.gk),
                          to_equal_area_rings(rings_from_geometries(shapes_after), new.gk))
    levelled = level_parts(found.area, found.left, whole)
    sums: dict[tuple[str, str], int] = {}
    for i, j, dm2 in zip(found.left, found.right, levelled.parts, strict=True):
        pair = (str(codes_before[i]), str(codes_after[j]))
        sums[pair] = sums.get(pair, 0) + int(dm2)
    for one, dm2 in zip(codes_before, levelled.uncovered, strict=True):
        if dm2:
            sums[(str(one), "")] = sums.get((str(one), ""), 0) + int(dm2)
    changed = sorted(((pair, dm2) for pair, dm2 in sums.items() if pair[0] != pair[1] and dm2), key=lambda p: -p[1])
    total = int(whole.sum()) + int(levelled.overlap.sum())
    return {"before": before, "after": after, "total_m2": _m2(total), "changed_m2": _m2(sum(d for _p, d in changed)),
            "rows": [{"before": a, "before_name": class_name(a) or "", "after": b, "after_name": class_name(b) or "",
                      "m2": _m2(dm2)} for (a, b), dm2 in changed]}


def _window(box: Box, version: Version) -> shapely.Polygon:
    """The window's ground in the version's plane, its sides followed by points."""
    west, south, east, north = box
    along = np.linspace(0, 1, STEPS + 1)[:-1]
    lon = np.concatenate([west + (east - west) * along, np.full(STEPS, east), east - (east - west) * along,
                          np.full(STEPS, west)])
    lat = np.concatenate([np.full(STEPS, south), south + (north - south) * along, np.full(STEPS, north),
                          north - (north - south) * along])
    x, y = transformer(DEGREES, version.gk.epsg).transform(lon, lat)
    return shapely.Polygon(np.column_stack([x, y]))


def _read(version: Version, code: str, box: Box) -> tuple[NDArray[Any], NDArray[Any]]:
    table = read_table(version, [code], window_in(version, box, DEGREES))
    if table.num_rows > MOST_PATCHES:
        raise Refusal(_("窗口内有 {n} 个图斑，超过 {most} 个，请放大后再比较。").format(
            n=table.num_rows, most=MOST_PATCHES))
    codes = np.array([c or "" for c in table.column(code).to_pylist()], dtype=object)
    return codes, shapely.from_wkb(table.column("geometry").to_numpy(zero_copy_only=False))


def _m2(dm2: int) -> str:
    return f"{Decimal(dm2) / 100:.2f}"
