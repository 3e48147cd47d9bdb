"""Answers remembered for as long as nobody writes: the journal's last digest is the version of all records.

Every act appends to the journal in its own transaction, so an answer computed at one digest holds until the next. The
memory is the process's own and small; what is not in it is computed again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from yulin.office.journal.models import JournalHead

MOST = 256
Answer = TypeVar("Answer")

_answers: OrderedDict[tuple[str, Hashable], Any] = OrderedDict()


def remembered(key: Hashable, make: Callable[[], Answer]) -> Answer:
    """The answer to ``key``: remembered, or made now. Before the first line of the journal nothing is remembered."""
    version = JournalHead.objects.values_list("digest", flat=True).first() or ""
    if not version:
        return make()
    known = (version, key)
    if known in _answers:
        _answers.move_to_end(known)
        held: Answer = _answers[known]
        return held
    answer = make()
    _answers[known] = answer
    while len(_answers) > MOST:
        _answers.popitem(last=False)
    return answer
