"""价款 The price of a supply: what the instalments say was paid, against what the ledger says is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from yulin.office.registers.declaration import REGISTERS


def received(supply: int, without: Sequence[int] = ()) -> int:
    """Fen paid in instalments of one supply."""
    paid = REGISTERS["land.instalment"].model.objects.filter(
        supply=supply, withdrawn=False, paid_on__isnull=False).exclude(pk__in=without)
    return paid.aggregate(n=Sum("paid"))["n"] or 0


def in_full(record: Any) -> list[str]:
    """全部价款缴清: by the ledger's paid amount, or by the instalments where there are any."""
    if not record.price or record.mode == "划拨":
        return []
    paid = max(record.paid or 0, received(record.pk) if record.pk else 0)
    if paid >= record.price:
        return []
    field = record.register.column("price").field
    return [_("价款 {price} 万元，已缴 {paid} 万元").format(price=field.show(record.price), paid=field.show(paid))]


def beyond_price(records: Sequence[Any]) -> list[tuple[Any, str]]:
    """Instalments due that together exceed the price of their supply."""
    mine: dict[int, list[Any]] = {}
    for record in records:
        if record.supply_id and record.due and not record.withdrawn:
            mine.setdefault(record.supply_id, []).append(record)
    if not mine:
        return []
    known = {r.pk for r in records if r.pk}
    prices = dict(REGISTERS["land.supply"].model.objects.filter(pk__in=mine).values_list("pk", "price"))
    model = REGISTERS["land.instalment"].model
    held = dict(model.objects.filter(supply__in=mine, withdrawn=False).exclude(pk__in=known).order_by()
                .values_list("supply").annotate(n=Sum("due")))
    found = []
    for pk, some in mine.items():
        total, price = held.get(pk) or 0, prices.get(pk)
        for record in some:
            total += record.due
            if price is not None and total > price:
                field = record.register.column("due").field
                found.append((record, _("应缴合计 {total} 万元，超过成交价款 {price} 万元").format(
                    total=field.show(total), price=field.show(price))))
                break
    return found
