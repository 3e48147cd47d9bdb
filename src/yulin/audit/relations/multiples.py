"""Multiples and fractions in words (倍数与成数): 翻一番, 增长一倍, 减半, 是…的2.3倍, 八成, 过半, 三分之一.

A word of this kind is rounded by nature. It is held against two amounts that the sentence itself ties together (由 A
增加到 B, 其中) or the percentage just before it. Tolerance: 翻番 −5 % to +30 % of the factor, 减半 ±5 points, 成 half
of one, a fraction 3 points; a mismatch is an error only where it is far beyond (−25 % or +75 %, 15 points), else a
warning.
过半 and 不足一半 are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yulin.audit.numerals import DIGITS
from yulin.audit.phrases import FROM
from yulin.audit.relations.making import best, comparable, holds, measured, ratio_slack, state, written
from yulin.audit.relations.nearby import before, over
from yulin.audit.report import Kind, Level, Quantity, Relation, shown
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_DOUBLED = re.compile(
    r"(?P<hedge>接近|将近|近|超过|超|逾|约|实现)?翻(?:了)?(?:近|约)?(?P<n>[一两二三四])番(?P<after>多|以上|半)?|"
    r"(?:增长|增加|扩大|提高|上升)(?:了)?(?P<near>近|约|超)?(?P<one>一)倍(?P<more>多|以上|有余)?")
_HALVED = re.compile(r"(?<!时间)(?<!逐年)(?:减半|减少一半|下降一半|降低一半|压减一半)(?!征收|收取|折旧)")
_PARTS = re.compile(
    r"(?P<hedge>接近|将近|近|超过|超|逾|约|不足|不到)?(?:(?P<tenth>[一二两三四五六七八九])成(?P<half>半|[一二三四五六七八九])?"
    r"(?P<more>多|以上|左右)?(?![立为效果功员都本品绩长熟交人])|(?P<below>[二三四五六七八九十])分之(?P<above>[一二三四五六七八九])"
    r"(?P<rest>多|以上|左右)?)")
_HALF = re.compile(r"(?P<over>(?:超过|超|过|逾)(?:一半|半数|半(?![年月天个小百]))|(?:一半|半数)以上)|"
                   r"(?P<under>(?:不足|不到|未到)(?:一半|半数))")
_INTO = re.compile(r"(?:到|至|为|达)(?:了)?\s*$")
#: between the pair and the word stands nothing of another noun
_OF_PAIR = re.compile(
    r"[，,、\s]*(?:同比|比上年|较上年|比去年|较去年|实现|增长|年内|总体|整体|规模|数量|总量|总数|了|(?:一|两|三|四|五|十)年)*")
_REACH = 60  # characters between a word and the number it speaks of
_SHARE_CUE = re.compile(r"占|比例|比重|率")


def find_multiples(reading: Reading) -> list[Relation]:
    """Every multiple, tenth, half and fraction in words whose amounts the sentence gives; and 是 A 的 n 倍."""
    found: list[Relation] = []
    for pattern, check in ((_DOUBLED, _doubled), (_HALVED, _halved), (_PARTS, _part), (_HALF, _half)):
        for cue in pattern.finditer(reading.text):
            relation = check(reading, cue)
            found += [over(relation, cue)] if relation is not None else []
    for q in reading.quantities:
        if q.dimension == "times" and q.hedge is None and q.number > 1:
            relation = best(_times(reading, q))
            found += [relation] if relation is not None else []
    return found


def _pair(reading: Reading, at: int) -> tuple[Quantity, Quantity] | None:
    """由 A 增加到 B, 2021 年 A … , or 上年 A just before ``at``: (A, B), with nothing else of that unit between."""
    own = before(reading, at, _REACH)
    for earlier, now in zip(own[-3:], own[-3:][1:], strict=False):
        if not comparable(earlier, now) or earlier.hedge or now.hedge or earlier.group != now.group:
            continue
        if FROM.search(earlier.lead) and _INTO.search(now.lead) and not any(
                measured(q) for q in own if q.start > now.start):
            return earlier, now
    amounts = [q for q in own if measured(q) or q.role == "previous"]
    if len(amounts) == 2 and amounts[1].role != "previous" and comparable(*amounts) and not any(
            q.hedge for q in amounts):
        old = [q for q in amounts if q.role == "previous"]
        new = [q for q in amounts if q.role != "previous"]
        if len(old) == len(new) == 1 and new[0].role != "task":
            return old[0], new[0]
    return None


def _level(gap: Fraction, warn: Fraction, wrong: Fraction) -> Level | None:
    return None if gap <= warn else "error" if gap > wrong else "warning"


def _claim(kind_rule: str, words: str, operands: list[Quantity], formula: str, percent: Fraction,
           level: Level | None) -> Relation:
    kind: Kind = "share" if kind_rule in ("tenths", "half") else "growth"
    said = (_("{formula} = {computed}，与“{words}”一致") if level is None else
            _("{formula} = {computed}，与文中“{words}”不符")).format(
        formula=formula, computed=shown(percent, 2), words=words)
    relation = holds(kind, kind_rule, operands, formula, level is None, said, level or "error")
    relation.stated, relation.computed = words, shown(percent, 2)
    return relation


def _doubled(reading: Reading, cue: re.Match[str]) -> Relation | None:
    pair = _pair(reading, cue.start())
    if pair is None or pair[0].base <= 0 or not _OF_PAIR.fullmatch(reading.text[pair[1].end:cue.start()]):
        return None
    factor = 2 ** DIGITS[cue["n"]] if cue["n"] else 2
    ratio = pair[1].base / pair[0].base
    low, high = Fraction(95, 100) * factor, Fraction(13, 10) * factor
    hedged = cue["hedge"] or cue["after"] or cue["near"] or cue["more"]
    if hedged and hedged != "实现":
        if not low * Fraction(9, 10) <= ratio <= high * Fraction(13, 10):
            return None
        level: Level | None = None
    elif low <= ratio <= high:
        level = None
    else:
        level = "error" if ratio < Fraction(3, 4) * factor or ratio > Fraction(7, 4) * factor else "warning"
    return _claim("doubled", cue.group(), list(pair),
                  f"{written(pair[1], pair[0])} / {written(pair[0], pair[1])}", ratio, level)


def _halved(reading: Reading, cue: re.Match[str]) -> Relation | None:
    pair = _pair(reading, cue.start())
    if pair is None or pair[0].base <= 0 or not _OF_PAIR.fullmatch(reading.text[pair[1].end:cue.start()]):
        return None
    percent = pair[1].base / pair[0].base * 100
    return _claim("halved", cue.group(), list(pair),
                  f"{written(pair[1], pair[0])} / {written(pair[0], pair[1])} × 100", percent,
                  _level(abs(percent - 50), Fraction(5), Fraction(20)))


def _share(reading: Reading, cue: re.Match[str]) -> tuple[list[Quantity], Fraction, str, bool] | None:
    """The percentage the words speak of: (numbers, percent, formula, sure)."""
    own = before(reading, cue.start(), _REACH)
    if not own or any(mark in reading.text[own[-1].end:cue.start()] for mark in "；;"):
        return None
    last = own[-1]
    between = reading.text[last.end:cue.start()]
    if last.dimension == "percent" and last.hedge is None and last.role in ("share", "rate") and len(between) <= 4:
        return [last], last.base, f"{last.amount}", True
    clause = re.split(r"[，,；;：:]", reading.text[last.start:cue.start()])[-1]
    after = reading.text[cue.end():cue.end() + 1]
    if not _SHARE_CUE.search(clause) or len(between) > 14 or after not in "，。；,;、）)\n" or "占全" in clause:
        return None
    amounts = [q for q in own if measured(q) and q.hedge is None and not q.group]
    if len(amounts) < 2 or amounts[-1] is not last or not comparable(amounts[-2], last) or not amounts[-2].base:
        return None
    whole, part = amounts[-2], last
    if part.base > whole.base:
        return None
    sure = "其中" in reading.text[whole.end:part.start] and len([q for q in amounts if comparable(q, part)]) == 2
    return ([whole, part], part.base / whole.base * 100,
            f"{written(part, whole)} / {written(whole, part)} × 100", sure)


def _part(reading: Reading, cue: re.Match[str]) -> Relation | None:
    found = _share(reading, cue)
    if found is None:
        return None
    numbers, percent, formula, sure = found
    if cue["tenth"]:
        tail = 5 if cue["half"] == "半" else DIGITS.get(cue["half"] or "", 0)
        stated, room = Fraction(10 * DIGITS[cue["tenth"]] + tail), Fraction(5)
    else:
        below = 10 if cue["below"] == "十" else DIGITS[cue["below"]]
        stated, room = Fraction(100 * DIGITS[cue["above"]], below), Fraction(3)
        if stated >= 100:
            return None
    hedge = cue["hedge"] or cue["more"] or cue["rest"] or ""
    if hedge:
        low, high = ((stated - 2 * room, stated) if hedge in ("近", "接近", "将近", "不足", "不到") else
                     (stated - room, stated + room) if hedge in ("约", "左右") else (stated, stated + 2 * room))
        if not low <= percent <= high:
            return None
        return _claim("tenths", cue.group(), numbers, formula, percent, None)
    level = _level(abs(percent - stated), room, Fraction(15))
    return None if level is not None and not sure else _claim("tenths", cue.group(), numbers, formula, percent, level)


def _half(reading: Reading, cue: re.Match[str]) -> Relation | None:
    found = _share(reading, cue)
    if found is None:
        return None
    numbers, percent, formula, sure = found
    true = percent >= 50 if cue["over"] else percent <= 50
    if not true and not sure:
        return None
    return _claim("half", cue.group(), numbers, formula, percent, None if true else "error")


def _times(reading: Reading, q: Quantity) -> Iterator[Relation | None]:
    """B …，是 A 的 2.3 倍: the amount just before 的, and the one before 是."""
    base = reading.quantities[q.number - 2]
    if reading.text[base.end:q.start].strip() != "的" or base.hedge is not None or not base.base:
        return
    words = re.search(r"(?:是|为|相当于|达到?)[^，。；：]{0,24}$", reading.text[max(0, base.start - 30):base.start])
    if base.sentence != q.sentence or words is None:
        return
    nows = [p for p in reading.sentences[q.sentence].quantities
            if p.number < base.number and p.hedge is None and comparable(p, base) and p.group == base.group
            and (measured(p) or p.role == "average")]
    for k, now in enumerate(reversed(nows[-2:])):
        yield state("growth", "times_of", q, [now, base], now.base / base.base,
                    f"{written(now, base)} / {written(base, now)}", ratio_slack(now, base) / 100,
                    k == 0 and len(nows) == 1 and now.segment == q.segment)
