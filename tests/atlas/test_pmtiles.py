"""A version's tiles in one file: read back by GDAL and by the specification, byte by byte."""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import pyogrio
import pytest
from typer.testing import CliRunner

from yulin.atlas import pmtiles, tiles
from yulin.atlas.catalogue import Atlas
from yulin.atlas.pmtiles import Entry, _directories, write_pmtiles
from yulin.atlas.pyramid import tile_id, tiles_of_zoom
from yulin.atlas.tile_archive import archive_of, make_archive, nearest_zoom, stored_tile
from yulin.atlas.tiles import make_tile, tile_of
from yulin.atlas.version import Version
from yulin.cli import atlas as atlas_cli
from yulin.findings import Refusal


@pytest.fixture(scope="module")
def atlas(layer_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    made = Atlas(tmp_path_factory.mktemp("home"))
    made.import_file(layer_file, "dltb", "2024-12-31")
    return made


def directory(packed: bytes) -> list[Entry]:
    raw, at = gzip.decompress(packed), 0

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = raw[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    n = number()
    ids, last = [], 0
    for _i in range(n):
        last += number()
        ids.append(last)
    runs, lengths = [number() for _i in range(n)], [number() for _i in range(n)]
    offsets: list[int] = []
    for i in range(n):
        value = number()
        offsets.append(offsets[-1] + lengths[i - 1] if value == 0 else value - 1)
    assert at == len(raw)
    return [Entry(*row) for row in zip(ids, offsets, lengths, runs, strict=True)]


def test_ids_follow_the_specification() -> None:
    known = {(0, 0, 0): 0, (1, 0, 0): 1, (1, 0, 1): 2, (1, 1, 1): 3, (1, 1, 0): 4, (2, 0, 0): 5,
             (12, 3423, 1763): 19_078_479}
    assert {place: tile_id(*place) for place in known} == known
    for z in (1, 2, 3, 4):
        base = (4**z - 1) // 3
        ids = {tile_id(z, x, y): (x, y) for x in range(2**z) for y in range(2**z)}
        assert sorted(ids) == list(range(base, base + 4**z))
        path = [ids[i] for i in sorted(ids)]
        assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1 for a, b in zip(path, path[1:], strict=False))


def test_every_tile_is_in_the_file(atlas: Atlas, tmp_path: Path) -> None:
    version = atlas.version("dltb")
    out = tmp_path / "dltb.pmtiles"
    count = write_pmtiles(out, version, 6, 15)
    raw = out.read_bytes()
    assert raw[:8] == b"PMTiles\x03" and [p.name for p in tmp_path.iterdir()] == [out.name]
    root_at, root, meta_at, meta, _leaf_at, leaf, data_at, data = struct.unpack("<8Q", raw[8:72])
    assert struct.unpack("<3Q", raw[72:96])[0] == count and leaf == 0 and data_at + data == len(raw)
    assert struct.unpack("<6B", raw[96:102]) == (1, 2, 2, 1, 6, 15)
    said = json.loads(gzip.decompress(raw[meta_at:meta_at + meta]))
    assert said["vector_layers"][0]["id"] == "dltb" and said["vector_layers"][0]["fields"]["TBMJ"] == "Number"
    found = {}
    for e in directory(raw[root_at:root_at + root]):
        for k in range(e.run):
            found[e.first + k] = gzip.decompress(raw[data_at + e.offset:data_at + e.offset + e.length])
    wanted = {tile_id(z, x, y): tile for z in range(6, 16) for x, y in tiles_of_zoom(version, z)
              if (tile := make_tile(version, z, x, y))}
    assert found == wanted and len(found) == count


def test_gdal_reads_it(atlas: Atlas, tmp_path: Path) -> None:
    out = tmp_path / "dltb.pmtiles"
    done = CliRunner().invoke(atlas_cli.app, ["export", "dltb", str(out), "--home", str(atlas.home),
                                              "--format", "json"])
    assert done.exit_code == 0 and json.loads(done.stdout)["tiles"] > 5
    frame = pyogrio.read_dataframe(out, layer="dltb")
    assert set(frame["TBBH"].dropna()) == {f"{n:04d}" for n in range(1, 145)} and frame.crs.to_epsg() == 3857


def test_many_tiles_go_into_leaves() -> None:
    entries = [Entry(7 * k, 1000 * k * k, 900 + k % 77, 1) for k in range(60_000)]
    root, leaves = _directories(entries)
    assert len(root) <= 16_257
    again: list[Entry] = []
    for pointer in directory(root):
        assert pointer.run == 0
        again += directory(leaves[pointer.offset:pointer.offset + pointer.length])
    assert again == entries


def test_the_archive_serves_every_zoom_it_holds(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    version = atlas.version("dltb")
    assert archive_of(version) is None and nearest_zoom(version) == 14
    told: list[tuple[int, int]] = []
    made = make_archive(version, lambda n, of: told.append((n, of)))
    wanted = [(z, x, y) for z in range(5, 15) for x, y in tiles_of_zoom(version, z)]
    archive = archive_of(version)
    assert archive is not None and (archive.least, archive.most) == (5, 14)
    assert told == [(n + 1, len(wanted)) for n in range(len(wanted))] and 0 < made <= len(wanted)
    cut = {place: make_tile(version, *place) for place in wanted}
    monkeypatch.setattr(tiles, "make_tile", lambda *_place: b"cut anew")
    for place, data in cut.items():
        assert stored_tile(archive, *place) == tile_of(version, *place) == data
    assert tile_of(version, 10, 0, 0) == b"" and stored_tile(archive, 15, 0, 0) is None
    assert tile_of(version, 15, 0, 0) == b"cut anew"  # nearer than the archive: cut when asked for
    (version.path / "tiles.pmtiles").unlink()
    assert archive_of(version) is None and tile_of(version, *wanted[0]) == b"cut anew"


def test_an_archive_with_leaves_is_read(tmp_path: Path, atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pmtiles, "ROOT_ROOM", 60)
    monkeypatch.setattr(pmtiles, "LEAF_ENTRIES", 3)
    found = atlas.version("dltb")
    version = Version(found.layer, found.id, tmp_path)
    for file in found.path.iterdir():
        if file.is_file():
            (tmp_path / file.name).symlink_to(file)
    make_archive(version)
    archive = archive_of(version)
    assert archive is not None
    for z in range(5, 15):
        for x, y in tiles_of_zoom(version, z):
            assert stored_tile(archive, z, x, y) == make_tile(version, z, x, y)


def test_a_wide_layer_keeps_to_its_far_zooms(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yulin.atlas.tile_archive.MOST_TILES", 8)
    assert nearest_zoom(atlas.version("dltb")) == 12


def test_refusals(atlas: Atlas, tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        write_pmtiles(tmp_path / "x.pmtiles", atlas.version("dltb"), 9, 8)
    assert list(tmp_path.iterdir()) == []
