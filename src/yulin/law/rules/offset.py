"""耕地占补平衡 Farmland offset: what must be made good for the farmland that is taken.

Three independent quantities: area, paddy (水田) and standard grain capacity (产能); a surplus of one never
offsets another. Capacity (kg) = area (亩) × (16 − grade) × 100, grade 1 best, 15 worst.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yulin.i18n import gettext as _
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.rules.occupation import Severity, in_words
from yulin.law.verdict import Verdict
from yulin.quantities.area import area_from, area_to
from yulin.quantities.rounding import round_half_even

REQUIRED = "offset.required"
CITES = (
    "offset.duty", "offset.inside_plan_by", "offset.outside_plan_by", "offset.permanent_farmland_multiple",
    "offset.capacity_grade_base", "offset.capacity_per_grade",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmlandTaken:
    """The farmland a project takes, in m²; permanent farmland and paddy are parts of the cultivated area."""

    cultivated_m2: Decimal = fact("占用耕地（平方米）", needed=True)
    paddy_m2: Decimal | None = fact("其中水田（平方米）")
    permanent_farmland_m2: Decimal | None = fact("其中永久基本农田（平方米）")
    grade: Decimal | None = fact("平均质量等别（1至15）")
    inside_plan: bool | None = fact("是否在规划确定的建设用地范围内")


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetDuty:
    """What is owed. None is not known."""

    required: bool = fact("是否须补充耕地", needed=True)
    severity: Severity | None = fact("严重程度")
    area_m2: Decimal = fact("应补充耕地（平方米）", needed=True)
    paddy_m2: Decimal | None = fact("应补充水田（平方米）")
    capacity_kg: Decimal | None = fact("应补充产能（公斤）")
    responsible: str | None = fact("补充责任")
    fee_multiple: Decimal | None = fact("开垦费倍数")
    message: str = fact("说明", needed=True)


def required(facts: FarmlandTaken, law: Law) -> Verdict[OffsetDuty]:
    """占补平衡义务: area, paddy and capacity to be made good, who owes it, and the fee's multiple."""
    duty = law.value("offset.duty")
    if facts.cultivated_m2 <= 0:
        message = _("未占用耕地，无须补充耕地。")
        outcome = OffsetDuty(required=False, area_m2=Decimal("0.00"), message=message)
        return Verdict(REQUIRED, law.day, outcome, (duty,), (message,))
    used, missing = [duty], []
    area = area_from(facts.cultivated_m2, "m²")
    message = _("占用耕地{area}，须补充{norm}的耕地。").format(
        area=in_words(facts.cultivated_m2), norm=duty.amount())
    reasons = [message]
    responsible = capacity = multiple = None
    if facts.inside_plan is None:
        missing.append("inside_plan")
    else:
        by = law.value("offset.inside_plan_by" if facts.inside_plan else "offset.outside_plan_by")
        used.append(by)
        responsible = str(by.value)
        reasons.append(_("补充责任：{who}。").format(who=by.amount()))
    if facts.permanent_farmland_m2:
        by_multiple = law.value("offset.permanent_farmland_multiple")
        used.append(by_multiple)
        multiple = Decimal(str(by_multiple.value))
        reasons.append(_("其中永久基本农田{area}，开垦费按 {multiple} 倍。").format(
            area=in_words(facts.permanent_farmland_m2), multiple=multiple))
    if facts.grade is None:
        missing.append("grade")
    else:
        base, each = law.value("offset.capacity_grade_base"), law.value("offset.capacity_per_grade")
        used += [base, each]
        mu = Fraction(area) / Fraction(200_000, 3)
        exact = mu * (Fraction(base.value) - Fraction(facts.grade)) * Fraction(each.value)
        capacity = round_half_even(max(exact, Fraction(0)), 1)
        reasons.append(_("按平均质量等别 {grade} 计，应补充产能 {capacity} 公斤。").format(
            grade=facts.grade, capacity=capacity))
    if facts.paddy_m2 is None:
        missing.append("paddy_m2")
    paddy = None if facts.paddy_m2 is None else area_to(area_from(facts.paddy_m2, "m²"), "m²", 2)
    outcome = OffsetDuty(
        required=True, severity=Severity.INFO, area_m2=area_to(area, "m²", 2), paddy_m2=paddy,
        capacity_kg=capacity, responsible=responsible, fee_multiple=multiple, message=message)
    return Verdict(REQUIRED, law.day, outcome, tuple(used), tuple(reasons), tuple(missing))
