"""The acts on records: each checks the right, the gates and the edition, and writes record and journal
together.

An act returns what it did; a ``Refusal`` means that nothing was changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import Act, may
from yulin.office.journal.chain import Entry, append
from yulin.office.registers import search_index
from yulin.office.registers.declaration import REGISTERS, Register
from yulin.office.registers.links import Link
from yulin.office.registers.obstacles import broken_bonds, refuse_or_waive, shut_gates
from yulin.office.registers.parcel import ParcelValue


@dataclass(frozen=True, slots=True)
class NewRecord:
    """One record to be made: its values by field name, and its parcel, if any."""

    values: Mapping[str, Any]
    parcel: ParcelValue | None = None


def shown_values(record: Any, names: Iterable[str] | None = None) -> dict[str, str]:
    """The record's values as they are shown (field → text with exact numbers), for the journal and
    differences.
    """
    wanted = None if names is None else set(names)
    return {
        c.name: c.field.show(getattr(record, c.name))
        for c in record.register.columns
        if (wanted is None or c.name in wanted) and getattr(record, c.name) not in (None, "")
    }


def open_gates(record: Any, milestone: str) -> list[tuple[str, str]]:
    """What still stands before ``milestone``: pairs of (what is missing, the provision that asks for it)."""
    return [
        (sentence, gate.cites)
        for gate in record.register.gates
        if gate.milestone == milestone
        for sentence in gate.needs(record)
    ]


def create(
    register: Register, new: NewRecord, by: Person, reason: str = "", document: str = "", waive: bool = False
) -> Any:
    """Make one record; returns it."""
    return create_many(register, [new], by, reason, document, act="create", waive=waive)[0]


def create_many(
    register: Register,
    rows: Iterable[NewRecord],
    by: Person,
    reason: str = "",
    document: str = "",
    act: Act = "load",
    waive: bool = False,
) -> list[Any]:
    """Make records and their journal lines in one transaction; returns them in the order given.

    waive: pass over what may be waived, with the reason. Refusal (nothing made) when a right or a required value is
    missing, a key exists already, a gate of a dated milestone is shut, or a bond between records would break.
    """
    records = [_build(register, row, by, act) for row in rows]
    with transaction.atomic():
        obstacles = [o for record in records for o in shut_gates(record)] + broken_bonds(register, records)
        reasons = refuse_or_waive(obstacles, by, waive, reason)
        try:
            register.model.objects.bulk_create(records, batch_size=500)
        except IntegrityError as fault:  # required values are there: it can only be the key
            raise Refusal(
                _("{title}：有记录的“{key}”已经存在，未作更改。").format(
                    title=_(register.title), key=_(register.column(register.key).label)
                )
            ) from fault
        search_index.add(records)
        append(
            Entry(
                by.username,
                "create",
                register.code,
                r.key,
                r.region,
                None,
                _journal_values(r),
                reasons.get(r.key, reason),
                document,
            )
            for r in records
        )
        _take_effect(register, records, by)
    return records


def change(
    record: Any,
    values: Mapping[str, Any],
    by: Person,
    reason: str = "",
    document: str = "",
    parcel: ParcelValue | None = None,
    edition: int | None = None,
    act: Act = "change",
    waive: bool = False,
) -> Any:
    """Change a record's values (and its parcel, when one is given); returns the record as it now stands.

    edition: the edition the person saw; Refusal when a colleague has changed the record since.
    """
    return change_many([(record, values, parcel, edition)], by, reason, document, act, waive)[0]


Change = tuple[Any, Mapping[str, Any], ParcelValue | None, int | None]


def change_many(
    changes: Iterable[Change], by: Person, reason: str = "", document: str = "", act: Act = "change",
    waive: bool = False,
) -> list[Any]:
    """Change many records of one register in one transaction, each with its journal line; all or none."""
    done: list[Any] = []
    entries: list[Entry] = []
    touched: set[str] = set()
    waiting = iter(changes)
    with transaction.atomic():
        while some := list(islice(waiting, 500)):
            model = some[0][0].register.model
            locked = model.objects.select_for_update().in_bulk([record.pk for record, *_rest in some])
            for record, values, parcel, edition in some:
                held = locked[record.pk]
                entries.append(_change_one(held, values, parcel, edition, by, act, reason, document, waive))
                done.append(held)
                touched.update(values)
        if done:
            broken = broken_bonds(done[0].register, done, touched)
            reasons = refuse_or_waive(broken, by, waive, reason)
            entries = [replace(e, reason=reasons.get(e.record, e.reason)) for e in entries]
        if done:
            _take_effect(done[0].register, done, by)
        append(entries)
    return done


def _take_effect(register: Register, records: list[Any], by: Person) -> None:
    """What the register declares that its acts do elsewhere; it sees the records as they now stand."""
    if register.effect is not None:
        register.effect(records, by)


def _change_one(
    held: Any,
    values: Mapping[str, Any],
    parcel: ParcelValue | None,
    edition: int | None,
    by: Person,
    act: Act,
    reason: str,
    document: str,
    waive: bool,
) -> Entry:
    """Change one locked record; returns its journal entry."""
    register: Register = held.register
    _refuse_right(register, by, act, held.region)
    if edition is not None and held.edition != edition:
        raise Refusal(
            _("“{key}”刚被他人修改过（第 {n} 版），请核对后再改。").format(key=held.key, n=held.edition)
        )
    before, indexed, was_withdrawn = _journal_values(held), (held.haystack, held.region), held.withdrawn
    columns = dict(values) | (parcel.columns() if parcel is not None else {})
    touched = frozenset(name for name, value in columns.items() if getattr(held, name) != value)
    shut_before = {(o.step, o.why) for o in shut_gates(held)}
    for name, value in columns.items():
        setattr(held, name, value)
    _refuse_missing(held)
    _refuse_right(register, by, act, held.region)
    obstacles = [o for o in shut_gates(held)
                 if (o.step and o.step.day_field in values) or (o.step, o.why) not in shut_before]
    reason = refuse_or_waive(obstacles, by, waive, reason).get(held.key, reason)
    held.edition += 1
    held.haystack = held.search_text()
    try:
        held.save(update_fields=[*columns, "edition", "haystack", "changed_at"])
    except IntegrityError as fault:
        raise Refusal(_("“{key}”已经存在，未作更改。").format(key=held.key)) from fault
    if was_withdrawn and not held.withdrawn:
        search_index.add([held])
    elif not held.withdrawn:
        search_index.replace(indexed, held)
    after = _journal_values(held)
    if was_withdrawn != held.withdrawn:
        before["withdrawn"] = "已作废"
    changed = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    return Entry(
        by.username,
        "change",
        register.code,
        held.key,
        held.region,
        {n: before.get(n) for n in changed},
        {n: after.get(n) for n in changed},
        reason,
        document,
        touched if was_withdrawn == held.withdrawn else None,
    )


def reach(
    record: Any,
    milestone: str,
    day: dt.date | None,
    by: Person,
    document: str = "",
    reason: str = "",
    edition: int | None = None,
    waive: bool = False,
) -> Any:
    """Date a milestone (or, with None, take its date back with a reason); returns the record."""
    step = record.register.milestone(milestone)
    if day is None and not reason:
        raise Refusal(_("撤销“{step}”须写明原因。").format(step=_(step.title)))
    values: dict[str, Any] = {step.day_field: day}
    if step.document_field and document:
        values[step.document_field] = document
    return change(record, values, by, reason, document, edition=edition, waive=waive)


def withdraw(record: Any, by: Person, reason: str) -> Any:
    """Withdraw a record (作废): it stays in the journal and the database, and counts no more."""
    return withdraw_many([record], by, reason)[0]


def withdraw_many(
    records: Iterable[Any], by: Person, reason: str, document: str = "", act: Act = "withdraw"
) -> list[Any]:
    """Withdraw records of one register in one transaction; all or none. ``act`` is the right that it takes."""
    if not reason.strip():
        raise Refusal(_("作废须写明原因。"))
    done: list[Any] = []
    waiting = iter(records)
    with transaction.atomic():
        while some := list(islice(waiting, 500)):
            model = some[0].register.model
            locked = model.objects.select_for_update().in_bulk([record.pk for record in some])
            now = timezone.now()
            for record in some:
                held = locked[record.pk]
                _refuse_right(held.register, by, act, held.region)
                if held.withdrawn:
                    raise Refusal(_("“{key}”已经作废。").format(key=held.key))
                held.withdrawn, held.edition, held.changed_at = True, held.edition + 1, now
            chunk = [locked[record.pk] for record in some]
            _refuse_under_others(chunk)
            refuse_or_waive(broken_bonds(chunk[0].register, chunk), by, False, "")
            model.objects.bulk_update(chunk, ["withdrawn", "edition", "changed_at"], batch_size=100)
            done += chunk
        search_index.remove(done)
        append(
            Entry(by.username, "withdraw", r.register.code, r.key, r.region, _journal_values(r), None, reason, document)
            for r in done
        )
        if done:
            _take_effect(done[0].register, done, by)
    return done


def _refuse_under_others(records: Sequence[Any]) -> None:
    """Refusal when other records rest on one of these through a link: they would lose what they are part of."""
    by_key = {record.pk: record for record in records}
    for register in REGISTERS.values():
        for column in register.columns:
            if isinstance(column.field, Link) and column.field.related_model is records[0].register.model:
                under = register.model.objects.filter(**{f"{column.name}__in": list(by_key), "withdrawn": False})
                first = under.order_by("pk").first()
                if first is not None:
                    held = by_key[getattr(first, column.field.attname)]
                    resting = under.filter(**{column.name: held.pk})
                    raise Refusal(
                        _("“{key}”不能作废：{title}中有 {n} 条记录以它为“{label}”（如“{first}”），"
                          "请先办理这些记录。").format(
                            key=held.key, title=_(register.title), n=resting.count(), label=_(column.label),
                            first=first.key))


def _build(register: Register, row: NewRecord, by: Person, act: Act) -> Any:
    parcel = row.parcel.columns() if row.parcel is not None else {}
    record = register.model(**row.values, **parcel)
    if not record.region:
        record.region = by.region
    _refuse_missing(record)
    _refuse_right(register, by, act, record.region)
    record.haystack = record.search_text()
    return record


def _refuse_missing(record: Any) -> None:
    """Refusal when a column that the database cannot leave empty is empty."""
    for column in record.register.columns:
        if not column.field.null and getattr(record, column.field.attname) is None:
            raise Refusal(_("“{key}”缺少“{label}”，未作更改。").format(key=record.key, label=_(column.label)))


def _journal_values(record: Any) -> dict[str, str]:
    values = shown_values(record)
    if getattr(record, "parcel_area", None) is not None:
        values["parcel"] = f"{record.parcel_area // 100}.{record.parcel_area % 100:02d} m²"
    return values


def _refuse_right(register: Register, by: Person, act: Act, region: str) -> None:
    if not may(by, act):
        raise Refusal(
            _("{who}（{role}）无权在{title}中进行此操作。").format(
                who=by.shown_name, role=_(by.role_title), title=_(register.title)
            )
        )
    if not may(by, act, region):
        raise Refusal(_("{who}只能处理本辖区的记录。").format(who=by.shown_name))
