"""HTML: the visible text, one block per line, table cells parted by tabs."""

from __future__ import annotations

import re

from yulin.audit.documents import Document

_BLOCKS_TEXT = (
    "p div li tr h1 h2 h3 h4 h5 h6 br table ul ol section article header footer td th title dd dt pre "
    "blockquote hr tbody thead caption"
)
_BLOCKS = frozenset(_BLOCKS_TEXT.split())
_SILENT_TEXT = (
    "script style noscript template head svg select option"
)
_SILENT = frozenset(_SILENT_TEXT.split())


def read_html(source: str, remarks: tuple[str, ...]) -> Document:
    """The text a reader of the page sees."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Document("", (), remarks)
    pieces: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        silent = tag in _SILENT or any(a.tag in _SILENT for a in node.iterancestors())
        if event == "start":
            if tag in _BLOCKS and tag not in ("td", "th"):
                pieces.append("\n")
            if node.text and not silent:
                pieces.append(re.sub(r"\s+", " ", node.text))
        else:
            if tag in ("td", "th"):
                pieces.append("\t")
            elif tag in _BLOCKS:
                pieces.append("\n")
            outer = any(a.tag in _SILENT for a in node.iterancestors())
            if node.tail and not outer:
                pieces.append(re.sub(r"\s+", " ", node.tail))
    text = re.sub(r"[ \t]*\n[ \n]*", "\n", re.sub(r" {2,}", " ", "".join(pieces))).strip("\n")
    return Document(text, (), remarks)
