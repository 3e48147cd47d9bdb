"""Related records: linked by the declaration, or by writing the same number under the same label.

A text column with the label of another register's key (电子监管号, 批次名称 …) holds that register's number: the two
records speak of the same thing even where the ledger keeps no link.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.registers.declaration import REGISTERS, Register
from yulin.office.registers.fields import Code, Text
from yulin.office.registers.links import Link
from yulin.office.web.cells import caption

MOST = 8


@dataclass(frozen=True, slots=True)
class Kin:
    """Related records of one register: how they are related, the first of them, and whether there are more."""

    register: Register
    label: str
    records: list[tuple[Any, str]]
    more: bool


@cache
def _ties() -> tuple[tuple[str, str, str], ...]:
    """(register, its column, the register whose key the column carries), for links and for same-labelled numbers."""
    keys = {r.column(r.key).label: r.code for r in REGISTERS.values()}
    ties = []
    for register in REGISTERS.values():
        for column in register.columns:
            if isinstance(column.field, Link):
                ties.append((register.code, column.name, column.field.related_model.register.code))
            elif isinstance(column.field, Text) and not isinstance(column.field, Code):
                other = keys.get(column.label)
                if other and other != register.code:
                    ties.append((register.code, column.name, other))
    return tuple(ties)


def _some(person: Person, register: Register, label: str, **condition: Any) -> Kin | None:
    heavy = ("haystack", "parcel_wkb") if register.has_parcel else ("haystack",)
    records = seen_by(person, register.model.objects.filter(withdrawn=False, **condition))
    found = list(records.defer(*heavy).order_by("-pk")[:MOST + 1])
    return Kin(register, label, [(r, caption(r)) for r in found[:MOST]], len(found) > MOST) if found else None


def kin_of(person: Person, record: Any) -> list[Kin]:
    """The records related to ``record`` that the person may see, by register and by the column that ties them."""
    register: Register = record.register
    found = []
    for holder, name, held in _ties():
        column = REGISTERS[holder].column(name)
        link = isinstance(column.field, Link)
        if holder == register.code:
            value = getattr(record, column.field.attname if link else name)
            other = REGISTERS[held]
            if value:
                found.append(_some(person, other, column.label, **{"pk" if link else other.key: value}))
        if held == register.code:
            found.append(_some(person, REGISTERS[holder], column.label,
                               **{name: record.pk if link else record.key}))
    return [kin for kin in found if kin is not None]
