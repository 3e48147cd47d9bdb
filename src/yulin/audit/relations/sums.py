"""Sums (合计与其中): parts that a text breaks a total into, and totals that follow their parts.

Above the total is an error; below it a note at most, unless the list is exhaustive: another measure of the same list
adds up exactly, its shares make 100%, or the parts are complements by name.
Tolerance: half the last digit of the total and of each rounded part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from yulin.audit.phrases import likeness
from yulin.audit.relations.making import comparable, holds, measured, note, state
from yulin.audit.report import Quantity, Relation, plain, shown
from yulin.audit.scopes import Scope
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_TRAILING = re.compile(r"(?:合计|共计|总计|总共|合共|[两二三四五六]项(?:合计|相加|共)|共)[^，。；]{0,10}$")
_SURE_TRAILING = re.compile(r"(?:合计|总计|共计|相加)")
_COMPLEMENTS = re.compile(
    r"基本支出|人员经费|进口|第一产业|城镇(?!开发)|税收|旧存|男|主办|农用地|财政拨款|出让|上年结转|女|货物|省级|批发|商品零售")


def find_sums(reading: Reading, scopes: Sequence[Scope]) -> list[Relation]:
    """Every sum of the text, from its scopes and its trailing totals."""
    found: list[Relation] = []
    for scope in scopes:
        found += _scope_sums(scope)
    found += _trailing_totals(reading)
    return found


def _scope_sums(scope: Scope) -> list[Relation]:
    columns = _columns(scope)
    results = [(parent, parts, complete, _equal(parent, parts)) for parent, parts, complete in columns]
    sibling = any(relation is not None and len(parts) > 1 for _p, parts, _c, relation in results)
    shares = [q for item in scope.items for q in item if q.role == "share"]
    full_shares = len(shares) == len(scope.items) > 1 and abs(sum(q.value for q in shares) - 100) < 1
    found = []
    for parent, parts, complete, relation in results:
        if relation is None:
            exhaustive = complete and (sibling or full_shares or _by_name(parts))
            relation = _unequal(scope, parent, parts, exhaustive)
        if relation is not None:
            found.append(relation)
    return found


def _columns(scope: Scope) -> list[tuple[Quantity, list[Quantity], bool]]:
    """(total, parts, does every item have one) for each measure that the scope breaks down."""
    columns: list[tuple[Quantity, list[Quantity], bool]] = []
    dimensions = list(dict.fromkeys(q.dimension for item in scope.items for q in item if measured(q)))
    for dimension in dimensions:
        parents = [p for p in scope.parents if p.dimension == dimension and measured(p)]
        rows = [[q for q in item if q.dimension == dimension and measured(q)] for item in scope.items]
        rows = [row for row in rows if row]
        if not parents or not rows:
            continue
        complete = len(rows) == len(scope.items)
        if len(parents) > 1 and all(len(row) >= len(parents) for row in rows) and len(rows) > 1:
            for k, parent in enumerate(parents):
                columns.append((parent, [_best(parent, row, k) for row in rows], complete))
            continue
        parts = [row[0] for row in rows]
        matching = [p for p in reversed(parents) if _equal(p, parts) is not None]
        alike = [p for p in reversed(parents) if comparable(p, parts[0])]
        parent = matching[0] if matching else alike[0] if alike else parents[-1]
        columns.append((parent, parts, complete))
    return columns


def _best(parent: Quantity, row: list[Quantity], k: int) -> Quantity:
    """The measure in the row that the parent's noun names; the k-th where the nouns do not tell."""
    scores = [likeness(parent.subject[-4:], q.subject[-6:]) for q in row]
    best = max(range(len(row)), key=lambda i: (scores[i], i == k))
    return row[best] if scores[best] > 0 else row[min(k, len(row) - 1)]


def _slack(parts: Sequence[Quantity]) -> Fraction:
    return sum((q.slack if q.dimension == "count" else q.ulp / 2 for q in parts), Fraction(0))


def _formula(parts: Sequence[Quantity]) -> str:
    return " + ".join(plain(q.value) + (q.unit.written if len({p.unit.written for p in parts}) > 1 else "") for q in parts)


def _equal(parent: Quantity, parts: Sequence[Quantity]) -> Relation | None:
    """The sum relation when the parts, or a run of them from the first, make the total; else None."""
    for length in [len(parts), *range(len(parts) - 1, 1, -1)]:
        run = parts[:length]
        if length < 2:
            break
        total = sum((q.base for q in run), Fraction(0))
        exact_only = length < len(parts)
        if exact_only and total != parent.base:
            continue
        relation = state("sum", "parts", parent, run, total, _formula(run), _slack(run), sure=False)
        if relation is not None and relation.level is None:
            return relation
    return None


def _by_name(parts: Sequence[Quantity]) -> bool:
    return len(parts) > 1 and bool(_COMPLEMENTS.search(parts[0].lead + parts[0].trail)) and len(parts) == 2


def _unequal(scope: Scope, parent: Quantity, parts: list[Quantity], exhaustive: bool) -> Relation | None:
    alike = [q for q in parts if comparable(parent, q)]
    if not alike or any(q.hedge for q in [parent, *alike]):
        return None
    if len(alike) == 1 or len(parts) == 1:
        return _part_of(scope, parent, alike[0])
    if len(alike) < len(parts):
        return None
    total = sum((q.base for q in parts), Fraction(0))
    relation = state("sum", "parts", parent, parts, total, _formula(parts), _slack(parts))
    if relation is None:
        return None
    if total > parent.base or exhaustive:
        if total > parent.base and not exhaustive and not _exclusive(parts):
            return note(relation, "note", _("各项之和 {sum} 大于总数 {total}{unit}；如各项互有重叠可不计，否则请核对").format(
                sum=relation.computed, total=plain(parent.value), unit=parent.unit.written))
        return relation
    rest = shown((parent.base - total) / parent.unit.factor)
    return note(relation, "note", _("其中各项之和 {sum} 小于总数 {total}{unit}，尚有 {rest}{unit} 未列出").format(
        sum=relation.computed, total=plain(parent.value), unit=parent.unit.written, rest=rest))


def _exclusive(parts: Sequence[Quantity]) -> bool:
    """Do the parts read as one classification? Their nouns share an ending or a form, or they are few and bare."""
    words = [(q.trail or "").strip() or q.subject for q in parts]
    subjects = [q.subject for q in parts]
    endings = {s[-2:] for s in subjects if s}
    return len(endings) == 1 or len({w[:2] for w in words}) == 1 or max(q.number for q in parts) - min(
        q.number for q in parts) < len(parts) + 1


def _part_of(scope: Scope, parent: Quantity, part: Quantity) -> Relation | None:
    true = part.base <= parent.base + part.slack + parent.slack
    formula = f"{part.amount} ≤ {parent.amount}"
    if true:
        message = _("{formula}：部分不超过总数").format(formula=formula)
    else:
        message = _("部分 {part} 超过了总数 {whole}").format(part=part.amount, whole=parent.amount)
    sure = scope.cue in ("其中", "含") and comparable(parent, part)
    if not true and not sure:
        return None
    return holds("comparison", "part_of", [part, parent], formula, true, message)


def _trailing_totals(reading: Reading) -> list[Relation]:
    found = []
    for sentence in reading.sentences:
        for i, total in enumerate(sentence.quantities):
            if i < 2 or not measured(total) or not _TRAILING.search(total.lead):
                continue
            parts: list[Quantity] = []
            for q in reversed(sentence.quantities[:i]):
                if q.group != total.group or q.segment != total.segment or not measured(q):
                    if q.group == total.group and q.role in ("growth", "share"):
                        continue
                    break
                if not comparable(q, total):
                    break
                parts.insert(0, q)
            relation = _trailing(total, parts)
            if relation is not None:
                found.append(relation)
    return found


def _trailing(total: Quantity, parts: list[Quantity]) -> Relation | None:
    sure = bool(_SURE_TRAILING.search(total.lead))
    for first in range(len(parts) - 1):
        run = parts[first:]
        value = sum((q.base for q in run), Fraction(0))
        relation = state("sum", "trailing_total", total, run, value, _formula(run), _slack(run), sure=False)
        if relation is not None and relation.level is None:
            return relation
    if len(parts) < 2 or not sure or "其中" in parts[0].lead:
        return None
    value = sum((q.base for q in parts), Fraction(0))
    return state("sum", "trailing_total", total, parts, value, _formula(parts), _slack(parts))
