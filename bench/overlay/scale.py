"""Ours alone, from the atlas to a file of pairs, at three sizes: seconds, seconds per pair, peak memory."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from answer import Absent
from province import DAY, LAYERS
from step import timed


def overlay_home(home: str, patience: str) -> dict[str, Any]:
    """``yulin overlay dltb yjjbntbhtb`` without the start of the interpreter: reading, computing, writing."""
    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.overlay.local import overlay_to_file
    from yulin.atlas.overlay.sides import atlas_side

    atlas = Atlas(Path(home))
    with tempfile.TemporaryDirectory(dir=home) as scratch:
        def run() -> Any:
            left, right = (atlas_side(atlas.version(layer, DAY)) for layer in LAYERS.values())
            return overlay_to_file(left, right, Path(scratch) / "pairs.parquet")

        seconds, made = timed(run, float(patience))
        size = (Path(scratch) / "pairs.parquet").stat().st_size
    median = statistics.median(seconds)
    return {"seconds": seconds, "median": median, "pairs": made.pairs, "area_m2": made.area_m2,
            "microseconds_per_pair": median / made.pairs * 1e6, "output_bytes": size, "tiles": made.tiles}


def overlay_on_spark(home: str, processors: str) -> dict[str, Any]:
    """The same on Apache Spark on this machine (``local[N]``): the whole, and of it what the driver does at the end."""
    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.overlay.local import overlay_to_file
    from yulin.atlas.overlay.sides import atlas_side
    from yulin.atlas.spark import spark_session, spark_tiles
    from yulin.findings import Refusal

    atlas = Atlas(Path(home))
    try:
        with spark_session(f"local[{processors}]") as session, tempfile.TemporaryDirectory(dir=home) as scratch:
            first: list[float] = []

            def engine(tiles: Sequence[Any]) -> Iterator[Any]:
                for table in spark_tiles(session, tiles, Path(scratch) / "work"):
                    first[:] = first or [time.perf_counter()]
                    yield table

            def run() -> Any:
                first.clear()
                left, right = (atlas_side(atlas.version(layer, DAY)) for layer in LAYERS.values())
                return overlay_to_file(left, right, Path(scratch) / "pairs.parquet", engine=engine)

            run()  # starts the workers' Python
            begin = time.perf_counter()
            made = run()
            end = time.perf_counter()
    except Refusal as reason:
        raise Absent(str(reason)) from reason
    return {"median": end - begin, "joining": end - first[0], "pairs": made.pairs, "tiles": made.tiles,
            "area_m2": made.area_m2}
