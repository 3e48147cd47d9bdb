"""A coverage of many patches through the atlas: import, window, overlaps and gaps, tiles, with peers in the same run.

    .venv/bin/python bench/atlas.py [--patches 1000000] [--folder /tmp/yulin-bench] [--steps make,areas,stream,import,…]

Cells of a jittered grid with shared edges of 8 vertices each, 100 m wide, in the 3° zone 38, DLTB attributes. Each step
runs in a process of its own, so its peak memory is its own. Loading a program is no part of a step, Yulin's or a
peer's; files are in the system's cache. Stream and import take turns, three times, and the best of each counts. At
the end all is printed as the table of docs/reference/atlas.md, with the areas' row from ``bench/areas.py``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import shapely

DAY = "2024-12-31"
SIDE = 100.0
ORIGIN = (38_450_000.0, 3_850_000.0)


def coverage(n: int) -> np.ndarray:
    """The n × n cells, shared corners and a shared vertex on each edge, rounded to 0.1 mm."""
    rng = np.random.default_rng(7)
    corner = np.stack(np.meshgrid(np.arange(n + 1), np.arange(n + 1)), -1) * SIDE + ORIGIN
    corner = np.round(corner + rng.uniform(-SIDE / 4, SIDE / 4, corner.shape), 4)
    across = np.round((corner[:, :-1] + corner[:, 1:]) / 2 + rng.uniform(-9, 9, (n + 1, n, 2)), 4)
    up = np.round((corner[:-1] + corner[1:]) / 2 + rng.uniform(-9, 9, (n, n + 1, 2)), 4)
    ring = np.stack([corner[:-1, :-1], across[:-1], corner[:-1, 1:], up[:, 1:], corner[1:, 1:], across[1:],
                     corner[1:, :-1], up[:, :-1], corner[:-1, :-1]], axis=2)
    return shapely.polygons(ring.reshape(n * n, 9, 2))


def step_make(folder: Path, patches: int) -> dict[str, object]:
    """The GeoPackage."""
    from yulin.geodesy.crs import Gk
    from yulin.geodesy.survey_area import survey_areas_dm2

    shapes = coverage(round(patches**0.5))
    count = len(shapes)
    rng = np.random.default_rng(1)
    code = rng.integers(0, 4, count)
    codes, names = np.array(["0101", "0301", "0702", "1006"]), np.array(["水田", "乔木林地", "农村宅基地", "农村道路"])
    area = survey_areas_dm2(shapes, Gk(38)) / 100
    number = np.char.zfill(np.arange(count).astype(str), 12)
    table = pa.table({
        "BSM": np.char.add("990102", number), "YSDM": np.full(count, "2001010100"),
        "TBBH": np.char.zfill(np.arange(count).astype(str), 8), "DLBM": codes[code], "DLMC": names[code],
        "QSXZ": np.full(count, "30"), "ZLDWDM": np.char.add("99010200", np.char.ljust(number, 11, "0")),
        "ZLDWMC": np.full(count, "东村"), "TBMJ": area, "KCXS": np.zeros(count), "KCMJ": np.zeros(count),
        "TBDLMJ": area, "SJNF": np.full(count, 2024), "geom": pa.array(shapely.to_wkb(shapes), pa.binary())})
    pyogrio.raw.write_arrow(table, folder / "dltb.gpkg", layer="DLTB_2024", geometry_name="geom", crs="EPSG:4526",
                            geometry_type="Polygon", SPATIAL_INDEX="NO")
    return {"patches": count, "file_mb": round((folder / "dltb.gpkg").stat().st_size / 1e6)}


def step_stream(folder: Path, _patches: int) -> dict[str, object]:
    """The peer of the import: pyogrio's stream to plain Parquet."""
    import pyarrow.parquet as pq

    begin = time.perf_counter()
    with pyogrio.raw.open_arrow(folder / "dltb.gpkg", use_pyarrow=True, batch_size=65536) as (_meta, reader), \
            pq.ParquetWriter(folder / "plain.parquet", reader.schema) as out:
        for batch in reader:
            out.write_batch(batch)
    return {"seconds": time.perf_counter() - begin}


def step_import(folder: Path, _patches: int) -> dict[str, object]:
    """A finished version: schema, codes, validity and survey areas checked, sorted, written, on the disk."""
    from yulin.atlas.catalogue import Atlas

    shutil.rmtree(folder / "home", ignore_errors=True)
    few = folder / "few.gpkg"
    if not few.exists():
        pyogrio.write_dataframe(pyogrio.read_dataframe(folder / "dltb.gpkg", max_features=1000), few)
    with TemporaryDirectory(dir=folder) as name:  # loads the program and its compiled parts
        Atlas(name).import_file(few, "dltb", DAY)
    begin = time.perf_counter()
    receipt = Atlas(folder / "home").import_file(folder / "dltb.gpkg", "dltb", DAY)
    if receipt.version is None:
        raise SystemExit(receipt.sentence())
    return {"seconds": time.perf_counter() - begin}


def step_areas(_folder: Path, _patches: int) -> dict[str, object]:
    """Survey areas of 500,000 parcels of 36 vertices, and pyproj.Geod over some of them."""
    from areas import measure

    return measure(500_000)


def step_window(folder: Path, _patches: int) -> dict[str, object]:
    """Windows of 1 km² anywhere in the layer, the same for everybody; the median of 20 after 3 to warm up."""
    import geopandas
    import pyarrow.dataset as ds

    from yulin.atlas.catalogue import Atlas

    atlas = Atlas(folder / "home")
    version = atlas.version("dltb")
    x0, y0, x1, y1 = version.extent
    rng = np.random.default_rng(3)
    corners = np.column_stack([rng.uniform(x0, x1 - 1000, 23), rng.uniform(y0, y1 - 1000, 23)])
    windows = [(x, y, x + 1000, y + 1000) for x, y in corners]
    parts = [part.path for part in version.parts]

    def pandas(box: tuple[float, ...]) -> int:
        return sum(len(geopandas.read_parquet(part, bbox=box)) for part in parts)

    table = ds.dataset(parts)

    def arrow(box: tuple[float, ...]) -> int:
        side = {name: ds.field("bbox", name) for name in ("xmin", "ymin", "xmax", "ymax")}
        return table.to_table(filter=(side["xmin"] <= box[2]) & (side["xmax"] >= box[0]) & (side["ymin"] <= box[3])
                              & (side["ymax"] >= box[1])).num_rows

    readers = [("yulin", lambda box: len(atlas.read("dltb", DAY, bbox=box))), ("geopandas", pandas), ("pyarrow", arrow)]
    try:
        import duckdb
    except ImportError:  # pip install -r requirements-peers.lock
        print("duckdb is not installed: left out", file=sys.stderr)
    else:
        base = duckdb.connect()
        base.execute(f"CREATE VIEW dltb AS SELECT * FROM read_parquet({[str(part) for part in parts]!r})")

        def duck(box: tuple[float, ...]) -> int:
            x0, y0, x1, y1 = map(float, box)
            return base.execute(f"SELECT * FROM dltb WHERE bbox.xmin <= {x1!r} AND bbox.xmax >= {x0!r} "
                                f"AND bbox.ymin <= {y1!r} AND bbox.ymax >= {y0!r}").arrow().read_all().num_rows

        readers.append(("duckdb", duck))
    out: dict[str, object] = {}
    rows = {}
    for name, act in readers:
        taken = []
        for box in windows:
            begin = time.perf_counter()
            rows[name] = act(box)
            taken.append(time.perf_counter() - begin)
        out[f"{name}_ms"] = float(np.median(taken[3:]) * 1000)
    if len(set(rows.values())) != 1:
        raise SystemExit(f"the readers do not agree: {rows}")
    return out


def step_check(folder: Path, _patches: int) -> dict[str, object]:
    """Overlaps and gaps, reading the version included."""
    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.checks.base import Subject
    from yulin.atlas.checks.gaps import GAPS
    from yulin.atlas.checks.overlaps import OVERLAPS
    from yulin.atlas.window import read_table

    begin = time.perf_counter()
    version = Atlas(folder / "home").version("dltb")
    table = read_table(version, [version.schema.key])
    shapes = shapely.from_wkb(table.column("geometry").to_numpy())
    subject = Subject(version.schema, version.gk, table.drop_columns(["geometry"]).to_pandas(), shapes)
    del table
    found = [*OVERLAPS.run(subject), *GAPS.run(subject)]
    if found:
        raise SystemExit(f"a sound coverage has {len(found)} faults")
    return {"seconds": time.perf_counter() - begin}


def step_tiles(folder: Path, _patches: int) -> dict[str, object]:
    """The archive made once; then 40 tiles of each zoom from 8 to 16, anywhere; those of 13 and 14 cut anew as well."""
    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.pyramid import tiles_of_zoom
    from yulin.atlas.tile_archive import make_archive, nearest_zoom
    from yulin.atlas.tiles import make_tile, tile_of

    version = Atlas(folder / "home").version("dltb")
    begin = time.perf_counter()
    made = make_archive(version)
    ahead = time.perf_counter() - begin
    rng = np.random.default_rng(5)
    out: dict[str, object] = {"ahead": made, "ahead_seconds": ahead, "nearest": nearest_zoom(version)}

    def p95(act: Callable[..., bytes], z: int, chosen: list[tuple[int, int]]) -> float:
        taken = []
        for x, y in chosen:
            begin = time.perf_counter()
            act(version, z, x, y)
            taken.append((time.perf_counter() - begin) * 1000)
        return float(np.percentile(taken, 95))

    for z in range(8, 17):
        tiles = list(tiles_of_zoom(version, z))
        chosen = [tiles[k] for k in rng.choice(len(tiles), min(40, len(tiles)), replace=False)]
        make_tile(version, z, *chosen[0])
        out[f"z{z}_p95_ms"] = p95(tile_of, z, chosen)
        if z in (13, 14):
            out[f"z{z}_anew_p95_ms"] = p95(make_tile, z, chosen)
    return out


STEPS = {"make": step_make, "areas": step_areas, "stream": step_stream, "import": step_import, "window": step_window,
         "check": step_check, "tiles": step_tiles}
ROUNDS = 3


def table(said: dict[str, dict[str, Any]]) -> list[str]:
    """What was measured, as the rows of the table in the docs."""
    def ms(value: Any) -> str:
        return f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"

    lines = ["| what | measured | peer, in the same run | target | peak memory |", "| --- | --- | --- | --- | ---: |"]
    if "areas" in said:
        a = said["areas"]
        lines.append(f"| survey areas, parcels of 36 vertices | {a['yulin']:,.0f} a second | pyproj.Geod looped "
                     f"{a['geod']:,.0f}: {a['yulin'] / a['geod']:.1f} times | 60 times, 700,000 a second | "
                     f"{a['peak_mb']:,} MB |")
    if "import" in said and "stream" in said:
        i, p = said["import"], said["stream"]
        lines.append(f"| import of a GeoPackage to a finished version | {i['seconds']:.2f} s | "
                     f"pyogrio to plain Parquet {p['seconds']:.2f} s: {i['seconds'] / p['seconds']:.1f} times | "
                     f"3 times, 2 GiB | {i['peak_mb']:,} MB |")
    if "window" in said:
        w = said["window"]
        peers = ", ".join(f"{name} {ms(w[f'{key}_ms'])}" for key, name in
                          (("geopandas", "GeoPandas `read_parquet(bbox=)`"), ("pyarrow", "pyarrow"),
                           ("duckdb", "DuckDB")) if f"{key}_ms" in w)
        lines.append(f"| window of 1 km², warm, median | {ms(w['yulin_ms'])} | {peers} | 30 ms | {w['peak_mb']:,} MB |")
    if "check" in said:
        c = said["check"]
        lines.append(f"| check of overlaps and gaps | {c['seconds']:.1f} s | | 120 s, 4 GiB | {c['peak_mb']:,} MB |")
    if "tiles" in said:
        t = said["tiles"]
        lines.append(f"| PMTiles of the version, zooms 5 to {t['nearest']} | "
                     f"{t['ahead_seconds']:.1f} s for {t['ahead']} | | once per version | {t['peak_mb']:,} MB |")
        each = ", ".join(f"{t[f'z{z}_p95_ms']:.1f}" for z in range(8, 17))
        lines.append(f"| tiles of zooms 8 to 16, p95, ms | {each} | | 50 ms | |")
        lines.append(f"| the same of zooms 13, 14 cut anew, p95 | {ms(t['z13_anew_p95_ms'])}, "
                     f"{ms(t['z14_anew_p95_ms'])} | | 50 ms | |")
    return lines


def main() -> None:
    """Run the steps, print one line each and the table."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--patches", type=int, default=1_000_000)
    ask.add_argument("--folder", type=Path, default=Path("/tmp/yulin-bench"))
    ask.add_argument("--steps", default=",".join(STEPS))
    ask.add_argument("--one", help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.one:
        used = resource.getrusage(resource.RUSAGE_SELF)
        cpu = used.ru_utime + used.ru_stime
        said = STEPS[given.one](given.folder, given.patches)
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps(said | {"cpu_seconds": used.ru_utime + used.ru_stime - cpu,
                                 "peak_mb": round(used.ru_maxrss / 1024)}))
        return
    steps = given.steps.split(",")
    if "make" in steps:
        shutil.rmtree(given.folder, ignore_errors=True)
        given.folder.mkdir(parents=True)
    load = os.getloadavg()[0]
    print(f"{given.patches:,} patches, {len(os.sched_getaffinity(0))} processors, load {load:.1f}", flush=True)
    found: dict[str, dict[str, Any]] = {}
    turns = [step for step in steps if step in ("stream", "import")]
    plan = [step for step in steps if step not in turns[1:]]
    for step in plan:
        for name in turns * ROUNDS if step in turns else [step]:
            done = subprocess.run([sys.executable, __file__, "--one", name, "--folder", str(given.folder), "--patches",
                                   str(given.patches)], stdout=subprocess.PIPE, text=True, check=True)
            said = json.loads(done.stdout)
            words = (f"{k} {v:,.2f}" if isinstance(v, float) else f"{k} {v:,}" for k, v in said.items())
            print(f"{name:7}", "  ".join(words), flush=True)
            if name not in found or said.get("seconds", 0) < found[name].get("seconds", 0):
                found[name] = said
    print("\n".join(["", *table(found)]))


if __name__ == "__main__":
    main()
