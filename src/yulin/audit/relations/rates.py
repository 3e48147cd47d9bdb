"""Rates (完成率, 处置率, 办结率 …): done ÷ task × 100.

The cue is a rate's name or 完成…任务的; the operands are the amounts with the words of a task and of what was done
in the same sentence (or the one before), same unit. Tolerance: half the last digit of the rate, plus what rounding
of the operands can add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yulin.audit.relations.making import comparable, measured, ratio_slack, state
from yulin.audit.report import Quantity, Relation, plain
from yulin.audit.structure import Reading

_WHOLE_WORDS = re.compile(r"任务|目标|计划|下达|预算|应|受理|收到|立案|接收|总数|共|新收|签订|需|规划|全部|登记|排查|交办|收案|批准")
_DONE_WORDS = re.compile(r"完成|办结|审结|结案|执结|处置|兑现|到位|决算|整改|恢复|办理|答复|实际|实到|结|化解|解决|销号|供应|立案|出庭|落实|修复|支出|验收")
_NOT_RATE = re.compile(r"(?:增长|利|税|费|汇|覆盖|绿化|失业|出生|死亡|自然增长|毛利|满意|合格|优良|优秀|负债|城镇化|覆盖|入学|毛入学|就业|普及|恩格尔系数|"
                       r"贡献|容积|命中|收视|上座|使用|利用|利润|杠杆|频|概|效|功|曝光|支持|增加值|发病|患病|参保)率")


def find_rates(reading: Reading) -> list[Relation]:
    """Every rate whose done and task the text gives."""
    found = []
    for q in reading.quantities:
        if q.dimension == "percent" and q.role == "rate":
            relation = _rate(reading, q)
            if relation is not None:
                found.append(relation)
    return found


def _before(reading: Reading, q: Quantity) -> list[Quantity]:
    own = [p for p in reading.sentences[q.sentence].quantities if p.number < q.number and measured(p)]
    if q.group == 0:
        own = [p for p in own if p.group == 0] or own
    if len(own) < 2 and q.sentence and reading.sentences[q.sentence - 1].paragraph >= reading.sentences[q.sentence].paragraph - 1:
        own = [p for p in reading.sentences[q.sentence - 1].quantities if measured(p) and p.group == 0] + own
    return own[-10:]


def _pairs(q: Quantity, before: list[Quantity]) -> Iterator[tuple[Quantity, Quantity, bool]]:
    """(done, whole, sure) in order of likelihood."""
    ranked: list[tuple[int, int, Quantity, Quantity, bool]] = []
    for j, right in enumerate(before):
        for i, left in enumerate(before[:j]):
            if not comparable(left, right):
                continue
            far = (len(before) - 1 - j) * 2 + (j - i)
            forward = bool(_WHOLE_WORDS.search(left.lead)) + bool(_DONE_WORDS.search(right.lead))
            backward = bool(_WHOLE_WORDS.search(right.lead) and not _DONE_WORDS.search(right.lead)) + bool(
                _DONE_WORDS.search(left.lead) and not _WHOLE_WORDS.search(left.lead))
            if backward == 2 and forward < 2:
                ranked.append((far, 0, left, right, True))
            else:
                ranked.append((far, 2 - forward, right, left, forward == 2))
    for _far, _weak, done, whole, sure in sorted(ranked, key=lambda r: (r[1] > 0, r[0], r[1])):
        yield done, whole, sure


def _rate(reading: Reading, q: Quantity) -> Relation | None:
    if _NOT_RATE.search(q.lead[-10:]):
        return None
    first: Relation | None = None
    for k, (done, whole, sure) in enumerate(_pairs(q, _before(reading, q))):
        if not whole.base:
            continue
        computed = done.base / whole.base * 100
        relation = state("rate", "done_of_task", q, [done, whole], computed,
                         f"{_shown(done, whole)} / {_shown(whole, done)} × 100", ratio_slack(done, whole),
                         sure=sure and k == 0)
        if relation is None:
            continue
        if relation.level is None:
            return relation
        first = first or relation
    return first


def _shown(q: Quantity, other: Quantity) -> str:
    return plain(q.value) + (q.unit.written if q.unit.written != other.unit.written else "")
