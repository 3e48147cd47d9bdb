"""撤销 Undoing a receipt: what an import or a bulk act made is withdrawn, what it changed is changed back.

Undoing is an act of its own: every record gets a new line in the journal, nothing is taken out of it. Beside a receipt
stand the columns as they were stored before, exactly (what a page shows is rounded). A record that somebody has changed
since is left as it is and named.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yulin.findings import Finding, Refusal
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.registers.acts import change_many, withdraw_many
from yulin.office.registers.declaration import Register, register_of
from yulin.office.registers.models import Receipt, Undo
from yulin.office.registers.parcel import SIDES
from yulin.office.registers.receipts import Counts, Source, write_receipt
from yulin.office.registers.workbook_in import UNDONE

PARCEL = ("parcel_wkb", "parcel_epsg", "parcel_area", *(f"parcel_{side}" for side in SIDES))
Before = Mapping[str, Any]


def stored(record: Any, names: Iterable[str]) -> dict[str, Any]:
    """The record's columns of these fields as they are stored, ready for JSON."""
    return {column: _plain(getattr(record, column)) for column in (_column(record, name) for name in names)}


def _column(record: Any, name: str) -> str:
    return str(record._meta.get_field(name).attname)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value.isoformat() if isinstance(value, dt.date) else value


def _value(register: Register, column: str, held: Any) -> Any:
    if column == "parcel_wkb" and held is not None:
        return base64.b64decode(held)
    field = register.model._meta.get_field(column)
    return held if field.is_relation else field.to_python(held)


def keep(receipt: Receipt, made: Iterable[Any], changed: Iterable[tuple[Any, Before]]) -> None:
    """Keep beside a receipt what undoes it: the records made, and those changed with their columns before."""
    rows = [[r.pk, r.edition, None] for r in made] + [[r.pk, r.edition, dict(before)] for r, before in changed]
    Undo.objects.create(receipt=receipt, records=rows)


def may_undo(receipt: Receipt, by: Person) -> bool:
    """Whether the person may undo this receipt: their own, or as one who may withdraw; not yet undone."""
    known = Undo.objects.filter(receipt=receipt, done_by=None).exists()
    return known and may(by, "load") and (receipt.by == by.username or may(by, "withdraw", receipt.region))


def undo(receipt: Receipt, by: Person, reason: str) -> Receipt:
    """Undo a receipt; returns the receipt of the undoing. Refusal (nothing changed) where nothing is left to undo."""
    if not reason.strip():
        raise Refusal(_("撤销须写明原因。"))
    if not may_undo(receipt, by):
        raise Refusal(_("回执 {n} 不能撤销：已经撤销过，或不是您经手的。").format(n=receipt.pk))
    register = register_of(receipt.register)
    with transaction.atomic():
        held = Undo.objects.select_for_update().get(receipt=receipt)
        if held.done_by_id is not None:
            raise Refusal(_("回执 {n} 不能撤销：已经撤销过，或不是您经手的。").format(n=receipt.pk))
        records = register.model.objects.in_bulk([pk for pk, _edition, _before in held.records])
        found, withdrawing, changing = [], [], []
        for pk, edition, before in held.records:
            record = records.get(pk)
            if record is None or record.edition != edition:
                key = record.key if record is not None else str(pk)
                found.append(Finding("warning", "undo.changed_since", _("此后又有改动，保留现状"), key))
            elif before is None:
                withdrawing.append(record)
            else:
                changing.append((record, {c: _value(register, c, v) for c, v in before.items()}, None, edition))
        if not withdrawing and not changing:
            raise Refusal(_("回执 {n} 的记录此后都有改动，没有可撤销的内容。").format(n=receipt.pk))
        cited = f"{UNDONE} {receipt.pk}"
        withdraw_many(withdrawing, by, reason, cited, act="load")
        change_many(changing, by, reason, cited, act="load")
        keys = [r.key for r in withdrawing] + [r.key for r, *_rest in changing]
        source = Source("undo", receipt.register, receipt.file_name, receipt.sha256, receipt.sheet)
        counts = Counts(len(held.records), 0, len(keys), 0, len(found))
        made = write_receipt(source, counts, by, found, keys, reason, cited)
        held.done_by = made
        held.save(update_fields=["done_by"])
    return made
