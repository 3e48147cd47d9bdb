"""What a register declares beside its fields: milestones, clocks, gates and figures.

A record's stage is read off its milestones' dates; nothing else stores it. Each ``Milestone`` becomes a
date column ``<name>_on`` and, with a document, a text column ``<name>_doc``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models

from yulin.findings import Finding
from yulin.law.verdict import Verdict
from yulin.office.registers.conditions import Is
from yulin.office.registers.fields import Day, LedgerField, Text

REGISTERS: dict[str, Register] = {}


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated step. ``title`` is the step's term; the column's head is ``title + 日期``.

    document: the head of the column for the document that caused it (上报文号 …), when there is one.
    when: the records to which the step applies (all, when None).
    """

    name: str
    title: str
    document: str | None = None
    when: Is | None = None

    @property
    def day_field(self) -> str:
        """The date column."""
        return f"{self.name}_on"

    @property
    def document_field(self) -> str | None:
        """The document column, if any."""
        return f"{self.name}_doc" if self.document else None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit of a record: from ``since`` (a milestone or a day field) until the milestone ``until``.

    parameter: the law parameter that holds the length and its unit (workday, day, month, year); or
    due: the day field that is the limit itself (an agreed date). ``warn`` days before the limit it is 临期.
    """

    title: str
    until: str
    since: str = ""
    parameter: str = ""
    due: str = ""
    warn: int = 30
    when: Is | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold before ``milestone`` may be set: ``needs`` returns sentences of what is missing (none:
    open). waivable: whoever may waive can go on with a reason, which the journal keeps.
    """

    milestone: str
    needs: Callable[[Any], list[str]]
    cites: str
    waivable: bool = False


@dataclass(frozen=True, slots=True)
class Bond:
    """What must hold between records (共同约束): a sum within its parent, a pool not overdrawn.

    broken: given records as they would stand (not yet saved; a withdrawn one has ``withdrawn`` set), returns
    pairs of a record and the sentence that refuses it. on: the columns it depends on; a change of others is
    no occasion to ask.
    """

    broken: Callable[[Sequence[Any]], list[tuple[Any, str]]]
    cites: str
    on: tuple[str, ...]
    waivable: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A figure: how many records; ``distinct`` counts the different values of a field instead."""

    code: str
    title: str
    unit: str
    on: str
    where: tuple[Is, ...] = ()
    distinct: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure: the sum of a numeric field, in that field's unit and decimals.

    on: the milestone in whose year the record counts; or year_field: the field that holds the year.
    """

    code: str
    title: str
    field: str
    on: str = ""
    year_field: str = ""
    where: tuple[Is, ...] = ()
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure: ``done`` ÷ ``whole`` × 100 of two other figures of the register, 2 decimals (GB/T 8170)."""

    code: str
    title: str
    done: str
    whole: str


Figure = Count | Sum | Ratio


@dataclass(frozen=True)
class Column:
    """One ledger column: a field of the model that workbooks, forms and pages carry."""

    name: str
    field: Any

    @property
    def label(self) -> str:
        """The Chinese label."""
        return str(self.field.label)

    def head(self) -> str:
        """Label with unit."""
        return str(self.field.head())


@dataclass
class Register:
    """A register's declaration; as a class attribute of a ``Record`` it adds the milestone columns to the
    model. readings: what the law says of a record on a day, each a verdict or None where it does not apply.
    derived: numbers read off a record (title, value or None where unknown, unit); they are kept nowhere.
    ground: what the layers under a record's parcel mean for it, shown with them.
    effect: what an act on its records does elsewhere (the books), called with the records as they now stand and
    who acts, in the act's own transaction; it refuses by Refusal. after: codes of the registers that a load
    takes in first.
    """

    code: str
    title: str
    title_en: str
    family: str
    key: str
    milestones: tuple[Milestone, ...]
    clocks: tuple[Clock, ...] = ()
    gates: tuple[Gate, ...] = ()
    figures: tuple[Figure, ...] = ()
    bonds: tuple[Bond, ...] = ()
    readings: tuple[Callable[[Any, dt.date], Verdict[Any] | None], ...] = ()
    derived: Callable[[Any], list[tuple[str, Decimal | None, str]]] | None = None
    ground: Callable[[Any], list[Finding]] | None = None
    listed: tuple[str, ...] = ()
    effect: Callable[[Sequence[Any], Any], None] | None = None
    after: tuple[str, ...] = ()
    source: str = ""
    model: Any = field(default=None, repr=False)

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """Called by Django when the model class is built: add the milestones' columns and note the model."""
        for step in self.milestones:
            cls.add_to_class(step.day_field, Day(f"{step.title}日期", db_index=True))
            if step.document and step.document_field:
                cls.add_to_class(step.document_field, Text(step.document))
        setattr(cls, name, self)
        if not hasattr(cls, "__fake__"):
            self.model = cls
            REGISTERS[self.code] = self

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The ledger columns in the order of the declaration."""
        fields: list[Any] = self.model._meta.concrete_fields
        return tuple(Column(f.name, f) for f in fields if isinstance(f, LedgerField) and f.ledger)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {c.name: c for c in self.columns}

    def column(self, name: str) -> Column:
        """The column of that field name; KeyError when there is none."""
        return self._by_name[name]

    def milestone(self, name: str) -> Milestone:
        """The milestone of that name; KeyError when there is none."""
        return {m.name: m for m in self.milestones}[name]

    @property
    def has_parcel(self) -> bool:
        """Whether its records may lie on the map."""
        return hasattr(self.model, "parcel")

    @property
    def slug(self) -> str:
        """The register's code in addresses: ``land-batch``."""
        return self.code.replace(".", "-")


def register_of(code: str) -> Register:
    """The register of a code (``land.batch``) or a slug (``land-batch``); KeyError when there is none."""
    return REGISTERS[code.replace("-", ".")]
