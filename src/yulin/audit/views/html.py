"""The HTML view: the whole text, checked numbers green, contradicted ones red, the rest grey; the list beside it.

One page without scripts or outside files, so that it can be mailed and opened anywhere. A number's relation appears
when the pointer or the keyboard is on it; a finding of the list leads to its place, and the place back to the list.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from yulin.audit.report import AuditReport
from yulin.audit.views.marks import body_html
from yulin.audit.views.names import by_gravity, level_name, rule_name, totals
from yulin.i18n import gettext as _
from yulin.i18n import language

STYLE = Path(__file__).with_name("page.css")
HTML_TAIL = "\n</body></html>"


def html_view(reports: Sequence[AuditReport]) -> str:
    """One page with every report's text and marks."""
    return html_head() + "\n".join(html_of(report) for report in reports) + HTML_TAIL


def html_head() -> str:
    """What stands before the first report."""
    words, style = "en" if language() == "en" else "zh-CN", STYLE.read_text("utf-8")
    return (f'<!doctype html>\n<html lang="{words}"><head><meta charset="utf-8"><title>{escape(_("核数报告"))}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>\n{style}</style></head>\n'
            "<body>")


def html_of(report: AuditReport) -> str:
    """One report: head, text, list of findings."""
    places = [(place.start, place.label) for place in report.places]
    return html_of_document(report.path, report.text, report.as_json(), places)


def html_of_document(path: str, text: str, document: Mapping[str, Any], places: Sequence[tuple[int, str]]) -> str:
    """The same from a document's JSON and its text; places are (start, label) in order."""
    prefix = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:6] + "-"
    name = path.replace("\\", "/").rpartition("/")[2] or "-"
    remarks = "".join(f"<p>{escape(remark)}</p>" for remark in document["remarks"])
    page = (f'<section class="doc"><header><h1>{escape(name)}</h1><p>{escape(totals(document))}</p>{remarks}{_key()}'
            f'</header><article lang="zh-CN">{body_html(text, document, prefix)}</article>'
            f"<aside>{_list(places, document, prefix)}</aside></section>")
    return page.encode("utf-8", "replace").decode("utf-8")


def _key() -> str:
    names = (("green", _("核对一致")), ("error", _("错误")), ("operand", _("参与计算")), ("warning", _("警告")),
             ("note", _("提醒")), ("grey", _("无从核对")))
    return '<div class="key">' + "".join(
        f'<span class="mark {name}">{escape(label)}</span>' for name, label in names) + "</div>"


def _list(places: Sequence[tuple[int, str]], document: Mapping[str, Any], prefix: str) -> str:
    items, starts = [], [start for start, _label in places]
    for finding in by_gravity(document["findings"]):
        at = bisect_right(starts, finding["mark"][0]) - 1
        fix = (f'<p class="say fix">{escape(_("建议改为：{suggestion}").format(suggestion=finding["suggestion"]))}</p>'
               if finding["suggestion"] else "")
        items.append(
            f'<li class="{finding["level"]}" id="{prefix}{finding["id"]}"><a href="#{prefix}m{finding["mark"][0]}">'
            f"<b>{escape(level_name(finding['level']))} · {escape(rule_name(finding))}</b> "
            f"<small>{escape(places[at][1] if at >= 0 else '')}</small>"
            f'<p class="say">{escape(finding["message"])}</p>{fix}</a></li>')
    if not items:
        return f'<h2>{escape(_("发现"))}</h2><p class="none">{escape(_("没有发现自相矛盾的数。"))}</p>'
    return f'<h2>{escape(_("发现"))} {len(items)}</h2><ol>{"".join(items)}</ol>'
