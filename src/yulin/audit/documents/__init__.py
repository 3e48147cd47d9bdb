"""Reading a document (读文): a file's plain text, with what is known of its pages and paragraphs.

For .txt and .md the text is the decoded file, unchanged; other formats give paragraphs as lines. Offsets are Unicode
code points of that text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yulin.findings import Refusal
from yulin.i18n import gettext as _

MAX_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """The plain text, (offset, label) of its pages or paragraphs, and remarks on how it was read."""

    text: str
    places: tuple[tuple[int, str], ...] = ()
    remarks: tuple[str, ...] = ()


def read_document(path: Path) -> Document:
    """The document at ``path``, by its ending and its first bytes. Raises Refusal where it cannot be read."""
    data = _bytes(path)
    ending = path.suffix.lower()
    if data[:5] == b"%PDF-" or ending == ".pdf":
        from yulin.audit.documents.pdf import read_pdf
        return read_pdf(data, path.name)
    if ending == ".docx" or (data[:4] == b"PK\x03\x04" and ending in ("", ".wps", ".doc")):
        from yulin.audit.documents.word import read_docx
        return read_docx(data, path.name)
    if ending in (".doc", ".wps", ".rtf", ".odt") or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        from yulin.audit.documents.converted import read_converted
        return read_converted(path)
    from yulin.audit.documents.plain import decode
    text, remarks = decode(data, path.name)
    if ending in (".html", ".htm", ".xhtml"):
        from yulin.audit.documents.markup import read_html
        return read_html(text, remarks)
    if ending not in (".txt", ".md", ".markdown", ".text", ".csv", ""):
        raise Refusal(_("{name}：不支持的文件类型“{ending}”；请提供 txt、md、html、docx、pdf、doc 或 wps。").format(
            name=path.name, ending=ending))
    return Document(text, (), remarks)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refusal(_("{path} 是文件夹；请指定其中的文件。").format(path=path))
        if path.stat().st_size > MAX_BYTES:
            raise Refusal(_("{path} 超过 200 MB，不予读取；请拆分后再核。").format(path=path))
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal(_("找不到文件 {path}；请核对路径。").format(path=path)) from None
    except OSError as fault:
        raise Refusal(_("读不了文件 {path}：{reason}。").format(path=path, reason=fault.strerror or fault)) from None
