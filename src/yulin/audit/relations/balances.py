"""Balances (差额): rest = whole − done, surplus = income − spending, increase = after − before, in brackets or words.

The cue is the rest's own word (剩余, 未结, 尚有, 结余, 增划, 超额 …) and the words of what it is taken from, in one
sentence. Tolerance: half the last digit of each amount; counts exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yulin.audit.relations.accounts import whole_account
from yulin.audit.relations.making import additive, best, comparable, measured, state, written
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading

_REST = re.compile(
    r"(?:剩余|余下|未结|尚有|"
    r"未办结|结余|未完成|未整改|尚未|正在(?:办理|整改|推进|处理|实施|进行)|在办|办理中|缺席|缺勤|缺编|空编|未到|还剩|还有|仍有|未审结|存案|未供|缺口|未到位|(?<![接招对等看优期虐])待(?!遇)|核减|节约|节省|结转)[^，。；]{0,16}$"
)
_WHOLE = re.compile(
    r"编制|应[出到参]|送审|概算|"
    r"受理|收到|收案|任务|共|总|预算|收入|应|计划|立案|接|批准|排查|发现|期初")
_DONE = re.compile(
    r"出席|实到|到会|在编|实有|审定|中标|结算|办结|审结|执结|结案|完成|支出|处理|整改|使用|实际|供应|化解|到位|解决|"
    r"销号|兑付")
_INCREASE = re.compile(r"(?:净增|增划|增加|新增|多划|超|超额|超出|超任务|超过任务|多出|超目标)[^，。；]{0,8}$")
_STILL = re.compile(r"不足|约|近|余")


def find_balances(reading: Reading) -> list[Relation]:
    """Every rest, surplus and bracketed increase whose two sides the text gives."""
    found = []
    for q in reading.quantities:
        if q.dimension == "percent" and q.lead.rstrip("为是达约：:").endswith("自然增长率"):
            natural = _natural_growth(reading, q)
            found += [natural] if natural is not None else []
        if q.hedge is not None or not additive(q):
            continue
        relation = None
        if q.group and _INCREASE.search(q.lead):
            relation = best(_bracketed(reading, q))
        elif _REST.search(q.lead):
            relation = whole_account(best(_rest(reading, q)), reading)
        if relation is not None:
            found.append(relation)
    return found


def _natural_growth(reading: Reading, q: Quantity) -> Relation | None:
    """自然增长率 = 出生率 − 死亡率, all three in ‰, in one or two sentences."""
    near = [p for p in reading.quantities[max(0, q.number - 8):q.number - 1]
            if p.unit.written == q.unit.written and q.sentence - p.sentence <= 2]
    births = [p for p in near if "出生率" in p.lead]
    deaths = [p for p in near if "死亡率" in p.lead]
    if not births or not deaths:
        return None
    return _minus("natural_growth", q, births[-1], deaths[-1], True)


def _bracketed(reading: Reading, q: Quantity) -> Iterator[Relation | None]:
    """… 为 A，… 为 B（增 C）: C = B − A."""
    bracket = reading.brackets[q.group]
    after = bracket.anchor
    if after is None or not comparable(after, q) or len(bracket.inside) != 1:
        return
    own = [p for p in reading.sentences[q.sentence].quantities if p.number < after.number and p.group == after.group
           and measured(p) and comparable(p, q)]
    if not own:
        return
    before = own[-1]
    yield _minus("bracketed_increase", q, after, before, len(own) == 1 and _same_noun(before, after))


def _same_noun(left: Quantity, right: Quantity) -> bool:
    """Do the two leads end in one noun (… 保护面积为, … 保护面积为)?"""
    tail = re.sub(r"(?:为|是|达|共|约|有)+$", "", left.lead)[-4:]
    return len(tail) == 4 and tail in right.lead


def _rest(reading: Reading, q: Quantity) -> Iterator[Relation | None]:
    own = [p for p in reading.sentences[q.sentence].quantities
           if p.number < q.number and p.group == q.group and measured(p) and comparable(p, q)]
    near = [p for p in own if p.segment == q.segment]
    own = near if len(near) == 2 else own
    if len(own) < 2:
        return
    whole, done = own[-2], own[-1]
    words = bool(_WHOLE.search(whole.lead)) and bool(_DONE.search(done.lead)) and not _REST.search(done.lead)
    tails = {p.subject[-2:] for p in (whole, done, q)}
    words = words or len(tails) == 1 and len(whole.subject) >= 4 and _REST.search(done.lead) is None
    sure = words and len(own) == 2 and "其中" not in q.lead and "其中" not in done.lead
    yield _minus("rest", q, whole, done, sure)
    if len(own) > 2:
        for first in own[-4:-2]:
            yield _minus("rest", q, first, done, False)


def _minus(rule: str, q: Quantity, whole: Quantity, less: Quantity, sure: bool) -> Relation | None:
    slack = Fraction(0) if q.dimension == "count" and q.exact else (whole.ulp + less.ulp) / 2
    return state("difference", rule, q, [whole, less], whole.base - less.base,
                 f"{written(whole, less)} - {written(less, whole)}", slack, sure)
