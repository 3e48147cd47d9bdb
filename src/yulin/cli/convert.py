"""``yulin convert``: a file of parcels or a layer turned into another format, chosen by the endings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yulin.cli.area import Tally, describe, working
from yulin.i18n import gettext as _

if TYPE_CHECKING:
    from yulin.formats.field_types import FieldType

app = typer.Typer(add_completion=False)
_NUMBERS = {"area": (15, 2), "share": (6, 4), "number": (0, 0), "measure": (0, 0)}


@app.command(epilog="Example: yulin convert 界址点.txt 地块.gdb")
def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="The file to read.")],
    target: Annotated[Path, typer.Argument(
        metavar="OUT", help="The file to write: .txt .vct .shp .gdb .gpkg .geojson .parquet")],
    layer: Annotated[str | None, typer.Option(help="The layer, where IN has several.")] = None,
    crs: Annotated[str | None, typer.Option(
        help="EPSG:N. Where IN states no coordinate system, the one it is in; otherwise the one to write in.")] = None,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to print what was done.")] = "text",
) -> None:
    """转换 Between coordinate TXT, VCT, Shapefile, FileGDB, GeoPackage, GeoJSON and GeoParquet.

    What cannot be taken (a parcel without a sound outline) is left out and said; then the exit is 1.
    """
    from yulin.formats.conversion import convert as convert_file
    from yulin.geodesy.crs import epsg_number

    with working(_("正在转换")):
        done = convert_file(source, target, layer, epsg_number(crs), standard_fields)
    rows = sum(count for _name, count in done.layers)
    found = Tally()
    found.add(done.findings)
    if format == "json":
        typer.echo(json.dumps({
            "in": str(source), "out": str(target), "crs": f"EPSG:{done.epsg}", "rows": rows,
            "layers": [{"name": name, "rows": count} for name, count in done.layers],
            "findings": [f.as_json() for f in done.findings]}, ensure_ascii=False, indent=1))
    else:
        typer.echo(_("已写出 {path}：{layers} 个图层，{rows} 个要素，EPSG:{epsg}").format(
            path=target, layers=len(done.layers), rows=rows, epsg=done.epsg))
        for line in describe(found):
            typer.echo(line)
    if found.count["error"]:
        raise typer.Exit(1)


def standard_fields(layer: str) -> list[FieldType]:
    """The fields that the standard's schema declares for a layer of that name; none for a name it does not know."""
    from yulin.atlas.schema import guess_layer, schema_of
    from yulin.formats.field_types import FieldType

    known = guess_layer(layer)
    found: list[FieldType] = []
    for field in schema_of(known).fields if known else ():
        if field.type == "text":
            found.append(FieldType(field.name, "text", field.length or 0))
        elif field.type == "int":
            found.append(FieldType(field.name, "int"))
        else:
            found.append(FieldType(field.name, "number", *_NUMBERS[field.type]))
    return found
