import datetime as dt

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.formats.coordinate_txt import CoordinateParcel, read_coordinate_txt, write_coordinate_txt
from yulin.geodesy.crs import Gk
from yulin.geodesy.survey_area import survey_areas_dm2

HEAD = """[属性描述]
格式版本号=1.01版本
数据产生单位=青禾区自然资源局
数据产生日期=2024-05-20
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
精度=0.001
转换参数=0,0,0,0,0,0,0
[地块坐标]
"""
OUTER = """J1,1,3353100.000,40520100.000
J2,1,3353100.000,40520200.000
J3,1,3353030.000,40520200.000
J4,1,3353030.000,40520100.000
J1,1,3353100.000,40520100.000
"""
HOLE = """J5,2,3353080.000,40520120.000
J6,2,3353060.000,40520120.000
J7,2,3353060.000,40520170.000
J5,2,3353080.000,40520120.000
"""
BESIDE = HOLE.replace("405201", "405203")
LINE = "{points},{area},1,一号地块,面,H51G012034,工业用地,0601,@\n"
ROW = LINE.format(points=5, area="0.7")


def body(area="0.7000", points=5, rings=OUTER):
    return LINE.format(points=points, area=area) + rings


def read(text, encoding="gbk", **options):
    return read_coordinate_txt(text.replace("\n", "\r\n").encode(encoding), "界址.txt", **options)


def codes(file, level=None):
    found = [f for f in file.all_findings() if f.code != "encoding.inferred"]
    return sorted(f.code for f in found if level in (None, f.level))


def test_the_ordinary_file():
    file = read(HEAD + body())
    [parcel] = file.parcels
    assert (file.gk, file.gk.epsg, file.encoding) == (Gk(40), 4528, "gb18030")
    assert (parcel.id, parcel.name, parcel.use, parcel.sheet, parcel.code) == (
        "1", "一号地块", "工业用地", "H51G012034", "0601")
    assert (parcel.declared_area_text, str(parcel.declared_m2)) == ("0.7000", "7000.00")
    assert parcel.declared_points == 5
    assert parcel.survey_dm2 == 699993
    assert parcel.geometry.equals(shapely.box(40520100, 3353030, 40520200, 3353100))
    assert [f.code for f in file.all_findings()] == ["encoding.inferred"]
    assert parcel.sound


@pytest.mark.parametrize("encoding", [
    "gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding):
    [parcel] = read(HEAD + body(), encoding).parcels
    assert (parcel.name, parcel.survey_dm2) == ("一号地块", 699993)


def test_hole_or_part_by_geometry():
    [holed] = read(HEAD + body("0.6500", 9, OUTER + HOLE)).parcels
    assert (holed.geometry.geom_type, len(holed.geometry.interiors)) == ("Polygon", 1)
    assert holed.survey_dm2 == 649994
    [two] = read(HEAD + body("0.7500", 9, OUTER + BESIDE)).parcels
    assert two.geometry.geom_type == "MultiPolygon"
    assert abs(two.survey_dm2 - 749992) <= 1
    [same_number] = read(HEAD + body("0.7500", 9, OUTER + BESIDE.replace(",2,", ",1,"))).parcels
    assert same_number.survey_dm2 == two.survey_dm2
    assert [(r.label, r.points, r.closed) for r in two.rings] == [("1", 5, True), ("2", 4, True)]
    island = ("J8,3,3353068.000,40520124.000\nJ9,3,3353064.000,40520124.000\n"
              "J10,3,3353064.000,40520130.000\nJ8,3,3353068.000,40520124.000\n")
    [nested] = read(HEAD + body("0.65", 13, OUTER + HOLE + island)).parcels
    assert nested.geometry.geom_type == "MultiPolygon"
    assert nested.survey_dm2 > holed.survey_dm2


def test_wrong_declared_area_is_said_with_its_size():
    [parcel] = read(HEAD + body("0.6000", 9, OUTER + HOLE)).parcels
    [found] = parcel.findings
    assert (found.level, found.code) == ("warning", "declared_area.differs")
    assert "少 499.9" in found.message
    assert "差别很大" in found.message
    [small] = read(HEAD + body("0.7005")).parcels
    assert [(f.level, f.code) for f in small.findings] == [("note", "declared_area.differs")]
    assert "差别很小" in small.findings[0].message
    [clear] = read(HEAD + body("0.7050")).parcels
    assert [(f.level, "差别明显" in f.message) for f in clear.findings] == [("warning", True)]


@pytest.mark.parametrize("area, m2, found", [
    ("7000.00", "7000.00", ["declared_area.differs", "declared_area.unit_inferred"]),
    ("6999.93", "6999.93", ["declared_area.unit_inferred"]),
    ("10.50", "7000.00", ["declared_area.unit_inferred"]),
    ("0.7000", "7000.00", []),
    ("", None, []),
    ("约七亩", None, ["declared_area.unreadable"]),
    ("0", "0.00", []),
])
def test_unit_of_the_declared_area(area, m2, found):
    [parcel] = read(HEAD + body(area)).parcels
    assert (None if parcel.declared_m2 is None else str(parcel.declared_m2)) == m2
    assert sorted(f.code for f in parcel.findings) == found


def swapped(text):
    def turn(line):
        fields = line.split(",")
        return ",".join([*fields[:2], fields[3], fields[2]]) if line.startswith("J") else line
    return "\n".join(map(turn, text.split("\n")))


def test_axes():
    file = read(HEAD + swapped(body()))
    assert codes(file) == ["axes.swapped"]
    assert file.parcels[0].survey_dm2 == 699993


def test_zone():
    plain = body().replace(",40520", ",520")
    file = read(HEAD + plain)
    assert (file.gk, file.gk.epsg, codes(file)) == (Gk(40, 3, False), 4549, [])
    assert file.parcels[0].survey_dm2 == 699993
    file = read(HEAD.replace("带号=40", "带号=39") + body())
    assert (file.gk, codes(file, "error"), file.parcels[0].survey_dm2) == (None, ["zone.contradiction"], None)
    file = read(HEAD.replace("带号=40", "带号=") + body())
    assert (file.gk, codes(file)) == (Gk(40), ["zone.inferred"])
    file = read(HEAD.replace("带号=40", "") + plain)
    assert (file.gk, codes(file), file.parcels[0].survey_dm2) == (None, ["zone.unknown"], None)
    file = read(HEAD.replace("带号=40", "") + plain, crs=4528)
    assert (file.gk, codes(file), file.parcels[0].survey_dm2) == (Gk(40, 3, False), [], 699993)
    assert codes(read(HEAD + body(), crs=4526), "error") == ["zone.contradiction"]
    assert codes(read(HEAD.replace("分带=3", "分带=6") + body()), "error") == ["zone.contradiction"]
    assert codes(read(HEAD.replace("几度分带=3", "") + body())) == ["zone.degrees_inferred"]
    assert codes(read(HEAD.replace("带号=40", "带号=99") + plain), "error") == ["zone.contradiction"]
    two = body() + body().replace(",1,一号", ",2,二号").replace(",4052", ",3952")
    assert codes(read(HEAD + two), "error") == ["zone.contradiction"]
    assert codes(read(HEAD.replace("带号=40", "") + two), "error") == ["zone.contradiction"]
    assert codes(read(HEAD + body().replace("40520200", "39520200")), "error") == ["zone.mixed"]
    assert codes(read(HEAD + body().replace(",40520", ",40920")), "error") == ["zone.contradiction"]


def test_refused_datums():
    for text, word in (
            ("1980西安坐标系", "七参数"), ("1954北京坐标系", "七参数"), ("80国家大地坐标系", "七参数"),
            ("GCJ-02", "偏移"), ("百度坐标", "偏移"), ("WGS84坐标系", "--crs"), ("地方坐标系", "无法识别")):
        with pytest.raises(Refusal, match=word) as refusal:
            read(HEAD.replace("2000国家大地坐标系", text) + body())
        assert "界址.txt" in str(refusal.value)
    told = read(HEAD.replace("2000国家大地坐标系", "WGS84坐标系") + body(), crs=4528)
    assert told.parcels[0].survey_dm2 == 699993
    assert codes(read(HEAD.replace("坐标系=2000国家大地坐标系\n", "") + body())) == ["datum.assumed"]
    with pytest.raises(Refusal, match="米"):
        read(HEAD.replace("计量单位=米", "计量单位=千米") + body())
    assert codes(read(HEAD.replace("转换参数=0,0", "转换参数=0,1.5") + body())) == ["transformation.ignored"]
    assert codes(read(HEAD.replace("转换参数=0,0,0,0,0,0,0", "转换参数=,,,,,,") + body())) == []


def test_missing_heads():
    only_points = OUTER
    file = read(only_points)
    assert codes(file) == ["datum.assumed", "parcel.no_head", "zone.degrees_inferred", "zone.inferred"]
    assert (file.parcels[0].id, file.parcels[0].survey_dm2) == ("1", 699993)
    wide = "【属性描述】\n坐标系＝2000国家大地坐标系\n几度分带＝3\n带号＝40\n【地块坐标】\n"
    assert codes(read(wide + body())) == []


def test_commas_tabs_spaces_and_columns():
    assert read(HEAD + body().replace(",", "，")).parcels[0].survey_dm2 == 699993
    assert read(HEAD + ROW + OUTER.replace(",", "\t")).parcels[0].survey_dm2 == 699993
    assert read(HEAD + ROW + OUTER.replace(",", "  ")).parcels[0].survey_dm2 == 699993
    no_ring = OUTER.replace(",1,", ",")
    assert read(HEAD + ROW + no_ring).parcels[0].survey_dm2 == 699993
    extra = OUTER.replace(".000\n", ".000,70.00,钢钉\n")
    assert read(HEAD + ROW + extra).parcels[0].survey_dm2 == 699993
    eight = read(HEAD + "5,0.7,2,名称,面,,,@\n" + OUTER).parcels[0]
    assert (eight.id, eight.name, eight.use, eight.code) == ("2", "名称", "", "")
    nameless = read(HEAD + "5,0.7,,,面,,,,@\n" + OUTER)
    assert (nameless.parcels[0].id, codes(nameless)) == ("1", ["parcel.id_inferred"])
    names = "【界址点数，地块编号，地块名称，项目，地块面积，图形属性，图幅号，地块用途，地类编码，甲，乙，@】"
    twelve = read(HEAD + names + "\n5,D-7,旱改水,某项目,0.7000,面,H51,补充耕地,0101,,,@\n" + OUTER).parcels[0]
    assert (twelve.id, twelve.name, twelve.declared_area_text, twelve.use, twelve.code) == (
        "D-7", "旱改水", "0.7000", "补充耕地", "0101")
    assert len(twelve.fields) == 12
    unsigned = read(HEAD + body().replace(",@", ","))
    assert (codes(unsigned), unsigned.parcels[0].survey_dm2) == (["parcel.no_at_sign"], 699993)


def test_rings_in_trouble():
    open_ring = "\n".join(OUTER.split("\n")[:4]) + "\n"
    file = read(HEAD + body(points=4, rings=open_ring))
    assert (codes(file), file.parcels[0].survey_dm2) == (["ring.unclosed"], 699993)
    lines = OUTER.split("\n")
    crossing = "\n".join([lines[0], lines[2], lines[1], lines[3], lines[4], ""])
    file = read(HEAD + body(rings=crossing))
    assert (codes(file, "error"), file.parcels[0].survey_dm2) == (["ring.crossing"], None)
    assert file.parcels[0].geometry is not None
    assert not file.parcels[0].sound
    flat = lines[0] + "\n" + lines[1] + "\n" + lines[0] + "\n"
    assert codes(read(HEAD + body(points=3, rings=flat)), "error") == ["ring.too_few_points"]
    line = "J1,1,3353100,40520100\nJ2,1,3353100,40520150\nJ3,1,3353100,40520200\nJ1,1,3353100,40520100\n"
    assert codes(read(HEAD + body(points=4, rings=line)), "error") == ["ring.zero_area"]
    twice = body("1.4", 10, OUTER + OUTER.replace(",1,", ",2,"))
    assert codes(read(HEAD + twice), "error") == ["ring.duplicate"]
    shifted = OUTER.replace(",1,", ",2,").replace("40520100", "40520150").replace("40520200", "40520250")
    assert codes(read(HEAD + body("1.4", 10, OUTER + shifted)), "error") == ["ring.crossing"]
    doubled = lines[0] + "\n" + OUTER
    file = read(HEAD + body(points=6, rings=doubled))
    assert (codes(file), file.parcels[0].survey_dm2) == (["point.duplicate"], 699993)
    assert codes(read(HEAD + body(points=8))) == ["points.count_mismatch"]
    assert codes(read(HEAD + body(points=4))) == []


def test_lines_in_trouble():
    file = read(HEAD + body(rings=OUTER.replace("J3,1,3353030.000", "J3,1,33530xx")))
    assert (codes(file), file.parcels[0].geometry) == (["line.unreadable"], None)
    assert "16" in file.parcels[0].findings[0].message
    assert codes(read(HEAD + ROW + body())) == ["parcel.duplicate_id", "parcel.no_points"]
    assert codes(read(HEAD + body().replace("面", "线")), "error") == ["parcel.not_polygon"]
    degrees = "J1,1,30.3,120.2\nJ2,1,30.3,120.3\nJ3,1,30.2,120.3\nJ1,1,30.3,120.2\n"
    assert codes(read(HEAD + body(rings=degrees, points=4)), "error") == ["coordinates.degrees"]
    huge = OUTER.replace("3353", "8353")
    assert codes(read(HEAD + body(rings=huge)), "error") == ["coordinates.unrecognised"]


def test_lines_before_the_first_parcel():
    file = read("[项目信息]\n项目名称=甲\n这一行什么也不是\n" + HEAD + body())
    assert (codes(file), file.parcels[0].survey_dm2) == (["line.unknown"], 699993)
    assert "第 3 行" in next(f.message for f in file.findings if f.code == "line.unknown")
    assert file.attributes["项目名称"] == "甲"


def test_parcels_against_each_other():
    second = body().replace(",1,一号", ",2,二号")
    assert codes(read(HEAD + body() + second)) == ["parcel.duplicate"]
    half = second.replace("40520100.000", "40520150.000").replace("0.7000", "0.3500")
    file = read(HEAD + body() + half)
    assert [(f.level, f.code) for f in file.findings][1:] == [("warning", "parcels.overlap")]
    assert "3500.00" in file.findings[1].message
    apart = second.replace("4052", "4053")
    assert codes(read(HEAD + body() + apart)) == []


def test_refusals(tmp_path, monkeypatch):
    for data, word in (
            (b"", "空的"), (b"\r\n \r\n", "空的"), ("随便一段文字".encode("gbk"), "没有界址点坐标"),
            (bytes(range(256)) * 20, "界址.txt")):
        with pytest.raises(Refusal, match=word):
            read_coordinate_txt(data, "界址.txt")
    with pytest.raises(Refusal, match="找不到"):
        read_coordinate_txt(tmp_path / "无.txt")
    monkeypatch.setattr(limits, "COORDINATE_POINTS", 3)
    with pytest.raises(Refusal, match="上限"):
        read(HEAD + body())


def parcel(geometry, number="1", **more):
    return CoordinateParcel(number, "一号,地块", geometry, **more)


def test_writer(tmp_path):
    path = tmp_path / "出.txt"
    hole = shapely.box(40520120, 3353050, 40520150, 3353080)
    outer = shapely.box(40520100, 3353030, 40520200, 3353100).difference(hole)
    write_coordinate_txt(path, [parcel(outer, use="工业用地")], Gk(40), "青禾区局", dt.date(2025, 3, 4))
    data = path.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    text = data.decode("gbk")
    assert "数据产生单位=青禾区局\r\n数据产生日期=2025-03-04\r\n坐标系=2000国家大地坐标系" in text
    assert "\r\n10,0.6100,1,一号、地块,面,,工业用地,,@\r\nJ1,1,33530" in text
    file = read_coordinate_txt(path)
    assert codes(file) == []
    assert file.parcels[0].geometry.equals(outer)
    write_coordinate_txt(path, [parcel(outer)], Gk(40), "𠀀村", encoding="gbk")
    assert read_coordinate_txt(path).attributes["数据产生单位"] == "𠀀村"
    before = path.read_bytes()
    for bad in (None, shapely.Polygon(), shapely.Point(1, 1)):
        with pytest.raises(Refusal, match="出.txt"):
            write_coordinate_txt(path, [parcel(outer), parcel(bad, "2")], Gk(40))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["出.txt"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans(), st.sampled_from([3, 6]))
def test_round_trip_is_exact_to_a_tenth_of_a_millimetre(tmp_path_factory, seed, prefixed, degrees):
    rng = np.random.default_rng(seed)
    gk = Gk(38 if degrees == 3 else 20, degrees, prefixed)
    shapes = []
    for i in range(3):
        centre = np.array([gk.false_easting + 3000 * i, 3_300_000]) + rng.uniform(-1000, 1000, 2)
        angle = np.sort(rng.uniform(0, 2 * np.pi, 7))
        reach = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(50, 200, (7, 1))
        shape = shapely.Polygon(np.round(centre + reach, 4))
        if shape.is_valid and shape.area > 1:
            shapes.append(shape)
    path = tmp_path_factory.mktemp("t") / "a.txt"
    write_coordinate_txt(path, [parcel(s, str(i)) for i, s in enumerate(shapes)], gk)
    if not shapes:
        return
    file = read_coordinate_txt(path)
    shift = 0 if prefixed else gk.zone * 1_000_000
    for shape, got in zip(shapes, file.parcels, strict=True):
        there = np.round((shapely.get_coordinates(shape) + np.array([shift, 0])) * 10_000).astype(int)
        back = np.round(shapely.get_coordinates(got.geometry) * 10_000).astype(int)
        assert np.array_equal(there, back)
        assert got.survey_dm2 == survey_areas_dm2([shape], gk)[0]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8), st.integers(0, 2000))
def test_changed_bytes_never_crash(changes, cut):
    data = bytearray((HEAD + body("0.65", 9, OUTER + HOLE)).replace("\n", "\r\n").encode("gbk"))
    for at, value in changes:
        data[at % len(data)] = value
    try:
        file = read_coordinate_txt(bytes(data[:max(cut, 100)]), "x")
        assert all(p.survey_dm2 is None or p.sound for p in file.parcels)
    except Refusal as refusal:
        assert "x" in str(refusal)
