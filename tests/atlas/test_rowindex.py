"""The row index: the same rows and polygons as the file itself, and windows without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from yulin.atlas import parts
from yulin.atlas.catalogue import Atlas
from yulin.atlas.overlay import overlay_rings
from yulin.atlas.overlay.plane import to_equal_area_rings
from yulin.atlas.overlay.standing import areas_on
from yulin.atlas.rings import rings_from_geometries
from yulin.atlas.rowindex import index_path, open_index, write_index
from yulin.atlas.version import Version
from yulin.atlas.window import read_rows, read_table, rows_meeting, shapes_of
from yulin.geodesy.crs import Gk

GK = Gk(38)


@pytest.fixture
def version(layer_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Version:
    """A version of three parts with several row groups each."""
    monkeypatch.setattr(parts, "ROWS_PER_PART", 50)
    monkeypatch.setattr(parts, "ROW_GROUP", 16)
    made = Atlas(tmp_path).import_file(layer_file, "dltb", "2024-12-31").version
    assert made is not None
    return made


def windows() -> list[np.ndarray]:
    rng = np.random.default_rng(4)
    out = [np.array([[0.0, 0.0, 1.0, 1.0]]), np.array([[38_000_000.0, 3_000_000.0, 39_000_000.0, 5_000_000.0]])]
    for count in (1, 1, 1, 1, 3, 200):
        corner = rng.uniform(-100, 1500, (count, 2)) + [38_520_000, 3_900_000]
        out.append(np.column_stack([corner, corner + rng.uniform(0, 400, (count, 2))]))
    return out


def test_windows_and_polygons_are_those_of_the_file(version: Version) -> None:
    stored = read_table(version, ["BSM", "survey_dm2"], boxes=True)
    box = np.array([[b[k] for k in ("xmin", "ymin", "xmax", "ymax")] for b in stored.column("bbox").to_pylist()])
    shapes = stored.column("geometry").to_pylist()
    for window in windows():
        near = np.zeros(len(box), bool)
        for w in window:
            near |= (box[:, 0] <= w[2]) & (box[:, 2] >= w[0]) & (box[:, 1] <= w[3]) & (box[:, 3] >= w[1])
        rows = rows_meeting(version, window)
        assert rows.tolist() == np.flatnonzero(near).tolist()
        assert shapes_of(version, rows).to_pylist() == [shapes[r] for r in rows]
        table = read_rows(version, rows, ["BSM", "geometry", "survey_dm2"])
        assert table.equals(stored.select(["BSM", "geometry", "survey_dm2"]).take(rows))


def test_a_version_without_its_index_reads_the_same(version: Version) -> None:
    with_index = [read_table(version, ["BSM", "TBMJ"], window, boxes=True) for window in windows()]
    for part in version.manifest["parts"]:
        index_path(version.path / part["file"]).unlink()
    bare = Version(version.layer, version.id, version.path)
    for window, expected in zip(windows(), with_index, strict=True):
        assert read_table(bare, ["BSM", "TBMJ"], window, boxes=True).equals(expected)


def test_only_a_plain_layout_is_indexed_and_a_damaged_index_is_none(version: Version, tmp_path: Path) -> None:
    part = version.path / version.manifest["parts"][0]["file"]
    table = pq.read_table(part)
    for name, layout in (("packed", {"compression": "zstd"}), ("paged", {"compression": "none", "data_page_size": 64,
                                                                          "write_batch_size": 4}),
                         ("worded", {"compression": "none", "use_dictionary": True})):
        path = tmp_path / f"{name}.parquet"
        footers: list[pq.FileMetaData] = []
        pq.write_table(table, path, metadata_collector=footers, **layout)
        write_index(path, table, footers[0])
        assert open_index(path) is None and not index_path(path).exists()
    assert open_index(part) is not None
    index_path(part).write_bytes(index_path(part).read_bytes()[:-8])
    assert open_index(part) is None


def test_a_standing_layer_measures_what_lies_on_a_parcel(version: Version, frame: geopandas.GeoDataFrame,
                                                         make_coverage: Callable[..., np.ndarray]) -> None:
    parcels = make_coverage(3, side=301.0, seed=9)
    plane = to_equal_area_rings(rings_from_geometries(parcels), GK)
    found = areas_on(version, plane, GK.central_meridian, shapely.bounds(parcels))
    stored = shapely.from_wkb(read_table(version, []).column("geometry").to_numpy())
    whole = overlay_rings(plane, to_equal_area_rings(rings_from_geometries(stored), GK))
    assert found.left.tolist() == whole.left.tolist() and found.right.tolist() == whole.right.tolist()
    assert found.area.tolist() == whole.area.tolist() and len(frame) == version.rows
    nowhere = areas_on(version, plane, GK.central_meridian, np.array([[0.0, 0.0, 1.0, 1.0]]))
    assert len(nowhere) == 0
