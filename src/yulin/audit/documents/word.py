"""Word (.docx): paragraphs, tables, text boxes, notes, heads; tracked insertions are read, tracked deletions are not.

Parsed with lxml straight from the package, because text boxes, notes and tracked changes lie outside the document
model of the usual libraries. The text is made of ``Piece``s that know the XML element they came from, so that the
marked copy can put its comments where the words stand.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any

from yulin.audit.documents import Document
from yulin.audit.documents.word_text import Line, WordText
from yulin.audit.places import Place
from yulin.findings import Refusal
from yulin.i18n import gettext as _

#: What reading a damaged or locked package may raise.
BROKEN_PACKAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, RuntimeError,
                  NotImplementedError, ValueError, KeyError)
_LIMIT = 64 * 1024 * 1024
_MOST_PARTS = 64
_HEAD = re.compile(r"word/(header|footer)\d*\.xml")


@dataclass(slots=True)
class WordSource:
    """A .docx taken apart: its plain text, places, and each piece's (offset, element, part's name).

    roots: the parsed XML of each part read, by its name in the package.
    """

    text: str
    places: tuple[Place, ...]
    pieces: list[tuple[int, Any, str]] = field(default_factory=list)
    roots: dict[str, Any] = field(default_factory=dict)


def read_docx(data: bytes, name: str) -> Document:
    """The text of a .docx: one paragraph a line, table rows as tab-parted lines, then notes, heads and feet."""
    source = take_apart(data, name)
    return Document(source.text, source.places)


def take_apart(data: bytes, name: str) -> WordSource:
    """The text of a .docx with the elements it came from. Raises Refusal where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            main = _main_part(package, name)
            parts = [(main, "")]
            inside = package.namelist()
            folder = posixpath.dirname(main)
            for part in ("footnote", "endnote"):
                if f"{folder}/{part}s.xml" in inside:
                    parts.append((f"{folder}/{part}s.xml", part))
            parts += [(n, m.group(1)) for n in sorted(inside) if (m := _HEAD.fullmatch(n))]
            roots = {part: _parsed(package, part, name) for part, _kind in parts[:_MOST_PARTS]}
    except BROKEN_PACKAGE as fault:
        raise Refusal(
            _("{name}：Word 文档损坏或已加密，无法打开；请另存为 .docx 后重试。").format(name=name)
        ) from fault
    return _put_together(parts[:_MOST_PARTS], roots)


def _main_part(package: zipfile.ZipFile, name: str) -> str:
    """The name of the part that holds the body."""
    names = package.namelist()
    if "word/document.xml" in names:
        return "word/document.xml"
    other = [n for n in names if re.fullmatch(r"word/document\d*\.xml", n)]
    if other:
        return other[0]
    if "content.xml" in names or any(n.startswith(("xl/", "ppt/")) for n in names):
        raise Refusal(_("{name}：不是 Word 文档，而是表格、演示或其他文件；请提供 Word 文档。").format(name=name))
    if "EncryptedPackage" in names:
        raise Refusal(_("{name}：Word 文档已加密；请去除打开口令后重试。").format(name=name))
    raise Refusal(_("{name}：不是 Word 文档（缺少 word/document.xml）。").format(name=name))


def _parsed(package: zipfile.ZipFile, part: str, name: str) -> Any:
    from lxml import etree

    if package.getinfo(part).file_size > _LIMIT:
        raise Refusal(_("{name}：正文展开后超过 64 MB，不予读取。").format(name=name))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(package.read(part), parser)
    except etree.XMLSyntaxError:
        raise Refusal(_("{name}：Word 文档内容损坏，无法读取。").format(name=name)) from None


def _put_together(parts: list[tuple[str, str]], roots: dict[str, Any]) -> WordSource:
    """One text of all parts; a head or foot that says what another one says is left out."""
    texts, offset = [], 0
    places: list[Place] = []
    source = WordSource("", (), [], roots)
    said: set[str] = set()
    paragraph = 0
    for part, kind in parts:
        reader = WordText(kind)
        reader.read(roots[part])
        lines = [ln for ln in reader.lines if kind not in ("header", "footer") or ln.text.strip()]
        if kind in ("header", "footer"):
            lines = [ln for ln in lines if ln.text not in said]
            said.update(ln.text for ln in lines)
        for line in lines:
            if line.text.strip():
                body = not (kind or line.part)
                paragraph += body
                places.append(Place(offset, line.page if reader.paged and not kind else None,
                                    paragraph if body else None, kind or line.part))
            _note_pieces(source, line, offset, part)
            texts.append(line.text)
            offset += len(line.text) + 1
    source.text = "\n".join(texts)
    source.places = tuple(places)
    return source


def _note_pieces(source: WordSource, line: Line, offset: int, part: str) -> None:
    for piece in line.pieces:
        if piece.node is not None:
            source.pieces.append((offset, piece.node, part))
        offset += len(piece.text)
