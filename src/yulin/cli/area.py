"""``yulin area``: the survey area (椭球面积) of every parcel in a file, against the area it declares."""

from __future__ import annotations

import json
import tempfile
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal

import typer

from yulin.findings import Finding
from yulin.i18n import gettext as _

if TYPE_CHECKING:
    from yulin.formats.coordinate_txt import CoordinateParcel
    from yulin.formats.parcel_stream import ParcelStream

app = typer.Typer(add_completion=False)
ROWS_SHOWN = 200
FINDINGS_SHOWN = 50
SPOOLED = 1 << 20  # characters of the answer held before they go to disk


@app.command(epilog="Example: yulin area 界址点.txt --format json")
def area(
    path: Annotated[Path, typer.Argument(help="Coordinate TXT, VCT, Shapefile (also zipped), FileGDB, GeoPackage, "
                                              "GeoJSON or GeoParquet.")],
    layer: Annotated[str | None, typer.Option(help="The layer, where the file has several.")] = None,
    crs: Annotated[str | None, typer.Option(help="EPSG:N, where the file states no coordinate system.")] = None,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to print the areas.")] = "text",
) -> None:
    """面积 The survey area of each parcel, half-up to 0.01 m², with what is wrong with the file. Exit 1 on errors."""
    from yulin.formats.parcel_stream import open_parcels
    from yulin.geodesy.crs import epsg_number

    with tempfile.SpooledTemporaryFile(SPOOLED, "w+", encoding="utf-8", newline="") as out:
        with working(_("正在计算面积")), open_parcels(path, layer, epsg_number(crs)) as stream:
            found = (write_document if format == "json" else write_text)(stream, out)
        out.seek(0)
        while piece := out.read(SPOOLED):
            typer.echo(piece, nl=False)
    if found.count["error"]:
        raise typer.Exit(1)


class Tally:
    """Findings counted by level; of each level the first fifty are kept, for showing."""

    def __init__(self) -> None:
        """Nothing found yet."""
        self.count = {"error": 0, "warning": 0, "note": 0}
        self.first: dict[str, list[Finding]] = {level: [] for level in self.count}

    def add(self, findings: Iterable[Finding]) -> None:
        """Count ``findings`` in."""
        for finding in findings:
            self.count[finding.level] += 1
            if len(self.first[finding.level]) < FINDINGS_SHOWN:
                self.first[finding.level].append(finding)

    def add_before(self, findings: Sequence[Finding]) -> None:
        """Count ``findings`` in, to be shown before those so far: what concerns the file as a whole."""
        for finding in reversed(findings):
            self.count[finding.level] += 1
            self.first[finding.level].insert(0, finding)
            del self.first[finding.level][FINDINGS_SHOWN:]


@contextmanager
def working(title: str) -> Iterator[None]:
    """A spinner on standard error while the work lasts, where that is a terminal."""
    from rich.console import Console

    with Console(stderr=True).status(title):
        yield


def write_document(stream: ParcelStream, out: IO[str]) -> Tally:
    """The JSON document of the contract, parcel after parcel; areas are strings, null where they cannot be stated."""
    tally, total, stated, rows = Tally(), 0, 0, 0
    crs = f"EPSG:{stream.gk.epsg}" if stream.gk else None
    out.write(f'{{\n "crs": {json.dumps(crs)},\n "parcels": [')
    for batch in stream.batches:
        for parcel in batch:
            shown = json.dumps(_parcel(parcel, stream.gk is not None), ensure_ascii=False, indent=1)
            out.write(("," if rows else "") + "\n" + textwrap.indent(shown, "  "))
            rows += 1
            stated += parcel.survey_dm2 is not None
            total += parcel.survey_dm2 or 0
            tally.add(parcel.findings)
    tally.add_before(stream.findings)
    rest = {"total_m2": m2(total) if stated else None, "parcels_without_area": rows - stated,
            "findings": [f.as_json() for f in stream.findings]}
    out.write(("\n ]," if rows else "],") + json.dumps(rest, ensure_ascii=False, indent=1).removeprefix("{") + "\n")
    return tally


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


def write_text(stream: ParcelStream, out: IO[str]) -> Tally:
    """The same for reading: a table, the total, and the findings with their place and remedy."""
    titles = (_("编号"), _("名称"), _("椭球面积 m²"), _("折合亩"), _("所报面积 m²"), _("部分/孔"))
    table: list[tuple[str, ...]] = [titles]
    tally, total, stated, rows = Tally(), 0, 0, 0
    for batch in stream.batches:
        for parcel in batch[:max(0, ROWS_SHOWN - rows)]:
            shown = _parcel(parcel, stream.gk is not None)
            table.append((shown["id"], shown["name"], shown["area_m2"] or "—", _mu(parcel.survey_dm2),
                          shown["declared_m2"] or "—", f"{shown['parts']}/{shown['holes']}"))
        rows += len(batch)
        stated += sum(p.survey_dm2 is not None for p in batch)
        total += sum(p.survey_dm2 or 0 for p in batch)
        tally.add(f for p in batch for f in p.findings)
    tally.add_before(stream.findings)
    lines = [stream.gk.title if stream.gk else _("坐标系不能确定"), *_aligned(table)]
    if rows > ROWS_SHOWN:
        lines.append(_("…… 其余 {count} 宗用 --format json 查看").format(count=rows - ROWS_SHOWN))
    lines.append(_("合计 {count} 宗：{m2} m²，{mu} 亩").format(count=rows, m2=m2(total), mu=_mu(total)))
    if rows > stated:
        lines.append(_("其中 {count} 宗面积不能如实给出，未计入。").format(count=rows - stated))
    for line in [*lines, *describe(tally)]:
        out.write(line + "\n")
    return tally


def describe(found: Tally) -> list[str]:
    """Findings as lines, the gravest first, cut at fifty."""
    names = {"error": _("错误"), "warning": _("警告"), "note": _("提示")}
    lines = [f"{names[level]}  {f.sentence()}" for level in names for f in found.first[level]][:FINDINGS_SHOWN]
    total = sum(found.count.values())
    return [*lines, _("…… 共 {count} 条").format(count=total)] if total > FINDINGS_SHOWN else lines


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
