"""What a single head says: the name without what does not matter, and the unit in its brackets."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from yulin.office.registers.declaration import REGISTERS
from yulin.quantities.area import AREA_UNITS
from yulin.quantities.capacity import CAPACITY_UNITS
from yulin.quantities.money import MONEY_UNITS

WHOLE = frozenset({"小计", "合计", "总计", "计", "面积", "数量", "总数", "总面积"})
WITHOUT_MEANING = frozenset({"序号", "编号序", "no", "no."})
UNIT_WORDS = {
    "ha": "公顷",
    "平米": "平方米",
    "千克": "公斤",
    "kg": "公斤",
    "t": "吨",
    "rmb": "元",
    "圆": "元",
}
BRACKET = re.compile(r"^(.*?)[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]$")
SHEET_UNIT = re.compile(r"单位[::]\(?([^\s()、,，;；]+)\)?")


def letter(index: int) -> str:
    """Excel's letter of the column ``index`` (from 0)."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def bare(text: object) -> str:
    """A head without what does not matter: width of letters, spaces, line breaks, stars, a final colon."""
    if text is None:
        return ""
    plain = unicodedata.normalize("NFKC", str(text)).lower()
    return re.sub(r"[\s*]+", "", plain).rstrip(":")


def split_unit(text: str) -> tuple[str, str]:
    """A bare head as (name, unit); the unit is "" where the brackets hold none."""
    inside = BRACKET.match(text)
    if inside:
        unit = known_unit(inside.group(2).removeprefix("单位").lstrip(":"))
        return (inside.group(1), unit) if unit else (text, "")
    for mark in ("/", ",", "单位:"):
        name, found, rest = text.rpartition(mark)
        if found and name and known_unit(rest):
            return name.rstrip(",(/"), known_unit(rest)
    return text, ""


def known_unit(text: str) -> str:
    """The unit named by ``text`` as the quantities spell it (``ha`` → 公顷); a counting word as it is; "" for
    none.
    """
    return _unit_words().get(bare(text), "")


@lru_cache(maxsize=1)
def _unit_words() -> dict[str, str]:
    known = {bare(u): u for table in (AREA_UNITS, MONEY_UNITS, CAPACITY_UNITS) for u in table}
    counted = {
        bare(c.field.unit): c.field.unit for r in REGISTERS.values() for c in r.columns if c.field.unit
    }
    return {
        **counted,
        **UNIT_WORDS,
        **{u: u for u in ("个", "宗", "只", "件", "处", "次", "份", "人", "年")},
        **known,
    }


@lru_cache(maxsize=64)
def names_of(code: str) -> dict[str, tuple[str, int]]:
    """Bare head → (field name, rank) of the register ``code``: 0 label, 1 alias, 2 日期 as 时间."""
    names: dict[str, tuple[str, int]] = {}

    def note(text: str, name: str, rank: int) -> None:
        names.setdefault(bare(text), (name, rank))

    columns = REGISTERS[code].columns
    for column in columns:
        note(column.label, column.name, 0)
    for column in columns:
        for alias in column.field.aliases:
            note(alias, column.name, 1)
        if column.label.endswith("日期"):
            stem = column.label.removesuffix("日期")
            note(f"{stem}时间", column.name, 2)
            note(f"{stem}日", column.name, 2)
    return names
