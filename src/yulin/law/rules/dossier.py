"""报批卷宗 The hard gates of a dossier for conversion and expropriation, each answered yes, no or not known.

Sums and nesting of the areas; the offset number where cultivated land is taken (a dossier of 增减挂钩 makes its own
good by the building land it brings back); the forest consent where forest land is; unlawful use dealt with first;
survey and change survey agreeing; as many pre-notices as survey notices; from 2027-01-01 no dossier of an area that
was ordered to correct itself.

Source: 土地管理法 arts. 30, 44, 46; 森林法实施条例 art. 16; 耕地保护和质量提升法 art. 61; provincial review standards.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yulin.i18n import gettext as _
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.verdict import Verdict

GATES = "dossier.gates"
CITES = ("offset.duty", "dossier.forest_consent", "dossier.unlawful_use", "survey.difference_share",
         "dossier.notices", "dossier.supervision_stop", "dossier.area_sums")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One dossier. Areas in hectares (公顷); parts of a whole must not exceed it."""

    total_ha: Decimal | None = fact("总面积（公顷）")
    agricultural_ha: Decimal | None = fact("农用地（公顷）")
    construction_ha: Decimal | None = fact("建设用地（公顷）")
    unused_ha: Decimal | None = fact("未利用地（公顷）")
    cultivated_ha: Decimal | None = fact("耕地（公顷）")
    paddy_ha: Decimal | None = fact("水田（公顷）")
    permanent_farmland_ha: Decimal | None = fact("永久基本农田（公顷）")
    forest_ha: Decimal | None = fact("林地（公顷）")
    offset_number: str | None = fact("占补平衡挂钩编号")
    increase_decrease: bool | None = fact("是否城乡建设用地增减挂钩")
    forest_consent: str | None = fact("使用林地审核同意书文号")
    unlawful_use: bool | None = fact("是否存在违法用地")
    unlawful_use_settled: bool | None = fact("违法用地是否已查处到位")
    surveyed_ha: Decimal | None = fact("勘测定界面积（公顷）")
    change_survey_ha: Decimal | None = fact("变更调查套合面积（公顷）")
    pre_notices: int | None = fact("预公告份数")
    survey_notices: int | None = fact("现状调查公告份数")
    correction_ordered: bool | None = fact("所在地区是否处于督察责令限期整改期间")


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierGates:
    """Each gate: true met, false not met, null not known."""

    may_submit: bool | None = fact("是否可以上报")
    unmet: int = fact("未满足的关口数", needed=True)
    sums_agree: bool | None = fact("地类之和是否等于总面积")
    nested: bool | None = fact("其中项是否不超过上级项")
    offset_linked: bool | None = fact("占补是否已挂钩")
    forest_consented: bool | None = fact("林地手续是否具备")
    unlawful_settled: bool | None = fact("违法用地是否已处理")
    survey_agrees: bool | None = fact("勘测与变更调查面积差是否在允许之内")
    survey_difference: Decimal | None = fact("勘测与变更调查面积差（%）")
    notices_reconcile: bool | None = fact("预公告与现状调查公告份数是否一致")
    not_stopped: bool | None = fact("是否不在责令整改期间")


def gates(facts: Dossier, law: Law) -> Verdict[DossierGates]:
    """报批关口: may be submitted when every gate is met; one not met says no, else one unknown says unknown."""
    difference, survey = _survey(facts, law)
    answers: dict[str, bool | None] = {
        "sums_agree": _sums(facts), "nested": _nested(facts),
        "offset_linked": facts.increase_decrease or _needs(facts.cultivated_ha, facts.offset_number),
        "forest_consented": _needs(facts.forest_ha, facts.forest_consent),
        "unlawful_settled": _unlawful(facts), "survey_agrees": survey,
        "notices_reconcile": (None if facts.pre_notices is None or facts.survey_notices is None
                              else facts.pre_notices == facts.survey_notices),
        "not_stopped": _not_stopped(facts, law),
    }
    codes = {"sums_agree": "dossier.area_sums", "nested": "dossier.area_sums", "offset_linked": "offset.duty",
             "forest_consented": "dossier.forest_consent", "unlawful_settled": "dossier.unlawful_use",
             "survey_agrees": "survey.difference_share", "notices_reconcile": "dossier.notices",
             "not_stopped": "dossier.supervision_stop"}
    titles = {f.name: f.metadata["title"] for f in DossierGates.__dataclass_fields__.values()}
    used = tuple(dict.fromkeys(law.value(code) for code in codes.values() if law.holds(code)))
    reasons = [(_("{title}：未知。") if answer is None else _("{title}：否。")).format(title=_(titles[name]))
               for name, answer in answers.items() if answer is not True]
    values = list(answers.values())
    may = False if False in values else None if None in values else True
    reasons.append(_("关口全部满足，可以上报。") if may else _("有关口未知，不能据此上报。") if may is None else
                   _("有关口未满足，不得上报。"))
    missing = tuple(name for name, answer in answers.items() if answer is None)
    outcome = DossierGates(may_submit=may, unmet=values.count(False), survey_difference=difference, **answers)
    return Verdict(GATES, law.day, outcome, used, tuple(reasons), missing)


def _sums(facts: Dossier) -> bool | None:
    if (facts.total_ha is None or facts.agricultural_ha is None or facts.construction_ha is None
            or facts.unused_ha is None):
        return None
    return facts.agricultural_ha + facts.construction_ha + facts.unused_ha == facts.total_ha


def _nested(facts: Dossier) -> bool | None:
    """Total ≥ agricultural ≥ cultivated ≥ paddy, and cultivated ≥ permanent farmland."""
    pairs = ((facts.agricultural_ha, facts.total_ha), (facts.cultivated_ha, facts.agricultural_ha),
             (facts.paddy_ha, facts.cultivated_ha), (facts.permanent_farmland_ha, facts.cultivated_ha))
    known = [part <= whole for part, whole in pairs if part is not None and whole is not None]
    return None if not known else all(known)


def _needs(area: Decimal | None, document: str | None) -> bool | None:
    """Whether the document is there where the area asks for it."""
    if area is None:
        return None
    return area == 0 or bool(document and document.strip())


def _unlawful(facts: Dossier) -> bool | None:
    return facts.unlawful_use_settled if facts.unlawful_use else (
        None if facts.unlawful_use is None else True)


def _survey(facts: Dossier, law: Law) -> tuple[Decimal | None, bool | None]:
    """The difference of the two surveys in percent of the change survey, and whether it is allowed."""
    if facts.surveyed_ha is None or not facts.change_survey_ha:
        return None, None
    allowed = Decimal(str(law.value("survey.difference_share").value))
    apart = abs(facts.surveyed_ha - facts.change_survey_ha)
    shown = (apart / facts.change_survey_ha * 100).quantize(Decimal("0.0001"))
    return shown, apart <= allowed * facts.change_survey_ha


def _not_stopped(facts: Dossier, law: Law) -> bool | None:
    if not law.holds("dossier.supervision_stop"):
        return True
    return None if facts.correction_ordered is None else not facts.correction_ordered
