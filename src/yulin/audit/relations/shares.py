"""Shares (占比): part ÷ whole × 100, with 占, 占比, 比重, and ratios such as 三次产业结构 a:b:c.

The part is the amount the 占 follows; the whole is the amount that 占 names, the total of the list the part stands
in, or the total before it. Shares of one list that agree among themselves settle what the whole is.
Tolerance: half the last digit of the share, plus what rounding of the operands can add.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from yulin.audit.phrases import likeness, nouns
from yulin.audit.relations.making import (
    best,
    comparable,
    likely,
    measured,
    ratio_slack,
    span_of,
    state,
    written,
)
from yulin.audit.report import Quantity, Relation, plain, shown
from yulin.audit.scopes import Scope
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

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
    wholes = _wholes_by_part(scopes)
    found: dict[int, Relation] = {}
    pending: list[tuple[Quantity, Quantity]] = []
    agreed: dict[int, list[tuple[Quantity, Quantity]]] = {}
    for q in reading.quantities:
        if q.dimension != "percent" or q.role != "share" or q.hedge is not None:
            continue
        part = _part(reading, q)
        if part is None:
            continue
        relation = best(state("share", "part_of_whole", q, [part, whole], part.base / whole.base * 100,
                              f"{written(part, whole)} / {written(whole, part)} × 100", ratio_slack(part, whole), sure)
                        for whole, sure in likely(q, [*_agreed(agreed, q), *_candidates(reading, q, part, wholes)])
                        if whole.base and whole.dimension == part.dimension)
        if relation is None or relation.level is not None:
            pending.append((q, part))
        if relation is not None:
            found[q.number] = relation
            if relation.level is None and part.base:
                agreed.setdefault(q.sentence, []).append(
                    (
                        q,
                        relation.quantities[0]
                        if relation.quantities[0] is not part
                        else relation.quantities[1],
                    )
                )
    _by_siblings(pending, agreed, found)
    _of_their_sum(reading, scopes, found)
    _of_partitions(reading, pending, found)
    return [*found.values(), *_structures(reading), *_bare_lists(reading)]


def _agreed(agreed: dict[int, list[tuple[Quantity, Quantity]]], q: Quantity) -> list[tuple[Quantity, bool]]:
    """The wholes that earlier shares were found to be of, the latest first."""
    earlier = [whole for s in sorted(agreed, reverse=True)[:6] for other, whole in reversed(agreed[s])
               if noun_of(other) == noun_of(q)]
    return [(whole, False) for whole in dict.fromkeys(earlier)][:3]


def noun_of(q: Quantity) -> str:
    """What 占 names as the whole; "" where it names nothing of its own (占比, 占总数)."""
    named = _NAMED.search(q.lead)
    noun = nouns(named.group("noun")) if named else ""
    return "" if _GENERIC.fullmatch(noun) else re.sub(r"(?<=..)(?:总数|总量|总额|总面积|总人数|总数量|总)$", "", noun)


def _wholes_by_part(scopes: Sequence[Scope]) -> dict[int, list[Quantity]]:
    wholes: dict[int, list[Quantity]] = {}
    for scope in scopes:
        for item in scope.items:
            for q in item:
                wholes.setdefault(q.number, []).extend(reversed(scope.parents))
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
    near = [p for p in own if measured(p) and p.group == q.group] or (
        [p for p in own if measured(p)] if q.group else [])
    if not near:
        return None
    part = near[-1]
    if part.number in reading.runs and len(reading.runs[part.number].quantities) > 1:
        return None
    if q.clause - part.clause > 3 or "的" in q.lead[:1] and part.number == q.number - 1:
        return near[-2] if "的" in q.lead[:1] and len(near) > 1 else None
    return part


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
            if p is not part and measured(p) and p.dimension == part.dimension]
    if noun:
        alike = sorted(((likeness(noun, p.subject or p.lead), p.number, p) for p in pool), key=lambda x: (-x[0], -x[1]))
        alike = [x for x in alike if x[0] >= 0.6]
        if alike:
            near = [x for x in alike if x[0] >= 0.9 and q.sentence - x[2].sentence <= 4]
            only = len({x[2].base for x in near}) == 1
            certain = only and len(noun) >= 4
            return [(p, s >= 0.9 and certain and comparable(p, part)) for s, _n, p in alike[:4]]
        if _OTHER_WHOLE.search(noun):
            return []
        listed = [p for p in wholes.get(part.number, []) if p.dimension == part.dimension][:3]
        behind = [p for p in reversed(pool) if p.base > part.base and comparable(p, part)][:5]
        return [(p, False) for p in [*listed, *behind]] if part.base else []
    listed = [p for p in wholes.get(part.number, []) if p.dimension == part.dimension and measured(p)]
    if listed:
        return [(p, k == 0 and comparable(p, part) and len(listed) == 1) for k, p in enumerate(listed)]
    own = [p for p in pool if p.sentence == part.sentence and p.base >= part.base and p.group in (0, part.group)]
    among = [p for p in own if re.search(r"中\s*$", reading.text[p.end:part.lead_start].rstrip("，, "))]
    if among and comparable(among[-1], part):
        return [(among[-1], True)]
    back = [p for p in pool if p.sentence < part.sentence and p.base >= part.base and comparable(p, part)]
    return [(p, False) for p in [*own[:2], *reversed(back[-6:])]] if part.base else []


def _by_siblings(pending: list[tuple[Quantity, Quantity]], agreed: dict[int, list[tuple[Quantity, Quantity]]],
                 found: dict[int, Relation]) -> None:
    """A share that fits nothing is held against the whole that two of its neighbours agree on."""
    for q, part in pending:
        near = [whole for s in (q.sentence, q.sentence - 1, q.sentence + 1) for other, whole in agreed.get(s, [])
                if noun_of(other) == noun_of(q)]
        common = next((w for w in near if sum(v is w for v in near) >= 2), None)
        beside = [whole for other, whole in agreed.get(q.sentence, [])
                  if noun_of(other) == noun_of(q) and abs(other.number - q.number) == 2]
        common = common or (beside[0] if beside and part.number == q.number - 1 else None)
        if common is None or not comparable(common, part) or q.number in found:
            continue
        relation = state("share", "part_of_whole", q, [part, common], part.base / common.base * 100,
                         f"{written(part, common)} / {written(common, part)} × 100", ratio_slack(part, common))
        if relation is not None:
            found[q.number] = relation


def _of_their_sum(reading: Reading, scopes: Sequence[Scope], found: dict[int, Relation]) -> None:
    """Where the shares of a list agree with the sum of its parts and not with the total named, the sum is the whole."""
    for scope in scopes:
        pairs = [(part, share) for item in scope.items for share in item if share.role == "share"
                 for part in [next((p for p in item if measured(p)), None)] if part is not None]
        if len(pairs) < 3 or len({p.dimension for p, _s in pairs}) > 1:
            continue
        total = sum((p.base for p, _s in pairs), Fraction(0))
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
        total = sum((p.base for _q, p in pairs), Fraction(0))
        first = min(p.number for _q, p in pairs)
        whole = next((w for w in reversed(reading.quantities[max(0, first - 25):first - 1])
                      if measured(w) and comparable(w, pairs[0][1]) and w.base == total), None)
        if whole is None or len(str(whole.value).replace(".", "").strip("0")) < 3:
            continue
        for q, part in pairs:
            relation = state("share", "part_of_whole", q, [part, whole], part.base / whole.base * 100,
                             f"{written(part, whole)} / {written(whole, part)} × 100", ratio_slack(part, whole))
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


def _structures(reading: Reading) -> list[Relation]:
    """Ratios in percent (三次产业结构): their sum, and each against the amounts just before."""
    found = []
    for ratio in reading.ratios:
        parts = ratio.parts
        head = reading.text[max(0, ratio.start - 24):ratio.start]
        if len(parts) < 2 or not re.search(r"结构|比例|比重|之比|构成|比$|比为$", head):
            continue
        total = sum((p.value for p in parts), parts[0].value * 0)
        amounts = _amounts_before(reading, parts[0], len(parts))
        if amounts:
            whole = sum((p.base for p in amounts), Fraction(0))
            slack = sum((p.slack for p in amounts), Fraction(0))
            for part, amount in zip(parts, amounts, strict=True):
                spread = (amount.slack + amount.base / whole * slack) / whole * 100
                formula = f"{plain(amount.value)} / ({' + '.join(plain(p.value) for p in amounts)}) × 100"
                relation = state("share", "structure", part, amounts, amount.base / whole * 100, formula, spread,
                                 sure=bool(re.search(r"产业|结构", head)))
                if relation is not None:
                    found.append(relation)
        if abs(total - 100) <= 5 and len(parts) > 2:
            tolerance = Fraction(len(parts), 2 * 10 ** parts[0].decimals)
            found.append(_hundred(list(parts), Fraction(total), tolerance))
    return found


def _bare_lists(reading: Reading) -> list[Relation]:
    """Shares listed without amounts (0—14 岁占…, 15—64 岁占…, 65 岁及以上占…): listed where they make 100%."""
    found = []
    for sentence in reading.sentences:
        shares = [q for q in sentence.quantities if q.role == "share" and q.dimension == "percent" and q.hedge is None]
        if len(shares) < 3 or any(measured(q) and shares[0].number < q.number < shares[-1].number
                                  for q in sentence.quantities):
            continue
        total = sum((Fraction(q.value) for q in shares), Fraction(0))
        tolerance = sum((q.ulp / 2 for q in shares), Fraction(0))
        words = reading.text[sentence.start:shares[-1].end]
        if abs(total - 100) <= tolerance or abs(total - 100) < 60 and any(
                all(re.search(name, words) for name in family) for family in _COMPLETE) and len(shares) == 3:
            found.append(_hundred(shares, total, tolerance))
    return found


_COMPLETE = (("第一产业", "第二产业", "第三产业"), (r"0\D{0,2}1[45]岁?", r"1[56]\D", r"6[05]\s*(?:周?岁)?(?:及|以上)"))


def _hundred(parts: list[Quantity], total: Fraction, tolerance: Fraction) -> Relation:
    good = abs(total - 100) <= tolerance
    formula = " + ".join(plain(p.value) for p in parts)
    message = (
        _("{formula} = {sum}，各项占比之和为 100%") if good else _("{formula} = {sum}，各项占比之和应为 100%")
    ).format(formula=formula, sum=shown(total))
    return Relation(
        "share",
        span_of(parts),
        tuple(parts),
        message,
        None if good else "error",
        shown(total),
        "100",
        "100",
        shown(tolerance),
        formula,
        "hundred",
    )


def _amounts_before(reading: Reading, first: Quantity, count: int) -> list[Quantity]:
    """The ``count`` amounts of one dimension, with a common noun (…产业, …类), nearest before the ratio."""
    sentence = reading.sentences[first.sentence]
    pool = [p for p in reading.quantities[max(0, first.number - 40):first.number - 1]
            if measured(p) and first.sentence - p.sentence <= 3 and p.dimension not in ("count",)]
    if "产业" not in reading.text[sentence.start:first.start]:
        return []
    chosen = []
    for name in ("第一产业", "第二产业", "第三产业")[:count]:
        match = next((p for p in reversed(pool) if name in p.lead), None)
        if match is None:
            return []
        chosen.append(match)
    return chosen if len({p.dimension for p in chosen}) == 1 and len(chosen) == count else []
