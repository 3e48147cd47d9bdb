"""All checks of a layer with the shape of each fault, so that it can be shown where it lies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.checks import CHECKS
from yulin.atlas.checks.base import Check, Skipped, Subject
from yulin.atlas.checks.base import Fault as Told
from yulin.atlas.version import Version
from yulin.atlas.window import read_table
from yulin.i18n import gettext as _

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
    table = read_table(version)
    shapes = shapely.from_wkb(table.column("geometry").to_numpy())
    subject = Subject(version.schema, version.gk, table.drop_columns(["geometry"]).to_pandas(), shapes,
                      atlas=atlas, day=version.id)
    found = []
    for number, check in enumerate(CHECKS):
        said(number, len(CHECKS), check.title)
        found.append(_run(check, subject))
    return len(shapes), found


def _run(check: Check, subject: Subject) -> Checked:
    counts = {"error": 0, "warning": 0, "note": 0}
    listed: list[Fault] = []
    skipped = ""
    try:
        for told in check.run(subject):
            level, message, feature, remedy, geometry = Told(*told)
            counts[level] += 1
            if len(listed) < MOST_LISTED:
                where = subject.where(feature) if feature >= 0 else ""
                place = subject.shapes[feature] if feature >= 0 else None
                listed.append(Fault(level, message, where, remedy, place if geometry is None else geometry))
    except Skipped as why:
        skipped = str(why)
    except shapely.errors.GEOSException as fault:
        skipped = _("图形运算失败（{reason}）").format(reason=str(fault).splitlines()[0])
    return Checked(check.id, check.title, counts["error"], counts["warning"], counts["note"], tuple(listed), skipped)
