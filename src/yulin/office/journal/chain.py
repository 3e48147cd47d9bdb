"""Appending to the journal and checking its chain (SM3, GB/T 32905)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from yulin.office.journal.models import JournalHead, JournalLine, RegisterHead


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written: the act, the record it touched and the values that changed (field → shown
    text). touched: the columns whose stored value changed; None where anything may have.
    """

    actor: str
    act: str
    register: str
    record: str
    region: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str = ""
    document: str = ""
    touched: frozenset[str] | None = None


def sm3(data: bytes) -> str:
    """The SM3 digest of ``data`` in hexadecimal (GB/T 32905-2016)."""
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).hexdigest()
    from cryptography.hazmat.primitives import hashes

    digest = hashes.Hash(hashes.SM3())  # an OpenSSL built without SM3
    digest.update(data)
    return digest.finalize().hex()


def _digest(line: JournalLine) -> str:
    at = line.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    body = [
        line.seq,
        at,
        line.actor,
        line.act,
        line.register,
        line.record,
        line.region,
        line.before,
        line.after,
        line.reason,
        line.document,
        line.previous,
    ]
    return sm3(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def locked_head() -> JournalHead:
    """The head, locked until the caller's transaction ends; whoever writes more than a line takes it first."""
    locked = JournalHead.objects.select_for_update()
    return locked.filter(pk=1).first() or locked.get_or_create(pk=1)[0]


def append(entries: Iterable[Entry], head: JournalHead | None = None) -> list[JournalLine]:
    """Append one line per entry inside the caller's transaction and return them.

    Must be called in ``transaction.atomic``: the head is locked until the transaction ends, so the record
    and its line are written together or not at all. head: the head, where the caller has locked it before.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the journal is written in the act's own transaction")
    head = locked_head() if head is None else head
    now = timezone.now()
    lines = []
    touched: dict[str, set[str] | None] = {}
    for entry in entries:
        before = touched.setdefault(entry.register, set())
        touched[entry.register] = None if before is None or entry.touched is None else before | entry.touched
        line = JournalLine(
            seq=head.seq + 1,
            at=now,
            previous=head.digest,
            actor=entry.actor,
            act=entry.act,
            register=entry.register,
            record=entry.record,
            region=entry.region,
            before=entry.before,
            after=entry.after,
            reason=entry.reason,
            document=entry.document,
        )
        line.digest = _digest(line)
        head.seq, head.digest = line.seq, line.digest
        lines.append(line)
    JournalLine.objects.bulk_create(lines, batch_size=500)
    JournalHead.objects.filter(pk=1).update(seq=head.seq, digest=head.digest)
    if lines:
        _move_heads(touched, head.digest)
    return lines


def _move_heads(touched: dict[str, set[str] | None], digest: str) -> None:
    """Note where the registers written about stand now; the journal's head is locked, so nobody else writes here."""
    held = RegisterHead.objects.in_bulk(["", *touched])
    if "" not in held:
        RegisterHead.objects.create(register="", digest=digest, made=digest)
    for register, names in touched.items():
        row = held.get(register)
        if row is None:
            RegisterHead.objects.create(register=register, digest=digest, made=digest)
        elif names is None:
            row.digest, row.made, row.columns = digest, digest, {}
            row.save()
        else:
            row.digest, row.columns = digest, row.columns | dict.fromkeys(sorted(names), digest[:16])
            row.save(update_fields=["digest", "columns"])


def broken_at() -> int | None:
    """The number of the first line that does not fit the chain (changed, missing or added), or None when it
    is whole.
    """
    previous, expected = "", 1
    for line in JournalLine.objects.order_by("seq").iterator(chunk_size=2000):
        if line.seq != expected or line.previous != previous or line.digest != _digest(line):
            return expected
        previous, expected = line.digest, expected + 1
    head = JournalHead.objects.filter(pk=1).first()
    whole = head is None or (head.seq == expected - 1 and head.digest == previous)
    return None if whole else expected
