"""One project of 5 ha on a million patches: warm, cold, and PostGIS with its GiST index over the same projects."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from answer import Answer
from numpy.typing import NDArray
from province import DAY

PROJECTS = 200
HECTARES = 5.0
EDGE_M = 400.0  # a project lies at least this far from the layer's edge, give or take


def projects(extent: tuple[float, float, float, float]) -> Any:
    """Irregular polygons of eleven corners and 5 ha, anywhere in the extent; always the same."""
    rng = np.random.default_rng(5)
    turn = np.sort(rng.uniform(0, 2 * np.pi, (PROJECTS, 11)), axis=1)
    far = rng.uniform(0.6, 1.0, (PROJECTS, 11))
    shapes = shapely.polygons(np.stack([far * np.cos(turn), far * np.sin(turn)], axis=-1))
    size = np.sqrt(HECTARES * 1e4 / shapely.area(shapes))
    at = np.column_stack([rng.uniform(extent[k] + EDGE_M, extent[k + 2] - EDGE_M, PROJECTS) for k in (0, 1)])
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    shapes = shapely.set_coordinates(shapes, np.round(xy * size[owner][:, None] + at[owner], 4))
    return shapes[shapely.is_valid(shapes)]


def _asking(home: str) -> Any:
    """A function of one project that gives the areas of what it has of the layer."""
    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.overlay.plane import in_equal_area
    from yulin.atlas.overlay.standing import areas_on
    from yulin.atlas.rings import rings_from_geometries

    version = Atlas(Path(home)).version("dltb", DAY)
    meridian = version.gk.central_meridian

    def ask(shape: Any) -> NDArray[np.float64]:
        rings = rings_from_geometries([shape])
        windows = np.array([shape.bounds])
        return areas_on(version, in_equal_area(rings, version.gk.epsg, meridian), meridian, windows).area

    return version, ask


def ours(home: str, small_home: str) -> dict[str, Any]:
    """cold_ms: the first project on a layer not opened before (the program's code is warm, from another layer);
    warm_ms: the median of all projects afterwards.
    """
    other, ask_other = _asking(small_home)
    for shape in projects(other.extent)[:5]:
        ask_other(shape)
    from yulin.atlas.catalogue import Atlas

    shapes = projects(Atlas(Path(home)).version("dltb", DAY).extent)
    begin = time.perf_counter()
    _version, ask = _asking(home)
    ask(shapes[0])
    cold = time.perf_counter() - begin
    for shape in shapes[:20]:
        ask(shape)
    taken, areas = [], []
    for shape in shapes:
        begin = time.perf_counter()
        areas.append(ask(shape))
        taken.append(time.perf_counter() - begin)
    return {"cold_ms": cold * 1000, "warm_ms": statistics.median(taken) * 1000,
            "p95_ms": float(np.percentile(taken, 95) * 1000), "projects": len(shapes),
            "pairs": sum(int((a > 1e-4).sum()) for a in areas), "total_m2": float(sum(a.sum() for a in areas))}


def theirs(source: str, home: str) -> dict[str, Any]:
    """PostGIS over the same patches; a prepared statement over a local socket."""
    from peers import postgis

    from yulin.atlas.catalogue import Atlas

    version = postgis.version()
    shapes = projects(Atlas(Path(home)).version("dltb", DAY).extent)
    ask = postgis.prepare_window(Path(source) / "patches.parquet")
    wkb = shapely.to_wkb(shapes)
    for project in wkb[:20]:
        ask(project)
    taken: list[float] = []
    answers: list[Answer] = []
    for project in wkb:
        begin = time.perf_counter()
        answers.append(ask(project))
        taken.append(time.perf_counter() - begin)
    return {"version": version, "warm_ms": statistics.median(taken) * 1000,
            "pairs": sum(a.pairs[1] for a in answers), "total_m2": sum(a.total_m2 for a in answers)}
