"""Comparisons in words (比较): 由 4 个缩短为 2 个, 超额完成, a task and what was done, known pairs of whole and part.

A claim is checked against its numbers. What is merely plausible (造价 ≥ 拨付) is listed when it holds and, when it does
not, is left alone; only a direction or an 超额 that the numbers deny is an error. Tolerance: none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yulin.audit.phrases import FROM
from yulin.audit.relations.making import comparable, holds, measured
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_DOWN = re.compile(r"缩短|压缩|压减|降|减|下调|缩减|精简|减少|回落|下降")
_UP = re.compile(r"提高|提升|增加|增长|上升|扩大|延长|增至|升至|上调|增")
_TO = re.compile(r"(?P<verb>[\u4e00-\u9fff]{0,6}?)(?:到|至|为)(?:了)?\s*$")
_TASK = re.compile(
    r"任务|下达|年度目标|目标(?:值|数|为|$)|年度计划|计划(?:数|投资|完成|处置|新增|供应|面积)|指标(?:数|为|$)|应完成"
)
_ACTUAL = re.compile(r"完成|实际|已|实现|达到|落实|新增|建成|恢复|处置|补充|验收")
_EXCEEDED = re.compile(r"超额|超过(?:任务|目标|计划|上级)|超(?:任务|目标|计划)|超出(?:任务|目标|计划)")

#: (larger, smaller): the smaller is part of, or follows after, the larger.
_PAIRS: tuple[tuple[str, str], ...] = (
    (r"供地|供应", r"出让|划拨"),
    (r"规模", r"新增耕地"),
    (r"整治面积|整理面积", r"新增耕地"),
    (r"新增耕地", r"交易"),
    (r"造价|审定", r"拨付|支付"),
    (r"耕地保有量|耕地面积", r"基本农田"),
    (r"农用地", r"耕地"),
    (r"用地(?:总)?面积|总面积", r"农用地"),
    (r"耕地", r"水田"),
    (r"评审", r"审批|批复"),
    (r"规模", r"高标准|基本农田"),
    (r"合同(?:总)?(?:金额|价)", r"支付|拨付"),
    (r"批准面积|批准用地", r"供应|供地"),
    (r"项目", r"通过[^，]{0,10}验收|已验收"),
)


def find_comparisons(reading: Reading) -> list[Relation]:
    """Every claim in words that two numbers of a sentence can confirm."""
    found: list[Relation] = []
    for sentence in reading.sentences:
        own = [q for q in sentence.quantities if q.hedge is None]
        for left, right in zip(own, own[1:], strict=False):
            relation = _direction(left, right)
            if relation is not None:
                found.append(relation)
        plain_ones = [q for q in own if measured(q)]
        found += _tasks(reading, plain_ones)
        found += _known_pairs(plain_ones)
    return found


def _direction(left: Quantity, right: Quantity) -> Relation | None:
    """由 A 缩短为 B."""
    if left.dimension != right.dimension or not FROM.search(left.lead) or right.clause - left.clause > 1:
        return None
    to = _TO.search(right.lead)
    words = right.lead
    if to is None or bool(_DOWN.search(words)) == bool(_UP.search(words)):
        return None
    down = bool(_DOWN.search(words))
    true = right.base < left.base if down else right.base > left.base
    formula = f"{left.amount} {'>' if down else '<'} {right.amount}"
    message = (
        _("{formula}：与文中所说的方向一致") if true else _("文中所说的方向与数字相反：由 {left} 到 {right}")
    ).format(formula=formula, left=left.amount, right=right.amount)
    return holds("comparison", "direction", [left, right], formula, true, message)


def _tasks(reading: Reading, own: list[Quantity]) -> Iterator[Relation]:
    """A task and what was done, in one sentence: listed when met; an error when 超额 is claimed and denied."""
    for i, task in enumerate(own):
        if not _TASK.search(task.lead) or re.search(r"完成(?:了)?(?:任务|目标)?$|(?:超额|圆满)完成", task.lead):
            continue
        done = [q for q in own[i + 1:] if comparable(q, task) and _ACTUAL.search(q.lead) and not _TASK.search(
            re.sub(r"任务数?$", "", q.lead[-6:])) and q.group == task.group]
        if not done:
            continue
        chosen = next((q for q in done if re.search(r"实际|完成|实有", q.lead)), done[0])
        text = reading.text[chosen.start:chosen.end + 30]
        claim = bool(_EXCEEDED.search(re.split(r"[。；]", text)[0]) or _EXCEEDED.search(chosen.lead))
        true = chosen.base >= task.base
        formula = f"{chosen.amount} ≥ {task.amount}"
        if true:
            yield holds("comparison", "task_met", [task, chosen], formula, True,
                        _("{formula}：达到任务数").format(formula=formula))
        elif claim and len(done) == 1:
            yield holds(
                "comparison",
                "task_met",
                [task, chosen],
                formula,
                False,
                _("文中称超额完成，但完成数 {done} 小于任务数 {task}").format(
                    done=chosen.amount, task=task.amount
                ),
            )
        return


def _known_pairs(own: list[Quantity]) -> Iterator[Relation]:
    seen: set[int] = set()
    for i, whole in enumerate(own):
        for part in own[i + 1:i + 7]:
            if part.number in seen or not comparable(whole, part) or whole.group != part.group:
                continue
            words, others = whole.lead[-12:] + whole.trail[:8], part.lead[-12:] + part.trail[:8]
            if not any(re.search(big, words) and re.search(small, others) and not re.search(small, words)
                       for big, small in _PAIRS):
                continue
            seen.add(part.number)
            yield from _ordered(whole, part)
            k = own.index(part) + 1
            if k < len(own) and i + 1 < k and own[i + 1] is not part and comparable(own[i + 1], own[k]):
                yield from _ordered(own[i + 1], own[k])
            break


def _ordered(whole: Quantity, part: Quantity) -> Iterator[Relation]:
    """Listed when it holds; a pair that does not is left alone, because the pair is only likely."""
    if part.base <= whole.base:
        formula = f"{part.amount} ≤ {whole.amount}"
        yield holds("comparison", "known_pair", [whole, part], formula, True,
                    _("{formula}：大小关系合理").format(formula=formula))
