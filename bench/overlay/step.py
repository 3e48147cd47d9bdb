"""One measurement in a process of its own: ``python step.py NAME ARGUMENTS`` prints one JSON document.

So that no engine inherits another's memory, threads or warmth, and its peak memory is its own.
"""

from __future__ import annotations

import importlib
import json
import resource
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from answer import Absent, Answer

RUNS = 3
SHORT_SECONDS = 5.0


def timed(act: Callable[[], Any], patience: float) -> tuple[list[float], Any]:
    """Seconds of up to ``RUNS`` runs, and what the last one gave.

    The first run is thrown away where it is short (it warms up); of a long one, warming up is no part worth
    naming. No run is begun when ``patience`` seconds are used up.
    """
    taken: list[float] = []
    answer = None
    while len(taken) < RUNS + 1 and (not taken or sum(taken) < patience):
        begin = time.perf_counter()
        answer = act()
        taken.append(time.perf_counter() - begin)
        if len(taken) == RUNS and taken[0] > SHORT_SECONDS:
            break
    return (taken[1:] if len(taken) > 1 and taken[0] <= SHORT_SECONDS else taken), answer


def engine(module: str, left: str, right: str, patience: str) -> dict[str, Any]:
    """One engine over two files."""
    peer = importlib.import_module(module)
    said = {"name": peer.NAME, "version": peer.version()}
    act: Callable[[], Answer] = peer.prepare(Path(left), Path(right))
    seconds, answer = timed(act, float(patience))
    return said | {"seconds": seconds, "median": statistics.median(seconds), "answer": asdict(answer)}


def make(folder: str, patches: str, farms: str, redlines: str) -> dict[str, Any]:
    """The county's files, GeoParquet with a covering box."""
    import geopandas
    import shapely
    from county import EPSG, make_county

    begin = time.perf_counter()
    county = make_county(int(patches), int(farms), int(redlines))
    said: dict[str, Any] = {}
    for name in ("patches", "farmland", "redlines"):
        shapes = getattr(county, name)
        vertices = shapely.get_num_coordinates(shapes)
        columns = {"land_class": county.land_class} if name == "patches" else {}
        geopandas.GeoDataFrame(columns, geometry=shapes, crs=EPSG).to_parquet(
            Path(folder) / f"{name}.parquet", write_covering_bbox=True, row_group_size=4096)
        said[name] = {"count": len(shapes), "vertices": int(vertices.sum()), "most": int(vertices.max()),
                      "least": int(vertices.min()), "holes": int(shapely.get_num_interior_rings(shapes).sum())}
    return said | {"seconds": time.perf_counter() - begin}


def threads(left: str, right: str) -> dict[str, Any]:
    """Our kernel on one thread and on two, turn by turn; medians of five."""
    import ours

    act = ours.prepare(Path(left), Path(right))
    taken: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(6):
        for count, seconds in taken.items():
            ours.on_threads(count)
            begin = time.perf_counter()
            act()
            if turn:
                seconds.append(time.perf_counter() - begin)
    return {"one": statistics.median(taken[1]), "two": statistics.median(taken[2])}


def main() -> None:
    """Run the step that the command line names."""
    warnings.simplefilter("ignore")
    name, *rest = sys.argv[1:]
    module, _dot, function = name.rpartition(".")
    act = getattr(importlib.import_module(module), function) if module else globals()[name]
    try:
        said = act(*rest)
    except Absent as reason:
        said = {"absent": str(reason)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    sys.stdout.write(json.dumps(said | {"peak_gib": peak}) + "\n")


if __name__ == "__main__":
    main()
