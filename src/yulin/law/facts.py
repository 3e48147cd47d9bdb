"""事实与结果 Facts and outputs: the fields of a rule, their titles and types, and facts from plain data.

Facts and outputs are frozen dataclasses whose fields carry a Chinese title (``fact("约定动工日期")``). From
that one declaration come the reading of a case file, the listing of ``yulin law show`` and the documentation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.codes import Code

F = TypeVar("F")


class Spans(tuple[tuple[date, date], ...]):
    """中止期 Spans of days that a period does not count, both end days included; written ``A..B`` in a list."""

    __slots__ = ()

    @classmethod
    def read(cls, value: Any) -> Spans:
        """Spans from ``["2025-01-01..2025-01-10"]`` or that text alone; ValueError for anything else."""
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list | tuple):
            raise ValueError(value)
        spans = []
        for text in texts:
            ends = text if isinstance(text, tuple) else str(text).split("..")
            first, last = (read_day(end.strip() if isinstance(end, str) else end) for end in ends)
            if first is None or last is None or last < first:
                raise ValueError(value)
            spans.append((first, last))
        return cls(spans)

    def __str__(self) -> str:
        """The spans as they are written."""
        return "、".join(f"{first}..{last}" for first, last in self)


def fact(title: str, *, needed: bool = False) -> Any:
    """A field with its Chinese title; it defaults to None (not known) unless it is ``needed``."""
    default: Any = MISSING if needed else None
    return field(default=default, metadata={"title": title})


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What ``law show`` says of a field: name, title, type in words, whether it is needed, its codes."""

    name: str
    title: str
    type: str
    needed: bool
    codes: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """The field as a JSON-ready mapping."""
        return asdict(self)


def describe(kind: type) -> list[FieldInfo]:
    """The fields of a facts or outputs class, in order."""
    infos = []
    for each, base, optional in _typed_fields(kind):
        codes = base.labels() if issubclass(base, Code) else {}
        name = TYPE_NAMES.get(base) or "code"
        name += " | null" if optional else ""
        title = _(each.metadata["title"])
        infos.append(FieldInfo(each.name, title, name, each.default is MISSING, codes))
    return infos


def build(kind: type[F], given: Mapping[str, Any]) -> F:
    """Facts of class ``kind`` from plain data (of a case file, a form or a ledger row).

    Dates are dates or ``YYYY-MM-DD``; numbers are ints, Decimals or text; codes are codes or labels. Raises
    Refusal naming the fact: unknown, missing, of the wrong type, or a negative amount.
    """
    known = {each.name: (each, base) for each, base, _optional in _typed_fields(cast(Any, kind))}
    if unknown := [name for name in given if name not in known]:
        raise Refusal(_("不认识的事实 {names}；可用的事实：{known}。").format(
            names="、".join(map(str, unknown)), known="、".join(known)))
    values: dict[str, Any] = {}
    for name, (each, base) in known.items():
        if given.get(name) is None:
            if each.default is MISSING:
                title = _(each.metadata["title"])
                raise Refusal(_("缺少事实 {name}（{title}）。").format(name=name, title=title))
            values[name] = None
        else:
            values[name] = _read(name, given[name], base)
    return kind(**values)


def read_day(value: Any) -> date | None:
    """A date, or the day written as ``YYYY-MM-DD``; None for anything else, a day that does not exist included."""
    if type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def plain(value: Any) -> Any:
    """A value as JSON has it: exact numbers and dates as text, codes as their code."""
    if isinstance(value, Code):
        return value.value
    if isinstance(value, bool | NoneType) or type(value) is int:
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


TYPE_NAMES: dict[type, str] = {
    date: "date", Decimal: "decimal", Fraction: "fraction", int: "integer", bool: "boolean", str: "text",
    Spans: "spans",
}


@cache
def _typed_fields(kind: Any) -> list[tuple[Field[Any], type, bool]]:
    """Each field with its type and whether None is allowed."""
    hints = get_type_hints(kind)
    found = []
    for each in fields(kind):
        hint = hints[each.name]
        parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
        found.append((each, next(p for p in parts if p is not NoneType), NoneType in parts))
    return found


def _read(name: str, value: Any, base: type) -> Any:
    """``value`` as ``base``; Refusal naming the fact otherwise."""
    try:
        if issubclass(base, Code):
            return base(value)  # type: ignore[call-arg]
        if issubclass(base, Spans):
            return Spans.read(value)
        if base is date and (day := read_day(value)) is not None:
            return day
        if base is bool and isinstance(value, bool) or base is str and isinstance(value, str):
            return value
        elif base in (int, Decimal, Fraction) and isinstance(value, int | str | Decimal | Fraction):
            return _number(value, base)
    except (ValueError, ArithmeticError):
        pass
    codes = base.labels() if issubclass(base, Code) else {}
    wanted = "、".join(f"{c}（{label}）" for c, label in codes.items()) or TYPE_NAMES[base]
    raise Refusal(_("事实 {name} 的值“{value}”不对，应为：{wanted}。")
                  .format(name=name, value=value, wanted=wanted))


def _number(value: int | str | Decimal | Fraction, base: type) -> Any:
    if isinstance(value, bool):
        raise ValueError(value)
    exact = Fraction(value.strip() if isinstance(value, str) else value)
    if exact < 0 or (base is int and exact.denominator != 1):
        raise ValueError(value)
    if base is Decimal:
        number = Decimal(exact.numerator) / exact.denominator
        if Fraction(number) != exact:
            raise ValueError(value)
        return number
    return base(exact)
