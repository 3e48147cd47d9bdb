"""What a number is held against outside its own document (别处): another document, or the office's own records.

Plain values: the auditor knows neither the files' folder nor the office; whoever calls it hands these in.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Passage:
    """The same quantity in another document: its path, span and quote, and where that lies."""

    path: str
    span: tuple[int, int]
    quote: str
    page: int | None = None
    paragraph: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The passage with its fields as they are named."""
        return {"path": self.path, "span": list(self.span), "quote": self.quote, "page": self.page,
                "paragraph": self.paragraph}


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure of the office's own records (指标), as it is known for one year.

    code: the figure's code; value: exact at its decimals; unit: as the office shows it; records: how many stand behind.
    phrases: the nouns by which reports call it (its title first); hint: how to see the records behind it.
    """

    code: str
    title: str
    value: Decimal
    unit: str
    year: int
    records: int
    phrases: tuple[str, ...] = ()
    hint: str = ""

    def as_json(self) -> dict[str, Any]:
        """Code, title, value, unit, year, records and hint."""
        return {"code": self.code, "title": self.title, "value": format(self.value, "f"), "unit": self.unit,
                "year": self.year, "records": self.records, "hint": self.hint}
