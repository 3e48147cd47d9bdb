"""SedonaDB: both sides in memory, two partitions."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from answer import Absent, Answer, sql_over

NAME = "SedonaDB"


def version() -> str:
    """Of sedonadb."""
    if find_spec("sedonadb") is None:
        raise Absent("needs sedonadb[geopandas]")
    from importlib.metadata import version as installed

    return f"sedonadb {installed('sedonadb')}"


def prepare(left: Path, right: Path) -> Callable[[], Answer]:
    """Load both files into memory tables; the call joins and measures."""
    import sedonadb

    base = sedonadb.connect()
    base.sql("SET datafusion.execution.target_partitions = 2").execute()
    for name, path in (("a", left), ("b", right)):
        base.read_parquet(str(path)).to_memtable().to_view(name, overwrite=True)
    pairs = ("(SELECT ST_Area(ST_Intersection(a.geometry, b.geometry)) AS area "
             "FROM a JOIN b ON ST_Intersects(a.geometry, b.geometry))")

    def run() -> Answer:
        table = base.sql(sql_over(pairs)).to_arrow_table()
        return Answer.from_row([column[0].as_py() for column in table.columns])

    return run
