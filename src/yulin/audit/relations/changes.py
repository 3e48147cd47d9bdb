"""Growth and differences (增减): a current amount, its change, its rate of growth, its earlier amount.

Any three of them bind the fourth: growth = change ÷ (current − change), change = current − earlier. The cue is 比, 较,
同比, 由…增加到. Tolerance: half the last digit stated, plus what rounding of the operands can add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yulin.audit.phrases import FROM, YEARLY, likeness
from yulin.audit.relations.accounts import whole_account
from yulin.audit.relations.making import amount, best, comparable, likely, note, state, written
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_OWN_NOUN = re.compile(r"(?:增加|减少|增长|下降|上升|提高|净增|增收|减收|增支|减支|增产|减产|多|少|各|分别|增|减).*$")
_BASE_PHRASE = re.compile(
    r"^.*?(?:比|较|与|同)[^，]{0,16}?(?:相比|上年|去年|同期|决算数|预算数|年初|上月|上周|年|期|末|增长|度)(?:同期|决算数?|度|末|底|数)*(?:相比)?"
)


def find_changes(reading: Reading) -> list[Relation]:
    """Every growth rate and every difference whose operands the text gives."""
    found: list[Relation] = []
    for q in reading.quantities:
        if q.hedge is not None or YEARLY.search(q.lead):
            continue
        if q.role == "growth":
            relation = best(_growth(reading, q))
        elif q.role == "change":
            relation = whole_account(best(_difference(reading, q)), reading)
        else:
            continue
        if relation is not None:
            found.append(_comparable_basis(reading, q, relation))
    return found


_BASIS = re.compile(r"同口径|可比|剔除|扣除|不变价|还原|同比口径|因素后|调整后口径")


def _comparable_basis(reading: Reading, q: Quantity, relation: Relation) -> Relation:
    """A rate on another basis (同口径, 可比口径, 剔除 …) does not follow from the amounts: a note, never an error."""
    if relation.level != "error":
        return relation
    first = min(p.start for p in relation.quantities)
    words = reading.text[max(reading.sentences[q.sentence].start, first - 24):q.end + 12]
    if not _BASIS.search(words):
        return relation
    return note(relation, "note", _("按文中数字计算为 {computed}，文中为 {stated}；口径不同则不矛盾").format(
        computed=relation.expected, stated=relation.stated))


def _mate(reading: Reading, q: Quantity, candidates: list[Quantity]) -> Quantity | None:
    """The candidate that answers ``q``: the one at its place where both stand in runs, else the nearest."""
    run = reading.runs.get(q.number)
    if run is not None:
        place, size = run.quantities.index(q), len(run.quantities)
        earlier = [c for c in candidates if c.number < run.quantities[0].number]
        if earlier:
            other = reading.runs.get(earlier[-1].number)
            if other is not None and len(other.quantities) == size:
                return other.quantities[place]
        last = earlier[-size:]
        return last[place] if len(last) == size else None
    return candidates[-1] if candidates else None


def _in_sentence(reading: Reading, q: Quantity) -> list[Quantity]:
    return [p for p in reading.sentences[q.sentence].quantities if p is not q]


def _change_of(reading: Reading, q: Quantity) -> Quantity | None:
    """The change the growth rate speaks of: next to it, in its segment."""
    run = reading.runs.get(q.number)
    anchor = reading.brackets[q.group].anchor if q.group else None
    if anchor is not None and anchor.role == "change" and anchor.number == q.number - 1:
        return anchor
    first = run.quantities[0].number if run else q.number
    last = run.quantities[-1].number if run else q.number
    own = [
        p
        for p in _in_sentence(reading, q)
        if p.role == "change" and p.dimension not in ("points", "percent", "times") and p.group == q.group
    ]
    before = [p for p in own if p.number < first and p.segment == q.segment]
    if before and (
        before[-1].number == first - 1 or run is not None and reading.runs.get(before[-1].number) is not None
    ):
        return _mate(reading, q, before)
    if before and before[-1].number >= first - 3 and all(
            reading.quantities[k - 1].group != q.group for k in range(before[-1].number + 1, first)):
        return before[-1]
    after = [p for p in own if p.number == last + 1 and p.segment == q.segment]
    if after and run is None:
        following = reading.quantities[after[0].number] if after[0].number < len(reading.quantities) else None
        if following is None or following.role != "growth" or following.segment != q.segment:
            return after[0]
    return None


def _currents(reading: Reading, q: Quantity, change: Quantity) -> list[tuple[Quantity, bool]]:
    """Candidates for the current amount, each with whether it is certain."""
    start = min(q.number, change.number)
    pool = [p for p in reading.quantities[max(0, start - 25):start - 1]
            if amount(p) and p.dimension == change.dimension and q.sentence - p.sentence <= 3
            and p.group in (0, q.group)]
    pool = [p for p in pool if comparable(p, change)]
    if "预算" not in change.lead:
        pool = [p for p in pool if not _budgeted(reading, p)] or pool
    run = reading.runs.get(change.number)
    if run is not None:
        mate = _mate(reading, change, pool)
        return [(mate, True)] if mate is not None else []
    noun = _OWN_NOUN.sub("", change.lead if change.number < q.number else q.lead)
    before = re.match(r"([^比较]{2,}?)(?:比|较|同比|环比)", noun)
    noun = before.group(1) if before else _BASE_PHRASE.sub("", noun)
    noun = "" if re.match(r"[，, ]*(?:比|较|与|同)", noun) else noun.strip("、，和及的同比环 ")
    noun = re.sub(r"^按?(?:同口径|可比口径|可比价格?)", "", noun)
    noun = noun.replace("受案", "受理案件").replace("收案", "受理案件")
    near = [p for p in reversed(pool) if p.hedge is None] or list(reversed(pool))
    if len(noun) >= 2:
        named = [p for p in near if likeness(noun, p.subject) >= 0.6 or likeness(noun, p.lead) >= 0.8]
        rest = [p for p in near if p not in named]
        exact = [p for p in named if likeness(noun, p.subject) >= 0.9]
        certain = exact[0] if exact and len({p.base for p in exact}) == 1 else None
        return [*((p, p is certain) for p in named[:4]), *((p, False) for p in rest[:3])]
    found = [(p, k == 0 and _attached(p, q, change) and _direct(reading, p, min(q.number, change.number)))
             for k, p in enumerate(near[:5])]
    return found


def _budgeted(reading: Reading, p: Quantity) -> bool:
    """An amount of a budget or task (完成预算数 60999 万元的 40.4%), which does not grow."""
    after = reading.text[p.end:p.end + 2]
    if p.role == "task":
        return not p.lead.endswith("预算")
    return after.startswith("的") and bool(re.search(r"预算|任务|目标|计划", p.lead))


def _attached(current: Quantity, q: Quantity, change: Quantity) -> bool:
    """In one segment; or the next one of the sentence, opening with 较上年 or 比上年 and no noun of its own."""
    opens = re.match(r"\s*(?:较|比)", change.lead) is not None
    return current.segment == q.segment or (
        opens and current.sentence == q.sentence and q.segment - current.segment == 1)


def _direct(reading: Reading, current: Quantity, start: int) -> bool:
    """Between the amount and its change stand only rates of it and bracketed remarks."""
    return all(p.role in ("growth", "rate", "share", "change") or p.group != current.group or _budgeted(reading, p)
               for p in reading.quantities[current.number:start - 1])


def _growth(reading: Reading, q: Quantity) -> Iterator[Relation | None]:
    change = _change_of(reading, q)
    if change is not None:
        for current, sure in likely(q, _currents(reading, q, change)):
            yield _by_change(q, change, current, sure and change.hedge is None)
    own = [p for p in _in_sentence(reading, q) if p.number < q.number and p.dimension not in ("percent", "points")
           and _of_measure(p, q)]
    earlier = _mate(reading, q, [p for p in own if p.role == "previous" and p.group in (0, q.group)])
    if earlier is not None:
        nows = [p for p in own if p.number < earlier.number and amount(p) and comparable(p, earlier)]
        nows = nows or [p for p in own if p.number > earlier.number and amount(p) and comparable(p, earlier)]
        for k, now in enumerate(reversed(nows[-2:])):
            yield _by_earlier(q, earlier, now, k == 0 and now.segment == q.segment)
    if earlier is None and own:
        later = [p for p in _in_sentence(reading, q) if q.number < p.number <= q.number + 2 and p.role == "previous"
                 and comparable(p, own[-1]) and amount(own[-1]) and own[-1].number == q.number - 1]
        if later and q.number not in reading.runs:
            yield _by_earlier(q, later[0], own[-1], later[0].number == q.number + 1)
    pair = _from_to(own)
    if pair is not None and not _of_another(pair, q):
        yield _by_earlier(q, pair[0], pair[1], pair[1].clause >= q.clause - 1 and pair[1].segment == q.segment)
    yield from _by_year(reading, q, own)


def _of_another(pair: tuple[Quantity, Quantity], q: Quantity) -> bool:
    """Does the rate carry a noun of its own that the two amounts do not have (死亡人数降幅 15.1%)?"""
    noun = re.sub(r"^(?:同比|累计|共|合计|实际|净)*", "", _OWN_NOUN.sub("", q.lead)).strip("、，和及的 ")
    words = pair[0].lead + pair[0].subject + pair[1].subject
    return len(noun) >= 3 and not _BASE_PHRASE.match(noun) and likeness(noun, words) < 0.5


_MEASURES = {"件数": "件", "人数": "人", "宗数": "宗", "面积": "area", "金额": "money", "户数": "户"}


def _of_measure(p: Quantity, q: Quantity) -> bool:
    """件数下降 speaks of 件, 人数下降 of 人."""
    if q.lead.count("数") > 1:
        return True
    word = next((w for w in _MEASURES if w in q.lead), None)
    return word is None or p.unit.written.endswith(_MEASURES[word]) or p.dimension == _MEASURES[word]


def _by_change(q: Quantity, change: Quantity, current: Quantity, sure: bool) -> Relation | None:
    sign = change.sign
    earlier = current.base - sign * change.base
    if earlier <= 0 or q.sign != sign or q.value < 0 or not change.base and current.sentence != q.sentence:
        return None
    computed = change.base / earlier * 100
    slack = (change.slack + computed / 100 * (current.slack + change.slack)) / earlier * 100
    computed, slack = _in_unit(q, computed), _in_unit(q, slack)
    op = "-" if sign > 0 else "+"
    small, large = written(change, current), written(current, change)
    return _nominal(current, q, state("growth", "change_of_earlier", q, [change, current], computed,
                 f"{small} / ({large} {op} {small}) × 100", slack, sure))


def _in_unit(q: Quantity, percent: Fraction) -> Fraction:
    """A growth in percent, in 倍 where the text says it so."""
    return percent / 100 if q.dimension == "times" else percent


def _by_earlier(q: Quantity, earlier: Quantity, now: Quantity, sure: bool) -> Relation | None:
    if not earlier.base:
        return None
    computed = (now.base / earlier.base - 1) * 100 * q.sign
    slack = (now.slack + abs(now.base / earlier.base) * earlier.slack) / earlier.base * 100
    computed, slack = _in_unit(q, computed), _in_unit(q, slack)
    new, old = written(now, earlier), written(earlier, now)
    formula = f"({new} - {old}) / {old} × 100" if q.sign > 0 else f"({old} - {new}) / {old} × 100"
    return _nominal(now, q, state("growth", "now_over_earlier", q, [now, earlier], computed, formula, slack, sure))


_REAL = re.compile(r"生产总值|GDP|增加值|总产值|产值|投资")
_REAL_WORDS = re.compile(r"可比价|不变价|实际增长|扣除价格")


def _nominal(now: Quantity, q: Quantity, relation: Relation | None) -> Relation | None:
    """Real growth (at constant prices) does not follow from amounts at current prices: a note, never an error."""
    if relation is None or relation.level in (None, "note"):
        return relation
    if not (_REAL.search(now.subject + now.lead) or _REAL_WORDS.search(q.lead)):
        return relation
    return note(
        relation,
        "note",
        _("按现价计算为 {computed}%，文中为 {stated}%；如为可比价（实际）增速则不矛盾").format(
            computed=relation.expected, stated=relation.stated
        ),
    )


def _by_year(reading: Reading, q: Quantity, own: list[Quantity]) -> Iterator[Relation | None]:
    """比2013年上升 1.8%: the amount that the text itself gives for that year, with the same noun."""
    year = re.search(r"(?:比|较)\s*((?:19|20)\d\d)\s*年", q.lead)
    now = _mate(reading, q, [p for p in own if amount(p)])
    if year is None or now is None:
        return
    for p in reading.quantities[max(0, q.number - 30):q.number + 30]:
        if p is not now and amount(p) and comparable(p, now) and abs(p.sentence - q.sentence) <= 3:
            place = reading.text[max(0, p.start - 60):p.start]
            latest = re.findall(r"((?:19|20)\d\d)\s*年", place)
            if latest and latest[-1] == year.group(1) and likeness(now.subject, p.subject) >= 0.75:
                yield _by_earlier(q, p, now, now.dimension == "count" and now.decimals == 0)


def _from_to(own: list[Quantity]) -> tuple[Quantity, Quantity] | None:
    """由 X 增加到 Y: (X, Y), the last such pair."""
    for earlier, now in reversed(list(zip(own, own[1:], strict=False))):
        if comparable(now, earlier) and FROM.search(earlier.lead) and re.search(
                r"(?:到|至|为)(?:了|约)?\s*$", now.lead):
            return earlier, now
    return None


#: points above another place's rate or above a target, not above the rate before
_OTHERS = re.compile(r"[高低快慢优好]于|超过|全[国省市县区]|平均|时序|进度|目标|任务|预期")


def _difference(reading: Reading, q: Quantity) -> Iterator[Relation | None]:
    if q.dimension == "points" and _OTHERS.search(q.lead):
        return
    own = [p for p in reading.sentences[q.sentence].quantities if p.number < q.number]
    same = [p for p in own if _alike(p, q) and p.role not in ("growth", "change")]
    pair = _from_to(same)
    if pair is None:
        previous = _mate(reading, q, [p for p in same if p.role == "previous"])
        now = next(
            (
                p
                for p in reversed(same)
                if p is not previous and (previous is None or p.number < previous.number)
            ),
            None,
        ) or next((p for p in reversed(same) if p is not previous), None)
        if previous is None or now is None:
            return
        pair = previous, now
    earlier, now = pair
    computed = (now.base - earlier.base) * q.sign
    new, old = written(now, earlier), written(earlier, now)
    slack = Fraction(0) if q.dimension == "count" else (now.ulp + earlier.ulp) / 2
    yield state("difference", "now_minus_earlier", q, [now, earlier], computed,
                f"{new} - {old}" if q.sign > 0 else f"{old} - {new}", slack)


def _alike(p: Quantity, q: Quantity) -> bool:
    """Comparable, or percentages where the change is in points."""
    return comparable(p, q) or (q.dimension == "points" and p.dimension == "percent")
