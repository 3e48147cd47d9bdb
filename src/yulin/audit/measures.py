"""What each number measures (度量): its noun phrase, the period and the region it speaks of.

``measure`` is the noun phrase, completed by the head of its sentence where it is too short to stand alone;
``period`` is ``2023`` (the year), ``2023E`` (a stock at its end), ``2023H1``, ``2023Q1-3``, ``2023-11`` or
``2023-01..11``; ``region`` is the word that the text uses (全市, 县级 …). Each is "" where the text does not say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from yulin.audit.phrases import nouns
from yulin.audit.report import Quantity
from yulin.audit.structure import Reading

_YEAR = r"(?:19|20)\d\d"
_PERIOD = re.compile(
    rf"(?:(?P<year>{_YEAR})\s*年(?:度)?|(?P<word>今年|本年|当年|上年|去年|上一年))?\s*(?:"
    r"(?P<half>[上下])半年|前(?P<quarters>[二三])\s*季度|第?(?P<quarter>[一二三四1-4])\s*季度"
    r"|(?P<from>\d{1,2})\s*(?:月份?)?\s*[-—–至到~]+\s*(?P<to>\d{1,2})\s*月|(?P<month>\d{1,2})\s*月(?!\s*\d{1,2}\s*日)份?"
    r"|(?P<end>年?末|年?底)|(?P<full>全年))"
    rf"|(?P<only>{_YEAR})\s*年(?:度)?|(?P<bare>今年|本年度?|当年|全年|年内|上年同期|去年同期|上年|去年|上一年|年末|年底|年初)")
_REGION = re.compile(
    r"全国|全省|全市|全县|全区|全州|全盟|全旗|全镇|全乡|全街道|全村|全院|全局|全系统|全集团|全公司|"
    r"省本级|市本级|县本级|区本级|本级|省级|市级|县级|区级|镇级|中央|地方|我省|我市|我县|我区|我镇|我院|我局")
_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4}
_SHORT = 4  # a noun phrase of fewer characters takes the head of its sentence


def measure(reading: Reading) -> None:
    """Set ``measure``, ``period`` and ``region`` of every quantity of ``reading``."""
    year = _year_of(reading.text)
    for sentence in reading.sentences:
        if not sentence.quantities:
            continue
        text = reading.text[sentence.start:sentence.end]
        periods = [(m.start() + sentence.start, p) for m in _PERIOD.finditer(text) if (p := _period(m, year))]
        regions = [(m.start() + sentence.start, m.group()) for m in _REGION.finditer(text)]
        head = nouns(sentence.quantities[0].subject)
        for k, q in enumerate(sentence.quantities):
            if q.role in ("growth", "change") and k:
                q.measure = _amount_before(sentence.quantities[:k])
            else:
                q.measure = _measure(q, head)
            q.period = _before(periods, q.start)
            if q.role == "previous" and year and (not q.period or q.period[:4] == str(year)):
                q.period = str(year - 1) + ("E" if re.search(r"末|底", q.lead) else "")
            q.region = _before(regions, q.start)


def _measure(q: Quantity, head: str) -> str:
    own = nouns(q.subject)
    return own if len(own) >= _SHORT or not head or head in own or own in head else head + own


def _amount_before(quantities: list[Quantity]) -> str:
    """The measure of the last amount, which a growth rate or a change speaks of."""
    return next((q.measure for q in reversed(quantities) if q.role not in ("growth", "change", "share", "rate")),
                quantities[-1].measure)


def _before(marks: list[tuple[int, str]], offset: int) -> str:
    """The last mark at or before ``offset``; "" where there is none."""
    at = bisect_left(marks, (offset, ""))
    return marks[at - 1][1] if at else ""


def _year_of(text: str) -> int:
    """The year a report speaks of: the first of its opening lines, else the most frequent; 0 where it names none."""
    opening = re.findall(rf"({_YEAR})\s*年", text[:200])
    if opening:
        return int(opening[0])
    every = Counter(re.findall(rf"({_YEAR})\s*年", text[:20000]))
    return int(every.most_common(1)[0][0]) if every else 0


def _period(m: re.Match[str], year: int) -> str:
    """The period as it is written down; "" where its year is unknown."""
    word = m.group("word") or m.group("bare") or ""
    named = m.group("year") or m.group("only")
    own = int(named) if named else year - 1 if word.startswith(("上", "去")) else year
    if not own:
        return ""
    if m.group("half"):
        return f"{own}H{1 if m.group('half') == '上' else 2}"
    if m.group("quarters"):
        return f"{own}Q1-{_NUMERALS[m.group('quarters')]}"
    if m.group("quarter"):
        quarter = m.group("quarter")
        return f"{own}Q{_NUMERALS.get(quarter) or quarter}"
    if m.group("from"):
        return f"{own}-{int(m.group('from')):02}..{int(m.group('to')):02}"
    if m.group("month"):
        return f"{own}-{int(m.group('month')):02}"
    if word == "年初":
        return f"{own - 1}E"
    if m.group("end") or word in ("年末", "年底"):
        return f"{own}E"
    return str(own)
