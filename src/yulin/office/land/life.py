"""一宗地的一生 One parcel's life: everything that ever happened on a piece of ground, in order, with its areas.

Records come together by number (a supply names its batch, an idle case its supply) and by ground (their parcels share
it). What one record links to is followed upwards as far as it goes; what links to it is followed downwards; the other
parcels of the same batch are not part of this parcel's life. What does not fit shows itself as a finding.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yulin.findings import Finding
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.land import balances, parcels
from yulin.office.land.balances import Balance
from yulin.office.registers.declaration import REGISTERS, Register
from yulin.office.registers.fields import Area, Code, Text
from yulin.office.registers.links import Link
from yulin.review.result import mu

MOST = 60  # records of one register that rest on one record
BUILT_CODES = ("05", "06", "07", "08", "09", "1001", "1002", "1003", "1004", "1005", "1007", "1008", "1009",
               "201", "203")
BUILT_WORDS = ("建设", "工矿", "工业", "住宅", "商业", "公路", "城镇", "物流", "公用")


@dataclass(frozen=True, slots=True)
class Member:
    """A record of the life. tie: ``self``, ``number`` (and the column's label) or ``ground`` (and the area, dm²)."""

    record: Any
    tie: str
    label: str = ""
    area: int | None = None

    @property
    def register(self) -> Register:
        """Its register."""
        register: Register = self.record.register
        return register


@dataclass(frozen=True, slots=True)
class Event:
    """One dated step of one record; ``area`` is the record's own, as the ledger writes it."""

    day: dt.date
    member: Member
    what: str
    document: str
    area: str
    unit: str
    ahead: bool


@dataclass(frozen=True, slots=True)
class Life:
    """The records, their steps in order, the balance of each batch among them, and what does not fit."""

    members: tuple[Member, ...]
    events: tuple[Event, ...]
    batches: tuple[tuple[Any, Balance], ...]
    findings: tuple[Finding, ...]


def life_of(person: Person | None, record: Any, on: dt.date) -> Life:
    """The life of the ground and the matter of one record, as it stands on a day."""
    members: dict[tuple[str, int], Member] = {}
    _take(members, Member(record, "self"))
    _upwards(person, members, record)
    _downwards(person, members, record)
    if record.register.has_parcel:
        for shared in parcels.sharing(person, record):
            if _take(members, Member(shared.record, "ground", area=shared.area)):
                _upwards(person, members, shared.record)
    return _life(tuple(members.values()), on)


def life_at(person: Person | None, lon: float, lat: float, on: dt.date) -> Life:
    """The life of the ground at a point in degrees."""
    members: dict[tuple[str, int], Member] = {}
    for shared in parcels.at_point(person, lon, lat):
        _take(members, Member(shared.record, "ground", area=shared.area))
    for member in list(members.values()):
        _upwards(person, members, member.record)
        if member.register.code == "land.batch":
            _expropriations(person, members, member.record)
        else:
            _downwards(person, members, member.record)
    return _life(tuple(members.values()), on)


def _take(members: dict[tuple[str, int], Member], member: Member) -> bool:
    """Add a member; False where it is there already."""
    key = member.register.code, member.record.pk
    if key in members:
        return False
    members[key] = member
    return True


def _upwards(person: Person | None, members: dict[tuple[str, int], Member], record: Any) -> None:
    """Follow the links and numbers of a record to what it is part of."""
    for column in record.register.columns:
        other = None
        if isinstance(column.field, Link):
            other = getattr(record, column.name)
        elif isinstance(column.field, Text) and not isinstance(column.field, Code):
            register = _keyed(column.label)
            number = getattr(record, column.name)
            if register is not None and number and register is not record.register:
                other = _visible(person, register).filter(**{register.key: number}).defer("haystack").first()
        if (other is not None and not other.withdrawn and _may_see(person, other)
                and _take(members, Member(other, "number", column.label))):
            _upwards(person, members, other)
            if other.register.code == "land.batch" and record.register.code != "land.notice":
                _expropriations(person, members, other)


def _expropriations(person: Person | None, members: dict[tuple[str, int], Member], batch: Any) -> None:
    """The expropriations of a batch that have no parcel of their own: whose ground they took is known by batch only."""
    notices = _visible(person, REGISTERS["land.notice"]).filter(batch=batch.pk, parcel_wkb__isnull=True)
    for notice in parcels.first(notices, MOST):
        _take(members, Member(notice, "number", REGISTERS["land.notice"].column("batch").label))


def _downwards(person: Person | None, members: dict[tuple[str, int], Member], record: Any) -> None:
    """What links to a record, or writes its number, and what rests on that."""
    key_label = record.register.column(record.register.key).label
    for register in REGISTERS.values():
        for column in register.columns:
            if isinstance(column.field, Link) and column.field.related_model is type(record):
                condition = {column.name: record.pk}
            elif (isinstance(column.field, Text) and not isinstance(column.field, Code) and column.label == key_label
                  and register is not record.register):
                condition = {column.name: record.key}
            else:
                continue
            for other in parcels.first(_visible(person, register).filter(**condition), MOST):
                if _take(members, Member(other, "number", column.label)) and record.register.code != "land.batch":
                    _downwards(person, members, other)


def _keyed(label: str) -> Register | None:
    """The register whose key has this label."""
    return next((r for r in REGISTERS.values() if r.column(r.key).label == label), None)


def _visible(person: Person | None, register: Register) -> Any:
    records = register.model.objects.filter(withdrawn=False)
    return records if person is None else seen_by(person, records)


def _may_see(person: Person | None, record: Any) -> bool:
    return person is None or not person.region or record.region.startswith(person.region)


def _life(members: tuple[Member, ...], on: dt.date) -> Life:
    events = [event for member in members for event in _events(member, on)]
    events.sort(key=lambda e: (e.day, e.member.register.code, e.member.record.pk))
    batches = [m.record for m in members if m.register.code == "land.batch"]
    held = tuple((b, balances.balance_of(b, on)) for b in batches)
    return Life(members, tuple(events), held, tuple(findings(members, held)))


def _events(member: Member, on: dt.date) -> list[Event]:
    record = member.record
    area, unit = area_text(record)
    found = []
    for step in record.steps():
        day = record.day_of(step.name)
        if day is not None:
            document = getattr(record, step.document_field) if step.document_field else ""
            found.append(Event(day, member, step.title, document, area, unit, day > on))
    return found


def area_text(record: Any) -> tuple[str, str]:
    """The record's area in the ledger's unit: the column ``area``, else its first one with a value."""
    columns = [c for c in record.register.columns if isinstance(c.field, Area)]
    columns.sort(key=lambda c: c.name != "area")
    for column in columns:
        value = getattr(record, column.name)
        if value is not None:
            return column.field.show(value), column.field.unit
    return "", ""


def findings(members: tuple[Member, ...], held: tuple[tuple[Any, Balance], ...]) -> list[Finding]:
    """What does not fit on this ground: overlapping supplies, supply outside approval, use beyond the boundary."""
    of: dict[str, list[Any]] = {}
    for member in members:
        of.setdefault(member.register.code, []).append(member.record)
    found: list[Finding] = []
    for batch, balance in held:
        if balance.unsupplied < -balances.SLACK:
            sentence = _("“{key}”批准 {area} 亩，已供和已处置 {used} 亩，超出 {over} 亩").format(
                key=batch.key, area=mu(balance.approved), used=mu(balance.supplied + balance.disposed),
                over=mu(-balance.unsupplied))
            found.append(Finding("error", "batch.oversupplied", sentence))
    drawn = [s for s in of.get("land.supply", []) if s.parcel_wkb is not None and s.contracted_on]
    for i, one in enumerate(drawn):
        for other in drawn[i + 1:]:
            area = parcels.common(one, other)
            if area >= parcels.LEAST:
                found.append(Finding("error", "supply.overlap", _("“{one}”与“{other}”重叠 {area} 亩").format(
                    one=one.key, other=other.key, area=mu(area))))
        found += _outside_approval(one, of.get("land.batch", []))
    for patch in of.get("titles.change", []):
        found += _beyond_boundary(patch, drawn, of.get("land.batch", []))
    for case in of.get("land.idle", []):
        area = parcels.outside(case, [s for s in drawn if s.key == case.supply_number])
        if area >= parcels.LEAST:
            found.append(Finding("warning", "idle.outside", _("闲置地块“{key}”超出供应宗地 {area} 亩").format(
                key=case.key, area=mu(area))))
    return found


def _outside_approval(supply: Any, batches: list[Any]) -> list[Finding]:
    """A supply outside the parcel of the batch that it names, or out of no batch at all."""
    if supply.batch_id is None:
        return [Finding("warning", "supply.unapproved", _("“{key}”没有来源批次").format(key=supply.key))] if (
            supply.new_area) else []
    source = [b for b in batches if b.pk == supply.batch_id and b.parcel_wkb is not None]
    area = parcels.outside(supply, source)
    if area < parcels.LEAST:
        return []
    return [Finding("error", "supply.outside", _("“{key}”有 {area} 亩在批次“{batch}”范围外").format(
        key=supply.key, area=mu(area), batch=supply.batch.key))]


def _beyond_boundary(patch: Any, supplies: list[Any], batches: list[Any]) -> list[Finding]:
    """Construction found by the change survey, mostly on a supplied parcel, that runs over its boundary."""
    after = patch.class_after or ""
    built = after.startswith(BUILT_CODES) or any(word in after for word in BUILT_WORDS)
    if patch.parcel_wkb is None or not built:
        return []
    if not any(parcels.common(patch, s) * 2 >= patch.parcel_area for s in supplies):
        return []
    area = parcels.outside(patch, [*supplies, *batches])
    if area < parcels.LEAST:
        return []
    return [Finding("warning", "use.beyond", _("变更图斑“{key}”（{after}）有 {area} 亩超出供应和批准范围").format(
        key=patch.key, after=after, area=mu(area)))]
