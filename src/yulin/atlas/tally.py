"""A tally of findings: every kind is counted, the first of each are listed, so that a bad file stays readable."""

from __future__ import annotations

from dataclasses import dataclass, field

from yulin.findings import Finding, Level
from yulin.i18n import gettext as _

LISTED = 200


@dataclass
class Tally:
    """Findings gathered while a layer streams by. counts: (level, code) → how many; findings: the listed ones."""

    counts: dict[tuple[Level, str], int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Count one finding, and list it while there is room for its kind."""
        kind = (finding.level, finding.code)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.counts[kind] <= LISTED:
            self.findings.append(finding)

    def more(self, level: Level, code: str, times: int) -> None:
        """Count findings of a kind without listing them."""
        if times:
            self.counts[level, code] = self.counts.get((level, code), 0) + times

    def take(self, other: Tally) -> None:
        """Add what another tally found after this one."""
        listed: dict[tuple[Level, str], int] = {}
        for finding in other.findings:
            listed[finding.level, finding.code] = listed.get((finding.level, finding.code), 0) + 1
            self.add(finding)
        for (level, code), n in other.counts.items():
            self.more(level, code, n - listed.get((level, code), 0))

    def room(self, level: Level, code: str) -> int:
        """How many more of a kind would be listed."""
        return max(0, LISTED - self.counts.get((level, code), 0))

    @property
    def errors(self) -> int:
        """How many findings of level error there are, listed or not."""
        return sum(n for (level, _code), n in self.counts.items() if level == "error")

    def all(self) -> tuple[Finding, ...]:
        """The listed findings and, for each kind that has more, one that says how many."""
        rest = [Finding(level, code, _("同类问题另有 {n} 处，未逐一列出。").format(n=n - LISTED))
                for (level, code), n in self.counts.items() if n > LISTED]
        return (*self.findings, *rest)
