"""PDF: the text layer, read as a person reads it: columns one after the other, tables row by row, lines joined.

A line that breaks inside a sentence, a number, or between a number and its unit is joined; page numbers and running
heads are dropped. A PDF without text is a scan, and that is said.
"""

from __future__ import annotations

import re
from collections import Counter

from yulin.audit.documents import Document
from yulin.audit.documents.pdf_columns import blocks_of
from yulin.audit.documents.pdf_lines import Joiner
from yulin.audit.documents.pdf_page import Row, Sheet, read_sheet
from yulin.findings import Refusal
from yulin.i18n import gettext as _

_MAX_PAGES = 3000
_EDGE = 0.12  # of the page's height: where running heads and page numbers stand
_PAGE_NUMBER = re.compile(
    r"(?:[-—–·.]+\s*)?(?:第\s*)?(?:\d{1,4}|[IVXivx]{1,5})\s*页?(?:\s*[/,，]?\s*(?:共\s*)?\d{0,4}\s*页?)?(?:\s*[-—–·.]+)?")
_DASHED = re.compile(r"[-—–·]+\s*\d{1,4}\s*[-—–·]+|第\s*\d{1,4}\s*页.{0,12}")


def read_pdf(data: bytes, name: str) -> Document:
    """The text layer of the PDF. Raises Refusal for a scan, a broken or a locked file."""
    sheets = _sheets(data, name)
    if not any(len(row.text) > 1 for sheet in sheets for row in sheet.rows) or (
            sum(len(row.text) for sheet in sheets for row in sheet.rows) < 8 * len(sheets)
            and any(sheet.pictures for sheet in sheets)):
        raise Refusal(_("{name}：是扫描件，没有文字层（{pages} 页）；请先做文字识别（OCR）再核。").format(
            name=name, pages=len(sheets)))
    running = _running(sheets)
    joiner = Joiner()
    for sheet in sheets:
        sheet.rows = _body(sheet, running)
        joiner.begin_page(sheet.number)
        for block in blocks_of(sheet):
            joiner.take(block)
    silent = [str(sheet.number) for sheet in sheets if sheet.pictures]
    remarks = (_("第 {pages} 页是图像，没有文字，未核。").format(pages="、".join(silent[:20])),) if silent else ()
    text, places = joiner.finish()
    return Document(text, places, remarks)


def _sheets(data: bytes, name: str) -> list[Sheet]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        locked = "password" in str(fault).lower()
        raise Refusal((_("{name}：PDF 已加密，需要口令；请去除口令后重试。") if locked
                       else _("{name}：PDF 损坏，无法打开。")).format(name=name)) from None
    try:
        if len(document) > _MAX_PAGES:
            raise Refusal(_("{name}：PDF 超过 {limit} 页，不予读取。").format(name=name, limit=_MAX_PAGES))
        sheets = []
        for number in range(len(document)):
            page = document[number]
            sheets.append(read_sheet(page, number + 1))
            page.close()
        return sheets
    except pdfium.PdfiumError:
        raise Refusal(_("{name}：PDF 损坏，读不出文字。").format(name=name)) from None
    finally:
        document.close()


def _shape(row: Row) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", row.text))


def _edge_rows(sheet: Sheet) -> list[Row]:
    """The rows near the upper and lower edge of the page, at most three each."""
    high, low = sheet.height * (1 - _EDGE), sheet.height * _EDGE
    return [r for r in sheet.rows[:3] if r.y > high] + [r for r in sheet.rows[-3:] if r.y < low]


def _running(sheets: list[Sheet]) -> set[str]:
    """What stands at the edge of at least two pages and of two fifths of all (left and right pages may differ)."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        seen.update({_shape(row) for row in _edge_rows(sheet)})
    return {shape for shape, times in seen.items() if times >= 2 and times >= 0.4 * len(sheets)}


def _body(sheet: Sheet, running: set[str]) -> list[Row]:
    """The page's rows without running heads and page numbers."""
    edge = _edge_rows(sheet)
    kept = []
    for at, row in enumerate(sheet.rows):
        outer = at in (0, len(sheet.rows) - 1)
        if any(row is r for r in edge) and (_shape(row) in running or _PAGE_NUMBER.fullmatch(row.text)):
            continue
        if outer and len(sheet.rows) > 1 and _DASHED.fullmatch(row.text):
            continue
        kept.append(row)
    return kept
