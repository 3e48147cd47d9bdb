"""What an old Office file (OLE compound file, .xls) holds, looked at before its cells are read.

The reader behind allocates the whole rectangle that a sheet's cells span, so one far cell in a damaged file
would take all memory. Here the container's sector chains are followed and the workbook's records walked,
which gives each sheet's rectangle and whether the records are encrypted. Formats: [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Literal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFF0  # sector numbers from here on are marks, not sectors
_CELLS = {0x0203, 0x0204, 0x00FD, 0x027E, 0x0006, 0x0206, 0x0406, 0x0205, 0x00D6}
_MANY_CELLS, _BEGIN, _PASSWORD = 0x00BD, 0x0809, 0x002F

Kind = Literal["workbook", "encrypted", "other"]


def examine_ole(data: bytes) -> tuple[Kind, int]:
    """What the compound file in ``data`` holds, and the largest rectangle (in cells) of a sheet.

    Raises ValueError where the container is cut short or contradicts itself.
    """
    if not data.startswith(OLE):
        return "other", 0
    try:
        return _examine(data)
    except struct.error:
        raise ValueError("the compound file is cut short") from None


def _examine(data: bytes) -> tuple[Kind, int]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted", 0
    stream = _workbook_stream(data)
    if stream is None:
        return "other", 0
    height = width = largest = 0
    for kind, body in _records(stream):
        if kind == _PASSWORD:
            return "encrypted", 0
        if kind == _BEGIN:
            height = width = 0
        elif kind in _CELLS and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            height, width = max(height, row + 1), max(width, column + 1)
        elif kind == _MANY_CELLS and len(body) >= 6:
            height = max(height, struct.unpack_from("<H", body)[0] + 1)
            first, last = (struct.unpack_from("<H", body, at)[0] for at in (2, len(body) - 2))
            width = max(width, first + 1, last + 1)
        largest = max(largest, height * width)
    return "workbook", largest


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4:at + 4 + length]
        at += 4 + length


def _workbook_stream(data: bytes) -> bytes | None:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sector sizes that do not exist")
    sector = 1 << shift

    def at(number: int) -> bytes:
        piece = data[(number + 1) * sector:(number + 2) * sector]
        if not piece:
            raise ValueError("a sector beyond the file's end")
        return piece.ljust(sector, b"\0")

    def numbers(piece: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{sector // 4}I", piece)

    table_sectors = [n for n in struct.unpack_from("<109I", data, 76) if n < _END]
    more = struct.unpack_from("<I", data, 68)[0]
    while more < _END and len(table_sectors) <= len(data) // sector:
        *found, more = numbers(at(more))
        table_sectors += [n for n in found if n < _END]
    table = [n for s in table_sectors for n in numbers(at(s))]

    def chain(first: int) -> bytes:
        pieces: list[bytes] = []
        while first < _END:
            if len(pieces) > len(data) // sector or first >= len(table):
                raise ValueError("a chain of sectors without end")
            pieces.append(at(first))
            first = table[first]
        return b"".join(pieces)

    directory_at, cutoff, mini_at = struct.unpack_from("<I4xII", data, 48)
    directory = chain(directory_at)
    entries: dict[str, tuple[int, ...]] = {}
    for place in range(0, len(directory) - 127, 128):
        entry = directory[place:place + 128]
        length = struct.unpack_from("<H", entry, 64)[0]
        title = entry[:max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
        entries.setdefault("/" if entry[66] == 5 else title, struct.unpack_from("<II", entry, 116))
    found_entry = entries.get("workbook") or entries.get("book")
    if found_entry is None:
        return None
    first, size = found_entry
    if size >= cutoff:
        return chain(first)[:size]
    small, links = chain(entries["/"][0]) if "/" in entries else b"", chain(mini_at)
    pieces: list[bytes] = []
    link = struct.unpack(f"<{len(links) // 4}I", links)
    while first < _END:
        if len(pieces) * 64 > len(small) or first >= len(link):
            raise ValueError("a chain of small sectors without end")
        pieces.append(small[first * 64:first * 64 + 64])
        first = link[first]
    return b"".join(pieces)[:size]
