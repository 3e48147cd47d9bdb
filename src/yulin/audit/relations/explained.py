"""Sums that another total explains (另有所属): the same parts make another amount of the text exactly.

Tax and non-tax revenue that make the 财政总收入 are no contradiction of the 地方收入 beside it. What is listed as
holding settles which total the parts belong to; an accusation over the same parts is dropped. Where the text says
that its figures were rounded apart (四舍五入), a sum off by no more than that rounding is a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from yulin.audit.relations.making import note
from yulin.audit.report import Relation
from yulin.i18n import gettext as _

_ROUNDED = re.compile(r"四舍五入|舍入|小数取舍|单位换算原因|尾差|修约")


def without_explained(text: str, relations: Sequence[Relation]) -> list[Relation]:
    """The relations without sums accused over parts that a listed sum holds for; rounding that the text owns up to
    becomes a note.
    """
    held = [_parts(r) for r in relations if r.kind == "sum" and r.level is None]
    kept = []
    for relation in relations:
        if relation.kind == "sum" and relation.level is not None and any(
                len(parts) > 1 and parts == _parts(relation) for parts in held):
            continue
        kept.append(relation)
    if _ROUNDED.search(text):
        for relation in kept:
            if relation.kind in ("sum", "share") and relation.level in ("error", "warning") and _by_rounding(relation):
                note(relation, "note", relation.message + _("；文中已说明数字经四舍五入"))
    return kept


def _parts(relation: Relation) -> frozenset[int]:
    return frozenset(q.number for q in relation.quantities if (q.start, q.end) != relation.mark)


def _by_rounding(relation: Relation) -> bool:
    """Is the gap no more than one last digit for each number?"""
    marked = next((q for q in relation.quantities if (q.start, q.end) == relation.mark), None)
    if marked is None or relation.computed is None:
        return False
    try:
        gap = abs(Fraction(relation.computed) - Fraction(marked.value)) * marked.unit.factor
    except ValueError:
        return False
    return gap <= max(q.ulp for q in relation.quantities) * len(relation.quantities)
