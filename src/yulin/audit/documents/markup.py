"""HTML (网页): the visible text, one block per line, the cells of a table parted by tabs.

A table of figures keeps its grid: merged cells leave the places they cover empty. A table that only lays out the page
(a cell with a table or with several paragraphs in it) is read as the blocks it holds.
"""

from __future__ import annotations

import re
from typing import Any

from yulin.audit.documents import Document
from yulin.audit.places import paragraphs_of

_BLOCK_NAMES = ("p div li tr h1 h2 h3 h4 h5 h6 table ul ol section article main nav aside header footer dt dd pre br "
                "hr blockquote caption figure figcaption form fieldset address details summary body html")
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT_NAMES = "script style noscript template head svg select option textarea iframe object"
_SILENT = frozenset(_SILENT_NAMES.split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_WIDEST = 256  # columns that a merged cell may cover
_SQUARE = {"2": "²", "3": "³"}


def read_html(source: str, remarks: tuple[str, ...]) -> Document:
    """The text a reader of the page sees."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source).replace("\x00", "")
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Document("", (), remarks)
    pieces: list[str] = []
    _walk(root, pieces)
    text = re.sub(r"[ ]*\n[ \n]*", "\n", re.sub(r" {2,}", " ", "".join(pieces))).strip("\n")
    return Document(text, paragraphs_of(text), remarks)


def _walk(root: Any, pieces: list[str]) -> None:
    """Put the text of ``root`` and of what follows inside it at the end of ``pieces``."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if done:
            if tag != "br" and (tag in _BLOCKS or tag in ("td", "th")):
                pieces.append("\n")
            if node is not root and node.tail:
                pieces.append(re.sub(r"\s+", " ", node.tail))
            continue
        if not tag or tag in _SILENT or _is_hidden(node):
            if node is not root and node.tail:
                pieces.append(re.sub(r"\s+", " ", node.tail))
            continue
        if tag in _BLOCKS:
            pieces.append("\n")
        stack.append((node, True))
        if tag == "table" and _holds_figures(node):
            pieces.append(_table(node))
            continue
        if node.text:
            words = node.text if tag == "pre" else re.sub(r"\s+", " ", node.text)
            if tag == "sup" and words.strip() in _SQUARE and "".join(pieces[-3:]).endswith(("m", "米", "M")):
                words = _SQUARE[words.strip()]
            pieces.append(words)
        stack.extend((child, False) for child in reversed(node))


def _is_hidden(node: Any) -> bool:
    return node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style") or ""))


def _holds_figures(table: Any) -> bool:
    """Is the table one of cells, and not the page's layout?"""
    if next(table.iter("td", "th"), None) is None or sum(1 for _ in table.iter("table")) > 1:
        return False
    return all(sum(1 for _ in cell.iter("p", "li", "h1", "h2", "h3", "h4")) <= 3 for cell in table.iter("td", "th"))


def _table(table: Any) -> str:
    """Each row a line of cells parted by tabs; a cell merged over rows or columns leaves the others empty."""
    covered: dict[int, int] = {}
    lines = []
    for caption in table.iter("caption"):
        lines.append(_flat(caption))
    for row in table.iter("tr"):
        if _is_hidden(row):
            continue
        cells: list[str] = []

        def skip(cells: list[str] = cells) -> None:
            while covered.get(len(cells), 0):
                covered[len(cells)] -= 1
                cells.append("")

        for cell in row.iter("td", "th"):
            skip()
            if _is_hidden(cell):
                continue
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for number in range(across):
                if down > 1:
                    covered[len(cells)] = down - 1
                cells.append(_flat(cell) if number == 0 else "")
        skip()
        lines.append("\t".join(cells))
    return "\n".join(lines)


def _flat(cell: Any) -> str:
    """A cell's text on one line."""
    pieces: list[str] = []
    _walk(cell, pieces)
    return re.sub(r"\s+", " ", "".join(pieces)).strip()


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return max(1, min(int(text), _WIDEST)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
