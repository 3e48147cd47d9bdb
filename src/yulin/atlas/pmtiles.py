"""PMTiles 3: a version's tiles in one file that a map reads by ranges (MapLibre, QGIS, GDAL).

Layout (protomaps/PMTiles, spec v3): a header of 127 bytes, the root directory, metadata, leaf directories, tile data.
Directories are columns of varints, compressed; tiles follow the Hilbert curve; equal tiles are stored once.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from uuid import uuid4

from yulin.atlas.pyramid import tile_id, tiles_of_zoom
from yulin.atlas.tiles import cached_tile, make_tile
from yulin.atlas.varints import varint
from yulin.atlas.version import Version
from yulin.atlas.workers import stream
from yulin.findings import Refusal
from yulin.geodesy.crs import transformer
from yulin.i18n import gettext as _

HEADER = 127
ROOT_ROOM = 16_384 - HEADER
LEAF_ENTRIES = 4096
GZIP, MVT = 2, 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One run of equal tiles. first: id of the first; offset, length: in the tile data; run: how many ids."""

    first: int
    offset: int
    length: int
    run: int


def write_pmtiles(path: Path, version: Version, least: int = 6, most: int = 14,
                  progress: Callable[[int], None] | None = None) -> int:
    """Write all tiles of ``version`` from zoom ``least`` to ``most`` to ``path``; the number of tiles.

    progress: called with the number of tiles made so far. The file appears when it is whole.
    """
    if not 0 <= least <= most <= 22:
        raise Refusal(_("级别应在 0 到 22 之间，最小级不大于最大级。"))
    if version.extent is None:
        raise Refusal(_("图层 {layer} 的 {version} 版本没有要素。").format(layer=version.layer, version=version.id))
    draft = path.with_name(f".{path.name}-{uuid4().hex[:8]}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=path.parent) as data, draft.open("wb") as out:
            entries, contents = _tiles(data, version, least, most, progress)
            count = sum(e.run for e in entries)
            root, leaves = _directories(entries)
            said = gzip.compress(json.dumps(_metadata(version, least, most), ensure_ascii=False).encode(), mtime=0)
            size = data.tell()
            out.write(_header(version, len(root), len(said), len(leaves), size, count, len(entries), contents,
                              least, most))
            out.write(root + said + leaves)
            data.seek(0)
            while chunk := data.read(1 << 20):
                out.write(chunk)
        os.replace(draft, path)
    except OSError as fault:
        raise Refusal(_("写不出 {name}（{fault}），请检查磁盘空间和权限；原文件未改动。").format(
            name=path.name, fault=fault.strerror or type(fault).__name__)) from None
    finally:
        draft.unlink(missing_ok=True)
    return count


def _tiles(data: object, version: Version, least: int, most: int,
           progress: Callable[[int], None] | None) -> tuple[list[Entry], int]:
    """Write the tiles behind each other; their entries by id, and how many different ones there are."""
    entries: list[Entry] = []
    known: dict[bytes, tuple[int, int]] = {}
    at = made = 0
    def one(place: tuple[int, int, int, int]) -> tuple[int, bytes]:
        number, z, x, y = place
        raw = cached_tile(version, z, x, y) or make_tile(version, z, x, y)
        return number, gzip.compress(raw, 6, mtime=0) if raw else b""

    for z in range(least, most + 1):
        for number, packed in stream(one, sorted((tile_id(z, x, y), z, x, y) for x, y in tiles_of_zoom(version, z))):
            made += 1
            if progress is not None:
                progress(made)
            if not packed:
                continue
            mark = hashlib.sha256(packed).digest()
            if mark not in known:
                known[mark] = (at, len(packed))
                data.write(packed)  # type: ignore[attr-defined]
                at += len(packed)
            offset, length = known[mark]
            last = entries[-1] if entries else None
            if last is not None and last.offset == offset and last.first + last.run == number:
                entries[-1] = Entry(last.first, offset, length, last.run + 1)
            else:
                entries.append(Entry(number, offset, length, 1))
    return entries, len(known)


def _directory(entries: list[Entry]) -> bytes:
    def columns() -> Iterator[int]:
        yield len(entries)
        last = 0
        for e in entries:
            yield e.first - last
            last = e.first
        yield from (e.run for e in entries)
        yield from (e.length for e in entries)
        end = -1
        for e in entries:
            yield 0 if e.offset == end else e.offset + 1
            end = e.offset + e.length

    return gzip.compress(b"".join(map(varint, columns())), mtime=0)


def _directories(entries: list[Entry]) -> tuple[bytes, bytes]:
    """The root directory and the leaves behind each other; leaves only where the root would be too large."""
    root = _directory(entries)
    size = LEAF_ENTRIES
    leaves = b""
    while len(root) > ROOT_ROOM:
        parts = [entries[k:k + size] for k in range(0, len(entries), size)]
        packed = [_directory(part) for part in parts]
        pointers, at = [], 0
        for part, leaf in zip(parts, packed, strict=True):
            pointers.append(Entry(part[0].first, at, len(leaf), 0))
            at += len(leaf)
        root, leaves, size = _directory(pointers), b"".join(packed), size * 2
    return root, leaves


def _metadata(version: Version, least: int, most: int) -> dict[str, object]:
    schema = version.schema
    fields = {name: "Number" if (f := schema.field(name)) is not None and f.type != "text" else "String"
              for name in schema.tile if name in version.columns}
    return {"name": f"{schema.title} {version.id}", "description": schema.title_en, "type": "overlay",
            "version": version.id,
            "vector_layers": [{"id": version.layer, "description": schema.title, "minzoom": least, "maxzoom": most,
                               "fields": fields}]}


def _header(version: Version, root: int, metadata: int, leaves: int, data: int, tiles: int, entries: int,
            contents: int, least: int, most: int) -> bytes:
    west, south, east, north = (transformer(version.gk.epsg, 4490).transform_bounds(*version.extent)
                                if version.extent is not None else (0.0, 0.0, 0.0, 0.0))
    offsets = [HEADER, root, HEADER + root, metadata, HEADER + root + metadata, leaves,
               HEADER + root + metadata + leaves, data]
    place = [round(v * 1e7) for v in (west, south, east, north)]
    centre = [round((west + east) / 2 * 1e7), round((south + north) / 2 * 1e7)]
    return (b"PMTiles" + struct.pack("<B", 3) + struct.pack("<8Q", *offsets)
            + struct.pack("<3Q", tiles, entries, contents)
            + struct.pack("<6B", 1, GZIP, GZIP, MVT, least, most)
            + struct.pack("<4i", *place) + struct.pack("<B2i", min(most, max(least, 11)), *centre))
