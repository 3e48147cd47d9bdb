"""Damaged and invented files of every format: each is read or refused in a sentence, soon, in little memory."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.findings import Refusal
from yulin.formats.conversion import convert
from yulin.formats.coordinate_txt import read_coordinate_txt
from yulin.formats.parcels import read_parcels
from yulin.formats.vct_reader import read_vct
from yulin.formats.vectors import read_vector, write_vector

ENDINGS = ("txt", "vct", "geojson", "gpkg", "shp", "gdb", "parquet", "zip", "xlsx")
COUNT = int(os.environ.get("YULIN_FUZZ", "30"))  # copies of each format; raise it to look longer
PROGRAM = Path(__file__).with_name("mutating.py")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds")
    holed = shapely.box(38500200, 3300000, 38500400, 3300200).difference(
        shapely.box(38500250, 3300050, 38500300, 3300100))
    frame = gpd.GeoDataFrame({"DKBH": ["1", "2", "3"], "DKMC": ["一", "二", "三"], "DKMJ": [9999.0, None, 1.5]},
                             geometry=[shapely.box(38500000, 3300000, 38500100, 3300100), holed,
                                       shapely.box(38500100, 3300000, 38500200, 3300100)], crs=4526)
    for ending in ("gpkg", "shp", "gdb", "parquet", "geojson"):
        write_vector(folder / f"seed.{ending}", frame, "seed")
    for ending in ("txt", "vct"):
        convert(folder / "seed.gpkg", folder / f"seed.{ending}")
    with zipfile.ZipFile(folder / "seed.zip", "w") as archive:
        for suffix in ("shp", "shx", "dbf", "prj", "cpg"):
            archive.write(folder / f"seed.{suffix}", f"图斑/a.{suffix}")
    book = openpyxl.Workbook()
    for row in (["批次名称", "总面积(亩)"], ["第一批", 12.5], [None, "=1+1"]):
        book.active.append(row)
    book.save(folder / "seed.xlsx")
    return folder


def test_damaged_copies(seeds):
    """In a process of its own with 4 GiB: a crash, a hang or a greedy read ends it."""
    pytest.importorskip("resource", reason="memory can be limited on Unix only")
    done = subprocess.run([sys.executable, PROGRAM, seeds, str(COUNT), "1", *ENDINGS], capture_output=True, text=True,
                          timeout=120 + 5 * COUNT)
    left = sorted(p.name for p in (seeds / "trial").iterdir())
    assert done.returncode == 0, f"{left}: {done.stderr[-3000:]}"
    for ending, found in json.loads(done.stdout).items():
        assert found["read"] + found["refused"] == COUNT, ending


NUMBERS = st.one_of(
    st.integers(-10, 10**9).map(str), st.floats(width=32).map(str), st.sampled_from(
        ["38500000.1234", "3300000", "38500100,3300100", "1e400", "nan", "-0", "٣", "９", "1_0", "9" * 400, ""]))
WORDS = st.one_of(st.sampled_from(["J1", "@", "面", "地块", "坐标系=2000国家大地坐标系", "带号=38", "[地块坐标]",
                                   "[属性描述]", "几度分带=3", "，", "=", "\x00", "\ufeff"]), NUMBERS)
LINES = st.lists(st.lists(WORDS, max_size=9).map(",".join), max_size=30).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(LINES, st.booleans(), st.sampled_from(["gb18030", "utf-8", "utf-16", "utf-16-be"]))
def test_invented_coordinate_files(text, headed, encoding):
    head = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=38\n[地块坐标]\n" if headed else ""
    try:
        read_coordinate_txt((head + text).encode(encoding), "a.txt")
    except Refusal as refusal:
        assert "a.txt" in str(refusal)


KEYS = ["HeadBegin", "HeadEnd", "FeatureCodeBegin", "2001010100,甲,Polygon,DLTB", "FeatureCodeEnd",
        "TableStructureBegin", "DLTB,1", "BSM,Char,18", "0", "TableStructureEnd", "LineBegin", "LineEnd",
        "PolygonBegin", "PolygonEnd", "AttributeBegin", "DLTB", "1,1", "TableEnd", "AttributeEnd", "100", "21", "11",
        "1,2,-1", "38500000,3300000", "4", "1", "99999999999999999999", "-5", "geometry,Char,5", "XAxisDirection:N",
        "Parameters:114,1,38500000,0,3,38", "Spheroid:CGCS2000", "CommentBegin"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(KEYS), max_size=40), st.integers(0, 19))
def test_invented_vct_files(tmp_path_factory, inserted, at):
    sound = [KEYS[0], KEYS[31], KEYS[30], *KEYS[1:10], "LineBegin", "LineEnd", "PolygonBegin", "PolygonEnd",
             "AttributeBegin", "DLTB", "1,1", "TableEnd", "AttributeEnd"]
    path = tmp_path_factory.getbasetemp() / "invented.vct"
    path.write_text("\n".join(sound[:at] + inserted + sound[at:]), "gb18030")
    try:
        read_vct(path)
    except Refusal as refusal:
        assert "invented.vct" in str(refusal)


JSON = st.recursive(st.one_of(st.none(), st.booleans(), st.floats(), st.integers(-10**30, 10**30), st.text(max_size=5)),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(
                        ["type", "features", "geometry", "coordinates", "properties", "crs", "bbox"]), inner),
                    max_leaves=12)


@settings(max_examples=60, deadline=None)
@given(JSON, st.sampled_from(["Polygon", "MultiPolygon", "Point", "GeometryCollection", 7]))
def test_invented_geojson(tmp_path_factory, coordinates, kind):
    path = tmp_path_factory.getbasetemp() / "invented.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"a": coordinates}, "geometry": {"type": kind, "coordinates": coordinates}},
    ]}), "utf-8")
    try:
        read_vector(path)
        read_parcels(path)
    except Refusal as refusal:
        assert "invented.geojson" in str(refusal)


def test_deep_nesting_is_refused(tmp_path):
    path = tmp_path / "deep.geojson"
    path.write_text('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
                    '{"type":"Polygon","coordinates":' + "[" * 200_000 + "]" * 200_000 + "}}]}", "utf-8")
    with pytest.raises(Refusal, match="deep.geojson"):
        read_vector(path)


def test_rings_inside_rings_without_end():
    """Two thousand squares, each inside the last: four million pairs, said as a fault and not sorted out."""
    lines = ["[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "带号=38", "[地块坐标]",
             "10000,1,1,甲,面,,工业用地,,@"]
    for i in range(2000):
        a, b = i / 10, 1000 - i / 10
        lines += [f"J{k},{i + 1},{3300000 + y:.4f},{38500000 + x:.4f}"
                  for k, (x, y) in enumerate([(a, a), (b, a), (b, b), (a, b), (a, a)])]
    file = read_coordinate_txt("\r\n".join(lines).encode("gbk"), "a.txt")
    assert "ring.nesting" in [f.code for f in file.parcels[0].findings]
    assert file.parcels[0].survey_dm2 is None
