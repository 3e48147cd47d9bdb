"""Repeats (前后重复): the same words before a number in two places, the same unit, the same years in the sentence.

Equal numbers are listed. Different ones are only reported where they read as a slip of the pen: one digit changed or
two neighbours exchanged in a number of four digits or more; the same words may well speak of two different things.
"""

from __future__ import annotations

import re

from yulin.audit.relations.making import measured, span_of
from yulin.audit.report import Quantity, Relation, plain
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_YEARS = re.compile(r"(?:19|20)\d\d(?=\s*年)|[一二三四]季度|[上下]半年|\d{1,2}\s*[-—至]\s*\d{1,2}\s*月|\d{1,2}\s*月")
_NOISE = re.compile(r"^[其基]中|[\s、,，“”\"*#]|(?:19|20)\d\d\s*年(?:度)?")


def find_repeats(reading: Reading) -> list[Relation]:
    """Every number stated again with the same words."""
    found = []
    seen: dict[tuple[str, str, str], Quantity] = {}
    for q in reading.quantities:
        words = _NOISE.sub("", q.lead)
        if not measured(q) or q.hedge is not None or len(words) < 10 or len(_digits(q)) < 4:
            continue
        years = ",".join(sorted(set(_YEARS.findall(reading.sentence_head(q)))))
        first = seen.setdefault((words, q.unit.written, years), q)
        if first is q or first.sentence == q.sentence:
            continue
        if first.value == q.value:
            found.append(_relation(first, q, None))
        elif _slip(_digits(first), _digits(q)) and first.decimals == q.decimals:
            found.append(_relation(first, q, "warning"))
    return found


def _digits(q: Quantity) -> str:
    return plain(q.value).replace(".", "").lstrip("0")


def _slip(a: str, b: str) -> bool:
    """One digit changed, or two neighbours exchanged."""
    if len(a) != len(b):
        return False
    wrong = [i for i in range(len(a)) if a[i] != b[i]]
    swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
    return len(wrong) == 1 or swapped


def _relation(first: Quantity, second: Quantity, level: str | None) -> Relation:
    said = _("“{subject}”前后一致：{first}") if level is None else _("“{subject}”前后不一：{first} 与 {second}")
    message = said.format(
        subject=second.subject, first=first.amount, second=second.amount)
    return Relation("repeat", span_of([second]), (first, second), message, None if level is None else "warning",
                    plain(second.value), plain(first.value), plain(first.value), "0",
                    f"{plain(second.value)} = {plain(first.value)}", "same_words", (second.start, second.end))
