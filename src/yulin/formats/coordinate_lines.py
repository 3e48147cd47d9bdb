"""The lines of a coordinate TXT (界址点坐标文件) taken apart: heads, parcel lines, point lines.

Nothing is judged here beyond what a line is. ASCII commas are the rule; full-width commas, tabs and spaces
occur. A parcel line ends in ``@``; a point line holds two coordinates beside each other; ``key=value``
lines and ``[section]`` lines make the head. Any of the heads may be missing.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.i18n import gettext as _

_FULL_WIDTH = str.maketrans("，＝【】＠；．－０１２３４５６７８９\t\u3000", "," "=[]@;.-0123456789" ", ")
_KEY = re.compile(r"^\s*([^,=]{1,40})=(.*)$")
_KINDS = ("面", "多边形", "点", "线")


@dataclass(slots=True)
class RawParcel:
    """One parcel as written. fields: of its line, ``@`` included; None where points came without a parcel
    line.

    labels: each point's ring label ("" where none is written); first, second: its two numbers as they stand.
    """

    line: int
    fields: list[str] | None
    labels: list[str] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    lacks_sign: bool = False


@dataclass(slots=True)
class RawFile:
    """All lines of a file sorted into head attributes, a row of column names (if any) and parcels.

    unknown: numbers of lines before the first parcel that are none of these (the first hundred).
    """

    attributes: dict[str, str]
    columns: list[str] | None
    parcels: list[RawParcel]
    unknown: list[int]


def take_apart(text: str, name: str) -> RawFile:
    """Sort the lines of ``text``; refuses only what goes beyond ``limits``."""
    raw = RawFile({}, None, [], [])
    points = 0
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > limits.TEXT_LINE_CHARACTERS:
            raise Refusal(_("文件 {name} 第 {line} 行超过 {limit} 个字符，不是界址点坐标文件。").format(
                name=name, line=number, limit=limits.TEXT_LINE_CHARACTERS))
        line = line.strip("\ufeff \t\r\x00\x1a")
        if not line:
            continue
        plain = line.translate(_FULL_WIDTH)
        if plain.startswith("[") and (section := _section(plain)) is not None:
            if section:
                raw.columns = section
        elif plain.rstrip(", ;").endswith("@"):
            raw.parcels.append(RawParcel(number, _fields(line, plain)))
        elif (pair := _KEY.match(plain)) and not raw.parcels:
            raw.attributes[pair[1].strip()] = pair[2].strip()
        else:
            _take_point(raw, line, plain, number)
            points += 1
        if points > limits.COORDINATE_POINTS or len(raw.parcels) > limits.COORDINATE_PARCELS:
            raise Refusal(_("文件 {name} 的点数或地块数超过上限（{points} 点、{parcels} 宗），"
                            "请拆分后再试。").format(
                name=name, points=limits.COORDINATE_POINTS, parcels=limits.COORDINATE_PARCELS))
    return raw


def _section(plain: str) -> list[str] | None:
    """Column names of a bracketed row of names; [] for a section's title; None when the line is neither."""
    body = plain.rstrip(", ;")
    if not body.endswith("]"):
        return None
    names = [n.strip() for n in body[1:-1].split(",")]
    return names if len(names) >= 4 else []


def _fields(line: str, plain: str) -> list[str]:
    """Fields of a parcel line; full-width commas separate only where there are too few ASCII ones."""
    return [f.strip() for f in (line if line.count(",") >= 4 else plain).split(",")]


def _take_point(raw: RawFile, line: str, plain: str, number: int) -> None:
    fields = [f.strip() for f in plain.split(",")]
    at, pair = _coordinates(fields)
    if pair is None:
        loose = [f for f in re.split(r"[,;\s]+", plain) if f]
        at, pair = _coordinates(loose)
        fields = fields if pair is None else loose
    if pair is None and any(f in _KINDS for f in fields):
        raw.parcels.append(RawParcel(number, _fields(line, plain), lacks_sign=True))
        return
    if pair is None and not raw.parcels:
        if len(raw.unknown) < 100:
            raw.unknown.append(number)
        return
    if not raw.parcels:
        raw.parcels.append(RawParcel(number, None))
    parcel = raw.parcels[-1]
    if pair is None:
        parcel.unreadable.append(number)
        return
    parcel.labels.append(fields[at - 1] if at >= 2 else "")
    parcel.first.append(pair[0])
    parcel.second.append(pair[1])


def _coordinates(fields: list[str]) -> tuple[int, tuple[float, float] | None]:
    """Where the two coordinates stand in the fields and their values.

    They are the first two neighbours that are both ≥ 100 000, or else look like degrees with decimals.
    """
    values = [_number(f) for f in fields]
    for at in range(len(values) - 1):
        a, b = values[at], values[at + 1]
        if a is not None and b is not None and abs(a) >= 100_000 and abs(b) >= 100_000:
            return at, (a, b)
    for at in range(len(values) - 1):
        a, b = values[at], values[at + 1]
        if a is not None and b is not None and "." in fields[at] and "." in fields[at + 1] \
                and 3 <= min(a, b) <= 56 and 70 <= max(a, b) <= 140:
            return at, (a, b)
    return 0, None


def _number(text: str) -> float | None:
    if not text or text[0] not in "+-.0123456789" or "_" in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
