"""补足 Whether what is made good covers what is taken: area, paddy and capacity, each by itself.

A surplus of one never pays for another. What is not known stays unknown: it is neither enough nor short.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yulin.books.accounts import THREE, Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: taken and made good, in its smallest unit; ``taken`` None when it is not known."""

    kind: Kind
    taken: int | None
    made: int

    @property
    def short(self) -> int | None:
        """What is still missing, ≥ 0; None when what is taken is not known."""
        return None if self.taken is None else max(0, self.taken - self.made)

    @property
    def surplus(self) -> int | None:
        """What is made good beyond what is taken, ≥ 0."""
        return None if self.taken is None else max(0, self.made - self.taken)


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """The three lines."""

    lines: tuple[Line, ...]

    @property
    def enough(self) -> bool:
        """Whether none of the known ones is short."""
        return all(not line.short for line in self.lines)

    @property
    def unknown(self) -> tuple[Kind, ...]:
        """The indicators of which it is not known what is taken."""
        return tuple(line.kind for line in self.lines if line.taken is None)


def compare(taken: Mapping[Kind, int | None], made: Mapping[Kind, int]) -> Sufficiency:
    """The three indicators side by side; a kind that ``taken`` lacks is unknown, one that ``made`` lacks is 0."""
    return Sufficiency(tuple(Line(kind, taken.get(kind), made.get(kind, 0)) for kind in THREE))
