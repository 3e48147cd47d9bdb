"""来源地块 The ground behind an intake: kept with it, and never let in twice.

Ground is named by a claim and a name (``area:GD2024-001/3``). A claim is what it fills the pool with: ``area``
(new farmland), ``paddy`` (made paddy), ``grade`` (made better). The same ground may be improved after it was
reclaimed, but it fills each of them once.
"""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yulin.books.ground import Ground, overlaps, overlaps_within
from yulin.books.rules import parcel_taken
from yulin.books.transactions import Transaction as Draft
from yulin.findings import Refusal
from yulin.geodesy.crs import to_lonlat
from yulin.office.books.models import Gatekeeper, SourceGround, Transaction
from yulin.quantities.area import area_to

SHOWN = 3


def claim_of(parcel: str) -> str:
    """The claim of a parcel's name; ``area`` where it states none."""
    claim, colon, _rest = parcel.partition(":")
    return claim if colon and claim in ("area", "paddy", "grade") else "area"


def fill(row: Transaction, draft: Draft, grounds: Sequence[Ground]) -> None:
    """Note the ground of an intake, in its transaction.

    Refusal when a parcel of that name fills the pool already, or one overlaps ground that does: every overlap is
    named with its area, the largest first.
    """
    known = {g.id: g for g in grounds}
    if known:
        Gatekeeper.objects.get_or_create(pk=1)
        Gatekeeper.objects.select_for_update().get(pk=1)
        _refuse_overlaps(draft.number, [known[p] for p in draft.parcels if p in known])
    try:
        with transaction.atomic():
            SourceGround.objects.bulk_create(_row(row, parcel, known.get(parcel)) for parcel in draft.parcels)
    except IntegrityError:
        held = SourceGround.objects.filter(parcel__in=draft.parcels, active=True).select_related("transaction").first()
        if held is None:
            raise
        raise parcel_taken(draft.number, held.parcel, held.transaction.number) from None


def attach(row: Transaction, grounds: Sequence[Ground]) -> None:
    """Polygons that came after the intake: they are checked like its own, and kept with it.

    Refusal for one that overlaps other ground in the pool, and for another polygon than the one kept already.
    """
    known = {g.id: g for g in grounds}
    for held in SourceGround.objects.filter(transaction=row, active=True, parcel__in=list(known)):
        ground = known[held.parcel]
        if held.wkb is None:
            Gatekeeper.objects.get_or_create(pk=1)
            Gatekeeper.objects.select_for_update().get(pk=1)
            _refuse_overlaps(row.number, [ground])
            _place(held, ground)
            held.save()
        elif not shapely.equals(shapely.from_wkb(bytes(held.wkb)), ground.geometry):
            raise Refusal(_("地块 {parcel} 已由凭证 {number} 入库，不能更换图形；请先在账簿中红字冲销。").format(
                parcel=held.parcel, number=row.number))


def free(row: Transaction) -> None:
    """The ground of a countered intake may fill the pool again."""
    SourceGround.objects.filter(transaction=row).update(active=False)


def held_near(claim: str, box: tuple[float, float, float, float]) -> list[SourceGround]:
    """The ground of a claim whose boxes meet ``box`` (west, south, east, north in degrees)."""
    west, south, east, north = box
    return list(SourceGround.objects.filter(
        active=True, claim=claim, west__lte=east, east__gte=west, south__lte=north, north__gte=south
    ).select_related("transaction"))


def _refuse_overlaps(number: str, pieces: list[Ground]) -> None:
    inside = overlaps_within(pieces)
    found = [(o.new, o.held, number, o.dm2) for o in inside]
    for claim in {claim_of(p.id) for p in pieces}:
        mine = [p for p in pieces if claim_of(p.id) == claim]
        boxes = [_box(p) for p in mine]
        near = held_near(claim, (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes),
                                 max(b[3] for b in boxes)))
        by = {g.parcel: g.transaction.number for g in near}
        held = [Ground(g.parcel, shapely.from_wkb(bytes(g.wkb)), g.epsg) for g in near]
        found += [(o.new, o.held, by[o.held], o.dm2) for o in overlaps(mine, held)]
    if not found:
        return
    shown = _("；").join(
        _("{new} 与已入库的 {held}（凭证 {number}）重叠 {m2} 平方米（{mu} 亩）").format(
            new=new, held=held, number=by_number, m2=area_to(dm2, "m²", 2), mu=area_to(dm2, "亩", 2))
        for new, held, by_number, dm2 in found[:SHOWN])
    raise Refusal(_("凭证 {number}：同一块地只能入库一次。{shown}（共 {n} 处）。").format(
        number=number, shown=shown, n=len(found)))


def _row(row: Transaction, parcel: str, ground: Ground | None) -> SourceGround:
    made = SourceGround(transaction=row, parcel=parcel, claim=claim_of(parcel),
                        project=row.record or row.document[:120])
    if ground is not None:
        _place(made, ground)
    return made


def _place(row: SourceGround, ground: Ground) -> None:
    from yulin.office.registers.parcel import parcel_value

    value = parcel_value(ground.geometry, ground.epsg)
    row.wkb, row.epsg, row.area = shapely.to_wkb(ground.geometry), ground.epsg, value.area_dm2
    row.west, row.south, row.east, row.north = value.box


def _box(piece: Ground) -> tuple[float, float, float, float]:
    x, y = shapely.get_coordinates(piece.geometry).T
    lon, lat = to_lonlat(x, y, piece.epsg)
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
