"""台账入账 Registers that keep books: what a record wants in the books, and bringing the books to it.

A record's dates and amounts say what should stand in the books; ``settle`` posts what is missing. What is posted
is never rewritten: a record that no longer wants it is refused until a counter-entry has been made. A hold that
is not posted yet is released, or held anew with other amounts.

Until a region's first intake there are no books, and a register stands alone; so does what is dated before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.books.ground import Ground
from yulin.books.transactions import Amount, moved
from yulin.books.transactions import Transaction as Draft
from yulin.findings import Refusal
from yulin.office.accounts.models import Person
from yulin.office.books.grounds import attach
from yulin.office.books.models import Transaction
from yulin.office.books.posting import Origin, draft_of, post, release, use

OPENING = (Act.INTAKE.name, Act.TRANSFER_IN.name)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a record wants posted. name: one word for it within the record (``intake``); used: the day and the
    document on which a hold is posted, if it is; opens: whether it may open the region's books.
    """

    name: str
    act: Act
    day: dt.date
    document: str
    amounts: Sequence[Amount]
    dossier: str = ""
    grounds: Sequence[Ground] = ()
    parcels: Sequence[str] = ()
    expires: dt.date | None = None
    due: dt.date | None = None
    used: tuple[dt.date, str] | None = None
    opens: bool = False


def effect(wants: Callable[[Any], list[Wanted]]) -> Callable[[Sequence[Any], Person], None]:
    """A register's ``effect``: after each act on records the books hold what ``wants`` says of each."""
    def take(records: Sequence[Any], by: Person) -> None:
        for record in records:
            settle(record, [] if record.withdrawn else wants(record), by)

    return take


def opened(region: str, kinds: Iterable[Kind]) -> dt.date | None:
    """The day of the region's first intake of one of these kinds; None where its books are not kept."""
    first: dt.date | None = Transaction.objects.filter(
        act__in=OPENING, region=region, entries__account__kind__in=[k.name for k in kinds]
    ).aggregate(day=Min("day"))["day"]
    return first


def district_of(region: str) -> str:
    """The books are the district's: the first six digits of a town's or village's code."""
    return region[:6]


def settle(record: Any, wanted: Sequence[Wanted], by: Person) -> None:
    """Bring the books to what the record wants; Refusal, which undoes the act, where they cannot be brought there."""
    register, key, region = record.register.code, record.key, district_of(record.region)
    rows = list(Transaction.objects.filter(register=register, record=key).order_by("pk")
                .select_related("closed_by", "corrected_by", "closes", "corrects").prefetch_related("entries__account"))
    standing: dict[str, Transaction] = {}
    for row in rows:
        name = row.number.rpartition("/")[2].partition("~")[0]
        if row.act not in (Act.USE.name, Act.RELEASE.name, Act.COUNTER.name):
            if row.stands:
                standing[name] = row
            else:
                standing.pop(name, None)
    origin = Origin(register, key)
    for one in wanted:
        held = standing.pop(one.name, None)
        if not any(n for _k, _h, n in one.amounts) or not _in_time(one, region):
            if held is not None:
                standing[one.name] = held
            continue
        number = f"{register}/{key}/{one.name}"
        again = sum(row.number.partition("~")[0] == number for row in rows)
        _bring(held, _draft(one, region, f"{number}~{again + 1}" if again else number), one, by, origin)
    for held in standing.values():
        _take_back(held, by, origin)


def _in_time(one: Wanted, region: str) -> bool:
    if one.opens:
        return True
    first = opened(region, {kind for kind, _h, n in one.amounts if n})
    return first is not None and one.day >= first


def _draft(one: Wanted, region: str, number: str) -> Draft:
    return Draft(number, one.day, one.act, one.document, moved(one.act, region, one.amounts), one.dossier,
                 tuple(one.parcels), expires=one.expires, due=one.due)


def _bring(held: Transaction | None, draft: Draft, one: Wanted, by: Person, origin: Origin) -> None:
    if held is not None:
        same = replace(draft_of(held, held.entries.all()), number="") == replace(draft, number="")
        if not same and held.state == "open":
            release(held, f"{held.number}-R", max(held.day, draft.day), one.document, by, origin)
            held = None
        elif not same and held.act == Act.HOLD.name and _only_expiry(held, draft):
            pass  # a hold that is used keeps the day on which it would have run out
        elif not same:
            raise Refusal(_("“{key}”：凭证 {number}（{act}）已经入账，不能更改；请先在账簿中红字冲销。").format(
                key=origin.record, number=held.number, act=_(Act[held.act].value)))
    if held is None:
        held = post(draft, by, origin, one.grounds)
    elif one.grounds:
        attach(held, one.grounds)
    if one.used is not None and held.state == "open":
        use(held, f"{held.number}-U", one.used[0], one.used[1], by, origin)
    elif one.act is Act.HOLD and one.used is None and held.state == "used":
        raise Refusal(_("“{key}”：凭证 {number} 已经核销入账，不能作废；请先在账簿中红字冲销。").format(
            key=origin.record, number=held.number))


def _only_expiry(held: Transaction, draft: Draft) -> bool:
    return replace(draft_of(held, held.entries.all()), number="", expires=None) == replace(
        draft, number="", expires=None)


def _take_back(held: Transaction, by: Person, origin: Origin) -> None:
    if held.state == "open":
        release(held, f"{held.number}-R", held.day, held.document, by, origin)
        return
    raise Refusal(_("“{key}”：凭证 {number}（{act}）已经入账，不能作废；请先在账簿中红字冲销。").format(
        key=origin.record, number=held.number, act=_(Act.USE.value if held.state == "used" else Act[held.act].value)))
