"""The result as a page: every engine, every target, met or not met."""

from __future__ import annotations

from typing import Any

from answer import Answer
from machine import sentence

ENGINES = ("duckdb_spatial", "sedonadb_sql", "postgis", "geopandas_overlay")
SMALL_RUN = "They are set for `--large`; this run was without, so the verdicts are no verdicts."
WORDS = {"farmland": "coverage × farmland", "redlines": "coverage × large redlines"}


def page(found: dict[str, Any]) -> str:
    """The whole page, Markdown."""
    how = "run.py --large" if found["large"] else "run.py"
    small = [] if found["large"] else [SMALL_RUN, ""]
    parts = ["# The overlay against its peers", "", f"Made by `bench/overlay/{how}`. {sentence(found['machine'])}", "",
             *_versions(found), *_data(found), "## Targets", "", *small,
             *targets(found), ""]
    for work in found["side_by_side"]:
        parts += [f"## {WORDS[work].capitalize()}", "", *_engines(found["side_by_side"][work]), ""]
    parts += ["## From the atlas to a file of pairs", "", *_scale(found), ""]
    return "\n".join(parts).rstrip() + "\n"


def _versions(found: dict[str, Any]) -> list[str]:
    rows = found["side_by_side"]["farmland"]["peers"]
    said = [row["version"] for row in rows if "version" in row]
    lacking = [f"{row['peer']} ({row.get('absent') or row.get('failed')})" for row in rows
               if "version" not in row or "median" not in row]
    out = ["Versions: " + "; ".join(dict.fromkeys([found["side_by_side"]["farmland"]["ours"]["version"], *said])) + "."]
    if lacking:
        out.append("**Without an answer:** " + "; ".join(lacking) + ".")
    return [*out, ""]


def _data(found: dict[str, Any]) -> list[str]:
    out = ["The county is made by `bench/overlay/county.py`, the same every time:", "",
           "| | polygons | vertices | of one polygon | holes |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, made in found["counties"].items():
        for layer in ("patches", "farmland", "redlines"):
            row = made[layer]
            if name == "small" or layer != "redlines":
                out.append(f"| {layer} | {row['count']:,} | {row['vertices']:,} | {row['least']:,}–{row['most']:,} | "
                           f"{row['holes']:,} |")
    return [*out, "",
            "In the tables an engine has both layers in its own memory, indexed where it keeps indexes; timed is the "
            "way from there to all pairs with their areas. Ours starts from WKB and decodes it within the time. "
            "Seconds are medians of three runs (fewer where a run is long), warmed up by one more where runs are "
            "short. A ratio is the peer's time ÷ the mean of ours just before and just after it.", ""]


def ratio(row: dict[str, Any]) -> float | None:
    """How many times our time the peer takes; None where it gave no answer."""
    return row["median"] / ((row["before"] + row["after"]) / 2) if "median" in row else None


def _engines(side: dict[str, Any]) -> list[str]:
    out = ["| engine | seconds | runs | ours before | ours after | ratio | rows | answer against ours |",
           "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |"]
    mine = _answer(side["ours"])
    for row in side["peers"]:
        if "median" not in row:
            out.append(f"| {row.get('name', row['peer'])} | – | | | | | | {row.get('absent') or row.get('failed')} |")
            continue
        said = _answer(row).differs_from(mine)
        out.append(f"| {row['name']} | {row['median']:.2f} | {len(row['seconds'])} | {row['before']:.3f} | "
                   f"{row['after']:.3f} | **{ratio(row):.1f}×** | {row['answer']['rows']:,} | {said or 'the same'} |")
    return [*out, "", f"Ours: {mine.rows:,} pairs, of more than 10⁻⁶ / 10⁻⁴ / 10⁻² m²: "
            + " / ".join(f"{n:,}" for n in mine.pairs) + f"; {mine.total_m2:,.4f} m² in all. “The same” is: as many "
            "pairs above each of these floors, and the total within 10⁻⁹ of ours. Rows beyond ours are pairs that only "
            "touch, which engines that build the intersection return with area 0."]


def _answer(row: dict[str, Any]) -> Answer:
    raw = row["answer"]
    return Answer(raw["rows"], tuple(raw["pairs"]), raw["total_m2"])


def targets(found: dict[str, Any]) -> list[str]:
    """One row per target of the kernel, met or not."""
    out = ["| work | target | measured | |", "| --- | --- | --- | --- |"]

    def row(work: str, target: str, measured: str, met: bool | None) -> None:
        out.append(f"| {work} | {target} | {measured} | {'–' if met is None else 'met' if met else '**not met**'} |")

    for work, fastest_target, other, other_target, other_words in (
            ("farmland", 25, "shapely_threads", 20, "shapely with two threads"),
            ("redlines", 100, "bare_geos", 4, "bare GEOS with pre-split redlines")):
        known = {p["peer"]: value for p in found["side_by_side"][work]["peers"] if (value := ratio(p)) is not None}
        names = {p["peer"]: p.get("name", p["peer"]) for p in found["side_by_side"][work]["peers"]}
        engines = {peer: known[peer] for peer in ENGINES if peer in known}
        best = min(engines, key=lambda peer: engines[peer], default="")
        row(WORDS[work], f"≥ {fastest_target}× the fastest engine",
            f"{engines[best]:.1f}× ({names[best]})" if best else "no engine here",
            engines[best] >= fastest_target if best else None)
        row("", f"≥ {other_target}× {other_words}", f"{known[other]:.1f}×" if other in known else "no answer",
            known[other] >= other_target if other in known else None)
    small, million = found["scale"]["small"], found["scale"].get("million")
    if million and "median" in million:
        row("1M × 300k, from the atlas to a file", "≤ 10 s", f"{million['median']:.1f} s", million["median"] <= 10)
        row("", "≤ 2 GiB", f"{million['peak_gib']:.2f} GiB", million["peak_gib"] <= 2)
        share = million["microseconds_per_pair"] / small["microseconds_per_pair"]
        row("", "time per pair ≤ 1.5× the small case", f"{share:.2f}×", share <= 1.5)
    ten = found["scale"].get("ten million")
    if ten and "median" in ten:
        share = ten["microseconds_per_pair"] / small["microseconds_per_pair"]
        row("10M × 3M, from the atlas to a file", "≤ 6 GiB", f"{ten['peak_gib']:.2f} GiB, {ten['median']:.0f} s",
            ten["peak_gib"] <= 6)
        row("", "time per pair ≤ 1.5× the small case", f"{share:.2f}×", share <= 1.5)
    _project(found, row)
    two = found["threads"]
    row("two threads over one", "≥ 1.8×", f"{two['one'] / two['two']:.2f}×", two["one"] / two["two"] >= 1.8)
    return out


def _project(found: dict[str, Any], row: Any) -> None:
    mine, theirs, after = (found["project"][k] for k in ("ours", "postgis", "after"))
    warm = (mine["warm_ms"] + after["warm_ms"]) / 2
    rows = found["counties"]["million" if found["large"] else "small"]["patches"]["count"]
    row(f"one 5-ha project on {rows:,} patches", "warm ≤ 1 ms", f"{warm:.2f} ms (median of {mine['projects']})",
        warm <= 1)
    if "warm_ms" in theirs:
        same = theirs["pairs"] == mine["pairs"]
        row("", "≥ 5× PostGIS with GiST", f"{theirs['warm_ms'] / warm:.1f}× ({theirs['warm_ms']:.2f} ms"
            f"{'' if same else ', pairs differ'})", theirs["warm_ms"] / warm >= 5)
    else:
        row("", "≥ 5× PostGIS with GiST", theirs.get("absent") or theirs.get("failed") or "", None)
    cold = max(mine["cold_ms"], after["cold_ms"])
    row("", "cold from GeoParquet ≤ 10 ms", f"{cold:.1f} ms", cold <= 10)


def _scale(found: dict[str, Any]) -> list[str]:
    out = ["| patches × farmland | pairs | seconds | µs per pair | peak memory | tiles |",
           "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for name, said in found["scale"].items():
        if "median" not in said:
            out.append(f"| {name} | | {said.get('failed')} | | | |")
            continue
        if name == "ten million":
            made = {layer: found["province"][layer]["rows"] for layer in ("dltb", "yjjbntbhtb")}
            size = f"{made['dltb']:,} × {made['yjjbntbhtb']:,}"
        else:
            made = found["counties"][name]
            size = f"{made['patches']['count']:,} × {made['farmland']['count']:,}"
        out.append(f"| {size} | {said['pairs']:,} | {said['median']:.2f} | {said['microseconds_per_pair']:.1f} | "
                   f"{said['peak_gib']:.2f} GiB | {said['tiles']:,} |")
    spark = found["spark"]
    if "median" in spark:
        twin = found["scale"]["million" if found["large"] else "small"]
        same = spark["pairs"] == twin["pairs"] and spark["area_m2"] == twin["area_m2"]
        which = "million" if found["large"] else "same"
        pairs = f"{spark['pairs']:,}" + ("" if same else " (differs!)")
        out.append(f"| the {which} on Apache Spark, `local[{found['machine']['cores']}]` | {pairs} | "
                   f"{spark['median']:.2f} | {spark['median'] / spark['pairs'] * 1e6:.1f} | | {spark['tiles']:,} |")
    else:
        out.append(f"| on Apache Spark | – | {spark.get('absent') or spark.get('failed')} | | | |")
    return [*out, "",
            "Reading the Parquet parts, projecting to the equal-area plane, computing and writing the pairs, on all "
            "threads; without the interpreter's start. Memory is the process's largest resident size."
            + (" The ten million are ten copies of the county side by side." if found["large"] else "")]
