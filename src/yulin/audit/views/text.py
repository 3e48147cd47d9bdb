"""The text view: each finding under its line, underlined like a compiler's message."""

from __future__ import annotations

import unicodedata

from yulin.audit.places import place_at
from yulin.audit.report import AuditReport, Relation
from yulin.i18n import gettext as _

_AROUND = 34


def text_view(report: AuditReport) -> str:
    """The findings of one document with their places, then one line of totals."""
    blocks = [_block(report, finding) for finding in report.findings]
    blocks.append(_totals(report))
    return "\n\n".join(blocks)


def level_name(level: str | None) -> str:
    """The level as a reader of the report knows it."""
    return {"error": _("错误"), "warning": _("警告"), "note": _("提醒")}.get(level or "", _("一致"))


def kind_name(kind: str) -> str:
    """The kind of check in the report's language."""
    return {
        "rate": _("完成率"), "share": _("占比"), "sum": _("合计"), "difference": _("差额"), "growth": _("增长"),
        "conversion": _("单位换算"), "comparison": _("比较"), "average": _("平均"), "missing_number": _("缺数"),
        "missing_unit": _("缺单位"), "date": _("日期"), "repeat": _("前后重复"),
    }.get(kind, kind)


def _totals(report: AuditReport) -> str:
    count = {level: sum(f.level == level for f in report.findings) for level in ("error", "warning", "note")}
    return _("{path}：数量 {quantities} 个，核对一致 {checked} 处，错误 {error}，警告 {warning}，提醒 {note}").format(
        path=report.path or "-", quantities=len(report.quantities), checked=len(report.checked), **count)


def _block(report: AuditReport, finding: Relation) -> str:
    start, end = finding.place
    line = report.text.count("\n", 0, start) + 1
    low = report.text.rfind("\n", 0, start) + 1
    stop = report.text.find("\n", end)
    stop = len(report.text) if stop < 0 else stop
    column = start - low + 1
    cut_low, cut_high = max(low, start - _AROUND), min(stop, max(end, start) + _AROUND)
    shown = report.text[cut_low:cut_high].replace("\n", " ").replace("\t", " ").replace("\r", " ")
    left = ("…" if cut_low > low else "") + shown[:start - cut_low]
    middle = shown[start - cut_low:max(end, start) - cut_low]
    right = shown[max(end, start) - cut_low:] + ("…" if cut_high < stop else "")
    place = place_at(report.places, start)
    told = place is not None and (place.page is not None or place.part or place.paragraph != line)
    where = f"{report.path or '-'}:{line}:{column}" + (f" ({place.label})" if place and told else "")
    head = f"{where}: {level_name(finding.level)}[{kind_name(finding.kind)}] {finding.message}"
    gutter = " " * len(str(line))
    return f"{head}\n {line} | {left}{middle}{right}\n {gutter} | {' ' * _width(left)}{'^' * max(1, _width(middle))}"


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
