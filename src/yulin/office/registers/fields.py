"""What a ledger column can be: the field types of a register.

Each type is a Django model field that also knows its Chinese label, its unit, how a clerk writes it and how
it is shown. Exact numbers are integers in their smallest unit (areas in dm² = 0.01 m², money in fen,
capacity in grams) and meet 亩, 万元 or 公斤 only in ``parse``, ``show`` and ``cell``. Migrations see the
plain Django field, so a new label or unit never needs one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yulin.office.registers.written import EARLIEST_DAY, LATEST_DAY, exact, is_missing, plain, read_day
from yulin.quantities.area import AREA_UNITS, area_from, area_to
from yulin.quantities.capacity import CAPACITY_UNITS, capacity_from, capacity_to
from yulin.quantities.money import MONEY_UNITS, money_from, money_to


class LedgerField:
    """What every column type adds to its Django field: label, unit, parse, show, cell.

    ``aliases`` are other heads under which old workbooks carry the column. ``ledger=False`` keeps a field
    out of the workbook and the forms.
    """

    name: str
    unit: str = ""
    numeric = False
    aliases: tuple[str, ...] = ()
    ledger = True
    base: type[models.Field] = models.CharField
    dropped = ("verbose_name", "choices", "help_text")

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """For migrations: the plain Django field, without labels, units and choices."""
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        for word in self.dropped:
            kwargs.pop(word, None)
        return name, f"django.db.models.{self.base.__name__}", args, kwargs

    def clone(self) -> models.Field[Any, Any]:
        """A copy for Django's migrations: the plain column."""
        _name, _path, args, kwargs = self.deconstruct()
        return self.base(*args, **kwargs)

    @property
    def label(self) -> str:
        """The Chinese label, as declared."""
        return str(self.verbose_name)  # type: ignore[attr-defined]

    @property
    def required(self) -> bool:
        """Whether a record cannot do without it."""
        return not self.blank  # type: ignore[attr-defined]

    def head(self) -> str:
        """The column's head in a workbook: label, and unit in brackets."""
        return f"{self.label}({self.unit})" if self.unit else self.label

    def parse(self, raw: object, unit: str | None = None) -> Any:
        """The stored value of what a person wrote; None when missing; ValueError with one sentence when
        wrong.
        """
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """The value as it is shown on a page, without its unit; "" when missing."""
        return "" if value is None else str(value)

    def cell(self, value: Any) -> Any:
        """The value as it goes into a workbook's cell."""
        return value


def _optional(kwargs: dict[str, Any]) -> None:
    """Turn the declaration's ``optional=True`` (the default for all but keys) into Django's null and
    blank.
    """
    if kwargs.pop("optional", True):
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)


class Text(LedgerField, models.CharField):
    """Free text of one line."""

    def __init__(
        self, label: str = "", *, aliases: Sequence[str] = (), ledger: bool = True, **kwargs: Any
    ) -> None:
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("blank", kwargs.pop("optional", True))
        kwargs.pop("optional", None)
        kwargs.setdefault("default", "")
        self.aliases, self.ledger = tuple(aliases), ledger
        super().__init__(verbose_name=kwargs.pop("verbose_name", label), **kwargs)

    def parse(self, raw: object, unit: str | None = None) -> str:
        """Trimmed text; whole numbers lose Excel's ``.0``."""
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if isinstance(raw, dt.date | dt.datetime):
            raw = raw.isoformat()[:10]
        text = "" if raw is None else str(raw).strip()
        if len(text) > (self.max_length or 300):
            raise ValueError(_("文字超过 {n} 个字").format(n=self.max_length))
        if "\x00" in text:
            raise ValueError(_("文字里有不可见的控制字符"))
        return text


class Code(Text):
    """The key of a record: 批次名称, 电子监管号, 图斑号 …; unique in its register.

    shape: what the number's standard looks like, and the same in words; another one is taken with a warning.
    """

    def __init__(self, label: str = "", *, shape: tuple[re.Pattern[str], str] | None = None, **kwargs: Any) -> None:
        self.shape = shape
        kwargs.setdefault("unique", True)
        kwargs.setdefault("max_length", 120)
        super().__init__(label, optional=False, **kwargs)


class Choice(Text):
    """One of a closed list of terms; the stored value is the Chinese term itself."""

    def __init__(self, label: str = "", options: Sequence[str] = (), **kwargs: Any) -> None:
        self.options = tuple(options)
        kwargs.setdefault("max_length", 40)
        super().__init__(label, **kwargs)

    def parse(self, raw: object, unit: str | None = None) -> str:
        """The term, or "" when missing; ValueError naming the allowed terms for any other."""
        text = super().parse(raw)
        if is_missing(text):
            return ""
        if text not in self.options:
            raise ValueError(
                _("“{raw}”不在代码表内（应为：{options}）").format(raw=text, options="、".join(self.options))
            )
        return text


class OpenCode(Choice):
    """A term of a code table in which an unknown code is kept and shown as unknown, not refused."""

    def parse(self, raw: object, unit: str | None = None) -> str:
        """The text as written, known or not; "" when missing."""
        text = Text.parse(self, raw)
        return "" if is_missing(text) else text

    def known(self, value: str) -> bool:
        """Whether ``value`` stands in the code table (missing counts as known)."""
        return not value or value in self.options

    def show(self, value: Any) -> str:
        """The term, with a mark when the code table does not know it."""
        return value if self.known(value) else _("{code}（未知代码）").format(code=value)


class RegionCode(Text):
    """行政区划: the 9-digit code of a town, 12-digit of a village, or 6-digit of a district; shown by its
    name.
    """

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault("db_index", True)
        super().__init__(label, **kwargs)


class _Quantity(LedgerField, models.BigIntegerField):
    """An exact number kept as an integer in its smallest unit."""

    numeric = True
    base = models.BigIntegerField
    units: dict[str, Any] = {}
    largest = 10**17

    def __init__(
        self,
        label: str = "",
        *,
        unit: str = "",
        decimals: int = 2,
        aliases: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        self.unit, self.decimals, self.aliases = unit, decimals, tuple(aliases)
        _optional(kwargs)
        super().__init__(verbose_name=kwargs.pop("verbose_name", label), **kwargs)

    def from_unit(self, number: Decimal, unit: str) -> int:
        """``number`` of ``unit`` in the smallest unit."""
        raise NotImplementedError

    def to_unit(self, value: int) -> Decimal:
        """The stored integer in the declared unit, rounded to the declared decimals."""
        raise NotImplementedError

    def parse(self, raw: object, unit: str | None = None) -> int | None:
        """The integer in the smallest unit; ``unit`` overrides the declared one (a head may say 公顷)."""
        if is_missing(raw):
            return None
        number, written = exact(raw, {*self.units, self.unit})
        if number < 0:
            raise ValueError(_("“{raw}”为负数，{label}不能小于零").format(raw=raw, label=_(self.label)))
        value = self.from_unit(number, written or unit or self.unit)
        if value > self.largest:
            raise ValueError(_("“{raw}”超出合理范围").format(raw=raw))
        return value

    def show(self, value: Any) -> str:
        """The number in the declared unit with its decimals and thousands commas."""
        return "" if value is None else f"{self.to_unit(value):,}"

    def cell(self, value: Any) -> Any:
        """The Decimal in the declared unit."""
        return None if value is None else self.to_unit(value)


class Area(_Quantity):
    """面积: integer dm² (0.01 m²), shown in 亩 or 公顷."""

    units = AREA_UNITS

    def from_unit(self, number: Decimal, unit: str) -> int:
        """Integer dm²."""
        return area_from(number, unit)

    def to_unit(self, value: int) -> Decimal:
        """The area in the declared unit."""
        return area_to(value, self.unit, self.decimals)


class Money(_Quantity):
    """金额: integer fen, shown in 万元."""

    units = MONEY_UNITS

    def from_unit(self, number: Decimal, unit: str) -> int:
        """Integer fen."""
        return money_from(number, unit)

    def to_unit(self, value: int) -> Decimal:
        """The amount in the declared unit."""
        return money_to(value, self.unit, self.decimals)


class Capacity(_Quantity):
    """标准粮食产能: integer grams, shown in 公斤."""

    units = CAPACITY_UNITS

    def from_unit(self, number: Decimal, unit: str) -> int:
        """Integer grams."""
        return capacity_from(number, unit)

    def to_unit(self, value: int) -> Decimal:
        """The capacity in the declared unit."""
        return capacity_to(value, self.unit, self.decimals)


class Number(_Quantity):
    """A count of things (个, 宗, 只 …)."""

    largest = 10**9

    def __init__(self, label: str = "", *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(label, unit=unit, decimals=0, **kwargs)

    def from_unit(self, number: Decimal, unit: str) -> int:
        """The whole number; ValueError for a fraction."""
        if number != number.to_integral_value():
            raise ValueError(_("“{raw}”不是整数").format(raw=number))
        return int(number)

    def to_unit(self, value: int) -> Decimal:
        """The count."""
        return Decimal(value)

    def cell(self, value: Any) -> Any:
        """The integer."""
        return value


class Year(Number):
    """年度: a year such as 2025."""

    def parse(self, raw: object, unit: str | None = None) -> int | None:
        """The year; ``2025年`` is read too; ValueError outside 1949–2100."""
        value = super().parse(plain(raw).removesuffix("年") if isinstance(raw, str) else raw)
        if value is not None and not EARLIEST_DAY.year <= value <= LATEST_DAY.year:
            raise ValueError(_("“{raw}”不是合理的年度").format(raw=raw))
        return value

    def show(self, value: Any) -> str:
        """The year without commas."""
        return "" if value is None else str(value)


class Day(LedgerField, models.DateField):
    """A date. Written as a date, as 2025-03-01, 2025/3/1, 2025.3.1, 20250301, 2025年3月1日 or as Excel's
    serial.
    """

    base = models.DateField

    def __init__(self, label: str = "", *, aliases: Sequence[str] = (), **kwargs: Any) -> None:
        self.aliases = tuple(aliases)
        _optional(kwargs)
        super().__init__(verbose_name=kwargs.pop("verbose_name", label), **kwargs)

    def parse(self, raw: object, unit: str | None = None) -> dt.date | None:
        """The date; None when missing; ValueError when no such day exists or it lies outside 1949–2100."""
        if is_missing(raw):
            return None
        day = read_day(raw)
        if day is None:
            raise ValueError(_("“{raw}”不是日期，请写成 2025-03-01").format(raw=raw))
        if not EARLIEST_DAY <= day <= LATEST_DAY:
            raise ValueError(_("“{raw}”不在合理的日期范围内").format(raw=raw))
        return day

    def show(self, value: Any) -> str:
        """ISO form."""
        return "" if value is None else value.isoformat()
