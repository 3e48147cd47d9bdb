"""检索索引 The index behind the search over everything: pairs of neighbouring characters, kept true by every act.

Chinese is written without spaces, so there are no words to index. A record's text is cut into runs at its spaces, and
each run into pairs of neighbouring characters, its last character alone: 滨河路 becomes 滨河 河路 路. A part of a run
is then a sequence of pairs, and one character is the beginning of a pair. SQLite keeps the pairs in an FTS5
table, PostgreSQL in an array under a GIN index; both answer with candidates, which the record's text confirms.

The index is written in the act's own transaction. Its row number holds the record's number and the register, so that
the index needs no table of its own rows.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from yulin.office.accounts.models import Region
from yulin.office.registers.declaration import REGISTERS, Register

TABLE = "registers_search"
BITS = 20
FEW = 500  # hits up to here are read upwards and sorted: FTS5 reads upwards far faster than downwards
REGION_LENGTHS = (6, 9, 12)
MOST_WORDS = 8
LONGEST_WORD = 60
AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Word:
    """One word asked for, in lower case, and the regions whose name holds it."""

    text: str
    regions: tuple[str, ...] = ()


def row_number(code: str, pk: int) -> int:
    """The index's row of a record: its number, then 20 bits that tell the register."""
    return pk << BITS | zlib.crc32(code.encode()) % (1 << BITS)


def pairs(text: str) -> list[str]:
    """The pairs of neighbouring characters of every run of ``text``, each run ending with its last character."""
    found = []
    for run in text.lower().replace("\0", " ").split():
        found += [run[i:i + 2] for i in range(len(run) - 1)]
        found.append(run[-1])
    return found


def words_of(text: str) -> list[Word]:
    """The words of a question, each with the regions that it names."""
    found = []
    for word in text.lower().replace("\0", " ").split()[:MOST_WORDS]:
        word = word[:LONGEST_WORD]
        named = Region.objects.filter(name__icontains=word).values_list("code", flat=True)[:20] if len(word) > 1 else []
        found.append(Word(word, tuple(code for code in named if len(code) in REGION_LENGTHS)))
    return found


def _tags(code: str, region: str) -> list[str]:
    return [code, *(region[:n] for n in REGION_LENGTHS if len(region) >= n)]


def _rows(records: Iterable[Any]) -> list[tuple[int, list[str], list[str]]]:
    return [(row_number(r.register.code, r.pk), pairs(r.haystack), _tags(r.register.code, r.region)) for r in records]


def add(records: Sequence[Any]) -> None:
    """Index new records."""
    _write(_rows(records))


def remove(records: Sequence[Any]) -> None:
    """Take records out."""
    with connection.cursor() as cursor:
        column = "id" if connection.vendor == "postgresql" else "rowid"
        cursor.executemany(f"DELETE FROM {TABLE} WHERE {column} = %s",  # noqa: S608
                           [(row_number(r.register.code, r.pk),) for r in records])


def replace(before: tuple[str, str], record: Any) -> None:
    """Index a changed record anew; ``before``: the text and region that it had."""
    if before != (record.haystack, record.region):
        _write(_rows([record]))


def _write(rows: list[tuple[int, list[str], list[str]]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                f"INSERT INTO {TABLE} (id, grams) VALUES (%s, %s) "  # noqa: S608
                "ON CONFLICT (id) DO UPDATE SET grams = EXCLUDED.grams",
                [(n, sorted({*grams, *(g[0] for g in grams), *(f"#{t}" for t in tags)})) for n, grams, tags in rows])
        else:
            cursor.executemany(f"INSERT OR REPLACE INTO {TABLE} (rowid, grams, tags) VALUES (%s, %s, %s)",  # noqa: S608
                               [(n, " ".join(grams), " ".join(tags)) for n, grams, tags in rows])


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _match(code: str, words: Sequence[Word], region: str) -> str:
    """FTS5's question: every word as a sequence of pairs (or one of its regions), in the register, in the region."""
    parts = [f"tags:{_quoted(code)}"] if code else []
    if len(region) in REGION_LENGTHS:
        parts.append(f"tags:{_quoted(region)}")
    for word in words:
        grams = pairs(word.text)
        text = f"grams:{_quoted(grams[0])} *" if len(word.text) == 1 else f"grams:{_quoted(' '.join(grams[:-1]))}"
        parts.append("(" + " OR ".join([text, *(f"tags:{_quoted(c)}" for c in word.regions)]) + ")")
    return " AND ".join(parts)


def _select(code: str, words: Sequence[Word], region: str) -> tuple[str, list[Any]]:
    """The question for row numbers and its parameters; an empty ``code`` asks all registers."""
    if connection.vendor != "postgresql":
        return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [_match(code, words, region)]  # noqa: S608
    tags = [f"#{tag}" for tag in (code, region if len(region) in REGION_LENGTHS else "") if tag]
    parts, params = ["grams @> %s::text[]"], [tags]
    for word in words:
        grams = pairs(word.text)
        parts.append("(grams @> %s::text[] OR grams && %s::text[])")
        params += [grams if len(word.text) == 1 else grams[:-1], [f"#{c}" for c in word.regions]]
    return f"SELECT id FROM {TABLE} WHERE {' AND '.join(parts)}", params  # noqa: S608


def _holds(words: Sequence[Word]) -> Q:
    """What confirms a candidate: its own text holds every word, or it lies in a region of that name."""
    condition = Q()
    for word in words:
        one = Q(haystack__contains=word.text)
        for region in word.regions:
            one |= Q(region__startswith=region)
        condition &= one
    return condition


def holding(register: Register, words: Sequence[Word], region: str = "") -> Q:
    """The condition of the register's records that hold all the words."""
    if not words:
        return Q()
    sql, params = _select(register.code, words, region)
    column, _space, rest = sql.removeprefix("SELECT ").partition(" ")
    return Q(pk__in=RawSQL(f"SELECT {column} >> {BITS} {rest}", params)) & _holds(words)  # noqa: S611


def _asked(sql: str, params: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def hits(words: Sequence[Word], region: str, most: int = FEW) -> dict[str, list[int]] | None:
    """By register code, the numbers of all candidates there are anywhere; None where there are more than ``most``."""
    sql, params = _select("", words, region)
    rows = _asked(f"{sql} LIMIT %s", [*params, most + 1])
    if len(rows) > most:
        return None
    codes = {row_number(code, 0): code for code in REGISTERS}
    found: dict[str, list[int]] = {}
    for row in rows:
        code = codes.get(row % (1 << BITS))
        if code is not None:
            found.setdefault(code, []).append(row >> BITS)
    return found


def newest(records: QuerySet[Any], words: Sequence[Word], region: str, most: int,
           known: Sequence[int] | None = None) -> list[Any]:
    """The ``most`` newest of ``records`` (of one register) that hold all the words.

    known: the candidates' numbers where ``hits`` has told them already.
    """
    sql, params = _select(records.model.register.code, words, region)
    if known is None:
        few = [row >> BITS for row in _asked(f"{sql} LIMIT %s", [*params, FEW])]
        known = few if len(few) < FEW else None
    if known is not None:
        return list(records.filter(_holds(words), pk__in=known).order_by("-pk")[:most]) if known else []
    order = "id" if connection.vendor == "postgresql" else "rowid"
    found: list[Any] = []
    asked, some = 0, max(4 * most, 20)
    while len(found) < most:
        rows = _asked(f"{sql} ORDER BY {order} DESC LIMIT %s OFFSET %s", [*params, some, asked])
        found += records.filter(_holds(words), pk__in=[row >> BITS for row in rows]).order_by("-pk")[:most - len(found)]
        if len(rows) < some:
            break
        asked, some = asked + some, min(10 * some, 20_000)
    return found


def rebuild() -> int:
    """Make the index anew from all records that are not withdrawn; returns their number."""
    clear()
    count = 0
    for register in REGISTERS.values():
        some: list[Any] = []
        for record in register.model.objects.filter(withdrawn=False).only("haystack", "region").iterator(AT_ONCE):
            some.append(record)
            if len(some) == AT_ONCE:
                add(some)
                count, some = count + len(some), []
        add(some)
        count += len(some)
    return count


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {TABLE}")
        else:
            cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608


def empty() -> bool:
    """Whether nothing is indexed (a home from before there was an index)."""
    column = "id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {TABLE} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is None
