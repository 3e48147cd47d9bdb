"""The whole year of a small sample district, as a user runs it: files → imports → figures → report → audit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

YULIN = Path(sys.executable).with_name("yulin")
PUBLISHED = {
    "batch.urban": "9",
    "batch.rural": "2",
    "batch.area": "903.83",
    "batch.key_projects": "29",
    "supply.parcels": "30",
    "supply.area": "1377.39",
    "supply.granted_parcels": "20",
    "supply.granted_area": "911.01",
    "supply.proceeds": "193810",
    "unsupplied.task": "1641.42",
    "unsupplied.done": "1778.64",
    "unsupplied.rate": "108.36",
    "idle.task": "57.96",
    "idle.done": "89.06",
    "idle.rate": "153.66",
    "forest.permanent_projects": "12",
    "forest.permanent_area": "199.43",
    "forest.temporary_projects": "3",
    "forest.temporary_area": "107.77",
    "offset.urban_batches": "8",
    "offset.rural_batches": "1",
    "offset.area": "338.12",
    "offset.capacity": "214203.9",
    "offset.projects": "12",
    "offset.fee": "4059.6045",
    "restoration.task": "240.00",
    "restoration.done": "228.42",
    "restoration.rate": "95.18",
    "signs.walls": "5",
    "signs.steles": "24",
    "quota.batches": "9",
    "quota.area": "60.19",
    "planning.reviewed": "3",
    "planning.congress": "1",
    "survey.patches": "669",
    "survey.area": "5987.29",
    "survey.daily_patches": "47",
    "survey.daily_area": "154.49",
    "demarcation.parcels": "76",
    "demarcation.area": "3116.51",
    "notices.pre": "40",
    "notices.survey": "40",
    "wildlife.total": "50",
    "wildlife.class_1": "0",
    "wildlife.class_2": "31",
    "wildlife.three_values": "12",
    "wildlife.unknown_code": "2",
    "wildlife.unclassified": "5",
    "inspections.count": "112",
    "legal.reviews": "18",
    "funeral.facilities": "4",
}


def yulin(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k not in ("YULIN_LANG", "YULIN_HOME")}
    command = [str(YULIN), *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo has run: ``home`` and ``sample``."""
    folder = tmp_path_factory.mktemp("district")
    done = yulin("demo", "--home", "home", "--sample", "sample", "--patches", "1500", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def figures(folder: Path, *words: str) -> dict[str, Any]:
    done = yulin("figures", "--year", "2025", "--format", "json", "--home", "home", *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return {figure["code"]: figure for figure in json.loads(done.stdout)}


def test_every_published_figure_comes_out_of_the_records(district: Path) -> None:
    found = figures(district)
    assert {code: found[code]["value"] for code in PUBLISHED} == PUBLISHED


def test_a_trace_lists_the_records_behind_a_figure(district: Path) -> None:
    words = ("supply.area", "--year", "2025", "--format", "json", "--home", "home")
    done = yulin("figures", "trace", *words, cwd=district)
    trace = json.loads(done.stdout)
    assert (trace["value"], trace["records"], len(trace["rows"])) == ("1377.39", 30, 30)


def test_the_published_report_holds_one_slip_and_the_made_one_none(district: Path) -> None:
    (published,) = (district / "sample" / "report").glob("*.docx")
    done = yulin("audit", published, "--format", "json", cwd=district)
    assert done.returncode == 1
    (document,) = json.loads(done.stdout)["documents"]
    errors = [(f["kind"], f["stated"], f["expected"]) for f in document["findings"] if f["level"] == "error"]
    assert errors == [("rate", "95.16", "95.18")]
    made = yulin("report", "make", "--year", "2025", "-o", "made.docx", "--home", "home", cwd=district)
    assert made.returncode == 0, made.stderr
    again = yulin("audit", "made.docx", "--format", "json", cwd=district)
    assert again.returncode == 0
    assert [f for f in json.loads(again.stdout)["documents"][0]["findings"] if f["level"] == "error"] == []


def test_the_journal_is_whole_and_a_second_load_changes_nothing(district: Path) -> None:
    first = yulin("office", "journal", "--home", "home", cwd=district).stdout
    again = yulin("office", "load", "sample/ledgers", "--home", "home", "--format", "json", cwd=district)
    assert again.returncode == 0, again.stderr
    receipts = json.loads(again.stdout)
    assert {(r["created"], r["changed"], r["left_out"]) for r in receipts} == {(0, 0, 0)}
    assert "日志链完整" in first
    assert yulin("office", "journal", "--home", "home", cwd=district).returncode == 0


def test_a_demo_keeps_its_hands_off_other_folders(district: Path) -> None:
    (district / "mine").mkdir()
    (district / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    done = yulin("demo", "--home", "mine", "--sample", "sample", "--patches", "1500", cwd=district)
    assert done.returncode == 2
    assert "已有数据且不是示例，不会覆盖" in done.stderr
    assert [p.name for p in (district / "mine").iterdir()] == ["notes.txt"]
