"""The heads of a ledger sheet: where they stand, which column is which, and in which unit it is written.

Bureaus write heads in one to three rows, with groups ("其中", "批复": "日期", "文号") in merged cells and
title rows above. A column is known by its label or one of its aliases; width of letters, spaces and brackets
do not matter. The unit is read from the column's head, else from the group above it, else from a "单位：亩"
over the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yulin.findings import Finding
from yulin.formats.workbooks import Sheet
from yulin.office.registers.declaration import REGISTERS, Register
from yulin.office.registers.head_texts import (
    BRACKET,
    SHEET_UNIT,
    WHOLE,
    WITHOUT_MEANING,
    bare,
    known_unit,
    letter,
    names_of,
    split_unit,
)

ROWS_SEARCHED = 20
DEEPEST = 3
ENOUGH = 6  # columns by which a ledger is known, however many its register has


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """One column of the sheet that is a column of the register.

    index: counted from 0; head: as written, groups first; name: the register's field; unit: as stated, ""
    if not.
    """

    index: int
    head: str
    name: str
    label: str
    unit: str

    @property
    def letter(self) -> str:
        """Excel's letter of the column."""
        return letter(self.index)


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads found on a sheet: rows ``first`` to ``last`` (from 0), the columns, and the findings."""

    register: Register
    first: int
    last: int
    columns: tuple[MatchedColumn, ...]
    findings: tuple[Finding, ...]

    @property
    def units(self) -> dict[str, str]:
        """Field name → the unit in which the sheet writes it, where it says one."""
        return {c.name: c.unit for c in self.columns if c.unit}


def filled(sheet: Sheet, until: int) -> list[list[Any]]:
    """The first ``until`` rows with every cell of a merged range holding the range's value."""
    rows = [list(row) for row in sheet.rows[:until]]
    for top, left, bottom, right in sheet.merged:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for i in range(top, min(bottom + 1, len(rows))):
            rows[i][left : min(right + 1, len(rows[i]))] = [value] * (min(right + 1, len(rows[i])) - left)
    return rows


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the heads: rows, field name → (column, unit, rank), unmatched, doubled columns."""

    first: int
    last: int
    taken: dict[str, tuple[int, str, int]]
    unknown: tuple[int, ...]
    doubled: tuple[tuple[str, int, int], ...]

    @property
    def worth(self) -> tuple[int, int, int]:
        return (
            len(self.taken),
            sum(bool(unit) for _c, unit, _r in self.taken.values()),
            self.first - self.last,
        )


def find_heads(sheet: Sheet, register: Register) -> Heads | None:
    """The heads of ``register`` on ``sheet``; None where fewer than two of its columns stand in one block of
    rows.
    """
    rows = filled(sheet, ROWS_SEARCHED + DEEPEST)
    best = _best(rows, register)
    if best is None or len(best.taken) < min(2, len(register.columns)):
        return None
    return _heads(sheet, rows, register, best)


def _best(rows: list[list[Any]], register: Register) -> _Reading | None:
    readings = [
        _read(rows, last - depth + 1, last, register)
        for last in range(min(len(rows), ROWS_SEARCHED))
        for depth in range(1, DEEPEST + 1)
        if depth <= last + 1
    ]
    return max(readings, key=lambda r: r.worth, default=None)


def _levels(rows: list[list[Any]], first: int, last: int) -> list[list[str]]:
    """Per column the bare texts from the group down to the head itself, repeats and blanks left out."""
    width = max((len(row) for row in rows[first : last + 1]), default=0)
    block = [
        [bare(row[j]) if j < len(row) and isinstance(row[j], str) else "" for j in range(width)]
        for row in rows[first : last + 1]
    ]
    for i in range(len(block) - 1):  # a group written in its first cell only, without merging
        upper, lower = block[i], block[i + 1]
        for j in range(1, width):
            beside_in_group = bool(upper[j - 1] and lower[j - 1] and lower[j - 1] != upper[j - 1])
            if not upper[j] and lower[j] and beside_in_group:
                upper[j] = upper[j - 1]
    columns = []
    for j in range(width):
        texts: list[str] = []
        for row in block:
            if row[j] and (not texts or texts[-1] != row[j]):
                texts.append(row[j])
        columns.append(texts)
    return columns


def _read(rows: list[list[Any]], first: int, last: int, register: Register) -> _Reading:
    taken: dict[str, tuple[int, str, int]] = {}
    unknown, doubled = [], []
    names = names_of(register.code)
    for index, texts in enumerate(_levels(rows, first, last)):
        if not texts:
            continue
        match = _match(texts, names)
        if match is None:
            unknown.append(index)
            continue
        name, unit, rank = match
        held = taken.get(name)
        if held is None:
            taken[name] = (index, unit, rank)
            continue
        declared = str(getattr(register.column(name).field, "unit", ""))
        if (rank, unit != declared) < (held[2], held[1] != declared):
            taken[name], loser = (index, unit, rank), held[0]
        else:
            loser = index
        if (rank, unit) == (held[2], held[1]):
            doubled.append((name, held[0], index))
        else:
            unknown.append(loser)
    return _Reading(first, last, taken, tuple(sorted(unknown)), tuple(doubled))


def _match(texts: Sequence[str], names: dict[str, tuple[str, int]]) -> tuple[str, str, int] | None:
    """(field name, unit, rank) of a column with these levels; None when nothing fits."""
    parts = [split_unit(text) for text in texts]
    unit = next((u for _n, u in reversed(parts) if u), "")
    words = [name for name, _u in parts]
    if len(words) > 1 and known_unit(words[-1]):  # the lowest row names only the unit
        unit = known_unit(words.pop())
    for rank, candidate in enumerate(_candidates(words, texts)):
        if candidate in names:
            name, own = names[candidate]
            return name, unit, own * 10 + rank
    return None


def _candidates(words: list[str], texts: Sequence[str]) -> Iterable[str]:
    """What a column may be called, most specific first."""
    low, above = words[-1], words[:-1]
    yield low if not above else "".join(words)
    for group in reversed(above):
        yield group + low
    yield low
    if low in WHOLE:
        yield from reversed(above)
    if above:
        yield f"其中{low}"
        yield f"{low}面积"
    yield texts[-1]
    inside = BRACKET.match(low)
    if inside:
        yield inside.group(1)
    yield low.removeprefix("其中").lstrip(":")


def _heads(sheet: Sheet, rows: list[list[Any]], register: Register, reading: _Reading) -> Heads:
    sheet_unit = _unit_over(rows[: reading.first])
    found: list[Finding] = []
    columns = []
    where = _("工作表“{sheet}”").format(sheet=sheet.name)
    for name, (index, unit, _rank) in sorted(reading.taken.items(), key=lambda item: item[1][0]):
        field, label = register.column(name).field, _(register.column(name).label)
        units = getattr(field, "units", {})
        written = _written(rows, reading, index)
        if unit and units and unit not in units:
            found.append(
                Finding(
                    "error",
                    "head.unit",
                    _("{letter} 列“{head}”的单位“{unit}”不能用于{label}").format(
                        letter=letter(index), head=written, unit=unit, label=label
                    ),
                    where,
                    _("请改为：{units}").format(units="、".join(units)),
                )
            )
        if units and not unit:
            if sheet_unit in units:
                unit = sheet_unit
                basis = _("表头上方")
            else:
                basis = _("本台账的规定")
            found.append(
                Finding(
                    "note",
                    "head.unit_inferred",
                    _("{letter} 列“{head}”没有写单位，依{basis}按{unit}读取").format(
                        letter=letter(index), head=written, basis=basis, unit=unit or field.unit
                    ),
                    where,
                )
            )
        columns.append(MatchedColumn(index, written, name, label, unit if units else ""))
    found += _about_columns(rows, register, reading, where)
    return Heads(register, reading.first, reading.last, tuple(columns), tuple(found))


def heads_written(sheet: Sheet, heads: Heads) -> list[tuple[int, str]]:
    """Every column of the sheet that has a head: its index and the head as written, groups first."""
    rows = filled(sheet, heads.last + 1)
    reading = _Reading(heads.first, heads.last, {}, (), ())
    width = max((len(row) for row in rows[heads.first :]), default=0)
    return [(i, text) for i in range(width) if (text := _written(rows, reading, i))]


def rematched(sheet: Sheet, heads: Heads, chosen: Mapping[int, str]) -> Heads:
    """The heads with some columns matched by a person: index → the register's field ("" = none of them)."""
    taken = {c.name: (c.index, c.unit, 0) for c in heads.columns if c.index not in chosen}
    written = heads_written(sheet, heads)
    texts = dict(written)
    for index, name in chosen.items():
        if name and index in texts:
            unit = split_unit(bare(texts[index]))[1]
            units = getattr(heads.register.column(name).field, "units", {})
            taken[name] = (index, unit if unit in units else "", 0)
    used = {index for index, _unit, _rank in taken.values()}
    unknown = tuple(i for i, _text in written if i not in used and i not in chosen)
    reading = _Reading(heads.first, heads.last, taken, unknown, ())
    return _heads(sheet, filled(sheet, ROWS_SEARCHED + DEEPEST), heads.register, reading)


def _about_columns(rows: list[list[Any]], register: Register, reading: _Reading, where: str) -> list[Finding]:
    found = []
    for name, one, other in reading.doubled:
        found.append(
            Finding(
                "error",
                "head.doubled",
                _("“{label}”出现两次（{one} 列和 {other} 列）").format(
                    label=_(register.column(name).label), one=letter(one), other=letter(other)
                ),
                where,
                _("请只留一列"),
            )
        )
    for index in reading.unknown:
        written = _written(rows, reading, index)
        if bare(written) not in WITHOUT_MEANING:
            found.append(
                Finding(
                    "warning",
                    "head.unknown",
                    _("{letter} 列“{head}”不是{title}的栏目，未读取").format(
                        letter=letter(index), head=written, title=_(register.title)
                    ),
                    where,
                )
            )
    missing = [c for c in register.columns if c.field.required and c.name not in reading.taken]
    for column in missing:
        found.append(
            Finding(
                "error",
                "head.missing",
                _("缺少必需的列“{head}”").format(head=column.head()),
                where,
                _("请补上这一列，或从本台账下载模板"),
            )
        )
    return found


def _written(rows: list[list[Any]], reading: _Reading, index: int) -> str:
    """The head as it stands in the sheet, groups first."""
    texts: list[str] = []
    for row in rows[reading.first : reading.last + 1]:
        if index < len(row) and isinstance(row[index], str):
            text = re.sub(r"\s+", "", row[index])
            if text and (not texts or texts[-1] != text):
                texts.append(text)
    return "/".join(texts)


def _unit_over(rows: Iterable[Sequence[Any]]) -> str:
    """The unit that a "单位：…" above the table states; "" when there is none."""
    for row in rows:
        for cell in row:
            said = SHEET_UNIT.search(unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) else None
            if said and known_unit(said.group(1)):
                return known_unit(said.group(1))
    return ""


def register_named(text: str) -> Register | None:
    """The register whose title stands in ``text`` (a sheet's, a file's or a table's name); None when none or
    several.
    """
    plain = bare(text)
    named = [r for r in REGISTERS.values() if bare(r.title) in plain]
    if not named:
        named = [
            r for r in REGISTERS.values() if len(plain) >= 2 and plain == bare(r.title).removesuffix("台账")
        ]
    return named[0] if len(named) == 1 else None


def recognise(sheet: Sheet) -> Heads | None:
    """Which register a sheet is: by its name, by a title over the table, else by its columns; None when
    unclear.
    """
    for text in (sheet.name, *_titles(sheet)):
        register = register_named(text)
        if register is not None:
            return find_heads(sheet, register)
    matches = [h for r in REGISTERS.values() if (h := find_heads(sheet, r)) is not None]
    good = [
        h
        for h in matches
        if any(c.name == h.register.key for c in h.columns)
        and len(h.columns) >= max(3, min(len(h.register.columns) // 3, ENOUGH))
    ]
    good.sort(key=lambda h: (len(h.columns), len(h.columns) / len(h.register.columns)), reverse=True)
    if not good or (
        len(good) > 1
        and len(good[0].columns) == len(good[1].columns)
        and len(good[0].register.columns) == len(good[1].register.columns)
    ):
        return None
    return good[0]


def _titles(sheet: Sheet) -> list[str]:
    """The texts that stand alone in one of the first rows."""
    titles = []
    for row in sheet.rows[:5]:
        texts = {c for c in row if isinstance(c, str) and c.strip()}
        if 1 <= len(texts) <= 2:
            titles += sorted(texts)
    return titles
