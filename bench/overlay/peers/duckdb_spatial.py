"""DuckDB with its spatial extension, from the wheel of the same version: tables in memory, two threads."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from answer import Absent, Answer, sql_over

NAME = "DuckDB spatial"


def extension() -> Path:
    """The extension's file in the wheel ``duckdb-extension-spatial``."""
    found = find_spec("duckdb_extension_spatial")
    files = [] if found is None else [file for place in found.submodule_search_locations or []
                                      for file in Path(place).rglob("spatial.duckdb_extension")]
    if not files or find_spec("duckdb") is None:
        raise Absent("needs duckdb and duckdb-extension-spatial of the same version")
    return files[0]


def version() -> str:
    """Of duckdb; the extension's is the same."""
    extension()
    import duckdb

    return f"duckdb {duckdb.__version__} with its spatial extension"


def prepare(left: Path, right: Path) -> Callable[[], Answer]:
    """Load both files into tables; the call joins and measures."""
    import duckdb

    base = duckdb.connect(config={"threads": 2})
    base.execute(f"LOAD '{extension()}'")
    for name, path in (("a", left), ("b", right)):
        base.execute(f"CREATE TABLE {name} AS SELECT geometry AS geom FROM read_parquet('{path}')")
    pairs = ("(SELECT ST_Area(ST_Intersection(a.geom, b.geom)) AS area "
             "FROM a JOIN b ON ST_Intersects(a.geom, b.geom))")

    def run() -> Answer:
        return Answer.from_row(base.execute(sql_over(pairs)).fetchone())

    return run
