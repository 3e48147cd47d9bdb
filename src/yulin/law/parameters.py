"""参数 Parameters: the numbers of the law, dated, each with its article and how surely it is known.

A code such as ``idle_land.fee_rate`` has one value per period of validity, and may have another for a region
whose rules differ. ``Law.on(day, region)`` is the law of one day in one place; ``value(code)`` is what held
there and then.

Certainties (确定性): *verified* read in a full text, *secondary* read in a source about it, *recalled*
believed right, *uncertain* to be checked. The last two make every verdict that uses them unverified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.strict_yaml import read_yaml
from yulin.workdays.periods import UNITS as PERIODS
from yulin.workdays.periods import in_words

FOLDER = Path(__file__).with_name("parameters")

Certainty = Literal["verified", "secondary", "recalled", "uncertain"]
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
UNITS: dict[str, str] = {
    "workday": "", "day": "", "month": "", "year": "", "share": "", "text": "",
    "times": "倍", "ha": "公顷", "m2": "平方米", "kg_per_mu": "公斤/亩", "grade": "等",
}
"""Unit codes of parameters, with the word that follows the number where there is one."""

Value = int | Decimal | Fraction | str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a value comes from: instrument (文件), article (条款; empty when not known), certainty."""

    instrument: str
    article: str
    certainty: Certainty

    def as_json(self) -> dict[str, str]:
        """The citation as a JSON-ready mapping."""
        return {"instrument": self.instrument, "article": self.article, "certainty": self.certainty}

    def sentence(self) -> str:
        """Instrument and article in one phrase, marked when the source was not verified."""
        mark = "" if self.certainty in ("verified", "secondary") else _("（未核实）")
        return f"{self.instrument}{self.article}{mark}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of the law in its period of validity.

    value: an int, an exact Decimal or Fraction, or text for ``unit`` text. roll: for calendar periods,
    whether a last day that is not worked moves to the next working day; None otherwise. valid_until: its last
    day, None while open. region: the leading digits of the administrative codes it holds for, empty for the
    whole country.
    """

    code: str
    title: str
    value: Value
    unit: str
    citation: Citation
    valid_from: date
    valid_until: date | None
    region: str
    roll: bool | None
    note: str

    @property
    def unverified(self) -> bool:
        """Whether the value is only recalled or uncertain."""
        return self.citation.certainty in ("recalled", "uncertain")

    def amount(self) -> str:
        """The value with its unit, as it is read aloud: ``2 年``, ``20%``, ``1/3``."""
        if self.unit == "text":
            return _(str(self.value))
        if self.unit == "share":
            return f"{(self.value * 100).normalize():f}%" if isinstance(self.value, Decimal) else str(self.value)
        for unit in PERIODS:
            if unit == self.unit and isinstance(self.value, int):
                return in_words(self.value, unit)
        return f"{self.value} {_(UNITS[self.unit])}"

    def as_json(self) -> dict[str, Any]:
        """The parameter as a JSON-ready mapping; numbers as strings."""
        return {
            "code": self.code, "title": _(self.title), "value": str(self.value), "unit": self.unit,
            "from": self.valid_from.isoformat(), "until": self.valid_until and self.valid_until.isoformat(),
            "region": self.region, "roll": self.roll, "note": self.note, "citation": self.citation.as_json(),
        }


Table = Mapping[str, tuple[Parameter, ...]]


@dataclass(frozen=True)
class Law:
    """The law of one day in one region. Make it with ``Law.on``."""

    day: date
    region: str
    table: Table

    @classmethod
    def on(cls, day: date, region: str | None = None) -> Law:
        """The law in force on ``day``; ``region`` is an administrative code, None for the whole country."""
        return cls(day, region or "", load_parameters(FOLDER))

    def value(self, code: str) -> Parameter:
        """What ``code`` was on that day; a region's own value goes before the country's.

        Raises Refusal when the code is unknown or no value of it is on file for the day.
        """
        if code not in self.table:
            raise Refusal(_("没有名为“{code}”的法律参数；用 yulin law list 查看全部。").format(code=code))
        if held := self._held(code):
            return held
        first = min(p.valid_from for p in self.table[code])
        title = _(self.table[code][0].title)
        raise Refusal(_("“{title}”（{code}）在 {day} 没有收录有效的取值，最早收录的自 {first} 起。")
                      .format(title=title, code=code, day=self.day, first=first))

    def holds(self, code: str) -> bool:
        """Whether a value of the known ``code`` is in force on that day."""
        return self._held(code) is not None

    def in_force(self) -> list[Parameter]:
        """All parameters that hold on that day, by code."""
        return [held for code in sorted(self.table) if (held := self._held(code))]

    def _held(self, code: str) -> Parameter | None:
        """The value that held on the day, the one of the narrowest region first."""
        held = [p for p in self.table[code] if p.valid_from <= self.day <= (p.valid_until or date.max)
                and self.region.startswith(p.region)]
        return max(held, key=lambda p: len(p.region), default=None)


@cache
def load_parameters(folder: Path) -> Table:
    """All parameters of a folder's ``*.yaml`` by code; Refusal naming the file and code that is broken."""
    table: dict[str, tuple[Parameter, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        content = read_yaml(path)
        if not isinstance(content, dict):
            raise Refusal(_("参数文件 {file} 应是“代码: 内容”的列表。").format(file=path.name))
        for code, entry in content.items():
            try:
                if code in table:
                    raise _Wrong(_("代码重复"))
                table[code] = _parameters(str(code), entry)
            except _Wrong as fault:
                raise Refusal(_("参数文件 {file} 中的 {code} 有误：{fault}。").format(
                    file=path.name, code=code, fault=fault)) from fault
    return table


class _Wrong(Exception):
    """What is wrong with one entry."""


def _parameters(code: str, entry: Any) -> tuple[Parameter, ...]:
    _keys(entry, {"title", "unit", "values"}, {"roll", "note"})
    unit, roll = entry["unit"], entry.get("roll")
    if unit not in UNITS:
        raise _Wrong(_("单位“{unit}”不在 {units} 之内").format(unit=unit, units="、".join(UNITS)))
    if (unit in PERIODS and unit != "workday") != isinstance(roll, bool):
        raise _Wrong(_("日、月、年的期限须写明 roll（末日是否顺延），其他单位不写"))
    if not isinstance(entry["values"], list) or not entry["values"]:
        raise _Wrong(_("values 应是至少一项的列表"))
    found = []
    for item in entry["values"]:
        _keys(item, {"from", "value", "cites"}, {"until", "region"})
        _keys(item["cites"], {"instrument", "article", "certainty"}, set())
        cites = item["cites"]
        if cites["certainty"] not in CERTAINTIES:
            known = "、".join(CERTAINTIES)
            raise _Wrong(_("certainty“{it}”不在 {known} 之内").format(it=cites["certainty"], known=known))
        if not cites["instrument"]:
            raise _Wrong(_("没有写明出处 instrument"))
        first, last = item["from"], item.get("until")
        if type(first) is not date or (last is not None and (type(last) is not date or last < first)):
            raise _Wrong(_("from、until 应是日期，且 until 不早于 from"))
        citation = Citation(str(cites["instrument"]), str(cites["article"] or ""), cites["certainty"])
        value, region = _value(item["value"], unit), str(item.get("region", ""))
        found.append(Parameter(code, str(entry["title"]), value, unit, citation, first, last, region, roll,
                               str(entry.get("note", ""))))
    found.sort(key=lambda p: (p.region, p.valid_from))
    for earlier, later in zip(found, found[1:], strict=False):
        if earlier.region == later.region and (earlier.valid_until or date.max) >= later.valid_from:
            raise _Wrong(_("自 {day} 起的取值与前一项有效期重叠").format(day=later.valid_from))
    return tuple(found)


def _value(value: Any, unit: str) -> Value:
    if unit == "text":
        if not isinstance(value, str) or not value:
            raise _Wrong(_("单位为 text 的取值应是文字"))
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise _Wrong(_("取值“{value}”不是数").format(value=value))
    if unit in PERIODS and (not isinstance(value, int) or value < 1):
        raise _Wrong(_("期限“{value}”应是正整数").format(value=value))
    if isinstance(value, int):
        return value
    try:
        return Fraction(value) if "/" in str(value) else Decimal(value)
    except (ArithmeticError, ValueError) as fault:
        raise _Wrong(_("取值“{value}”不是数").format(value=value)) from fault


def _keys(entry: Any, needed: set[str], allowed: set[str]) -> None:
    """Refuse an entry that is no mapping, lacks a key or has an unknown one."""
    if not isinstance(entry, dict):
        raise _Wrong(_("应写成“键: 值”"))
    if missing := needed - entry.keys():
        raise _Wrong(_("缺少 {keys}").format(keys="、".join(sorted(missing))))
    if unknown := entry.keys() - needed - allowed:
        raise _Wrong(_("不认识 {keys}").format(keys="、".join(sorted(map(str, unknown)))))
