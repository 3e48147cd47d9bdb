"""The text view: each finding under its line, underlined like a compiler's message.

``^`` stands under the number that is wrong, ``~`` under those it was computed from where they stand on the same line.
"""

from __future__ import annotations

import unicodedata

from yulin.audit.places import place_at
from yulin.audit.report import AuditReport, Relation
from yulin.audit.views.names import kind_name, level_name, rule_name, totals
from yulin.i18n import gettext as _

__all__ = ["kind_name", "level_name", "text_view"]

_AROUND, _REACH = 34, 70  # characters shown beside the mark; how far an operand may lie to be shown too


def text_view(report: AuditReport) -> str:
    """The findings of one document with their places, then one line of totals."""
    blocks = [_block(report, finding) for finding in report.findings]
    lines = [f"{report.path or '-'}：{totals(report.as_json())}", *report.remarks]
    return "\n\n".join([*blocks, "\n".join(lines)])


def _block(report: AuditReport, finding: Relation) -> str:
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
    lines = [f"{where}: {level_name(finding.level)}[{rule_name({'rule': finding.rule, 'kind': finding.kind})}] "
             f"{finding.message}",
             f" {number} | {left}{shown}{right}", f" {gutter} | {under.rstrip() or '^'}"]
    return "\n".join([*lines, *(f" {gutter} = {said}" for said in _more(finding))])


def _more(finding: Relation) -> list[str]:
    """The formula in the text's own nouns, the tolerance, the correction."""
    said = []
    words = finding.formula_in_words
    if words and words != finding.formula:
        said.append(_("算式：{formula}").format(formula=words))
    if finding.tolerance is not None:
        said.append(_("容差：{tolerance}").format(tolerance=finding.tolerance))
    if finding.suggestion:
        said.append(_("建议改为：{suggestion}").format(suggestion=finding.suggestion))
    if finding.figure is not None and finding.figure.hint:
        said.append(finding.figure.hint)
    return said


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
