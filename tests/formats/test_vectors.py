import contextlib
import datetime as dt
import shutil
import struct
import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from pyproj import CRS

from yulin.findings import Refusal
from yulin.formats import archives, limits, vector_writer
from yulin.formats.vectors import list_layers, read_vector, write_vector
from yulin.geodesy.crs import Gk
from yulin.geodesy.recognition import datum_in_words, recognise_crs
from yulin.geodesy.survey_area import survey_areas_dm2

ENDINGS = (".gdb", ".shp", ".gpkg", ".geojson", ".parquet")
BOXES = [shapely.box(38500000.1234, 3300000, 38500100, 3300100),
         shapely.box(38500100, 3300000, 38500200.4321, 3300100)]


@pytest.fixture
def frame():
    return gpd.GeoDataFrame(
        {"DLMC": ["水田", "旱地"], "GDDB": [1, 2], "TBMJ": [9987.66, None],
         "GXSJ": [dt.datetime(2024, 12, 31), None]}, geometry=BOXES, crs=4526)


def told(source, *words, **arguments):
    with pytest.raises(Refusal) as refusal:
        read_vector(source, **arguments)
    for word in words:
        assert word in str(refusal.value)


@pytest.mark.parametrize("ending", ENDINGS)
def test_round_trip(frame, tmp_path, ending):
    path = tmp_path / f"图斑{ending}"
    assert write_vector(path, frame, "DLTB") == ()
    layer = read_vector(path)
    assert (layer.epsg, layer.findings, layer.frame.crs.to_epsg()) == (4526, (), 4526)
    assert layer.name == ("图斑" if ending in (".shp", ".parquet") else "DLTB")
    assert layer.frame["DLMC"].tolist() == ["水田", "旱地"]
    assert layer.frame["GDDB"].dtype == "int32"
    assert layer.frame["TBMJ"].iloc[0] == 9987.66
    assert layer.frame["TBMJ"].isna().tolist() == [False, True]
    assert pd.Timestamp(layer.frame["GXSJ"].iloc[0]).date() == dt.date(2024, 12, 31)
    areas = survey_areas_dm2(layer.frame.geometry.values, Gk(38))
    assert areas.tolist() == survey_areas_dm2(BOXES, Gk(38)).tolist()
    assert list(tmp_path.glob(".yulin-*")) == []


def test_a_prj_in_another_encoding_is_refused(frame, tmp_path):
    write_vector(tmp_path / "a.shp", frame, "a")
    (tmp_path / "a.prj").write_bytes('PROJCS["北京"]'.encode("gbk"))
    told(tmp_path / "a.shp", "a.prj", "--crs")
    (tmp_path / "a.prj").unlink()
    assert len(read_vector(tmp_path / "a.shp", crs=4526).frame) == 2


@pytest.mark.parametrize("ending", [".gdb", ".gpkg"])
def test_a_second_layer_keeps_the_first(frame, tmp_path, ending):
    path = tmp_path / f"a{ending}"
    write_vector(path, frame, "DLTB")
    write_vector(path, frame.iloc[:1], "XZQ")
    assert list_layers(path) == ["DLTB", "XZQ"]
    assert len(read_vector(path, "dltb").frame) == 2
    told(path, "多个图层", "DLTB", "--layer")
    told(path, "没有图层 CJDCQ", layer="CJDCQ")


def test_failed_writing_leaves_the_old_file(frame, tmp_path, monkeypatch):
    path = tmp_path / "a.gpkg"
    write_vector(path, frame, "DLTB")
    before = path.read_bytes()

    def full(*args, **options):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(vector_writer, "_write", full)
    with pytest.raises(Refusal, match="磁盘空间"):
        write_vector(path, frame, "XZQ")
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.gpkg"]
    with pytest.raises(Refusal, match="可写的格式"):
        write_vector(tmp_path / "a.kml", frame, "x")


def zipped(folder, target):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
        for p in sorted(folder.rglob("*")):
            z.write(p, p.relative_to(folder))
    return target


def test_zipped_shapefile_and_gdb(frame, tmp_path):
    for ending in (".shp", ".gdb"):
        folder = tmp_path / f"in{ending}"
        folder.mkdir()
        write_vector(folder / f"图斑{ending}", frame, "DLTB")
        layer = read_vector(zipped(folder, tmp_path / f"a{ending}.zip"))
        assert layer.frame["DLMC"].tolist() == ["水田", "旱地"]


@pytest.mark.parametrize("mark", ["GBK", "936", None])
def test_gbk_attributes(frame, tmp_path, mark):
    path = tmp_path / "a.shp"
    pyogrio.write_dataframe(frame.drop(columns="GXSJ"), path, encoding="GBK")
    page, table = tmp_path / "a.cpg", tmp_path / "a.dbf"
    page.unlink()
    data = bytearray(table.read_bytes())
    data[29] = 0
    table.write_bytes(data)
    if mark:
        page.write_text(mark)
    layer = read_vector(path)
    assert layer.frame["DLMC"].tolist() == ["水田", "旱地"]
    assert [f.code for f in layer.findings] == ([] if mark else ["encoding.inferred"])


def test_half_copied_files(frame, tmp_path):
    for ending in ENDINGS:
        write_vector(tmp_path / f"a{ending}", frame, "DLTB")
    for name, keep in (("a.shp", 150), ("a.gpkg", 40_000), ("a.parquet", 900), ("a.geojson", 400)):
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data[:keep])
        told(tmp_path / name, name, "请")
        (tmp_path / name).write_bytes(data)
    (tmp_path / "a.dbf").write_bytes((tmp_path / "a.dbf").read_bytes()[:60])
    told(tmp_path / "a.shp", "a.dbf", "拷贝")
    (tmp_path / "a.dbf").unlink()
    told(tmp_path / "a.shp", ".dbf", "拷贝")
    for part in sorted((tmp_path / "a.gdb").glob("a*.gdbtabl*")):
        half = tmp_path / "half" / "a.gdb"
        shutil.copytree(tmp_path / "a.gdb", half)
        (half / part.name).unlink()
        told(half, "a.gdb", "不完整")
        if part.suffix == ".gdbtable":
            (half / part.name).write_bytes(part.read_bytes()[:part.stat().st_size // 2])
            told(half, "只有一部分")
        shutil.rmtree(half)


def test_nonsense(tmp_path):
    told(tmp_path / "a.gpkg", "找不到")
    told(tmp_path / "a.kml", "格式不能识别")
    for ending in (".shp", ".gpkg", ".geojson", ".parquet", ".zip"):
        (tmp_path / f"b{ending}").write_bytes(b"")
        told(tmp_path / f"b{ending}", f"b{ending}", "空的")
        (tmp_path / f"c{ending}").write_bytes(b"not what the ending says " * 20)
        told(tmp_path / f"c{ending}", f"c{ending}", "请")
    (tmp_path / "d.gdb").mkdir()
    told(tmp_path / "d.gdb", "不完整")
    (tmp_path / "e.gdb").write_bytes(b"x")
    told(tmp_path / "e.gdb", "文件夹")


def test_archives_within_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "ARCHIVE_RATIO_FROM", limits.MIB)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.shp", bytes(40 * limits.MIB))
    told(bomb, "bomb.zip", "炸弹")
    out = tmp_path / "out.zip"
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("../../a.shp", b"x")
    told(out, "越出目录")
    many = tmp_path / "many.zip"
    with zipfile.ZipFile(many, "w") as z:
        z.writestr("a.txt", b"x")
    told(many, "恰有一个矢量文件", "无")
    with archives.unpacked(many) as folder:
        assert [p.name for p in folder.iterdir()] == ["a.txt"]
    assert not folder.exists()


def test_coordinate_systems(frame, tmp_path):
    plain = gpd.GeoDataFrame(frame.drop(columns="GXSJ"), crs=None)
    path = tmp_path / "a.shp"
    with pytest.warns(UserWarning):
        pyogrio.write_dataframe(plain.set_crs(None, allow_override=True), path)
    told(path, "没有写明坐标系", "--crs")
    assert read_vector(path, crs=4526).epsg == 4526
    told(path, "无法识别", crs=3857)
    for epsg, word in ((2362, "七参数"), (2414, "七参数"), (32650, "2000"), (3857, "2000")):
        (tmp_path / "a.prj").write_text(CRS(epsg).to_wkt("WKT1_ESRI"))
        told(path, "a.shp", word)
    (tmp_path / "a.prj").write_text(CRS(4527).to_wkt("WKT1_ESRI"))
    layer = read_vector(path)
    assert [(f.level, f.code) for f in layer.findings] == [("error", "zone.contradiction")]
    told(path, "不一致", crs=4526)


def test_geojson_counts_as_wgs84_unless_told(frame, tmp_path):
    path = tmp_path / "a.geojson"
    pyogrio.write_dataframe(frame.to_crs(4490), path, RFC7946=True)
    layer = read_vector(path)
    assert (layer.epsg, [f.code for f in layer.findings]) == (4490, ["datum.wgs84_as_cgcs2000"])
    assert read_vector(path, crs=4490).findings == ()
    assert [f.code for f in read_vector(path, crs=4526).findings] == ["zone.contradiction"]


def test_recognition_of_names_and_parameters():
    for epsg in (4490, 4498, 4526, 4547):
        for kind in ("WKT1_ESRI", "WKT2_2019", "WKT1_GDAL"):
            assert recognise_crs(CRS(epsg).to_wkt(kind), "f") == (epsg, ())
    own = CRS(4526).to_wkt("WKT1_ESRI").replace("CGCS2000_3_Degree_GK_Zone_38", "my_own")
    assert recognise_crs(own, "f")[0] == 4526
    with pytest.raises(Refusal):
        recognise_crs(own.replace("114.0", "113.5"), "f")
    for text, datum in (
            ("2000国家大地坐标系", "cgcs2000"), ("80国家大地坐标系", "xian80"), ("1980西安坐标系", "xian80"),
            ("1954北京坐标系", "beijing54"), ("WGS84坐标系", "wgs84"), ("GCJ-02", "gcj02"),
            ("百度坐标", "bd09"), ("CGCS2000_3_Degree_GK_Zone_38", "cgcs2000"), ("地方坐标系", None)):
        assert datum_in_words(text) == datum


def test_empty_layer_is_said(frame, tmp_path):
    write_vector(tmp_path / "a.gpkg", frame.iloc[:0], "DLTB")
    assert [f.code for f in read_vector(tmp_path / "a.gpkg").findings] == ["layer.empty"]


def test_short_field_names_are_said(frame, tmp_path):
    frame["GHJDYDYHFLDM"] = "1"
    found = write_vector(tmp_path / "a.shp", frame, "x")
    assert [f.code for f in found] == ["field.renamed"]
    assert "GHJDYDYHFLDM" in found[0].message


def test_changed_bytes_never_crash(frame, tmp_path):
    for ending in (".gpkg", ".geojson", ".parquet", ".shp"):
        write_vector(tmp_path / f"a{ending}", frame, "x")
    for name in ("a.gpkg", "a.geojson", "a.parquet", "a.shp", "a.dbf", "a.shx"):
        path = tmp_path / name
        data = path.read_bytes()
        for step in range(12):
            at = struct.unpack("<I", struct.pack("<f", step + 0.7))[0] % len(data)
            path.write_bytes(data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1:])
            with contextlib.suppress(Refusal):
                read_vector(path if path.suffix not in (".dbf", ".shx") else path.with_suffix(".shp"))
        path.write_bytes(data)
