"""The measured numbers where the documentation uses them: a page of its own, and marked blocks in two others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import report
from machine import sentence
from phases import table

DOCS = Path(__file__).parents[2] / "docs"
PATCHES, FARMS = 300e6, 30e6  # the nation
CORE_HOUR, GB_MONTH = 0.30, 0.12  # yuan; assumptions, said to be so on the page
BLOCK = re.compile(r"(<!-- measured: bench/overlay/run\.py --large --write -->\n).*?(<!-- end of measured -->)", re.S)


def write(found: dict[str, Any]) -> None:
    """Write all three; refuses the small run, whose numbers are not those of the targets."""
    if not found["large"]:
        raise SystemExit("--write goes with --large: the pages hold the numbers of the large county")
    (DOCS / "reference" / "overlay-bench.md").write_text(report.page(found), "utf-8")
    for name, text in (("nation", nation(found)), ("overlay-speed", speed(found))):
        page = DOCS / "explanation" / f"{name}.md"
        new, count = BLOCK.subn(lambda m, text=text: f"{m[1]}\n{text}\n\n{m[2]}", page.read_text("utf-8"))
        if count != 1:
            raise SystemExit(f"{page} has no block for measured numbers")
        page.write_text(new, "utf-8")


def speed(found: dict[str, Any]) -> str:
    """The phases, and what follows from them."""
    p = found["phases"]
    total = sum(p["seconds"].values())
    bare = 16 * p["vertices"] / p["copy_one"]
    said = [
        f"One thread; {p['polygons'][0]:,} patches and the {p['polygons'][1]:,} farmland polygons of the row groups",
        f"that meet theirs: {p['vertices']:,} vertices ({p['vertices_projected']:,} after long edges are divided),",
        f"{p['units']:,} units of {p['edges']:,} edges, {p['meeting']:,} pairs of units whose boxes meet,",
        f"{p['pairs']:,} pairs with common ground. A plain copy moves {p['copy_one'] / 1e9:.1f} GB/s on one thread,",
        f"{p['copy_two'] / 1e9:.1f} GB/s on two (read and written bytes counted)."]
    follows = [
        f"Reading every coordinate once and nothing else would take {bare * 1000:.1f} ms: the whole overlay takes",
        f"{total / bare:.0f} times that. Of the {total * 1000:.0f} ms, reading and decoding are",
        f"{_share(p, 'read', 'decode')}, preparing (plane, cutting, sorting, index)",
        f"{_share(p, 'project', 'cut and sort', 'index')}, the join {_share(p, 'join')}, the kernel",
        f"{_share(p, 'kernel')}, putting rows in order {_share(p, 'settle')}."]
    return "\n".join([f"Measured: {sentence(found['machine'])}", "", *said, "", table(p), "", *follows])


def _share(p: dict[str, Any], *names: str) -> str:
    return f"{sum(p['seconds'][n] for n in names) / sum(p['seconds'].values()):.0%}"


def nation(found: dict[str, Any]) -> str:
    """From ten million patches to three hundred million, line by line."""
    ten, made, spark = found["scale"]["ten million"], found["province"], found["spark"]
    cores = int(found["machine"]["cores"])
    rows, farms = made["dltb"]["rows"], made["yjjbntbhtb"]["rows"]
    vertices = {layer: found["counties"]["million"][layer]["vertices"] / found["counties"]["million"][layer]["count"]
                for layer in ("patches", "farmland")}
    scale = PATCHES / rows
    core_seconds = ten["median"] * cores * scale
    million = found["scale"]["million"]
    factor = spark["median"] / million["median"] if "median" in spark else 1.0
    spent = core_seconds * factor
    per_patch, per_farm = made["dltb"]["bytes"] / rows, made["yjjbntbhtb"]["bytes"] / farms
    stored = per_patch * PATCHES + per_farm * FARMS
    pairs = ten["pairs"] * scale
    out_bytes = ten["output_bytes"] / ten["pairs"] * pairs
    joining = spark["joining"] / spark["pairs"] * pairs if "joining" in spark else None
    lines = [f"Measured: {sentence(found['machine'])}", "", "| quantity | arithmetic | value |", "| --- | --- | ---: |"]

    def row(quantity: str, arithmetic: str, value: str) -> None:
        lines.append(f"| {quantity} | {arithmetic} | {value} |")

    row(f"overlay of {rows / 1e6:.2f} million patches × {farms / 1e6:.2f} million farmland polygons, {cores} cores",
        "measured", f"{ten['median']:.0f} s, {ten['peak_gib']:.2f} GiB")
    row("vertices per polygon (patches, farmland)", "measured",
        f"{vertices['patches']:.0f}, {vertices['farmland']:.0f}")
    row("core-seconds per million patches", f"{ten['median']:.1f} s × {cores} ÷ {rows / 1e6:.2f}",
        f"{ten['median'] * cores / rows * 1e6:.1f}")
    row("core-hours, the nation", "× 300 ÷ 3600", f"{core_seconds / 3600:.2f}")
    if "median" in spark:
        row("Spark over the local engine, on the million", f"{spark['median']:.1f} s ÷ {million['median']:.1f} s",
            f"{factor:.2f}")
    else:
        row("Spark over the local engine", "not measured here", "1")
    row("core-hours on Spark, the nation", f"{core_seconds / 3600:.2f} × {factor:.2f}", f"**{spent / 3600:.2f}**")
    for count in (2, 16, 64, 256):
        row(f"the same on {count} cores", f"{spent / 3600:.2f} h ÷ {count}", _time(spent / count))
    row("storage, both layers", f"300 M × {per_patch:.0f} B + 30 M × {per_farm:.0f} B", f"{stored / 1e9:.0f} GB")
    row("reading it in the time of 64 cores", f"{stored / 1e9:.0f} GB ÷ {spent / 64:.0f} s",
        f"{stored / 1e9 / (spent / 64):.1f} GB/s")
    row("pairs", f"{ten['pairs']:,} × {scale:.1f}", f"{pairs / 1e6:.0f} million")
    row("the result", f"× {ten['output_bytes'] / ten['pairs']:.1f} B", f"{out_bytes / 1e9:.1f} GB")
    if joining is not None:
        row("the driver joins the tiles' files, alone",
            f"{spark['joining']:.2f} s ÷ {spark['pairs']:,} × {pairs / 1e6:.0f} million", _time(joining))
    row(f"rent of cores, at {CORE_HOUR} yuan per core-hour *(assumed: put your own)*",
        f"{spent / 3600:.2f} × {CORE_HOUR}", f"{spent / 3600 * CORE_HOUR:.2f} yuan")
    row(f"rent of storage, at {GB_MONTH} yuan per GB and month *(assumed)*, two copies",
        f"2 × {stored / 1e9:.0f} × {GB_MONTH}", f"{2 * stored / 1e9 * GB_MONTH:.0f} yuan a month")
    return "\n".join(lines)


def _time(seconds: float) -> str:
    if seconds > 5400:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 60:.1f} min" if seconds > 90 else f"{seconds:.0f} s"
