"""Numbers put aside while a file is read: the first few in memory, the rest in a temporary file.

What a VCT file refers to (the coordinates of its lines, the lines of its polygons) may be larger than memory, and
is wanted again in pieces. It goes to a file without a name in the system's temporary folder, which disappears with
the process, and comes back as arrays.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.i18n import gettext as _


class Spool:
    """A growing row of numbers of eight bytes: ``d`` floating point or ``q`` whole."""

    def __init__(self, kind: str) -> None:
        """Hold nothing yet; the file is made when it is needed."""
        self._kind = kind
        self._tail: array[Any] = array(kind)
        self._stored = 0
        self._file: IO[bytes] | None = None

    def __len__(self) -> int:
        """How many numbers there are."""
        return self._stored + len(self._tail)

    def extend(self, values: Iterable[float]) -> None:
        """Put ``values`` at the end."""
        self._tail.extend(values)
        if len(self._tail) >= limits.VCT_SPOOL_NUMBERS:
            self._store()

    def _store(self) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="yulin-", buffering=0)  # noqa: SIM115  closed by close
            self._file.seek(self._stored * 8)
            whole = memoryview(self._tail).cast("B")
            while whole:
                whole = whole[self._file.write(whole):]
        except OSError as fault:
            raise Refusal(_("临时文件写不下（{fault}），请清理磁盘空间后再试。").format(
                fault=fault.strerror or type(fault).__name__)) from None
        self._stored += len(self._tail)
        self._tail = array(self._kind)

    def read(self, begin: int, end: int) -> NDArray[Any]:
        """The numbers from ``begin`` up to ``end`` as an array."""
        if self._file is None:
            return np.frombuffer(self._tail[begin:end], dtype=self._kind) if end > begin else np.empty(0, self._kind)
        if self._tail:
            self._store()
        out = np.empty(max(0, end - begin), self._kind)
        left = memoryview(out.data).cast("B")
        try:
            self._file.seek(begin * 8)
            while left:
                taken = self._file.readinto(left)  # type: ignore[attr-defined]
                if not taken:
                    raise OSError(5, "short read")
                left = left[taken:]
        except OSError as fault:
            raise Refusal(_("临时文件读不出（{fault}），请检查磁盘。").format(
                fault=fault.strerror or type(fault).__name__)) from None
        return out

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
