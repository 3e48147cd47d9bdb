"""Claims in words (用语): the quantities before a word that it can speak of, and the relation that it claims."""

from __future__ import annotations

import re
from bisect import bisect_right

from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading


def before(reading: Reading, at: int, reach: int) -> list[Quantity]:
    """The quantities of the sentence of ``at`` that end before it, at most ``reach`` characters away."""
    k = bisect_right(reading.sentences, at, key=lambda s: s.start) - 1
    own = reading.sentences[k].quantities if k >= 0 and at <= reading.sentences[k].end else []
    return [q for q in own if q.end <= at and at - q.end <= reach]


def over(relation: Relation, cue: re.Match[str]) -> Relation:
    """The relation reaching over the word that claims it; the word is marked where the numbers deny it."""
    relation.span = min(relation.span[0], cue.start()), max(relation.span[1], cue.end())
    relation.mark = None if relation.level is None else cue.span()
    return relation
