"""What every page's frame shows: the families of registers, the year, the as-of day, the person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest

from yulin.office.registers.declaration import REGISTERS

FAMILIES = {"land": "土地利用", "balance": "占补平衡", "protection": "耕地保护", "titles": "调查确权",
            "planning": "空间规划", "legal": "法治建设", "ecology": "林草生态"}


def as_of(request: HttpRequest) -> dt.date:
    """The as-of day in the address (``as_of=2025-12-31``), else today."""
    try:
        return dt.date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return dt.date.today()


def year(request: HttpRequest) -> int:
    """The year in the address, else the year of the as-of day."""
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 1949 <= int(text) <= 2100 else as_of(request).year


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame."""
    families = [(code, title, [r for r in REGISTERS.values() if r.family == code])
                for code, title in FAMILIES.items()]
    return {"families": families, "frame_year": year(request), "frame_as_of": as_of(request)}
