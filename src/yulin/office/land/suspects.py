"""疑似闲置 Suspected idle land: supplied parcels that the clock finds idle and no idle case speaks of yet.

Not begun a full year after the agreed day, or stopped for a year with too little built: the rule decides on the supply
ledger's facts, the officer investigates.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.land.readings import idle_of_supply
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.readings import Reading, reading_of


@dataclass(frozen=True, slots=True)
class Suspect:
    """One supplied parcel, with what the rule says of it on the day."""

    supply: Any
    reading: Reading
    months: int | None


def suspects(person: Person, on: dt.date, region: str = "") -> list[Suspect]:
    """The suspected parcels that a person may see, the longest idle first."""
    late = on - dt.timedelta(days=365)
    model = REGISTERS["land.supply"].model
    found = seen_by(person, model.objects.filter(withdrawn=False, contracted_on__lte=on, completed_on__isnull=True))
    if region:
        found = found.filter(region__startswith=region)
    unbegun = Q(started_on__isnull=True) & (Q(agreed_start__lte=late) | Q(agreed_start__isnull=True))
    found = found.filter(unbegun | Q(stopped_on__lte=late))
    cases = set(REGISTERS["land.idle"].model.objects.filter(withdrawn=False).values_list("supply_number", flat=True))
    listed = []
    for supply in found.defer("haystack", "parcel_wkb").order_by("agreed_start"):
        verdict = idle_of_supply(supply, on) if supply.number not in cases else None
        if verdict is not None:
            listed.append(Suspect(supply, reading_of(verdict), verdict.outputs.months_idle))
    return sorted(listed, key=lambda s: -(s.months or 0))
