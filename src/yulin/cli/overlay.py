"""``yulin overlay``: areas of all intersecting pairs of two layers."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from yulin.cli.progress import measured_bar
from yulin.findings import Refusal
from yulin.i18n import _

if TYPE_CHECKING:
    from yulin.atlas.overlay.local import Engine

app = typer.Typer()


@app.command(epilog="Example: yulin overlay dltb yjjbntbhtb -o pairs.parquet   ·   "
                    "yulin overlay a.gpkg#PARCELS b.parquet -o pairs.parquet --left-key DKBH")
def overlay(
    left: Annotated[str, typer.Argument(
        help="GeoParquet or GeoPackage file (FILE#LAYER), or an atlas layer (NAME or NAME@DATE).")],
    right: Annotated[str, typer.Argument(help="The other layer.")],
    output: Annotated[Path, typer.Option(
        "-o", "--output", help="The .parquet file to write: left, right, area_m2, sliver.")],
    left_key: Annotated[str | None, typer.Option(
        "--left-key",
        help="Column naming the left features; default: the layer's key or the row number.")] = None,
    right_key: Annotated[str | None, typer.Option(
        "--right-key", help="Column naming the right features.")] = None,
    engine: Annotated[str, typer.Option("--engine", help="local or spark.")] = "local",
    sliver: Annotated[float, typer.Option(
        "--sliver", help="Pairs below this many m² are marked as slivers.")] = 0.01,
    home: Annotated[Path | None, typer.Option(
        "--home", help="The home folder (default: $YULIN_HOME or ./yulin-home).")] = None,
    master: Annotated[str | None, typer.Option(
        "--master", help="Spark's address with --engine spark (default: $YULIN_SPARK_MASTER or local[*]).")] = None,
    spark_conf: Annotated[list[str] | None, typer.Option(
        "--spark-conf", help="A setting of Spark's, spark.NAME=VALUE; may be given again.")] = None,
) -> None:
    """One row per pair of features that share ground, with the area in m² (survey area, to the cent).

    Neighbours that only touch give no row. Prints one JSON document.
    """
    if engine not in ("local", "spark"):
        raise Refusal(_("{option} 只能是 {allowed}。").format(option="--engine", allowed="local | spark"))
    if output.suffix.lower() != ".parquet":
        raise Refusal(_("结果只能写成 .parquet 文件，实为 {path}。").format(path=output))
    if not sliver >= 0:
        raise Refusal(_("--sliver 不能为负。"))
    began = time.monotonic()
    from yulin.atlas.overlay.layers import open_side

    with (work_folder(output) as folder, _engine(engine, master, spark_conf or [], folder) as run,
          measured_bar(_("叠加")) as show):
        left_side = open_side(left, home, left_key, folder)
        right_side = open_side(right, home, right_key, folder)
        from yulin.atlas.overlay.local import overlay_to_file

        made = overlay_to_file(left_side, right_side, output, sliver, engine=run,
                               progress=lambda done, of: show("", done, of))
    typer.echo(json.dumps({
        "pairs": made.pairs, "area_m2": f"{made.area_m2:.2f}", "left_rows": left_side.rows,
        "right_rows": right_side.rows, "slivers": made.slivers, "sliver_m2": f"{made.sliver_m2:.6f}",
        "touching": made.touching, "tiles": made.tiles, "engine": engine,
        "seconds": round(time.monotonic() - began, 3)}, ensure_ascii=False))


@contextmanager
def _engine(name: str, master: str | None, settings: list[str], folder: Path) -> Iterator[Engine | None]:
    """Who works on the tiles: None for this machine's threads, else a session of Spark's while it is wanted."""
    if name == "local":
        yield None
        return
    from yulin.atlas.spark import settings_from, spark_session, spark_tiles

    with spark_session(master, settings_from(settings)) as session:
        yield lambda tiles: spark_tiles(session, tiles, folder)


@contextmanager
def work_folder(output: Path) -> Iterator[Path]:
    """A folder beside ``output`` for what is needed only while the overlay runs; gone afterwards."""
    folder = output.with_name(f".{output.name}-{uuid4().hex[:8]}-work")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
