"""The local engine: the tiles of an overlay on this machine's threads, the result written as it comes.

Memory does not grow with the layers: a few tiles are worked on at a time, prepared groups wait on a shelf of fixed
size, and rows go to the file in the order of the plan.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from yulin.atlas.overlay.sides import Side
from yulin.atlas.overlay.tiling import EXPANSION, SLIVER_M2, Tile, plan_tiles
from yulin.atlas.overlay.work import Shelf, tile_areas
from yulin.atlas.workers import stream, threads
from yulin.findings import Refusal
from yulin.i18n import gettext as _

# What works on tiles: their tables in the order of the plan, as ``tile_areas`` gives them.
Engine = Callable[[Sequence[Tile]], Iterator[pa.Table]]

# All tiles in work together; smaller where that keeps every thread busy to the end.
MEMORY, LEAST = 768 << 20, 64 << 20
TILES_PER_THREAD = 8


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written. area_m2: Σ of all rows; sliver_m2: Σ of those marked; touching: pairs without common
    ground, None where the engine does not count them.
    """

    pairs: int
    area_m2: float
    slivers: int
    sliver_m2: float
    touching: int | None
    tiles: int


def overlay_to_file(left: Side, right: Side, output: Path, sliver_m2: float = SLIVER_M2, memory: int = MEMORY,
                    progress: Callable[[int, int], None] | None = None, engine: Engine | None = None) -> Summary:
    """Overlay two sides and write the rows to ``output``, whole or not at all.

    memory: bytes for all tiles in work. progress: called with (tiles done, of). engine: who works on the tiles;
    default this machine's threads.
    """
    tiles = plan_tiles(left, right, tile_budget(left, right, memory), sliver_m2)
    tables = on_threads(tiles) if engine is None else engine(tiles)
    fresh = output.with_name(f".{output.name}-{uuid4().hex[:8]}")
    sums: list[tuple[int, float, int, float, int]] = []
    writer: pq.ParquetWriter | None = None
    try:
        for done, table in enumerate(tables, 1):
            if writer is None:
                writer = pq.ParquetWriter(fresh, table.schema.remove_metadata(), compression="zstd",
                                          compression_level=1)
            writer.write_table(table.replace_schema_metadata(None))
            sums.append(_summed(table))
            if progress is not None:
                progress(done, len(tiles))
        if writer is None:
            pq.write_table(_nothing(), fresh)
        else:
            writer.close()
        os.replace(fresh, output)
    except OSError as fault:
        raise Refusal(_("写不出 {path}（{reason}），请检查文件夹和权限。").format(
            path=output, reason=fault.strerror or fault)) from fault
    finally:
        if writer is not None:
            writer.close()
        fresh.unlink(missing_ok=True)
    return Summary(sum(s[0] for s in sums), fsum(s[1] for s in sums), sum(s[2] for s in sums),
                   fsum(s[3] for s in sums), sum(s[4] for s in sums), len(tiles))


def on_threads(tiles: Sequence[Tile]) -> Iterator[pa.Table]:
    """The engine of this machine: a tile per thread, what neighbours share kept on one shelf."""
    shelf = Shelf()
    # one chunk per column: what waits to be written holds no other memory
    return stream(lambda tile: tile_areas(tile, shelf).combine_chunks(), tiles)


def tile_budget(left: Side, right: Side, memory: int = MEMORY) -> int:
    """Working memory per tile: a thread's share, and no more than leaves every thread several tiles."""
    count = threads()
    work = EXPANSION * (left.weight + right.weight)
    return min(memory // count, max(LEAST, work // (TILES_PER_THREAD * count)))


def all_areas(left: Side, right: Side, sliver_m2: float = SLIVER_M2, budget: int | None = None) -> pa.Table:
    """The rows of an overlay as one table in memory."""
    tiles = plan_tiles(left, right, budget or tile_budget(left, right), sliver_m2)
    tables = [table.replace_schema_metadata(None) for table in on_threads(tiles)]
    return pa.concat_tables(tables) if tables else _nothing()


def _summed(table: pa.Table) -> tuple[int, float, int, float, int]:
    area, sliver = table.column("area_m2"), table.column("sliver")
    small = area.filter(sliver)
    touching = int((table.schema.metadata or {}).get(b"touching", b"0"))
    return (table.num_rows, pc.sum(area).as_py() or 0.0, len(small), pc.sum(small).as_py() or 0.0, touching)


def _nothing() -> pa.Table:
    return pa.schema([("left", pa.int64()), ("right", pa.int64()), ("area_m2", pa.float64()),
                      ("sliver", pa.bool_())]).empty_table()
