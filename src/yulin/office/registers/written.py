"""What a person wrote in a cell or a form: text, missing, an exact number with its unit, a day."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django.utils.translation import gettext as _

MASKS = frozenset("*＊Xx×○●□_-—－/")
LARGEST_EXPONENT = 40
EXCEL_EPOCH = dt.date(1899, 12, 30)
EARLIEST_DAY, LATEST_DAY = dt.date(1949, 10, 1), dt.date(2100, 12, 31)


def plain(raw: object) -> str:
    """``raw`` as trimmed text with full-width letters and digits made half-width; "" for None."""
    return "" if raw is None else unicodedata.normalize("NFKC", str(raw)).strip()


def is_missing(raw: object) -> bool:
    """True for an empty cell and for a masked one (``*``, ``XX``, ``—``): missing, never zero."""
    text = plain(raw)
    return not text or all(c in MASKS for c in text)


@lru_cache(maxsize=100)
def _longest_first(units: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The units with what they look like after ``plain``, the longest first."""
    return tuple((unit, plain(unit)) for unit in sorted(units, key=len, reverse=True) if unit)


def exact(raw: object, units: Iterable[str] = ()) -> tuple[Decimal, str | None]:
    """The number in a cell or a form as a Decimal, and the one of ``units`` written after it (None: none is).

    ValueError with one sentence when it is no number, or one of an absurd size.
    """
    text = repr(raw) if isinstance(raw, float) else plain(raw).replace(",", "").replace(" ", "")
    unit = next(((u, tail) for u, tail in _longest_first(frozenset(units)) if text.endswith(tail)), None)
    if unit is not None:
        text = text[: -len(unit[1])]
    try:
        number = Decimal("nan" if isinstance(raw, bool) else text)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise ValueError(_("“{raw}”不是数").format(raw=raw))
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(_("“{raw}”超出合理范围").format(raw=raw))
    return number, unit[0] if unit else None


def read_day(raw: object) -> dt.date | None:
    """The day that was written, in any usual form or as Excel's serial; None when it is none."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        whole = int(raw)
        if 10_000_000 <= whole <= 99_999_999:
            return _day(whole // 10000, whole // 100 % 100, whole % 100)
        return EXCEL_EPOCH + dt.timedelta(days=whole) if 1 <= whole <= 80_000 else None
    text = plain(raw).split(" ")[0].split("T")[0]
    for mark in "年月./":
        text = text.replace(mark, "-")
    text = text.replace("日", "").strip("-")
    if text.isdecimal():
        return read_day(int(text)) if len(text) in (5, 8) else None
    parts = text.split("-")
    if len(parts) != 3 or not all(p.isdecimal() and len(p) <= 4 for p in parts):
        return None
    return _day(*(int(p) for p in parts))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
