"""判断 Verdict: what a rule says of given facts, with the values of the law it used and why."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, TypeVar

from yulin.i18n import gettext as _
from yulin.law.facts import plain
from yulin.law.parameters import Citation, Parameter

Outputs = TypeVar("Outputs")


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Outputs]):
    """The answer of one rule.

    rule: its name. on: the day whose law was used. outputs: the rule's own outputs, a frozen dataclass. used:
    every parameter the answer rests on. reasons: sentences in the language in use. missing: the facts without
    which the answer, or a part of it, stays unknown.
    """

    rule: str
    on: date
    outputs: Outputs
    used: tuple[Parameter, ...]
    reasons: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def unverified(self) -> bool:
        """Whether a value it rests on is only recalled or uncertain."""
        return any(p.unverified for p in self.used)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The articles it rests on, each once, in order of use."""
        return tuple(dict.fromkeys(p.citation for p in self.used))

    def output(self, name: str) -> Any:
        """One output by name."""
        return getattr(self.outputs, name)

    def as_json(self) -> dict[str, Any]:
        """The verdict as a JSON-ready mapping."""
        return {
            "rule": self.rule, "on": self.on.isoformat(), "unverified": self.unverified,
            "outputs": {f.name: plain(getattr(self.outputs, f.name)) for f in fields(self.outputs)},  # type: ignore[arg-type]
            "reasons": list(self.reasons), "missing": list(self.missing),
            "used": [p.as_json() for p in self.used],
        }

    def sentences(self) -> list[str]:
        """The reasons and, at the end, the citations."""
        sources = _("；").join(c.sentence() for c in self.citations)
        return [*self.reasons, *([_("依据：{sources}。").format(sources=sources)] if sources else [])]
