"""计划指标池 The pool of plan quotas: what was handed down by source, less what dossiers have used, never below zero.

The balance is followed day by day, so that a use entered late cannot overdraw a day that has passed. Nothing is kept in
a column: the pool is the allotments and the uses. An office that has not entered any allotment yet has no pool, and
nothing is refused. Areas are integers in dm².
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import REGISTERS
from yulin.quantities.area import area_to

SOURCES = ["国家配置计划指标", "增存挂钩核算指标", "增减挂钩节余指标", "预留指标", "省级统筹指标"]
GIVEN = is_("kind", "下达")

Move = tuple[dt.date, int]


@dataclass(frozen=True, slots=True)
class Pool:
    """One source on one day: handed down, taken back, used, and what is left."""

    source: str
    given: int
    used: int

    @property
    def left(self) -> int:
        """What may still be used."""
        return self.given - self.used


def _model(code: str) -> Any:
    return REGISTERS[code].model


def _allotted(record: Any) -> int:
    return (record.area or 0) * (1 if record.kind == "下达" else -1)


def moves(without_allotments: Iterable[int] = (), without_batches: Iterable[int] = ()) -> dict[str, list[Move]]:
    """Every move by source: (day, dm²), uses negative; some records left out by primary key."""
    found: dict[str, list[Move]] = defaultdict(list)
    given = _model("land.quota").objects.filter(withdrawn=False, allotted_on__isnull=False)
    for pk, source, kind, area, day in given.values_list("pk", "source", "kind", "area", "allotted_on"):
        if pk not in without_allotments:
            found[source].append((day, (area or 0) * (1 if kind == "下达" else -1)))
    used = _model("land.batch").objects.filter(withdrawn=False, quota_used_on__isnull=False, quota_area__isnull=False)
    for pk, source, area, day in used.values_list("pk", "quota_source", "quota_area", "quota_used_on"):
        if pk not in without_batches:
            found[source].append((day, -area))
    return found


def lowest(entries: Iterable[Move]) -> tuple[int, dt.date | None]:
    """The lowest balance and its day; what comes in on a day counts before what goes out on it."""
    left = 0
    worst: tuple[int, dt.date | None] = (0, None)
    for day, area in sorted(entries, key=lambda move: (move[0], -move[1])):
        left += area
        if left < worst[0]:
            worst = (left, day)
    return worst


def kept() -> bool:
    """Whether the office keeps the pool at all."""
    return bool(_model("land.quota").objects.filter(withdrawn=False, allotted_on__isnull=False).exists())


def _short(source: str, low: int, day: dt.date | None) -> str:
    return _("“{source}”计划指标不足：{day} 尚缺 {short} 公顷").format(
        source=source or _("未注明来源"), day=day, short=f"{area_to(-low, '公顷', 4).normalize():f}")


def enough(record: Any) -> list[str]:
    """What is missing in the pool for this one dossier's use."""
    if record.quota_area is None or record.quota_used_on is None or not kept():
        return []
    entries = [*moves(without_batches={record.pk}).get(record.quota_source, ()),
               (record.quota_used_on, -record.quota_area)]
    low, day = lowest(entries)
    return [_short(record.quota_source, low, day)] if low < 0 else []


def overdrawn_by_batches(records: Sequence[Any]) -> list[tuple[Any, str]]:
    """The dossiers whose uses together overdraw a source, if they stood as given."""
    using = [r for r in records if r.quota_area is not None and r.quota_used_on is not None and not r.withdrawn]
    if not using or not kept():
        return []
    held = moves(without_batches={r.pk for r in records if r.pk})
    found = []
    for source in {r.quota_source for r in using}:
        mine = sorted((r for r in using if r.quota_source == source), key=lambda r: r.quota_used_on)
        low, _day = lowest([*held.get(source, ()), *((r.quota_used_on, -r.quota_area) for r in mine)])
        if low < 0:
            found += _culprits(mine, held.get(source, []))
    return found


def _culprits(mine: Sequence[Any], held: Sequence[Move]) -> list[tuple[Any, str]]:
    """The uses, in the order of their days, that no longer fit."""
    entries, found = list(held), []
    for record in mine:
        entries.append((record.quota_used_on, -record.quota_area))
        low, day = lowest(entries)
        if low < 0:
            entries.pop()
            found.append((record, _short(record.quota_source, low, day)))
    return found


def overdrawn_by_allotments(records: Sequence[Any]) -> list[tuple[Any, str]]:
    """Allotments that cannot be taken back, lessened or withdrawn, because what they gave is used already."""
    held = moves(without_allotments={r.pk for r in records if r.pk})
    for record in records:
        if record.allotted_on is not None and not record.withdrawn:
            held[record.source].append((record.allotted_on, _allotted(record)))
    short = {source: lowest(entries) for source, entries in held.items()}
    found = []
    for record in records:
        low, day = short.get(record.source, (0, None))
        taking = record.withdrawn or record.kind == "收回" or record.pk is not None
        if low < 0 and taking:
            found.append((record, _short(record.source, low, day)))
    return found


def hectares(area: int) -> str:
    """dm² in 公顷 with four decimals, as the pool is written."""
    return str(area_to(area, "公顷", 4))


def pools(on: dt.date, year: int | None = None) -> list[Pool]:
    """Every source as it stands at the end of a day (only the moves of ``year``, where one is given)."""
    found = []
    for source, entries in sorted(moves().items()):
        until = [(day, area) for day, area in entries if day <= on and (year is None or day.year == year)]
        given = sum(area for _d, area in until if area > 0)
        found.append(Pool(source, given, -sum(area for _d, area in until if area < 0)))
    return found
