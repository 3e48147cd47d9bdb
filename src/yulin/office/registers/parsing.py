"""From what a person wrote to the values of a record: one way in for forms, workbooks and the API.

``read_row`` never raises for bad content: what is wrong with a value is a finding at that column.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yulin.findings import Finding
from yulin.office.accounts.models import Region
from yulin.office.registers.declaration import Register
from yulin.office.registers.fields import Code, OpenCode, RegionCode
from yulin.office.registers.links import Link


@dataclass(frozen=True, slots=True)
class RowRead:
    """The values read (field → stored value, links as records), and what was found, by field name ("" = the
    row).
    """

    values: dict[str, Any]
    findings: tuple[tuple[str, Finding], ...]

    @property
    def good(self) -> bool:
        """Whether nothing of level error was found."""
        return all(f.level != "error" for _name, f in self.findings)


@dataclass
class Lookup:
    """Regions and linked records, looked up once per import instead of once per row."""

    regions: dict[str, str]
    names: dict[str, str]
    district: str
    links: dict[tuple[str, str], Any]

    def link(self, model: Any, key: str) -> Any:
        """The record of ``model`` with that key, or None."""
        known = (model._meta.label, key)
        if known not in self.links:
            self.links[known] = model.objects.filter(**{model.register.key: key, "withdrawn": False}).first()
        return self.links[known]


def lookup() -> Lookup:
    """What is needed to read rows: all regions, and an empty memory of links."""
    rows = list(Region.objects.values_list("code", "name"))
    names: dict[str, str] = {}
    for code, name in sorted(rows, key=lambda row: -len(row[0])):
        names[name] = code  # a district or town wins over a village of the same name
    district = min((c for c, _n in rows), key=len, default="")
    return Lookup(dict(rows), names, district, {})


def read_row(
    register: Register, raw: Mapping[str, object], known: Lookup, units: Mapping[str, str] | None = None
) -> RowRead:
    """Read the columns named in ``raw`` (field name → what was written).

    units: the unit that a column's head stated, where it differs from the declared one. Columns absent from
    ``raw`` are left alone, so that a form may carry a part.
    """
    values: dict[str, Any] = {}
    found: list[tuple[str, Finding]] = []
    for column in register.columns:
        if column.name not in raw:
            continue
        try:
            value = column.field.parse(raw[column.name], (units or {}).get(column.name))
        except ValueError as fault:
            found.append((column.name, Finding("error", "cell.wrong", str(fault), where=_(column.label))))
            continue
        if isinstance(column.field, RegionCode):
            value, finding = _region(column.label, str(value), known)
            found += [(column.name, finding)] if finding else []
        elif isinstance(column.field, Link) and value is not None:
            linked = known.link(column.field.related_model, value)
            if linked is None:
                found.append(
                    (
                        column.name,
                        Finding(
                            "error",
                            "link.unknown",
                            _("台账中没有“{key}”").format(key=value),
                            where=_(column.label),
                            remedy=_("先导入该记录，或留空"),
                        ),
                    )
                )
            value = linked
        elif isinstance(column.field, OpenCode) and not column.field.known(value):
            found.append(
                (
                    column.name,
                    Finding(
                        "warning",
                        "code.unknown",
                        _("“{code}”不在代码表内，按原样保留").format(code=value),
                        where=_(column.label),
                    ),
                )
            )
        elif isinstance(column.field, Code) and column.field.shape and value:
            pattern, rule = column.field.shape
            if not pattern.fullmatch(value):
                sentence = _("“{code}”不合编码规则：{rule}").format(code=value, rule=_(rule))
                found.append((column.name, Finding("warning", "code.shape", sentence, where=_(column.label))))
        if value in (None, "") and column.field.required:
            if not any(name == column.name for name, _f in found):
                found.append(
                    (column.name, Finding("error", "cell.missing", _("必填项为空"), where=_(column.label)))
                )
            continue
        values[column.name] = value
    _keep_order(register, values, found)
    return RowRead(values, tuple(found))


def _region(label: str, written: str, known: Lookup) -> tuple[str, Finding | None]:
    if not written:
        return "", None
    if written in known.regions:
        return written, None
    if written in known.names:
        return known.names[written], None
    return "", Finding(
        "error",
        "region.unknown",
        _("行政区划中没有“{name}”").format(name=written),
        where=_(label),
        remedy=_("核对乡镇名称，或先导入行政区划"),
    )


def _keep_order(register: Register, values: Mapping[str, Any], found: list[tuple[str, Finding]]) -> None:
    """Milestones lie in their declared order; one dated before its predecessor is worth a look, not a
    refusal.
    """
    last: tuple[str, dt.date] | None = None
    for step in register.milestones:
        day = values.get(step.day_field)
        if day is None:
            continue
        if last and day < last[1]:
            found.append(
                (
                    step.day_field,
                    Finding(
                        "warning",
                        "milestone.order",
                        _("{later}（{day}）早于{earlier}（{before}）").format(
                            later=_(step.title), day=day, earlier=_(last[0]), before=last[1]
                        ),
                        where=_(register.column(step.day_field).label),
                    ),
                )
            )
        last = (step.title, day)
