"""The shape of a text (结构): paragraphs, sentences, ；-segments, ，-clauses, 、-items and brackets.

A line break inside a sentence (a page or column that ran out) does not end it. Each quantity learns where it stands and
which words lead to it and follow it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction

from yulin.audit.report import Quantity
from yulin.audit.scanner import Ratio, Scan

_MARKS = re.compile(r"[。！？；;：:，,、（()）\n\t|]")
_LONGEST = 120  # quantities; a "sentence" with more is a list or a table, and is cut
_OPEN, _CLOSE = "（(", "）)"
_HEAD_LINE = re.compile(
    r"[ \t\u3000]*(?:#{1,6} |[（(]?[一二三四五六七八九十\d]{1,3}(?:[)）、]|[．.](?!\d))|[-*•●] |\||$)"
)
_FILLER = re.compile(r"(?:[\s、*#\u3000|]|和|及|(?:19|20)\d\d\s*年度?|今年|全年|目前|本年度?)*")
#: words that no sentence ends in: the line was broken off
_GOES_ON = re.compile(r"[,，].*(?:占|的|为|是|达|至|到|比|较|增加|减少|增长|下降|完成|其)$")
#: a short bracket inside a noun: 因公出国（境）费, 服务中心（站）
_ASIDE = re.compile(r"[（(][^（()）\d\n]{1,30}[)）]$")
_BOLD = re.compile(r"\*\*|[ \t\u3000\u00a0]+")


@dataclass(slots=True)
class Bracket:
    """A pair of brackets: its span, the quantity written just before it (its anchor), the bracket around it."""

    start: int
    end: int
    outer: int
    anchor: Quantity | None = None
    inside: list[Quantity] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """One sentence: its span, its quantities in order (those in brackets too), its paragraph."""

    start: int
    end: int
    paragraph: int
    quantities: list[Quantity] = field(default_factory=list)


@dataclass(slots=True)
class Run:
    """Numbers listed side by side (2、3和4个): they share their unit and the words that lead to the first.

    aligned: 分别 or 各 says that they answer another list one by one.
    """

    quantities: list[Quantity]
    aligned: bool


@dataclass(slots=True)
class Reading:
    """A text taken apart: what the relation finders look at."""

    text: str
    quantities: list[Quantity]
    ratios: list[Ratio]
    skipped: list[tuple[int, int]]
    sentences: list[Sentence]
    brackets: list[Bracket]
    clause_starts: list[int]
    runs: dict[int, Run] = field(default_factory=dict)

    def between(self, left: Quantity, right: Quantity) -> str:
        """The text from the end of ``left`` to the start of ``right``."""
        return self.text[left.end:right.start]

    def clause_text(self, quantity: Quantity) -> str:
        """The clause the quantity stands in, up to the quantity."""
        at = bisect_right(self.clause_starts, quantity.start) - 1
        return self.text[self.clause_starts[at]:quantity.start]

    def sentence_head(self, quantity: Quantity) -> str:
        """The sentence up to the quantity."""
        return self.text[self.sentences[quantity.sentence].start:quantity.start]


def read(text: str, scan: Scan) -> Reading:
    """Take ``text`` apart around the scanned quantities."""
    quantities = scan.quantities
    starts = [q.start for q in quantities]
    sentences = [Sentence(0, len(text), 0)]
    brackets: list[Bracket] = [Bracket(0, len(text), 0)]
    clause_starts = [0]
    stack: list[int] = []
    segment = clause = item = paragraph = 0
    at = 0

    def place(upto: int) -> None:
        nonlocal at
        while at < len(quantities) and quantities[at].start < upto:
            q = quantities[at]
            q.sentence, q.segment, q.clause, q.item = len(sentences) - 1, segment, clause, item
            q.group = stack[-1] if stack else 0
            sentences[-1].quantities.append(q)
            if stack:
                brackets[stack[-1]].inside.append(q)
            at += 1

    for mark in _MARKS.finditer(text):
        where, sign = mark.start(), mark.group()
        within = bisect_right(starts, where) - 1
        if within >= 0 and quantities[within].end > where:
            continue
        if sign in ":：" and _in_ratio(scan, where):
            continue
        place(where)
        if sign == "、":
            item += 1
            continue
        if sign == "\n" and not _breaks(text, where):
            continue
        item, clause = item + 1, clause + 1
        clause_starts.append(where + 1)
        if sign in _OPEN:
            anchor = quantities[at - 1] if at and not _BOLD.sub("", text[quantities[at - 1].end:where]) else None
            if (
                anchor is None
                and at
                and quantities[at - 1].sentence == len(sentences) - 1
                and (where - quantities[at - 1].end <= 12)
                and not re.search(r"[，,。；;：:、]", text[quantities[at - 1].end : where])
            ):
                anchor = quantities[at - 1]
            brackets.append(Bracket(where, len(text), stack[-1] if stack else 0, anchor))
            stack.append(len(brackets) - 1)
        elif sign in _CLOSE:
            if stack:
                brackets[stack.pop()].end = where
        elif sign in "；;":
            segment += 1
        elif sign in "。！？\n" and not (stack and sign != "\n") or len(sentences[-1].quantities) >= _LONGEST:
            for left in stack:
                brackets[left].end = where
            stack.clear()
            segment += 1
            if sign == "\n":
                paragraph += 1
            if text[sentences[-1].start:where].strip():
                sentences[-1].end = where
                sentences.append(Sentence(where + 1, len(text), paragraph))
            else:
                sentences[-1].start, sentences[-1].paragraph = where + 1, paragraph
        elif sign in "。！？":
            segment += 1
    place(len(text) + 1)
    _add_words(text, quantities)
    runs = _runs(text, quantities)
    return Reading(text, quantities, scan.ratios, scan.skipped, sentences, brackets, clause_starts, runs)


def _in_ratio(scan: Scan, where: int) -> bool:
    return any(r.start < where < r.end for r in scan.ratios)


def _breaks(text: str, where: int) -> bool:
    """Does the line break at ``where`` end a sentence? Not where a long line stops in mid-sentence."""
    first = text[:where].lstrip() if where < 120 else "\n"
    if "\n" not in first and first[-1:] not in "，,、（(" and not _GOES_ON.search(first):
        return True  # the title
    before = text[max(0, where - 80):where].rstrip(" \t\r\u3000\n")
    line = before.rpartition("\n")[2]
    if not line or before[-1] in "。！？；;：:|":
        return True
    after = text[where + 1:where + 120].lstrip(" \t\r\n\u3000")
    if not after or _HEAD_LINE.match(after) or after[0] in "#|":
        return True
    if before[-1] in "，,、（(" or _GOES_ON.search(line):
        return False
    if before[-1] in "%％":
        return True
    return len(line) < 16 or line.lstrip().startswith(("#", "|"))


def _lead_start(text: str, low: int, start: int) -> int:
    """Where the words of a lead begin: after spaces, marks of emphasis, 、 and words of time."""
    return low + _FILLER.match(text[low:start]).end()  # type: ignore[union-attr]


def _add_words(text: str, quantities: list[Quantity]) -> None:
    """Give each quantity the words before and after it within its clause."""
    stops = [m.start() for m in re.finditer(r"[。！？；;：:，,（()）\n\t|]", text)]
    last_end = 0
    for i, q in enumerate(quantities):
        k = bisect_right(stops, q.start - 1) - 1
        low = stops[k] + 1 if k >= 0 else 0
        while k >= 0 and text[stops[k]] == "\n" and not _breaks(text, stops[k]):
            k -= 1
            low = stops[k] + 1 if k >= 0 else 0
        while (
            k >= 0
            and text[stops[k]] in _CLOSE
            and (aside := _ASIDE.search(text[max(0, stops[k] - 32) : stops[k] + 1]))
        ):
            k = bisect_right(stops, stops[k] - len(aside.group())) - 1
            low = stops[k] + 1 if k >= 0 else 0
        low = max(low, last_end)
        q.lead_start = _lead_start(text, low, q.start)
        q.lead = _BOLD.sub("", text[low:q.start]).replace("\n", "")
        k = bisect_right(stops, q.end - 1)
        high = stops[k] if k < len(stops) else len(text)
        if i + 1 < len(quantities):
            high = min(high, quantities[i + 1].start)
        q.trail = _BOLD.sub("", text[q.end:high])
        if not q.lead and i and q.start == last_end and quantities[i - 1].dimension != q.dimension or (
                not q.lead and i and q.start == last_end and quantities[i - 1].unit.written != q.unit.written):
            q.lead, q.lead_start = quantities[i - 1].lead, quantities[i - 1].lead_start
        last_end = q.end


_BESIDE = re.compile(r"\s*(?:[、和与及]|以及|，和|,和)\s*")
_BESIDE_COMMA = re.compile(r"\s*[，,]\s*")


def _runs(text: str, quantities: list[Quantity]) -> dict[int, Run]:
    """The runs of the text, by quantity number; units and leads are shared out."""
    runs: dict[int, Run] = {}
    i = 0
    while i < len(quantities):
        members = [quantities[i]]
        while i + len(members) < len(quantities) and _beside(
            text, members[-1], quantities[i + len(members)], members[0]
        ):
            members.append(quantities[i + len(members)])
        if len(members) > 1:
            _share_out(members)
            run = Run(members, bool(re.search(r"分别|各", members[0].lead)))
            runs.update({q.number: run for q in members})
        i += len(members)
    return runs


def _beside(text: str, left: Quantity, right: Quantity, first: Quantity) -> bool:
    between = text[left.end:right.start]
    if len(between) > 4:
        return False
    bare = (
        not left.unit.written
        and left.value != left.value.to_integral()
        or not left.unit.written
        and right.unit.written
    )
    if _BESIDE.fullmatch(between):
        return left.dimension == right.dimension or bool(bare)
    return bool(_BESIDE_COMMA.fullmatch(between)) and bool(re.search(r"分别|各", first.lead)) and (
        left.dimension == right.dimension or bool(bare))


def _share_out(members: list[Quantity]) -> None:
    unit = members[-1].unit
    for q in members:
        if not q.unit.written and unit.written:
            q.unit, q.borrowed = unit, True
            q.base = Fraction(q.value) * unit.factor
        q.lead = members[0].lead
        q.item = -q.number
