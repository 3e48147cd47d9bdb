"""工作日历 The working calendar: which day is worked, and which notice says so.

A year's file in ``years/`` carries the State Council notice (国务院办公厅放假通知): the holidays with their
make-up working days (调休上班). A notice may also touch the last days of the year before it. Years without a
notice fall back on weekends and the statutory holidays (``statutory.yaml``) and are *provisional* (暂定).

An office may enter a year itself: files of the same form in ``<home>/calendar`` go before the shipped ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from yulin.findings import Refusal
from yulin.i18n import gettext as _

YEARS_DIR = Path(__file__).with_name("years")
STATUTORY = Path(__file__).with_name("statutory.yaml")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a day is.

    date: the day. workday: whether it is worked. name: the holiday (春节), 调休上班, 周末 or 工作日, in the
    language in use. provisional: True when the year's notice is not on file.
    """

    date: date
    workday: bool
    name: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A State Council notice on one year's holidays (放假通知).

    off: day → holiday. makeup: working Saturday or Sunday → the holiday it makes up for. Both may hold days
    of the neighbouring year. certainty: how its number and dates are known.
    """

    year: int
    number: str
    title: str
    issued: date
    certainty: str
    off: Mapping[date, str]
    makeup: Mapping[date, str]


@dataclass(slots=True)
class _Own:
    """Where an office's own years lie, and the newest change among them when they were read."""

    folder: Path | None = None
    newest: int = -1


_own = _Own()


def use_own_years(folder: Path | None) -> None:
    """Read an office's own years from ``folder`` (None: none); they are read again when it changes (``refresh``)."""
    _own.folder = folder
    refresh(always=True)


def own_years() -> Path | None:
    """The folder of the office's own years; None where there is none."""
    return _own.folder


def refresh(always: bool = False) -> bool:
    """Read the notices again if the office's own have changed; whether they had."""
    files = _own.folder.glob("[0-9]*.yaml") if _own.folder else ()
    newest = max((path.stat().st_mtime_ns for path in files), default=-1)
    changed = always or newest != _own.newest
    if changed:
        _own.newest = newest
        _notices.cache_clear()
        _special_days.cache_clear()
    return changed


def known_years() -> list[int]:
    """The years whose notice is on file, ascending."""
    return list(_notices())


def notice(year: int) -> Notice | None:
    """The notice for ``year``, or None when it is not on file."""
    return _notices().get(year)


def day_kind(day: date) -> DayKind:
    """What ``day`` is; provisional when the notice of its year is not on file."""
    provisional = day.year not in _notices()
    off, makeup = _special_days()
    if day in makeup:
        return DayKind(day, True, _("调休上班"), provisional)
    holiday = off.get(day) or (_statutory(day.year).get(day) if provisional else None)
    if holiday:
        return DayKind(day, False, _(holiday), provisional)
    if day.weekday() >= 5:
        return DayKind(day, False, _("周末"), provisional)
    return DayKind(day, True, _("工作日"), provisional)


def is_workday(day: date) -> bool:
    """Whether ``day`` is worked."""
    off, makeup = _special_days()
    if day in makeup:
        return True
    if day in off or day.weekday() >= 5:
        return False
    return day.year in _notices() or day not in _statutory(day.year)


def moving_holidays_known(year: int) -> bool:
    """Whether 春节, 清明节, 端午节 and 中秋节 of ``year`` are known, by a notice or by the table of dates."""
    return year in _notices() or year in _statutory_table()["dates"]


def read_notice(path: Path) -> Notice:
    """The notice in a year's file. Raises Refusal naming the file and what is wrong with it."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        year = int(path.stem)
        off: dict[date, str] = {}
        makeup: dict[date, str] = {}
        for holiday in content["holidays"]:
            for day in _span(holiday["from"], holiday["to"]):
                off[day] = str(holiday["name"])
            makeup |= {day: str(holiday["name"]) for day in holiday["makeup"]}
        found = Notice(year, str(content["notice"]), str(content["title"]), content["issued"],
                       str(content["certainty"]), off, makeup)
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as fault:
        raise Refusal(_("放假日历文件 {path} 读不出来，请恢复原文件：{fault}").format(
            path=path.name, fault=" ".join(str(fault).split()))) from fault
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Refusal(_("放假日历文件 {path} 缺少或写错了内容（{fault}），请对照其他年份补正。").format(
            path=path.name, fault=fault)) from fault
    wrong = [day for day in makeup if day.weekday() < 5 or day in off]
    wrong += [day for day in (*off, *makeup) if not date(year - 1, 12, 1) <= day <= date(year, 12, 31)]
    if wrong:
        raise Refusal(_("放假日历文件 {path} 中的 {day} 不可能：日期须属于该年，调休上班日须是假期外的周末。")
                      .format(path=path.name, day=wrong[0]))
    return found


@cache
def _notices() -> dict[int, Notice]:
    folders = [YEARS_DIR] if _own.folder is None else [YEARS_DIR, _own.folder]
    files = [path for folder in folders for path in sorted(folder.glob("[0-9]*.yaml"))]
    return dict(sorted((found.year, found) for found in map(read_notice, files)))


@cache
def _special_days() -> tuple[dict[date, str], dict[date, str]]:
    """All days off and all make-up days of all notices; a later notice prevails over an earlier one."""
    off: dict[date, str] = {}
    makeup: dict[date, str] = {}
    for found in _notices().values():
        off |= found.off
        makeup |= found.makeup
    return off, makeup


@cache
def _statutory_table() -> dict[str, Any]:
    return dict(yaml.safe_load(STATUTORY.read_text(encoding="utf-8")))


@cache
def _statutory(year: int) -> dict[date, str]:
    """The statutory holidays of ``year``; only the fixed ones where the moving ones are not known."""
    table = _statutory_table()
    days: dict[date, str] = {}
    for holiday in table["fixed"]:
        first = date(year, holiday["month"], holiday["day"])
        days |= {first + i * _DAY: holiday["name"] for i in range(holiday["days"])}
    for holiday in table["moving"] if year in table["dates"] else ():
        first = table["dates"][year][holiday["name"]] - holiday["before"] * _DAY
        days |= {first + i * _DAY: holiday["name"] for i in range(holiday["days"])}
    return days


def _span(first: date, last: date) -> Iterator[date]:
    if last < first:
        raise ValueError(f"{first} > {last}")
    while first <= last:
        yield first
        first += _DAY
