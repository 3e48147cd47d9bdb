"""台账数与法条数 From the ledger's integers to the exact decimals that rules of law take."""

from __future__ import annotations

from decimal import Decimal

from yulin.quantities.area import area_to
from yulin.quantities.money import money_to


def hectares(area: int | None) -> Decimal | None:
    """Integer dm² in 公顷, exactly; None stays None."""
    return None if area is None else area_to(area, "公顷", 6)


def mu(area: int | None) -> Decimal | None:
    """Integer dm² in 亩, exactly (1 亩 = 2000/3 m²)."""
    return None if area is None else area_to(area, "亩", 6)


def wan(money: int | None) -> Decimal | None:
    """Integer fen in 万元, exactly."""
    return None if money is None else money_to(money, "万元", 6)


def yuan(money: int | None) -> Decimal | None:
    """Integer fen in 元, exactly."""
    return None if money is None else money_to(money, "元", 2)


def yes(term: str, positive: str = "是") -> bool | None:
    """Whether a chosen term is the positive one; None where nothing was chosen."""
    return None if not term else term == positive
