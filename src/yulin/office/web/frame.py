"""What every page's frame shows and obeys: the registers by family, and the scope (region, year, as-of day).

The scope stands in the address (``?region=990102001&year=2025&as_of=2025-12-31``), so that a link shows a colleague
the same thing. A region outside the person's own is not obeyed: the person's own stands instead.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from yulin.office.accounts.models import Region
from yulin.office.accounts.rights import Act, may, of_district
from yulin.office.figures.values import Scope
from yulin.office.registers.declaration import REGISTERS, Register
from yulin.office.registers.written import EARLIEST_DAY, LATEST_DAY

FAMILIES = {"land": "土地利用", "balance": "占补平衡", "protection": "耕地保护", "titles": "调查确权",
            "planning": "空间规划", "legal": "法治建设", "ecology": "林草生态"}
# the order of the work: approval, expropriation, supply, what is left of it, inspection
ORDER = ("land.project", "land.progress", "land.prereview", "land.scheme", "land.quota", "titles.demarcation",
         "land.batch", "land.countersign", "land.material", "land.notice", "land.compensation", "land.price_table",
         "land.supply_plan", "land.meeting", "land.auction", "land.bidder", "land.supply", "land.instalment",
         "land.recovery", "land.collective", "land.unsupplied", "land.task", "land.idle", "land.inspection",
         "land.intensity", "balance.offset", "protection.restoration", "protection.sign", "titles.change")
SCOPE = ("region", "year", "as_of")
RAIL_COOKIE = "yulin_rail"  # the families folded up, by code, joined with "."


def ordered_registers() -> list[Register]:
    """All registers in the order of the work."""
    place = {code: n for n, code in enumerate(ORDER)}
    return sorted(REGISTERS.values(), key=lambda r: (place.get(r.code, len(ORDER)), r.code))


def as_of(request: HttpRequest) -> dt.date:
    """The as-of day in the address (``as_of=2025-12-31``), else today."""
    try:
        day = dt.date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return dt.date.today()
    return day if EARLIEST_DAY <= day <= LATEST_DAY else dt.date.today()


def year(request: HttpRequest) -> int:
    """The year in the address, else the year of the as-of day."""
    text = request.GET.get("year", "")
    sensible = text.isascii() and text.isdecimal() and EARLIEST_DAY.year <= int(text[:5]) <= LATEST_DAY.year
    return int(text) if sensible else as_of(request).year


def region(request: HttpRequest) -> str:
    """The region in the address where it lies in the person's own, else the person's own ("" = all)."""
    own: str = getattr(request.user, "region", "")
    asked = request.GET.get("region", "")
    return asked if asked.isascii() and asked.isdecimal() and len(asked) <= 12 and asked.startswith(own) else own


def scope_of(request: HttpRequest) -> Scope:
    """The scope that the page obeys."""
    return Scope(year(request), region(request), as_of(request))


def kept_scope(request: HttpRequest) -> dict[str, str]:
    """The part of the scope that stands in the present address."""
    return {word: request.GET[word] for word in SCOPE if request.GET.get(word)}


def address(request: HttpRequest, name: str, *args: Any, **params: Any) -> str:
    """The address of a named page with the scope that stands in the present address, and further parameters."""
    kept: dict[str, Any] = dict(kept_scope(request))
    kept.update({word: value for word, value in params.items() if value not in (None, "")})
    bare = reverse(name, args=args)
    return f"{bare}?{urlencode(kept, doseq=True)}" if kept else bare


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the rail above the registers."""

    name: str
    title: str
    url: str
    here: bool


PLACES: tuple[tuple[str, str, Act], ...] = (
    ("home", "首页", "see"), ("figures", "数据统计", "see"), ("report", "工作报告", "report"),
    ("audits", "核数", "audit"),
    ("map", "一张图", "see"), ("reviews", "合规性审查", "see"),
    ("land-stock", "批而未供", "see"), ("land-suspects", "疑似闲置", "see"),
    ("land-pool", "计划指标池", "see"),
    ("books", "指标账簿", "see"), ("layers", "图层", "see"), ("journal", "操作日志", "journal"),
    ("settings", "设置", "see"))


def _places(request: HttpRequest) -> list[Place]:
    """The places whose pages exist and which the person may open."""
    found = []
    for name, title, act in PLACES:
        try:
            url = address(request, name)
        except NoReverseMatch:
            continue
        if may(request.user, act) and (name != "books" or of_district(request.user)):
            found.append((name, title, url, url.partition("?")[0]))
    inside = [bare for name, _title, _url, bare in found
              if request.path == bare or (name != "home" and request.path.startswith(bare))]
    nearest = max(inside, key=len, default="")
    return [Place(name, title, url, bare == nearest) for name, title, url, bare in found]


def _families(request: HttpRequest) -> list[tuple[str, str, bool, list[tuple[Register, bool]]]]:
    folded = request.COOKIES.get(RAIL_COOKIE, "").split(".")
    found = []
    for code, title in FAMILIES.items():
        lines = [(r, request.path.startswith(f"/records/{r.slug}/")) for r in ordered_registers() if r.family == code]
        unfolded = code not in folded or any(here for _r, here in lines)
        found.append((code, title, unfolded, lines))
    return found


def regions_for(person: Any) -> list[Region]:
    """The district and towns (not villages) that lie in the person's region, in the order of their codes."""
    inside = Region.objects.filter(code__startswith=person.region) if person.region else Region.objects.all()
    return [r for r in inside.order_by("code") if len(r.code) <= 9 or r.code == person.region]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame; nothing of it for somebody who is not logged in."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"frame_year": dt.date.today().year, "frame_as_of": dt.date.today()}
    scope = scope_of(request)
    regions = regions_for(person)
    kept = [(word, value) for word in request.GET if word not in (*SCOPE, "page")
            for value in request.GET.getlist(word)]
    today = dt.date.today()
    years = sorted({*range(today.year - 5, today.year + 1), scope.year}, reverse=True)
    return {
        "frame_families": _families(request), "frame_places": _places(request), "frame_scope": scope,
        "frame_year": scope.year, "frame_as_of": scope.as_of, "frame_region": scope.region,
        "frame_regions": regions, "frame_years": years, "frame_kept": kept,
        "frame_district": regions[0].name if regions else "",
        "frame_region_name": next((r.name for r in regions if r.code == scope.region), ""),
        "frame_today": today,
    }
