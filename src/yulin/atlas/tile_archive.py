"""A version's tiles in one PMTiles file beside its parts, made once after the version has appeared.

``<version>/tiles.pmtiles`` holds every tile from zoom 5 to the nearest zoom of which a layer has a reasonable number;
nearer tiles hold few patches and are cut when asked for. The file may be deleted at any time: tiles are then cut
when asked for at every zoom, until it is made again.
"""

from __future__ import annotations

import gzip
import struct
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from yulin.atlas.pyramid import tile_id, tiles_of_zoom
from yulin.atlas.varints import numbers_in
from yulin.atlas.version import Version

NAME = "tiles.pmtiles"
LEAST_ZOOM, MOST_ZOOM = 5, 14
MOST_TILES = 20_000
_RECENT = 256  # directories kept unpacked


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive. least, most: its zooms; root: offset and length of the root directory; leaves, data: offsets."""

    path: Path
    written: int
    least: int
    most: int
    root: tuple[int, int]
    leaves: int
    data: int


def archive_of(version: Version) -> Archive | None:
    """The version's archive, None while there is none."""
    path = version.path / NAME
    try:
        return _opened(path, path.stat().st_mtime_ns)
    except (OSError, struct.error):
        return None


@lru_cache(maxsize=64)
def _opened(path: Path, written: int) -> Archive:
    with path.open("rb") as stream:
        head = stream.read(127)
    at = struct.unpack_from("<8Q", head, 8)
    return Archive(path, written, head[100], head[101], (at[0], at[1]), at[4], at[6])


def stored_tile(archive: Archive, z: int, x: int, y: int) -> bytes | None:
    """The tile as MVT bytes; empty where the layer has nothing, None at a zoom that the archive does not hold."""
    if not archive.least <= z <= archive.most:
        return None
    wanted, (offset, length) = tile_id(z, x, y), archive.root
    for _depth in range(4):
        found = _entry(_directory(archive.path, archive.written, offset, length), wanted)
        if found is None:
            return b""
        at, length, run = found
        if run:
            return gzip.decompress(_bytes(archive.path, archive.data + at, length))
        offset = archive.leaves + at
    return None


def _entry(directory: tuple[list[int], list[int], list[int], list[int]], wanted: int) -> tuple[int, int, int] | None:
    """(offset, length, run) of the entry that holds a tile; run 0: a leaf directory."""
    ids, offsets, lengths, runs = directory
    k = bisect_right(ids, wanted) - 1
    if k < 0 or (runs[k] and wanted >= ids[k] + runs[k]):
        return None
    return offsets[k], lengths[k], runs[k]


@lru_cache(maxsize=_RECENT)
def _directory(path: Path, _written: int, offset: int, length: int,
               ) -> tuple[list[int], list[int], list[int], list[int]]:
    numbers = numbers_in(gzip.decompress(_bytes(path, offset, length)))
    n = numbers[0]
    steps, runs, lengths, places = (numbers[1 + k * n:1 + (k + 1) * n] for k in range(4))
    ids: list[int] = []
    offsets: list[int] = []
    last = 0
    for k in range(n):
        last += steps[k]
        ids.append(last)
        offsets.append(offsets[-1] + lengths[k - 1] if places[k] == 0 else places[k] - 1)
    return ids, offsets, lengths, runs


def _bytes(path: Path, offset: int, length: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(offset)
        return stream.read(length)


def nearest_zoom(version: Version) -> int:
    """The nearest zoom, at most 14, up to which the layer has no more than ``MOST_TILES`` tiles."""
    z, count = LEAST_ZOOM, 0
    while z <= MOST_ZOOM:
        count += sum(1 for _t in tiles_of_zoom(version, z))
        if count > MOST_TILES:
            break
        z += 1
    return max(LEAST_ZOOM, z - 1)


def make_archive(version: Version, progress: Callable[[int, int], None] | None = None) -> int:
    """Make the version's archive; the number of its tiles. progress: called with (made, of).

    A version without features has none (0). Refusal where it cannot be written.
    """
    from yulin.atlas.pmtiles import write_pmtiles  # whose tiles are looked for here first

    if version.extent is None:
        return 0
    most = nearest_zoom(version)
    total = sum(1 for z in range(LEAST_ZOOM, most + 1) for _t in tiles_of_zoom(version, z))
    return write_pmtiles(version.path / NAME, version, LEAST_ZOOM, most,
                         None if progress is None else lambda made: progress(made, total))
