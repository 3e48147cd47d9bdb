"""What a check says, and how a refusal is said.

A *finding* is a value: a check returns findings and never raises for bad data. A *refusal* is the one
exception that reaches a user: the whole act could not be done, nothing was changed, and its text is one
clear sentence (what, where, what to do).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in the content of an input.

    level: ``error`` (cannot be taken as it is), ``warning`` (taken, look at it),
        ``note`` (inferred or assumed).
    code: a stable id in words, e.g. ``ring.unclosed``.
    message: one sentence: what and where.
    where: file, row, feature or parcel, as a person would look it up; empty when the message says it.
    remedy: what to do about it; empty when the message says it.
    """

    level: Level
    code: str
    message: str
    where: str = ""
    remedy: str = ""

    def as_json(self) -> dict[str, str]:
        """The finding as a JSON-ready mapping of its fields."""
        return asdict(self)

    def sentence(self) -> str:
        """Place, message and remedy in one line."""
        head = f"{self.where}：" if self.where else ""
        tail = f"（{self.remedy}）" if self.remedy else ""
        return f"{head}{self.message}{tail}"


class Refusal(Exception):
    """The act cannot be done and nothing was changed. ``str()`` is one clear sentence for the user."""


def worst(findings: Iterable[Finding]) -> Level | None:
    """The gravest level among the findings, or None when there is none."""
    order: dict[Level, int] = {"note": 0, "warning": 1, "error": 2}
    return max((f.level for f in findings), key=order.__getitem__, default=None)
