"""批量办理 A bulk act: the same step, value or withdrawal for many records of a list, shown first, then done at once.

What is asked is read once; for every record the preview says what would change, or why it cannot. Doing it writes the
records, their journal lines and a receipt in one transaction; the receipt can be undone.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yulin.findings import Finding, Refusal
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.registers.acts import change_many, open_gates, withdraw_many
from yulin.office.registers.declaration import Column, Register
from yulin.office.registers.fields import Code
from yulin.office.registers.models import Receipt
from yulin.office.registers.parsing import lookup, read_row
from yulin.office.registers.receipts import Counts, Source, write_receipt
from yulin.office.registers.undoing import keep, stored

MOST = 2000
WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class BulkAct:
    """What is to be done: ``kind`` is ``step`` (date a milestone), ``field`` (set a column) or ``withdraw``.

    values: the stored values by field name; title: in words, for the receipt.
    """

    kind: str
    title: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One record of the preview: what it shows now, and why it cannot be done ("" when it can).

    same: it already says so, and is left alone.
    """

    record: Any
    before: str
    why_not: str = ""
    same: bool = False


def settable(register: Register) -> list[Column]:
    """The columns that many records may be given at once: all but the key and the milestones'."""
    stepped = {m.day_field for m in register.milestones} | {m.document_field for m in register.milestones}
    return [c for c in register.columns if c.name not in stepped and not isinstance(c.field, Code)]


def read_act(register: Register, posted: Mapping[str, str]) -> BulkAct:
    """The act a form asks for; Refusal with one sentence where it cannot be read."""
    what = posted.get("what", "")
    if what == WITHDRAW:
        return BulkAct(WITHDRAW, _("批量作废"), {"withdrawn": True})
    kind, _colon, name = what.partition(":")
    if kind == "step" and name in {m.name for m in register.milestones}:
        step = register.milestone(name)
        raw = {step.day_field: posted.get("day", "")}
        if step.document_field and posted.get("step_document", "").strip():
            raw[step.document_field] = posted["step_document"]
        title = _("批量登记：{step}").format(step=_(step.title))
    elif kind == "field" and name in {c.name for c in settable(register)}:
        raw = {name: posted.get("value", "")}
        title = _("批量填写：{label}").format(label=_(register.column(name).label))
    else:
        raise Refusal(_("请选择要办理的事项。"))
    read = read_row(register, raw, lookup())
    errors = [f.message for _name, f in read.findings if f.level == "error"]
    if errors:
        raise Refusal(_("{title}：{why}").format(title=title, why="；".join(errors)))
    if kind == "step" and read.values.get(register.milestone(name).day_field) is None:
        raise Refusal(_("{title}：请填写日期。").format(title=title))
    return BulkAct(kind, title, read.values)


def preview(register: Register, act: BulkAct, records: Sequence[Any], by: Person) -> list[BulkRow]:
    """What the act would do to each record; nothing is written."""
    rows = []
    right: Any = WITHDRAW if act.kind == WITHDRAW else "change"
    name = next(iter(act.values))
    for record in records:
        before = "" if act.kind == WITHDRAW else register.column(name).field.show(getattr(record, name))
        if not may(by, right, record.region):
            rows.append(BulkRow(record, before, _("您无权办理这条记录")))
            continue
        if act.kind != WITHDRAW and all(getattr(record, n) == v for n, v in act.values.items()):
            rows.append(BulkRow(record, before, same=True))
            continue
        rows.append(BulkRow(record, before, _why_not(register, act, record)))
    return rows


def _why_not(register: Register, act: BulkAct, record: Any) -> str:
    if act.kind != "step":
        return ""
    day_field = next(iter(act.values))
    step = next(m for m in register.milestones if m.day_field == day_field)
    if step not in record.steps():
        return _("这条记录没有“{step}”这一步").format(step=_(step.title))
    built = copy.copy(record)
    for name, value in act.values.items():
        setattr(built, name, value)
    return "；".join(f"{why}（{cites}）" for why, cites in open_gates(built, step.name))


def take(register: Register, act: BulkAct, rows: Sequence[BulkRow], by: Person, reason: str, document: str) -> Receipt:
    """Do it to the records that can; the others are listed in the receipt. Refusal: nothing was changed."""
    good = [row.record for row in rows if not row.why_not and not row.same]
    if not good:
        raise Refusal(_("所选记录都不能办理，或已经如此，未作更改。"))
    found = [Finding("error", "bulk.refused", row.why_not, row.record.key) for row in rows if row.why_not]
    with transaction.atomic():
        if act.kind == WITHDRAW:
            before = [(r, {"withdrawn": False}) for r in good]
            done = withdraw_many(good, by, reason, document)
        else:
            before = [(r, stored(r, act.values)) for r in good]
            done = change_many([(r, act.values, None, r.edition) for r in good], by, reason, document)
        same = sum(row.same for row in rows)
        receipt = write_receipt(Source("bulk", register.code, act.title, ""),
                                Counts(len(rows), 0, len(done), same, len(found)), by, found,
                                [r.key for r in done], reason, document)
        keep(receipt, [], [(now, values) for now, (_record, values) in zip(done, before, strict=True)])
    return receipt
