"""The lines of a VCT file (地理空间数据交换格式, GB/T 17798-2007), one after another, with their numbers.

VCT is plain text, GBK as a rule, keywords in any case, blank lines and comment blocks anywhere. It is read once from
front to back; a gigabyte passes without being held.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.formats.text_encoding import decode
from yulin.i18n import gettext as _


class VctLines:
    """A cursor over the lines of a VCT file: stripped bytes, blank lines and comments left out."""

    def __init__(self, path: Path) -> None:
        """Open nothing yet; refuse a missing, empty or too large file, and one that is no VCT."""
        limits.file_size(path, limits.VCT_BYTES)
        self.path = path
        self.number = 0
        self.at = 0  # where in the file the present line begins
        with path.open("rb") as handle:
            head = handle.read(limits.MIB)
        self.encoding = decode(head[:head.rfind(b"\n") + 1] or head)[1]
        if self.encoding.startswith("utf-16") or b"headbegin" not in head.lower():
            raise Refusal(_("文件 {name} 不是 VCT 交换文件，请核对格式。").format(name=path.name))
        self._lines = self._walk()

    def _walk(self) -> Iterator[bytes]:
        comment, after = False, 0
        with self.path.open("rb") as handle:
            while line := handle.readline(limits.TEXT_LINE_CHARACTERS):
                self.number += 1
                self.at, after = after, after + len(line)
                line = line.strip(b" \t\r\n\xef\xbb\xbf\x1a")
                if not line:
                    continue
                low = line[:12].lower()
                if low == b"commentbegin":
                    comment = True
                elif low == b"commentend" and comment:
                    comment = False
                elif not comment:
                    yield line

    def __iter__(self) -> Iterator[bytes]:
        """The remaining lines."""
        return self._lines

    def take(self) -> bytes:
        """The next line; refuses a file that ends here."""
        line = next(self._lines, None)
        if line is None:
            raise Refusal(_("VCT 文件 {name} 在第 {line} 行中断，不完整，请重新拷贝或导出。").format(
                name=self.path.name, line=self.number))
        return line

    def text(self, line: bytes) -> str:
        """A line as text."""
        return line.decode(self.encoding, errors="replace")

    def integer(self, line: bytes | None = None, most: int = 2**63 - 1) -> int:
        """The next (or the given) line as a whole number from 0 to ``most``."""
        line = self.take() if line is None else line
        try:
            value = int(line)
        except ValueError:
            self.fail(line)
        if not 0 <= value <= most:
            self.fail(line)
        return value

    def pair(self) -> tuple[float, float]:
        """The next line as two coordinates, a third one left out."""
        line = self.take()
        try:
            first, second = line.split(b",")[:2]
            return float(first), float(second)
        except ValueError:
            self.fail(line)

    def end_object(self) -> None:
        """The line ``0`` that closes an object."""
        line = self.take()
        if line != b"0":
            self.fail(line)

    def fail(self, line: bytes) -> NoReturn:
        """Refuse the file at the present line."""
        raise Refusal(_("VCT 文件 {name} 第 {line} 行“{text}”不合格式，请重新导出。").format(
            name=self.path.name, line=self.number, text=self.text(line)[:40]))
