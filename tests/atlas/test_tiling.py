"""Tiles: every pair in exactly one, the same rows whatever the division, from files of every kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.overlay import overlay_rings
from yulin.atlas.overlay.layers import open_side
from yulin.atlas.overlay.local import all_areas, overlay_to_file
from yulin.atlas.overlay.plane import to_equal_area_rings
from yulin.atlas.overlay.sides import Side
from yulin.atlas.overlay.staging import file_side
from yulin.atlas.overlay.tiling import Tile, plan_tiles
from yulin.atlas.overlay.work import Prepared, Shelf, tile_areas
from yulin.atlas.rings import rings_from_geometries
from yulin.findings import Refusal
from yulin.geodesy.crs import Gk

GK = Gk(38)
BOW = shapely.Polygon([(38520000, 3900000), (38520010, 3900010), (38520010, 3900000), (38520000, 3900010)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, make_coverage: Callable[..., np.ndarray]) -> Path:
    """Two coverages that lie askew, as GeoParquet of small row groups with a covering."""
    place = tmp_path_factory.mktemp("tiling")
    for name, cells in (("left", make_coverage(16)), ("right", make_coverage(9, side=217.0, seed=5))):
        frame = geopandas.GeoDataFrame({"NO": [f"{name}-{k}" for k in range(len(cells))]}, geometry=cells, crs=GK.epsg)
        order = frame.hilbert_distance().argsort().to_numpy()
        frame.iloc[order].to_parquet(place / f"{name}.parquet", write_covering_bbox=True, row_group_size=11)
        frame.iloc[order].to_file(place / f"{name}.gpkg")
    return place


@pytest.fixture(scope="module")
def sides(folder: Path) -> tuple[Side, Side]:
    left, right = (file_side(folder / f"{name}.parquet", None, None, folder) for name in ("left", "right"))
    return left, right


def rows_of(table: pa.Table) -> list[tuple[object, object, float]]:
    return sorted(zip(*(table.column(n).to_pylist() for n in ("left", "right", "area_m2")), strict=True))


def test_each_pair_is_in_one_tile_and_rows_do_not_depend_on_the_division(
        folder: Path, sides: tuple[Side, Side]) -> None:
    left, right = sides
    frames = [geopandas.read_parquet(folder / f"{name}.parquet") for name in ("left", "right")]
    whole = overlay_rings(*(to_equal_area_rings(rings_from_geometries(f.geometry), GK) for f in frames))
    expected = sorted(zip((whole.left + 1).tolist(), (whole.right + 1).tolist(), whole.area.tolist(), strict=True))
    counts = []
    for budget in (1, 60_000, 200_000, 10**9):
        tiles = plan_tiles(left, right, budget)
        counts.append(len(tiles))
        pairs = [(a, b) for tile in tiles for a in tile.left.groups for b in tile.right.groups]
        assert len(pairs) == len(set(pairs))
        found = [row for tile in tiles for row in rows_of(tile_areas(tile))]
        assert sorted(found) == expected  # the same doubles, too
        assert [tile.number for tile in tiles] == list(range(len(tiles)))
    assert counts[0] > counts[1] > counts[2] > counts[3] == 1
    assert rows_of(all_areas(left, right)) == expected


def test_the_heavier_layer_leads_whichever_side_it_is_on(sides: tuple[Side, Side]) -> None:
    left, right = sides
    there, back = plan_tiles(left, right, 200_000), plan_tiles(right, left, 200_000)
    assert not any(t.turned for t in there) and all(t.turned for t in back)
    one = pa.concat_tables([tile_areas(t).replace_schema_metadata(None) for t in there])
    two = pa.concat_tables([tile_areas(t).replace_schema_metadata(None) for t in back])
    assert [(b, a) for b, a, _area in rows_of(two)] != [] and {(a, b) for b, a, _x in rows_of(two)} == {
        (a, b) for a, b, _x in rows_of(one)}
    assert sum(one.column("area_m2").to_pylist()) == pytest.approx(sum(two.column("area_m2").to_pylist()), abs=1e-6)


def test_a_feature_over_the_whole_layer_does_not_break_the_budget(folder: Path, sides: tuple[Side, Side]) -> None:
    left, _right = sides
    boxes = left.boxes()
    cover = shapely.box(*boxes[:, :2].min(0) - 5, *boxes[:, 2:].max(0) + 5)
    dense = shapely.segmentize(cover, 0.05)  # heavier than the coverage: it leads
    geopandas.GeoDataFrame(geometry=[dense], crs=GK.epsg).to_parquet(folder / "one.parquet", write_covering_bbox=True)
    one = file_side(folder / "one.parquet", None, None, folder)
    tiles = plan_tiles(left, one, 8 * left.weight // 2)
    assert len(tiles) > 2 and all(t.turned and len(t.right.groups) == 1 for t in tiles)
    assert sum(t.left.rows for t in tiles) == left.rows
    found = pa.concat_tables([tile_areas(t).replace_schema_metadata(None) for t in tiles])
    assert sorted(found.column("left").to_pylist()) == list(range(1, left.rows + 1))


def test_a_tile_is_one_line_of_text_and_back(sides: tuple[Side, Side]) -> None:
    for tile in plan_tiles(*sides, 60_000, 0.5):
        text = tile.to_text()
        assert "\n" not in text and Tile.from_text(text) == tile
        assert tile_areas(Tile.from_text(text)).equals(tile_areas(tile))


def test_files_of_every_kind_give_the_same_rows(folder: Path, tmp_path: Path) -> None:
    expected = None
    frame = geopandas.read_parquet(folder / "right.parquet")
    frame.to_parquet(tmp_path / "plain.parquet")  # no covering
    frame.sample(frac=1, random_state=1).to_parquet(tmp_path / "loose.parquet", write_covering_bbox=True,
                                                    row_group_size=5)
    frame.to_file(tmp_path / "right.gpkg")
    for name in (folder / "right.parquet", tmp_path / "plain.parquet", tmp_path / "loose.parquet",
                 tmp_path / "right.gpkg"):
        left = file_side(folder / "left.gpkg", None, "NO", tmp_path / "work")
        right = file_side(name, None, "NO", tmp_path / "work")
        rows = rows_of(all_areas(left, right))
        expected = expected or rows
        assert rows == expected and len(rows) > 300
    assert len(list((tmp_path / "work").iterdir())) == 4 + 3  # the first of the right sides is read as it lies


def test_geoarrow_is_read_from_its_buffers(folder: Path, tmp_path: Path) -> None:
    frame = geopandas.read_parquet(folder / "right.parquet")
    left = file_side(folder / "left.parquet", None, None, tmp_path)
    for shapes in (frame.geometry, [shapely.MultiPolygon([g]) for g in frame.geometry],
                   [g - g.centroid.buffer(9) for g in frame.geometry]):
        rows = []
        for name, encoding in (("wkb", "WKB"), ("arrow", "geoarrow")):
            path = tmp_path / f"{name}.parquet"
            geopandas.GeoDataFrame(geometry=list(shapes), crs=GK.epsg).to_parquet(
                path, geometry_encoding=encoding, write_covering_bbox=True, row_group_size=13)
            side = file_side(path, None, None, tmp_path)
            assert side.groups and not side.checked
            rows.append(rows_of(all_areas(left, side)))
        assert rows[0] == rows[1] and len(rows[0]) > 300
    frame[["geometry"]].to_parquet(tmp_path / "bare.parquet", geometry_encoding="geoarrow")
    with pytest.raises(Refusal, match="covering"):
        file_side(tmp_path / "bare.parquet", None, None, tmp_path)


def test_degrees_and_another_zone(folder: Path, tmp_path: Path) -> None:
    frame = geopandas.read_parquet(folder / "right.parquet")
    left = file_side(folder / "left.parquet", None, "NO", tmp_path)
    plain = rows_of(all_areas(left, file_side(folder / "right.parquet", None, "NO", tmp_path)))
    for epsg in (4490, 4527):
        frame.to_crs(epsg).to_parquet(tmp_path / "other.parquet", write_covering_bbox=True, row_group_size=7)
        other = rows_of(all_areas(left, file_side(tmp_path / "other.parquet", None, "NO", tmp_path)))
        big = {(a, b): area for a, b, area in other if area > 1}
        assert set(big) == {(a, b) for a, b, area in plain if area > 1}
        for a, b, area in plain:
            if area > 1:  # edges of more than 70 m are straight in another plane
                assert big[a, b] == pytest.approx(area, abs=0.2, rel=1e-4)


def test_the_atlas_is_read_by_its_groups(layer_file: Path, folder: Path, tmp_path: Path) -> None:
    Atlas(tmp_path).import_file(layer_file, "dltb", "2024-12-31")
    side = open_side("dltb", tmp_path, None, tmp_path)
    assert side.checked and side.key == "BSM" and side.rows == 144
    table = all_areas(side, side)
    assert table.column("left").to_pylist() == table.column("right").to_pylist()
    with pytest.raises(Refusal):
        open_side("dltb", tmp_path, "NOPE", tmp_path)


@pytest.mark.parametrize("covering", [True, False])
def test_ground_counted_twice_is_refused_by_its_row(folder: Path, tmp_path: Path, covering: bool) -> None:
    cells = geopandas.read_parquet(folder / "right.parquet").geometry.to_numpy()
    lens = shapely.MultiPolygon([cells[3], shapely.affinity.translate(cells[3], 1, 1)])  # parts on top of each other
    for wrong, where in ((BOW, 5), (lens, 2)):
        shapes = [*cells[:where - 1], wrong, *cells[where:]]
        path = tmp_path / f"wrong-{where}-{covering}.parquet"
        geopandas.GeoDataFrame(geometry=shapes, crs=GK.epsg).to_parquet(path, write_covering_bbox=covering)
        left = file_side(folder / "left.parquet", None, None, tmp_path)
        with pytest.raises(Refusal, match=f"第{where}行"):
            overlay_to_file(left, file_side(path, None, None, tmp_path), tmp_path / "out.parquet")
    assert not list(tmp_path.glob("*out*"))


def test_what_is_harmless_is_not_refused(folder: Path, tmp_path: Path) -> None:
    ring = [(38520100, 3900100), (38520200, 3900100), (38520200, 3900200), (38520150, 3900200), (38520150, 3900260),
            (38520150, 3900200), (38520100, 3900200), (38520100, 3900200)]
    geopandas.GeoDataFrame(geometry=[shapely.Polygon(ring)], crs=GK.epsg).to_file(tmp_path / "spike.gpkg")
    left = file_side(folder / "left.parquet", None, None, tmp_path)
    found = all_areas(left, file_side(tmp_path / "spike.gpkg", None, None, tmp_path))
    assert sum(found.column("area_m2").to_pylist()) == pytest.approx(10_000 * 0.99996, abs=1)


def test_rows_without_a_polygon_count_as_rows(folder: Path, tmp_path: Path) -> None:
    cells = geopandas.read_parquet(folder / "right.parquet").geometry.to_numpy()
    geopandas.GeoDataFrame({"NO": [1, 2, 3]}, geometry=[None, cells[0], None], crs=GK.epsg).to_file(tmp_path / "b.gpkg")
    side = file_side(tmp_path / "b.gpkg", None, None, tmp_path)
    assert (side.rows, side.blank) == (3, 2)
    left = file_side(folder / "left.parquet", None, None, tmp_path)
    assert set(all_areas(left, side).column("right").to_pylist()) == {2}


def test_nothing_to_lay_over(folder: Path, tmp_path: Path) -> None:
    far = geopandas.GeoDataFrame(geometry=[shapely.box(38600000, 3900000, 38600010, 3900010)], crs=GK.epsg)
    far.to_file(tmp_path / "far.gpkg")
    left = file_side(folder / "left.parquet", None, None, tmp_path)
    made = overlay_to_file(left, file_side(tmp_path / "far.gpkg", None, None, tmp_path), tmp_path / "o.parquet")
    assert (made.pairs, made.area_m2, made.tiles) == (0, 0.0, 0)
    assert pq.read_table(tmp_path / "o.parquet").column_names == ["left", "right", "area_m2", "sliver"]


def test_a_shelf_makes_each_once_and_keeps_within_its_room(sides: tuple[Side, Side]) -> None:
    tile = plan_tiles(*sides, 10**9)[0]
    shelf = Shelf(1)
    made: list[int] = []

    def make(k: int) -> Prepared:
        from yulin.atlas.overlay.work import prepare

        made.append(k)
        return prepare(tile.left, tile.left.groups[k], tile.meridian)

    first = shelf.get(0, lambda: make(0))
    assert shelf.get(0, lambda: make(0)) is first and made == [0]
    shelf.get(1, lambda: make(1))  # no room: the first is dropped
    shelf.get(0, lambda: make(0))
    assert made == [0, 1, 0]
    with pytest.raises(ZeroDivisionError):
        shelf.get(2, lambda: make(1 // 0))
    assert shelf.get(2, lambda: make(2)).rows > 0
