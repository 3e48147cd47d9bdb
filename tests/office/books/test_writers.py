"""Writers beside each other on one pool, on SQLite and on PostgreSQL: none lost, none doubled, nothing negative.

The measured runs are ``bench/books.py``; here it runs small.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[3] / "bench" / "books.py"


@pytest.mark.parametrize(("kind", "writers", "attempts"), [("sqlite", 2, 60), ("postgresql", 3, 60)])
def test_writers_on_one_pool(kind: str, writers: int, attempts: int) -> None:
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("YULIN_", "DJANGO_"))}
    done = subprocess.run([sys.executable, BENCH, "--only", kind, "--writers", str(writers), "--attempts",
                           str(attempts)], env=surroundings, capture_output=True, text=True, check=False)
    if "skipped" in done.stdout:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, done.stderr
    found = re.search(r"posted (\d+) .* refused short (\d+), busy (\d+), lost (\d+), doubled (\d+), "
                      r"lowest balance (\d+), books: (\w+)", done.stdout)
    assert found, done.stdout
    posted, short, busy, lost, doubled, _lowest, books = found.groups()
    assert int(posted) + int(short) + int(busy) == attempts // writers * writers
    assert (lost, doubled, books) == ("0", "0", "whole")
