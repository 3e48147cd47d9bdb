"""Shares (占比): part ÷ whole × 100, with 占, 占比, 比重.

The part is the amount the 占 follows; the whole is the amount that 占 names, the total of the list the part stands
in, or the total before it. Shares of one list that agree among themselves settle what the whole is.
Tolerance: half the last digit of the share, plus what rounding of the operands can add.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from yulin.audit.phrases import BRACKETED, likeness, nouns
from yulin.audit.relations.adding import one_digit_apart, summed, total_of
from yulin.audit.relations.making import best, comparable, likely, measured, quotient, ratio_slack, state
from yulin.audit.relations.structures import find_partitions
from yulin.audit.report import Quantity, Relation, plain
from yulin.audit.scopes import Scope, is_view
from yulin.audit.structure import Reading

_NAMED = re.compile(
    r"占(?:到|了|据)?(?P<noun>[^占，。；\d]*?)(?:的)?(?:比重|比例|比|份额)?(?:分别)?(?:为|是|达|达到|的|约|近|超|过|到|：|:)*$"
)
_GENERIC = re.compile(
    r"^(?:(?:其|全部|总|全市|全县|全区|全省|全国|全院|全局|全年|本年|当年|同期|案件|合同|地块|项目|的|人员|人|件|户|用地|土地|来信|信访)*"
    r"(?:总数|总量|总额|总面积|总人数|总件数|总体|总规模|总投资|总支出|总收入|总计|全部|总|比|数量|面积)?)$"
)
_OTHER_WHOLE = re.compile(r"预算|任务|计划|目标|GDP|全国|全省|全市(?!总)|生产总值|人口|财政")


def find_shares(reading: Reading, scopes: Sequence[Scope]) -> list[Relation]:
    """Every share whose part and whole the text gives."""
    viewed: set[int] = set()
    wholes = _wholes_by_part(scopes, viewed)
    found: dict[int, Relation] = {}
    pending: list[tuple[Quantity, Quantity]] = []
    agreed: dict[int, list[tuple[Quantity, Quantity]]] = {}
    for q in reading.quantities:
        if q.dimension != "percent" or q.role != "share" or q.hedge is not None:
            continue
        part = None if _OF_GROWTH.search(q.lead) else _part(reading, q)
        if part is None:
            continue
        firm = part.number not in viewed and _SHARE.search(q.lead + reading.text[max(0, q.start - 24):q.start])
        relation = best(quotient("share", "part_of_whole", q, part, whole,
                                 sure and bool(firm) and _likely_size(q, part, whole))
                        for whole, sure in likely(q, [*_agreed(agreed, q), *_candidates(reading, q, part, wholes)])
                        if whole.base and whole.dimension == part.dimension)
        if relation is None or relation.level is not None:
            pending.append((q, part))
        if relation is not None:
            found[q.number] = relation
            if relation.level is None and part.base:
                whole = next(p for p in relation.quantities if p is not part)
                agreed.setdefault(q.sentence, []).append((q, whole))
    _by_siblings(pending, agreed, found)
    _of_their_sum(reading, scopes, found)
    _of_partitions(reading, pending, found)
    _of_slipped_whole(reading, pending, found)
    return [*found.values(), *find_partitions(found)]


_SHARE = re.compile(r"占|比重|份额|的\s*$")
_MOST_OFF = 10


def _likely_size(q: Quantity, part: Quantity, whole: Quantity) -> bool:
    """May the part be part of that whole at all? Not where the share would be several times the one stated (but ten,
    a hundred … times is a slip of units).
    """
    if not q.base or not part.base:
        return False
    ratio = part.base / whole.base * 100 / q.base
    for slip in (Fraction(1), *(Fraction(10) ** k for k in (-4, -3, -2, -1, 1, 2, 3, 4))):
        if abs(ratio / slip - 1) < Fraction(1, 20):
            return True
    return Fraction(1, _MOST_OFF) < ratio < _MOST_OFF


def _agreed(agreed: dict[int, list[tuple[Quantity, Quantity]]], q: Quantity) -> list[tuple[Quantity, bool]]:
    """The wholes that earlier shares were found to be of, the latest first."""
    earlier = [whole for s in sorted(agreed, reverse=True)[:6] for other, whole in reversed(agreed[s])
               if noun_of(other) == noun_of(q)]
    return [(whole, False) for whole in dict.fromkeys(earlier)][:3]


def noun_of(q: Quantity) -> str:
    """What 占 names as the whole; "" where it names nothing of its own (占比, 占总数)."""
    named = _NAMED.search(BRACKETED.sub("", q.lead))
    noun = nouns(named.group("noun")) if named else ""
    return "" if _GENERIC.fullmatch(noun) else re.sub(r"(?<=..)(?:总数|总量|总额|总面积|总人数|总数量|总)$", "", noun)


def _wholes_by_part(scopes: Sequence[Scope], viewed: set[int]) -> dict[int, list[Quantity]]:
    """The totals that each part may belong to; ``viewed`` gets the parts that only a view (分产业看) ties to them."""
    wholes: dict[int, list[Quantity]] = {}
    for scope in scopes:
        for item in scope.items:
            for q in item:
                wholes.setdefault(q.number, []).extend(reversed(scope.parents))
                if is_view(scope.cue):
                    viewed.add(q.number)
    return wholes


def _part(reading: Reading, q: Quantity) -> Quantity | None:
    """The amount the share is said of: the run's counterpart, else the nearest amount before it in its segment."""
    own = [p for p in reading.sentences[q.sentence].quantities if p.number < q.number and p.segment == q.segment]
    run = reading.runs.get(q.number)
    if run is not None:
        place = run.quantities.index(q)
        skip = 1 if re.fullmatch(r"\s*的\s*", q.lead) else 0
        amounts = [p for p in own if p.number < run.quantities[0].number - skip and measured(p)]
        earlier = reading.runs.get(amounts[-1].number) if amounts else None
        if earlier is not None and len(earlier.quantities) == len(run.quantities):
            return earlier.quantities[place]
        amounts = amounts[-len(run.quantities):]
        return amounts[place] if len(amounts) == len(run.quantities) else None
    near = [p for p in own if _share_of(q, p) and p.group == q.group] or (
        [p for p in own if _share_of(q, p)] if q.group else [])
    named = _named_part(reading, q, near)
    if named is not False:
        return named
    if not near:
        return None
    part = near[-1]
    if part.number in reading.runs and len(reading.runs[part.number].quantities) > 1:
        return None
    clauses = len(re.findall(r"[，,；;。]", BRACKETED.sub("", reading.text[part.end:q.start])))
    if clauses > 3 or q.clause - part.clause > 12 or "的" in q.lead[:1] and part.number == q.number - 1:
        return near[-2] if "的" in q.lead[:1] and len(near) > 1 else None
    return part


def _share_of(q: Quantity, p: Quantity) -> bool:
    """Can ``p`` be part or whole of the share? An average only of another (占人均消费支出的比重)."""
    return p.role == "average" and p.dimension == "money" if "人均" in q.lead else measured(p)


_OF_GROWTH = re.compile(r"增量|增加额|增长额|贡献")
_OF_ITS_OWN = re.compile(r"^(?P<words>.*?)(?:所|总共|合计|共|约|分别|各|仅|已)*(?:占|的?比重|的?比例)")
_NO_NAME = re.compile(
    r"^(?:其|比重|比例|份额|合计|总体|面积|金额|数量|人数|件数|总量|总数|也|均|就|则|只|还|又|并|且|后)*$")


def _named_part(reading: Reading, q: Quantity, near: list[Quantity]) -> Quantity | Literal[False] | None:
    """The amount that the words before 占 name (第一产业增加值占 …): the last with that noun.

    None where the words name something else than the amount beside it; False where there are no such words.
    """
    own = _OF_ITS_OWN.match(q.lead)
    words = nouns(own.group("words")) if own else ""
    words = re.sub(r"^(?:其中|同时|而|全年|全市|全县|全省|全国|全区)*|的$", "", words)
    if len(words) < 2 or _NO_NAME.match(words):
        return False
    beside = near[-1] if near else None
    if beside and (likeness(words, beside.subject) >= 0.5 or likeness(words, beside.lead + beside.trail[:8]) >= 0.8):
        return False
    if len(words) >= 3:
        for p in reversed(reading.quantities[max(0, q.number - 30):q.number - 1]):
            if q.sentence - p.sentence > 4:
                break
            alike = likeness(words, p.subject) >= 0.9 if len(words) > 3 else nouns(p.subject) == words
            if measured(p) and p.hedge is None and alike:
                return p
    return None if near and likeness(words, near[-1].subject) < (0.5 if len(words) > 2 else 0.2) else False


def _first(reading: Reading, q: Quantity) -> Quantity:
    """The first number of the run that ``q`` stands in; ``q`` itself where it stands alone."""
    run = reading.runs.get(q.number)
    return run.quantities[0] if run is not None else q


def _candidates(reading: Reading, q: Quantity, part: Quantity,
                wholes: dict[int, list[Quantity]]) -> list[tuple[Quantity, bool]]:
    """(whole, sure) in order of likelihood."""
    if re.fullmatch(r"\s*的\s*", q.lead):
        explicit = reading.quantities[_first(reading, q).number - 2]
        return [(explicit, True)] if measured(explicit) and comparable(explicit, part) else []
    noun = noun_of(q)
    pool = [p for p in reading.quantities[max(0, part.number - 60):q.number - 1]
            if p is not part and _share_of(q, p) and p.dimension == part.dimension]
    if noun:
        alike = sorted(((likeness(noun, p.subject or p.lead), p.number, p) for p in pool), key=lambda x: (-x[0], -x[1]))
        listed = [p for p in wholes.get(part.number, []) if comparable(p, part)]
        if len(listed) == 1 and likeness(noun, listed[0].subject) >= (0.6 if _OTHER_WHOLE.search(noun) else 0.3):
            return [(listed[0], True)]
        alike = [x for x in alike if x[0] >= 0.6]
        if alike:
            near = [x for x in alike if x[0] >= 0.9 and q.sentence - x[2].sentence <= 4]
            only = len({x[2].base for x in near}) == 1
            own_words = nouns(near[0][2].subject) if near else ""
            certain = only and (4 <= len(noun) <= len(own_words) + 1 or len(noun) == 3 and own_words.endswith(noun))
            return [(p, s >= 0.9 and certain and comparable(p, part)) for s, _n, p in alike[:4]]
        if _OTHER_WHOLE.search(noun):
            return []
        listed = [p for p in wholes.get(part.number, []) if p.dimension == part.dimension][:3]
        behind = [p for p in reversed(pool) if p.base > part.base and comparable(p, part)][:5]
        return [(p, False) for p in [*listed, *behind]] if part.base else []
    listed = [p for p in wholes.get(part.number, []) if p.dimension == part.dimension and measured(p)]
    if listed:
        return [(p, k == 0 and comparable(p, part) and len(listed) == 1) for k, p in enumerate(listed)]
    here = [p for p in pool if p.sentence == part.sentence and p.group in (0, part.group)]
    own = [p for p in here if p.base >= part.base]
    among = [p for p in here if re.search(r"中\s*$", reading.text[p.end:part.lead_start].rstrip("，, "))]
    if among and comparable(among[-1], part):
        return [(among[-1], True)]
    back = [p for p in pool if p.sentence < part.sentence and p.base >= part.base and comparable(p, part)]
    return [(p, False) for p in [*own[:2], *reversed(back[-6:])]] if part.base else []


def _by_siblings(pending: list[tuple[Quantity, Quantity]], agreed: dict[int, list[tuple[Quantity, Quantity]]],
                 found: dict[int, Relation]) -> None:
    """A share that fits nothing is held against the whole that two of its neighbours agree on."""
    for q, part in pending:
        near = [whole for s in (q.sentence, q.sentence - 1, q.sentence + 1) for other, whole in agreed.get(s, [])
                if noun_of(other) == noun_of(q) or s == q.sentence and not (noun_of(other) and noun_of(q))]
        common = next((w for w in near if sum(v is w for v in near) >= 2), None)
        beside = [whole for other, whole in agreed.get(q.sentence, [])
                  if noun_of(other) == noun_of(q) and abs(other.number - q.number) == 2]
        common = common or (beside[0] if beside and part.number == q.number - 1 else None)
        if common is None or not comparable(common, part) or q.number in found:
            continue
        relation = quotient("share", "part_of_whole", q, part, common)
        if relation is not None:
            found[q.number] = relation


def _of_their_sum(reading: Reading, scopes: Sequence[Scope], found: dict[int, Relation]) -> None:
    """Where the shares of a list agree with the sum of its parts and not with the total named, the sum is the whole."""
    for scope in scopes:
        pairs = [(part, share) for item in scope.items for share in item if share.role == "share"
                 for part in [next((p for p in item if measured(p)), None)] if part is not None]
        if len(pairs) < 3 or len({p.dimension for p, _s in pairs}) > 1:
            continue
        total = total_of(p for p, _s in pairs)
        wrong = [s for _p, s in pairs if s.number in found and found[s.number].level is not None]
        if not total or len(wrong) * 2 <= len(pairs):
            continue
        parts = " + ".join(plain(p.value) for p, _s in pairs)
        fits = {s.number: state("share", "part_of_parts", s, [p for p, _t in pairs], part.base / total * 100,
                                f"{plain(part.value)} / ({parts}) × 100", sure=False) for part, s in pairs}
        good = [r for r in fits.values() if r is not None and r.level is None]
        if len(good) * 3 >= len(pairs) * 2:
            for number, relation in fits.items():
                found.pop(number, None)
                if relation is not None:
                    found[number] = relation
            _misfits(pairs, fits, total, parts, found)


def _of_partitions(reading: Reading, pending: list[tuple[Quantity, Quantity]], found: dict[int, Relation]) -> None:
    """Parts listed with their shares that make an earlier total exactly are parts of it, and so are their shares."""
    for sentence in {q.sentence for q, _p in pending}:
        pairs = [(q, part) for q, part in pending if q.sentence == sentence and not noun_of(q)]
        known = [r for n, r in found.items() if reading.quantities[n - 1].sentence == sentence and r.level is None]
        if len(pairs) < 2 or known or len({p.dimension for _q, p in pairs}) > 1:
            continue
        total = total_of(p for _q, p in pairs)
        first = min(p.number for _q, p in pairs)
        whole = next((w for w in reversed(reading.quantities[max(0, first - 25):first - 1])
                      if measured(w) and comparable(w, pairs[0][1]) and w.base == total), None)
        if whole is None or len(plain(whole.value).replace(".", "").lstrip("0")) < 3:
            continue
        for q, part in pairs:
            relation = quotient("share", "part_of_whole", q, part, whole)
            if relation is not None:
                found[q.number] = relation


def _of_slipped_whole(reading: Reading, pending: list[tuple[Quantity, Quantity]], found: dict[int, Relation]) -> None:
    """Parts whose shares make 100% and fit the parts' own sum: an earlier total that differs from the sum in one digit
    is wrong.
    """
    for sentence in dict.fromkeys(q.sentence for q, _p in pending):
        pairs = [(q, p) for q, p in pending if q.sentence == sentence and q.number not in found]
        if len(pairs) < 2 or len({p.dimension for _q, p in pairs}) > 1:
            continue
        shares, parts = [q for q, _p in pairs], [p for _q, p in pairs]
        total = total_of(parts)
        hundred = sum((Fraction(q.value) for q in shares), Fraction(0))
        if not total or abs(hundred - 100) > sum((q.ulp / 2 for q in shares), Fraction(0)):
            continue
        formula = " + ".join(plain(p.value) for p in parts)
        fits = [state("share", "part_of_parts", q, parts, p.base / total * 100, f"{plain(p.value)} / ({formula}) × 100",
                      ratio_slack(p, p) / 2, sure=False) for q, p in pairs]
        if any(r is None or r.level is not None for r in fits):
            continue
        for q, r in zip(shares, fits, strict=True):
            if r is not None and q.decimals > 0 and len(pairs) > 1:
                found[q.number] = r
        first = min(p.number for p in parts)
        _name_whole(reading, found, pairs, total)
        for whole in reversed(reading.quantities[max(0, first - 25):first - 1]):
            if measured(whole) and comparable(whole, parts[0]) and one_digit_apart(whole, parts) >= 3:
                relation = summed("partition", whole, parts)
                if relation is not None and relation.level is not None:
                    found[-whole.number] = relation
                break


def _name_whole(reading: Reading, found: dict[int, Relation], pairs: list[tuple[Quantity, Quantity]],
                total: Fraction) -> None:
    """Where the text gives the parts' sum itself, as an amount of three digits or more, that is the whole."""
    first = min(p.number for _q, p in pairs)
    whole = next((w for w in reversed(reading.quantities[max(0, first - 60):first - 1])
                  if w.base == total and measured(w) and comparable(w, pairs[0][1])
                  and w.significant > 2), None)
    if whole is None:
        return
    for q, part in pairs:
        relation = quotient("share", "part_of_whole", q, part, whole)
        if relation is not None:
            found[q.number] = relation


def _misfits(pairs: list[tuple[Quantity, Quantity]], fits: dict[int, Relation | None], total: Fraction, parts: str,
             found: dict[int, Relation]) -> None:
    """In a list whose shares fit the sum of its parts, the share that does not is wrong."""
    for part, share in pairs:
        if fits[share.number] is None:
            relation = state("share", "part_of_parts", share, [p for p, _s in pairs], part.base / total * 100,
                             f"{plain(part.value)} / ({parts}) × 100")
            if relation is not None:
                found[share.number] = relation
