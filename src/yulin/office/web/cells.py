"""A value as a page shows it: its text, its unit, whether it is missing or unknown, and what it opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yulin.office.accounts.models import Region
from yulin.office.registers.declaration import Column
from yulin.office.registers.fields import (
    Area,
    Capacity,
    Choice,
    Code,
    Day,
    Money,
    Number,
    OpenCode,
    RegionCode,
    Year,
)
from yulin.office.registers.links import Link


@dataclass(frozen=True, slots=True)
class Cell:
    """One value on a page; ``text`` is "" when it is missing, ``url`` opens the linked record."""

    name: str
    label: str
    text: str
    unit: str = ""
    numeric: bool = False
    unknown: bool = False
    url: str = ""
    term: bool = False


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of these regions."""
    return dict(Region.objects.filter(code__in=set(codes)).values_list("code", "name"))


def cell(record: Any, column: Column, names: Mapping[str, str], within: str = "") -> Cell:
    """The value of one column of a record; a linked record is opened only where it lies ``within`` a region's code."""
    field = column.field
    value = getattr(record, column.name)
    numeric = bool(field.numeric) and not isinstance(field, Year)
    if isinstance(field, RegionCode):
        return Cell(column.name, column.label, names.get(value, value))
    if isinstance(field, Link):
        seen = value is not None and value.region.startswith(within)
        url = "" if not seen else reverse("record", args=(value.register.slug, value.pk))
        return Cell(column.name, column.label, field.show(value), url=url)
    unknown = isinstance(field, OpenCode) and not field.known(value)
    return Cell(column.name, column.label, value if unknown else field.show(value), field.unit, numeric, unknown,
                term=isinstance(field, Choice) and not unknown)


GROUPS = ("基本情况", "面积", "数量与年度", "金额与产能", "约定日期")


def group_of(column: Column) -> str:
    """The group of fields in which a column stands on a record's page and in its form."""
    field = column.field
    if isinstance(field, Area):
        return "面积"
    if isinstance(field, Money | Capacity):
        return "金额与产能"
    if isinstance(field, Number):
        return "数量与年度"
    return "约定日期" if isinstance(field, Day) else "基本情况"


def caption(record: Any) -> str:
    """What a record is called beside its key: its first listed text of its own (project, title, species …), or ""."""
    register = record.register
    for name in register.listed:
        field = register.column(name).field
        other = field.numeric or isinstance(field, Choice | Code | RegionCode | Link | Day)
        if name != register.key and not other:
            return str(field.show(getattr(record, name)))
    return ""
