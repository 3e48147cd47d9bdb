"""``yulin area``: the survey area (椭球面积) of every parcel in a file, against the area it declares."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from yulin.findings import Finding, Refusal, worst
from yulin.i18n import gettext as _

if TYPE_CHECKING:
    from yulin.formats.coordinate_txt import CoordinateParcel
    from yulin.formats.parcels import ParcelFile

app = typer.Typer(add_completion=False)
ROWS_SHOWN = 200


@app.command(epilog="Example: yulin area 界址点.txt --format json")
def area(
    path: Annotated[Path, typer.Argument(help="Coordinate TXT, VCT, Shapefile (also zipped), FileGDB, GeoPackage, "
                                              "GeoJSON or GeoParquet.")],
    layer: Annotated[str | None, typer.Option(help="The layer, where the file has several.")] = None,
    crs: Annotated[str | None, typer.Option(help="EPSG:N, where the file states no coordinate system.")] = None,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to print the areas.")] = "text",
) -> None:
    """面积 The survey area of each parcel, half-up to 0.01 m², with what is wrong with the file. Exit 1 on errors."""
    from yulin.formats.parcels import read_parcels

    with working(_("正在计算面积")):
        file = read_parcels(path, layer, epsg_number(crs))
        document = as_document(file)
    if format == "json":
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        typer.echo(as_text(file, document))
    if worst(file.all_findings()) == "error":
        raise typer.Exit(1)


@contextmanager
def working(title: str) -> Iterator[None]:
    """A spinner on standard error while the work lasts, where that is a terminal."""
    from rich.console import Console

    with Console(stderr=True).status(title):
        yield


def epsg_number(text: str | None) -> int | None:
    """The number in ``EPSG:N`` (or ``N``); None for None; refuses anything else."""
    if text is None:
        return None
    number = text.strip().upper().removeprefix("EPSG:")
    if not (number.isascii() and number.isdecimal() and len(number) <= 6):
        raise Refusal(_("“{text}”不是坐标系编号，请写成 EPSG:4526 这样的形式。").format(text=text))
    return int(number)


def as_document(file: ParcelFile) -> dict[str, Any]:
    """The JSON document of the contract; areas are strings, null where they cannot be honestly stated."""
    stated = [p.survey_dm2 for p in file.parcels if p.survey_dm2 is not None]
    return {
        "crs": f"EPSG:{file.gk.epsg}" if file.gk else None,
        "parcels": [_parcel(p, file.gk is not None) for p in file.parcels],
        "total_m2": m2(sum(stated)) if stated else None,
        "parcels_without_area": len(file.parcels) - len(stated),
        "findings": [f.as_json() for f in file.findings],
    }


def _parcel(parcel: CoordinateParcel, placed: bool) -> dict[str, Any]:
    import shapely

    shape = parcel.geometry
    parts: Any = shapely.get_parts(shape) if shape is not None else []
    honest = parcel.survey_dm2 is not None and placed
    return {
        "id": parcel.id, "name": parcel.name,
        "area_m2": m2(parcel.survey_dm2),
        "declared_m2": None if parcel.declared_m2 is None else f"{parcel.declared_m2:.2f}",
        "plane_m2": f"{shape.area:.2f}" if honest and shape is not None else None,
        "parts": len(parts),
        "holes": int(sum(shapely.get_num_interior_rings(parts))) if len(parts) else 0,
        "findings": [f.as_json() for f in parcel.findings],
    }


def m2(dm2: int | None) -> str | None:
    """Whole dm² as m² with two decimals."""
    return None if dm2 is None else f"{dm2 // 100}.{dm2 % 100:02d}"


def as_text(file: ParcelFile, document: dict[str, Any]) -> str:
    """The same for reading: a table, the total, and every finding with its place and remedy."""
    titles = (_("编号"), _("名称"), _("椭球面积 m²"), _("折合亩"), _("所报面积 m²"), _("部分/孔"))
    rows: list[tuple[str, ...]] = [titles]
    for shown, parcel in zip(document["parcels"][:ROWS_SHOWN], file.parcels, strict=False):
        rows.append((shown["id"], shown["name"], shown["area_m2"] or "—", _mu(parcel.survey_dm2),
                     shown["declared_m2"] or "—", f"{shown['parts']}/{shown['holes']}"))
    lines = [file.gk.title if file.gk else _("坐标系不能确定"), *_aligned(rows)]
    if len(file.parcels) > ROWS_SHOWN:
        lines.append(_("…… 其余 {count} 宗用 --format json 查看").format(count=len(file.parcels) - ROWS_SHOWN))
    total = sum(p.survey_dm2 or 0 for p in file.parcels)
    lines.append(_("合计 {count} 宗：{m2} m²，{mu} 亩").format(count=len(file.parcels), m2=m2(total), mu=_mu(total)))
    if document["parcels_without_area"]:
        lines.append(_("其中 {count} 宗面积不能如实给出，未计入。").format(count=document["parcels_without_area"]))
    return "\n".join([*lines, *describe(file.all_findings())])


def describe(findings: list[Finding]) -> list[str]:
    """Findings as lines, the gravest first, cut at 50."""
    names = {"error": _("错误"), "warning": _("警告"), "note": _("提示")}
    ordered = sorted(findings, key=lambda f: list(names).index(f.level))
    lines = [f"{names[f.level]}  {f.sentence()}" for f in ordered[:50]]
    return [*lines, _("…… 共 {count} 条").format(count=len(findings))] if len(findings) > 50 else lines


def _mu(dm2: int | None) -> str:
    from yulin.quantities.area import area_to

    return "—" if dm2 is None else str(area_to(dm2, "亩", 4, "half_up"))


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell + " " * (w - _width(cell)) if i < 2 else " " * (w - _width(cell)) + cell
                 for i, (cell, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return lines


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
