"""A link from one record to another, by key: the workbook carries the key, the database the identity."""

from __future__ import annotations

from typing import Any

from django.db import models

from yulin.office.registers.fields import LedgerField
from yulin.office.registers.written import is_missing


class Link(LedgerField, models.ForeignKey):
    """A reference to a record of another register; written as that record's key (批次名称, 电子监管号 …)."""

    base = models.ForeignKey

    def __init__(self, label: str = "", to: Any = None, **kwargs: Any) -> None:
        self.aliases = tuple(kwargs.pop("aliases", ()))
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("related_name", "+")
        super().__init__(to, verbose_name=kwargs.pop("verbose_name", label), **kwargs)

    def parse(self, raw: object, unit: str | None = None) -> str | None:
        """The key as written; it is looked up when the row is taken."""
        return None if is_missing(raw) else str(raw).strip()

    def show(self, value: Any) -> str:
        """The key of the linked record."""
        return "" if value is None else str(value)

    def cell(self, value: Any) -> Any:
        """The key of the linked record."""
        return None if value is None else str(value)
