"""One pass over a VCT file: what its polygons are made of, put aside so that a gigabyte is never held.

Coordinates and references go to spools; kept in memory are, per line, its number and where its points are; per
polygon of the wanted table, its number and where its parts are; per attribute row, its number and its place in
the file, where it is read again when its turn comes.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.formats.vct_head import VctHead, read_feature_section, read_head_section, read_table_section
from yulin.formats.vct_lines import VctLines
from yulin.formats.vct_spool import Spool
from yulin.i18n import gettext as _

Ints = NDArray[np.int64]
OPENING = {b"headbegin": read_head_section, b"featurecodebegin": read_feature_section,
           b"tablestructurebegin": read_table_section}
_HELD = 60_000  # points held before they go to the spool


def _whole() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Scan:
    """What one pass keeps.

    xy: easting, northing by turns as in the file; line_number, line_begin: per line, where its points begin (they end
    where the next one's begin; a section ends with a line numbered 0, which nothing refers to); parts: per polygon
    either signed line numbers (0 between rings) or, where ``direct``, point ranges by twos; ids, direct, part_begin,
    part_end: per polygon; row_number, row_at: per attribute row of the table.
    """

    xy: Spool = field(default_factory=lambda: Spool("d"))
    line_number: array[int] = field(default_factory=_whole)
    line_begin: array[int] = field(default_factory=_whole)
    parts: Spool = field(default_factory=lambda: Spool("q"))
    ids: array[int] = field(default_factory=_whole)
    direct: array[int] = field(default_factory=lambda: array("b"))
    part_begin: array[int] = field(default_factory=_whole)
    part_end: array[int] = field(default_factory=_whole)
    row_number: array[int] = field(default_factory=_whole)
    row_at: array[int] = field(default_factory=_whole)
    several_rings: bool = False

    def add_polygon(self, number: int, direct: bool, parts: list[int]) -> None:
        """Keep one polygon of the wanted table."""
        begin = len(self.parts)
        self.parts.extend(parts)
        self.ids.append(number)
        self.direct.append(direct)
        self.part_begin.append(begin)
        self.part_end.append(begin + len(parts))
        self.several_rings |= len(parts) > 2 if direct else 0 in parts

    def close(self) -> None:
        """Let go of the spools."""
        self.xy.close()
        self.parts.close()


def as_array(numbers: array[Any]) -> NDArray[Any]:
    """A packed array as numpy sees it, not copied."""
    return np.frombuffer(numbers, dtype=numbers.typecode) if numbers else np.empty(0, numbers.typecode)


def scan(lines: VctLines, head: VctHead, wanted: str, found: Scan) -> None:
    """Read the whole file into ``head`` and ``found``. Refuses one that ends early or is not well-formed."""
    ended = False
    for line in lines:
        key = line.lower()
        if key in OPENING:
            OPENING[key](lines, head)
        elif key == b"linebegin":
            _read_lines(lines, found)
        elif key == b"polygonbegin":
            _read_polygons(lines, head, found, wanted)
        elif key == b"attributebegin":
            ended = _read_attributes(lines, head, found, wanted)
        elif key.endswith(b"begin"):
            _skip(lines, key[:-5] + b"end")
    if not ended:
        raise Refusal(_("VCT 文件 {name} 在第 {line} 行中断，不完整，请重新拷贝或导出。").format(
            name=lines.path.name, line=lines.number))


def _skip(lines: VctLines, end: bytes) -> None:
    while lines.take().lower() != end:
        pass


def _take_points(lines: VctLines, xy: Spool | None) -> int:
    """A count and as many points, which go to ``xy`` where it is given; returns the count."""
    count = lines.integer(most=limits.VCT_OBJECT_POINTS)
    held: list[float] = []
    for _i in range(count):
        held.extend(lines.pair())
        if len(held) > _HELD:
            if xy is not None:
                xy.extend(held)
            held = []
    if xy is not None:
        xy.extend(held)
    return count


def _segment(lines: VctLines, xy: Spool | None) -> int:
    line = lines.take()
    if line != b"11":
        raise Refusal(_("VCT 文件 {name} 第 {line} 行的线型为 {kind}，只能读取折线（11），"
                        "请先打散为折线。").format(
            name=lines.path.name, line=lines.number, kind=lines.text(line)[:20]))
    return _take_points(lines, xy)


def _read_lines(lines: VctLines, found: Scan) -> None:
    while (line := lines.take()).lower() != b"lineend":
        number = lines.integer(line)
        lines.take()
        lines.take()
        if lines.integer() == 100:
            _take_references(lines)
            continue
        begin = len(found.xy) // 2
        segments = lines.integer(most=limits.VCT_OBJECT_LINES)
        for _i in range(segments):
            _segment(lines, found.xy)
        if segments:
            found.line_number.append(number)
            found.line_begin.append(begin)
        lines.end_object()
    found.line_number.append(0)
    found.line_begin.append(len(found.xy) // 2)


def _take_references(lines: VctLines) -> list[int]:
    """A counted list of signed line numbers, 0 between rings, up to the line ``0`` that ends the object."""
    count = lines.integer(most=limits.VCT_OBJECT_LINES)
    found: list[int] = []
    while len(found) < count:
        _add_references(lines, lines.take(), found)
    while (line := lines.take()) != b"0":  # some writers leave the zeros out of the count
        _add_references(lines, line, found)
    return found


def _add_references(lines: VctLines, line: bytes, found: list[int]) -> None:
    try:
        new = [int(n) for n in line.split(b",") if n.strip()]
    except ValueError:
        lines.fail(line)
    found += new
    if len(found) > limits.VCT_OBJECT_LINES or any(abs(n) >= 2**63 for n in new):
        lines.fail(line)


def _read_polygons(lines: VctLines, head: VctHead, found: Scan, wanted: str) -> None:
    while (line := lines.take()).lower() != b"polygonend":
        number = lines.integer(line)
        code = lines.text(lines.take())
        lines.take()
        kind = lines.integer()
        lines.pair()
        keep = any(feature.table == wanted for feature in head.features.get(code, ()))
        if kind == 100:
            made_of = lines.integer()
            references = _take_references(lines)
            if keep:
                found.add_polygon(number, False, references if made_of == 21 else [])
            continue
        ranges: list[int] = []
        for _i in range(lines.integer(most=limits.VCT_OBJECT_LINES)):
            begin = len(found.xy) // 2
            ranges += (begin, begin + _segment(lines, found.xy if keep else None))
        lines.end_object()
        if keep:
            found.add_polygon(number, True, ranges)


def _read_attributes(lines: VctLines, head: VctHead, found: Scan, wanted: str) -> bool:
    separator = head.separator.encode(lines.encoding, errors="replace")
    while (line := lines.take()).lower() != b"attributeend":
        table = lines.text(line).strip().upper()
        while (line := lines.take()).lower() != b"tableend":
            if table == wanted:
                found.row_number.append(lines.integer(line.partition(separator)[0]))
                found.row_at.append(lines.at)
    return True
