"""The overlay against its peers: one command, one page.

    .venv/bin/python bench/overlay/run.py [--large] [--write] [--folder DIR] [--patience 72]

Without ``--large``: the engines side by side on a county of 20,000 patches, and a project on it; two to three minutes.
With it: 100,000 patches against every engine, a million and ten million from the atlas, a project on the million;
25 minutes on two idle cores, 20 GB of disk. ``--write`` puts the tables into docs/reference/overlay-bench.md and the
numbers that follow from them into docs/explanation/nation.md and overlay-speed.md. Made data are kept in the folder
for the next run.

Every measurement is a process of its own (``step.py``). Ours is run before and after each peer, and the ratio is that
of the peer's median to the mean of our two medians: machines drift.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import report
from machine import machine

HERE = Path(__file__).parent
PEERS = ("duckdb_spatial", "sedonadb_sql", "postgis", "geopandas_overlay", "shapely_threads", "bare_geos")
WORKS = ("farmland", "redlines")
SMALL = {"small": (20_000, 7_600)}
LARGE = {"small": (100_000, 38_000), "million": (1_000_000, 300_000)}
COPIES = 10


def step(name: str, *words: object) -> dict[str, Any]:
    """Run one step; what went wrong is its answer, so that the rest still runs."""
    begin = time.monotonic()
    done = subprocess.run([sys.executable, str(HERE / "step.py"), name, *map(str, words)], capture_output=True,
                          text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        said: dict[str, Any] = {"failed": last[:200]}
    else:
        said = json.loads(done.stdout.splitlines()[-1])
    word = next((f"{k} {said[k]}" for k in ("absent", "failed") if k in said), f"{said.get('median', 0):.3f} s median"
                if "median" in said else "")
    print(f"{time.monotonic() - begin:7.1f} s  {name} {' '.join(Path(str(w)).name for w in words)}  {word}", flush=True)
    return said


def side_by_side(folder: Path, work: str, patience: float) -> dict[str, Any]:
    """Every peer over the patches and one other layer, ours before and after each."""
    files = (folder / "patches.parquet", folder / f"{work}.parquet")
    before = step("engine", "ours", *files, patience)
    rows = []
    for peer in PEERS:
        said = step("engine", f"peers.{peer}", *files, patience)
        after = step("engine", "ours", *files, patience)
        rows.append({"peer": peer, "before": before["median"], "after": after["median"]} | said)
        before = after
    return {"ours": before, "peers": rows}


def measure(folder: Path, large: bool, patience: float) -> dict[str, Any]:
    """All measurements, as one JSON document."""
    found: dict[str, Any] = {"machine": machine(), "large": large, "counties": {}, "side_by_side": {}, "scale": {}}
    sizes = LARGE if large else SMALL
    for name, (patches, farms) in sizes.items():
        place = folder / f"county-{patches}"
        place.mkdir(parents=True, exist_ok=True)
        note = place / "made.json"
        if not note.exists():
            said = step("make", place, patches, farms, 8)
            note.write_text(json.dumps(said), "utf-8")
        found["counties"][name] = json.loads(note.read_text("utf-8"))
        home = folder / f"home-{patches}"
        step("province.make_home", place, home, 1)
        found["scale"][name] = step("scale.overlay_home", home, 30)
    small, small_home = (folder / f"{kind}-{sizes['small'][0]}" for kind in ("county", "home"))
    for work in WORKS:
        found["side_by_side"][work] = side_by_side(small, work, patience)
    found["threads"] = step("threads", small / "patches.parquet", small / "farmland.parquet")
    widest = sizes["million" if large else "small"][0]
    place, home = folder / f"county-{widest}", folder / f"home-{widest}"
    found["project"] = {"ours": step("project.ours", home, small_home), "postgis": step("project.theirs", place, home),
                        "after": step("project.ours", home, small_home)}
    found["spark"] = step("scale.overlay_on_spark", home, len(os.sched_getaffinity(0)))
    found["phases"] = step("phases.phases", home)
    if large:
        ten = folder / f"home-{widest * COPIES}"
        found["province"] = step("province.make_home", place, ten, COPIES)
        found["scale"]["ten million"] = step("scale.overlay_home", ten, 1)
    return found


def main() -> None:
    """Measure and say what was found."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--large", action="store_true", help="the sizes of the targets")
    ask.add_argument("--write", action="store_true", help="put the result into docs/")
    ask.add_argument("--folder", type=Path, default=Path("/tmp/yulin-bench-overlay"))
    ask.add_argument("--patience", type=float, default=72, help="seconds after which a peer is not run again")
    ask.add_argument("--again", action="store_true", help="only the pages, from the last run's results")
    given = ask.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    results = given.folder / ("results-large.json" if given.large else "results.json")
    if not given.again:
        results.write_text(json.dumps(measure(given.folder, given.large, given.patience), indent=1), "utf-8")
    found = json.loads(results.read_text("utf-8"))
    print(report.page(found))
    if given.write:
        import pages

        pages.write(found)


if __name__ == "__main__":
    main()
