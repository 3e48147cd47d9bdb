"""Plain text (纯文本): the decoded file, unchanged; something that is no text at all is refused."""

from __future__ import annotations

from yulin.findings import Refusal
from yulin.formats.text_encoding import decode as decode_bytes
from yulin.i18n import gettext as _


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The characters of ``data`` and remarks on the encoding. Raises Refusal for binary data."""
    text, _encoding, findings = decode_bytes(data)
    bad = sum(1 for c in text if c == "\ufffd" or c < " " and c not in "\t\n\r\f\v")
    if bad * 50 > len(text) and bad > 2:
        raise Refusal(_("{name}：不是文本文件，或编码无法识别（已试 UTF-8、UTF-16、GB18030）。").format(name=name))
    return text, tuple(f.sentence() for f in findings)
