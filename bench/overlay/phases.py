"""Where the time goes: one thread, phase by phase, against the time that memory alone would take.

    .venv/bin/python bench/overlay/phases.py HOME      (an atlas that run.py or province.make_home made)

Takes neighbouring row groups of the coverage and the farmland row groups that meet them, runs each phase of the
kernel by itself and says what it costs per vertex. The floor of a phase is what it must read and write at least once,
at the speed of a plain copy on one thread: no arithmetic, every byte used.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from province import DAY, LAYERS

GROUPS = 48
REPEATS = 3
COPY_BYTES = 128 << 20


def copy_speed(threads: int) -> float:
    """Bytes read and written per second by a plain copy (STREAM's Copy) on so many threads; the best of five."""
    source = np.arange(COPY_BYTES // 8, dtype=np.float64)
    target = np.empty_like(source)
    cuts = np.linspace(0, len(source), threads + 1).astype(int)

    def part(k: int) -> None:
        np.copyto(target[cuts[k]:cuts[k + 1]], source[cuts[k]:cuts[k + 1]])

    best = np.inf
    with ThreadPoolExecutor(threads) as pool:
        for _turn in range(6):
            begin = time.perf_counter()
            list(pool.map(part, range(threads)))
            best = min(best, time.perf_counter() - begin)
    return 2 * COPY_BYTES / best


@njit(nogil=True, error_model="numpy")
def _only_join(box_a: NDArray[np.float64], tree: NDArray[np.float64], level: NDArray[np.int64], visit: Any) -> int:
    """The number of pairs of units whose boxes meet: the search alone, nothing computed."""
    stack, hits = np.empty(16 * (len(level) + 1), np.int64), np.empty(4096, np.int64)
    n = 0
    for i in range(len(box_a)):
        n += visit(tree, level, box_a[i, 0], box_a[i, 1], box_a[i, 2], box_a[i, 3], stack, hits)
    return n


def _near(box: NDArray[np.float64], root: NDArray[np.float64]) -> NDArray[np.float64]:
    """The boxes that meet the root of a tree, as the kernel's own search leaves the others out."""
    low, high = np.nanmin(root[:, :2], axis=0), np.nanmax(root[:, 2:], axis=0)
    return box[(box[:, :2] < high).all(1) & (box[:, 2:] > low).all(1)]


def phases(home: str) -> dict[str, Any]:
    """Seconds and least bytes per phase, the copy's speed on one and two threads, and what was counted on the way."""
    os.environ["YULIN_THREADS"] = "1"
    from yulin.atlas.boxtree import box_tree, visit
    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.overlay.plane import in_equal_area
    from yulin.atlas.overlay.sides import atlas_side, meridian_of, read_group
    from yulin.atlas.overlay.tiling import plan_tiles
    from yulin.atlas.overlay.units import units_of
    from yulin.atlas.overlay.work import pairs, settle
    from yulin.atlas.rings import rings_from_wkb

    atlas = Atlas(Path(home))
    left, right = (atlas_side(atlas.version(layer, DAY)) for layer in LAYERS.values())
    tiles = plan_tiles(left.only(list(range(min(GROUPS, len(left.groups))))), right, 1 << 40)
    sides = (tiles[0].left, tiles[0].right)
    meridian = meridian_of(left)
    seconds: dict[str, float] = {}

    def timed(name: str, act: Callable[..., Any], *over: Any) -> Any:
        begin = time.perf_counter()
        made = act(*over)
        seconds[name] = min(seconds.get(name, np.inf), time.perf_counter() - begin)
        return made

    def read() -> Any:
        return [[read_group(side, group).column("geometry") for group in side.groups] for side in sides]

    def decode(raw: Any) -> Any:
        return [[rings_from_wkb(column) for column in side] for side in raw]

    def project(rings: Any) -> Any:
        return [[in_equal_area(r, left.epsg, meridian) for r in side] for side in rings]

    def cut(flat: Any) -> Any:
        return [[units_of(r) for r in side] for side in flat]

    def index(units: Any) -> Any:
        return [box_tree(u.box) for u in units[1]]

    def join(units: Any, trees: Any) -> int:
        return sum(_only_join(_near(a.box, t.box[t.level[-2]:]), t.box, t.level, visit)
                   for a in units[0] for t in trees)

    def kernel(units: Any, trees: Any) -> Any:
        return [[pairs(a, b, t) for b, t in zip(units[1], trees, strict=True)] for a in units[0]]

    def in_order(found: Any) -> Any:
        first = np.concatenate([[0], np.cumsum([group.rows for group in sides[1].groups])])
        return [settle([(i, j + first[k], *rest) for k, (i, j, *rest) in enumerate(parts)]) for parts in found]

    for _turn in range(REPEATS + 1):
        raw = timed("read", read)
        rings = timed("decode", decode, raw)
        flat = timed("project", project, rings)
        units = timed("cut and sort", cut, flat)
        trees = timed("index", index, units)
        meet = timed("join", join, units, trees)
        found = timed("join and kernel", kernel, units, trees)
        rows = timed("settle", in_order, found)
    seconds["kernel"] = max(0.0, seconds.pop("join and kernel") - seconds["join"])
    wkb = sum(c.nbytes for side in raw for c in side)
    points = [sum(len(r.x) for side in layer for r in side) for layer in (rings, flat)]
    edges = sum(len(u.edges) for side in units for u in side)
    count = sum(len(u) for side in units for u in side)
    least = {"read": 2 * wkb, "decode": wkb + 16 * points[0], "project": 16 * (points[0] + points[1]),
             "cut and sort": 16 * points[1] + 40 * edges, "index": 64 * sum(len(u) for u in units[1]),
             "join": 32 * count, "kernel": 40 * edges + 24 * meet,
             "settle": 40 * sum(len(part[0]) for parts in found for part in parts)}
    return {"seconds": seconds, "least_bytes": least, "copy_one": copy_speed(1), "copy_two": copy_speed(2),
            "vertices": points[0], "vertices_projected": points[1], "edges": edges, "units": count,
            "meeting": meet, "pairs": sum(len(r[0]) for r in rows), "polygons": [s.rows for s in sides]}


def table(found: dict[str, Any]) -> str:
    """The phases as a Markdown table."""
    seconds, least = found["seconds"], found["least_bytes"]
    total = sum(seconds.values())
    out = ["| phase | ms | share | ns per vertex | least bytes | floor, ms | × the floor |",
           "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for name in least:
        floor = least[name] / found["copy_one"]
        out.append(f"| {name} | {seconds[name] * 1000:.1f} | {seconds[name] / total:.0%} | "
                   f"{seconds[name] / found['vertices'] * 1e9:.1f} | {least[name] / 2**20:.1f} MiB | "
                   f"{floor * 1000:.1f} | {seconds[name] / floor:.1f} |")
    floor = sum(least.values()) / found["copy_one"]
    out.append(f"| all | {total * 1000:.1f} | 100% | {total / found['vertices'] * 1e9:.1f} | "
               f"{sum(least.values()) / 2**20:.1f} MiB | {floor * 1000:.1f} | {total / floor:.1f} |")
    return "\n".join(out)


if __name__ == "__main__":
    print(table(phases(sys.argv[1])))
