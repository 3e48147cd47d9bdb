"""Word (.docx): paragraphs, tables, text boxes, footnotes; tracked insertions are read, tracked deletions are not.

Parsed with lxml straight from the package, because text boxes, footnotes and tracked changes lie outside the
document model of the usual libraries.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from yulin.audit.documents import Document
from yulin.findings import Refusal
from yulin.i18n import gettext as _

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(_W + tag for tag in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "sectPr"))
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LIMIT = 64 * 1024 * 1024


def read_docx(data: bytes, name: str) -> Document:
    """The text of a .docx: one paragraph a line, table rows as tab-parted lines, then footnotes and endnotes."""
    lines: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [p for p in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
                     if p in package.namelist()]
            if not parts or parts[0] != "word/document.xml":
                raise Refusal(_("{name}：不是 Word 文档（缺少 word/document.xml）。").format(name=name))
            for part in parts:
                if package.getinfo(part).file_size > _LIMIT:
                    raise Refusal(_("{name}：正文展开后超过 64 MB，不予读取。").format(name=name))
                lines += _lines(package.read(part), name)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as fault:
        raise Refusal(
            _("{name}：Word 文档损坏或已加密，无法打开；请另存为 .docx 后重试。").format(name=name)
        ) from fault
    places, offset = [], 0
    for number, line in enumerate(lines, 1):
        if line.strip():
            places.append((offset, _("第 {number} 段").format(number=number)))
        offset += len(line) + 1
    return Document("\n".join(lines), tuple(places))


def _lines(xml: bytes, name: str) -> list[str]:
    from lxml import etree

    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        raise Refusal(_("{name}：Word 文档内容损坏，无法读取。").format(name=name)) from None
    lines: list[str] = []
    _walk(root, lines)
    return lines


def _walk(node: Any, lines: list[str]) -> None:
    """Collect block content: paragraphs and tables, in document order."""
    stack = [node]
    while stack:
        block = stack.pop()
        tag = block.tag
        if tag in _SKIPPED or tag == _ALTERNATIVE:
            continue
        if tag == _W + "p":
            boxes: list[Any] = []
            lines.extend(_paragraph(block, boxes).split("\n"))
            for box in reversed(boxes):
                stack.append(box)
        elif tag == _W + "tbl":
            lines.extend(_table(block))
        else:
            stack.extend(reversed(list(block)))


def _paragraph(paragraph: Any, boxes: list[Any]) -> str:
    """The text of one paragraph; text boxes met on the way are put aside in ``boxes``."""
    pieces: list[str] = []
    stack = list(reversed(list(paragraph)))
    while stack:
        node = stack.pop()
        tag = node.tag
        if tag in _SKIPPED or tag == _ALTERNATIVE or not isinstance(tag, str):
            continue
        if tag == _W + "txbxContent":
            boxes.append(node)
        elif tag == _W + "t":
            pieces.append(node.text or "")
        elif tag in (_W + "tab", _W + "ptab"):
            pieces.append("\t")
        elif tag in (_W + "br", _W + "cr"):
            pieces.append("\n")
        elif tag == _W + "noBreakHyphen":
            pieces.append("-")
        else:
            stack.extend(reversed(list(node)))
    return "".join(pieces)


def _table(table: Any) -> list[str]:
    """Each row as one line of tab-parted cells; a vertically merged cell repeats as empty."""
    rows: list[str] = []
    for row in table.iter(_W + "tr"):
        if next(row.iterancestors(_W + "tbl"), None) is not table:
            continue
        cells = []
        for cell in row.iter(_W + "tc"):
            if next(cell.iterancestors(_W + "tr"), None) is not row:
                continue
            inner: list[str] = []
            for part in cell:
                _walk(part, inner)
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = int(span.get(_W + "val", "1")) if span is not None and span.get(_W + "val", "1").isdigit() else 1
            cells.append(
                " ".join(x.strip().replace("\t", " ") for x in inner if x.strip())
                + "\t" * (min(width, 64) - 1)
            )
        rows.append("\t".join(cells))
    return rows
