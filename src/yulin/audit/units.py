"""Units that reports write (计量单位): what each measures and how many base units it is.

Base units: m² (area), 元 (money), kg (mass), m (length), m³ (volume), kWh (energy), kW (power); a count word
(宗, 件, 份 …) counts ones. A multiplier (万, 亿 …) stands before the unit and multiplies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from yulin.quantities.area import AREA_UNITS

_MU = Fraction(AREA_UNITS["亩"], 100)

MULTIPLIERS: dict[str, int] = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6,
    "十万": 10**5, "万": 10**4, "千": 1000, "百": 100,
}

_MEASURES: dict[str, dict[str, Fraction]] = {
    "area": {"亩": _MU, "公顷": _MU * 15, "hm²": _MU * 15, "平方米": Fraction(1), "㎡": Fraction(1), "m²": Fraction(1),
             "m2": Fraction(1), "平米": Fraction(1), "平方公里": Fraction(10**6), "平方千米": Fraction(10**6),
             "km²": Fraction(10**6), "km2": Fraction(10**6), "hm2": _MU * 15},
    "money": {"元": Fraction(1), "元人民币": Fraction(1)},
    "usd": {"美元": Fraction(1)},
    "hkd": {"港元": Fraction(1)},
    "eur": {"欧元": Fraction(1)},
    "jpy": {"日元": Fraction(1)},
    "gbp": {"英镑": Fraction(1)},
    "mass": {"吨": Fraction(1000), "t": Fraction(1000), "公斤": Fraction(1), "千克": Fraction(1), "kg": Fraction(1),
             "斤": Fraction(1, 2), "克": Fraction(1, 1000)},
    "coal": {"吨标准煤": Fraction(1000), "吨标煤": Fraction(1000)},
    "length": {"公里": Fraction(1000), "千米": Fraction(1000), "km": Fraction(1000), "米": Fraction(1),
               "厘米": Fraction(1, 100), "毫米": Fraction(1, 1000), "延米": Fraction(1), "m": Fraction(1)},
    "volume": {"立方米": Fraction(1), "m³": Fraction(1), "立方": Fraction(1), "方": Fraction(1),
               "升": Fraction(1, 1000)},
    "energy": {"千瓦时": Fraction(1), "度": Fraction(1), "kWh": Fraction(1)},
    "power": {"千瓦": Fraction(1), "兆瓦": Fraction(1000), "kW": Fraction(1), "MW": Fraction(1000)},
    "freight": {"吨公里": Fraction(1)},
    "travel": {"人公里": Fraction(1)},
    "percent": {"%": Fraction(1), "‰": Fraction(1, 10)},
    "points": {"个百分点": Fraction(1), "百分点": Fraction(1)},
    "times": {"倍": Fraction(1)},
    "workday": {"个工作日": Fraction(1), "工作日": Fraction(1)},
    "time": {"年": Fraction(365), "个月": Fraction(30), "天": Fraction(1), "日": Fraction(1), "周": Fraction(7),
             "小时": Fraction(1, 24), "个小时": Fraction(1, 24), "分钟": Fraction(1, 1440), "秒": Fraction(1, 86400)},
    "degree": {"摄氏度": Fraction(1), "℃": Fraction(1)},
}

_COUNT_WORDS_TEXT = (
    "人次 件次 车次 场次 批次 户次 项次 家次 宗次 床位 标箱 个 件 宗 份 起 户 人 次 家 项 条 座 处 只 头 "
    "匹 辆 台 套 批 例 名 位 期 场 篇 幅 块 栋 幢 间 所 本 册 张 枚 门 部 艘 架 株 棵 羽 尾 片 支 盏 口 "
    "眼 笔 封 则 类 种 卷 盒 箱 袋 桶 对 组 队 班 轮 趟 遍 桩 粒 颗 根 尊 面 把 扇 副 道 段 节 页 字 款 "
    "单 手 套次 人天 张次 站 孔"
)
COUNT_WORDS: tuple[str, ...] = tuple(_COUNT_WORDS_TEXT.split())

_COUNT = Fraction(1)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: ``dimension`` says what can be added to what, ``factor`` how many base units it is.

    exact: an integer in this unit is a count or an unrounded figure (no 万 or 亿 stands before it). name: the unit
    without its multiplier; times: the multiplier (万亩: 亩, 10000).
    """

    written: str
    dimension: str
    factor: Fraction
    exact: bool
    name: str = ""
    times: int = 1


NO_UNIT = Unit("", "", Fraction(1), True)
NO_SIGN = Unit("", "percent", Fraction(1), False)
RATIO_UNIT = Unit("", "ratio", Fraction(1), False)

_BASE: dict[str, tuple[str, Fraction]] = {u: (dim, f) for dim, us in _MEASURES.items() for u, f in us.items()}
_BASE.update({word: ("count", _COUNT) for word in COUNT_WORDS if word not in _BASE})

#: a letter alone is a unit only where no other letter follows (m, t; not max)
_NAMES = "|".join(re.escape(name) + ("(?![A-Za-z])" if name in ("m", "t") else "")
                  for name in sorted(_BASE, key=len, reverse=True))
_MULTI = "|".join(sorted(MULTIPLIERS, key=len, reverse=True))
_SPACE = r"(?:[ \t]?\r?\n(?=(?:万|亿)?(?:元|亩|公顷|吨|公斤|平方米|公里|人次|%|％))|[ \t\u00a0\u3000]{0,3})"
_NOT_MULTI = r"(?!千瓦|千米|千克|百分)"

#: What follows a number: 余/多, multiplier, 余/多, unit, per-unit.
AFTER_NUMBER = re.compile(
    rf"(?P<space>{_SPACE})(?P<more1>[余多来几])?{_NOT_MULTI}(?P<multi>{_MULTI})?(?P<more2>[余多])?{_SPACE}"
    rf"(?P<unit>{_NAMES})?(?P<per>(?<=[\w%])\s?[/／](?:(?:{_MULTI})?(?:{_NAMES})|[\u4e00-\u9fff]{{1,3}}|[A-Za-z]{{1,4}}²?))?"
)
COUNT_PATTERN = "|".join(sorted(COUNT_WORDS, key=len, reverse=True))
UNIT_PATTERN = _NAMES


def per_unit(unit: Unit) -> tuple[tuple[str, str], Fraction] | None:
    """A unit such as 公斤/亩: the dimensions of both, and how many base units per base unit one is; None for others."""
    name, _slash, below = unit.dimension.removeprefix("price:").replace("／", "/").partition("/")
    if name not in _BASE or below.strip() not in _BASE:
        return None
    over, under = _BASE[name], _BASE[below.strip()]
    return (over[0], under[0]), over[1] * unit.factor / under[1]


@cache
def unit_of(multiplier: str, name: str, per: str = "") -> Unit:
    """The unit written as ``multiplier`` + ``name`` (+ ``/per``), e.g. 万 + 亩."""
    times = MULTIPLIERS.get(multiplier, 1)
    if not name:
        return Unit(multiplier, "count" if multiplier else "", Fraction(times), times == 1, "", times)
    dimension, factor = _BASE[name]
    if per:
        return Unit(multiplier + name + per, "price:" + name + per, Fraction(times), times == 1, name + per, times)
    return Unit(multiplier + name, dimension, factor * times, times == 1, name, times)


def unit_named(written: str) -> Unit | None:
    """The unit written so by itself (万元, 亩, %); None where it is none, one of two (元/亩), or more than a unit."""
    written = written.replace("％", "%")
    found = AFTER_NUMBER.match(written)
    if found is None or found.end() != len(written) or not found["unit"] or found["per"] or found["more1"] or found[
            "more2"]:
        return None
    return unit_of(found["multi"] or "", found["unit"])
