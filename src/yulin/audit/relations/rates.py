"""Rates (完成率, 处置率, 办结率 …): done ÷ task × 100.

The cue is a rate's name or 完成…任务的. The operands are amounts of one unit whose words are those of the task (任务,
受理, 应 …) and of what was done (the rate's own verb). A mismatch is reported only where both stand side by side in the
rate's own sentence. Tolerance: half the last digit of the rate, plus what rounding of the operands can add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yulin.audit.phrases import BRACKETED, OUGHT
from yulin.audit.relations.adding import total_of
from yulin.audit.relations.making import best, comparable, measured, quotient, ratio_slack, state, written
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading

_WHOLE = re.compile(
    rf"任务|目标|计划|下达|预算|{OUGHT}|受理|收到|收案|收件|立案|接收|接到|接报|总数|共|新收|签订|需|规划|全部|登记|排查|交办|"
    r"批准|发现|纳入|列入|安排|各类|上报|有"
)
_FIRM = re.compile(
    r"立(?:案|刑|命案|各类)|任务|目标|计划|下达|预算|受理|收到|收案|收件|立案|接收|接到|接报|总数|新收|签订|登记|排查|交办|发现|查出|梳理|收集|反映|"
    rf"呼入|来电|来访|申报|报名|送审|{OUGHT}"
)
_DONE = re.compile(
    r"完成|办结|审结|结案|执结|处置|兑现|到位|决算|整改|恢复|办理|答复|实际|实到|化解|解决|销号|供应|落实|修复|"
    r"支出|验收|执行|消化|清理|处理|实施|建成|拨付|回复|调解成功|反馈"
)
_GENERIC = re.compile(
    r"完成率|处置率|执行率|达成率|实现率|进度|办结率|结案率|审结率|整改率|到位率|兑现率|支出率|消化率"
)
_NOT_RATE = re.compile(
    r"(?:增长|年利|利|税|费|汇|覆盖|绿化|失业|出生|死亡|毛利|满意|合格|优良|优秀|负债|城镇化|入学|就业|普及|系数|贡献|容积|命中|收视|"
    r"利用|利润|杠杆|频|概|功|曝光|支持|增加值|发病|患病|参保|达标|知晓|准确|及时|中签|上线|升学|录取|降水|产销|周转|保值|回收|"
    r"孵化|自给|机械化|化)率(?:为|达|达到|是)?$")
_CLOSED = re.compile(r"结案率|审结率|办结率|执结率|结收")
_NEW_ONLY = re.compile(r"新收|收案|立案|接收")
#: what a rate's name may carry without being another rate (综合结案率; but 审限内结案率 is another)
_QUALIFIER = re.compile(
    r"总体|综合|整体|平均|任务|目标|计划|案件|年度|全年|全市|全县|全区|全省|项目|资金|预算|工作|问题|其|总|投资|支出|的|累计|各类|信访")
#: a rate's name → what is divided by what
_DEFINED: tuple[tuple[str, str, str], ...] = (
    (r"城镇化率", r"城镇(?:常住)?人口", r"(?<!户籍)常住人口|总人口"),
    (r"资产负债率", r"负债", r"资产"),
    (r"毛利率", r"毛利(?:润|额)?", r"收益|营业收入|销售收入|(?<!利润)收入"),
    (r"[纯净]利(?:润)?率", r"[纯净]利(?:润)?", r"收益|营业收入|销售收入|(?<!利润)收入"),
    (r"产销率", r"销售产值", r"(?<!销售)(?:总)?产值"),
    (r"财政自给率", r"预算收入", r"预算支出"),
)
_TASK_NOUN = re.compile(r"任务|目标|计划|预算|指标|预期")


def find_rates(reading: Reading) -> list[Relation]:
    """Every rate whose done and task the text gives."""
    found = []
    for q in reading.quantities:
        if q.dimension == "percent" and q.role == "rate" and q.hedge is None:
            relation = _rate(reading, q)
            if relation is not None:
                found.append(relation)
    return found


def _rate(reading: Reading, q: Quantity) -> Relation | None:
    explicit = _explicit_whole(reading, q)
    if explicit is not None:
        return _against(reading, q, explicit)
    name = re.search(r"([\u4e00-\u9fff]{0,12}(?:率|结收比))[^\u4e00-\u9fff]*(?:为|是|达|达到|达到了|约|高达)*$",
                     BRACKETED.sub("", q.lead))
    if name is None:
        return _of_task(reading, q)
    for pattern, part, whole in _DEFINED:
        if name.group(1).endswith(pattern):
            return _by_definition(reading, q, part, whole)
    if _NOT_RATE.search(q.lead.rstrip("约超近为达到了是仅高")):
        return None
    return best(_named(reading, q, name.group(1)))


def _by_definition(reading: Reading, q: Quantity, part: str, whole: str) -> Relation | None:
    """A rate whose operands its name defines, both given in the same or the last two sentences."""
    near = _before(reading, q, 2)
    dones = [p for p in near if re.search(rf"(?:{part})[^，]{{0,6}}$", p.lead)]
    wholes = [p for p in near if re.search(rf"(?:{whole})[^，]{{0,6}}$", p.lead) and p not in dones]
    if not dones or not wholes or not comparable(dones[-1], wholes[-1]) or not wholes[-1].base:
        return None
    sure = len(dones) == len(wholes) == 1 and dones[0].sentence == q.sentence
    return _state(q, dones[-1], wholes[-1], sure)


def _explicit_whole(reading: Reading, q: Quantity) -> Quantity | None:
    """完成预算数 60999 万元的 40.4%: the amount right before 的."""
    if not re.fullmatch(r"\s*的\s*", q.lead) or q.number < 2:
        return None
    whole = reading.quantities[q.number - 2]
    return whole if whole.sentence == q.sentence else None


def _against(reading: Reading, q: Quantity, whole: Quantity) -> Relation | None:
    own = [p for p in reading.sentences[q.sentence].quantities
           if p.number < whole.number and measured(p) and comparable(p, whole)]
    if not own or not whole.base:
        return None
    done = own[-1]
    return _state(q, done, whole, sure=done.segment == q.segment and done.group == q.group)


def _before(reading: Reading, q: Quantity, back: int) -> list[Quantity]:
    """Measured quantities before ``q``: its sentence and up to ``back`` sentences before, outside brackets unless ``q``
    stands in one.
    """
    near: list[Quantity] = []
    for number in range(max(0, q.sentence - back), q.sentence + 1):
        sentence = reading.sentences[number]
        if sentence.paragraph < reading.sentences[q.sentence].paragraph - 1:
            continue
        near += [p for p in sentence.quantities if p.number < q.number and measured(p) and p.group in (0, q.group)
                 and (not q.group or p.segment == q.segment)]
    return near[-12:]


def _of_task(reading: Reading, q: Quantity) -> Relation | None:
    """完成年初预算的 98%: the amount named as budget or task, and the amount just before."""
    noun = _TASK_NOUN.search(q.lead)
    if noun is None:
        return None
    near = _before(reading, q, 1)
    head = re.compile(noun.group() + r"(?:数|额|量|面积|投资|资金|总额|总量)?(?:为|是|共|达|安排|约|下达|：|:)*$")
    wholes = [p for p in near if head.search(p.lead) or p.trail.startswith(noun.group())]
    dones = [p for p in near if p not in wholes]
    if not wholes or not dones:
        return None
    whole, done = wholes[-1], dones[-1]
    if not comparable(whole, done) or not whole.base or not done.base and done.segment != whole.segment:
        return None
    here = [p for p in wholes if p.sentence == q.sentence]
    alone = len(here) == 1 or whole.segment == done.segment == q.segment and len(
        [p for p in here if p.segment == q.segment]) == 1
    sure = whole.sentence == q.sentence == done.sentence and whole.number < done.number and alone
    return _state(q, done, whole, sure)


def _named(reading: Reading, q: Quantity, name: str) -> Iterator[Relation | None]:
    stem = "结案" if name.endswith("结收比") else name[-5:-1]
    near = _before(reading, q, 2)
    ranked: list[tuple[int, int, Quantity, Quantity, bool]] = []
    for j, right in enumerate(near):
        for i, left in enumerate(near[:j]):
            if comparable(left, right):
                for done, whole in ((right, left), (left, right)):
                    points, sure = _score(q, stem, name, done, whole, adjacent=_adjacent(near, i, j))
                    ranked.append((-points, len(near) - i, done, whole, sure))
    ranked.sort(key=lambda r: r[:2])
    spoken = any(_verb_in(stem, p) and p.sentence == q.sentence and not _TASK_NOUN.search(p.lead) for p in near)
    sure_used = False
    for _points, _far, done, whole, sure in ranked:
        loose = not _verb_in(stem, done) and not (_GENERIC.search(name) and _DONE.search(done.lead))
        if (
            not whole.base
            or not done.base
            or loose
            and not (done.segment == q.segment == whole.segment and done.group == q.group)
        ):
            continue
        rough = float(done.base) / float(whole.base) * 100
        if not sure and abs(rough - float(q.value)) > 2 + rough / 20:
            continue  # too far off to be worth the exact comparison
        if done.hedge is not None or whole.hedge is not None:
            continue
        yield _state(q, done, whole, sure and not sure_used and (_verb_in(stem, done) or not spoken))
        sure_used = sure_used or sure
    yield from _complement(q, near, name)
    if q.group:
        yield from _bracketed(q, near)
    yield from _remote(reading, q, near, stem, bool(_GENERIC.search(name)) and not re.search(r"审结|结案", name))


def _verb_in(stem: str, done: Quantity) -> bool:
    words = done.lead + done.trail[:8]
    if stem.endswith("破案") and re.search(r"破(?!坏|产)", words):
        return True
    return any(stem[k:k + 2] in words for k in range(len(stem) - 1))


def _bracketed(q: Quantity, near: list[Quantity]) -> Iterator[Relation | None]:
    """In a bracket after an amount: the bracket's amounts together over that amount (调撤率)."""
    inside = [p for p in near if p.group == q.group]
    whole = next((p for p in reversed(near) if p.group != q.group and inside and p.number < inside[0].number
                  and comparable(p, inside[0])), None)
    if len(inside) < 2 or whole is None or not whole.base or not all(comparable(p, whole) for p in inside):
        return
    total = total_of(inside)
    formula = f"({' + '.join(written(p, whole) for p in inside)}) / {written(whole, inside[0])} × 100"
    slack = sum((ratio_slack(p, whole) for p in inside), Fraction(0))
    yield state("rate", "done_of_task", q, [whole, *inside], total / whole.base * 100, formula, slack, sure=False)


def _adjacent(near: list[Quantity], i: int, j: int) -> bool:
    """No other comparable amount between the two."""
    return not any(comparable(p, near[i]) for p in near[i + 1:j])


def _score(q: Quantity, stem: str, name: str, done: Quantity, whole: Quantity, adjacent: bool) -> tuple[int, bool]:
    own_verb = _verb_in(stem, done)
    whole_word = bool(_WHOLE.search(whole.lead + whole.trail[:4])) and not (own_verb and stem[-2:] in whole.lead)
    done_word = own_verb or bool(_DONE.search(done.lead) and _GENERIC.search(name))
    forward = whole.number < done.number
    score = 3 * own_verb + 2 * whole_word + (not own_verb and done_word) + forward + (done.sentence == q.sentence)
    task = _FIRM.search(whole.lead)
    adjacent = adjacent or "核减" in stem and "送审" in whole.lead
    same = done.sentence == q.sentence == whole.sentence
    if _CLOSED.search(name) and _NEW_ONLY.search(whole.lead) and not re.search(r"受理|旧存|含", whole.lead):
        task = None  # cases carried over may belong to the whole
    extra = _QUALIFIER.sub("", name.removesuffix("率").removesuffix(stem))
    task = task if not extra or extra[-2:] in done.lead or extra[-2:] in whole.lead else None
    sure = done_word and bool(task) and same and adjacent and (own_verb or bool(_GENERIC.search(name))) and not (
        _DONE.search(whole.lead) and not re.search(r"任务|目标|计划|预算", whole.lead))
    return score, sure


def _complement(q: Quantity, near: list[Quantity], name: str) -> Iterator[Relation | None]:
    """不捕率 = 不捕 ÷ (捕 + 不捕); 批捕率 = 捕 ÷ the same."""
    denied = re.search(r"[不未]", name) is not None
    if not denied and not re.search(r"[捕诉]率$", name):
        return
    for no in reversed(near):
        if not re.search(r"不|未", no.lead):
            continue
        yes = next((p for p in reversed(near) if p.number < no.number and comparable(p, no)
                    and not re.search(r"不|未", p.lead)), None)
        if yes is None or not no.base + yes.base:
            continue
        part, rest = (no, yes) if denied else (yes, no)
        computed = part.base / (no.base + yes.base) * 100
        total = no.base + yes.base
        slack = (no.base * yes.slack + yes.base * no.slack) / total / total * 100
        yield state("rate", "complement", q, [yes, no], computed,
                    f"{written(part, rest)} / ({written(yes, no)} + {written(no, yes)}) × 100", slack, sure=False)
        if not q.decimals:
            return


def _remote(reading: Reading, q: Quantity, near: list[Quantity], stem: str,
            generic: bool) -> Iterator[Relation | None]:
    """The whole was named in an earlier sentence with the done amount's own noun (各类重点项目 141 个 … 104 个)."""
    done = next((p for p in reversed(near) if p.sentence == q.sentence and (
        _verb_in(stem, p) or _DONE.search(p.lead + p.trail[:16]))), None)
    if done is None:
        return
    noun = re.sub(r"(?:有|共|已|完成|的)+$", "", done.lead.strip())[-6:]
    if len(noun) < 4:
        return
    for whole in reversed(reading.quantities[:done.number - 1]):
        if done.sentence - whole.sentence > 14:
            return
        if measured(whole) and comparable(whole, done) and noun in whole.lead:
            yield _state(q, done, whole, sure=generic and len(noun) >= 5)
            return


def _state(q: Quantity, done: Quantity, whole: Quantity, sure: bool) -> Relation | None:
    return quotient("rate", "done_of_task", q, done, whole, sure)
