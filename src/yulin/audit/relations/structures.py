"""Structures (构成): shares that belong together make 100%, and ratios such as 三次产业结构 a:b:c.

A list is held to 100% where its shares are of one whole and its parts make that whole, where its names are known to be
all there are (三次产业, 男 and 女), or where it says so itself (其他, 及以上); any other is only listed when it does.
Tolerance: half the last digit of each share.
"""

from __future__ import annotations

import re
from fractions import Fraction

from yulin.audit.relations.adding import spread, summed, total_of
from yulin.audit.relations.making import measured, span_of, state
from yulin.audit.report import Quantity, Relation, plain, shown
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _


def find_partitions(found: dict[int, Relation]) -> list[Relation]:
    """Parts of one whole, each with its share, that make the whole exactly: their sum, and their shares to 100%."""
    by_whole: dict[int, list[tuple[Quantity, Quantity, Quantity]]] = {}
    for number in sorted(n for n in found if n > 0):
        relation = found[number]
        if relation.level is None and relation.rule == "part_of_whole" and len(relation.quantities) == 3:
            share = next(q for q in relation.quantities if q.number == number)
            part, whole = sorted((q for q in relation.quantities if q is not share), key=lambda q: q.base)
            if part.base < whole.base:
                by_whole.setdefault(whole.number, []).append((part, share, whole))
    made: list[Relation] = []
    for rows in by_whole.values():
        first = 0
        while first < len(rows):
            last = _complete_run(rows, first)
            if last:
                parts, shares, whole = [r[0] for r in rows[first:last]], [r[1] for r in rows[first:last]], rows[0][2]
                added = summed("partition", whole, parts, sure=False)
                hundred = _hundred(shares, sum((Fraction(s.value) for s in shares), Fraction(0)),
                                   sum((s.ulp / 2 for s in shares), Fraction(0)))
                made += [added] if added is not None and added.level is None else []
                made += [hundred] if hundred.level is None else []
            first = last or first + 1
    return made


def _complete_run(rows: list[tuple[Quantity, Quantity, Quantity]], first: int) -> int:
    """The end of the run of rows from ``first`` that makes the whole; 0 where none does."""
    total, whole, end = Fraction(0), rows[0][2], 0
    for k in range(first, len(rows)):
        if k > first and rows[k][1].sentence - rows[k - 1][1].sentence > 1:
            return end
        total += rows[k][0].base
        parts = [r[0] for r in rows[first:k + 1]]
        if k > first and abs(total - whole.base) <= (
                Fraction(0) if all(p.exact for p in [*parts, whole]) else whole.ulp / 2 + spread(parts)):
            end = k + 1
        elif end or total > whole.base:
            return end
    return end


def find_structures(reading: Reading) -> list[Relation]:
    """Ratios in percent (三次产业结构): their sum, and each against the amounts just before."""
    found = []
    for ratio in reading.ratios:
        parts = ratio.parts
        head = reading.text[max(0, ratio.start - 24):ratio.start]
        if len(parts) < 2 or not re.search(r"结构|比例|比重|之比|构成|比$|比为$", head):
            continue
        total = sum((p.value for p in parts), parts[0].value * 0)
        amounts = [] if _EARLIER.search(head) else _amounts_before(reading, parts[0], len(parts))
        if amounts:
            whole = total_of(amounts)
            slack = sum((p.slack for p in amounts), Fraction(0))
            for part, amount in zip(parts, amounts, strict=True):
                spread = (amount.slack + amount.base / whole * slack) / whole * 100
                formula = f"{plain(amount.value)} / ({' + '.join(plain(p.value) for p in amounts)}) × 100"
                relation = state("share", "structure", part, amounts, amount.base / whole * 100, formula, spread,
                                 sure=bool(re.search(r"产业|结构", head)))
                if relation is not None:
                    found.append(relation)
        if abs(total - 100) <= (60 if len(parts) == 3 and "产业" in head else 5) and len(parts) > 2:
            tolerance = Fraction(len(parts), 2 * 10 ** parts[0].decimals)
            found.append(_hundred(list(parts), Fraction(total), tolerance))
    return found


def find_bare_lists(reading: Reading) -> list[Relation]:
    """Shares listed without amounts (0—14 岁占…, 15—64 岁占…, 65 岁及以上占…): listed where they make 100%."""
    found = []
    for sentence in reading.sentences:
        shares = [q for q in sentence.quantities if q.role == "share" and q.dimension == "percent" and q.hedge is None]
        shares = _with_others(sentence.quantities, shares)
        if len(shares) < 2 or len(shares) == 2 and not _closed(shares):
            continue
        if any(measured(q) and shares[0].number < q.number < shares[-1].number for q in sentence.quantities):
            continue
        total = sum((Fraction(q.value) for q in shares), Fraction(0))
        tolerance = sum((q.ulp / 2 for q in shares), Fraction(0))
        words = reading.text[sentence.start:shares[-1].end]
        family = len(shares) == 3 and any(all(re.search(name, words) for name in names) for names in _COMPLETE)
        if abs(total - 100) <= tolerance or abs(total - 100) < 60 and (family or _closed(shares)):
            found.append(_hundred(shares, total, tolerance))
    return found


def _with_others(quantities: list[Quantity], shares: list[Quantity]) -> list[Quantity]:
    """The shares and, right after them, that of 其他 written without 占."""
    after = [q for q in quantities if shares and q.number == shares[-1].number + 1]
    if after and after[0].dimension == "percent" and re.search(r"其[他它余][\u4e00-\u9fff]{0,4}$", after[0].lead):
        return [*shares, after[0]]
    return shares


def _closed(shares: list[Quantity]) -> bool:
    """Does the list say that it is whole: it ends in 其他 or in 及以上, or its two shares are complements by name?"""
    if any(q.sentence != shares[0].sentence or q.number - p.number != 1
           for p, q in zip(shares, shares[1:], strict=False)):
        return False
    if len(shares) > 2:
        return bool(re.search(r"其[他它余]|[及和]以上|不详|极差|最差|严重污染", shares[-1].lead))
    return any(a in shares[0].lead and b in shares[1].lead for a, b in _COMPLEMENTS)


_COMPLEMENTS = (("男", "女"), ("女", "男"), ("城镇", "乡村"), ("城镇", "农村"), ("汉族", "少数民族"), ("本地", "外地"))
_COMPLETE = (("Ⅰ", "Ⅳ", "劣"), ("第一产业", "第二产业", "第三产业"),
             (r"0\D{0,2}1[45]岁?", r"1[56]\D", r"6[05]\s*(?:周?岁)?(?:及|以上)"))


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


#: a structure of another time (由 a:b:c 调整为 …, 上年为 …)
_EARLIER = re.compile(r"(?:由|从|上年|去年)[^，。；]{0,12}$")


def _amounts_before(reading: Reading, first: Quantity, count: int) -> list[Quantity]:
    """The ``count`` amounts of one dimension, with a common noun (…产业, …类), nearest before the ratio."""
    sentence = reading.sentences[first.sentence]
    pool = [p for p in reading.quantities[max(0, first.number - 40):first.number - 1]
            if measured(p) and first.sentence - p.sentence <= 5 and p.dimension not in ("count",)]
    if "产业" not in reading.text[sentence.start:first.start]:
        return []
    chosen = []
    for name in ("第一产业", "第二产业", "第三产业")[:count]:
        match = next((p for p in reversed(pool) if name in p.lead), None)
        if match is None:
            return []
        chosen.append(match)
    last = max(p.number for p in chosen)
    if any(re.search(r"生产总值|GDP", q.lead) and measured(q) and not re.search(r"人均|占", q.lead)
           for q in reading.quantities[last:first.number - 1]):
        return []
    return chosen if len({p.dimension for p in chosen}) == 1 and len(chosen) == count else []
