"""``yulin review``: a project's parcels against land use, permanent farmland, redline and boundary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from yulin.findings import Refusal
from yulin.i18n import _

app = typer.Typer()


@app.command(epilog="Example: yulin review project.txt --as-of 2025-06-01 -o project.docx")
def review(
    path: Annotated[Path, typer.Argument(help="Coordinate TXT, or any vector file of parcels.")],
    home: Annotated[Path | None, typer.Option(
        "--home", help="The home folder (default: $YULIN_HOME or ./yulin-home).")] = None,
    profile: Annotated[str, typer.Option(
        "--profile", help="general, urban, rural, single, linked or tract.")] = "general",
    as_of: Annotated[str | None, typer.Option(
        "--as-of", help="The day whose layers and law count; default: today.")] = None,
    output: Annotated[Path | None, typer.Option(
        "-o", "--output", help="The dossier: .docx, .pdf, .html or .json.")] = None,
    crs: Annotated[str | None, typer.Option(
        "--crs", help="EPSG:N, for a vector file that states no CRS.")] = None,
    layer: Annotated[str | None, typer.Option("--layer", help="Which layer of the file.")] = None,
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Review the parcels in PATH: areas per class that add up to the cent, findings with citations, a dossier.

    Findings are indications; whether something is legal, the officer decides. Exit 1: a parcel could not be
    reviewed because its geometry is faulty.
    """
    if format not in ("text", "json"):
        raise Refusal(_("{option} 只能是 {allowed}。").format(option="--format", allowed="text | json"))
    if output is not None and output.suffix.lower() not in (".docx", ".pdf", ".html", ".json"):
        raise Refusal(_("不能写出 {path}：意见书的格式只能是 .docx、.pdf、.html 或 .json。").format(path=output))
    from yulin.geodesy.crs import epsg_number
    from yulin.review.compliance import review_file

    result = review_file(path, home, as_of, profile, epsg_number(crs), layer)
    if output is not None:
        from yulin.review.dossier import write_dossier

        write_dossier(result, output)
    if format == "json":
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1))
    else:
        typer.echo(result.summary())
        for fault in result.errors():
            typer.echo(_("  [错误] {text}").format(text=fault.sentence()))
        if output is not None:
            typer.echo(_("已写出 {path}").format(path=output))
    if result.errors():
        raise typer.Exit(1)
