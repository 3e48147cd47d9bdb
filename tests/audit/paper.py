"""Documents made for the tests: PDFs set as offices set them, and .docx packages written part by part."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FACE = "STSong-Light"


def _face() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(FACE))


def set_pdf(path: Path, flow: list[Any], columns: int = 1, head: str = "", foot: str = "") -> Path:
    """A PDF of A4 pages: ``flow`` holds sentences (paragraphs, two characters indented) and tables (lists of rows).

    head, foot: printed on every page; ``{n}`` is the page's number.
    """
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

    _face()
    style = ParagraphStyle("body", fontName=FACE, fontSize=14, leading=24, firstLineIndent=28, wordWrap="CJK")
    title = ParagraphStyle("title", fontName=FACE, fontSize=20, leading=34, alignment=1, wordWrap="CJK")
    width, height = A4
    room, gap = width - 144, 24
    each = (room - gap * (columns - 1)) / columns
    frames = [Frame(72 + n * (each + gap), 90, each, height - 190, 0, 0, 0, 0) for n in range(columns)]

    def edges(canvas: Any, document: Any) -> None:
        canvas.setFont(FACE, 10)
        canvas.drawCentredString(width / 2, height - 50, head.format(n=document.page))
        canvas.drawCentredString(width / 2, 50, foot.format(n=document.page))

    made = []
    for part in flow:
        if isinstance(part, str):
            made.append(Paragraph(part.removeprefix("# "), title if part.startswith("# ") else style))
        else:
            made.append(
                Table(
                    part,
                    style=[
                        ("FONT", (0, 0), (-1, -1), FACE, 12),
                        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                    ],
                )
            )
    template = BaseDocTemplate(str(path), pagesize=A4)
    template.addPageTemplates([PageTemplate(frames=frames, onPage=edges)])
    template.build(made)
    return path


def lines_pdf(path: Path, pages: list[list[str]], **options: Any) -> Path:
    """A PDF with these lines on its pages, one under the other from the top."""
    from reportlab.pdfgen import canvas

    _face()
    sheet = canvas.Canvas(str(path), **options)
    for lines in pages:
        sheet.setFont(FACE, 12)
        for n, line in enumerate(lines):
            sheet.drawString(60, 780 - 20 * n, line)
        sheet.showPage()
    sheet.save()
    return path


def package(body: str, **parts: str) -> bytes:
    """A bare .docx: the body's XML, and further parts (``footnotes``, ``header1`` …) by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            out.writestr(f"word/{name}.xml", content)
    return made.getvalue()


def p(text: str, before: str = "") -> str:
    """A paragraph with one run; ``before`` is XML put in front of the run."""
    return f"<w:p>{before}<w:r><w:t>{text}</w:t></w:r></w:p>"
