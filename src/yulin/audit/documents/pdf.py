"""PDF: the text layer, page by page, with lines that ran out joined again.

A line that breaks inside a sentence, a number, or between a number and its unit is joined; page numbers and running
heads that repeat on most pages are dropped. A PDF without text is a scan, and that is said.
"""

from __future__ import annotations

import re
from collections import Counter

from yulin.audit.documents import Document
from yulin.findings import Refusal
from yulin.i18n import gettext as _

_END = re.compile(r"[。！？；：:;!?]\s*$")
_START = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、．.](?!\d)|第[一二三四五六七八九十]+[章节部]|[●•·\-—] )"
)
_PAGE_NUMBER = re.compile(r"\s*(?:[-—–]\s*)?(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*/\s*\d+)?(?:\s*[-—–])?\s*")
_MAX_PAGES = 3000


def read_pdf(data: bytes, name: str) -> Document:
    """The text layer of the PDF. Raises Refusal for a scan, a broken or a locked file."""
    pages = _pages(data, name)
    if sum(len(re.sub(r"\s", "", page)) for page in pages) < 8 * max(1, len(pages)) and not any(
            re.search(r"\d", page) for page in pages):
        raise Refusal(_("{name}：是扫描件，没有文字层（{pages} 页）；请先做文字识别（OCR）再核。").format(
            name=name, pages=len(pages)))
    running = _running_heads(pages)
    text, places = "", []
    for number, page in enumerate(pages, 1):
        lines = [ln for ln in page.splitlines() if ln.strip() and not _PAGE_NUMBER.fullmatch(ln)
                 and _shape(ln) not in running]
        joined = _join(lines)
        if text and joined:
            text += "" if _continues(text.rpartition("\n")[2], joined) else "\n"
        places.append((len(text), _("第 {number} 页").format(number=number)))
        text += joined
    return Document(text, tuple(places))


def _pages(data: bytes, name: str) -> list[str]:
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
        pages = []
        for page in document:
            text_page = page.get_textpage()
            pages.append(text_page.get_text_bounded().replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", ""))
            text_page.close()
            page.close()
        return pages
    except pdfium.PdfiumError:
        raise Refusal(_("{name}：PDF 损坏，读不出文字。").format(name=name)) from None
    finally:
        document.close()


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


def _running_heads(pages: list[str]) -> set[str]:
    """First and last lines that repeat on more than half of at least three pages."""
    if len(pages) < 3:
        return set()
    seen: Counter[str] = Counter()
    for page in pages:
        lines = [ln for ln in page.splitlines() if ln.strip()]
        seen.update({_shape(ln) for ln in lines[:1] + lines[-1:]})
    return {shape for shape, times in seen.items() if times > len(pages) / 2}


def _continues(line: str, following: str) -> bool:
    """Does ``following`` go on with the sentence (or number) that ``line`` broke off?"""
    if not line.strip() or _END.search(line) or _START.match(following):
        return False
    return len(line.strip()) >= 14 or line.rstrip()[-1] in "，,、（("


def _join(lines: list[str]) -> str:
    out: list[str] = []
    for line in lines:
        line = line.rstrip()
        if out and _continues(out[-1], line):
            gap = " " if re.search(r"[A-Za-z]$", out[-1]) and re.match(r"[A-Za-z]", line.lstrip()) else ""
            out[-1] += gap + line.lstrip()
        else:
            out.append(line)
    return "\n".join(out)
