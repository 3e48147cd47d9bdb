"""The words of one part of a .docx (文档部件), line by line, each piece with the element it came from.

Reading order: paragraphs and table rows as they stand; a text box after the paragraph it is anchored in. Skipped:
tracked deletions, moved-away text, hidden text, field codes, the page numbers of heads and feet, and the second
rendering that Word keeps of a drawing for old programs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset(W + tag for tag in (
    "del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr"))
_SQUARE = {"2": "²", "3": "³"}
_WIDEST = 64
_DEEPEST = 12  # tables inside tables


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters, and the w:t that holds exactly these (None: a tab, a break, a gap between cells)."""

    text: str
    node: Any = None


@dataclass(slots=True)
class Line:
    """One line of the text: its pieces, the page it begins on, and "textbox" where it stands in one."""

    pieces: list[Piece]
    page: int = 1
    part: str = ""

    @property
    def text(self) -> str:
        """The line's characters."""
        return "".join(p.text for p in self.pieces)


@dataclass(slots=True)
class WordText:
    """Reads one part. kind: "" (body), footnote, endnote, header or footer.

    lines: what was read. paged: the file says where its pages break.
    """

    kind: str = ""
    lines: list[Line] = field(default_factory=list)
    paged: bool = False
    page: int = 1
    joined: bool = False

    def read(self, root: Any) -> None:
        """Read the part under ``root`` into ``lines``."""
        self._blocks(root, "", 0)

    def _blocks(self, root: Any, part: str, depth: int) -> None:
        """Paragraphs and tables under ``root``, in document order."""
        stack: list[tuple[Any, str]] = [(root, part)]
        while stack:
            block, where = stack.pop()
            tag = block.tag
            if not isinstance(tag, str) or tag in _SKIPPED or tag == _ALTERNATIVE:
                continue
            if tag in (W + "footnote", W + "endnote") and block.get(W + "type") not in (None, "normal"):
                continue
            if tag == W + "p":
                boxes: list[Any] = []
                first = len(self.lines)
                self._paragraph(block, boxes)
                for line in self.lines[first:]:
                    line.part = where
                stack.extend((box, "textbox") for box in reversed(boxes))
            elif tag == W + "tbl":
                self._table(block, where, depth)
            else:
                stack.extend((child, where) for child in reversed(block))

    def _paragraph(self, paragraph: Any, boxes: list[Any]) -> None:
        """One paragraph; text boxes met on the way are put aside in ``boxes``."""
        lines = [[]] if not self.joined or not self.lines else [self.lines.pop().pieces]  # type: list[list[Piece]]
        page = self.page
        stack = list(reversed(paragraph))
        field_depth, fields = 0, [""]
        while stack:
            node = stack.pop()
            tag = node.tag
            if not isinstance(tag, str) or tag == _ALTERNATIVE:
                continue
            if tag == W + "fldChar":
                kind = node.get(W + "fldCharType")
                if kind == "begin":
                    field_depth += 1
                    fields.append("")
                elif kind == "end" and field_depth:
                    field_depth -= 1
                    fields.pop()
                continue
            if tag == W + "instrText":
                fields[-1] += node.text or ""
                continue
            if tag in _SKIPPED or tag == W + "r" and _hidden(node):
                continue
            if tag == W + "txbxContent":
                boxes.append(node)
            elif tag == W + "t" or tag == _MATH_TEXT:
                if not (self.kind in ("header", "footer") and re.search(r"\b(?:NUM)?PAGES?\b", fields[-1])):
                    lines[-1].append(Piece(_raised(node, lines[-1]), node))
            elif tag in (W + "tab", W + "ptab"):
                lines[-1].append(Piece("\t"))
            elif tag in (W + "br", W + "cr"):
                if node.get(W + "type") == "page":
                    self.page += 1
                lines.append([])
            elif tag == W + "lastRenderedPageBreak":
                if not _after_page_break(node):
                    self.page += 1
                self.paged = True
            elif tag == W + "noBreakHyphen":
                lines[-1].append(Piece("-"))
            else:
                stack.extend(reversed(node))
        self.lines.extend(Line(pieces, page) for pieces in lines)
        # a paragraph whose own mark was deleted goes on with the next one
        self.joined = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None

    def _table(self, table: Any, part: str, depth: int) -> None:
        """Each row one line of cells parted by tabs; a cell merged over columns leaves the others empty."""
        for row in _rows(table):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            pieces: list[Piece] = []
            page = self.page
            before = row.find(f"{W}trPr/{W}gridBefore")
            pieces += [Piece("\t")] * (_width(before) if before is not None else 0)
            for number, cell in enumerate(_cells(row)):
                if number:
                    pieces.append(Piece("\t"))
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                if merged is None or merged.get(W + "val") == "restart":
                    pieces += self._cell(cell, depth)
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                pieces += [Piece("\t")] * (_width(span) - 1 if span is not None else 0)
            self.lines.append(Line(pieces, page, part))
            self.joined = False

    def _cell(self, cell: Any, depth: int) -> list[Piece]:
        """A cell's words on one line; a table inside it follows as words."""
        inner = WordText(self.kind, page=self.page)
        if depth < _DEEPEST:
            inner._blocks_of_cell(cell, depth + 1)
        self.page, self.paged = inner.page, self.paged or inner.paged
        pieces: list[Piece] = []
        for line in inner.lines:
            kept = [Piece(" ") if p.text == "\t" else p for p in line.pieces]
            if "".join(p.text for p in kept).strip():
                if pieces:
                    pieces.append(Piece(" "))
                pieces += kept
        return pieces

    def _blocks_of_cell(self, cell: Any, depth: int) -> None:
        for block in cell:
            self._blocks(block, "", depth)


def _rows(table: Any) -> list[Any]:
    """The table's own rows (those in content controls too), not those of tables inside it."""
    return [row for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl"), None) is table]


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tr"), None) is row]


def _width(node: Any) -> int:
    text = node.get(W + "val", "1")
    return min(int(text), _WIDEST) if text.isascii() and text.isdecimal() and len(text) < 4 else 1


def _hidden(run: Any) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(W + "val") not in ("0", "false", "off")


def _raised(node: Any, line: list[Piece]) -> str:
    """The words of a w:t; a raised 2 or 3 after m or 米 is read as the square or cube it means."""
    words = node.text or ""
    if words in _SQUARE and line and line[-1].text[-1:] in ("m", "M", "米"):
        align = node.getparent().find(f"{W}rPr/{W}vertAlign")
        if align is not None and align.get(W + "val") == "superscript":
            return _SQUARE[words]
    return words


def _after_page_break(node: Any) -> bool:
    """Word repeats a page break as the rendered break just after it."""
    before = node.getprevious()
    if before is None:
        run = node.getparent().getprevious() if node.getparent() is not None else None
        before = run[-1] if run is not None and len(run) else None
    return before is not None and before.tag == W + "br" and before.get(W + "type") == "page"
