"""Standings in words (比较用语): 持平, 由负转正, 高于全市平均, 超额 with a rate, 居第 N 位 of M.

Each is held only against numbers that its own sentence gives for it. Tolerance: 持平 half a percent (基本持平 five);
beyond five (fifteen) it is an error (a warning), between a warning. The others are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yulin.audit import numerals
from yulin.audit.phrases import FROM
from yulin.audit.relations.making import amount, comparable, holds, state, written
from yulin.audit.relations.nearby import before, over
from yulin.audit.report import Level, Quantity, Relation, plain, shown
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_LEVEL = re.compile(r"(?P<about>基本|大体|总体)?持平")
_TURNED = re.compile(r"由(?P<from>负|正)转(?P<to>正|负)")
_RANK = re.compile(
    r"(?P<all>\d{1,3})\s*个(?:县[（(]?市?、?区?[)）]?|县市区|县区|市州|地市|区县|乡镇|镇街|街道|省份?|城市|单位|部门|国家)"
    r"[^，。；\d\n]{0,12}?[，,]?[^，。；\d\n]{0,10}?(?:位?居|位?列|排名?|名列|排在)[^，。；\d\n]{0,8}?"
    r"第\s*(?P<rank>\d{1,3}|[一二三四五六七八九十]{1,3})\s*[位名]")
_OVER = re.compile(r"超额(?:完成|实现)|超(?:任务|目标|计划)完成")
_RATE_LEAD = re.compile(r"完成率|(?:完成|占|为)[^，。；]{0,16}(?:任务|目标|计划|预算)(?:数|的)*$|^的$")
#: between the two years and 持平 stands nothing of another noun or place
_OF_YEARS = re.compile(r"[，,\s]*(?:同比|两年|总体|[与和同较](?:上年|去年|上一年)(?:同期)?(?:相比)?)*")
_REACH = 40  # characters between a word and the number it speaks of
_ABOVE = re.compile(r"(?P<word>高于|低于|高出|超过|高过)(?P<of>全[国省市县区州](?:平均)?(?:水平)?|平均(?:水平)?)")


def find_standings(reading: Reading) -> list[Relation]:
    """Every such word that the numbers beside it confirm or deny."""
    found: list[Relation] = []
    for pattern, check in ((_LEVEL, _same), (_TURNED, _turned), (_OVER, _over)):
        for cue in pattern.finditer(reading.text):
            found += check(reading, cue)
    for q in reading.quantities:
        if q.dimension == "points" and q.hedge is None:
            found += _points(reading, q)
    found += _ranks(reading)
    return found


def _said(kind_rule: str, cue: re.Match[str], numbers: list[Quantity], formula: str, level: Level | None) -> Relation:
    message = (_("{formula}：与“{words}”一致") if level is None else _("{formula}：与文中“{words}”不符")).format(
        formula=formula, words=cue.group())
    return over(holds("comparison", kind_rule, numbers, formula, level is None, message, level or "error"), cue)


def _same(reading: Reading, cue: re.Match[str]) -> Iterator[Relation]:
    """Now and the year before, and no other amount of the unit, before 持平."""
    own = before(reading, cue.start(), _REACH)
    if len(own) < 2 or re.search(r"[；;]", reading.text[own[-2].end:cue.start()]):
        return
    amounts = [q for q in own if amount(q) or q.role == "previous"]
    old = [q for q in amounts if q.role == "previous"]
    new = [q for q in amounts if q.role != "previous" and old and comparable(q, old[-1])]
    if len(old) != 1 or len(new) != 1 or old[0].hedge or new[0].hedge or not old[0].base or own[-1] not in amounts:
        return
    if not _OF_YEARS.fullmatch(reading.text[own[-1].end:cue.start()]):
        return
    gap = abs(new[0].base / old[0].base - 1) * 100
    few, many = (Fraction(5), Fraction(15)) if cue["about"] else (Fraction(1, 2), Fraction(5))
    far: Level = "warning" if cue["about"] else "error"
    if few < gap <= many and cue["about"]:
        return
    level: Level | None = None if gap <= few else far if gap > many else "warning"
    yield _said("level", cue, [old[0], new[0]],
                f"{written(new[0], old[0])} / {written(old[0], new[0])} × 100 - 100 = "
                f"{shown((new[0].base / old[0].base - 1) * 100, 2)}", level)


def _turned(reading: Reading, cue: re.Match[str]) -> Iterator[Relation]:
    """由 −3.2% … 到 2.1%，由负转正."""
    own = [q for q in before(reading, cue.start(), _REACH) if q.dimension == "percent"]
    if len(own) < 2 or not FROM.search(own[-2].lead) or not re.search(
            r"[到至为](?:增长|下降|上升)?\s*$", own[-1].lead):
        return
    values = [q.value * (-1 if re.search(r"[降减]", q.lead[-6:]) and q.value > 0 and not re.search(
        r"[降减][^，。；]{0,4}[到至]$", q.lead) else 1) for q in own[-2:]]
    low, high = (values[0] < 0, values[1] > 0) if cue["from"] == "负" else (values[0] > 0, values[1] < 0)
    yield _said("turned", cue, own[-2:], f"{plain(values[0])} → {plain(values[1])}",
                None if low and high else "error")


def _over(reading: Reading, cue: re.Match[str]) -> Iterator[Relation]:
    """完成率 98%，超额完成: the rate just before says no."""
    own = before(reading, cue.start(), _REACH)
    if not own or own[-1].dimension != "percent" or own[-1].hedge is not None or cue.start() - own[-1].end > 3:
        return
    if not _RATE_LEAD.search(own[-1].lead) or reading.text[cue.end():cue.end() + 1] in "的率":
        return
    tail = re.split(r"[，。；]", reading.text[cue.end():cue.end() + 20])[0]
    if re.search(r"\d|占|项目|指标", tail):
        return
    true = own[-1].value >= 100
    yield _said("exceeded", cue, [own[-1]], f"{own[-1].amount} {'≥' if true else '<'} 100%", None if true else "error")


def _points(reading: Reading, q: Quantity) -> Iterator[Relation]:
    """合格率 96.2%，全市平均 94.1%，高于全市平均 2.1 个百分点: both rates, and no third, in the sentence."""
    cue = _ABOVE.search(q.lead)
    own = [p for p in reading.sentences[q.sentence].quantities
           if p.number < q.number and p.dimension == "percent" and p.segment == q.segment]
    if cue is None or len(own) != 2 or any(p.hedge for p in own):
        return
    others = [p for p in own if re.search(r"全[国省市县区州]|平均", p.lead)]
    if len(others) != 1 or re.search(r"比(?![例重])|较", q.lead):
        return
    base = others[0]
    now = own[0] if own[1] is base else own[1]
    region = re.match(r"全[国省市县区州]", cue["of"])
    if region and region.group() not in base.lead or any(p.role == "growth" for p in own) and now.role != base.role:
        return
    sign = -1 if cue["word"] == "低于" else 1
    high, low = (now, base) if sign > 0 else (base, now)
    relation = state("difference", "points_above", q, [now, base], (now.base - base.base) * sign,
                     f"{plain(high.value)} - {plain(low.value)}", (now.ulp + base.ulp) / 2)
    if relation is not None:
        yield relation


def _ranks(reading: Reading) -> Iterator[Relation]:
    """在 12 个县区中居第 13 位: no such place."""
    text = reading.text.translate(numerals.FULL_WIDTH)
    by_start = {q.start: q for q in reading.quantities}
    for cue in _RANK.finditer(text):
        whole = by_start.get(cue.start("all"))
        digits = cue["rank"]
        parsed = numerals.arabic(digits) if digits.isdigit() else numerals.chinese(digits)
        if whole is None or parsed is None or re.search(r"前|[-—~～]", text[cue.end("all"):cue.end()]):
            continue
        true = 1 <= parsed[0] <= whole.value
        yield _said("rank", cue, [whole], f"{digits} {'≤' if true else '>'} {plain(whole.value)}",
                    None if true else "error")
