"""What one of many people in the office does: reads lists, records, searches and the home page; 5% of it writes.

Run by ``bench/office.py`` under locust; ``BENCH_KEYS`` holds the first and last number of the register's records,
``BENCH_SESSIONS`` the file of their sessions.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

from locust import HttpUser, between, task

SLUG = "titles-change"
FIRST, LAST = (int(key) for key in os.environ.get("BENCH_KEYS", "1,1000").split(","))
SESSIONS = Path(os.environ["BENCH_SESSIONS"]).read_text("utf-8").split() if "BENCH_SESSIONS" in os.environ else []


class Clerk(HttpUser):
    """A person who opens a page every few seconds."""

    wait_time = between(3, 8)

    def on_start(self) -> None:
        """Take one of the sessions that were made beforehand."""
        self.client.cookies.set("sessionid", SESSIONS.pop() if SESSIONS else "")

    @task(30)
    def read_list(self) -> None:
        """A page of the list, in one of a few orders."""
        self.client.get(f"/records/{SLUG}/?sort={random.choice(['number', '-area', 'region'])}"
                        f"&page={random.randint(1, 400)}", name="list")

    @task(35)
    def read_record(self) -> None:
        """A record's page."""
        self.client.get(f"/records/{SLUG}/{random.randint(FIRST, LAST)}/", name="record")

    @task(20)
    def search(self) -> None:
        """A search over everything."""
        word = random.choice([f"BENCH{random.randint(0, 99999):05}", "建设占用", f"第{random.randint(1, 8)}村"])
        self.client.get(f"/search/?q={word}", name="search")

    @task(10)
    def home(self) -> None:
        """The first page."""
        self.client.get("/", name="home")

    @task(5)
    def write(self) -> None:
        """Change one field of a record through its form."""
        address = f"/records/{SLUG}/{random.randint(FIRST, LAST)}/edit/"
        page = self.client.get(address, name="form").text
        found = [re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("csrfmiddlewaretoken", "_edition")]
        if all(found):
            self.client.post(address, {"csrfmiddlewaretoken": found[0][1], "_edition": found[1][1],
                                       "cause": f"建设占用{random.randint(1, 10**6)}"},
                             headers={"Referer": self.host + address}, name="write")
