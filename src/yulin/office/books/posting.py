"""记账 Posting: a transaction, its entries, the balances and the journal's line are written together or not at all.

The rules are the kernel's (``yulin.books.rules``). The journal's head is locked first, then the accounts in the
order of their codes, so that posters wait for each other instead of blocking each other for good.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from yulin.books.accounts import Account as Name
from yulin.books.acts import CLOSING, Act
from yulin.books.ground import Ground
from yulin.books.rules import Short, check_closing, check_counter, check_form, shortage_of, the_hold
from yulin.books.transactions import Posting, closing, countering, transaction_of
from yulin.books.transactions import Transaction as Draft
from yulin.findings import Refusal
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.books.grounds import fill, free
from yulin.office.books.models import Account, DayNet, Entry, Transaction
from yulin.office.journal.chain import Entry as Line
from yulin.office.journal.chain import append, locked_head

JOURNAL = "books"
TRIES = 4
T = TypeVar("T")


class Conflict(Refusal):
    """A number that was used before for something else."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which record of which register a transaction comes from, if any, and why it was made."""

    register: str = ""
    record: str = ""
    reason: str = ""


NOWHERE = Origin()


def post(draft: Draft, by: Person, origin: Origin = NOWHERE, grounds: Sequence[Ground] = ()) -> Transaction:
    """Post ``draft``; returns its row. Posted before under the same number with the same content: that row.

    grounds: the polygons of its parcels, by the parcels' names, where they are known.

    Refusal, with nothing changed: a missing right, a rule of the books broken (``Short`` where an account does
    not hold enough), a number used for something else (``Conflict``), or a database that stays busy.
    """
    _refuse_right(draft.postings, by, "withdraw" if draft.act is Act.COUNTER else "change")
    check_form(draft)
    return _patiently(lambda: _post(draft, by, origin, grounds))


def use(
    hold: Transaction, number: str, day: dt.date, document: str, by: Person, origin: Origin = NOWHERE
) -> Transaction:
    """核销: post a hold."""
    return _close(hold, number, day, Act.USE, document, by, origin)


def release(
    hold: Transaction, number: str, day: dt.date, document: str, by: Person, origin: Origin = NOWHERE
) -> Transaction:
    """解冻: void a hold. What is posted cannot be voided: Refusal."""
    return _close(hold, number, day, Act.RELEASE, document, by, origin)


def _close(
    hold: Transaction, number: str, day: dt.date, act: Act, document: str, by: Person, origin: Origin
) -> Transaction:
    return post(closing(the_hold(hold.number, draft_of(hold)), number, day, act, document), by, origin)


def counter(wrong: Transaction, number: str, day: dt.date, document: str, by: Person, reason: str) -> Transaction:
    """红字冲销: correct a posted transaction by its counter-entry; ``reason`` is asked for."""
    if not reason.strip():
        raise Refusal(_("冲销须写明原因。"))
    origin = Origin(wrong.register, wrong.record, reason.strip()[:500])
    return post(countering(draft_of(wrong), number, day, document), by, origin)


def expire(on: dt.date, by: Person, region: str = "") -> list[Transaction]:
    """Release the holds whose last day lies before ``on``, each on the day after it; returns the releases."""
    late = Transaction.objects.filter(act=Act.HOLD.name, expires__lt=on, closed_by=None, region__startswith=region)
    return [release(t, f"{t.number}-X", t.expires + dt.timedelta(1), t.document, by,
                    Origin(t.register, t.record, _("冻结到期"))) for t in late.order_by("pk")]


def draft_of(row: Transaction, entries: Iterable[Entry] | None = None) -> Draft:
    """The kernel's transaction of a row."""
    held = row.entries.select_related("account") if entries is None else entries
    postings = sorted((Posting(e.account.name, e.amount) for e in held), key=lambda p: p.account.code)
    return Draft(
        row.number, row.day, Act[row.act], row.document, tuple(postings), row.dossier, tuple(row.parcels),
        row.closes.number if row.closes_id else "", row.corrects.number if row.corrects_id else "",
        row.expires, row.due)


def _refuse_right(postings: Iterable[Posting], by: Person, act: Any) -> None:
    if not may(by, act):
        raise Refusal(_("{who}（{role}）无权记账。").format(who=by.shown_name, role=_(by.role_title)))
    if not all(may(by, act, p.account.region) for p in postings):
        raise Refusal(_("{who}只能登记本辖区的账户。").format(who=by.shown_name))


def _patiently(work: Callable[[], T]) -> T:
    """``work``, again when the database was busy or two posters got in each other's way; a clean refusal at last.

    Inside a larger act there is nothing to try again by itself: the act is refused as a whole.
    """
    if transaction.get_connection().in_atomic_block:
        return work()
    for again in range(TRIES):
        try:
            return work()
        except OperationalError:
            connection.close_if_unusable_or_obsolete()
            time.sleep(0.02 * 4**again)
    raise Refusal(_("数据库正忙，未入账，请稍后重试。"))


def _digest(draft: Draft) -> str:
    return hashlib.sha256(replace(draft, number="").as_bytes()).hexdigest()


def _post(draft: Draft, by: Person, origin: Origin, grounds: Sequence[Ground]) -> Transaction:
    body = _digest(draft)
    try:
        with transaction.atomic():
            return _write(draft, body, by, origin, grounds)
    except IntegrityError:
        held = Transaction.objects.filter(number=draft.number).first()
        if held is not None and held.body == body:
            return held
        if held is not None:
            raise Conflict(_("凭证编号 {number} 已经用过。").format(number=draft.number)) from None
        other = draft.closes or draft.corrects
        raise Refusal(_("凭证 {number} 刚被他人了结，未入账。").format(number=other)) from None


def _write(
    draft: Draft, body: str, by: Person, origin: Origin, grounds: Sequence[Ground]
) -> Transaction:
    closes = _linked(draft.closes) if draft.act in CLOSING else None
    corrects = _linked(draft.corrects) if draft.act is Act.COUNTER else None
    if draft.act in CLOSING:
        check_closing(draft, draft_of(closes) if closes else None, _before(draft, closes=closes))
    if draft.act is Act.COUNTER:
        check_counter(draft, draft_of(corrects) if corrects else None, _before(draft, corrects=corrects))
    row = Transaction(
        number=draft.number, body=body, day=draft.day, act=draft.act.name, document=draft.document[:300],
        region=draft.postings[0].account.region, dossier=draft.dossier[:120], register=origin.register,
        record=origin.record[:120], parcels=list(draft.parcels), closes=closes, corrects=corrects,
        expires=draft.expires, due=draft.due, reason=origin.reason[:500], by=by.username)
    row.save(force_insert=True)
    head = locked_head()
    held = _locked([p.account for p in draft.postings])
    for p in draft.postings:
        _refuse_shortage(draft, held[p.account.code], p)
    _move(row, [(held[p.account.code].pk, p.amount) for p in draft.postings])
    if draft.parcels:
        fill(row, draft, grounds)
    if corrects is not None:
        free(corrects)
    append([Line(by.username, draft.act.name.lower(), JOURNAL, draft.number, row.region, None, draft.as_line(),
                 origin.reason, draft.document[:300])], head)
    return row


def _linked(number: str) -> Transaction | None:
    return Transaction.objects.select_related("closes", "corrects").filter(number=number).first()


def _before(draft: Draft, **of: Transaction | None) -> str:
    """What has closed or corrected a transaction already, unless it is ``draft`` itself asked for again."""
    found = Transaction.objects.filter(**of).exclude(number=draft.number) if all(of.values()) else None
    return "" if found is None else found.values_list("number", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class _Held:
    """An account, locked."""

    pk: int
    balance: int
    last_day: dt.date | None


def _locked(names: Sequence[Name]) -> dict[str, _Held]:
    """The accounts by code, locked in the order of their codes; those that are missing are made."""
    held = _lock(names)
    missing = [name for name in names if name.code not in held]
    if missing:
        Account.objects.bulk_create(
            (Account(code=n.code, region=n.region, kind=n.kind.name, purpose=n.purpose.name, holder=n.holder)
             for n in sorted(missing, key=lambda n: n.code)), ignore_conflicts=True)
        held = _lock(names)
    return held


# Every poster runs these few statements while others wait for the same pool: they go to the database as they are.


def _lock(names: Sequence[Name]) -> dict[str, _Held]:
    # SQLite locks the whole database when its transaction begins
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT code, id, balance, last_day FROM {ACCOUNTS} "  # noqa: S608
            f"WHERE code IN ({_holes(len(names))}) ORDER BY code{lock}", [name.code for name in names])
        return {code: _Held(pk, balance, _day(day)) for code, pk, balance, day in cursor.fetchall()}


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _holes(n: int, one: str = "%s") -> str:
    return ", ".join([one] * n)


def _refuse_shortage(draft: Draft, account: _Held, p: Posting) -> None:
    if p.account.purpose.sign * p.amount >= 0:
        return
    later: list[tuple[dt.date, int]] = []
    if account.last_day is not None and account.last_day > draft.day:
        later = list(DayNet.objects.filter(account=account.pk, day__gt=draft.day).values_list("day", "net"))
    short = shortage_of(p.account, p.amount, draft.day, account.balance, later)
    if short:
        raise Short(draft.number, short)


def _move(row: Transaction, moves: Sequence[tuple[int, int]]) -> None:
    """Write the entries, and add their amounts to the balances and to the day's nets. moves: (account, amount)."""
    day, n = row.day.isoformat(), len(moves)
    amounts = [value for move in moves for value in move]
    triples = [value for pk, amount in moves for value in (pk, day, amount)]
    cases = " ".join(["WHEN %s THEN CAST(%s AS bigint)"] * n)
    statements = [
        (f"INSERT INTO {ENTRIES} (transaction_id, account_id, day, amount) VALUES "  # noqa: S608
         + _holes(n, "(%s, %s, %s, %s)"), [v for pk, amount in moves for v in (row.pk, pk, day, amount)]),
        (f"UPDATE {ACCOUNTS} SET balance = balance + CASE id {cases} END, "  # noqa: S608
         f"last_day = CASE WHEN last_day > CAST(%s AS {DATE}) THEN last_day ELSE CAST(%s AS {DATE}) END "
         f"WHERE id IN ({_holes(n)})", [*amounts, day, day, *(pk for pk, _amount in moves)]),
        (f"INSERT INTO {NETS} (account_id, day, net) VALUES {_holes(n, '(%s, %s, %s)')} "  # noqa: S608
         f"ON CONFLICT (account_id, day) DO UPDATE SET net = {NETS}.net + excluded.net", triples),
    ]
    if connection.vendor == "postgresql":  # all three in one journey to the server
        statements = [("; ".join(sql for sql, _v in statements), [v for _sql, values in statements for v in values])]
    with connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)


ACCOUNTS, ENTRIES, NETS = (model._meta.db_table for model in (Account, Entry, DayNet))
DATE = "date" if connection.vendor == "postgresql" else "text"


def journal_drafts() -> Iterable[Draft]:
    """The transactions as the journal's lines hold them, in its order."""
    from yulin.office.journal.models import JournalLine

    lines = JournalLine.objects.filter(register=JOURNAL).order_by("seq").values_list("after", flat=True)
    return (transaction_of(line) for line in lines.iterator(chunk_size=2000))
