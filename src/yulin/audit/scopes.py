"""Lists of parts (其中, 包括, brackets): which quantities are parts of which.

A *scope* is a stretch that a cue opens (其中, 含, 分为, a bracket, a colon) together with the quantities before it that
it may break down. Inside, ；or the return of the leading unit starts the next item.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from yulin.audit.relations.making import OUTSIDE
from yulin.audit.report import Quantity
from yulin.audit.structure import Bracket, Reading

_CUE = re.compile(
    r"(?<=[。；;\n，,：:])(?:从|按|分)[^，,。；：:\d\n]{1,14}?[看分]来?(?=[，,：:])|[其基]中|分别为|分别是|包括|包含|主要用于|主要是(?=[：:]|[^，。；受因由为]{0,12}\d)|分为|(?<![\u4e00-\u9fff])含|由(?=[^。；]{2,200}(?:组成|构成))"
)
_REACH = 160  # a cue without a number in so many characters opens no list
_AMONG = ("其中", "基中")  # the second is a common slip of the keyboard
#: 分产业看, 按形式分: a view of the total before; the list is only taken where it adds up
_VIEWS = ("看", "看来", "分", "分来")
#: 预算 100 万元的 90%: the amount is the base of a rate, not a total broken down
_RATED = re.compile(r"的\s*[\d.]+\s*[%％]")
_ENDS = re.compile(r"另有|另外|此外|除此|与此同时|同时|下一步|目前|截至|相比|比上年|较上年|同比|全年|合计|共计|总计")


def is_view(cue: str) -> bool:
    """Is the cue a view (分产业看), which names a list without saying that its amounts are parts?"""
    return cue.endswith(_VIEWS)


@dataclass(slots=True, eq=False)
class Scope:
    """A list of parts: ``parents`` (nearest last), ``items`` (each the quantities of one part), the cue and its place.

    changes: the changes stated of the parents (比上年增加 …).
    """

    parents: list[Quantity]
    items: list[list[Quantity]]
    cue: str
    at: int
    bracket: int
    changes: tuple[Quantity, ...] = ()


def find_scopes(reading: Reading) -> list[Scope]:
    """All scopes of the text, in text order."""
    scopes = []
    cues = list(_CUE.finditer(reading.text))
    opened: set[int] = set()
    starts = [q.start for q in reading.quantities]
    for i, cue in enumerate(cues):
        after = bisect_left(starts, cue.end())
        if after == len(starts) or starts[after] - cue.end() > _REACH:
            continue
        following = cues[i + 1].start() if i + 1 < len(cues) and cues[i + 1].group() in _AMONG else len(reading.text)
        for scope in _scopes_at(reading, cue.group(), cue.end(), following):
            scopes.append(scope)
            if scope.bracket:
                opened.add(scope.bracket)
    for number, bracket in enumerate(reading.brackets):
        if number and number not in opened and bracket.anchor is not None:
            inside = [q for q in bracket.inside if q.group == number and q.role not in OUTSIDE]
            if inside and inside[0].dimension == bracket.anchor.dimension and len(inside) > 1:
                scopes.append(Scope(_chain(reading, bracket.anchor), _items(inside), "（", bracket.start, number))
    return sorted(scopes, key=lambda s: s.at)


def _scopes_at(reading: Reading, cue: str, at: int, following: int) -> list[Scope]:
    """The list that the cue opens; and that of the budgets that stand beside its parts (占预算 100 万元的 90%)."""
    scope = _scope_at(reading, cue, at, following)
    if scope is None:
        return []
    bases = {q.number for item in scope.items for q in item if _RATED.match(reading.text, q.end)}
    if not bases:
        return [scope]
    inside = [q for item in scope.items for q in item]
    scopes = []
    if own := [q for q in inside if q.number not in bases]:
        scopes.append(Scope(scope.parents, _items(own), cue, at, scope.bracket, scope.changes))
    own_bases = [[q] for q in inside if q.number in bases]
    whole = scope.parents[-1]
    following_q = reading.quantities[whole.number] if whole.number < len(reading.quantities) else None
    if following_q is not None and _RATED.match(reading.text, following_q.end) and len(own_bases) == len(
            scopes[0].items if scopes else []) > 1 and following_q.start < at:
        scopes.append(Scope([following_q], own_bases, "", at, scope.bracket))
    return scopes


def _scope_at(reading: Reading, cue: str, at: int, following: int) -> Scope | None:
    number, bracket = _bracket_at(reading, at)
    sentence = bisect_right(reading.sentences, at, key=lambda s: s.start) - 1
    if sentence < 0 or at > reading.sentences[sentence].end:
        return None
    limit = min(bracket.end if number else reading.sentences[sentence].end, len(reading.text))
    inside = [q for q in reading.sentences[sentence].quantities if at <= q.start < limit and q.group == number]
    inside = _until_end(reading, at, inside, following)
    if inside and inside[0].spelled and reading.text[at:inside[0].start].strip("： :") == "":
        inside = inside[1:]  # 分为三类：the number of parts, not a part
    nested = bool(inside) and cue in _AMONG and _nested(reading, sentence, at, number)
    if nested:
        inside = _own_part(reading, sentence, at, inside)
    if not inside:
        return None
    if number:
        if bracket.anchor is None:
            return None
        before = [q for q in bracket.inside if q.group == number and q.end <= at]
        parents = before or _chain(reading, bracket.anchor)
    else:
        opening = reading.text[reading.sentences[sentence].start:at].strip()
        opens = opening == cue or cue.endswith(_VIEWS) or len(opening) <= {"其中": 6, "基中": 6, "包括": 4}.get(cue, -1)
        parents = _parents_before(reading, sentence, at, opens)
        changed = [p for p in parents if p.role == "change"]
        parents = _kin_first(reading, parents, inside) if opens else parents
        parents += [p for p in changed if p not in parents]
    changes = tuple(p for p in parents if p.role == "change")
    parents = [p for p in parents if p.role not in OUTSIDE and p.dimension not in ("percent", "points", "times")]
    parents = [p for p in parents if not _RATED.match(reading.text, p.end)] or parents
    if not parents:
        return None
    inside = inside if nested else _parallel(parents, _own_list(parents[0], inside))
    if cue in _AMONG and not number:
        inside = [*inside, *_continued(reading, sentence, parents, inside)]
    return Scope(parents, _items(inside), cue, at, number, changes)


def _own_part(reading: Reading, sentence: int, at: int, inside: list[Quantity]) -> list[Quantity]:
    """The parts of a nested 其中: those of its own segment, or as far as the following ones make its parent exactly."""
    own = [q for q in inside if q.segment == inside[0].segment]
    before = [q for q in reading.sentences[sentence].quantities if q.end <= at and q.role not in OUTSIDE]
    if not before:
        return own
    parent, total = before[-1], 0 * before[-1].base
    for k, q in enumerate(inside):
        if q.role in OUTSIDE or q.dimension != parent.dimension:
            continue
        total += q.base
        if total == parent.base and q.segment != inside[0].segment:
            return inside[:k + 1]
        if total >= parent.base:
            break
    return own


#: a segment that opens with such a verb, which the first part does not have, is no further part
_ACT = re.compile(
    r"\s*(?:共|已|还|又|累计|全年)*(?:编制|实现|完成|提出|查处|组织|开展|举办|召开|发放|拨付|办理|审结|新建|建成|投入|争取|引进|"
    r"培训|检查|出动|排查|整改|化解|处理|办结|制定|印发|签订|落实|支付|发布|举行|接待|清理|清退|收缴|追缴|挽回|立案|移送)")


def _parallel(parents: list[Quantity], inside: list[Quantity]) -> list[Quantity]:
    """Cut the list where a later segment takes up something else: with a verb of its own, or with the parent's noun."""
    if not inside:
        return inside
    first = inside[0]
    opening = re.sub(r"^\s*[其基]中[：:，, ]*", "", first.lead)
    total = 0 * first.base
    for q in inside:
        total += q.base if q.dimension == first.dimension and q.role not in OUTSIDE else 0
        if q is not first and any(total == p.base for p in parents if p.dimension == first.dimension):
            return inside  # it adds up: one list after all
    tails = {p.subject[-2:] for p in parents if p.dimension == first.dimension and len(p.subject) > 3}
    for k, q in enumerate(inside):
        if not k or q.segment == inside[k - 1].segment or q.segment == first.segment:
            continue
        if _ACT.match(q.lead) and not _ACT.match(opening):
            return inside[:k]
        if q.subject[-2:] in tails and first.subject[-2:] not in tails and q.dimension == first.dimension:
            return inside[:k]
    return inside


def _own_list(parent: Quantity, inside: list[Quantity]) -> list[Quantity]:
    """Cut the list where a later segment opens with the parent's own verb, which the first part does not have
    (办理复议案件 …，其中维持 …；办理应诉案件 …).
    """
    verb = parent.lead.lstrip("全年共累计还已另 ")[:2]
    if len(verb) < 2 or not inside or re.sub(r"^\s*[其基]中[：:，, ]*共?", "", inside[0].lead).startswith(verb):
        return inside
    for k, q in enumerate(inside):
        heads = k and q.segment != inside[k - 1].segment
        if heads and q.lead.lstrip("全年共累计还已另 ").startswith(verb):
            return inside[:k]
    return inside


def _nested(reading: Reading, sentence: int, at: int, bracket: int) -> bool:
    """Is there an earlier 其中 in this sentence and bracket, so that this one belongs to one of its items?"""
    start = reading.brackets[bracket].start if bracket else reading.sentences[sentence].start
    return "其中" in reading.text[start:at - 2]


def _bracket_at(reading: Reading, at: int) -> tuple[int, Bracket]:
    """The innermost bracket that ``at`` lies in (0 and the whole text where there is none)."""
    number = bisect_left(reading.brackets, at, key=lambda b: b.start) - 1 if at else 0
    while number > 0 and reading.brackets[number].end < at:
        number = reading.brackets[number].outer
    return max(number, 0), reading.brackets[max(number, 0)]


def _parents_before(reading: Reading, sentence: int, at: int, opens: bool) -> list[Quantity]:
    """The amounts of the segment before ``at``; those of the sentence before where the cue opens its sentence."""
    own = [q for q in reading.sentences[sentence].quantities if q.end <= at and not q.group]
    if own:
        return _last_segment(own)
    if sentence and opens:
        earlier = [q for q in reading.sentences[sentence - 1].quantities if not q.group]
        same_place = reading.sentences[sentence - 1].paragraph >= reading.sentences[sentence].paragraph - 1
        if earlier and same_place:
            return _last_segment(earlier)
    return []


def _last_segment(own: list[Quantity]) -> list[Quantity]:
    """The amounts of the last segment, and those before it of a measure that it lacks."""
    last = [q for q in own if q.segment == own[-1].segment]
    measures = {q.dimension for q in last if q.role not in OUTSIDE}
    before = [q for q in own if q.segment == own[-1].segment - 1 and q.role not in OUTSIDE
              and q.dimension not in measures and q.dimension not in ("percent", "count")]
    return [*before, *last]


def _continued(reading: Reading, sentence: int, parents: list[Quantity], inside: list[Quantity]) -> list[Quantity]:
    """What the following sentences add to the list, as far as it then makes its total exactly; else nothing."""
    if not inside:
        return []
    own = [q for q in inside if q.dimension == inside[0].dimension and q.role not in OUTSIDE]
    whole = next((p for p in reversed(parents) if p.dimension == inside[0].dimension), None)
    if whole is None or not own or whole.significant < 3:
        return []
    total = sum((q.base for q in own), 0 * whole.base)
    more: list[Quantity] = []
    for later in reading.sentences[sentence + 1:sentence + 4]:
        if later.paragraph != reading.sentences[sentence].paragraph:
            break
        taken: set[int] = set()
        for q in later.quantities:
            alike = q.dimension == whole.dimension and q.unit.written[-1:] == whole.unit.written[-1:]
            if q.group or q.segment in taken or q.role in OUTSIDE or not alike:
                continue
            taken.add(q.segment)
            more.append(q)
            total += q.base
        if total >= whole.base:
            break
    return more if total == whole.base else []


def _kin_first(reading: Reading, parents: list[Quantity], inside: list[Quantity]) -> list[Quantity]:
    """That amount alone in whose noun the part's ends, where just one does (城镇常住人口, 常住人口)."""
    first = inside[0]
    alone = len([q for q in inside if q.dimension == first.dimension and q.role not in OUTSIDE]) == 1
    if alone and parents and not any(first.subject.endswith(p.subject[-4:]) for p in parents if len(p.subject) > 3):
        whole = reading.sentences[parents[0].sentence].quantities
        kin = [p for p in whole if len(p.subject) > 3 and p.dimension == first.dimension and p.number < first.number
               and p.role not in OUTSIDE and not p.group and p.subject != first.subject
               and first.subject.endswith(p.subject[-4:])]
        if len(kin) == 1:
            return kin
    kin = [p for p in parents if len(p.subject) > 3 and p.dimension == first.dimension
           and first.subject.endswith(p.subject[-4:])]
    others = [p for p in parents if p.dimension == first.dimension]
    return [p for p in parents if p not in others or p in kin] if len(kin) == 1 and len(others) > 1 else parents


def _chain(reading: Reading, anchor: Quantity) -> list[Quantity]:
    """The anchor and what precedes it in its segment and bracket."""
    own = reading.sentences[anchor.sentence].quantities
    return [q for q in own if q.segment == anchor.segment and q.group == anchor.group and q.start <= anchor.start]


def _until_end(reading: Reading, at: int, inside: list[Quantity], following: int) -> list[Quantity]:
    """Drop what comes after words that leave the list, and a nested 其中 with its own parts."""
    kept: list[Quantity] = []
    last = at
    for q in inside:
        between = reading.text[last:q.start]
        if kept and _ENDS.search(between) and q.role not in OUTSIDE:
            break
        last = q.end
        if following < q.start and kept and kept[-1].segment == q.segment:
            continue
        if following < q.start and kept:
            following = len(reading.text)
        kept.append(q)
    return kept


def _items(inside: list[Quantity]) -> list[list[Quantity]]:
    """Split the scope's quantities into items: by ；, else whenever the leading unit returns."""
    lead = next((q for q in inside if q.role not in OUTSIDE), inside[0])
    segments = sorted({q.segment for q in inside if q.role not in OUTSIDE})
    items: list[list[Quantity]] = []
    if len(segments) > 1:
        items = [[q for q in inside if q.segment == s] for s in segments]
        if all(sum(_same(lead, q) for q in item) <= 1 for item in items) or any(
                len({q.dimension for q in item if q.role not in OUTSIDE}) > 1 for item in items):
            return items
    items = []
    for q in inside:
        if not items or (_same(lead, q) and q.item != items[-1][0].item):
            items.append([q])
        else:
            items[-1].append(q)
    return items


def _same(lead: Quantity, q: Quantity) -> bool:
    return q.dimension == lead.dimension and q.role not in OUTSIDE
