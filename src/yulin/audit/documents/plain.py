"""Plain text (纯文本): the decoded file, unchanged; something that is no text at all is refused."""

from __future__ import annotations

import re

from yulin.findings import Refusal
from yulin.formats.text_encoding import decode as decode_bytes
from yulin.i18n import gettext as _

_USUAL = re.compile(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\x20-\x7e\s“”‘’—…·]")


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The characters of ``data`` and remarks on the encoding. Raises Refusal for binary data."""
    wide = _wide(data)
    if wide is not None:
        return wide
    text, _encoding, findings = decode_bytes(data)
    remarks = tuple(f.sentence() for f in findings)
    if any(f.code == "encoding.broken" for f in findings):
        # a UTF-8 file with a damaged character reads as nonsense in GB18030: the reading with less damage is meant
        other = data.decode("utf-8", "replace")
        if other.count("\ufffd") < text.count("\ufffd"):
            text = other
            remarks = (_("文件按 UTF-8 读取，有 {n} 处字符损坏。").format(n=other.count("\ufffd")),)
    bad = sum(1 for c in text if c == "\ufffd" or c < " " and c not in "\t\n\r\f\v")
    if bad * 50 > len(text) and bad > 2:
        raise Refusal(_("{name}：不是文本文件，或编码无法识别（已试 UTF-8、UTF-16、GB18030）。").format(name=name))
    return text, remarks


def _wide(data: bytes) -> tuple[str, tuple[str, ...]] | None:
    """UTF-16 without a mark: digits and line ends leave zero bytes, and all of it reads as Chinese."""
    if len(data) % 2 or b"\x00" not in data or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_USUAL.findall(text)) >= 0.97 * len(text):
            return text, (_("文件没有编码标记，按 {encoding} 读取。").format(encoding=encoding.upper()),)
    return None
