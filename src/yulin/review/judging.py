"""From areas to findings: the rules of law on what a parcel lies on, and what the layers themselves leave open."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from yulin.atlas.land_classes import RIDGE, is_arable
from yulin.atlas.schema import schema_of
from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.parameters import Law
from yulin.law.rules import occupation, offset
from yulin.law.verdict import Verdict
from yulin.quantities.area import area_to
from yulin.review.coverage import LayerCoverage
from yulin.review.profiles import Profile
from yulin.review.result import ReviewFinding, Severity, by_severity, m2

PADDY = "0101"


def judge(layers: dict[str, LayerCoverage], dm2: int, law: Law, profile: Profile) -> tuple[ReviewFinding, ...]:
    """The findings on one parcel of area ``dm2``; a layer that is not there is not judged here."""
    found: list[ReviewFinding] = []
    total = _m2(dm2)
    farmland, redline, boundary = (layers.get(n) for n in ("yjjbntbhtb", "stbhhx", "czkfbj"))
    patches = layers.get("dltb")
    if farmland is not None and farmland.covered_dm2 > 0:
        area = min(farmland.covered_dm2 - farmland.overlap_dm2, dm2)
        net = _net_arable(farmland)
        said = _ruled(occupation.PERMANENT_FARMLAND, area, lambda: occupation.permanent_farmland(
            occupation.Occupied(area_m2=_m2(area), total_m2=total), law))
        found.append(said if net == area else _with(
            said, _("扣除田坎后的耕地 {m2} 平方米。").format(m2=m2(net))))
    if redline is not None and redline.covered_dm2 > 0:
        area = min(redline.covered_dm2 - redline.overlap_dm2, dm2)
        found.append(_ruled(occupation.REDLINE, area, lambda: occupation.redline(
            occupation.Occupied(area_m2=_m2(area), total_m2=total), law)))
    if boundary is not None and boundary.uncovered_dm2 > 0:
        outside = boundary.uncovered_dm2
        found.append(_ruled(occupation.BOUNDARY, outside, lambda: occupation.boundary(
            occupation.Outside(area_m2=_m2(outside), total_m2=total, project_kind=profile.kind), law)))
    if patches is not None:
        found += _patches(patches, farmland, law)
    found += [_doubled(cover) for cover in layers.values() if cover.overlap_dm2 > 0]
    return by_severity(found)


def _patches(patches: LayerCoverage, farmland: LayerCoverage | None, law: Law) -> list[ReviewFinding]:
    found = []
    arable = _net_arable(patches)
    if arable > 0:
        paddy = sum(c.dm2 for c in patches.classes if c.code == PADDY)
        kept = min(_net_arable(farmland), arable) if farmland is not None else None
        facts = offset.FarmlandTaken(cultivated_m2=_m2(arable), paddy_m2=_m2(paddy),
                                     permanent_farmland_m2=None if kept is None else _m2(kept))
        found.append(_ruled(offset.REQUIRED, arable, lambda: offset.required(facts, law)))
    convertible = sum(c.dm2 for c in patches.classes if (c.code or "").endswith("K"))
    if convertible:
        found.append(ReviewFinding("dltb.convertible", "info", convertible,
                                   _("含可调整地类 {m2} 平方米，占补平衡时按当地审查口径另行核定。").format(
                                       m2=m2(convertible))))
    if patches.uncovered_dm2 > 0:
        found.append(ReviewFinding("dltb.uncovered", "major", patches.uncovered_dm2,
                                   _("有 {m2} 平方米不在地类图斑范围内，地类不明。").format(
                                       m2=m2(patches.uncovered_dm2))))
    return found


def _net_arable(cover: LayerCoverage) -> int:
    return sum(c.dm2 for c in cover.classes if c.code is not None and is_arable(c.code) and c.code != RIDGE)


def _doubled(cover: LayerCoverage) -> ReviewFinding:
    return ReviewFinding("layer.overlaps_itself", "major", cover.overlap_dm2,
                         _("图层“{layer}”在地块内自相重叠 {m2} 平方米，各类之和大于地块，请先检查该图层。").format(
                             layer=schema_of(cover.layer).words, m2=m2(cover.overlap_dm2)))


def _ruled(rule: str, dm2: int, ask: Callable[[], Verdict[Any]]) -> ReviewFinding:
    """A rule's verdict as a finding; where the law of the day is not on file, that is said."""
    try:
        verdict = ask()
    except Refusal as unknown:
        return ReviewFinding(rule, "info", dm2, _("涉及 {m2} 平方米，但未能判定：{why}").format(
            m2=m2(dm2), why=str(unknown)))
    severity: Severity = verdict.outputs.severity.value if verdict.outputs.severity is not None else "info"
    details = tuple(r for r in verdict.reasons if r != verdict.outputs.message)
    return ReviewFinding(rule, severity, dm2, verdict.outputs.message, verdict.citations, details)


def _with(finding: ReviewFinding, detail: str) -> ReviewFinding:
    return ReviewFinding(finding.rule, finding.severity, finding.dm2, finding.message, finding.citations,
                         (detail, *finding.details))


def _m2(dm2: int) -> Decimal:
    return area_to(dm2, "m²", 2)
