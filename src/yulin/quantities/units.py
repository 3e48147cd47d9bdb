"""单位 Units: from a written number and its unit to an integer of the smallest unit, and back.

A table gives, for each unit of one dimension, how many smallest units it holds, as an exact fraction (one 亩
is 2000/3 m²). Going in rounds once, half to even, to the smallest unit; going out rounds once to the decimals
asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.quantities.rounding import Mode, rounded

Written = int | Decimal | str

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


def exact_number(value: Written) -> Decimal:
    """The number that is written: an int, a Decimal, or text such as ``"1,377.39"`` or ``"９０３．８３"``.

    Raises Refusal for text that is no plain decimal number (blank, masked ``*``, words, scientific notation)
    and for NaN or infinity; TypeError for a float, because a float is not what was written.
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise Refusal(_("“{value}”不是一个确定的数。").format(value=value))
        return value
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"an exact number is needed (int, Decimal, str), not {type(value).__name__}")
    if isinstance(value, int):
        return Decimal(value)
    text = unicodedata.normalize("NFKC", value).strip().replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(text):
        raise Refusal(_("“{value}”不是数；请填写阿拉伯数字，例如 903.83。").format(value=value))
    return Decimal(text.replace(",", ""))


def to_smallest(value: Written, unit: str, table: Mapping[str, Fraction]) -> int:
    """``value`` in ``unit`` as an integer of the table's smallest unit, half to even.

    Raises Refusal for text that is no number and for a unit the table does not have.
    """
    return int(rounded(Fraction(exact_number(value)) * _size(unit, table), 0, "half_even"))


def from_smallest(
    amount: int, unit: str, table: Mapping[str, Fraction], decimals: int, mode: Mode,
) -> Decimal:
    """``amount`` smallest units in ``unit``, rounded once from the exact value to ``decimals`` places."""
    return rounded(Fraction(amount) / _size(unit, table), decimals, mode)


def _size(unit: str, table: Mapping[str, Fraction]) -> Fraction:
    if unit not in table:
        known = "、".join(table)
        raise Refusal(_("不认识的单位“{unit}”；可用的单位：{units}。").format(unit=unit, units=known))
    return table[unit]
