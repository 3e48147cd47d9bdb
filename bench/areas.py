"""Survey areas of a whole layer against pyproj.Geod looped over the same polygons, in one run.

    .venv/bin/python bench/areas.py [parcels]

Parcels of 36 vertices; Yulin's figure includes reading the coordinates out of shapely, dividing long edges and the
rule's roundings. Targets on two cores: 60 times Geod, 700 000 parcels a second.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import shapely
from pyproj import Geod

from yulin.geodesy.crs import Gk, reproject
from yulin.geodesy.survey_area import ring_areas, rings_of, survey_areas


def layer(count: int) -> np.ndarray:
    """``count`` star-shaped parcels of about 0.3 ha with 36 vertices in the 3° zone 38."""
    rng = np.random.default_rng(7)
    angle = np.sort(rng.uniform(0, 2 * np.pi, (count, 36)), axis=1)
    reach = 40 * rng.uniform(0.5, 1, (count, 36))
    east = 38_500_000 + rng.uniform(-50e3, 50e3, (count, 1))
    north = rng.uniform(3.2e6, 3.5e6, (count, 1))
    return shapely.polygons(np.stack([east + reach * np.cos(angle), north + reach * np.sin(angle)], axis=-1).round(4))


def best(act, times: int = 7) -> float:
    """Seconds of the fastest of ``times`` runs."""
    taken = []
    for _i in range(times):
        begin = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def measure(count: int) -> dict[str, float]:
    """Parcels a second: ``yulin`` from shapely geometries, ``kernel`` from coordinates, ``geod``; ``off``: m²."""
    gk, parcels = Gk(38), layer(count)
    survey_areas(parcels[:100], gk)
    whole = count / best(lambda: survey_areas(parcels, gk))
    coords, offsets, _owner, _sign = rings_of(parcels)
    kernel = count / best(lambda: ring_areas(coords, offsets, gk))
    few = parcels[:20_000]
    degrees = reproject(few, gk.epsg, 4490)
    geod = Geod(a=6378137, rf=298.257222101)
    peer = len(few) / best(lambda: [geod.geometry_area_perimeter(g)[0] for g in degrees], 3)
    off = np.abs(survey_areas(few, gk) - np.abs([geod.geometry_area_perimeter(g)[0] for g in degrees])).max()
    return {"yulin": whole, "kernel": kernel, "geod": peer, "off": float(off)}


def main() -> None:
    """Print parcels a second of each way and their ratio."""
    said = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500_000)
    peer = said["geod"]
    for name, key in (("yulin survey_areas, from shapely", "yulin"), ("yulin ring_areas, from coordinates", "kernel"),
                      ("pyproj.Geod, looped", "geod")):
        print(f"{name:36}  {said[key]:12,.0f} parcels/s   {said[key] / peer:6.1f} × Geod")
    print(f"largest difference {said['off']:.4f} m² (the edges differ: straight in the plane, geodesic)")


if __name__ == "__main__":
    main()
