"""All sixteen ledgers in the order of the registers, with the parcels of those that have a coordinate file."""

from __future__ import annotations

from yulin.sample.changes import Change
from yulin.sample.ground import Ground, Parcel
from yulin.sample.ledgers.approvals import make_approvals
from yulin.sample.ledgers.disposal import make_idle, make_unsupplied
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
from yulin.sample.ledgers.supply import make_inspections, make_supply

Placed = list[tuple[str, str, Parcel]]


def make_ledgers(ground: Ground, changes: list[Change], seed: int) -> tuple[list[Ledger], dict[str, Placed]]:
    """The ledgers, and by a ledger's title its parcels as (key, name, parcel)."""
    parcels: dict[str, Placed] = {}
    batches, approvals, notices, offsets = make_approvals(ground, seed)
    parcels["用地报批台账"] = [(b.name, b.name, b.parcel) for b in batches]
    supplies, supply = make_supply(ground, batches, seed)
    parcels["土地供应台账"] = [(s.row["电子监管号"], s.row["项目名称"], s.parcel) for s in supplies]
    drawn: list[Ledger] = []
    for ledger, placed in (make_unsupplied(ground, seed), make_idle(ground, supplies, seed),
                           make_restoration(ground, seed), make_demarcation(ground, seed),
                           make_changes(ground, changes, seed), make_forest(ground, seed)):
        parcels[ledger.title] = placed
        drawn.append(ledger)
    unsupplied, idle, restoration, demarcation, change, forest = drawn
    return [approvals, notices, supply, unsupplied, idle, offsets, restoration, make_signs(ground, seed), demarcation,
            change, make_planning(ground, seed), make_inspections(supplies, seed), make_legal(seed), forest,
            make_wildlife(ground, seed), make_funeral(ground, seed)], parcels
