"""Many reports through ``yulin audit``: reports a second, and peak memory at a thousand and at ten thousand.

Run: python bench/audit_batch.py [COUNT …]   (default: 1000 10000)
Targets: 50 reports a second on two cores, start within a second, memory that does not grow with the number of reports.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = 50
TOWNS = ("东关街道", "柳林镇", "石桥镇", "白河乡", "南岭镇", "三河镇")
PROSE = (
    "坚持问题导向，逐宗建立台账，明确责任单位和完成时限，实行销号管理，做到底数清、情况明、措施实。",
    "加强部门协同，压实属地责任，完善日常巡查、定期通报和联合督导的工作机制，推动整改落到实处。",
    "深入一线开展政策宣传，主动公开办理流程，畅通群众反映渠道，不断提高服务质量和办事效率。",
)
WORDS = ("批而未供土地", "闲置土地", "耕地恢复", "违法占地", "历史遗留矿山", "信访积案")


def report(seed: int, paragraphs: int) -> str:
    """A work report of about 280 × ``paragraphs`` characters, a number in about 30; every tenth has a wrong rate."""
    rng = random.Random(seed)
    lines = [f"青禾{seed}区自然资源局2025年工作报告"]
    for n in range(paragraphs):
        task = rng.randrange(2000, 90000)
        done = rng.randrange(1000, task)
        rate = round(done / task * 100, 2) + (3 if seed % 10 == 0 and n == 0 else 0)
        parts = [rng.randrange(5, 80) for _town in TOWNS[:3]]
        lines.append(
            f"（{n + 1}）{rng.choice(WORDS)}处置任务{task / 100}亩，全年完成{done / 100}亩，完成率{rate:.2f}%。其中，"
            + "、".join(f"{town}{part}宗" for town, part in zip(TOWNS, parts, strict=False))
            + f"，合计{sum(parts)}宗；较上年增加{rng.randrange(2, 40)}宗，投入资金{rng.randrange(100, 9000) / 10}万元。"
            + "".join(PROSE) + PROSE[n % 3]
        )
    return "\n".join(lines) + "\n"


def memory(pid: int) -> int:
    """Resident memory of a process and its children in kB."""
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdecimal():
            continue
        try:
            stat = Path(f"/proc/{name}/stat").read_text()
            parent = int(stat.rpartition(")")[2].split()[1])
            if int(name) == pid or parent == pid:
                status = Path(f"/proc/{name}/status").read_text()
                total += int(status.split("VmRSS:")[1].split()[0])
        except (OSError, IndexError, ValueError):
            continue
    return total


def run(folder: Path, out: Path) -> tuple[float, float]:
    """Seconds and peak MiB of one command over the folder."""
    command = [
        sys.executable,
        "-m",
        "yulin.cli.main",
        "audit",
        str(folder),
        "--format",
        "json",
        "-o",
        str(out),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    peak = 0
    over = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not over.wait(0.1):
            peak = max(peak, memory(process.pid))

    threading.Thread(target=watch, daemon=True).start()
    process.wait()
    seconds = time.perf_counter() - begun
    over.set()
    if process.returncode not in (0, 1):
        sys.exit(f"the command ended with {process.returncode}")
    return seconds, peak / 1024


def main() -> None:
    """Print the measures."""
    counts = [int(word) for word in sys.argv[1:]] or [1000, 10_000]
    with tempfile.TemporaryDirectory(prefix="yulin-bench-") as place:
        single = Path(place) / "one"
        single.mkdir()
        (single / "a.txt").write_text(report(1, 2), encoding="utf-8")
        seconds, _peak = run(single, Path(place) / "one.json")
        print(f"one short report, start included    {seconds:.2f} s        ÷ 1 s = {seconds:.2f}")
        peaks = []
        for count in counts:
            folder = Path(place) / str(count)
            folder.mkdir()
            size = 0
            for n in range(count):
                text = report(n, 16)
                size += len(text)
                (folder / f"{n:05}.txt").write_text(text, encoding="utf-8")
            out = Path(place) / f"{count}.json"
            seconds, peak = run(folder, out)
            peaks.append(peak)
            with out.open(encoding="utf-8") as file:
                said = json.load(file)["documents"] if count <= 1000 else None
            if said is not None:
                found = sum(any(f["level"] == "error" for f in d["findings"]) for d in said)
                print(f"of {count // 10} reports with a wrong rate {found} found")
            print(
                f"{count:>6} reports of {size // count} characters   {count / seconds:.0f} a second   ÷ {TARGET} = "
                f"{count / seconds / TARGET:.2f}   peak {peak:.0f} MiB (all processes)"
            )
        if len(peaks) > 1:
            print(f"peak memory at {counts[-1]} ÷ at {counts[0]} = {peaks[-1] / peaks[0]:.2f}")


if __name__ == "__main__":
    main()
