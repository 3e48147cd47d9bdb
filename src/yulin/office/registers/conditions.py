"""Conditions of a declaration: said once, asked of the database and of a single record alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Is:
    """``field`` has one of ``values`` (or, with ``negated``, none of them)."""

    field: str
    values: tuple[Any, ...]
    negated: bool = False

    def q(self) -> Q:
        """For the database."""
        inside = Q(**{f"{self.field}__in": self.values})
        return ~inside if self.negated else inside

    def holds(self, record: Any) -> bool:
        """For one record."""
        return (getattr(record, self.field) in self.values) != self.negated


def is_(field: str, *values: Any) -> Is:
    """``field`` has one of ``values``."""
    return Is(field, values)


def is_not(field: str, *values: Any) -> Is:
    """``field`` has none of ``values``."""
    return Is(field, values, negated=True)
