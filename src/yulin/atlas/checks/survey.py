"""The ledger's patch area against the survey area of the geometry.

Levelling (调平) to a control moves a patch by cents; more than that is another geometry or another formula.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from yulin.atlas.checks.base import Check, Skipped, Subject
from yulin.findings import Level
from yulin.i18n import gettext as _

CENTS_M2, SHARE = 0.10, 1e-4


def _run(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    gross = subject.schema.gross
    if not subject.has(gross):
        raise Skipped(_("没有面积字段"))
    stated, area = subject.dm2(str(gross)) / 100, subject.survey_m2
    with np.errstate(invalid="ignore"):
        wrong = np.abs(stated - area) > np.maximum(CENTS_M2, SHARE * area)
    for i in np.flatnonzero(wrong):
        yield ("warning", _("{field} 为 {stated:.2f} 平方米，椭球面积为 {area:.2f} 平方米，相差 {off:.2f}。").format(
            field=gross, stated=stated[i], area=area[i], off=stated[i] - area[i]), int(i), _("请核对图形或面积。"))


SURVEY = Check("area.survey", "图斑面积与椭球面积", _run)
