"""The rings of VCT polygons put together from what the scan put aside, so many polygons at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from yulin.findings import Finding
from yulin.formats import limits
from yulin.formats.vct_scan import Scan, as_array
from yulin.i18n import gettext as _

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_BLOCK = 1_000_000  # numbers looked at together
_AT_ONCE = 20_000  # polygons whose parts are looked up together


class Parts:
    """The polygons ``kept`` (places in the scan) of one table: their numbers, their rings."""

    def __init__(self, found: Scan, kept: Ints, east_first: bool) -> None:
        """Look up how many points each polygon has. east_first: whether easting stands before northing."""
        self._found, self._east_first = found, east_first
        chosen = slice(None) if len(kept) == len(found.ids) else kept
        self.ids: Ints = as_array(found.ids)[chosen]
        self._direct = as_array(found.direct)[chosen]
        self._begin: Ints = as_array(found.part_begin)[chosen]
        self._end: Ints = as_array(found.part_end)[chosen]
        self._numbers, self._order = _sorted(as_array(found.line_number)[:-1])
        self._line_begin = as_array(found.line_begin)
        self._counts = np.zeros(len(kept), np.int64)
        for lo in range(0, len(kept), _AT_ONCE):
            for i, parts in self._parts_of(lo, min(lo + _AT_ONCE, len(kept))):
                self._counts[i] = self._count(i, parts)
        self.points = int(self._counts.sum())

    def _parts_of(self, lo: int, hi: int) -> Iterator[tuple[int, Ints]]:
        """Places and parts of the polygons from ``lo`` up to ``hi``."""
        i = lo
        while i < hi:  # as many as lie within one block
            j = i + 1
            while j < hi and self._end[j] - self._begin[i] <= _BLOCK:
                j += 1
            start = int(self._begin[i])
            block = self._found.parts.read(start, int(self._end[j - 1]))
            for k in range(i, j):
                yield k, block[self._begin[k] - start:self._end[k] - start]
            i = j

    def _lines(self, numbers: Ints) -> Ints:
        """Places of lines by number, the last of equal ones; −1 for one that is not there."""
        if not len(self._numbers):
            return np.full(len(numbers), -1, np.int64)
        at = np.searchsorted(self._numbers, numbers, side="right") - 1
        there = (at >= 0) & (self._numbers[at] == numbers)
        return np.where(there, at if self._order is None else self._order[at], -1)

    def _count(self, i: int, parts: Ints) -> int:
        if self._direct[i]:
            return int((parts[1::2] - parts[::2]).sum())
        lines = self._lines(np.abs(parts[parts != 0]))
        lines = lines[lines >= 0]
        return int((self._line_begin[lines + 1] - self._line_begin[lines]).sum())

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all points of the polygons; NaN where there are none."""
        points = len(self._found.xy) // 2
        steps = np.zeros(points + 1, np.int8)  # ranges do not overlap
        used = np.zeros(len(self._line_begin), bool)
        for i, parts in self._parts_of(0, len(self.ids)):
            if self._direct[i]:
                np.add.at(steps, parts[::2], 1)
                np.add.at(steps, parts[1::2], -1)
            else:
                lines = self._lines(np.abs(parts[parts != 0]))
                used[lines[lines >= 0]] = True
        lines = np.flatnonzero(used)
        np.add.at(steps, self._line_begin[lines], 1)
        np.add.at(steps, self._line_begin[lines + 1], -1)
        np.cumsum(steps, out=steps)
        low, high = np.full(2, np.inf), np.full(2, -np.inf)
        broken = False
        for at in range(0, points, _BLOCK):
            xy = self._xy(at, min(at + _BLOCK, points))[steps[at:min(at + _BLOCK, points)] > 0]
            if len(xy):
                broken = broken or not np.isfinite(xy).all()
                low, high = np.minimum(low, np.nanmin(xy, axis=0)), np.maximum(high, np.nanmax(xy, axis=0))
        if broken:
            return (float("inf"),) * 4
        if not np.isfinite(low).all():
            return (float("nan"),) * 4
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def _xy(self, begin: int, end: int) -> Floats:
        xy = self._found.xy.read(2 * begin, 2 * end).reshape(-1, 2)
        return xy if self._east_first else xy[:, ::-1]

    def batches(self) -> Iterator[list[list[Floats] | Finding]]:
        """The rings of the polygons, some thousands at a time; a finding instead where there are none to be had."""
        batch: list[list[Floats] | Finding] = []
        held = 0
        for i, parts in self._parts_of(0, len(self.ids)):
            if batch and (len(batch) >= limits.VCT_BATCH_ROWS or held + self._counts[i] > limits.VCT_BATCH_POINTS):
                yield batch
                batch, held = [], 0
            batch.append(self._rings(i, parts))
            held += int(self._counts[i])
        if batch:
            yield batch

    def _rings(self, i: int, parts: Ints) -> list[Floats] | Finding:
        """Closed rings of a polygon: direct ones, or lines joined end to end (a negative number walks it backwards)."""
        if self._counts[i] > limits.VCT_OBJECT_POINTS:
            return Finding("error", "vct.too_many_points", _("有 {count} 个点，超过上限 {limit}。").format(
                count=int(self._counts[i]), limit=limits.VCT_OBJECT_POINTS), "", _("请分割后重新导出。"))
        if self._direct[i]:
            return [self._xy(int(a), int(b)) for a, b in parts.reshape(-1, 2)]
        lines = self._lines(np.abs(parts))
        if (lost := (lines < 0) & (parts != 0)).any():
            return Finding("error", "vct.line_missing", _("所引用的线 {line} 不存在。").format(
                line=abs(int(parts[lost][0]))), "", _("请重新导出。"))
        rings: list[Floats] = []
        pieces: list[Floats] = []
        for reference, line in zip([*parts.tolist(), 0], [*lines.tolist(), -1], strict=True):
            if reference:
                piece = self._xy(int(self._line_begin[line]), int(self._line_begin[line + 1]))
                piece = piece if reference > 0 else piece[::-1]
                pieces.append(piece[1:] if pieces else piece)
            elif pieces:
                rings.append(np.concatenate(pieces))
                pieces = []
        return rings


def _sorted(numbers: Ints) -> tuple[Ints, Ints | None]:
    """The numbers ascending and, where they were not, their places."""
    if (numbers[1:] > numbers[:-1]).all():
        return numbers, None
    order = np.argsort(numbers, kind="stable")
    return numbers[order], order
