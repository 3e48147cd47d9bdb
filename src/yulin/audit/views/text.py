"""The text view: each finding under its line, underlined like a compiler's message.

``^`` stands under the number that is wrong, ``~`` under those it was computed from where they stand on the same line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from yulin.audit.places import place_at
from yulin.audit.report import AuditReport, Relation
from yulin.audit.views.names import level_name, more_of, rule_name, totals

_AROUND, _REACH = 34, 70  # characters shown beside the mark; how far an operand may lie to be shown too


def text_view(report: AuditReport) -> str:
    """The findings of one document with their places, then one line of totals."""
    document = report.as_json()
    blocks = [_block(report, *both) for both in zip(report.findings, document["findings"], strict=True)]
    lines = [f"{report.path or '-'}：{totals(document)}", *report.remarks]
    return "\n\n".join([*blocks, "\n".join(lines)])


def _block(report: AuditReport, finding: Relation, said: Mapping[str, Any]) -> str:
    text, (start, end) = report.text, finding.place
    number = text.count("\n", 0, start) + 1
    low = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    spans = [(q.start, q.end) for q in finding.quantities if low <= q.start and q.end <= stop
             and start - _REACH <= q.start and q.end <= end + _REACH]
    first, last = min([start, *(s for s, _e in spans)]), max([end, *(e for _s, e in spans)])
    cut_low, cut_high = max(low, first - _AROUND), min(stop, last + _AROUND)
    shown = text[cut_low:cut_high].replace("\n", " ").replace("\t", " ").replace("\r", " ")
    left, right = "…" if cut_low > low else "", "…" if cut_high < stop else ""
    marks = [" "] * len(shown)
    for begin, until in spans:
        marks[begin - cut_low:until - cut_low] = "~" * (until - begin)
    marks[start - cut_low:max(end, start) - cut_low] = "^" * (max(end, start) - start)
    under = " " * _width(left) + "".join(mark * _width(sign) for mark, sign in zip(marks, shown, strict=True))
    place = place_at(report.places, start)
    told = place is not None and (place.page is not None or place.part or place.paragraph != number)
    where = f"{report.path or '-'}:{number}:{start - low + 1}" + (f" ({place.label})" if place and told else "")
    gutter = " " * len(str(number))
    lines = [f"{where}: {level_name(finding.level)}[{rule_name(said)}] {finding.message}",
             f" {number} | {left}{shown}{right}", f" {gutter} | {under.rstrip() or '^'}"]
    return "\n".join([*lines, *(f" {gutter} = {more}" for more in more_of(said))])


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
