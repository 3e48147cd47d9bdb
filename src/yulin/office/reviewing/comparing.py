"""Two reviews side by side: whose areas differ, by parcel, layer and class, and which findings came or went."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Differing:
    """One area that differs. before, after: m² to 0.01, None where only one review has it; change: their difference."""

    parcel: str
    layer: str
    code: str
    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal:
        """After less before; what only one review has counts whole."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two reviews; empty where they say the same."""

    areas: tuple[Differing, ...]
    gone: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]


def compare(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """The differences of two results (the JSON of ``yulin review``), in the order of parcels and layers."""
    old, new = _areas(before), _areas(after)
    rows = []
    for key in dict.fromkeys([*old, *new]):
        one, two = old.get(key), new.get(key)
        if (one and one[1]) != (two and two[1]):
            name = (two or one or ("", Decimal(0)))[0]
            rows.append(Differing(*key, name, one and one[1], two and two[1]))
    said, says = _messages(before), _messages(after)
    return Comparison(tuple(rows), tuple(m for m in said if m not in says), tuple(m for m in says if m not in said))


def _areas(result: dict[str, Any]) -> dict[Key, tuple[str, Decimal]]:
    """(parcel, layer, class) → name and area; the layer "" is the parcel itself, the class "" what is not covered."""
    found: dict[Key, tuple[str, Decimal]] = {}
    for parcel in result["parcels"]:
        if parcel["area_m2"] is not None:
            found[(parcel["id"], "", "")] = ("", Decimal(parcel["area_m2"]))
        for cover in parcel["layers"]:
            for each in cover["classes"]:
                key = (parcel["id"], cover["layer"], each["code"] or "—")
                found[key] = (each["name"] or "", Decimal(each["area_m2"]))
            found[(parcel["id"], cover["layer"], "")] = ("", Decimal(cover["uncovered_m2"]))
    return found


def _messages(result: dict[str, Any]) -> list[tuple[str, str]]:
    """Parcel and sentence of every finding."""
    return ([("", f["message"]) for f in result["findings"]]
            + [(p["id"], f["message"]) for p in result["parcels"] for f in p["findings"]])
