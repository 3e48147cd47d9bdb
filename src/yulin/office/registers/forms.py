"""A register's form: one input per column, what a person wrote in it, and what becomes of a colleague's edit.

A form carries text. Only what a person changed is read (a value shown with two decimals must not be rounded by somebody
who touched another field), and it is read by ``parsing.read_row`` like any workbook's row. When a colleague saved the
record in between, each field is settled by itself: untouched here, theirs stands; touched here alone, ours; touched on
both sides differently, the person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yulin.findings import Finding
from yulin.office.accounts.models import Person, Region
from yulin.office.journal.models import JournalLine
from yulin.office.registers.declaration import Column, Register
from yulin.office.registers.fields import Choice, Day, OpenCode, RegionCode, Year
from yulin.office.registers.links import Link
from yulin.office.registers.parsing import lookup, read_row


@dataclass(frozen=True, slots=True)
class Input:
    """One input as the page draws it.

    kind: ``text``, ``number``, ``day``, ``choice``, ``open`` (a list that takes other terms too), ``region`` or
        ``link``.
    options: pairs (value, words). wrong, warned: the sentences at the field.
    theirs: what a colleague put here meanwhile.
    """

    name: str
    label: str
    kind: str
    value: str
    unit: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    wrong: str = ""
    warned: str = ""
    theirs: str | None = None
    longest: int = 300


@dataclass(frozen=True, slots=True)
class FormRead:
    """A form read: the values to be written (only what the person changed), and the sentences at the fields.

    conflicts: field → what a colleague put there meanwhile, where both sides changed it differently.
    """

    values: Mapping[str, Any]
    wrong: Mapping[str, str]
    warned: Mapping[str, str]
    conflicts: Mapping[str, str]

    @property
    def good(self) -> bool:
        """Whether the values may be written."""
        return not self.wrong and not self.conflicts


def written(column: Column, value: Any) -> str:
    """A stored value as the form's input holds it: numbers without commas, days in ISO form, links by key."""
    text = str(column.field.show(value)) if not isinstance(column.field, OpenCode) else str(value or "")
    return text.replace(",", "") if column.field.numeric else text


def texts_of(record: Any) -> dict[str, str]:
    """Every column of a record as the form holds it."""
    return {c.name: written(c, getattr(record, c.name)) for c in record.register.columns}


def _kind(column: Column) -> str:
    field = column.field
    for cls, kind in ((RegionCode, "region"), (Link, "link"), (OpenCode, "open"), (Choice, "choice"), (Day, "day")):
        if isinstance(field, cls):
            return kind
    return "number" if field.numeric else "text"


def region_options(person: Person) -> tuple[tuple[str, str], ...]:
    """The regions a person may enter records for: code and name, towns before villages of the same code."""
    inside = Region.objects.filter(code__startswith=person.region) if person.region else Region.objects.all()
    return tuple((r.code, r.name) for r in inside.order_by("code") if len(r.code) <= 9 or r.code == person.region)


def inputs(register: Register, person: Person, texts: Mapping[str, str], read: FormRead | None = None) -> list[Input]:
    """The inputs in the order of the declaration, holding ``texts``, with what was found when they were read."""
    regions = region_options(person)
    made = []
    for column in register.columns:
        kind, field = _kind(column), column.field
        value = texts.get(column.name, "")
        options: tuple[tuple[str, str], ...] = ()
        if kind in ("choice", "open"):
            options = tuple((o, _(o)) for o in field.options)
        elif kind == "region":
            held = not value or any(code == value for code, _n in regions)
            options = regions if held else ((value, value), *regions)
        made.append(Input(
            column.name, column.label, kind, value, "" if isinstance(field, Year) else field.unit, field.required,
            options,
            read.wrong.get(column.name, "") if read else "", read.warned.get(column.name, "") if read else "",
            read.conflicts.get(column.name) if read else None, getattr(field, "max_length", None) or 300))
    return made


def read_new(register: Register, posted: Mapping[str, str], person: Person) -> FormRead:
    """The form of a new record: everything that was written."""
    raw = {c.name: posted.get(c.name, "").strip() for c in register.columns}
    known = lookup()
    read = read_row(register, raw, known)
    values = dict(read.values)
    if "region" not in raw:  # a register of the bureau's own, without a town
        values["region"] = person.region or known.district
    return FormRead(values, *_sentences(read.findings), {})


def read_changes(record: Any, posted: Mapping[str, str], edition: int) -> FormRead:
    """The form of an existing record, drawn when it stood at ``edition``: what the person changed since then."""
    register: Register = record.register
    now = texts_of(record)
    base = base_texts(record, now, edition)
    raw: dict[str, str] = {}
    conflicts: dict[str, str] = {}
    for column in register.columns:
        name = column.name
        if name not in posted:
            continue
        ours = posted[name].strip()
        if _same(column, ours, now[name]) or _same(column, ours, base[name]):
            continue
        if base[name] != now[name]:
            conflicts[name] = now[name]
        raw[name] = ours
    read = read_row(register, raw, lookup())
    return FormRead(read.values, *_sentences(read.findings), conflicts)


def _same(column: Column, one: str, other: str) -> bool:
    return one == other or (bool(column.field.numeric) and one.replace(",", "") == other)


def base_texts(record: Any, now: Mapping[str, str], edition: int) -> dict[str, str]:
    """The record's texts at an earlier edition, read back from the journal."""
    base = dict(now)
    since = record.edition - edition
    if since <= 0:
        return base
    register: Register = record.register
    lines = JournalLine.objects.filter(register=register.code, record=record.key, act="change").order_by("-seq")[:since]
    numeric = {c.name for c in register.columns if c.field.numeric}
    for line in lines:
        for name, before in (line.before or {}).items():
            if name in base:
                base[name] = (before or "").replace(",", "") if name in numeric else before or ""
    return base


def _sentences(found: Iterable[tuple[str, Finding]]) -> tuple[dict[str, str], dict[str, str]]:
    wrong: dict[str, str] = {}
    warned: dict[str, str] = {}
    for name, finding in found:
        place = wrong if finding.level == "error" else warned
        sentence = finding.message + (f"，{finding.remedy}" if finding.remedy else "")
        place[name] = f"{place[name]}；{sentence}" if name in place else sentence
    return wrong, warned
