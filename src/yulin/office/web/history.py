"""A record's history as a person reads it: who did what when, why, and what changed from what to what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yulin.office.accounts.models import Person
from yulin.office.journal.models import JournalLine
from yulin.office.registers.declaration import REGISTERS, Register
from yulin.office.registers.fields import RegionCode
from yulin.office.web.cells import region_names

MOST = 60
ACT_TITLES = {"create": "录入", "change": "更改", "withdraw": "作废记录", "load": "导入文件",
              "attach": "添加附件", "detach": "取下附件", "suspend": "中止期限",
              "resume": "恢复期限", "unsuspend": "撤销中止", "audit": "核数", "layer_import": "导入图层",
              "layer_check": "检查图层", "layer_diff": "比较版本"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that an act changed: the field's label, and both texts ("" = missing)."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the journal, read."""

    seq: int
    at: dt.datetime
    who: str
    act: str
    title: str
    register: Register | None
    record: str
    reason: str
    document: str
    fields: frozenset[str]
    differences: list[Difference]


def people(logins: Iterable[str]) -> dict[str, str]:
    """The names shown for these logins."""
    return {p.username: p.shown_name for p in Person.objects.filter(username__in=set(logins))}


def _labels(register: Register | None) -> dict[str, str]:
    if register is None:
        return {}
    labels = {c.name: c.label for c in register.columns} | {"withdrawn": "作废状态", "attachment": "附件",
                                                          "suspension": "中止"}
    if register.has_parcel:
        labels["parcel"] = register.model.parcel.label
    return labels


def _region_fields(register: Register | None) -> set[str]:
    return set() if register is None else {c.name for c in register.columns if isinstance(c.field, RegionCode)}


def read_lines(lines: Iterable[JournalLine]) -> list[HistoryLine]:
    """The lines with names for logins, labels for fields and names for regions."""
    held = list(lines)
    who = people(line.actor for line in held)
    codes = {(line.before or {}).get("region") for line in held} | {(line.after or {}).get("region") for line in held}
    names = region_names(code for code in codes if code)
    read = []
    for line in held:
        register = REGISTERS.get(line.register)
        labels, regions = _labels(register), _region_fields(register)
        before, after = line.before or {}, line.after or {}
        touched = [n for n in labels if n in before or n in after]
        touched += [n for n in {**before, **after} if n not in labels]

        def text(values: dict[str, Any], name: str, regions: set[str] = regions) -> str:
            value = str(values.get(name) or "")
            return names.get(value, value) if name in regions else value

        read.append(HistoryLine(
            line.seq, line.at, who.get(line.actor, line.actor), line.act, ACT_TITLES.get(line.act, line.act), register,
            line.record, line.reason, line.document, frozenset(after),
            [Difference(labels.get(n, n), text(before, n), text(after, n)) for n in touched]))
    return read


def history_of(record: Any) -> list[HistoryLine]:
    """The record's latest acts, newest first (at most ``MOST``), under every key that it has had."""
    register: Register = record.register
    keys, seen = [record.key], {record.key}
    lines: list[JournalLine] = []
    while keys:
        found = JournalLine.objects.filter(register=register.code, record=keys.pop()).order_by("-seq")[:MOST]
        for line in found:
            lines.append(line)
            old = (line.before or {}).get(register.key) if line.act == "change" else None
            if old and old not in seen:
                seen.add(old)
                keys.append(old)
    return read_lines(sorted(lines, key=lambda line: -line.seq)[:MOST])
