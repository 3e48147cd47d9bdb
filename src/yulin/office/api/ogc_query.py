"""A client's question for items, read and checked; what cannot be understood is answered 400, never guessed."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from yulin.atlas.catalogue import LayerInfo
from yulin.atlas.version import Version
from yulin.office.api.ogc_crs import Box, OutsideCrs, named
from yulin.office.api.ogc_rows import Value

DEFAULT_LIMIT, LARGEST_LIMIT = 100, 2000
PLAIN = ("bbox", "bbox-crs", "crs", "datetime", "limit", "offset", "f")
LONGEST_VALUE = 500
KINDS = {"text": "string", "int": "integer"}  # all else is a number
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})(T[0-9:.]+(Z|[+-]\d{2}:\d{2})?)?")


class BadQuestion(ValueError):
    """The question cannot be understood; ``str()`` says which parameter and why."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. version: None when the layer had none at the time asked for; box: two corners in ``box_crs``."""

    version: Version | None
    crs: OutsideCrs
    box: Box | None
    box_crs: OutsideCrs
    equals: tuple[tuple[str, Value], ...]
    limit: int
    offset: int


def queryables(version: Version) -> dict[str, dict[str, Any]]:
    """The fields that may be asked for, each with its type and title."""
    found = {}
    for name in version.columns:
        field = version.schema.field(name)
        if field is not None:
            found[name] = {"title": field.title, "type": KINDS.get(field.type, "number")}
    return found


def question(info: LayerInfo, asked: QueryDict) -> Question:
    """The question in the address; raises BadQuestion."""
    if wrong := next((name for name in asked if len(asked.getlist(name)) > 1), None):
        raise BadQuestion(f"{wrong} is given twice")
    newest = info.versions[-1]
    version = _version(info, asked.get("datetime"))
    known = queryables(version or newest)
    if unknown := [name for name in asked if name not in PLAIN and name not in known]:
        raise BadQuestion(f"unknown parameter {', '.join(unknown)[:200]}")
    if asked.get("f", "json") not in ("json", "geojson"):
        raise BadQuestion("f must be json")
    crs, box_crs = asked_crs(newest, asked.get("crs"), "crs"), asked_crs(newest, asked.get("bbox-crs"), "bbox-crs")
    equals = tuple((name, _value(name, asked[name], known[name]["type"])) for name in asked if name in known)
    return Question(version, crs, _box(asked["bbox"], box_crs) if "bbox" in asked else None, box_crs, equals,
                    min(_whole("limit", asked.get("limit", str(DEFAULT_LIMIT)), 1), LARGEST_LIMIT),
                    _whole("offset", asked.get("offset", "0"), 0))


def asked_crs(version: Version, uri: str | None, parameter: str) -> OutsideCrs:
    """The offered CRS of that name; raises BadQuestion for another."""
    found = named(version, uri)
    if found is None:
        raise BadQuestion(f"{parameter} is not among the collection's crs")
    return found


def _version(info: LayerInfo, text: str | None) -> Version | None:
    """The version in force at an instant, or at the end of an interval; None when there was none."""
    newest = info.versions[-1]
    if text is None:
        return newest
    ends = text.split("/")
    days = [_day(end) for end in ends]
    first, last = days[0], days[-1]
    backwards = first is not None and last is not None and first > last
    if len(ends) > 2 or text in ("", "..") or backwards:
        raise BadQuestion("datetime must be a day, an instant or an interval")
    return next((v for v in reversed(info.versions) if last is None or v.day <= last), None)


def _day(text: str) -> date | None:
    """The day of an instant; None for an open end."""
    if text in ("", ".."):
        return None
    hit = _INSTANT.fullmatch(text)
    with suppress(ValueError):
        if hit:
            return date.fromisoformat(hit[1])
    raise BadQuestion("datetime must be a day, an instant or an interval")


def _box(text: str, crs: OutsideCrs) -> Box:
    try:
        sides = [float(v) for v in text.split(",")]
    except ValueError:
        sides = []
    if len(sides) == 6:  # heights are of no interest here
        sides = [sides[0], sides[1], sides[3], sides[4]]
    if len(sides) != 4 or not all(math.isfinite(v) and abs(v) < 1e9 for v in sides):
        raise BadQuestion("bbox must be four or six numbers")
    a, b, c, d = sides
    lower, upper = ((a, c) if crs.north_first else (b, d))
    if lower > upper or (crs.epsg != 4490 and (a > c or b > d)):
        raise BadQuestion("bbox has its corners the wrong way round")
    if crs.epsg == 4490 and not all(abs(v) <= 180 for v in sides):
        raise BadQuestion("bbox is beyond the globe")
    return a, b, c, d


def _whole(name: str, text: str, least: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16) or int(text) < least:
        raise BadQuestion(f"{name} must be a whole number of at least {least}")
    return int(text)


def _value(name: str, text: str, kind: str) -> Value:
    if kind == "string":
        return text[:LONGEST_VALUE]
    try:
        number = float(text)
        if not math.isfinite(number) or (kind == "integer" and (number != int(number) or abs(number) >= 2**53)):
            raise ValueError
    except ValueError:
        raise BadQuestion(f"{name} must be {'a whole number' if kind == 'integer' else 'a number'}") from None
    return int(number) if kind == "integer" else number
