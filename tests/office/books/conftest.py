"""What the tests of the office's books share: a filled pool, and a picture of everything that the books hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from yulin.books.accounts import Kind
from yulin.books.acts import Act
from yulin.books.transactions import Transaction as Draft
from yulin.books.transactions import moved

REGION, PROJECT, DAY = "990102", "GD2024-001", dt.date(2025, 3, 3)
Make = Callable[..., Draft]


@pytest.fixture
def draft() -> Make:
    """``draft("1", Act.INTAKE, 500, days=3, kind=Kind.PADDY, parcels=("area:P/1",))``."""
    def make(number: str, act: Act, amount: int, days: int = 0, kind: Kind = Kind.CULTIVATED, holder: str = PROJECT,
             region: str = REGION, document: str = "文", **more: Any) -> Draft:
        return Draft(number, DAY + dt.timedelta(days), act, document, moved(act, region, [(kind, holder, amount)]),
                     **more)

    return make


@pytest.fixture
def filled(staff: dict[str, Any], draft: Make) -> dict[str, Any]:
    """The staff, with 338.12 亩 and 214,203.9 kg in the pool of one project."""
    from yulin.office.books.posting import post

    post(draft("IN-1", Act.INTAKE, 22_541_333, parcels=("area:GD2024-001/1",)), staff["clerk"])
    post(draft("IN-2", Act.INTAKE, 214_203_900, kind=Kind.CAPACITY), staff["clerk"])
    return staff


@pytest.fixture
def snapshot() -> Callable[[], tuple[Any, ...]]:
    """``snapshot()``: everything the books and the journal hold, for comparing before and after."""
    return _snapshot


def _snapshot() -> tuple[Any, ...]:
    from yulin.office.books.models import Account, DayNet, Entry, SourceGround, Transaction
    from yulin.office.journal.models import JournalLine

    return (list(Account.objects.order_by("pk").values_list("code", "balance", "last_day")),
            list(Transaction.objects.order_by("pk").values_list("number", "act", "day", "document")),
            list(Entry.objects.order_by("pk").values_list("account__code", "amount", "day")),
            list(DayNet.objects.order_by("pk").values_list("account__code", "day", "net")),
            list(SourceGround.objects.order_by("pk").values_list("parcel", "active")),
            list(JournalLine.objects.order_by("seq").values_list("seq", "digest")))
