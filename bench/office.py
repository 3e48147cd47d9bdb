"""How the office bears up: a million records in one register, an import of ten thousand rows, two hundred people.

    .venv/bin/python bench/office.py [--records 1000000] [--requests 100] [--users 200] [--seconds 60] [--home DIR]

On SQLite; on PostgreSQL where ``YULIN_DATABASE_URL`` names an empty database. Makes a home with ``yulin demo``, adds
made-up records, and asks a served office over HTTP on this machine. Printed: p95 against the targets (list 300 ms,
record 150, search 200, form 300), seconds of preview and import (5 and 20), p95 with many people at once (500 ms).
Exit code 1 when one is missed. Times are of the machine at hand: leave it idle.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from pages import SLUG, YULIN, fill, measure, percentile, serve

TARGETS = {"list": 300.0, "record": 150.0, "search": 200.0, "search in the list": 300.0, "form": 300.0, "home": 500.0}


def paths(records: int, first: int, last: int) -> dict[str, Callable[[], str]]:
    """For each kind of page, a maker of addresses; none is asked twice if it can be helped."""
    rng = random.Random(5)
    words = ["建设占用", "第3村", "年度变更 第5村", "0103"]

    def word() -> str:
        return rng.choice([f"BENCH{rng.randint(0, records - 1):07}", f"{rng.randint(0, 99999):05}", *words])

    return {
        "list": lambda: f"/records/{SLUG}/?sort={rng.choice(['number', '-area', 'region', '-number'])}"
                        f"&page={rng.randint(1, 2000)}",
        "record": lambda: f"/records/{SLUG}/{rng.randint(first, last)}/",
        "search": lambda: f"/search/?q={word()}",
        "search in the list": lambda: f"/records/{SLUG}/?q=BENCH{rng.randint(0, records - 1):07}",
        "form": lambda: f"/records/{SLUG}/{rng.randint(first, last)}/edit/",
        "home": lambda: "/",
    }


def workbook(rows: int) -> bytes:
    """A ledger of ``rows`` new records of the register."""
    import openpyxl

    from yulin.office.accounts.models import Region

    towns = [region.name for region in Region.objects.all() if len(region.code) == 9]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("国土变更调查台账")
    from yulin.office.registers.declaration import register_of

    register = register_of(SLUG)
    names = [register.key, "region", "village", "area", "kind"]
    sheet.append([register.column(name).head() for name in names])
    stamp = time.time_ns() % 10**9
    for i in range(rows):
        sheet.append([f"IMP{stamp}-{i:05}", towns[i % len(towns)], f"第{i % 9}村", round(3 + i % 700 / 10, 2),
                      "年度变更"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def imported(rows: int) -> tuple[float, float, float]:
    """Seconds of the preview, of the import, and of undoing it."""
    from yulin.office.accounts.models import Person
    from yulin.office.registers.declaration import register_of
    from yulin.office.registers.taking import take
    from yulin.office.registers.undoing import undo
    from yulin.office.registers.workbook_in import read_ledger

    data, by = workbook(rows), Person.objects.get(username="bench")
    begin = time.perf_counter()
    preview = read_ledger(data, "import.xlsx", register_of(SLUG), by=by)
    shown = time.perf_counter()
    receipt = take(preview, by, "skip")
    taken = time.perf_counter()
    undo(receipt, by, "bench")
    return shown - begin, taken - shown, time.perf_counter() - taken


def sessions(count: int) -> list[str]:
    """That many people already logged in: their session cookies. The morning's logging in is not what is measured."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from yulin.office.accounts.models import Person

    person, keys = Person.objects.get(username="bench"), []
    for _ in range(count):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        keys.append(str(session.session_key))
    return keys


def crowd(address: str, users: int, seconds: int, keys: tuple[int, int]) -> tuple[float, int, int]:
    """Locust with that many people: p95 in ms of everything after logging in, requests, failures."""
    with tempfile.TemporaryDirectory(prefix="yulin-bench-") as folder:
        held = Path(folder) / "sessions"
        held.write_text("\n".join(sessions(users)), encoding="utf-8")
        subprocess.run(
            [str(YULIN.with_name("locust")), "-f", str(Path(__file__).with_name("office_users.py")), "--headless",
             "-u", str(users), "-r", str(max(users // 10, 1)), "-t", f"{seconds}s", "--host", address,
             "--csv", f"{folder}/run", "--only-summary", "--exit-code-on-error", "0"],
            check=True, env=os.environ | {"BENCH_KEYS": f"{keys[0]},{keys[1]}", "BENCH_SESSIONS": str(held)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        rows = list(csv.DictReader((Path(folder) / "run_stats.csv").open(encoding="utf-8")))
    for row in rows:
        print(f"  {row['Name']:<20}{row['Request Count']:>8} requests  p50 {float(row['50%']):>7.0f} ms"
              f"  p95 {float(row['95%']):>7.0f} ms  failed {row['Failure Count']}", flush=True)
    kinds = [row for row in rows if row["Name"] != "Aggregated"]
    worst = max(float(row["95%"]) for row in kinds)
    return worst, sum(int(row["Request Count"]) for row in kinds), sum(int(row["Failure Count"]) for row in kinds)


def main() -> int:
    """Print the figures; exit code 1 when a target is missed."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--records", type=int, default=1_000_000)
    words.add_argument("--requests", type=int, default=100)
    words.add_argument("--users", type=int, default=200)
    words.add_argument("--seconds", type=int, default=60)
    words.add_argument("--home", type=Path, help="keep the home here and use it again")
    asked = words.parse_args()
    missed = False
    with tempfile.TemporaryDirectory(prefix="yulin-bench-") as scratch:
        home = (asked.home or Path(scratch) / "home").resolve()
        if not home.is_dir():
            subprocess.run([str(YULIN), "demo", "--home", str(home), "--sample", f"{home}-sample", "--patches", "5000"],
                           check=True, stdout=subprocess.DEVNULL)
        first, last, _box = fill(home, asked.records)
        kind = "PostgreSQL" if os.environ.get("YULIN_DATABASE_URL") else "SQLite"
        print(f"{kind}, {asked.records:,} records in one register, {len(os.sched_getaffinity(0))} cores shared with "
              "the clients")
        seconds = imported(10_000)
        missed |= seconds[0] > 5 or seconds[1] > 20
        print(f"10,000 rows: preview {seconds[0]:.1f} s, import {seconds[1]:.1f} s, undone in {seconds[2]:.1f} s")
        server, address = serve(home)
        try:
            for name, make in paths(asked.records, first, last).items():
                wanted = [urllib.parse.quote(make(), safe="/?&=") for _ in range(asked.requests)]
                times = measure(address, wanted, 1)
                p95 = percentile(times, 0.95)
                missed |= p95 > TARGETS[name]
                print(f"{name:<20} p50 {percentile(times, 0.5):>8.1f} ms   p95 {p95:>8.1f} ms   target "
                      f"{TARGETS[name]:.0f} ms", flush=True)
            if asked.users:
                worst, count, failed = crowd(address, asked.users, asked.seconds, (first, last))
                missed |= worst > 500 or failed > 0
                print(f"{asked.users} people, {count} requests: slowest kind p95 {worst:.0f} ms (target 500), "
                      f"{failed} failed")
        finally:
            server.terminate()
            server.wait(30)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
