"""What a number is called, apart from year and region (名目): the form in which two reports' numbers are compared.

A number whose own words are only an aspect (面积, 完成, 处置率) takes the name of the first number of its segment,
unless other things were named in between: then it has no name, and is compared with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from yulin.audit.report import Quantity
from yulin.audit.units import Unit

#: one town or village, and no more than it
TOWN = re.compile(r"[\u4e00-\u9fff]{2,4}(?:街道|镇|乡|村)")
_ASPECT_WORDS = ("面积|宗数|个数|件数|数量|任务|目标|完成|验收|消化|处置|整改|价款|金额|资金|费用|率|到位|办结|产能|"
                 "完成率|处置率|消化率|整改率|办结率|到位率")
_ASPECT = re.compile(
    rf"(?:总|当年|年度|全年|实际|已|累计|合计|共计|共|涉及|用地|成交|的|年内|目前|其)*(?:{_ASPECT_WORDS})+(?:任务)?")
_TIMES = re.compile(
    r"(?:19|20)\d\d年?度?|上年度?[末底]?|去年[末底]?|上一年度?[末底]?|今年|本年度?|当年|年度|全年|年内|年初|年末|年底|期初|期末|目前|截至|同期|\d{1,2}月|累计|"
    r"全[国省市县区州盟旗镇乡]|我[省市县区局院镇乡]")
_VERBS = re.compile(
    r"^(?:其中|同时|此外|另外|并|共|已|又|再|为|将|对|把|经|完成(?!率)|实现|开展|办理|组织|印发|发布|下达|收取|征收|启用|使用|救助|"
    r"修复|修缮|审批)+")
_TAIL = re.compile(r"(?:约为|大约|约|近|逾|超过|突破|不足|达到了?|高达|仅|共计|合计|总计|"
                   r"累计|共有|共|已|为|是|达|有|了|的|计|"
                   r"各|至|到|：|:)+$")
_FILL = re.compile(r"实际|土地|工作|项目|建设|各类|数据|情况|的|了|和|及|与|等|中|内|均|经|以|为|对|已|共")
_NUMBER_FIRST = re.compile(r"[、和与及]\s*$")  # 8个城市批次和1个乡村批次: what was named belongs to the number before
_GENERIC = re.compile(rf"(?:{_ASPECT_WORDS}|总数|总额|总量|总)+$")


def name_of(q: Quantity) -> str:
    """The words of the number itself, without time, region of the whole and verbs of reporting."""
    if _NUMBER_FIRST.search(q.lead):
        return ""
    words = re.sub(r"[\s、，“”\"*#（）()：:]", "", q.lead)
    words = _TAIL.sub("", _TIMES.sub("", words))
    return _TAIL.sub("", _VERBS.sub("", words)) or words


def topics_of(quantities: Sequence[Quantity]) -> dict[int, str]:
    """The full name of each number by its ``number``; numbers that have none are left out."""
    found: dict[int, str] = {}
    first: dict[tuple[int, int], str] = {}
    named: dict[tuple[int, int], int] = {}
    for q in quantities:
        place = (q.sentence, q.segment)
        own = name_of(q)
        if len(own) >= 2 and not _ASPECT.fullmatch(own):
            found[q.number] = own
            first.setdefault(place, own)
            named[place] = named.get(place, 0) + 1
        elif own and named.get(place) == 1:
            found[q.number] = first[place] + own
    return found


def core(topic: str) -> str:
    """The name without its aspect and filling words: what it is about."""
    bare = re.sub(r"[（(].*?[)）]", "", topic)
    bare = _FILL.sub("", _TIMES.sub("", bare))
    return _FILL.sub("", re.sub(rf"(?:{_ASPECT_WORDS})", "", _GENERIC.sub("", bare))) or bare


def covered(words: str, by: str) -> float:
    """The share of the pairs of characters of ``words`` that ``by`` has too, 0 … 1."""
    pairs = {words[i:i + 2] for i in range(len(words) - 1)} or {words}
    return sum(pair in by for pair in pairs) / len(pairs) if words else 0.0


def stands(q: Quantity) -> str:
    """The class of the number: task, rate, share, average, or amount; "" for changes and growth."""
    if q.role in ("task", "rate", "share", "average"):
        return q.role
    if q.role in ("growth", "change") or q.dimension in ("points", "times", "", "ratio", "time"):
        return ""
    return "rate" if q.dimension == "percent" else "amount"


def measured_in(unit: Unit) -> str:
    """The dimension; for counts with the count word."""
    return f"count:{unit.name}" if unit.dimension == "count" else unit.dimension
