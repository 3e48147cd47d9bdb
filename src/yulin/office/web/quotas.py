"""余额 What the district still has: the pools of the quota books on a day, each opening the account page of its kind.

Quotas belong to the district alone, so a town's people see none. The state's yearly plan quota stands in the books
where they hold it, else in the ledger of allotments and uses.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from yulin.books.accounts import THREE, Kind
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import of_district
from yulin.office.books.balances import standings
from yulin.office.books.bound import district_of
from yulin.office.books.tables import ledger_unit, shown
from yulin.office.figures.values import Scope
from yulin.office.land.pool import kept, pools
from yulin.office.registers.remembered import Standing, remembered

ASKED = (*THREE, Kind.PLAN)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of one kind: text in ``unit``; owed: promised and not yet made good ("" where nothing is).

    page, kind: the page that shows how it came about, and its parameter. short: more was used than given.
    """

    title: str
    text: str
    unit: str
    owed: str
    page: str
    kind: str
    short: bool = False


def quotas_left(person: Person, scope: Scope, now: Standing) -> list[Left]:
    """The balances of the district of ``scope`` on its day, remembered until books or plan quotas are written."""
    if not of_district(person):
        return []
    region, day = district_of(scope.region or person.region), scope.as_of or dt.date.today()
    return remembered(now.of("books", "land.quota", "land.batch"), ("quotas", region, day),
                      lambda: _left(region, day))


def _left(region: str, day: dt.date) -> list[Left]:
    found = []
    held = {standing.kind: standing for standing in standings(region, day)}
    for kind in ASKED:
        if kind in held:
            one = held[kind]
            owed = f"{shown(kind, one.owed):,}" if one.owed else ""
            found.append(Left(kind.value, f"{shown(kind, one.pool):,}", ledger_unit(kind), owed, "books",
                              kind.name.lower(), one.pool < 0))
    if Kind.PLAN not in held and kept():
        left = sum(pool.left for pool in pools(day))
        found.append(Left(Kind.PLAN.value, f"{shown(Kind.PLAN, left):,}", ledger_unit(Kind.PLAN), "", "land-pool", "",
                          left < 0))
    return found
