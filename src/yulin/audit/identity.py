"""Which report a document is (报告身份): the year it speaks of, its region, who issued it, which series it belongs to.

Read off its opening lines only; what they do not say stays unknown ("" or None), and nothing is compared on a guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?度?(?!\d|号|〕|\])")
_UNIT = r"(?:自治区|自治州|自治县|自治旗|开发区|新区|街道|地区|林区|省|市|县|区|州|盟|旗|镇|乡)"
_REGION = re.compile(rf"(?:[\u4e00-\u9fff]{{1,7}}?{_UNIT})+(?![委政府域])")
_TITLE_WORD = re.compile(r"报告|总结|公报|决算|预算|要点|计划|汇报|通报|简报|情况|年报|工作")
_FULL_STOP = re.compile(r"[。；]")
_AS_OF = re.compile(r"(?:(?:统计|数据)(?:截至|截止|截止到)(?:时间)?|as of)[：:]?\s*(?P<y>(?:19|20)\d\d)\s*[-年./]\s*"
                    r"(?P<m>\d{1,2})\s*[-月./]\s*(?P<d>\d{1,2})\s*日?")
_DATED = re.compile(r"[（(]?((?:19|20)\d\d)年(\d{1,2})月(?:(\d{1,2})日)?[）)]?")
_MONTHS = re.compile(r"(?:\d{1,2}月?\s*[-—–至到]\s*)?(\d{1,2})月")
_OPENING = 8  # lines


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document says of itself in its title.

    region: 青禾区; issuer: the words before the year (青禾区自然资源局), "" where the year comes first; series: the
    title without its year, the same for last year's report. as_of: the day its figures stand on (统计截至 …, 上半年,
    or a date of that very year under the title); None: the whole year.
    """

    year: int | None = None
    region: str = ""
    issuer: str = ""
    series: str = ""
    as_of: date | None = None


def identity_of(text: str) -> Identity:
    """The identity of the document whose plain text this is."""
    opening = [line for line in (raw.strip(" \t\u3000\r#*|《》") for raw in text[:3000].split("\n")) if line][:_OPENING]
    for at, line in enumerate(opening):
        if len(line) > 60 or _FULL_STOP.search(line):
            break
        joined = line
        if at + 1 < len(opening) and not _TITLE_WORD.search(line) and len(opening[at + 1]) <= 40:
            joined = line + opening[at + 1]
        joined = re.sub(r"\s+", "", joined)
        found = _YEAR.search(joined)
        if found is None or not _TITLE_WORD.search(joined):
            continue
        before = re.sub(r"^(?:关于|中共)", "", joined[:found.start()])
        after = joined[found.end():]
        region = _REGION.match(before or re.sub(r"^(?:关于)", "", after))
        return Identity(int(found.group(1)), region.group() if region else "",
                        before if len(before) >= 4 else "", _series(before, after),
                        _as_of(text[:3000]) or _part_of_year(int(found.group(1)), after, opening))
    return Identity(as_of=_as_of(text[:3000]))


def _series(before: str, after: str) -> str:
    return re.sub(r"[\s\d“”\"《》（）()]|年度?", "", before + after)


def _as_of(opening: str) -> date | None:
    found = _AS_OF.search(opening)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:
        return None


def _part_of_year(year: int, title: str, opening: list[str]) -> date | None:
    """The last day of the part of the year that the title names (上半年), or the day of this year it is dated."""
    for words, month in (("上半年", 6), ("前三季度", 9), ("三季度", 9), ("二季度", 6), ("一季度", 3)):
        if words in title:
            return _end_of(year, month)
    months = _MONTHS.match(title.removeprefix("年"))
    if months:
        return _end_of(year, int(months[1]))
    for line in opening:
        dated = _DATED.fullmatch(re.sub(r"\s", "", line))
        if dated and int(dated[1]) == year:
            try:
                return date(year, int(dated[2]), int(dated[3])) if dated[3] else _end_of(year, int(dated[2]))
            except ValueError:
                return None
    return None


def _end_of(year: int, month: int) -> date | None:
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
