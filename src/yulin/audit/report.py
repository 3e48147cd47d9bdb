"""What the auditor says: quantities, relations between them, and the report that holds both.

A relation that holds is *checked*; one that does not is a *finding* with a level. Spans are ``[start, end)`` in
Unicode code points of the document's plain text. Exact numbers leave as strings.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from yulin.audit.elsewhere import KnownFigure, Passage
from yulin.audit.places import Place, place_at
from yulin.audit.units import Unit

Kind = Literal["rate", "share", "sum", "difference", "growth", "conversion", "comparison", "average",
               "missing_number", "missing_unit", "date", "repeat"]
Level = Literal["error", "warning", "note"]


@dataclass(slots=True, eq=False)
class Quantity:
    """One number with its unit as written.

    value: as written (万亩 stays 万亩); base: in base units of ``unit.dimension``; decimals: written decimals.
    hedge: 约, 余, 超 … or None. sentence, segment, clause, item: the part of the text it stands in (see ``structure``).
    group: the bracket it stands in (0 = none). lead, trail: the words before and after it inside its clause; the lead
    begins at ``lead_start``. measure, period, region: what it measures (see ``measures``).
    """

    number: int
    start: int
    end: int
    text: str
    value: Decimal
    decimals: int
    unit: Unit
    hedge: str | None = None
    spelled: bool = False
    sentence: int = 0
    segment: int = 0
    clause: int = 0
    item: int = 0
    group: int = 0
    lead_start: int = 0
    lead: str = ""
    trail: str = ""
    subject: str = ""
    role: str = "plain"
    sign: int = 1
    borrowed: bool = False
    measure: str = ""
    period: str = ""
    region: str = ""
    base: Fraction = Fraction(0)

    @property
    def id(self) -> str:
        """The quantity's id within its document: q1, q2 …"""
        return f"q{self.number}"

    @property
    def dimension(self) -> str:
        """What the unit measures: area, money, count, percent …"""
        return self.unit.dimension

    @property
    def ulp(self) -> Fraction:
        """The last written digit's worth, in base units."""
        return self.unit.factor / Fraction(10**self.decimals)

    @property
    def exact(self) -> bool:
        """An integer without 万 or 亿 and without a hedge: nothing was rounded away."""
        return self.unit.exact and self.decimals == 0 and self.hedge is None

    @property
    def slack(self) -> Fraction:
        """How far the true value may lie from the written one, in base units."""
        return Fraction(0) if self.exact else self.ulp / 2

    @property
    def significant(self) -> int:
        """How many digits stand between its first and its last that is not 0: so much does a match of it tell."""
        return len(plain(abs(self.value)).replace(".", "").strip("0"))

    @property
    def amount(self) -> str:
        """Value and unit as written, without spaces: ``1641.42亩``."""
        return f"{self.value}{self.unit.written}"

    def as_json(self) -> dict[str, Any]:
        """The quantity as in contracts.md."""
        return {"id": self.id, "span": [self.start, self.end], "text": self.text, "value": plain(self.value),
                "unit": self.unit.written, "dimension": self.dimension.partition(":")[0] or "number",
                "decimals": self.decimals, "hedge": self.hedge, "subject": self.subject, "role": self.role,
                "measure": self.measure, "period": self.period, "region": self.region}


@dataclass(slots=True, eq=False)
class Relation:
    """One relation found in the text: consistent (``level`` None) or not.

    span covers every number in it; stated, computed, expected, tolerance are in the stated number's written unit.
    other: the passage of another document, figure: the figure of the office's records, that it was held against.
    """

    kind: Kind
    span: tuple[int, int]
    quantities: tuple[Quantity, ...]
    message: str
    level: Level | None = None
    stated: str | None = None
    computed: str | None = None
    expected: str | None = None
    tolerance: str | None = None
    formula: str | None = None
    rule: str = ""
    mark: tuple[int, int] | None = None
    other: Passage | None = None
    figure: KnownFigure | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where to put the mark: the stated number, or the whole span."""
        return self.mark or self.span

    @property
    def stated_quantity(self) -> Quantity | None:
        """The number that was held against the others; None where the relation states none."""
        return next((q for q in self.quantities if (q.start, q.end) == self.mark), None)

    @property
    def formula_in_words(self) -> str | None:
        """The formula with each number under the noun phrase by which the text calls it."""
        if not self.formula:
            return None
        waiting = [q for q in self.quantities if q is not self.stated_quantity]

        def named(found: re.Match[str]) -> str:
            match = next((q for q in waiting if found[0] == plain(q.value)), None)
            if match is None:
                return found[0]
            waiting.remove(match)
            words = match.measure or match.subject
            return f"{words} {found[0]}" if words else found[0]

        return re.sub(r"\d+(?:\.\d+)?", named, self.formula)

    @property
    def suggestion(self) -> str | None:
        """What the stated number should be written as; None where nothing is to be corrected, or where either of two
        documents may be wrong.
        """
        stated = self.stated_quantity
        if self.level in (None, "note") or stated is None or not self.expected or self.other is not None:
            return None
        return f"{self.expected}{'' if stated.borrowed else stated.unit.written}"

    def as_json(self, number: int, text: str) -> dict[str, Any]:
        """The relation as in contracts.md; ``number`` makes its id (f1 … findings, c1 … checked)."""
        start, end = self.span
        head: dict[str, Any] = {"id": f"{'c' if self.level is None else 'f'}{number}"}
        if self.level is not None:
            head["level"] = self.level
        return head | {
            "kind": self.kind, "rule": self.rule, "span": [start, end], "quote": text[start:end], "stated": self.stated,
            "computed": self.computed, "expected": self.expected, "tolerance": self.tolerance,
            "formula": self.formula, "formula_in_words": self.formula_in_words, "suggestion": self.suggestion,
            "quantities": [q.id for q in self.quantities],
            "mark": list(self.place), "message": self.message,
            "other": self.other.as_json() if self.other else None,
            "figure": self.figure.as_json() if self.figure else None}


@dataclass(slots=True)
class AuditReport:
    """One document, read and checked."""

    path: str
    text: str
    quantities: list[Quantity] = field(default_factory=list)
    findings: list[Relation] = field(default_factory=list)
    checked: list[Relation] = field(default_factory=list)
    places: tuple[Place, ...] = ()
    remarks: tuple[str, ...] = ()

    def take(self, relations: Iterable[Relation]) -> None:
        """Put the relations among the findings and the checked, each list in the order of the text."""
        for relation in relations:
            (self.checked if relation.level is None else self.findings).append(relation)
        for listed in (self.findings, self.checked):
            listed.sort(key=lambda r: (r.span, r.kind))

    @property
    def errors(self) -> int:
        """How many findings are of level error."""
        return sum(f.level == "error" for f in self.findings)

    def place_of(self, offset: int) -> str:
        """The page and paragraph an offset lies in, in words; "" where unknown."""
        place = place_at(self.places, offset)
        return place.label if place else ""

    def as_json(self) -> dict[str, Any]:
        """The document as in contracts.md."""
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        return {"path": self.path, "text_sha256": digest,
                "quantities": [q.as_json() for q in self.quantities],
                "findings": [self._said(f, i) for i, f in enumerate(self.findings, 1)],
                "checked": [self._said(c, i) for i, c in enumerate(self.checked, 1)],
                "remarks": list(self.remarks)}

    def _said(self, relation: Relation, number: int) -> dict[str, Any]:
        """The relation with the page and paragraph of its mark (None where the format has none)."""
        place = place_at(self.places, relation.place[0])
        return relation.as_json(number, self.text) | {
            "page": place.page if place else None, "paragraph": place.paragraph if place else None}


def plain(value: Decimal) -> str:
    """A Decimal without exponent: its digits as written."""
    return format(value, "f")


def shown(value: Fraction, places: int = 5) -> str:
    """An exact fraction as decimal text: exact where it ends within ``places``, else rounded to ``places``."""
    scaled = value * 10**places
    digits = round(scaled)
    sign, digits = ("-" if digits < 0 else ""), abs(digits)
    whole, tail = divmod(digits, 10**places)
    text = str(tail).rjust(places, "0").rstrip("0")
    return f"{sign}{whole}.{text}" if text else f"{sign}{whole}"
