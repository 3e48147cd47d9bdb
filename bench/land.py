"""How long the land registers take with 20,000 dossiers and 100,000 supplies.

    .venv/bin/python bench/land.py [--supplies 100000] [--batches 20000] [--home DIR] [--repeat 40]

Fills a home (SQLite, or PostgreSQL where ``YULIN_DATABASE_URL`` names one) with made-up dossiers and supplies that
have parcels and dates, then asks in this process, as the pages do: the list of supplies with filters (p95), one life
(p95), every clock of every register anew (the night's work), the figures of a year, and what is unsupplied. Printed:
milliseconds or seconds against the target.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

YULIN = Path(sys.executable).with_name("yulin")
CHUNK = 2000
TODAY = dt.date(2026, 3, 31)
EPSG, X, Y = 4526, 38_480_000, 3_960_000
STEP = 130  # metres between supplies; a batch is a row of five


def fill(batches: int, supplies: int) -> None:
    """Make the dossiers and supplies, where they are not there yet."""
    import numpy as np
    import shapely

    from yulin.geodesy.crs import gk_from_epsg, to_lonlat
    from yulin.geodesy.survey_area import survey_areas_dm2
    from yulin.office.registers import search_index
    from yulin.office.registers.declaration import REGISTERS

    batch_model, supply_model = REGISTERS["land.batch"].model, REGISTERS["land.supply"].model
    if supply_model.objects.count() >= supplies:
        return
    rng = np.random.default_rng(5)
    side = int(np.ceil(np.sqrt(batches)))

    def parcels(n: int, each: Callable[[int], tuple[float, float, float]]) -> list[dict[str, Any]]:
        corner = np.array([each(i) for i in range(n)])
        shapes = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + corner[:, 2], corner[:, 1] + 100)
        west, south = to_lonlat(corner[:, 0], corner[:, 1], EPSG)
        east, north = to_lonlat(corner[:, 0] + corner[:, 2], corner[:, 1] + 100, EPSG)
        areas, wkb = survey_areas_dm2(shapes, gk_from_epsg(EPSG)), shapely.to_wkb(shapes)
        return [{"parcel_wkb": wkb[i], "parcel_epsg": EPSG, "parcel_area": int(areas[i]),
                 "parcel_west": west[i],
                 "parcel_south": south[i], "parcel_east": east[i],
                 "parcel_north": north[i]} for i in range(n)]

    def day(first: dt.date, span: int) -> dt.date:
        return first + dt.timedelta(days=int(rng.integers(0, span)))

    def corner_of(b: int) -> tuple[float, float]:
        return X + (b % side) * (5 * STEP + 40), Y + (b // side) * 150

    for begin in range(0, batches, CHUNK):
        n = min(CHUNK, batches - begin)
        placed = parcels(n, lambda i, b=begin: (*corner_of(b + i), 5.0 * STEP))
        made = []
        for i in range(n):
            submitted = day(dt.date(2015, 1, 1), 3600)
            approved = submitted + dt.timedelta(days=60)
            made.append(batch_model(
                name=f"压测批次{begin + i:06}", kind="城市批次", region=f"99010200{1 + (begin + i) % 8}",
                area=placed[i]["parcel_area"], agricultural=placed[i]["parcel_area"], construction=0,
                unused=0,
                submitted_on=submitted, approved_on=approved if rng.random() < 0.9 else None,
                announced_on=approved + dt.timedelta(days=9) if rng.random() < 0.8 else None, **placed[i]))
        _store(batch_model, made, search_index)
    keys = list(batch_model.objects.filter(name__startswith="压测").order_by("name").values_list("pk",
        flat=True))
    for begin in range(0, supplies, CHUNK):
        n = min(CHUNK, supplies - begin)
        placed = parcels(n, lambda i, b=begin: (corner_of((b + i) // 5 % batches)[0] + (b + i) % 5 * STEP,
                                                corner_of((b + i) // 5 % batches)[1], 100.0))
        made = []
        for i in range(n):
            signed = day(dt.date(2016, 1, 1), 3600)
            start = signed + dt.timedelta(days=300)
            made.append(supply_model(
                number=f"990102{signed.year}B{begin + i:06}", project=f"压测项目{begin + i}",
                mode="挂牌出让",
                region=f"99010200{1 + (begin + i) % 8}", use="工业用地", area=placed[i]["parcel_area"],
                batch_id=keys[(begin + i) // 5 % len(keys)], conditions="规条", price=5_000_000_00,
                paid=5_000_000_00,
                scheme_on=signed, contracted_on=signed, agreed_start=start, delivered_on=signed,
                started_on=start if rng.random() < 0.9 else None,
                agreed_completion=start + dt.timedelta(days=700),
                completed_on=start + dt.timedelta(days=650) if rng.random() < 0.7 else None, **placed[i]))
        _store(supply_model, made, search_index)


def _store(model: Any, made: list[Any], index: Any) -> None:
    for record in made:
        record.haystack = record.search_text()
    model.objects.bulk_create(made, batch_size=500)
    index.add(made)


def p95(run: Callable[[int], Any], repeat: int) -> float:
    """The 95th percentile of the milliseconds that ``run(i)`` takes."""
    run(0)
    taken = []
    for i in range(repeat):
        begin = time.perf_counter()
        run(i)
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def once(run: Callable[[], Any]) -> float:
    """Seconds that one run takes."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def main() -> None:
    """Fill, ask, print."""
    asked = argparse.ArgumentParser(description=__doc__,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--supplies", type=int, default=100_000)
    asked.add_argument("--batches", type=int, default=20_000)
    asked.add_argument("--repeat", type=int, default=40)
    asked.add_argument("--home", type=Path)
    given = asked.parse_args()
    home = given.home or Path(tempfile.mkdtemp(prefix="yulin-bench-land-"))
    os.environ["YULIN_HOME"] = str(home)
    subprocess.run([YULIN, "office", "init", "--home", str(home)], check=True, stdout=subprocess.DEVNULL)
    from yulin.office.start import open_office

    open_office(home)
    from django.db import connection

    from yulin.office.accounts.models import Person, Region
    from yulin.office.figures.values import Scope, figures_of
    from yulin.office.land.life import life_of
    from yulin.office.land.stock import stock
    from yulin.office.registers import lists
    from yulin.office.registers.declaration import REGISTERS
    from yulin.office.registers.duties import watches

    if not Region.objects.exists():
        Region.objects.bulk_create([Region(code="990102", name="青禾区")] + [
            Region(code=f"99010200{n}", name=f"第{n}镇") for n in range(1, 9)])
    person = Person.objects.filter(username="bench").first() or Person.objects.create(
        username="bench", role="section_head", region="990102")
    taken = once(lambda: fill(given.batches, given.supplies))
    print(f"{connection.vendor}: {given.batches} dossiers, {given.supplies} supplies (filled in {taken:.0f} s)")
    register = REGISTERS["land.supply"]
    scope = Scope(2025, "", TODAY)
    questions = [{"q": "压测项目9"}, {"stage": "started"}, {"clock": "0-late"}, {"mode": "挂牌出让",
        "sort": "-area"},
                 {"on": "contracted"}, {"parcel": "yes"}]

    def ask(i: int) -> None:
        question = lists.read_question(register, questions[i % len(questions)])
        found = lists.found_records(register, person, scope, question)
        found.count()
        lists.page_of(register, found, question, 1 + i % 3)

    picked = list(register.model.objects.order_by("pk")[:: max(1, given.supplies // given.repeat)])
    lines = (
        ("list with filters, p95", p95(ask, given.repeat), "ms", 300.0),
        ("one parcel's life, p95", p95(lambda i: life_of(person, picked[i % len(picked)], TODAY),
                                       given.repeat), "ms", 150.0),
        ("every clock anew", once(lambda: watches(person, scope)), "s", 60.0),
        ("figures of a year", once(lambda: figures_of(scope)), "s", 1.0),
        ("unsupplied land derived", once(lambda: stock(person, scope)), "s", 5.0),
    )
    for title, value, unit, target in lines:
        print(f"{title:28} {value:10.1f} {unit:3} target {target:g} {unit}: {'ok' if value <= target else 'missed'}")


if __name__ == "__main__":
    main()
