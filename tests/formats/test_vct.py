import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.formats.conversion import convert
from yulin.formats.parcel_stream import open_parcels
from yulin.formats.parcels import read_parcels
from yulin.formats.topology import shared_chains
from yulin.formats.vct_reader import list_vct_layers, open_vct, read_vct
from yulin.formats.vct_writer import write_vct
from yulin.formats.vectors import VectorLayer, write_vector
from yulin.geodesy.crs import Gk
from yulin.geodesy.survey_area import survey_areas_dm2

# two squares side by side, the right one with a hole that a third polygon fills; the shared edge is line 101
HAND = """HeadBegin
Datamark:LANDUSE-VCT
Version:3.0
CoordinateSystemType:P
Dim:2
XAxisDirection:E
YAxisDirection:N
XYUnit:M
Spheroid:CGCS2000,6378137.0,298.257222101
Projection:高斯-克吕格投影
Parameters:120,1,40500000,0,3,40
Separator:,
HeadEnd

FeatureCodeBegin
2001010100,地类图斑,Polygon,DLTB
FeatureCodeEnd
CommentBegin
任意说明
CommentEnd
TableStructureBegin
DLTB,5
BSM,Char,18
DLBM,Char,5
TBMJ,Float,15,2
GDDB,Int4
GXSJ,Date,8
0
TableStructureEnd
PointBegin
1
1000119000
unknown
1
40520000.000,3353000.000
0
PointEnd
LineBegin
101
1099000000
unknown
1
1
11
2
40520100.000,3353000.000
40520100.000,3353100.000
0
102
1099000000
unknown
1
1
11
4
40520100.000,3353100.000
40520000.000,3353100.000
40520000.000,3353000.000
40520100.000,3353000.000
0
103
1099000000
unknown
1
2
11
3
40520100.000,3353000.000
40520200.000,3353000.000
40520200.000,3353100.000
11
2
40520200.000,3353100.000
40520100.000,3353100.000
0
104
1099000000
unknown
1
1
11
4
40520140.000,3353040.000
40520160.000,3353040.000
40520150.000,3353060.000
40520140.000,3353040.000
0
LineEnd
PolygonBegin
900001
2001010100
unknown
100
40520050.000000,3353050.000000
21
2
101,102
0
900002
2001010100
unknown
100
40520180.000000,3353050.000000
21
4
103,-101,0,-104
0
900003
2001010100
unknown
1
40520150.000000,3353050.000000
1
11
4
40520140.000,3353040.000
40520160.000,3353040.000
40520150.000,3353060.000
40520140.000,3353040.000
0
PolygonEnd
AttributeBegin
DLTB
900002,330102211000000002,0103,9800.00,,20241231
900001,330102211000000001,0101,9999.90,3,20241231
900003,330102211000000003,1104A,200.00,,
TableEnd
AttributeEnd
"""


@pytest.fixture
def hand(tmp_path):
    def write(text=HAND, encoding="gbk"):
        path = tmp_path / "手写.vct"
        path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
        return path
    return write


def test_direct_and_indirect_polygons(hand):
    assert list_vct_layers(hand()) == ["DLTB"]
    layer = read_vct(hand())
    assert (layer.epsg, layer.name, layer.findings) == (4528, "DLTB", ())
    left, right, inner = layer.frame.geometry
    assert left.equals(shapely.box(40520000, 3353000, 40520100, 3353100))
    assert (right.area, len(right.interiors), inner.area) == (9800, 1, 200)
    assert left.intersection(right).length == 100
    assert layer.frame["DLBM"].tolist() == ["0101", "0103", "1104A"]
    assert layer.frame["TBMJ"].tolist() == [9999.9, 9800, 200]
    assert layer.frame["GDDB"].tolist() == [3, pd.NA, pd.NA]
    assert layer.frame["GXSJ"].isna().tolist() == [False, False, True]
    assert read_vct(hand(encoding="utf-8")).frame.equals(layer.frame)
    parcels = read_parcels(hand()).parcels
    assert [p.survey_dm2 for p in parcels] == survey_areas_dm2(layer.frame.geometry.values, Gk(40)).tolist()


def test_writers_that_count_otherwise(hand):
    uncounted = HAND.replace("\n4\n103,-101,0,-104\n", "\n3\n103,-101,0,-104\n")
    assert read_vct(hand(uncounted)).frame.geometry.iloc[1].area == 9800
    wrapped = HAND.replace("\n4\n103,-101,0,-104\n", "\n4\n103,-101\n0\n-104\n")
    assert read_vct(hand(wrapped)).frame.geometry.iloc[1].area == 9800
    lower = HAND.replace("LineBegin", "LINEBEGIN").replace("HeadEnd", "headend")
    assert len(read_vct(hand(lower)).frame) == 3
    turned = HAND.replace("XAxisDirection:E", "XAxisDirection:N")
    swapped = "\n".join(
        ",".join(reversed(line.split(","))) if line.startswith("4052") and line.count(",") == 1 else line
        for line in turned.split("\n"))
    assert read_vct(hand(swapped)).frame.geometry.iloc[1].area == 9800


def test_what_a_polygon_lacks_is_its_finding(hand):
    layer = read_vct(hand(HAND.replace("103,-101,0,-104", "103,-199,0,-104")))
    assert [(f.level, f.code) for f in layer.findings] == [("error", "vct.line_missing")]
    assert layer.frame.geometry.isna().tolist() == [False, True, False]
    layer = read_vct(hand(HAND.replace("2\n101,102", "1\n102")))
    assert [f.code for f in layer.findings] == ["vct.ring_open"]
    layer = read_vct(hand(HAND.replace("900003,3301", "900009,3301")))
    assert [(f.level, f.code) for f in layer.findings] == [("warning", "vct.attributes_missing")]
    layer = read_vct(hand(HAND.replace("40,1,40500000", "40,1,40500000").replace("120,1,40500000,0,3,40",
                                                                                  "117,1,39500000,0,3,39")))
    assert [f.code for f in layer.findings] == ["zone.contradiction"]


def test_batches_are_the_whole(tmp_path, monkeypatch):
    """However many polygons and points a batch may hold, and even where the numbers go to disk at once."""
    shapes = coverage(3)
    shapes[7] = shapes[2]  # an outline that comes again, many batches later
    frame = gpd.GeoDataFrame({"BSM": [str(i) for i in range(len(shapes))]}, geometry=shapes, crs=4526)
    path = tmp_path / "a.vct"
    write_vct(path, [VectorLayer(frame, 4526, "DLTB")])
    whole, parcels = read_vct(path).frame, read_parcels(path).parcels
    for rows, points, held in ((1, 10**6, 10**6), (3, 10**6, 1), (10**6, 40, 100)):
        monkeypatch.setattr(limits, "VCT_BATCH_ROWS", rows)
        monkeypatch.setattr(limits, "VCT_BATCH_POINTS", points)
        monkeypatch.setattr(limits, "VCT_SPOOL_NUMBERS", held)
        with open_vct(path) as table:
            assert (table.rows, table.bounds) == (len(shapes), tuple(whole.total_bounds))
            frames = list(table.batches())
        assert len(frames) > 5
        assert all(len(f) <= rows for f in frames)
        assert pd.concat(frames).equals(whole)
        with open_parcels(path) as stream:
            found = [p for batch in stream.batches for p in batch]
        assert [p.survey_dm2 for p in found] == [p.survey_dm2 for p in parcels]
        assert [i for i, p in enumerate(found) if p.survey_dm2 is None] == [7]
        assert [f.code for p in found for f in p.findings] == ["geometry.duplicate"]


def test_what_points_multiply_to_is_bounded(hand, monkeypatch):
    """A small file whose polygons name one long line again and again does not become a large layer."""
    monkeypatch.setattr(limits, "VCT_OBJECT_POINTS", 40)
    many = HAND.replace("\n2\n101,102\n", "\n24\n" + ",".join(["101", "102"] * 12) + "\n")
    layer = read_vct(hand(many))
    assert [(f.level, f.code) for f in layer.findings] == [("error", "vct.too_many_points")]
    assert layer.frame.geometry.isna().tolist() == [True, False, False]
    monkeypatch.setattr(limits, "VCT_LAYER_POINTS", 20)
    with pytest.raises(Refusal, match="分区导出"):
        read_vct(hand(HAND))


def test_two_rows_for_one_polygon(hand):
    with pytest.raises(Refusal, match="900001 号面有两行属性"):
        read_vct(hand(HAND.replace("900002,3301", "900001,3301")))


def test_refusals(hand, tmp_path):
    def refused(text, word, **options):
        with pytest.raises(Refusal, match=word) as refusal:
            read_vct(hand(text), **options)
        assert "手写.vct" in str(refusal.value)
    refused("这不是", "不是 VCT")
    refused(HAND.replace("Spheroid:CGCS2000,6378137.0,298.257222101", "Spheroid:Krasovsky,6378245,298.3"), "七参数")
    refused(HAND.replace("3,40\n", "3,39\n"), "--crs")
    assert read_vct(hand(HAND.replace("3,40\n", "3,39\n")), crs=4528).epsg == 4528
    refused(HAND, "不一致", crs=4526)
    refused(HAND, "没有图层", layer="XZQ")
    refused(HAND.replace("11\n2\n", "12\n2\n"), "折线")
    lines = HAND.split("\n")
    for cut in (5, 20, 50, 70, 90, 110, len(lines) - 2):
        refused("\n".join(lines[:cut]), "请")
    with pytest.raises(Refusal, match="找不到"):
        read_vct(tmp_path / "无.vct")


def coverage(seed, n=12):
    """Quarrelsome cells: a grid with shaken corners, some merged, one inside another, one with two parts."""
    rng = np.random.default_rng(seed)
    corners = np.stack(np.meshgrid(np.arange(n + 1) * 50.0, np.arange(n + 1) * 50.0, indexing="ij"), axis=-1)
    corners = np.round(corners + rng.uniform(-15, 15, corners.shape), 4) + np.array([38500000, 3300000])
    cells = [shapely.Polygon([corners[i, j], corners[i + 1, j], corners[i + 1, j + 1], corners[i, j + 1]])
             for i in range(n) for j in range(n)]
    groups = rng.integers(0, len(cells) // 3, len(cells))
    merged = [shapely.union_all([c for c, g in zip(cells, groups, strict=True) if g == k]) for k in set(groups)]
    lake = shapely.Point(*corners[3, 3]).buffer(8).normalize()
    lake = shapely.Polygon(np.round(lake.exterior.coords, 4))
    return np.array([*(m.difference(lake) for m in merged), lake], dtype=object)


@pytest.mark.parametrize("seed", range(6))
def test_round_trip_keeps_the_topology(tmp_path, seed):
    shapes = shapely.set_precision(coverage(seed), 1e-4, mode="pointwise")
    frame = gpd.GeoDataFrame(
        {"BSM": [f"{i:018d}" for i in range(len(shapes))], "DLMC": "水田,旱地", "TBMJ": shapely.area(shapes).round(2),
         "GDDB": pd.array([1, None] * (len(shapes) // 2) + [1] * (len(shapes) % 2), dtype="Int64"),
         "GXSJ": dt.date(2024, 12, 31), "BZ": None}, geometry=shapes, crs=4526)
    path = tmp_path / "a.vct"
    write_vct(path, [VectorLayer(frame, 4526, "DLTB")], dt.date(2024, 12, 31))
    layer = read_vct(path)
    assert (layer.epsg, layer.findings) == (4526, ())
    back = np.asarray(layer.frame.geometry, dtype=object)
    assert survey_areas_dm2(back, Gk(38)).tolist() == survey_areas_dm2(shapes, Gk(38)).tolist()
    assert all(a.equals(b) for a, b in zip(back, shapes, strict=True))
    assert abs(shapely.union_all(back).area - shapely.area(back).sum()) < 0.01
    assert layer.frame["BSM"].tolist() == frame["BSM"].tolist()
    assert layer.frame["DLMC"].unique().tolist() == ["水田，旱地"]
    assert layer.frame["TBMJ"].tolist() == frame["TBMJ"].tolist()
    assert layer.frame["GDDB"].equals(frame["GDDB"])
    assert layer.frame["GXSJ"].unique().tolist() == [pd.Timestamp(2024, 12, 31)]
    text = path.read_bytes().decode("gbk")
    assert text.count("\r\n") == text.count("\n")
    edges = [tuple(sorted(pair)) for block in text.split("LineBegin\r\n")[1].split("LineEnd")[0].split("\r\n0\r\n")
             for points in [[x for x in block.split("\r\n") if "." in x]]
             for pair in zip(points[:-1], points[1:], strict=True)]
    assert len(edges) == len(set(edges))


def test_chains_of_two_neighbours():
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    chains = shared_chains(np.array([left, right], dtype=object))
    assert len(chains.offsets) - 1 == 3
    uses = [set(map(abs, chains.uses[a:b].tolist()))
            for a, b in zip(chains.use_offsets[:-1], chains.use_offsets[1:], strict=True)]
    assert len(uses[0] & uses[1]) == 1
    both = chains.uses[np.abs(chains.uses) == (uses[0] & uses[1]).pop()]
    assert both.sum() == 0  # once forwards, once backwards
    island = shared_chains(np.array([shapely.box(0, 0, 9, 9).difference(left.buffer(0)), left], dtype=object))
    assert len(island.offsets) - 1 >= 1
    with pytest.raises(ValueError, match="three"):
        shared_chains(np.array([shapely.Polygon([(0, 0), (1, 0), (1, 0), (0, 0)])], dtype=object))


def test_several_layers_and_back(tmp_path):
    shapes = coverage(1)
    frame = gpd.GeoDataFrame({"BSM": [str(i) for i in range(len(shapes))]}, geometry=shapes, crs=4526)
    whole = gpd.GeoDataFrame({"XZQMC": ["青禾镇"]}, geometry=[shapely.union_all(shapes)], crs=4526)
    write_vector(tmp_path / "a.gdb", frame, "DLTB")
    write_vector(tmp_path / "a.gdb", whole, "XZQ")
    assert convert(tmp_path / "a.gdb", tmp_path / "a.vct").layers == (("DLTB", len(shapes)), ("XZQ", 1))
    assert list_vct_layers(tmp_path / "a.vct") == ["DLTB", "XZQ"]
    convert(tmp_path / "a.vct", tmp_path / "b.gpkg")
    convert(tmp_path / "b.gpkg", tmp_path / "c.txt", layer="DLTB")
    expected = survey_areas_dm2(shapes, Gk(38)).tolist()
    for path, layer in (("a.gdb", "DLTB"), ("a.vct", "dltb"), ("b.gpkg", "DLTB"), ("c.txt", None)):
        assert [p.survey_dm2 for p in read_parcels(tmp_path / path, layer).parcels] == expected
    assert read_vct(tmp_path / "a.vct", "XZQ").frame["XZQMC"].tolist() == ["青禾镇"]


def test_two_years_of_one_layer_keep_apart(hand, tmp_path):
    square = shapely.box(38500000, 3300000, 38500100, 3300100)
    years = [VectorLayer(gpd.GeoDataFrame({"YSDM": ["2001010100"] * n}, geometry=[square] * n, crs=4526), 4526, name)
             for n, name in ((1, "DLTB_2024"), (2, "DLTB_2025"))]
    write_vct(tmp_path / "a.vct", years)
    text = (tmp_path / "a.vct").read_bytes().decode("gbk")
    assert "2001010100,地类图斑,Polygon,DLTB_2024\r\n2001010101,地类图斑,Polygon,DLTB_2025" in text
    assert [len(read_vct(tmp_path / "a.vct", y.name).frame) for y in years] == [1, 2]
    shared = HAND.replace("2001010100,地类图斑,Polygon,DLTB\n",
                          "2001010100,甲,Polygon,DLTB\n2001010100,乙,Polygon,XZQ\n")
    shared = shared.replace("DLTB,5\n", "XZQ,1\nBSM,Char,18\n0\nDLTB,5\n").replace(
        "AttributeBegin\n", "AttributeBegin\nXZQ\n900003,1\nTableEnd\n").replace(
        "900003,330102211000000003,1104A,200.00,,\n", "")
    assert len(read_vct(hand(shared), "DLTB").frame) == 2
    assert read_vct(hand(shared), "XZQ").frame["BSM"].tolist() == ["1"]


def test_degrees(tmp_path):
    shapes = coverage(2)
    frame = gpd.GeoDataFrame({"BSM": range(len(shapes))}, geometry=shapes, crs=4526)
    write_vector(tmp_path / "a.parquet", frame, "DLTB")
    convert(tmp_path / "a.parquet", tmp_path / "a.vct", crs=4490)
    assert read_vct(tmp_path / "a.vct").epsg == 4490
    found = [p.survey_dm2 for p in read_parcels(tmp_path / "a.vct").parcels]
    assert found == survey_areas_dm2(shapes, Gk(38)).tolist()


def test_writer_refuses_and_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.vct"
    good = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.box(38500000, 3300000, 38500010, 3300010)], crs=4526)
    write_vct(path, [VectorLayer(good, 4526, "X")])
    before = path.read_bytes()
    for shape in (None, shapely.Point(38500000, 3300000), shapely.Polygon()):
        bad = gpd.GeoDataFrame({"a": [1]}, geometry=[shape], crs=4526)
        with pytest.raises(Refusal, match="a.vct"):
            write_vct(path, [VectorLayer(bad, 4526, "X")])
    with pytest.raises(Refusal, match="不一致"):
        write_vct(path, [VectorLayer(good, 4526, "X"), VectorLayer(good, 4527, "Y")])
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.vct"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6), st.integers(200, 4000))
def test_changed_bytes_never_crash(tmp_path_factory, changes, cut):
    data = bytearray(HAND.encode("gbk"))
    for at, value in changes:
        data[at % len(data)] = value
    path = tmp_path_factory.getbasetemp() / "x.vct"
    path.write_bytes(bytes(data[:cut]))
    try:
        read_vct(path)
    except Refusal as refusal:
        assert "x.vct" in str(refusal)
