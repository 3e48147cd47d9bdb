"""用地效益 Ratios read off an evaluation: plot ratio, density, investment, output and tax by the 亩; None unknown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from yulin.office.land.amounts import mu, wan
from yulin.quantities.rounding import round_half_even


def _ratio(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """Part ÷ whole to two decimals (GB/T 8170); None where either is missing or the whole is nothing."""
    return None if part is None or not whole else round_half_even(Fraction(part) / Fraction(whole), 2)


def ratios(record: Any) -> list[tuple[str, Decimal | None, str]]:
    """(title, value, unit) of every ratio."""
    return [
        ("容积率", _ratio(record.floor_area, record.area), ""),
        ("建筑密度", None if record.base_area is None else _ratio(record.base_area * 100, record.area), "%"),
        ("投资强度", _ratio(wan(record.investment), mu(record.area)), "万元/亩"),
        ("亩均产值", _ratio(wan(record.output), mu(record.area)), "万元/亩"),
        ("亩均税收", _ratio(wan(record.tax), mu(record.area)), "万元/亩"),
    ]


def unit_price(record: Any) -> list[tuple[str, Decimal | None, str]]:
    """单价 and 溢价率 of a supply."""
    start = record.start_price
    premium = None if not start or record.price is None else _ratio((record.price - start) * 100, start)
    return [("单价", _ratio(wan(record.price), mu(record.area)), "万元/亩"), ("溢价率", premium, "%")]


def signing(record: Any) -> list[tuple[str, Decimal | None, str]]:
    """协议签订率 of an expropriation."""
    due, signed = record.agreements_due, record.agreements_signed
    return [("协议签订率", None if signed is None else _ratio(signed * 100, due), "%")]


def payment(record: Any) -> list[tuple[str, Decimal | None, str]]:
    """兑付率 of a compensation."""
    return [("兑付率", None if record.paid is None else _ratio(record.paid * 100, record.payable), "%")]


def verdict_agrees(record: Any) -> list[str]:
    """A verdict of 达标 against what the contract asks for by the 亩."""
    found = {title: value for title, value, _unit in ratios(record)}
    wrong = []
    for title, name in (("投资强度", "least_investment"), ("亩均税收", "least_tax")):
        value, least = found[title], getattr(record, name)
        bound = wan(least)
        if record.verdict == "达标" and value is not None and bound is not None and value < bound:
            wrong.append(_("{title} {value} 低于约定 {least}").format(
                title=_(title), value=value, least=record.register.column(name).field.show(least)))
    return wrong
