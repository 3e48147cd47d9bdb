"""The dossier as a Word document, as an office edits and signs it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from yulin.i18n import gettext as _
from yulin.review import dossier
from yulin.review.picture import picture
from yulin.review.result import Review

BODY, HEAD = "宋体", "黑体"
SHADE, TOTAL = "F0EFE9", "F7F6F2"
COLOURS = {"critical": RGBColor(0xB3, 0x26, 0x1E), "major": RGBColor(0x9A, 0x5B, 0x00),
           "info": RGBColor(0x4A, 0x5A, 0x68)}
WIDTH_CM = 16.0


def dossier_docx(review: Review) -> bytes:
    """The dossier as the bytes of a .docx file."""
    document = Document()
    _page(document)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(title, _("用地合规性审查意见书"), 20, HEAD, bold=True)
    title.paragraph_format.space_after = Pt(12)
    _facts(document, dossier.facts(review))
    _heading(document, _("一、审查提示"))
    found = dossier.remarks(review)
    if found:
        _remarks(document, found, True)
    else:
        _run(document.add_paragraph(), _("未发现需要提示的事项。"))
    for line in dossier.reading_lines(review):
        _run(document.add_paragraph(style="List Bullet"), line, 10)
    _heading(document, _("二、地块"))
    _table(document, dossier.parcel_table(review))
    _heading(document, _("三、逐地块审查"))
    for n, parcel in enumerate(review.parcels):
        _heading(document, f"{parcel.id} {parcel.name}".strip(), 12)
        if parcel.geometry is not None and n < dossier.PICTURES:
            document.add_picture(BytesIO(picture(review, parcel)), width=Cm(WIDTH_CM))
        for cover in parcel.layers:
            _table(document, dossier.layer_table(cover, parcel.dm2 or 0))
        if parcel.findings:
            _remarks(document, [dossier.remark(f) for f in parcel.findings], False)
    _heading(document, _("四、说明"))
    for note in dossier.notes():
        _run(document.add_paragraph(style="List Bullet"), note)
    sign = document.add_paragraph()
    sign.paragraph_format.space_before = Pt(36)
    _run(sign, "　　　　　　　　".join((_("审查人："), _("复核人："), _("日期："))))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    style = document.styles["Normal"]
    style.font.size = Pt(10.5)
    style.font.name = "Times New Roman"
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    style.paragraph_format.space_after = Pt(4)
    document.core_properties.title = _("用地合规性审查意见书")
    document.core_properties.author = ""


def _run(paragraph: Any, text: str, size: float = 10.5, face: str = BODY, bold: bool = False,
         colour: RGBColor | None = None) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    if colour is not None:
        run.font.color.rgb = colour


def _heading(document: Any, text: str, size: float = 14) -> None:
    paragraph = document.add_paragraph(style="Heading 1" if size >= 14 else "Heading 2")
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(5)
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, size, HEAD, bold=True, colour=RGBColor(0, 0, 0))


def _grid(document: Any, rows: int, widths: Sequence[float]) -> Any:
    table = document.add_table(rows=rows, cols=len(widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    return table


def _cell(cell: Any, text: str, right: bool = False, bold: bool = False, shade: str | None = None,
          colour: RGBColor | None = None, size: float = 9.5) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    for n, line in enumerate(text.split("\n")):
        if n:
            paragraph.add_run().add_break()
        _run(paragraph, line, size, BODY, bold, colour)
    if shade:
        fill = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", shade)):
            fill.set(qn(f"w:{name}"), value)
        cell._element.get_or_add_tcPr().append(fill)


def _head_row(table: Any, heads: Sequence[str], right_from: int = 99) -> None:
    for k, head in enumerate(heads):
        _cell(table.rows[0].cells[k], head, right=k >= right_from, bold=True, shade=SHADE)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _facts(document: Any, rows: Sequence[tuple[str, str]]) -> None:
    table = _grid(document, len(rows), (3.4, WIDTH_CM - 3.4))
    for row, (label, value) in zip(table.rows, rows, strict=True):
        _cell(row.cells[0], label, bold=True, shade=SHADE)
        _cell(row.cells[1], value)


def _table(document: Any, content: dossier.Table) -> None:
    caption = document.add_paragraph()
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(6), Pt(3)
    caption.paragraph_format.keep_with_next = True
    _run(caption, content.caption, 10.5, HEAD, bold=True)
    count = len(content.heads)
    rest = (WIDTH_CM - 2.4 - 4.6) / (count - 2)
    table = _grid(document, 1 + len(content.rows), (2.4, 4.6, *([rest] * (count - 2))))
    _head_row(table, content.heads, 2)
    for row, filled in zip(content.rows, table.rows[1:], strict=True):
        for k, text in enumerate(row.cells):
            _cell(filled.cells[k], text, right=k >= 2, bold=row.total, shade=TOTAL if row.total else None)


def _remarks(document: Any, found: Sequence[dossier.Remark], place: bool) -> None:
    widths = (1.5, 2.6, 7.0, 4.9) if place else (1.5, 8.6, 5.9)
    heads = (_("程度"), *((_("地块"),) if place else ()), _("审查内容"), _("依据"))
    if not place:
        document.add_paragraph().paragraph_format.space_after = Pt(0)
    table = _grid(document, 1 + len(found), widths)
    _head_row(table, heads)
    for remark, row in zip(found, table.rows[1:], strict=True):
        cells = list(row.cells)
        _cell(cells[0], remark.word, bold=True, colour=COLOURS[remark.severity])
        if place:
            _cell(cells[1], remark.where or "—")
        _cell(cells[-2], "\n".join((remark.message, *remark.details)))
        _cell(cells[-1], "\n".join(remark.sources) or "—", size=9)
