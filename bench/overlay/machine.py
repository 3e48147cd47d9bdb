"""Where and when the numbers were taken, in words."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path


def machine() -> dict[str, str]:
    """Date, processor, cores, memory, load, Python and the state of the source."""
    cpu = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.processor())
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True,
                            cwd=Path(__file__).parent).stdout.strip()
    return {"date": datetime.now(UTC).strftime("%-d %B %Y, %H:%M UTC"), "cpu": cpu,
            "cores": str(len(os.sched_getaffinity(0))), "memory": f"{kilobytes / 2**20:.0f} GiB",
            "load": f"{os.getloadavg()[0]:.1f}", "python": platform.python_version(),
            "system": platform.platform(terse=True), "commit": commit}


def sentence(m: dict[str, str]) -> str:
    """The same in one line."""
    return (f"{m['date']}; {m['cores']} cores of {m['cpu']}, {m['memory']} of memory, load before the start "
            f"{m['load']}; Python {m['python']}, {m['system']}; commit {m['commit']}.")
