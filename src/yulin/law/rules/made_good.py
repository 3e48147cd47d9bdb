"""补足 Made good: whether what is linked to a project covers what it takes, indicator by indicator.

Area, paddy and capacity are compared each by itself; a surplus of one never pays for another. What is short must be
nothing, unless it is promised with a day (挂账).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from yulin.i18n import gettext as _
from yulin.law.facts import fact
from yulin.law.parameters import Law
from yulin.law.verdict import Verdict

MADE_GOOD = "offset.made_good"
CITES = ("offset.duty", "offset.regime")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What is taken and what is linked to it: areas in m², capacity in kg."""

    taken_m2: Decimal = fact("占用耕地（平方米）", needed=True)
    made_m2: Decimal = fact("已挂钩补充耕地（平方米）", needed=True)
    taken_paddy_m2: Decimal | None = fact("占用水田（平方米）")
    made_paddy_m2: Decimal | None = fact("已挂钩补充水田（平方米）")
    taken_kg: Decimal | None = fact("占用产能（公斤）")
    made_kg: Decimal | None = fact("已挂钩补充产能（公斤）")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeGood:
    """What is short of each; None where it is not known what is taken."""

    enough: bool | None = fact("是否补足")
    short_m2: Decimal = fact("耕地数量缺（平方米）", needed=True)
    short_paddy_m2: Decimal | None = fact("水田缺（平方米）")
    short_kg: Decimal | None = fact("产能缺（公斤）")


def made_good(facts: Linked, law: Law) -> Verdict[MadeGood]:
    """补足: each indicator by itself; not known to be enough while one of them is not known."""
    duty, regime = (law.value(code) for code in CITES)
    lines = (("taken_m2", facts.taken_m2, facts.made_m2, _("耕地数量"), _("平方米")),
             ("taken_paddy_m2", facts.taken_paddy_m2, facts.made_paddy_m2, _("水田"), _("平方米")),
             ("taken_kg", facts.taken_kg, facts.made_kg, _("产能"), _("公斤")))
    shorts: list[Decimal | None] = []
    reasons, missing = [], []
    for name, taken, made, title, unit in lines:
        if taken is None:
            missing.append(name)
            shorts.append(None)
            continue
        short = max(taken - (made or 0), Decimal(0))
        shorts.append(short)
        reasons.append(_("{title}：占用 {taken} {unit}，已挂钩 {made} {unit}，缺 {short} {unit}。").format(
            title=title, taken=taken, made=made or 0, short=short, unit=unit))
    reasons.append(_("管理方式：{regime}。").format(regime=regime.amount()))
    enough = False if any(shorts) else None if missing else True
    outcome = MadeGood(enough=enough, short_m2=shorts[0] or Decimal(0), short_paddy_m2=shorts[1], short_kg=shorts[2])
    return Verdict(MADE_GOOD, law.day, outcome, (duty, regime), tuple(reasons), tuple(missing))
