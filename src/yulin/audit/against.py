"""Held against the office's own records (与台账核对): each number of a report that names one of the year's figures.

A number is a figure where unit, year and class (task, rate, amount) agree, the name of the one covers the name of the
other, and no other figure fits as well. Tolerance: half the last digit written in the report, and of the figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yulin.audit.elsewhere import KnownFigure
from yulin.audit.identity import identity_of
from yulin.audit.places import sentence_start
from yulin.audit.relations.making import restated
from yulin.audit.report import AuditReport, Quantity, Relation, plain
from yulin.audit.topics import TOWN, core, covered, measured_in, stands, topics_of
from yulin.audit.units import Unit, unit_named
from yulin.findings import Refusal
from yulin.i18n import gettext as _

_LIKELY, _CERTAIN = 0.75, 0.95
_SUB = re.compile(f"其中|{TOWN.pattern}")


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a figure, ready to be compared."""

    figure: KnownFigure
    unit: Unit
    what: str
    core: str


def hold_against(report: AuditReport, figures: Sequence[KnownFigure], year: int) -> int:
    """Hold the report's numbers of ``year`` against the figures; returns how many numbers were recognised.

    Those that agree are listed under checked, those that differ under findings, each with its figure.
    """
    names = [name for figure in figures for name in _names(figure)]
    topics = topics_of(report.quantities)
    made: list[Relation] = []
    for q in report.quantities:
        found = _figure_of(q, topics.get(q.number, ""), names, year, report.text)
        if found is None:
            continue
        figure, unit, fit = found
        value = Fraction(figure.value) * unit.factor
        decimals = -int(figure.value.as_tuple().exponent)
        own = Fraction(0) if decimals <= 0 else unit.factor / Fraction(10**decimals) / 2
        same = abs(q.base - value) <= q.slack + (own if not q.exact or decimals > 0 else 0)
        if same or q.hedge is None:
            made.append(_tell(q, figure, value, own, same, fit))
    report.take(made)
    return len(made)


def year_to_hold(report: AuditReport, regions: Sequence[str]) -> int:
    """The year whose figures the report is held against. Refusal, said in one sentence, where it cannot be told.

    regions: the names of the office's own region; a report of another one is not held against these records.
    """
    identity = identity_of(report.text)
    if identity.year is None:
        raise Refusal(_("标题未注明年度，未与台账核对。"))
    if identity.region and regions and not any(identity.region.endswith(r) for r in regions):
        raise Refusal(_("文中说的是{region}，不是本单位辖区，未与台账核对。").format(region=identity.region))
    return identity.year


def _names(figure: KnownFigure) -> list[_Name]:
    if not figure.unit:
        return []
    # an unknown count word is a count word all the same
    unit = unit_named(figure.unit) or Unit(figure.unit, "count", Fraction(1), True, figure.unit)
    what = "rate" if unit.dimension == "percent" else "task" if "任务" in figure.title else "amount"
    return [_Name(figure, unit, what, core(phrase)) for phrase in dict.fromkeys(figure.phrases or (figure.title,))]


def _figure_of(q: Quantity, topic: str, names: Sequence[_Name], year: int,
               text: str) -> tuple[KnownFigure, Unit, float] | None:
    """The figure that the number states, its unit, and how well the names agree; None where none or several fit."""
    what = stands(q)
    if not what or not topic or (q.period or str(year)) not in (str(year), f"{year}E") or what in ("share", "average"):
        return None
    own = core(topic)
    fits: dict[str, tuple[float, _Name]] = {}
    for name in names:
        if name.what != what or measured_in(name.unit) != measured_in(q.unit) and not _plain_count(name.unit, q):
            continue
        fit = min(covered(name.core, own), covered(own, name.core))
        code = name.figure.code
        if fit >= _LIKELY and (code not in fits or fits[code][0] < fit):
            fits[code] = (fit, name)
    if not fits:
        return None
    best = max(fits.values(), key=lambda pair: pair[0])
    if sum(fit == best[0] for fit, _name in fits.values()) > 1 or best[0] < 1 and _part(text, q):
        return None
    return best[1].figure, best[1].unit, best[0]


def _plain_count(unit: Unit, q: Quantity) -> bool:
    """个 stands for any count word."""
    return unit.dimension == q.dimension == "count" and "个" in (unit.written, q.unit.written)


def _part(text: str, q: Quantity) -> bool:
    """Is the number one of a part (其中, a town's)?"""
    return bool(_SUB.search(text[sentence_start(text, q.start):q.start]))


def _tell(q: Quantity, figure: KnownFigure, value: Fraction, own: Fraction, same: bool, fit: float) -> Relation:
    known = f"{plain(figure.value)}{figure.unit}"
    if same:
        message = _("与台账指标“{title}”（{code}）{known} 一致").format(
            title=figure.title, code=figure.code, known=known)
    else:
        message = _("台账指标“{title}”（{code}）为 {known}，文中为 {mine}").format(
            title=figure.title, code=figure.code, known=known, mine=q.amount)
    return restated("against_records", q, value, q.slack + own, figure.code, message,
                    None if same else "error" if fit >= _CERTAIN else "warning", figure=figure)
