"""Compile ahead: ``python -m yulin.atlas.warm`` runs every compiled function once, so that no first call is slow.

The machine code is kept beside the modules (or in the user's cache where that folder may not be written), and
holds until a module or the compiler changes. Without this step the first import, overlay, tile and review of an
installation each wait for their part of it. (The compiler looks at a module's own date alone: after editing a
function that others call, compile them anew by touching their modules.)
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yulin.atlas.version import Version


def compile_ahead() -> None:
    """Compile what is not compiled yet; seconds on a fresh machine, nothing afterwards."""
    with ProcessPoolExecutor(2) as pool:
        for done in [pool.submit(_areas_and_overlay), pool.submit(_layer_and_tile)]:
            done.result()


def _areas_and_overlay() -> None:
    import geopandas
    import numpy as np
    import shapely
    import shapely.affinity

    from yulin.atlas.overlay import overlay_rings
    from yulin.atlas.overlay.local import all_areas
    from yulin.atlas.overlay.plane import to_equal_area_rings
    from yulin.atlas.overlay.staging import file_side
    from yulin.atlas.rings import rings_from_geometries
    from yulin.geodesy.crs import Gk
    from yulin.geodesy.survey_area import survey_areas_dm2

    gk = Gk(38)
    turn = np.linspace(0, 2 * np.pi, 300)[:-1]
    ring = np.column_stack([38_520_000 + 500 * np.cos(turn), 3_900_000 + 500 * np.sin(turn)])
    shapes = [shapely.affinity.translate(shapely.Polygon(ring), 9.0 * k) for k in range(12)]
    survey_areas_dm2(np.array(shapes, dtype=object), gk)
    rings = to_equal_area_rings(rings_from_geometries(shapes), gk)
    overlay_rings(rings, rings)
    with TemporaryDirectory() as name:
        path = Path(name) / "file.parquet"  # not the atlas's: its polygons are looked at first
        geopandas.GeoDataFrame(geometry=shapes, crs=gk.epsg).to_parquet(path, write_covering_bbox=True)
        side = file_side(path, None, None, Path(name))
        all_areas(side, side)


def _layer_and_tile() -> None:
    import geopandas
    import shapely

    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.tiles import make_tile

    with TemporaryDirectory() as name:
        folder = Path(name)
        boxes = [shapely.box(38_500_000 + x, 3_900_000, 38_500_000 + x + w, 3_900_000 + w)
                 for x, w in ((0, 2), (100, 20_000))]
        frame = geopandas.GeoDataFrame({"HXBM": ["1", "2"], "HXMC": ["一", "二"]}, geometry=boxes, crs=4526)
        frame.to_parquet(folder / "layer.parquet")
        version = Atlas(folder).import_file(folder / "layer.parquet", "stbhhx", "2024-12-31").version
        if version is not None:
            _ask(version)
            for z, x, y in ((8, 209, 101), (10, 836, 404), (12, 3345, 1618)):
                make_tile(version, z, x, y)


def _ask(version: Version) -> None:
    """A version overlaid with itself, and what of it lies on a parcel."""
    import numpy as np

    from yulin.atlas.overlay.local import all_areas
    from yulin.atlas.overlay.plane import in_equal_area
    from yulin.atlas.overlay.sides import atlas_side
    from yulin.atlas.overlay.standing import areas_on
    from yulin.atlas.rings import rings_from_wkb
    from yulin.atlas.window import read_table

    all_areas(atlas_side(version), atlas_side(version))
    stored = rings_from_wkb(read_table(version, []).column("geometry"))
    areas_on(version, in_equal_area(stored, version.gk.epsg, version.gk.central_meridian),
             version.gk.central_meridian, np.array([version.extent]))


if __name__ == "__main__":
    compile_ahead()
