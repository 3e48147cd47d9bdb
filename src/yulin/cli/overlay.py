"""``yulin overlay``: areas of all intersecting pairs of two layers."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from yulin.findings import Refusal
from yulin.i18n import _

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
) -> None:
    """One row per pair of features that share ground, with the area in m² (survey area, to the cent).

    Neighbours that only touch give no row. Prints one JSON document.
    """
    if engine == "spark":
        raise Refusal(_("本版本只在本机计算（--engine local）；Spark 引擎需要安装 yulin[spark] 的后续版本。"))
    if engine != "local":
        raise Refusal(_("{option} 只能是 {allowed}。").format(option="--engine", allowed="local | spark"))
    if output.suffix.lower() != ".parquet":
        raise Refusal(_("结果只能写成 .parquet 文件，实为 {path}。").format(path=output))
    if not sliver >= 0:
        raise Refusal(_("--sliver 不能为负。"))
    began = time.monotonic()
    from yulin.atlas.overlay.layers import aligned, open_layer
    from yulin.atlas.overlay.overlay import overlay_rings
    from yulin.atlas.overlay.table import write_pairs

    a = open_layer(left, home, left_key)
    b = aligned(open_layer(right, home, right_key), a.meridian)
    found = overlay_rings(a.rings, b.rings, sliver)
    write_pairs(output, a.key, b.key, found)
    typer.echo(json.dumps({
        "pairs": len(found), "area_m2": f"{found.area.sum():.2f}", "left_rows": len(a.rings),
        "right_rows": len(b.rings), "slivers": int(found.sliver.sum()),
        "sliver_m2": f"{found.area[found.sliver].sum():.6f}", "touching": found.touching, "engine": "local",
        "seconds": round(time.monotonic() - began, 3)}, ensure_ascii=False))
