"""Random pairs of polygons against GEOS, by the property test of the suite with more examples.

    .venv/bin/python bench/overlay_pairs.py [--pairs 100000]

Prints how many pairs were tried (those whose boxes meet), how many had common ground, how many the rational sum had to
judge because GEOS and the kernel differed by more than the bound, and the largest difference from whoever judged.
"""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEST = Path(__file__).parents[1] / "tests" / "atlas" / "test_overlay_pairs.py"
MEETING = 0.6  # so many of the pairs that are drawn have boxes that meet


def main() -> None:
    """Run the test and print what it tried; exit 1 when a pair differs beyond the bound."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--pairs", type=int, default=100_000)
    pairs = ask.parse_args().pairs
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.txt"
        surroundings = os.environ | {"YULIN_PAIRS": str(int(pairs / MEETING)), "YULIN_PAIRS_SAID": str(said)}
        done = subprocess.run([sys.executable, "-m", "pytest", str(TEST), "-q", "-x", "-p", "no:cacheprovider",
                               "--hypothesis-seed", str(time.time_ns() % 2**32)],
                              env=surroundings, check=False)
        tried = ast.literal_eval(said.read_text("utf-8"))
    print(f"{tried['pairs']:,.0f} pairs whose boxes meet, {tried['with_ground']:,.0f} with common ground, "
          f"{tried['judged']:,.0f} judged by the rational sum, largest difference {tried['worst_m2']:.1e} m², "
          f"{time.perf_counter() - begin:.0f} s")
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
