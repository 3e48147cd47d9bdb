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
def district(sample_home: Path) -> Path:
    """A folder in which the demo has run: ``home`` and ``sample``."""
    return sample_home


def figures(folder: Path, *words: str) -> dict[str, Any]:
    done = yulin("figures", "--year", "2025", "--format", "json", "--home", "home", *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return {figure["code"]: figure for figure in json.loads(done.stdout)}


def test_every_published_figure_comes_out_of_the_records(district: Path) -> None:
    found = figures(district)
    assert {code: found[code]["value"] for code in PUBLISHED} == PUBLISHED


CONSOLIDATION = {
    "consolidation.projects": "43",
    "consolidation.scale": "38250.19",
    "consolidation.expected": "9929.59",
    "consolidation.investment": "12146.88",
    "consolidation.rate": "25.96",
    "consolidation.accepted": "13",
    "consolidation.new_farmland": "3667.00",
    "consolidation.disaster_rounds": "3",
    "consolidation.disaster": "22486.50",
    "consolidation.disaster_budget": "2100.31",
    "consolidation.disaster_reviewed": "1411.00",
    "consolidation.disaster_paid": "744.56",
    "consolidation.programme": "5",
    "consolidation.programme_scale": "68000.00",
    "consolidation.programme_new": "7600.00",
    "consolidation.programme_cost": "8076.00",
    "consolidation.high_standard": "22500.00",
    "consolidation.pilots": "3",
    "consolidation.pilot_scale": "266563.95",
    "consolidation.pilot_cost": "130500.00",
    "linked.projects": "17",
    "linked.demolished": "455.00",
    "linked.reclaimed": "446.78",
    "linked.sold": "355.00",
    "linked.price": "10650.0000",
    "offset.task": "1650.00",
    "offset.task_done": "3667.00",
    "offset.store_task": "4000.00",
    "transfer.provincial": "1293.57",
}
LEVELS = {"省级": (2, "7844.00", "2612.00", "1587.00"), "市级": (18, "25323.00", "4945.10", "7804.90"),
          "县级复垦": (4, "4325.00", "1614.30", "2717.07"), "县级开发": (19, "758.19", "758.19", "37.91")}


def test_the_year_of_consolidation_adds_up_level_by_level(district: Path) -> None:
    done = yulin("figures", "--year", "2024", "--format", "json", "--home", "home", cwd=district)
    found = {figure["code"]: figure["value"] for figure in json.loads(done.stdout)}
    assert {code: found[code] for code in CONSOLIDATION} == CONSOLIDATION
    rows = ledger(district / "sample" / "ledgers" / "补充耕地项目台账.xlsx")
    begun = [row for row in rows if row["项目备案号"].startswith("GD2024")]
    sums: dict[str, list[Any]] = {}
    for row in begun:
        level = row["项目级别"] + (row["项目类型"][2:] if row["项目级别"] == "县级" else "")
        one = sums.setdefault(level, [0, 0, 0, 0])
        for n, head in enumerate(("建设规模(亩)", "预计新增耕地(亩)", "总投资(万元)"), 1):
            one[n] += round(float(row[head]) * 100)
        one[0] += 1
    assert {k: (v[0], *(f"{n / 100:.2f}" for n in v[1:])) for k, v in sums.items()} == LEVELS


def ledger(path: Path) -> list[dict[str, Any]]:
    """A ledger's rows by head."""
    import openpyxl

    _title, heads, *rows = openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_books_of_2025_are_whole_and_give_the_published_balance(district: Path) -> None:
    done = yulin("books", "check", "--home", "home", "--format", "json", cwd=district)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["wrong"], found["transactions"] > 100) == ([], True)
    written = yulin("books", "ledgers", "--year", "2025", "-o", "seven.xlsx", "--home", "home", cwd=district)
    assert written.returncode == 0, written.stderr
    import openpyxl

    sheet = openpyxl.load_workbook(district / "seven.xlsx")["占补平衡台账"]
    rows = list(sheet.iter_rows(values_only=True))
    total = dict(zip(rows[1], rows[-1], strict=True))
    assert [str(total[head]) for head in ("补充耕地(亩)", "补充产能(公斤)", "实缴开垦费(万元)")] == [
        "338.12", "214203.9", "4059.6045"]


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
