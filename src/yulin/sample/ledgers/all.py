"""All sixteen ledgers in the order of the registers, with the parcels of those that have a coordinate file."""

from __future__ import annotations

from datetime import date

import numpy as np

from yulin.sample.changes import Change
from yulin.sample.ground import Ground, Parcel
from yulin.sample.ledgers.approvals import Batch, add_old_batch, make_approvals
from yulin.sample.ledgers.disposal import make_idle, make_unsupplied
from yulin.sample.ledgers.land_year import make_land_year
from yulin.sample.ledgers.papers import make_funeral, make_legal, make_planning
from yulin.sample.ledgers.records import (
    make_changes,
    make_demarcation,
    make_forest,
    make_restoration,
    make_signs,
    make_wildlife,
)
from yulin.sample.ledgers.sheet import Ledger
from yulin.sample.ledgers.supplements import make_supplements
from yulin.sample.ledgers.supply import make_inspections, make_supply

Placed = list[tuple[str, str, Parcel]]


def make_ledgers(ground: Ground, changes: list[Change], seed: int) -> tuple[list[Ledger], dict[str,
    Placed]]:
    """The ledgers, and by a ledger's title its parcels as (key, name, parcel)."""
    parcels: dict[str, Placed] = {}
    batches, approvals, notices, offsets = make_approvals(ground, seed)
    rng = np.random.default_rng([seed, 28])

    def old_batch(parcel: Parcel, approved: date) -> Batch:
        return add_old_batch(rng, ground, batches, (approvals, notices), parcel, approved)

    supplies, supply = make_supply(ground, list(batches), seed, old_batch)
    parcels["土地供应台账"] = [(s.row["电子监管号"], s.row["项目名称"], s.parcel) for s in supplies]
    drawn: list[Ledger] = []
    for ledger, placed in (make_unsupplied(ground, supplies, old_batch, seed), make_idle(ground, supplies,
        seed),
                           make_restoration(ground, seed), make_demarcation(ground, seed),
                           make_changes(ground, changes, seed), make_forest(ground, seed)):
        parcels[ledger.title] = placed
        drawn.append(ledger)
    unsupplied, idle, restoration, demarcation, change, forest = drawn
    approvals.rows.sort(key=lambda row: (row["上报日期"], row["批次名称"]))
    notices.rows.sort(key=lambda row: (row["预公告日期"], row["公告编号"]))
    parcels["用地报批台账"] = [(b.name, b.name, b.parcel) for b in batches]
    return [approvals, notices, supply, unsupplied, idle, offsets, restoration, make_signs(ground, seed),
            demarcation, change, make_planning(ground, seed), make_inspections(supplies, seed), make_legal(seed),
            forest, make_wildlife(ground, seed), make_funeral(ground, seed),
            *make_supplements(ground, batches, offsets, seed),
            *make_land_year(ground, batches, supplies, notices, seed)], parcels
