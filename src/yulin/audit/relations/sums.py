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
from yulin.audit.relations.adding import formula_of, one_digit_apart, slipped, spread, summed, total_of
from yulin.audit.relations.complements import by_name
from yulin.audit.relations.making import addable, comparable, count_word, holds, measured, note, state
from yulin.audit.report import Quantity, Relation, plain, shown
from yulin.audit.scopes import Scope, is_view
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_VERBS = re.compile(
    r"受理|收案|新收|旧存|审结|结案|办结|执结|立案|收入|支出|完成|任务|计划|投资|面积|规模|新增|金额|标的|收回|下达|查处|起诉|批捕"
)
_EXHAUSTIVE = re.compile(r"分为|分别为|由|共分|分(?:两|三|四|五|六|[2-9])(?:批|类|种|期|个)")
#: what is done to cases and projects; parts that differ in it are no classification
_ACTS = re.compile(r"受理|收案|审结|结案|办结|执结|立案|完成|起诉|批捕|查处|下达|收回|验收|开工|竣工|整改|拨付")


def find_sums(reading: Reading, scopes: Sequence[Scope]) -> list[Relation]:
    """Every sum that the text's lists of parts state."""
    found: list[Relation] = []
    for scope in scopes:
        found += _scope_sums(reading, scope)
    return found


def _scope_sums(reading: Reading, scope: Scope) -> list[Relation]:
    columns = _columns(scope)
    results = [(parent, parts, complete, equal(parent, parts)) for parent, parts, complete in columns]
    sibling = any(relation is not None and len(parts) > 1 for _p, parts, _c, relation in results)
    shares = [q for item in scope.items for q in item if q.role == "share"]
    full_shares = len(shares) == len(scope.items) > 1 and abs(sum(float(q.value) for q in shares) - 100) < 1
    head = reading.text[scope.parents[-1].end:scope.at]
    found = []
    balanced = _signed_changes(scope)
    found += [balanced] if balanced is not None else []
    for parent, parts, complete, relation in results:
        groups = _classifications(parent, parts)
        if groups:
            for group in groups:
                again = by_name(group) or one_digit_apart(parent, group) > 0
                held = equal(parent, group) or (_unequal(scope, parent, group, True, False) if again else None)
                found += [held] if held is not None else []
            continue
        if parent.role == "change" and relation is None and not (sibling and len(parts) == len(scope.items)):
            continue
        if relation is None and is_view(scope.cue):
            relation = _unequal(scope, parent, parts, False, False) if one_digit_apart(parent, parts) >= 3 else None
        elif relation is None:
            exhaustive = complete and len(parts) > 1 and (
                sibling or full_shares or by_name(parts) or bool(_EXHAUSTIVE.search(head[-12:])))
            open_shares = bool(shares) and not full_shares
            relation = _unequal(scope, parent, parts, exhaustive, open_shares)
        if relation is not None:
            found.append(relation)
    return found


def _classifications(parent: Quantity, parts: list[Quantity]) -> list[list[Quantity]]:
    """The same whole broken down twice (男, 女；城镇, 乡村): its groups, where ；parts them and one group adds up."""
    groups = [[q for q in parts if q.segment == s] for s in dict.fromkeys(q.segment for q in parts)]
    if len(groups) < 2 or any(len(group) < 2 for group in groups):
        return []
    return groups if any(total_of(g) == parent.base for g in groups) else []


def _columns(scope: Scope) -> list[tuple[Quantity, list[Quantity], bool]]:
    """(total, parts, does every item have one) for each measure that the scope breaks down."""
    columns: list[tuple[Quantity, list[Quantity], bool]] = []
    everything = [q for item in scope.items for q in item if addable(q)]
    for dimension in dict.fromkeys(q.dimension for q in everything):
        parents = [p for p in scope.parents if p.dimension == dimension and measured(p)]
        inside = [q for q in everything if q.dimension == dimension]
        if not parents:
            continue
        units = list(dict.fromkeys(count_word(p) for p in parents))
        if dimension == "count" and len(units) > 1:
            for unit in units:
                mine = [q for q in inside if count_word(q) == unit]
                if mine:
                    columns += _split([p for p in parents if count_word(p) == unit], mine, scope)
            continue
        columns += _split(parents, inside, scope)
    return columns + _changes(scope)


def _changes(scope: Scope) -> list[tuple[Quantity, list[Quantity], bool]]:
    """The changes of the parts beside the change of the whole (they add up where the amounts themselves do)."""
    inside = [
        q
        for item in scope.items
        for q in item
        if q.role == "change" and q.dimension not in ("points", "percent")
    ]
    for whole in scope.changes:
        parts = [q for q in inside if comparable(q, whole)]
        if len(parts) > 1 and all(q.sign == whole.sign for q in parts):
            return [(whole, parts, True)]
    return []


def _signed_changes(scope: Scope) -> Relation | None:
    """Rises and falls of the parts that make the change of the whole; listed where they do."""
    inside = [q for item in scope.items for q in item
              if q.role == "change" and q.dimension not in ("points", "percent")]
    for whole in scope.changes:
        parts = [q for q in inside if comparable(q, whole) and q.hedge is None]
        if len(parts) > 1 and len({q.sign for q in parts}) == 2 and whole.hedge is None:
            total = sum((q.base * q.sign for q in parts), Fraction(0)) * whole.sign
            signed = " ".join(f"{'+' if q.sign > 0 else '-'} {plain(q.value)}" for q in parts).removeprefix("+ ")
            return state("sum", "changes", whole, parts, total, signed, spread(parts), sure=False)
    return None


def _split(parents: list[Quantity], inside: list[Quantity],
           scope: Scope) -> list[tuple[Quantity, list[Quantity], bool]]:
    """Columns of one dimension: by the parents' own verbs (受理 … 结案 …), by place in the items, or just one."""
    verbs = [_verb(p) for p in parents]
    named = [_verb(q) for q in inside]
    if (
        len(parents) > 1
        and len(set(verbs)) == len(verbs)
        and all(verbs)
        and len({v for v in named if v in verbs}) > 1
        and all(v in verbs for v in named)
    ):
        return [(p, [q for q, n in zip(inside, named, strict=True) if n == v], True)
                for p, v in zip(parents, verbs, strict=True) if v in named]
    kin = [_kin(parents, q) for q in inside]
    if len(parents) > 1 and all(kin) and len({id(k) for k in kin}) > 1:
        return [(p, mine, True) for p in parents
                if (mine := [q for q, k in zip(inside, kin, strict=True) if k is p])]
    rows = [[q for q in item if q in inside] for item in scope.items]
    rows = [row for row in rows if row]
    complete = len(rows) == len(scope.items)
    if len(parents) > 1 and len(rows) > 1 and all(len(row) >= len(parents) for row in rows):
        return [(p, [_best(p, row, k) for row in rows], complete) for k, p in enumerate(parents)]
    parts = [row[0] for row in rows]
    matching = [p for p in reversed(parents) if equal(p, parts) is not None]
    alike = sorted((p for p in parents if comparable(p, parts[0])), key=lambda p: (_kinship(p, parts[0]), p.number))
    parent = matching[0] if matching else alike[-1] if alike else parents[-1]
    return [(parent, parts, complete)]


def _verb(q: Quantity) -> str:
    """The measure word in a quantity's lead: 受理, 结案, 面积 …; "" where there is none."""
    words = _VERBS.findall(q.lead)
    return words[0] if words else ""


def _kin(parents: list[Quantity], part: Quantity) -> Quantity | None:
    """The one parent whose noun ends as the part's does; None where none or several do."""
    alike = [p for p in parents if _kinship(p, part)]
    return alike[0] if len(alike) == 1 else None


def _kinship(parent: Quantity, part: Quantity) -> bool:
    """Do the two nouns end alike (城镇常住人口, 常住人口)?"""
    return len(part.subject) > 3 and likeness(parent.subject[-4:], part.subject[-4:]) >= 0.99


def _best(parent: Quantity, row: list[Quantity], k: int) -> Quantity:
    """The measure in the row that the parent's noun names; the k-th where the nouns do not tell."""
    scores = [likeness(parent.subject[-4:], q.subject[-6:]) for q in row]
    best = max(range(len(row)), key=lambda i: (scores[i], i == k))
    return row[best] if scores[best] > 0 else row[min(k, len(row) - 1)]


def _alike(parent: Quantity, parts: Sequence[Quantity]) -> list[Quantity]:
    """The parts without a last one that is 0 of something else (cars, then 单价 100 万元以上设备 0 台)."""
    kept = list(parts)
    while len(kept) > 2 and not kept[-1].base and not comparable(parent, kept[-1]):
        kept.pop()
    return kept


def equal(parent: Quantity, parts: Sequence[Quantity]) -> Relation | None:
    """The sum relation when the parts, or a run of them from the first, make the total; else None."""
    parts = _alike(parent, parts)
    for length in range(len(parts), 1, -1):
        run = parts[:length]
        total = total_of(run)
        if length < len(parts) and total != parent.base:
            continue
        relation = summed("parts", parent, run, sure=False)
        if relation is not None and relation.level is None:
            return _coarse(relation, parent, run)
    return None


def _coarse(relation: Relation, parent: Quantity, parts: Sequence[Quantity]) -> Relation:
    """A sum that only holds if some parts were rounded more coarsely than others (0.5 beside 0.28) is worth a look."""
    finest = min(q.ulp for q in parts)
    strict = sum((min(q.ulp, finest) / 2 for q in parts), Fraction(0)) + parent.ulp / 2
    gap = abs(total_of(parts) - parent.base)
    if gap <= strict or parent.dimension == "count" and parent.exact:
        return relation
    said = _("{formula} = {sum}，与总数 {total}{unit} 不等；只有各数位数取舍不同才说得通，请核对")
    return note(relation, "warning", said.format(
        formula=relation.formula, sum=relation.computed, total=plain(parent.value), unit=parent.unit.written))


def _unequal(scope: Scope, parent: Quantity, parts: list[Quantity], exhaustive: bool,
             open_shares: bool) -> Relation | None:
    parts = _alike(parent, parts)
    alike = [q for q in parts if comparable(parent, q)]
    if not alike or any(q.hedge for q in [parent, *parts]):
        return None
    if len(alike) == 1 or len(parts) == 1:
        return part_of(scope.cue in ("其中", "基中", "含"), parent, alike[0])
    total = total_of(parts)
    relation = summed("parts", parent, parts)
    if relation is None or relation.level is None:
        return relation
    digits = one_digit_apart(parent, parts)
    if len(alike) < len(parts) and not (len(alike) * 2 > len(parts) and scope.bracket):
        return slipped(relation, parent) if digits >= 3 and len(alike) * 2 > len(parts) else None
    if total > parent.base * 10:
        return None
    if relation.level == "warning":
        return relation if parent.significant > 2 else None
    if total > parent.base or exhaustive:
        if total > parent.base and not exhaustive and not _exclusive(parent, parts):
            ending = parts[0].subject[-2:]
            over = next((q for q in parts if q.segment == parts[0].segment and q.base > parent.base
                         and (q is parts[0] or q.subject[-2:] == ending)), None)
            if over is not None and scope.cue in ("其中", "基中", "（"):
                return part_of(True, parent, over)
            if digits >= 3:
                return relation if digits >= 4 else slipped(relation, parent)
            if parts[0].segment != parts[-1].segment:
                return None
            return note(
                relation,
                "note",
                _("各项之和 {sum} 大于总数 {total}{unit}；各项如有重叠可不计，否则请核对").format(
                    sum=relation.computed, total=plain(parent.value), unit=parent.unit.written))
        return relation
    if digits >= 5 and not open_shares:
        return relation
    if digits >= (3 if all(q.exact for q in [parent, *parts]) else 4) and not open_shares:
        return slipped(relation, parent)
    if total * 4 < parent.base:
        return holds("comparison", "open_list", [*parts, parent], f"{formula_of(parts)} ≤ {plain(parent.value)}", True,
                     _("所列各项之和不超过总数"))
    rest = shown((parent.base - total) / parent.unit.factor)
    return note(relation, "note", _("其中各项之和 {sum} 小于总数 {total}{unit}，尚有 {rest}{unit} 未列出").format(
        sum=relation.computed, total=plain(parent.value), unit=parent.unit.written, rest=rest))


_VERB_TAIL = re.compile(r"(?:累计|完成|实现|达到|共|为)+$")


def _exclusive(parent: Quantity, parts: Sequence[Quantity]) -> bool:
    """Do the parts read as one classification? Side by side, nouns of one form, none with a verb of its own."""
    subjects = [q.subject for q in parts]
    apart = any(b.number - a.number > 3 for a, b in zip(parts, parts[1:], strict=False))
    endings = {_VERB_TAIL.sub("", s)[-2:] for s in subjects if s}
    odd = any(
        re.search(r"培训|参加|组织|开展|化解|调解|回访|次均|党员|以上学历|拥有|获|奖|覆盖|涉及", s)
        for s in subjects
    )
    verbs = {(_ACTS.findall(q.lead) or [""])[0] for q in parts}
    own = _VERB_TAIL.sub("", parent.subject)[-4:]
    if own == parts[0].subject[-4:] and any(q.subject[-4:] != own for q in parts):
        return False
    if len(parts) == 2 and parts[0].segment != parts[1].segment:
        return not odd and len(endings) == 1 and own[-2:] not in endings and len(verbs) == 1
    listed = len({q.segment for q in parts}) == 1 and all(len(q.lead) <= 24 for q in parts)
    if len(parts) > 2 and len({q.segment for q in parts}) == len(parts) and parent.unit.written[-1:] not in "人名户":
        listed = listed or all(len(re.sub(r"^其中[：:，,]?", "", q.lead)) <= 8 for q in parts)
        apart = False
    return not odd and (len(endings) == 1 or listed and not apart and len(verbs) == 1)


def part_of(sure: bool, parent: Quantity, part: Quantity) -> Relation | None:
    """One part of a whole: it cannot exceed it."""
    true = part.base <= parent.base + part.slack + parent.slack
    formula = f"{part.amount} ≤ {parent.amount}"
    if true:
        message = _("{formula}：部分不超过总数").format(formula=formula)
    elif not sure or not comparable(parent, part):
        return None
    else:
        message = _("部分 {part} 超过了总数 {whole}").format(part=part.amount, whole=parent.amount)
    return holds("comparison", "part_of", [part, parent], formula, true, message)
