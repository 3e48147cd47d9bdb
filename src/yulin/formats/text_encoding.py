"""Which encoding a text file is in: its mark (BOM), else strict UTF-8, else UTF-16, else GB18030.

GBK without a mark is the norm on the surveyors' Windows machines. What had to be inferred is a note; a file
that fits nothing is read with replacement characters and says so as an error.
"""

from __future__ import annotations

import codecs

from yulin.findings import Finding
from yulin.i18n import gettext as _

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 4096


def decode(data: bytes, name: str = "") -> tuple[str, str, tuple[Finding, ...]]:
    """``data`` as text, the encoding it was in, and what had to be inferred.

    Returns (text, encoding, findings); ``name`` is the place that findings name. Never raises.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            skipped = 0 if encoding == "utf-8-sig" else len(mark)
            return _read(data[skipped:], encoding, name, ())
    wide = _unmarked_utf16(data[:_SAMPLE])
    if wide:
        return _read(data, wide, name, (_inferred(wide, name),))
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        return _read(data, "gb18030", name, (_inferred("gb18030", name),))


def _read(data: bytes, encoding: str, name: str,
          findings: tuple[Finding, ...]) -> tuple[str, str, tuple[Finding, ...]]:
    try:
        return data.decode(encoding), encoding, findings
    except UnicodeDecodeError as fault:
        text = data.decode(encoding, errors="replace")
        broken = Finding("error", "encoding.broken",
                         _("第 {at} 字节起有按 {encoding} 无法识别的字符。").format(
                             at=fault.start + 1, encoding=encoding),
                         name, _("请用记事本另存为 UTF-8 后再试。"))
        return text, encoding, (*findings, broken)


def _inferred(encoding: str, name: str) -> Finding:
    return Finding("note", "encoding.inferred",
                   _("文件没有编码标记，按 {encoding} 读取。").format(encoding=encoding.upper()), name)


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark shows in ASCII's zero bytes: every line end and digit has one."""
    if len(sample) < 4 or b"\x00" not in sample:
        return None
    high, low = sample[1::2].count(0), sample[0::2].count(0)
    if high > len(sample) // 8 and low < high // 8:
        return "utf-16-le"
    if low > len(sample) // 8 and high < low // 8:
        return "utf-16-be"
    return None
