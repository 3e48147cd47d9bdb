"""批供平衡 What became of approved land: approved = supplied + disposed of otherwise + unsupplied, batch by batch.

Nothing of it is typed in: a batch's approved area stands in its dossier, what was supplied in the supply ledger, what
was withdrawn, lapsed, written off or exchanged in the disposal ledger. Areas are integers in dm², so that the three
parts make the whole exactly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from yulin.office.registers.declaration import REGISTERS
from yulin.review.result import mu

DISPOSED_OTHERWISE = ("撤回批文", "批文失效", "核减", "置换")
SLACK = 667  # dm²: a hundredth of a 亩, the last digit of a ledger


@dataclass(frozen=True, slots=True)
class Balance:
    """One batch on one day, in dm²: what was approved and what became of it."""

    batch: int
    approved: int
    supplied: int
    disposed: int

    @property
    def unsupplied(self) -> int:
        """What is left; negative where more was supplied than approved."""
        return self.approved - self.supplied - self.disposed


def supplies(batches: Any, on: dt.date | None) -> QuerySet[Any]:
    """The supplies out of some batches that count on a day: contracted by then, not withdrawn."""
    until = Q(contracted_on__lte=on) if on else Q(contracted_on__isnull=False)
    return REGISTERS["land.supply"].model.objects.filter(until, withdrawn=False, batch__in=batches).order_by()


def disposals(batches: Any, on: dt.date | None) -> QuerySet[Any]:
    """The other disposals of some batches that count on a day."""
    until = Q(disposed_on__lte=on) if on else Q(disposed_on__isnull=False)
    return REGISTERS["land.unsupplied"].model.objects.filter(
        until, withdrawn=False, batch__in=batches, disposal__in=DISPOSED_OTHERWISE).order_by()


def balances(batches: QuerySet[Any], on: dt.date | None = None) -> dict[int, Balance]:
    """The balance of each batch by primary key, on a day (None: with everything dated)."""
    sold = dict(supplies(batches.values("pk"), on).values_list("batch").annotate(n=Sum("area")))
    gone = dict(disposals(batches.values("pk"), on).values_list("batch").annotate(n=Sum("disposed_area")))
    return {pk: Balance(pk, area or 0, sold.get(pk) or 0, gone.get(pk) or 0)
            for pk, area in batches.order_by().values_list("pk", "area")}


def balance_of(batch: Any, on: dt.date | None = None) -> Balance:
    """One batch's balance; its area as the record at hand has it."""
    sold = supplies([batch.pk], on).aggregate(n=Sum("area"))["n"] if batch.pk else 0
    gone = disposals([batch.pk], on).aggregate(n=Sum("disposed_area"))["n"] if batch.pk else 0
    return Balance(batch.pk, batch.area or 0, sold or 0, gone or 0)


def supplied_beyond_batch(batches: Sequence[Any]) -> list[tuple[Any, str]]:
    """Batches made smaller than what was supplied and disposed of out of them."""
    found = []
    for batch in batches:
        held = balance_of(batch) if batch.pk and batch.area is not None and not batch.withdrawn else None
        if held is not None and held.unsupplied < -SLACK:
            found.append((batch, _("总面积 {area} 亩小于已供和已处置 {used} 亩").format(
                area=mu(held.approved), used=mu(held.supplied + held.disposed))))
    return found


def _beyond(records: Sequence[Any], day_field: str, area_field: str, label: str, counts: Any) -> list[tuple[Any, str]]:
    """The records whose areas together do not fit into their batches beside what is there already."""
    mine: dict[int, list[Any]] = {}
    for record in records:
        if record.batch_id and getattr(record, day_field) and not record.withdrawn and counts(record):
            mine.setdefault(record.batch_id, []).append(record)
    if not mine:
        return []
    known = {r.pk for r in records if r.pk}
    model = REGISTERS["land.batch"].model
    held = balances(model.objects.filter(pk__in=mine))
    # what the records at hand have saved already must not count twice
    saved: dict[int, int] = {}
    saved_model = type(records[0])
    if known:
        before = saved_model.objects.filter(pk__in=known, withdrawn=False, **{f"{day_field}__isnull": False})
        for old in before.only("pk", "batch_id", area_field, day_field):
            if counts(old):
                saved[old.batch_id] = saved.get(old.batch_id, 0) + (getattr(old, area_field) or 0)
    found = []
    for pk, some in mine.items():
        left = held[pk].unsupplied + saved.get(pk, 0) if pk in held else 0
        for record in sorted(some, key=lambda r: getattr(r, day_field)):
            area = getattr(record, area_field) or 0
            if area > left + SLACK:
                found.append((record, _("{label} {area} 亩，超过批次剩余的 {left} 亩").format(
                    label=label, area=mu(area), left=mu(max(left, 0)))))
            else:
                left -= area
    return found


def supply_beyond_batch(records: Sequence[Any]) -> list[tuple[Any, str]]:
    """Supplies that take more than their batch has left."""
    return _beyond(records, "contracted_on", "area", _("供应面积"), lambda r: True)


def disposal_beyond_batch(records: Sequence[Any]) -> list[tuple[Any, str]]:
    """Disposals (other than by supply) of more than the batch has left."""
    return _beyond(records, "disposed_on", "disposed_area", _("处置面积"),
                   lambda r: r.disposal in DISPOSED_OTHERWISE)
