"""Counts of named items (列举): “A、B、C 三项” names three.

The number right after (or before, with a colon) a 、-list is held against the items listed. 等 leaves the list open. A
mismatch is a note at most, because an item may itself hold a 、.
"""

from __future__ import annotations

import re

from yulin.audit.report import Quantity, Relation, plain
from yulin.audit.structure import Reading
from yulin.i18n import gettext as _

_STOP = re.compile(r"[。；;：:，,\n！？（）()]")
_TITLES = re.compile(r"《[^《》\n]{1,60}》")
_MEASURE_TEXT = (
    "项 个 大 种 类 家 部 件 份 名 位 座 处 条 所 村 镇 县 区"
)
_MEASURE = frozenset(_MEASURE_TEXT.split())


def find_listings(reading: Reading) -> list[Relation]:
    """Every number that counts the items named beside it."""
    found = []
    for q in reading.quantities:
        if q.dimension != "count" or q.hedge is not None or not 2 <= q.value <= 12 or q.decimals or q.unit.factor != 1:
            continue
        relation = _before(reading, q) or _after(reading, q)
        if relation is not None:
            found.append(relation)
    return found


def _before(reading: Reading, q: Quantity) -> Relation | None:
    text = reading.text
    low = q.start
    titles = 0
    while low > 0 and (not _STOP.match(text[low - 1]) or _inside_title(text, low - 1)) and q.start - low < 160:
        low -= 1
    list_text = text[low:q.start]
    if "等" in list_text[-4:] or re.search(r"\d", _TITLES.sub("", list_text)):
        return None
    titles = len(_TITLES.findall(list_text))
    if titles >= 2 and re.fullmatch(r"[^《》]{0,24}(?:《[^《》]{1,60}》[、和与及以]*)+", list_text):
        return _count(q, titles, (low, q.end), titles == q.value)
    if "、" not in list_text:
        return None
    items = re.split(r"、|和|以及|及", list_text)
    commas = list_text.count("、") + 1
    last_and = 1 if re.search(r"[和及](?=[^、和及]*$)", list_text) else 0
    if q.value in (commas, commas + last_and) and all(1 < len(i.strip()) < 24 or len(i) for i in items):
        return _count(q, int(q.value), (low, q.end), True)
    return None


def _inside_title(text: str, at: int) -> bool:
    opened = text.rfind("《", max(0, at - 60), at)
    return opened >= 0 and "》" not in text[opened:at]


def _after(reading: Reading, q: Quantity) -> Relation | None:
    """… 试点三项。A、B、C: the list that the next sentence, or what follows a colon, opens with."""
    match = re.match(r"[^，。；：:\n、\d]{0,14}[：:。]", reading.text[q.end:q.end + 20])
    if match is None:
        return None
    start = q.end + match.end()
    stop = _STOP.search(reading.text, start)
    listed = reading.text[start:stop.start() if stop else len(reading.text)]
    if "等" in listed or not 1 <= listed.count("、") <= 11 or len(listed) > 200:
        return None
    items = [i.strip() for i in re.split(r"、|和(?=[^、]*$)", listed)]
    commas = listed.count("、") + 1
    endings = {i[-2:] for i in items}
    if int(q.value) in (commas, len(items)) and (len(endings) < len(items) or match.group().endswith(("：", ":"))):
        return _count(q, int(q.value), (q.lead_start, start + len(listed)), True)
    return None


def _count(q: Quantity, counted: int, span: tuple[int, int], true: bool) -> Relation:
    stated = plain(q.value)
    message = (
        _("列举 {counted} 项，与文中 {stated} 一致")
        if true
        else _("列举了 {counted} 项，文中为 {stated}，请核对")
    ).format(counted=counted, stated=stated)
    return Relation("sum", span, (q,), message, None if true else "note", stated, str(counted), str(counted), "0",
                    " + ".join(["1"] * counted), "listing", (q.start, q.end))
