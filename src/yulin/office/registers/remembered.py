"""Answers remembered for as long as nobody writes: the journal's last digest is the version of all records.

Every act appends to the journal in its own transaction, so an answer computed at one digest holds until the next. The
memory is the process's own and small; what is not in it is computed again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from yulin.office.journal.models import JournalHead

Answer = TypeVar("Answer")


class Memory:
    """The last ``most`` answers, each under its key and the journal's digest at which it was made."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[tuple[str, Hashable], Any] = OrderedDict()

    def answer(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer to ``key``: remembered, or made now. Before the journal's first line nothing is remembered."""
        version = JournalHead.objects.values_list("digest", flat=True).first() or ""
        if not version:
            return make()
        known = (version, key)
        if known in self._answers:
            self._answers.move_to_end(known)
            held: Answer = self._answers[known]
            return held
        answer = make()
        self._answers[known] = answer
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
        return answer


remembered = Memory(256).answer
