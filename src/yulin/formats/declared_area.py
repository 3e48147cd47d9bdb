"""The area a file declares against the area computed: in which unit it was meant, and how far apart the two
are.

The parcel line carries hectares by the requirement; m² and 亩 occur. The three differ by factors of 15 and
more, so the unit that comes nearest is the one meant; any other than hectares is a finding.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from yulin.findings import Finding
from yulin.i18n import gettext as _

_UNITS = {"公顷": Decimal(10_000), "m²": Decimal(1), "亩": Decimal(2000) / Decimal(3)}
_SAME_UNIT = Decimal("0.5")  # further off than half, no unit is believed
_LEVELLING = Decimal("0.02")  # m²; what levelling to a control area (面积调平) puts on a patch


def declared_area(text: str, survey_dm2: int | None, where: str,
                  usual: str = "公顷") -> tuple[Decimal | None, list[Finding]]:
    """The declared area in m² (0.01) and what to say about it.

    text: as written, in an unstated unit; survey_dm2: the survey area in dm², None where there is none (the
    declared figure is then taken in the ``usual`` unit). Returns None for an empty or unreadable figure.
    """
    if not text:
        return None, []
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 10**12:
        return None, [Finding("warning", "declared_area.unreadable", _("所报面积“{text}”不是数。").format(
            text=text[:40]),
                              where, _("请改正地块面积。"))]
    if survey_dm2 is None or survey_dm2 == 0 or value <= 0:
        return _m2(value * _UNITS[usual]), []
    survey = Decimal(survey_dm2) / 100
    unit = min(_UNITS, key=lambda u: abs(value * _UNITS[u] - survey))
    if abs(value * _UNITS[unit] - survey) > _SAME_UNIT * survey:
        unit = usual
    findings = []
    if unit != usual:
        message = _("所报面积 {text} 按{unit}理解。").format(text=text, unit=unit)
        remedy = _("应以{unit}为单位。").format(unit=usual)
        findings.append(Finding("note", "declared_area.unit_inferred", message, where, remedy))
    declared = value * _UNITS[unit]
    step = _UNITS[unit].scaleb(min(0, int(value.as_tuple().exponent)))
    if usual == "m²":
        step = max(step, 2 * _LEVELLING)
    findings += _difference(_m2(declared), survey, step, where)
    return _m2(declared), findings


def _m2(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _difference(declared: Decimal, survey: Decimal, step: Decimal, where: str) -> list[Finding]:
    """Nothing within the written precision; else how large the difference is, in figures and in words."""
    gap = declared - survey
    if abs(gap) <= step / 2 + Decimal("0.005"):
        return []
    share = abs(gap) / survey * 100
    message = _("所报面积 {declared} m² 比椭球面积 {survey} m² {direction} {gap} m²（{share}%），"
                "{words}。").format(
        declared=declared, survey=survey.quantize(Decimal("0.01")),
        direction=_("多") if gap > 0 else _("少"), gap=abs(gap),
        share=f"{share.quantize(Decimal('0.0001')).normalize():f}", words=_in_words(share))
    return [Finding("note" if share <= Decimal("0.1") else "warning", "declared_area.differs", message, where,
                    _("请核对所报面积和界址点。"))]


def _in_words(share: Decimal) -> str:
    if share <= Decimal("0.1"):
        return _("差别很小，可能是平面面积或凑整")
    return _("差别明显") if share <= 1 else _("差别很大")
