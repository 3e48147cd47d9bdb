"""All checks of a layer as the office keeps them: how many of each level, the first faults with their places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yulin.atlas.catalogue import Atlas
from yulin.atlas.checking import check_version
from yulin.atlas.checks import CHECKS
from yulin.atlas.checks.base import Check, Result, Subject
from yulin.atlas.version import Version

MOST_LISTED = 2000  # of one check
READING = "读取图层"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. where: the feature as a person would look it up; shape: in the stored plane, None for no place."""

    level: str
    message: str
    where: str
    remedy: str
    shape: Any | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check found. errors, warnings, notes: all of them; faults: the first; skipped: why it did not run."""

    id: str
    title: str
    errors: int
    warnings: int
    notes: int
    faults: tuple[Fault, ...]
    skipped: str


def examine(atlas: Atlas, version: Version, said: Callable[[int, int, str], None]) -> tuple[int, list[Checked]]:
    """Run every check on a version of ``atlas``; the number of features, and what each found.

    said(done, of, title) is called before each check.
    """
    said(0, len(CHECKS), READING)
    report = check_version(version.layer, version.id, atlas.home, said)
    return report.rows, [_listed(check, result, report.subject)
                         for check, result in zip(CHECKS, report.results, strict=True)]


def _listed(check: Check, result: Result, subject: Subject) -> Checked:
    """The result with its title as it is translated for whoever looks, and its first faults."""
    faults = tuple(Fault(f.level, f.message, subject.where(f.feature), f.remedy, subject.place(f))
                   for f in result.faults[:MOST_LISTED])
    errors, warnings, notes = (result.levels.get(level, 0) for level in ("error", "warning", "note"))
    return Checked(check.id, check.title, errors, warnings, notes, faults, result.skipped)
