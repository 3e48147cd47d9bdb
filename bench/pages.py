"""How long a page takes: list, record, map tiles and figures, with 100,000 records in one register.

    .venv/bin/python bench/pages.py [--records 100000] [--requests 200] [--clients 1 4]

Makes a home with ``yulin demo``, adds made-up change-survey patches with parcels, serves it with
``yulin office serve`` as a user would, logs in, and asks for pages over HTTP on this machine. The requests
of a kind differ (page, order, filter, record, tile, as-of day), so that nothing is answered from memory
alone. Printed: p50, p95 and the slowest in milliseconds, and p95 against the target of 300 ms on two cores.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.cookiejar
import math
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

YULIN = Path(sys.executable).with_name("yulin")
TARGET_MS = 300.0
LOGIN, PASSWORD = "bench", "bench-Qinghe-2025"
SLUG = "titles-change"
CHUNK = 5000
Box = tuple[float, float, float, float]


def fill(home: Path, records: int) -> tuple[int, int, Box]:
    """Add patches to the register until it holds ``records``; first and last primary key, box in degrees."""
    from yulin.office.start import open_office

    open_office(home)
    import numpy as np
    import shapely
    from django.db.models import Max, Min

    from yulin.geodesy.crs import from_lonlat, gk_from_epsg, to_lonlat
    from yulin.geodesy.survey_area import survey_areas_dm2
    from yulin.office.accounts.models import Region
    from yulin.office.accounts.people import set_person
    from yulin.office.registers import search_index
    from yulin.office.registers.declaration import register_of

    set_person(LOGIN, "测试员", "section_head", "990102", PASSWORD, actor="system")
    model = register_of(SLUG).model
    known = model.objects.filter(parcel_wkb__isnull=False)
    epsg = known.first().parcel_epsg
    edges = known.aggregate(Min("parcel_west"), Min("parcel_south"), Max("parcel_east"), Max("parcel_north"))
    box: Box = (edges["parcel_west__min"], edges["parcel_south__min"],
                edges["parcel_east__max"], edges["parcel_north__max"])
    towns = sorted(code for code in Region.objects.values_list("code", flat=True) if len(code) == 9)
    rng = np.random.default_rng(7)
    lacking = records - model.objects.count()
    for begin in range(0, lacking, CHUNK):
        n = min(CHUNK, lacking - begin)
        east, north = from_lonlat(rng.uniform(box[0], box[2], n), rng.uniform(box[1], box[3], n), epsg)
        side = rng.uniform(15, 90, n)
        east, north = np.round(east, 3), np.round(north, 3)
        shapes = shapely.box(east, north, east + side, north + side)
        areas = survey_areas_dm2(shapes, gk_from_epsg(epsg))
        west, south = to_lonlat(east, north, epsg)
        right, top = to_lonlat(east + side, north + side, epsg)
        wkb = shapely.to_wkb(shapes)
        made = []
        for i in range(n):
            day = dt.date(2023, 1, 1) + dt.timedelta(days=int(rng.integers(0, 1400)))
            yearly = bool(rng.integers(0, 4))
            record = model(
                number=f"BENCH{begin + i:07}", kind="年度变更" if yearly else "日常变更",
                region=towns[int(rng.integers(0, len(towns)))], village=f"第{int(rng.integers(1, 9))}村",
                class_before="0103", class_after="0702", area=int(areas[i]), cause="建设占用",
                evidenced_on=day, verified_on=day + dt.timedelta(days=60) if yearly else None,
                stored_on=day + dt.timedelta(days=90), parcel_wkb=wkb[i], parcel_epsg=epsg,
                parcel_area=int(areas[i]), parcel_west=float(west[i]), parcel_south=float(south[i]),
                parcel_east=float(right[i]), parcel_north=float(top[i]))
            record.haystack = record.search_text()
            made.append(record)
        model.objects.bulk_create(made)
        search_index.add(made)
    keys = model.objects.filter(number__startswith="BENCH").aggregate(Min("pk"), Max("pk"))
    return keys["pk__min"], keys["pk__max"], box


class Client:
    """One browser: its cookies, and how long its requests take."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> float:
        """Milliseconds until the whole answer is here; an answer other than 200 is an error."""
        begin = time.perf_counter()
        with self.opener.open(self.address + path, timeout=60) as answer:
            answer.read()
            if answer.geturl() != self.address + path:
                raise RuntimeError(f"{path} led to {answer.geturl()}")
        return (time.perf_counter() - begin) * 1000

    def log_in(self) -> None:
        """Log in through the form."""
        page = self.opener.open(f"{self.address}/login/", timeout=60).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "no form on the login page"
        form = {"csrfmiddlewaretoken": token[1], "username": LOGIN, "password": PASSWORD}
        request = urllib.request.Request(f"{self.address}/login/", urllib.parse.urlencode(form).encode(),
                                         headers={"Referer": f"{self.address}/login/"})
        self.opener.open(request, timeout=60).read()


def tile_path(layer: str, box: Box, rng: random.Random) -> str:
    """A tile of the layer that lies in the box, at a zoom from which its features are drawn."""
    z = rng.choice([13, 14, 15, 16])
    lon, lat = rng.uniform(box[0], box[2]), rng.uniform(box[1], box[3])
    x = int((lon + 180) / 360 * 2**z)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z)
    return f"/tiles/{layer}/{z}/{x}/{y}.pbf"


def kinds(records: int, keys: tuple[int, int], box: Box) -> dict[str, Iterator[str]]:
    """For each kind of page an endless stream of addresses."""
    rng = random.Random(11)
    orders = ("number", "-number", "area", "-area", "region", "kind", "-village")

    def lists() -> Iterator[str]:
        while True:
            yield f"/records/{SLUG}/?" + rng.choice([
                f"sort={rng.choice(orders)}&page={rng.randint(1, records // 50)}",
                f"kind={rng.choice(['年度变更', '日常变更'])}&page={rng.randint(1, 200)}",
                f"year={rng.randint(2023, 2026)}&page={rng.randint(1, 300)}",
                f"q=BENCH{rng.randint(0, 999):04}"])

    def figures() -> Iterator[str]:
        while True:
            day = dt.date(2025, 1, 1) + dt.timedelta(days=rng.randint(0, 364))
            yield f"/figures/?year=2025&as_of={day}"

    def each(make) -> Iterator[str]:
        while True:
            yield make()

    return {
        "list": lists(),
        "record": each(lambda: f"/records/{SLUG}/{rng.randint(*keys)}/"),
        "figures": figures(),
        "tile of a layer": each(lambda: tile_path("dltb", box, rng)),
        "tile of the register": each(lambda: tile_path(SLUG, box, rng)),
    }


def percentile(sorted_ms: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank)."""
    return sorted_ms[max(0, math.ceil(share * len(sorted_ms)) - 1)]


def measure(address: str, paths: list[str], clients: int) -> list[float]:
    """Milliseconds of every path, asked by that many browsers at the same time; sorted."""
    def work(mine: list[str]) -> list[float]:
        client = Client(address)
        client.log_in()
        client.get(mine[0])
        return [client.get(path) for path in mine]

    with ThreadPoolExecutor(clients) as pool:
        parts = pool.map(work, [paths[i::clients] for i in range(clients)])
        return sorted(ms for part in parts for ms in part)


def serve(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The served office and its address; waits until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([str(YULIN), "office", "serve", "--home", str(home), "--port", str(port)],
                              stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).read()
            return server, address
        except OSError:
            time.sleep(0.1)
    server.terminate()
    raise RuntimeError("the office does not answer")


def main() -> int:
    """Print one line per kind of page and number of clients; exit code 1 when a p95 misses the target."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--records", type=int, default=100_000)
    words.add_argument("--requests", type=int, default=200)
    words.add_argument("--clients", type=int, nargs="+", default=[1, 4])
    words.add_argument("--home", type=Path, help="keep the home here and use it again")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="yulin-bench-") as scratch:
        home = (asked.home or Path(scratch) / "home").resolve()
        if not (home / "office.sqlite3").is_file():
            subprocess.run([str(YULIN), "demo", "--home", str(home), "--sample", f"{home}-sample"],
                           check=True, stdout=subprocess.DEVNULL)
        first, last, box = fill(home, asked.records)
        server, address = serve(home)
        missed = False
        try:
            print(f"{asked.records:,} records, {asked.requests} requests a line, "
                  f"{len(os.sched_getaffinity(0))} cores shared with the client")
            print(f"{'page':<22}{'clients':>8}{'p50 ms':>9}{'p95 ms':>9}{'slowest':>9}{'p95 ÷ 300 ms':>14}")
            for name, paths in kinds(asked.records, (first, last), box).items():
                for clients in asked.clients:
                    wanted = [urllib.parse.quote(next(paths), safe="/?&=") for _ in range(asked.requests)]
                    times = measure(address, wanted, clients)
                    p95 = percentile(times, 0.95)
                    missed |= p95 > TARGET_MS and clients == 1
                    print(f"{name:<22}{clients:>8}{percentile(times, 0.5):>9.1f}{p95:>9.1f}{times[-1]:>9.1f}"
                          f"{p95 / TARGET_MS:>14.2f}", flush=True)
        finally:
            server.terminate()
            server.wait(30)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
