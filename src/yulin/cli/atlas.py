"""``yulin atlas``: map layers in and out, their versions, checks and differences."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yulin.cli.area import working
from yulin.findings import Finding, Refusal, worst
from yulin.i18n import _

if TYPE_CHECKING:
    from yulin.atlas.importing import ImportReceipt, Proposal
    from yulin.atlas.version import Version

app = typer.Typer(no_args_is_help=True, help="Map layers 图册: import, list, show, check, diff, tiles, export.")

Home = Annotated[Path | None, typer.Option("--home", help="The home folder (default: $YULIN_HOME or ./yulin-home).")]
Format = Annotated[str, typer.Option("--format", help="text or json.")]


@app.command("import", epilog="Example: yulin atlas import qinghe.gdb --layer dltb --date 2024-12-31 "
                              "--source-layer DLTB_2024")
def import_(
    file: Annotated[Path, typer.Argument(
        help="FileGDB, GeoPackage, Shapefile, GeoJSON, GeoParquet, or one of them zipped.")],
    layer: Annotated[str, typer.Option(
        "--layer", help="The layer: dltb, xzq, cjdcq, yjjbntbhtb, stbhhx, czkfbj.")],
    date: Annotated[str, typer.Option("--date", help="The day the layer describes, YYYY-MM-DD.")],
    home: Home = None,
    source_layer: Annotated[str | None, typer.Option(
        "--source-layer", help="Which layer of the file.")] = None,
    crs: Annotated[str | None, typer.Option("--crs", help="EPSG:N, for a file that states no CRS.")] = None,
    on_error: Annotated[str, typer.Option(
        "--on-error", help="refuse: a bad row refuses all; skip: take the good rows.")] = "refuse",
    who: Annotated[str, typer.Option("--who", help="Name written into the manifest.")] = "",
    dry_run: Annotated[bool, typer.Option(
        "--dry-run", help="Show which column becomes which field, and in what unit; import nothing.")] = False,
    tiles: Annotated[bool, typer.Option(
        "--tiles/--no-tiles", help="Make the version's map tiles afterwards.")] = True,
    map_: Annotated[list[str] | None, typer.Option(
        "--map", metavar="SOURCE=FIELD", help="Take this column for this field; may be repeated.")] = None,
    format: Format = "text",
) -> None:
    """Import FILE as one version of a layer. Either the whole version appears, or nothing does.

    Where the home has an office, its journal says so in the same step. The version is there before its tiles are.
    """
    from yulin.atlas.catalogue import Atlas
    from yulin.geodesy.crs import epsg_number
    from yulin.office.layers.entries import imported, office_there, open_journal

    _choice(format, ("text", "json"), "--format")
    mapping = _mapping(map_ or [])
    if dry_run:
        from yulin.atlas.importing import propose

        proposal = propose(file, layer, source_layer, epsg_number(crs), mapping)
        _say_proposal(proposal, format)
        if worst(proposal.findings) == "error":
            raise typer.Exit(1)
        return
    mode = "skip" if _choice(on_error, ("refuse", "skip"), "--on-error") == "skip" else "refuse"
    atlas = Atlas(home)
    appearing = partial(imported, who or "cli") if office_there(atlas.home) and open_journal(atlas.home) else None
    with working(_("正在导入 {file}").format(file=file.name)):
        receipt = atlas.import_file(file, layer, date, source_layer, epsg_number(crs), who,
                                    "skip" if mode == "skip" else "refuse", mapping, appearing)
    if receipt.version is not None and tiles:
        _make_tiles(receipt.version)
    if format == "json":
        typer.echo(json.dumps(_receipt_json(receipt), ensure_ascii=False, indent=1))
    else:
        _say_receipt(receipt)
    if worst(receipt.findings) == "error":
        raise typer.Exit(1)


@app.command("list", epilog="Example: yulin atlas list --format json")
def list_(home: Home = None, format: Format = "text") -> None:
    """All layers and their versions."""
    from yulin.atlas.catalogue import Atlas

    _choice(format, ("text", "json"), "--format")
    atlas = Atlas(home)
    infos = atlas.layers()
    if format == "json":
        said = [{"layer": i.name, "title": i.schema.title, "versions": [_version_json(v) for v in i.versions]}
                for i in infos]
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    if not infos:
        typer.echo(_("{home} 中还没有图层。").format(home=atlas.home))
    for info in infos:
        typer.echo(f"{info.name}  {info.schema.words}")
        for version in info.versions:
            typer.echo(_("  {version}  {rows} 个要素  {area} m²  EPSG:{epsg}  来自 {file}").format(
                version=version.id, rows=version.rows, area=_m2(int(version.manifest["survey_dm2"])),
                epsg=version.gk.epsg, file=version.manifest["source"]["file"]))


@app.command(epilog="Example: yulin atlas show dltb --version 2024-12-31")
def show(
    name: Annotated[str, typer.Argument(help="The layer.")],
    version: Annotated[str | None, typer.Option(
        "--version", help="A version's date; default: the newest.")] = None,
    home: Home = None,
    format: Format = "text",
) -> None:
    """One version: counts, extent, columns, source, findings, and areas per class."""
    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.totals import class_totals

    _choice(format, ("text", "json"), "--format")
    found = Atlas(home).version(name, version)
    totals = class_totals(found)
    if format == "json":
        classes = [{"code": t.code, "name": t.name, "rows": t.rows, "area_m2": _m2(t.dm2)} for t in totals]
        typer.echo(json.dumps(found.manifest | {"survey_area_m2": _m2(int(found.manifest["survey_dm2"])),
                                                "classes": classes}, ensure_ascii=False, indent=1))
        return
    source, imported = found.manifest["source"], found.manifest["imported"]
    typer.echo(f"{found.layer}  {found.schema.words}  {found.id}")
    typer.echo(_("要素 {rows} 个，椭球面积 {area} m²，EPSG:{epsg}").format(
        rows=found.rows, area=_m2(int(found.manifest["survey_dm2"])), epsg=found.gk.epsg))
    typer.echo(_("来源 {file}（{layer}），SHA-256 {sha}").format(
        file=source["file"], layer=source["layer"], sha=source["sha256"]))
    typer.echo(_("导入于 {at} {who}").format(at=imported["at"], who=imported["who"]))
    for total in totals:
        typer.echo(f"  {total.code or '—':<6}{total.name or '—'}  {total.rows}  {_m2(total.dm2)} m²")
    _say_findings(Finding(**f) for f in found.manifest["findings"]["listed"])


@app.command(epilog="Example: yulin atlas check dltb -o faults.gpkg   ·   yulin atlas check patches.gpkg --layer dltb")
def check(
    target: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A layer of the atlas, or a file.")],
    version: Annotated[str | None, typer.Option(
        "--version", help="A version's date; default: the newest.")] = None,
    layer: Annotated[str | None, typer.Option(
        "--layer", help="For a file: the layer whose rules apply.")] = None,
    source_layer: Annotated[str | None, typer.Option(
        "--source-layer", help="Which layer of the file.")] = None,
    crs: Annotated[str | None, typer.Option("--crs", help="EPSG:N, for a file that states no CRS.")] = None,
    output: Annotated[Path | None, typer.Option(
        "-o", "--output", help="Write every fault with its place (.gpkg, .parquet, .geojson …).")] = None,
    home: Home = None,
    format: Format = "text",
) -> None:
    """Check a layer or a file: geometry, overlaps, gaps, duplicates, codes, area arithmetic, identifiers."""
    from yulin.atlas.checking import check_file, check_version
    from yulin.geodesy.crs import epsg_number

    _choice(format, ("text", "json"), "--format")
    with working(_("正在检查 {target}").format(target=target)):
        report = (check_file(Path(target), layer, source_layer, epsg_number(crs), home) if Path(target).exists()
                  else check_version(target, version, home))
    faults = None
    if output is not None:
        from yulin.formats.vectors import write_vector

        faults = report.faults()
        write_vector(output, faults, "faults")
    if format == "json":
        said = report.as_json() | ({} if faults is None else {"file": str(output), "faults": len(faults)})
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        for result in report.results:
            typer.echo(_("{title}：{outcome}").format(title=result.title, outcome=result.outcome))
            _say_findings(result.findings)
        if faults is not None:
            typer.echo(_("已写出 {n} 处问题到 {file}。").format(n=len(faults), file=output))
    if worst(f for r in report.results for f in r.findings) == "error":
        raise typer.Exit(1)


@app.command(epilog="Example: yulin atlas diff dltb 2024-12-31 2025-12-31 -o changes.gpkg --threshold-m2 1")
def diff(
    name: Annotated[str, typer.Argument(help="The layer.")],
    date1: Annotated[str, typer.Argument(help="The earlier version.")],
    date2: Annotated[str, typer.Argument(help="The later version.")],
    output: Annotated[Path | None, typer.Option(
        "-o", "--output", help="Write the change patches with their reasons (.gpkg, .parquet …).")] = None,
    threshold_m2: Annotated[float, typer.Option(
        "--threshold-m2", help="Pieces below this many m² are vertices' noise, not change.")] = 0.01,
    home: Home = None,
    format: Format = "text",
) -> None:
    """What changed between two versions: class × class in m², rows and columns adding up to the layers' totals."""
    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.changes import change_patches
    from yulin.atlas.difference import matrix_of, measure

    _choice(format, ("text", "json"), "--format")
    atlas = Atlas(home)
    with working(_("正在比较 {name}").format(name=name)):
        measured = measure(atlas.version(name, date1), atlas.version(name, date2), threshold_m2)
        change = matrix_of(measured)
    patches = None
    if output is not None:
        from yulin.formats.vectors import write_vector

        with working(_("正在写出 {file}").format(file=output.name)):
            patches = change_patches(measured)
            write_vector(output, patches, "changes")
    reasons = {} if patches is None else patches["reason"].value_counts().sort_index().to_dict()
    if format == "json":
        said = change.as_json() | ({} if patches is None else {"file": str(output), "reasons": reasons})
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for line in change.as_text():
        typer.echo(line)
    if patches is not None:
        words = dict(zip(patches["reason"], patches["reason_zh"], strict=True))
        typer.echo(_("已写出 {n} 个变化图斑到 {file}：{reasons}。").format(
            n=len(patches), file=output, reasons=_("、").join(f"{words[r]} {n}" for r, n in reasons.items()) or "0"))


@app.command(epilog="Example: yulin atlas export dltb dltb-2024.gpkg --version 2024-12-31")
def export(
    name: Annotated[str, typer.Argument(help="The layer.")],
    out: Annotated[Path, typer.Argument(help="The file to write; its ending says the format.")],
    version: Annotated[str | None, typer.Option(
        "--version", help="A version's date; default: the newest.")] = None,
    home: Home = None,
    most_zoom: Annotated[int, typer.Option(
        "--max-zoom", help="For .pmtiles: the nearest zoom; maps enlarge it further.")] = 14,
    format: Format = "text",
) -> None:
    """Write a version to a file (.gpkg .gdb .shp .geojson .parquet …), or its vector tiles (.pmtiles)."""
    from yulin.atlas.catalogue import Atlas
    from yulin.cli.convert import standard_fields
    from yulin.formats.vectors import write_vector

    _choice(format, ("text", "json"), "--format")
    atlas = Atlas(home)
    found = atlas.version(name, version)
    if out.suffix.lower() == ".pmtiles":
        from yulin.atlas.pmtiles import write_pmtiles

        with working(_("正在写出 {file}").format(file=out.name)):
            tiles = write_pmtiles(out, found, min(6, most_zoom), most_zoom)
        typer.echo(json.dumps({"file": str(out), "layer": name, "version": found.id, "tiles": tiles},
                              ensure_ascii=False) if format == "json"
                   else _("已写出 {n} 个瓦片到 {file}。").format(n=tiles, file=out))
        return
    frame = atlas.read(name, found.id)
    with working(_("正在写出 {file}").format(file=out.name)):
        write_vector(out, frame, name.upper(), standard_fields(name))
    if format == "json":
        typer.echo(json.dumps({"file": str(out), "layer": name, "version": found.id, "rows": len(frame)},
                              ensure_ascii=False))
    else:
        typer.echo(_("已写出 {rows} 个要素到 {file}。").format(rows=len(frame), file=out))


@app.command(epilog="Example: yulin atlas tiles dltb --version 2024-12-31")
def tiles(
    name: Annotated[str, typer.Argument(help="The layer.")],
    version: Annotated[str | None, typer.Option(
        "--version", help="A version's date; default: the newest.")] = None,
    home: Home = None,
) -> None:
    """Make a version's map tiles again, in one PMTiles file beside it, so that every zoom opens at once."""
    from yulin.atlas.catalogue import Atlas

    found = Atlas(home).version(name, version)
    made = _make_tiles(found)
    typer.echo(_("{name} {version}：瓦片 {n} 个已就绪。").format(name=name, version=found.id, n=made))


def _make_tiles(version: Version) -> int:
    from yulin.atlas.tile_archive import make_archive
    from yulin.cli.progress import measured_bar

    with measured_bar(_("制作瓦片")) as show:
        return make_archive(version, lambda made, of: show("", made, of))


def _m2(dm2: int) -> str:
    return f"{'-' if dm2 < 0 else ''}{abs(dm2) // 100}.{abs(dm2) % 100:02d}"


def _choice(value: str, allowed: tuple[str, ...], option: str) -> str:
    if value not in allowed:
        raise Refusal(_("{option} 只能是 {allowed}。").format(option=option, allowed=" | ".join(allowed)))
    return value


def _mapping(pairs: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        source, equals, field = pair.partition("=")
        if not (source and equals and field) or source in found:
            raise Refusal(_("--map 应写成 源字段=字段，每个源字段一次，实为“{text}”。").format(text=pair))
        found[source] = field.upper()
    return found


def _say_proposal(proposal: Proposal, format: str) -> None:
    if format == "json":
        typer.echo(json.dumps(proposal.as_json(), ensure_ascii=False, indent=1))
        return
    typer.echo(_("{file} {layer}：{rows} 个要素，尚未导入。").format(
        file=proposal.file, layer=proposal.source_layer, rows=proposal.rows))
    how = {"given": _("指定"), "name": _("同名"), "alias": _("别名"), "content": _("按内容"),
           "instead": _("代替"), "": ""}
    for match in proposal.matches:
        if match.source is not None or match.required:
            typer.echo(f"  {match.field:<12}{match.title}  ←  {match.source or '—'}  {how[match.how]}"
                       f"  {match.unit or ''}  {_('、').join(match.samples)}".rstrip())
    if proposal.unused:
        typer.echo(_("未用到的字段：{fields}").format(fields=_("、").join(proposal.unused)))
    _say_findings(proposal.findings)


def _say_findings(findings: Iterable[Finding]) -> None:
    words = {"error": _("[错误]"), "warning": _("[警告]"), "note": _("[提示]")}
    for finding in findings:
        typer.echo(f"  {words[finding.level]} {finding.code}  {finding.sentence()}")


def _say_receipt(receipt: ImportReceipt) -> None:
    if receipt.version is None:
        typer.echo(_("没有导入：请改正下列错误，或用 --on-error skip 只取无误的行。"))
    else:
        typer.echo(receipt.sentence())
    if receipt.unused:
        typer.echo(_("未用到的字段：{fields}").format(fields=_("、").join(receipt.unused)))
    _say_findings(receipt.findings)


def _receipt_json(receipt: ImportReceipt) -> dict[str, Any]:
    return {"layer": receipt.layer, "version": receipt.version.id if receipt.version else None, "rows": receipt.rows,
            "skipped": receipt.skipped, "area_m2": _m2(receipt.survey_dm2), "fields": receipt.fields,
            "unused": list(receipt.unused), "seconds": round(receipt.seconds, 3),
            "counts": [{"level": level, "code": code, "count": n} for (level, code), n in receipt.counts.items()],
            "findings": [finding.as_json() for finding in receipt.findings]}


def _version_json(version: Version) -> dict[str, Any]:
    return {"version": version.id, "rows": version.rows, "area_m2": _m2(int(version.manifest["survey_dm2"])),
            "epsg": version.gk.epsg, "extent": version.manifest["extent"], "source": version.manifest["source"],
            "imported": version.manifest["imported"]}
