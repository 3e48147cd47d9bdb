"""Tiles as Spark tasks: names of tiles in, receipts out, the rows beside the result.

In and out are Arrow batches (``mapInArrow``). A receipt says that a tile's rows lie in their file, or why not: what
is wrong with the input is an answer, not a failed task, for running it again would not help.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa

from yulin.atlas.overlay.sides import Side
from yulin.atlas.overlay.tiling import Tile
from yulin.atlas.overlay.work import Shelf, tile_areas
from yulin.atlas.spark.session import first_line
from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.i18n import language, use_language

# A worker's Python keeps this much of what neighbouring tiles may want too.
SHELF_BYTES = 64 << 20
# A task costs Spark a tenth of a second whatever it does, so it takes neighbouring tiles of this much stored geometry
# (about a second's work), fewer where processors would stand idle.
TASK_BYTES = 128 << 20
TASKS_PER_PROCESSOR = 3

Work = Callable[[str, str], str]


def spark_tiles(session: Any, tiles: Sequence[Tile], folder: Path,
                work: Work | None = None) -> Iterator[pa.Table]:
    """The tables of all tiles, in the order of the plan, as ``tile_areas`` gives them.

    folder: on storage that the driver and all workers share, made here; a tile's file is removed when its table has
    been taken. work: what a task does with a tile's text and the folder (default: ``tile_to_file``).
    Refuses what a worker cannot read, what a tile refuses (the first one's reason), and a job that Spark gives up.
    """
    if not tiles:
        return
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    named = pa.table({"number": [tile.number for tile in tiles], "tile": [_anywhere(tile).to_text() for tile in tiles]})
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        dealt = session.createDataFrame(named).repartitionByRange(_tasks(session, tiles), "number")
        receipts = dealt.mapInArrow(_task(str(folder), language(), work or tile_to_file),
                                    "number long, fault string").toArrow()
    except (Py4JError, PySparkException) as fault:
        raise Refusal(_("Spark 未能完成叠加：{reason}。").format(reason=first_line(fault))) from fault
    faults = sorted((number, said) for number, said in zip(*receipts.to_pydict().values(), strict=True) if said)
    if faults:
        raise Refusal(faults[0][1])
    for tile in tiles:
        yield _taken(tile_file(folder, tile.number))


def _tasks(session: Any, tiles: Sequence[Tile]) -> int:
    """How many tasks the tiles are dealt to."""
    enough = TASKS_PER_PROCESSOR * int(session.sparkContext.defaultParallelism)
    return min(len(tiles), max(enough, sum(tile.weight for tile in tiles) // TASK_BYTES))


def _anywhere(tile: Tile) -> Tile:
    """The tile with its files named from the root: a worker has another working directory."""
    def side(one: Side) -> Side:
        return replace(one, groups=tuple(replace(group, path=os.path.abspath(group.path)) for group in one.groups))

    return replace(tile, left=side(tile.left), right=side(tile.right))


def tile_file(folder: Path | str, number: int) -> Path:
    """Where the rows of a tile lie."""
    return Path(folder) / f"tile-{number:08d}.arrow"


def tile_to_file(text: str, folder: str) -> str:
    """Compute one tile and leave its rows in ``folder``, whole or not at all; the reason where it is refused."""
    tile = Tile.from_text(text)
    try:
        table = tile_areas(tile, _shelf())
        path = tile_file(folder, tile.number)
        fresh = path.with_name(f".{path.name}-{uuid4().hex[:8]}")
        with pa.ipc.new_file(fresh, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
            file.write_table(table)
        os.replace(fresh, path)
    except Refusal as refusal:
        return str(refusal)
    except OSError as fault:
        return _("工作节点 {host} 读写不到 {path}（{reason}）；图册与结果须放在各节点共用的存储上。").format(
            host=socket.gethostname(), path=fault.filename or folder, reason=fault.strerror or fault)
    return ""


@cache
def _shelf() -> Shelf:
    """One shelf per process of Python, which Spark uses for many tasks."""
    return Shelf(SHELF_BYTES)


def _task(folder: str, words: str, work: Work) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """What a task runs over its batches of tiles."""
    def run(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        use_language(words)
        for batch in batches:
            numbers, texts = batch.column(0), batch.column(1).to_pylist()
            yield pa.RecordBatch.from_arrays([numbers, pa.array([work(text, folder) for text in texts], pa.string())],
                                             ["number", "fault"])
    return run


def _taken(path: Path) -> pa.Table:
    try:
        with pa.OSFile(str(path)) as source:
            table = pa.ipc.open_file(source).read_all()
        path.unlink()
    except OSError as fault:
        raise Refusal(_("本机读不到工作节点写下的 {path}；结果所在的文件夹须放在各节点共用的存储上。").format(
            path=path)) from fault
    return table
