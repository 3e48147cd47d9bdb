"""审查单元 The thirteen review units of a dossier: their material, and what the records say of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from yulin.office.land.material import UNITS
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.readings import reading_of

RULES = {"权属地类": ("dossier_gates",), "土地征收": ("authority",), "土地利用": ("expiry",)}


def units_of(record: Any, day: dt.date) -> dict[str, Any]:
    """Each unit with its pieces of material: name, document, received, checked, verdict; and the sections' signs."""
    from yulin.office.land import readings

    held: dict[str, Any] = {}
    for piece in REGISTERS["land.material"].model.objects.filter(batch=record.pk, withdrawn=False):
        held[piece.material] = piece
    units = []
    for unit, names in UNITS.items():
        pieces = [(name, held.get(name)) for name in names]
        there = sum(p is not None and p.received_on is not None for _n, p in pieces)
        passed = sum(p is not None and p.checked_on is not None and p.verdict in ("通过", "不适用") for _n, p in pieces)
        verdicts = [v for name in RULES.get(unit, ()) if (v := getattr(readings, name)(record, day)) is not None]
        units.append({"unit": unit, "pieces": pieces, "there": there, "passed": passed, "whole": len(pieces),
                      "law": [reading_of(v) for v in verdicts]})
    signs = REGISTERS["land.countersign"].model.objects.filter(batch=record.pk, withdrawn=False).order_by("pk")
    return {"units": units, "signs": list(signs)}
