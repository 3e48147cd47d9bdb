"""Varints: whole numbers, seven bits to a byte, the lowest first, as in vector tiles and PMTiles directories."""

from __future__ import annotations


def varint(value: int) -> bytes:
    """The bytes of a number ≥ 0."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def numbers_in(raw: bytes) -> list[int]:
    """The numbers that lie in ``raw`` one after another."""
    out: list[int] = []
    value = shift = 0
    for byte in raw:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            out.append(value)
            value = shift = 0
    return out
