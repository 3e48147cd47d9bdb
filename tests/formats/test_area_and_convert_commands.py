import json
import shutil
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from yulin.cli.main import cli
from yulin.findings import Refusal
from yulin.formats.conversion import convert
from yulin.formats.coordinate_txt import CoordinateParcel, write_coordinate_txt
from yulin.formats.parcels import read_parcels
from yulin.formats.vct_writer import write_vct
from yulin.formats.vectors import VectorLayer, list_layers, read_vector, write_vector
from yulin.geodesy.crs import Gk
from yulin.geodesy.survey_area import survey_areas_dm2

ENDINGS = ("gdb", "shp", "gpkg", "geojson", "parquet")
HOLED = shapely.box(40520100, 3353030, 40520200, 3353100).difference(
    shapely.Polygon([(40520120, 3353080), (40520120, 3353060), (40520170, 3353060)]))
PARTS = shapely.MultiPolygon([shapely.box(40521000, 3353000, 40521033.3333, 3353077.7777),
                              shapely.box(40521100, 3353000, 40521150, 3353050)])


@pytest.fixture
def txt(tmp_path):
    path = tmp_path / "界址.txt"
    write_coordinate_txt(path, [
        CoordinateParcel("1", "一号地块", HOLED, "0.6000", use="工业用地", sheet="H51G012034", code="0601"),
        CoordinateParcel("2", "二号地块", PARTS)], Gk(40))
    return path


def run(*arguments):
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def document(*arguments):
    result = run("area", *arguments, "--format", "json")
    return result.exit_code, json.loads(result.stdout)


def test_area_of_a_coordinate_txt(txt):
    code, found = document(txt)
    assert (code, found["crs"], found["total_m2"]) == (0, "EPSG:4528", "11592.47")
    first, second = found["parcels"]
    assert {k: first[k] for k in ("id", "name", "area_m2", "declared_m2", "plane_m2", "parts", "holes")} == {
        "id": "1", "name": "一号地块", "area_m2": "6499.94", "declared_m2": "6000.00", "plane_m2": "6500.00",
        "parts": 1, "holes": 1}
    assert [(f["level"], f["code"]) for f in first["findings"]] == [("warning", "declared_area.differs")]
    assert (second["parts"], second["holes"], second["area_m2"]) == (2, 0, "5092.53")
    assert sum(Decimal(p["area_m2"]) for p in found["parcels"]) == Decimal(found["total_m2"])


def test_area_as_text(txt):
    result = run("area", txt)
    assert result.exit_code == 0
    assert "EPSG:4528" in result.stdout
    assert "合计 2 宗：11592.47 m²，17.3887 亩" in result.stdout
    assert "差别很大" in result.stdout


def test_errors_give_exit_1_and_null(txt):
    text = txt.read_bytes().decode("gbk")
    txt.write_bytes(text.replace("带号=40", "带号=39").encode("gbk"))
    code, found = document(txt)
    assert (code, found["crs"], found["total_m2"], found["parcels_without_area"]) == (1, None, None, 2)
    assert [f["code"] for f in found["findings"] if f["level"] == "error"] == ["zone.contradiction"]
    assert [(p["area_m2"], p["plane_m2"]) for p in found["parcels"]] == [(None, None)] * 2
    bow = CoordinateParcel("3", "叉", shapely.Polygon([(40520100, 3353000), (40520200, 3353100),
                                                      (40520200, 3353000), (40520100, 3353090)]))
    write_coordinate_txt(txt, [CoordinateParcel("1", "", HOLED), bow], Gk(40))
    code, found = document(txt)
    assert (code, found["total_m2"], found["parcels_without_area"]) == (1, "6499.94", 1)
    assert [p["area_m2"] for p in found["parcels"]] == ["6499.94", None]
    assert found["parcels"][1]["findings"][0]["code"] == "ring.crossing"


def test_what_cannot_be_read_is_a_refusal(tmp_path):
    for arguments in (["area", tmp_path / "无.txt"], ["area", tmp_path / "无.dwg"], ["area", tmp_path],
                      ["convert", tmp_path / "无.txt", tmp_path / "a.gdb"],
                      ["convert", tmp_path / "a.gdb", tmp_path / "a.kml"]):
        result = run(*arguments)
        assert isinstance(result.exception, Refusal), arguments
    assert list(tmp_path.iterdir()) == []
    assert isinstance(run("area", "a.txt", "--crs", "abc").exception, Refusal)


@pytest.mark.parametrize("ending", ENDINGS)
def test_there_and_back_with_areas_unchanged_to_the_cent(txt, tmp_path, ending):
    there, back = tmp_path / f"地块.{ending}", tmp_path / "回.txt"
    assert convert(txt, there).epsg == 4528
    found = read_parcels(there)
    assert [p.survey_dm2 for p in found.parcels] == [649994, 509253]
    assert [(p.id, p.name, p.use, p.sheet, p.code) for p in found.parcels] == [
        ("1", "一号地块", "工业用地", "H51G012034", "0601"), ("2", "二号地块", "", "", "")]
    convert(there, back)
    again = read_parcels(back)
    assert [p.survey_dm2 for p in again.parcels] == [649994, 509253]
    assert [p.declared_area_text for p in again.parcels] == ["0.6000", "0.5093"]
    assert all(a.geometry.equals_exact(b, 1e-4, normalize=True)
               for a, b in zip(again.parcels, (HOLED, PARTS), strict=True))


def test_every_format_into_every_other(txt, tmp_path):
    files = []
    for ending in ENDINGS:
        convert(txt, tmp_path / f"a.{ending}")
        files.append(tmp_path / f"a.{ending}")
    for source in files:
        for ending in ENDINGS:
            target = tmp_path / f"{source.suffix[1:]}到.{ending}"
            assert convert(source, target).findings == ()
            assert [p.survey_dm2 for p in read_parcels(target).parcels] == [649994, 509253]


def test_all_layers_of_a_geodatabase(tmp_path):
    frame = gpd.GeoDataFrame({"BSM": ["1", "2"]}, geometry=[HOLED, PARTS], crs=4528)
    write_vector(tmp_path / "a.gdb", frame, "DLTB")
    write_vector(tmp_path / "a.gdb", frame.iloc[:1], "XZQ")
    result = run("convert", tmp_path / "a.gdb", tmp_path / "a.gpkg", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["layers"]) == (
        0, [{"name": "DLTB", "rows": 2}, {"name": "XZQ", "rows": 1}])
    assert list_layers(tmp_path / "a.gpkg") == ["DLTB", "XZQ"]
    with pytest.raises(Refusal, match="--layer"):
        convert(tmp_path / "a.gdb", tmp_path / "a.shp")
    convert(tmp_path / "a.gdb", tmp_path / "a.shp", layer="XZQ")
    assert len(read_vector(tmp_path / "a.shp").frame) == 1


def test_degrees_and_another_zone(txt, tmp_path):
    convert(txt, tmp_path / "a.gpkg", crs=4490)
    layer = read_vector(tmp_path / "a.gpkg")
    assert layer.epsg == 4490
    code, found = document(tmp_path / "a.gpkg")
    assert (code, found["crs"], [f["code"] for f in found["findings"]]) == (0, "EPSG:4528", ["zone.inferred"])
    assert [p["area_m2"] for p in found["parcels"]] == ["6499.94", "5092.53"]
    convert(tmp_path / "a.gpkg", tmp_path / "b.txt", crs=4549)
    assert [p.survey_dm2 for p in read_parcels(tmp_path / "b.txt").parcels] == [649994, 509253]


def test_bad_parcels_are_left_out_and_said(tmp_path):
    shapes = np.array([HOLED, None, shapely.Point(40520100, 3353030), shapely.Polygon(
        [(40520100, 3353000), (40520200, 3353100), (40520200, 3353000), (40520100, 3353090)])], dtype=object)
    write_vector(tmp_path / "a.parquet", gpd.GeoDataFrame({"DKBH": list("abcd")}, geometry=shapes, crs=4528), "x")
    result = run("convert", tmp_path / "a.parquet", tmp_path / "a.txt", "--format", "json")
    assert result.exit_code == 1
    assert [f["message"] for f in json.loads(result.stdout)["findings"] if f["code"] == "parcel.left_out"] == [
        f"地块 {i} 图形有误，未写出。" for i in "bcd"]
    assert [p.id for p in read_parcels(tmp_path / "a.txt").parcels] == ["a"]
    code, found = document(tmp_path / "a.parquet")
    assert code == 1
    assert [p["area_m2"] for p in found["parcels"]] == ["6499.94", None, None, None]


def test_a_refused_conversion_leaves_the_target(txt, tmp_path):
    target = tmp_path / "b.txt"
    shutil.copy(txt, target)
    before = target.read_bytes()
    write_vector(tmp_path / "p.gpkg", gpd.GeoDataFrame(geometry=[shapely.Point(40520100, 3353030)], crs=4528), "x")
    with pytest.raises(Refusal):
        convert(tmp_path / "p.gpkg", target)
    with pytest.raises(Refusal, match="同一个文件"):
        convert(target, target)
    assert target.read_bytes() == before


def test_an_empty_layer(tmp_path):
    empty = gpd.GeoDataFrame({"BSM": []}, geometry=[], crs=4526)
    write_vector(tmp_path / "a.gpkg", empty, "x")
    code, found = document(tmp_path / "a.gpkg")
    assert (code, found["parcels"], found["total_m2"], found["parcels_without_area"]) == (0, [], None, 0)
    assert [f["code"] for f in found["findings"]] == ["layer.empty"]
    write_vct(tmp_path / "a.vct", [VectorLayer(empty, 4526, "X")])
    code, found = document(tmp_path / "a.vct")
    assert (code, found["crs"], found["parcels"], found["findings"]) == (0, "EPSG:4526", [], [])
    for ending in ENDINGS:
        assert convert(tmp_path / "a.vct", tmp_path / f"b.{ending}").layers == (("X", 0),)
        assert len(read_vector(tmp_path / f"b.{ending}").frame) == 0


def test_contradicting_zone_in_a_layer(tmp_path):
    write_vector(tmp_path / "a.gpkg", gpd.GeoDataFrame(geometry=[HOLED], crs=4526), "x")
    code, found = document(tmp_path / "a.gpkg")
    assert (code, found["parcels"][0]["area_m2"]) == (1, None)
    assert found["findings"][0]["code"] == "zone.contradiction"


def test_ten_thousand_patches_at_once(tmp_path):
    cells = np.array([shapely.box(38500000 + 30 * i, 3300000 + 30 * j, 38500030 + 30 * i, 3300030 + 30 * j)
                      for i in range(100) for j in range(100)])
    dm2 = survey_areas_dm2(cells, Gk(38))
    frame = gpd.GeoDataFrame({"BSM": [f"{i:018d}" for i in range(10_000)], "TBMJ": dm2 / 100}, geometry=cells, crs=4526)
    write_vector(tmp_path / "a.parquet", frame, "DLTB")
    code, found = document(tmp_path / "a.parquet")
    assert (code, found["total_m2"]) == (0, f"{dm2.sum() // 100}.{dm2.sum() % 100:02d}")
    assert found["parcels"][7]["id"] == f"{7:018d}"
    assert all(p["findings"] == [] for p in found["parcels"])
