"""Many documents: order, refusals, a process that dies."""

from __future__ import annotations

import os
from pathlib import Path

from yulin.audit.batch import audit_many, documents_in
from yulin.audit.report import AuditReport

SLIP = "任务 240 亩，完成 228.42 亩，完成率 95.16%。"


def count(report: AuditReport) -> int:
    """How many errors a report has; a document of the name killer ends the process that reads it."""
    if "killer" in report.path:
        os._exit(3)
    return report.errors


def test_answers_come_in_order_and_one_killer_stops_nobody(tmp_path: Path) -> None:
    for n in range(30):
        name = "killer" if n == 7 else "slip"
        (tmp_path / f"{n:02}-{name}.txt").write_text(SLIP * n + "。", encoding="utf-8")
    (tmp_path / "12-empty.txt").write_text("", encoding="utf-8")
    answers = list(audit_many(documents_in([tmp_path]), count))
    assert [a.path.name[:2] for a in answers] == sorted([f"{n:02}" for n in range(30)] + ["12"])
    made = {a.path.name: a.made for a in answers}
    assert {name: n for name, n in made.items() if n is None} == {"07-killer.txt": None, "12-empty.txt": None}
    assert made["29-slip.txt"] == 29
    assert all(a.refused for a in answers if a.made is None)


def test_few_documents_are_read_here(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SLIP, encoding="utf-8")
    answers = list(audit_many([tmp_path / "a.txt", tmp_path / "none.txt"], count))
    assert [a.made for a in answers] == [1, None]
