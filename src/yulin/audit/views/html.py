"""The HTML view: the whole text, checked numbers green, contradicted ones red, the rest grey, relations on hover.

One page without scripts or outside files, so that it can be mailed and opened anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from yulin.audit.report import AuditReport
from yulin.audit.views.text import kind_name, level_name
from yulin.i18n import gettext as _

_STYLE = """
:root{color-scheme:light}
body{font:16px/1.9 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;margin:0;background:#f4f3ef;
  color:#1f2328}
main{max-width:52rem;margin:0 auto;padding:2rem 2.5rem;background:#fff;box-shadow:0 0 12px rgba(0,0,0,.08);
  min-height:100vh}
h1{font-size:1.25rem;margin:.2rem 0 .6rem}
.sum{font:14px/1.6 system-ui,sans-serif;color:#555;border-bottom:1px solid #ddd;padding-bottom:.8rem;
  margin-bottom:1rem}
ol.findings{font:14px/1.6 system-ui,sans-serif;padding-left:1.6rem}
ol.findings li{margin:.25rem 0}
ol.findings a{color:inherit}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:none;color:inherit;border-radius:2px;padding:0 1px;position:relative;cursor:help}
mark.grey{color:#6b7280;border-bottom:1px dotted #b6bbc4;cursor:default}
mark.green{background:#e3f4e5;color:#14532d;border-bottom:2px solid #3d9a50}
mark.note{background:#e8eefb;border-bottom:2px solid #5b83d6}
mark.warning{background:#fdf1d3;border-bottom:2px solid #d9960a}
mark.operand{background:#fdf0ef;border-bottom:2px dashed #e58a86}
mark.error{background:#fde2e1;color:#8f1411;border-bottom:3px solid #d12f2a}
mark[data-tip]:hover::after,mark[data-tip]:focus::after{content:attr(data-tip);position:absolute;left:0;
  top:1.7em;z-index:9;width:max-content;max-width:28rem;white-space:pre-line;background:#1f2328;color:#fff;
  font:13px/1.55 system-ui,sans-serif;padding:.45rem .65rem;border-radius:6px;
  box-shadow:0 3px 12px rgba(0,0,0,.25)}
.key mark{margin-right:.7rem}
"""
_RANK = {"error": 5, "warning": 4, "note": 3, "operand": 2, "green": 1, "grey": 0}


def html_view(reports: Sequence[AuditReport]) -> str:
    """One page with every report's text and marks."""
    bodies = "\n".join(_document(report, number) for number, report in enumerate(reports, 1))
    return (f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(_("核数报告"))}</title>'
            f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n'
            f"<body>{bodies}</body></html>").encode("utf-8", "replace").decode("utf-8")


def _document(report: AuditReport, number: int) -> str:
    count = {level: sum(f.level == level for f in report.findings) for level in ("error", "warning", "note")}
    totals = _("数量 {quantities} 个，核对一致 {checked} 处，错误 {error}，警告 {warning}，提醒 {note}").format(
        quantities=len(report.quantities), checked=len(report.checked), **count)
    key = "".join(
        f'<mark class="{name}">{escape(label)}</mark>'
        for name, label in (
            ("green", _("核对一致")),
            ("error", _("错误")),
            ("warning", _("警告")),
            ("note", _("提醒")),
            ("grey", _("无从核对")),
        )
    )
    items = "".join(
        f'<li><a href="#d{number}-{f.place[0]}">{escape(level_name(f.level))} · {escape(kind_name(f.kind))}</a>：'
        f"{escape(f.message)}</li>" for f in report.findings)
    return (
        f'<main><h1>{escape(report.path or "-")}</h1>'
        f'<div class="sum">{escape(totals)}<div class="key">{key}</div></div>'
        f'<ol class="findings">{items}</ol><div class="text">{_marked(report, number)}</div></main>'
    )


def _marked(report: AuditReport, number: int) -> str:
    """The text with its marks; overlapping marks are settled per character run, the gravest wins."""
    marks: dict[tuple[int, int], tuple[str, list[str]]] = {(q.start, q.end): ("grey", []) for q in report.quantities}
    for relation in [*report.checked, *report.findings]:
        colour: str = relation.level or "green"
        tip = f"{level_name(relation.level)} · {kind_name(relation.kind)}：{relation.message}"
        places = [(q.start, q.end) for q in relation.quantities] or [relation.place]
        for place in places:
            own: str = colour if place == relation.place or colour == "green" or not relation.mark else "operand"
            old, tips = marks.get(place, ("grey", []))
            marks[place] = (own if _RANK[own] > _RANK[old] else old, [*tips, tip])
    pieces, at = [], 0
    for (start, end), (colour, tips) in sorted(marks.items()):
        if start < at:
            continue
        tip = f' tabindex="0" data-tip="{escape(chr(10).join(dict.fromkeys(tips)))}"' if tips else ""
        pieces.append(escape(report.text[at:start]))
        pieces.append(f'<mark id="d{number}-{start}" class="{colour}"{tip}>{escape(report.text[start:end])}</mark>')
        at = end
    return "".join([*pieces, escape(report.text[at:])])
