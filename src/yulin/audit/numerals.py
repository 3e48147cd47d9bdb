"""Numerals as written (数字): Arabic with thousands commas, full-width, and Chinese (二十三, 两千三百, 三点五).

Written precision is kept: a number is a Decimal and the count of its written decimals.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8}

_GROUPING = re.compile(r"[,， \u00a0\u2009\u202f]")

#: One-to-one, so that offsets hold.
FULL_WIDTH = {ord(f): a for f, a in zip("０１２３４５６７８９．％－＋／", "0123456789.%-+/", strict=True)} | {
    ord("−"): "-"
}


def arabic(text: str) -> tuple[Decimal, int]:
    """The value and written decimals of an Arabic numeral such as ``1,641.42`` (→ 1641.42, 2)."""
    plain = _GROUPING.sub("", text)
    return Decimal(plain), len(plain.partition(".")[2])


def chinese(text: str) -> tuple[Decimal, int] | None:
    """The value and written decimals of a Chinese numeral; None where it is not one (``十百``, ``万``)."""
    whole, point, tail = text.partition("点")
    if point and (not tail or any(c not in DIGITS for c in tail)):
        return None
    number = _digits(whole) if all(c in DIGITS for c in whole) else _places(whole)
    if number is None:
        return None
    decimals = "".join(str(DIGITS[c]) for c in tail)
    return (Decimal(f"{number}.{decimals}") if tail else Decimal(number)), len(tail)


def _digits(text: str) -> int | None:
    """二〇二五 → 2025; a single digit stands for itself."""
    return int("".join(str(DIGITS[c]) for c in text)) if text else None


def _places(text: str) -> int | None:
    """Place-value numerals: 二千三百零五万一千."""
    total, section, digit, last = 0, 0, None, 10**9
    for c in text:
        if c in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[c]
        elif c in _PLACES:
            if _PLACES[c] >= last or (digit is None and (c != "十" or section)):
                return None
            section += (1 if digit is None else digit) * _PLACES[c]
            digit, last = None, _PLACES[c]
        elif c in _BIG:
            section += digit or 0
            if not section and not total:
                return None
            total = (total + section) * _BIG[c]
            section, digit, last = 0, None, 10**9
        else:
            return None
    return total + section + (digit or 0)
