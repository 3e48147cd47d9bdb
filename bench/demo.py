"""Time and peak memory of ``yulin demo``: a district made as files, imported, reviewed, reported and audited.

    .venv/bin/python bench/demo.py [PATCHES …]        (default 20000 200000)

Each size runs as a fresh process in an empty folder. Memory is the largest resident set of any one process of
the run (rusage of the waited-for child). The targets hold for 20,000 patches on two cores: 60 s, 1.5 GiB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

YULIN = Path(sys.executable).with_name("yulin")
TARGET_SECONDS, TARGET_GIB = 60.0, 1.5


def measure(patches: int) -> tuple[float, float, int]:
    """Seconds, peak GiB and exit code of one demo of that size."""
    with tempfile.TemporaryDirectory(prefix="yulin-bench-") as folder:
        command = [str(YULIN), "demo", "--home", f"{folder}/home", "--sample", f"{folder}/sample",
                   "--patches", str(patches)]
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        return seconds, usage.ru_maxrss / 2**20, process.returncode


def main() -> int:
    """Print one line per size; the exit code is 1 when a demo failed."""
    sizes = [int(word) for word in sys.argv[1:]] or [20_000, 200_000]
    cores = len(os.sched_getaffinity(0))
    print(f"{'patches':>9} {'seconds':>9} {'÷ 60 s':>7} {'peak GiB':>9} {'÷ 1.5 GiB':>10}  on {cores} cores")
    failed = False
    for patches in sizes:
        seconds, peak, code = measure(patches)
        failed |= code != 0
        ending = "" if code == 0 else f"  exit {code}"
        print(f"{patches:>9,} {seconds:>9.1f} {seconds / TARGET_SECONDS:>7.2f} {peak:>9.2f} "
              f"{peak / TARGET_GIB:>10.2f}{ending}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
