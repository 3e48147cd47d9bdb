"""Lines to paragraphs (合行): what the end of a line broke apart is put together again.

A line that reaches the right margin goes on in the next one, unless that one is indented or is a heading; so does a
line that stops after a comma or inside a number. The margins are those of the column the line stands in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yulin.audit.documents.pdf_columns import Block
from yulin.audit.documents.pdf_page import Segment
from yulin.audit.places import Place

_END = re.compile(r"[。！？；：:;!?”）)]\s*$")
_STOP = re.compile(r"[。！？；：:;!?]\s*$")
_START = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、．.](?!\d)|第[一二三四五六七八九十]+[章节部条]|[●•·◆■])")
_OPEN = re.compile(r"[，,、（(]$")
_NUMBER_TAIL = re.compile(r"(?:\d|\d[.,])$")
_NUMBER_HEAD = re.compile(
    r"\s*(?:[\d.,%％‰]|[万亿]?(?:亩|公顷|元|平方|公里|吨|公斤|个|件|宗|户|人|次|家|起|份|处|项|只|米))")
_LONG = 14  # characters: a line that long without a stop was not meant to end


@dataclass(slots=True)
class Joiner:
    """Puts blocks together to a text; ``finish`` returns it with its places."""

    places: list[Place] = field(default_factory=list)
    page: int = 0
    paragraph: int = 0
    _last: tuple[Segment, Block] | None = None
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0

    def begin_page(self, number: int) -> None:
        """What is taken from now on stands on page ``number``."""
        self.page = number

    def take(self, block: Block) -> None:
        """Add a block's lines."""
        if block.table:
            for cells in block.cells:
                self._begin("\t".join(cells).rstrip("\t") if len(cells) > 1 else cells[0])
            self._last = None
            return
        for row in block.rows:
            segment = row.segments[0]
            if self._last is not None and self._goes_on(*self._last, segment, block):
                self._add(segment.text)
            else:
                self._begin(segment.text)
            self._last = (segment, block)

    def finish(self) -> tuple[str, tuple[Place, ...]]:
        """The text and its places."""
        return "".join(self._pieces), tuple(self.places)

    def _begin(self, text: str) -> None:
        if self._pieces:
            self._append("\n")
        if text.strip():
            self.paragraph += 1
            self.places.append(Place(self._length, self.page, self.paragraph))
        self._append(text)

    def _add(self, text: str) -> None:
        before = self._pieces[-1]
        if before[-1:].isascii() and before[-1:].isalpha() and text[:1].isascii() and text[:1].isalpha():
            self._append(" ")
        if self.places and self.places[-1].page != self.page:
            self.places.append(Place(self._length, self.page, self.paragraph))
        self._append(text)

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def _goes_on(self, last: Segment, was: Block, segment: Segment, block: Block) -> bool:
        """Does ``segment`` go on with the line ``last``?"""
        size = max(last.size, segment.size)
        same_column = was is block
        if abs(last.size - segment.size) > 0.2 * size:
            return False
        if same_column and last.y - segment.y > 3.2 * size:
            return False
        indented = segment.x0 - block.left > 1.3 * size
        tail, head = last.text, segment.text
        if _OPEN.search(tail):
            return True
        if _NUMBER_TAIL.search(tail) and _NUMBER_HEAD.match(head) and not indented and not _START.match(head):
            return True
        if indented or _START.match(head):
            return False
        full = last.x1 > was.right - 2.5 * size
        narrow = was.right - was.left < _LONG * size
        if full and not narrow:
            return not (_STOP.search(tail) and not same_column and segment.x0 - block.left > 0.5 * size)
        return not _END.search(tail) and len(self._line()) >= _LONG

    def _line(self) -> str:
        """The paragraph so far."""
        out: list[str] = []
        for piece in reversed(self._pieces):
            if piece == "\n":
                break
            out.append(piece)
        return "".join(reversed(out))
