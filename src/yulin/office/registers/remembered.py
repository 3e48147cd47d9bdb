"""Answers remembered for as long as nobody writes what they rest on.

Every act notes in its own transaction where its register stands in the journal, and which columns it touched (see
``journal``). An answer is kept under the standing of what it rests on, read before it is made: some columns of a
register, a register, some of them, or all. What is no register (the calendar, regions, thresholds …) counts for every
answer. The memory is the process's own and small; what is not in it is made again. Several processes, a
rolled-back act and another database all tell by the digests, which never repeat.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from yulin.office.journal.models import RegisterHead
from yulin.office.registers.declaration import REGISTERS

Answer = TypeVar("Answer")

ASIDE = frozenset({"books", "accounts.token", "auditing", "reviewing", "report.template"})
"""What the journal tells of besides records that no answer about records rests on."""
MEMBERS = ("region", "withdrawn")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where everything stands in the journal at one moment."""

    rows: dict[str, tuple[str, str, dict[str, str]]]

    def of(self, *registers: str) -> Hashable:
        """The standing of these registers, whatever was touched; None before the journal's first line."""
        return self._around(tuple(self.rows[code][0] if code in self.rows else "" for code in registers))

    def of_columns(self, register: str, names: Iterable[str]) -> Hashable:
        """The standing of some columns of a register, and of which records count and lie where."""
        _digest, made, columns = self.rows.get(register, ("", "", {}))
        return self._around((made, *(columns.get(name, "") for name in sorted({*MEMBERS, *names}))))

    def of_all(self) -> Hashable:
        """The standing of everything."""
        return self._around(tuple(sorted(row[0] for row in self.rows.values())))

    def _around(self, inside: Hashable) -> Hashable:
        if "" not in self.rows:
            return None
        return inside, tuple(sorted((name, row[0]) for name, row in self.rows.items()
                                    if name not in REGISTERS and name not in ASIDE))


def standing() -> Standing:
    """Where everything stands now: one small query, to be asked before any answer that is to be remembered."""
    rows = RegisterHead.objects.values_list("register", "digest", "made", "columns")
    return Standing({register: (digest, made, columns) for register, digest, made, columns in rows})


class Memory:
    """The last ``most`` answers, each under its key and the standing at which it was made."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[tuple[Hashable, Hashable], Any] = OrderedDict()

    def answer(self, at: Hashable, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer to ``key`` at the standing ``at``: remembered, or made now. At None nothing is remembered."""
        if at is None:
            return make()
        known = (at, key)
        try:
            held: Answer = self._answers[known]
            self._answers.move_to_end(known)
            return held
        except KeyError:  # another thread may have let it go in between
            answer = make()
        self._answers[known] = answer
        while len(self._answers) > self._most:
            try:
                self._answers.popitem(last=False)
            except KeyError:
                break
        return answer


remembered = Memory(2048).answer
