"""Yulin's kernel over the same files: WKB in memory → pairs and areas, decoding included in the time."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
from answer import Answer

NAME = "Yulin"


def version() -> str:
    """The version that runs."""
    import yulin

    return f"yulin {yulin.__version__}"


def prepare(left: Path, right: Path) -> Callable[[], Answer]:
    """Load both files; the call runs the overlay."""
    from yulin.atlas.overlay.overlay import overlay_wkb

    a, b = (pq.read_table(path, columns=["geometry"]).column("geometry").combine_chunks() for path in (left, right))

    def run() -> Answer:
        return Answer.of(overlay_wkb(a, b).area)

    return run


def on_threads(count: int) -> None:
    """From now on, use that many threads."""
    os.environ["YULIN_THREADS"] = str(count)
