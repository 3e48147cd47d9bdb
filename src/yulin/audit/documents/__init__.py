"""Reading a document (读文): a file's plain text, with what is known of its pages and paragraphs.

For .txt and .md the text is the decoded file, unchanged; other formats give paragraphs as lines. Offsets are Unicode
code points of that text. What a file is, is told by its first bytes, then by its ending.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yulin.audit.places import Place, paragraphs_of
from yulin.findings import Refusal
from yulin.i18n import gettext as _

MAX_BYTES = 200 * 1024 * 1024
MAX_CHARACTERS = 5_000_000  # a report has some ten thousand; a file of another kind would hold everything up
PLAIN = (".txt", ".md", ".markdown", ".text", ".csv")
MARKUP = (".html", ".htm", ".xhtml")
CONVERTED = (".doc", ".wps", ".wpt", ".rtf", ".odt")
#: Endings that can be read; a folder is searched for these.
ENDINGS = (*PLAIN, *MARKUP, ".docx", ".pdf", *CONVERTED)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Document:
    """The plain text, its places in order of their start, and remarks on how it was read."""

    text: str
    places: tuple[Place, ...] = ()
    remarks: tuple[str, ...] = ()


def read_document(path: Path) -> Document:
    """The document at ``path``. Raises Refusal, one sentence, where it cannot be read."""
    data = _bytes(path)
    if not data.strip():
        raise Refusal(_("{name}：文件是空的，没有可核的内容。").format(name=path.name))
    document = _read(path, data)
    if not document.text.strip():
        raise Refusal(_("{name}：文件里没有文字，没有可核的内容。").format(name=path.name))
    if len(document.text) > MAX_CHARACTERS:
        raise Refusal(_("{name}：有 {n} 万字，超过 {most} 万字的上限；请拆分后再核。").format(
            name=path.name, n=len(document.text) // 10_000, most=MAX_CHARACTERS // 10_000))
    return document


def _read(path: Path, data: bytes) -> Document:
    ending = path.suffix.lower()
    if data[:1024].lstrip().startswith(b"%PDF-") or ending == ".pdf":
        from yulin.audit.documents.pdf import read_pdf
        return read_pdf(data, path.name)
    if data[:8] == _OLE and ending == ".docx":
        raise Refusal(_("{name}：Word 文档已加密；请去除打开口令后重试。").format(name=path.name))
    if ending == ".docx" or data[:4] == b"PK\x03\x04" and ending not in (".odt", *PLAIN):
        from yulin.audit.documents.word import read_docx
        return read_docx(data, path.name)
    if ending in CONVERTED or data[:8] == _OLE or data[:5] == b"{\\rtf":
        from yulin.audit.documents.converted import read_converted
        return read_converted(path)
    if ending not in (*PLAIN, *MARKUP, ""):
        raise Refusal(_("{name}：不支持的文件类型“{ending}”；请提供 txt、md、html、docx、pdf、doc 或 wps。").format(
            name=path.name, ending=ending))
    from yulin.audit.documents.plain import decode
    text, remarks = decode(data, path.name)
    if ending in MARKUP:
        from yulin.audit.documents.markup import read_html
        return read_html(text, remarks)
    return Document(text, paragraphs_of(text), remarks)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refusal(_("{path} 是文件夹；请指定其中的文件。").format(path=path))
        if path.stat().st_size > MAX_BYTES:
            raise Refusal(_("{path} 超过 200 MB，不予读取；请拆分后再核。").format(path=path))
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal(_("找不到文件 {path}；请核对路径。").format(path=path)) from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        raise Refusal(_("读不了文件 {path}：{reason}。").format(path=path, reason=reason)) from None
