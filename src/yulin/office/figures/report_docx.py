"""The report as a Word document in the form of an official paper (GB/T 9704: 2-character indent, 28 pt
lines).
"""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from yulin.office.figures.report import Report

BODY, HEADING, TITLE, LATIN = "仿宋", "黑体", "方正小标宋简体", "Times New Roman"
WIDTHS = (50, 56, 24, 14, 16)  # mm


def report_docx(report: Report) -> bytes:
    """The .docx: title, sections, and an annex with every figure, its unit and the number of records behind
    it.
    """
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    document.core_properties.title = report.title
    document.core_properties.author = ""
    for block in report.blocks:
        if block.level == 1:
            _line(document, block.text, TITLE, 22, centred=True)
            when = report.scope.as_of or report.made_on
            _line(
                document,
                _("（统计截至 {day}）").format(day=min(when, report.scope.days()[1])),
                BODY,
                14,
                centred=True,
            )
        elif block.level == 2:
            _line(document, block.text, HEADING, 16, indent=True)
        else:
            _line(document, block.text, BODY, 16, indent=True)
    _annex(document, report)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _line(
    document: Any, text: str, face: str, size: int, centred: bool = False, indent: bool = False
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _face(paragraph.add_run(text), face, size)


def _face(run: Any, face: str, size: float) -> None:
    run.font.name, run.font.size = LATIN, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)


def _annex(document: Any, report: Report) -> None:
    document.add_page_break()
    _line(document, _("附：指标与来源"), HEADING, 16)
    rows = [*report.figures, *report.silent]
    heads = (_("代码"), _("指标"), _("数值"), _("单位"), _("记录数"))
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    _row(table.rows[0], heads, HEADING)
    for value in rows:
        shown = value.shown if value.records else _("无记录")
        _row(table.add_row(), (value.code, value.title, shown, value.unit, str(value.records)), BODY)


def _row(row: Any, texts: tuple[str, ...], face: str) -> None:
    for number, (cell, text, width) in enumerate(zip(row.cells, texts, WIDTHS, strict=True)):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if number in (2, 4):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _face(paragraph.add_run(text), face, 10.5)
