"""What stands before a word of its sentence (前文): the quantities that a claim in words can speak of."""

from __future__ import annotations

from bisect import bisect_right

from yulin.audit.report import Quantity
from yulin.audit.structure import Reading


def before(reading: Reading, at: int, reach: int) -> list[Quantity]:
    """The quantities of the sentence of ``at`` that end before it, at most ``reach`` characters away."""
    k = bisect_right(reading.sentences, at, key=lambda s: s.start) - 1
    own = reading.sentences[k].quantities if k >= 0 and at <= reading.sentences[k].end else []
    return [q for q in own if q.end <= at and at - q.end <= reach]
