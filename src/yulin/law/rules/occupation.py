"""占用控制线 Occupation of protected land: permanent farmland, the redline, land outside the boundary.

Each rule takes the area that lies on the protected land (m², survey area) and gives a finding: a severity, a
sentence, its citations. Severity None means nothing was found. A finding is an indication; the officer
decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.verdict import Verdict
from yulin.quantities.area import area_from, area_to
from yulin.quantities.rates import rate

PERMANENT_FARMLAND = "permanent_farmland.occupied"
PERMANENT_FARMLAND_CITES = ("permanent_farmland.occupation_by", "permanent_farmland.topsoil")
REDLINE = "redline.occupied"
REDLINE_CITES = ("redline.occupation",)
BOUNDARY = "boundary.outside"
BOUNDARY_CITES = ("boundary.construction",)


class Severity(Code):
    """严重程度 How grave a finding is."""

    CRITICAL = "critical", "严重"
    MAJOR = "major", "重要"
    INFO = "info", "提示"


class BatchKind(Code):
    """批次类型 The kind of dossier a project goes in."""

    URBAN = "urban", "城市批次"
    RURAL = "rural", "乡村批次"
    SINGLE = "single", "单独选址"
    LINKED = "linked", "增减挂钩批次"
    TRACT = "tract", "成片开发批次"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupied:
    """What lies on the protected land. Areas in m²."""

    area_m2: Decimal = fact("占用面积（平方米）", needed=True)
    total_m2: Decimal | None = fact("项目总面积（平方米）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What lies outside the urban development boundary. Areas in m²."""

    area_m2: Decimal = fact("边界外面积（平方米）", needed=True)
    total_m2: Decimal | None = fact("项目总面积（平方米）")
    project_kind: BatchKind | None = fact("批次类型")


@dataclass(frozen=True, slots=True, kw_only=True)
class OccupationFinding:
    """The finding. Area in m² to 0.01; the share in percent of the project."""

    found: bool = fact("是否占用", needed=True)
    severity: Severity | None = fact("严重程度")
    area_m2: Decimal = fact("面积（平方米）", needed=True)
    share: Decimal | None = fact("占项目面积的比例（%）")
    message: str = fact("说明", needed=True)


def permanent_farmland(facts: Occupied, law: Law) -> Verdict[OccupationFinding]:
    """占用永久基本农田: critical; only the State Council may approve it."""
    by, topsoil = (law.value(code) for code in PERMANENT_FARMLAND_CITES)
    message = _("未占用永久基本农田。")
    if facts.area_m2 > 0:
        message = _("占用永久基本农田{area}，转用、征收须经{authority}批准。").format(
            area=in_words(facts.area_m2), authority=by.amount())
    outcome = _finding(facts.area_m2, facts.total_m2, Severity.CRITICAL, message)
    if not outcome.found:
        return Verdict(PERMANENT_FARMLAND, law.day, outcome, (by,), (message,))
    reasons = (message, _("占用的耕作层土壤须{it}。").format(it=topsoil.amount()))
    return Verdict(PERMANENT_FARMLAND, law.day, outcome, (by, topsoil), reasons)


def redline(facts: Occupied, law: Law) -> Verdict[OccupationFinding]:
    """占用生态保护红线: critical; only listed limited activities and national projects may be there."""
    norm = law.value(REDLINE_CITES[0])
    message = _("未占用生态保护红线。")
    if facts.area_m2 > 0:
        message = _("占用生态保护红线{area}，红线内{norm}；须说明属于有限人为活动或国家重大项目。").format(
            area=in_words(facts.area_m2), norm=norm.amount())
    outcome = _finding(facts.area_m2, facts.total_m2, Severity.CRITICAL, message)
    return Verdict(REDLINE, law.day, outcome, (norm,), (message,))


def boundary(facts: Outside, law: Law) -> Verdict[OccupationFinding]:
    """城镇开发边界外: major for an urban batch or a tract development, which belong inside; else info."""
    norm = law.value(BOUNDARY_CITES[0])
    inside_only = facts.project_kind in (BatchKind.URBAN, BatchKind.TRACT)
    if facts.area_m2 <= 0:
        message = _("全部位于城镇开发边界内。")
    elif inside_only and facts.project_kind is not None:
        message = _("位于城镇开发边界外{area}，而{kind}应在边界内选址。").format(
            area=in_words(facts.area_m2), kind=facts.project_kind.label)
    else:
        message = _("位于城镇开发边界外{area}，须说明选址依据。").format(area=in_words(facts.area_m2))
    missing = ("project_kind",) if facts.area_m2 > 0 and facts.project_kind is None else ()
    severity = Severity.MAJOR if inside_only else Severity.INFO
    outcome = _finding(facts.area_m2, facts.total_m2, severity, message)
    return Verdict(BOUNDARY, law.day, outcome, (norm,), (message,), missing)


def in_words(area_m2: Decimal) -> str:
    """An area as it is written: ``123.45 平方米（0.19 亩）``, rounded half to even from the m² given."""
    dm2 = area_from(area_m2, "m²")
    return _(" {m2} 平方米（{mu} 亩）").format(m2=area_to(dm2, "m²", 2), mu=area_to(dm2, "亩", 2))


def _finding(
    area_m2: Decimal, total_m2: Decimal | None, severity: Severity, message: str,
) -> OccupationFinding:
    found = area_m2 > 0
    return OccupationFinding(
        found=found, severity=severity if found else None, area_m2=area_to(area_from(area_m2, "m²"), "m²", 2),
        share=rate(area_m2, total_m2), message=message)
