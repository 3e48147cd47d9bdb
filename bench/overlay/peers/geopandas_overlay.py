"""geopandas.overlay, as its users run it; one thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from answer import Answer

NAME = "geopandas.overlay"


def version() -> str:
    """Of geopandas and the GEOS under it."""
    import geopandas
    import shapely

    return f"geopandas {geopandas.__version__} (shapely {shapely.__version__}, GEOS {shapely.geos_version_string})"


def prepare(left: Path, right: Path) -> Callable[[], Answer]:
    """Load both files; the call overlays them and measures the pieces."""
    import geopandas

    a, b = geopandas.read_parquet(left)[["geometry"]], geopandas.read_parquet(right)[["geometry"]]

    def run() -> Answer:
        return Answer.of(geopandas.overlay(a, b, how="intersection").area.to_numpy())

    return run
