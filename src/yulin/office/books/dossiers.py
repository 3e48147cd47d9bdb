"""报件与账簿 What a dossier has in the books: what it takes, what is reserved or used for it, and whether it is enough.

Reserved when linked, used when approved, released when the dossier is withdrawn. Many projects may serve one dossier
and one project many: each of a dossier's rows names its project.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yulin.books.accounts import THREE, Kind, Purpose
from yulin.books.acts import Act
from yulin.books.sufficiency import Sufficiency, compare
from yulin.findings import Refusal
from yulin.law.registry import evaluate
from yulin.law.verdict import Verdict
from yulin.office.accounts.models import Person
from yulin.office.books.balances import balances
from yulin.office.books.bound import district_of, opened
from yulin.office.books.models import Transaction
from yulin.office.books.posting import Origin, release, use
from yulin.office.registers.declaration import REGISTERS

SERVING = (Act.HOLD.name, Act.SPEND.name, Act.PROMISE.name)
EXEMPT = ("增减挂钩批次",)


@dataclass(frozen=True, slots=True)
class Allocation:
    """What one transaction takes from one holder (project, contract) for a dossier."""

    transaction: Transaction
    holder: str
    amounts: dict[Kind, int]


def allocations(dossier: str, region: str = "") -> list[Allocation]:
    """The dossier's allocations that stand: reserved, used, or promised; one per transaction and holder."""
    found = []
    rows = Transaction.objects.filter(dossier=dossier, act__in=SERVING, region__startswith=region)
    for row in rows.select_related("closed_by", "corrected_by").prefetch_related("entries__account").order_by("pk"):
        if not row.stands:
            continue
        by: dict[str, dict[Kind, int]] = {}
        for entry in row.entries.all():
            if entry.amount > 0 and entry.account.kind in Kind.__members__ and Kind[entry.account.kind] in THREE:
                sums = by.setdefault(entry.account.holder, {})
                kind = Kind[entry.account.kind]
                sums[kind] = sums.get(kind, 0) + entry.amount
        found += [Allocation(row, holder, amounts) for holder, amounts in sorted(by.items())]
    return found


def sufficiency(batch: Any) -> Sufficiency:
    """What the dossier takes against what the books hold for it, indicator by indicator."""
    made: dict[Kind, int] = {}
    for one in allocations(batch.key):
        for kind, amount in one.amounts.items():
            made[kind] = made.get(kind, 0) + amount
    return compare({Kind.CULTIVATED: batch.cultivated, Kind.PADDY: batch.paddy, Kind.CAPACITY: _capacity(batch)}, made)


def _capacity(batch: Any) -> int | None:
    """The capacity that the dossier takes, as its offset rows state it; None where none does."""
    rows = REGISTERS["balance.offset"].model.objects.filter(batch_name=batch.key, withdrawn=False)
    stated = [n for n in rows.values_list("occupied_capacity", flat=True) if n is not None]
    return sum(stated) if stated else None


def made_good(batch: Any) -> list[str]:
    """For a dossier's gate: which of the three indicators are not made good yet, each by itself.

    Nothing is asked of a dossier of linked increase and decrease, where the district keeps no books, or of one from
    before they were opened.
    """
    first = opened(district_of(batch.region), [Kind.CULTIVATED])
    day = batch.submitted_on or batch.approved_on
    if not batch.cultivated or batch.kind in EXEMPT or first is None or (day is not None and day < first):
        return []
    return [_("补充{kind}不足：占用 {taken}，账簿已挂钩 {made}，缺 {short}").format(
        kind=_(line.kind.value), taken=line.kind.said(line.taken or 0), made=line.kind.said(line.made),
        short=line.kind.said(line.short))
        for line in sufficiency(batch).lines if line.short]


def verdict(batch: Any, on: dt.date) -> Verdict[Any] | None:
    """补足 as the law of the day has it, cited; None where no farmland is taken or the law is not on file."""
    if not batch.cultivated:
        return None
    facts: dict[str, Any] = {}
    names = {Kind.CULTIVATED: ("taken_m2", "made_m2"), Kind.PADDY: ("taken_paddy_m2", "made_paddy_m2"),
             Kind.CAPACITY: ("taken_kg", "made_kg")}
    for line in sufficiency(batch).lines:
        taken, made = names[line.kind]
        facts[made] = line.kind.text(line.made)
        if line.taken is not None:
            facts[taken] = line.kind.text(line.taken)
    try:
        return evaluate("offset.made_good", facts, on, batch.region)
    except Refusal:
        return None


def take_effect(batches: Sequence[Any], by: Person) -> None:
    """An approved dossier's reserved quota is used; a withdrawn or revoked one's is released."""
    for batch in batches:
        over = batch.withdrawn or getattr(batch, "revoked_on", None) is not None
        if not over and batch.approved_on is None:
            continue
        held = Transaction.objects.filter(act=Act.HOLD.name, dossier=batch.key, closed_by=None)
        for hold in held.order_by("pk"):
            origin = Origin(hold.register, hold.record)
            if over:
                day = max(hold.day, batch.approved_on or hold.day)
                release(hold, f"{hold.number}-R", day, hold.document, by, origin)
            elif hold.expires is None or batch.approved_on <= hold.expires:
                day = max(hold.day, batch.approved_on)
                use(hold, f"{hold.number}-U", day, batch.approved_doc or hold.document, by, origin)


def pools(region: str, on: dt.date | None = None) -> dict[str, dict[Kind, int]]:
    """What may be reserved: holder → the three indicators left in its pool, those with anything left."""
    found: dict[str, dict[Kind, int]] = {}
    for (kind, purpose, holder), n in balances(district_of(region), on, THREE).items():
        if purpose == Purpose.POOL.name and n:
            found.setdefault(holder, {})[Kind[kind]] = n
    return found
