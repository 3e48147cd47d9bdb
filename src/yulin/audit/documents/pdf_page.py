"""One page of a PDF as rows of segments (版面): characters with their boxes, put together by where they stand.

A segment is a stretch of characters on one baseline without a wide gap. A row is the segments of one baseline, left to
right. Lengths are points; y grows upwards, as in the file.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

_NARROW, _WIDE = 0.6, 0.75  # of the type's size: a gap that parts two numbers, a gap that parts anything


@dataclass(slots=True)
class Segment:
    """Characters side by side: left, right, baseline, size of type, text."""

    x0: float
    x1: float
    y: float
    size: float
    text: str


@dataclass(slots=True)
class Row:
    """The segments of one baseline, left to right."""

    segments: list[Segment]

    @property
    def y(self) -> float:
        """The baseline."""
        return self.segments[0].y

    @property
    def size(self) -> float:
        """The largest type in the row."""
        return max(s.size for s in self.segments)

    @property
    def text(self) -> str:
        """The row's words, segments parted by a blank."""
        return " ".join(s.text for s in self.segments)


@dataclass(slots=True)
class Sheet:
    """A page: its rows from top to bottom, its width and height, whether it holds pictures."""

    number: int
    width: float
    height: float
    rows: list[Row]
    pictures: bool = False


def read_sheet(page: Any, number: int) -> Sheet:
    """The rows of a pypdfium2 page."""
    import pypdfium2.raw as pdfium_c

    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        segments = _segments(text_page, pdfium_c)
    finally:
        text_page.close()
    pictures = not segments and next(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]), None) is not None
    return Sheet(number, width, height, _rows(segments), pictures)


def _segments(text_page: Any, pdfium_c: Any) -> list[Segment]:
    raw = text_page.raw
    box = pdfium_c.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    found: list[Segment] = []
    current: Segment | None = None
    for i in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(raw, i)
        if pdfium_c.FPDFText_IsGenerated(raw, i) == 1 or code in (0, 0xFFFE, 0x00AD):
            if code in (10, 13):
                current = None
            continue
        if not pdfium_c.FPDFText_GetLooseCharBox(raw, i, ctypes.byref(box)):
            continue
        pdfium_c.FPDFText_GetCharOrigin(raw, i, x, y)
        size = max(abs(box.top - box.bottom) * 0.8, 1.0)
        sign = chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"
        if sign.isspace():
            current = _past_blank(current, box.left, box.right)
            continue
        current = _put(found, current, sign, box.left, box.right, y.value, size)
    for segment in found:
        # a blank matters between Latin words and numbers only
        segment.text = re.sub(r"(?<![A-Za-z0-9]) | (?![A-Za-z0-9])", "", segment.text)
    return [s for s in found if s.text]


def _past_blank(current: Segment | None, left: float, right: float) -> Segment | None:
    """A blank belongs to its line; two one after the other part cells that were aligned with blanks."""
    if current is None or current.text[-1:] == " " or left - current.x1 > current.size:
        return None
    current.text, current.x1 = current.text + " ", max(current.x1, right)
    return current


def _put(found: list[Segment], current: Segment | None, sign: str, left: float, right: float, y: float,
         size: float) -> Segment:
    """Add a character to the segment it goes on with, or begin another."""
    if current is not None:
        gap = left - current.x1
        digits = current.text[-1:].isdigit() and sign.isdigit()
        most = _NARROW if digits else _WIDE
        if abs(y - current.y) < 0.5 * max(size, current.size) and -0.7 * size < gap < most * max(size, current.size):
            current.text += sign
            current.x1, current.size = max(current.x1, right), max(current.size, size)
            return current
    found.append(Segment(left, right, y, size, sign))
    return found[-1]


def _rows(segments: list[Segment]) -> list[Row]:
    """Segments gathered by baseline, top to bottom; what was drawn in pieces is put together again."""
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda s: (-s.y, s.x0)):
        row = rows[-1] if rows else None
        if row is not None and abs(row.y - segment.y) < 0.4 * min(row.size, segment.size):
            row.segments.append(segment)
        else:
            rows.append(Row([segment]))
    for row in rows:
        row.segments = _merged(sorted(row.segments, key=lambda s: s.x0))
    return rows


def _merged(segments: list[Segment]) -> list[Segment]:
    kept: list[Segment] = []
    for segment in segments:
        last = kept[-1] if kept else None
        if last is not None and segment.x0 - last.x1 < _NARROW * last.size:
            if segment.text == last.text and abs(segment.x0 - last.x0) < 0.5:
                continue  # bold type drawn twice
            gap = " " if last.text[-1].isascii() and last.text[-1].isalpha() and segment.text[0].isalpha() else ""
            last.text, last.x1 = last.text + gap + segment.text, max(last.x1, segment.x1)
        else:
            kept.append(segment)
    return kept
