"""Parcels matched to records by key, previewed, taken; and out again as coordinate TXT and GeoPackage."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.db import OperationalError

from yulin.findings import Refusal
from yulin.formats.coordinate_txt import CoordinateParcel, write_coordinate_txt
from yulin.formats.vectors import write_vector
from yulin.geodesy.crs import Gk, to_lonlat
from yulin.office.journal.models import JournalLine
from yulin.office.land.batch import Batch
from yulin.office.land.supply import Supply
from yulin.office.loading import load_files
from yulin.office.registers import parcels_in
from yulin.office.registers.declaration import register_of
from yulin.office.registers.models import Receipt
from yulin.office.registers.parcel import parcel_of
from yulin.office.registers.parcels_in import read_parcels, take_parcels
from yulin.office.registers.parcels_out import coordinates, geopackage
from yulin.office.registers.taking import Refused

pytestmark = pytest.mark.django_db
SUPPLY, BATCH = register_of("land.supply"), register_of("land.batch")
GK = Gk(38)
X, Y = 38_500_000.0, 3_300_000.0
FIFTEEN_MU = 1_000_000


def square(east: float = 0, north: float = 0, side: float = 100) -> shapely.Polygon:
    return shapely.box(X + east, Y + north, X + east + side, Y + north + side)


def text(path: Path, *parcels: tuple[str, str, Any], gk: Gk = GK) -> Path:
    write_coordinate_txt(
        path, [CoordinateParcel(i, n, g) for i, n, g in parcels], gk, "某所", dt.date(2025, 1, 1)
    )
    return path


def raw(path: Path, *lines: str, zone: int = 38) -> Path:
    head = [
        "[属性描述]",
        "坐标系=2000国家大地坐标系",
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
        f"带号={zone}",
        "[地块坐标]",
    ]
    path.write_bytes("\r\n".join([*head, *lines, ""]).encode("gbk"))
    return path


@pytest.fixture
def supplies(district: None) -> list[Supply]:
    return [
        Supply.objects.create(
            number=f"D{i}", region="990102001" if i < 3 else "990102002", mode="划拨", area=FIFTEEN_MU
        )
        for i in (1, 2, 3)
    ]


def sentences(preview: Any) -> list[str]:
    return [f.sentence() for row in preview.rows for f in row.findings if f.level != "note"]


def test_parcels_find_their_records_by_number_or_name(
    tmp_path: Path, supplies: list[Supply], head: Any
) -> None:
    path = text(tmp_path / "土地供应台账.txt", ("D1", "一号", square()), ("7", "D2", square(200)))
    preview = read_parcels(path, by=head)
    assert preview.register is SUPPLY and [f.code for f in preview.findings] == ["encoding.inferred"]
    assert [(r.key, r.status, r.numbers, r.record) for r in preview.rows] == [
        ("D1", "new", (1,), supplies[0]),
        ("D2", "new", (2,), supplies[1]),
    ]
    assert sentences(preview) == [] and preview.rows[0].area == "15.00"
    receipt = take_parcels(preview, head)
    assert (receipt.kind, receipt.register, receipt.rows, receipt.created, receipt.records) == (
        "parcels",
        "land.supply",
        2,
        2,
        ["D1", "D2"],
    )
    kept = parcel_of(Supply.objects.get(number="D1"))
    assert kept is not None and kept.epsg == 4526 and shapely.equals(kept.geometry, square())
    line = JournalLine.objects.get(act="change", record="D1")
    assert (line.before, line.after) == ({"parcel": None}, {"parcel": f"{kept.area_dm2 / 100:.2f} m²"})
    again = read_parcels(path, by=head)
    assert [r.status for r in again.rows] == ["same", "same"]
    moved = read_parcels(text(tmp_path / "土地供应台账.txt", ("D1", "", square(0.5))), by=head)
    assert [r.status for r in moved.rows] == ["changed"]
    assert take_parcels(moved, head).changed == 1


def test_an_area_off_by_more_than_one_percent_is_a_warning(tmp_path: Path, supplies: list[Supply]) -> None:
    path = text(
        tmp_path / "土地供应台账.txt", ("D1", "", square(side=101)), ("D2", "", square(200, side=100.4))
    )
    preview = read_parcels(path)
    assert [r.status for r in preview.rows] == ["new", "new"]
    assert sentences(preview) == [
        "地块“D1”：测量面积 15.30 亩，与台账“供应面积” 15.00 亩 相差 2.01%（请核对地块或台账）"
    ]


def test_without_a_record_or_in_another_region(tmp_path: Path, supplies: list[Supply], clerk: Any) -> None:
    path = text(
        tmp_path / "土地供应台账.txt",
        ("D1", "", square()),
        ("D3", "", square(200)),
        ("D9", "甲", square(400)),
    )
    preview = read_parcels(path, by=clerk)
    assert [r.status for r in preview.rows] == ["new", "bad", "bad"] and preview.rows[1].record is None
    assert sentences(preview) == [
        "地块“D3”：不属于您的辖区",
        "地块“D9”：土地供应台账中没有对应的记录（请先导入台账，或核对地块编号）",
    ]
    with pytest.raises(Refusal) as refusal:
        take_parcels(preview, clerk)
    assert str(refusal.value) == (
        "土地供应台账.txt：3 个地块中有 2 个有误，未导入任何一个。第一处：地块“D3”：不属于您的辖区。"
    )
    assert Receipt.objects.count() == 0 and parcel_of(Supply.objects.get(number="D1")) is None
    assert take_parcels(preview, clerk, "skip").left_out == 2
    assert parcel_of(Supply.objects.get(number="D1")) is not None
    with pytest.raises(Refusal, match="未导入任何一个。第一处：地块“D3”：不属于您的辖区。"):
        take_parcels(read_parcels(text(tmp_path / "土地供应台账.txt", ("D3", "", square()))), clerk)


def test_several_polygons_of_one_record_are_one_parcel(tmp_path: Path, supplies: list[Supply]) -> None:
    apart = read_parcels(
        text(tmp_path / "土地供应台账.txt", ("D1", "", square()), ("D1", "", square(500, side=50)))
    )
    assert apart.rows[0].numbers == (1, 2) and apart.rows[0].value is not None
    assert shapely.get_type_id(apart.rows[0].value.geometry) == 6
    beside = read_parcels(text(tmp_path / "土地供应台账.txt", ("D1", "", square()), ("D1", "", square(100))))
    assert beside.rows[0].status == "new" and beside.rows[0].value is not None
    assert shapely.area(beside.rows[0].value.geometry) == pytest.approx(20_000)
    over = read_parcels(text(tmp_path / "土地供应台账.txt", ("D1", "", square()), ("D1", "", square(50))))
    assert [f.message for f in over.rows[0].findings if f.level == "error"] == ["同一记录的地块相互重叠"]


def test_self_crossing_and_empty_polygons(tmp_path: Path, supplies: list[Supply]) -> None:
    path = raw(
        tmp_path / "土地供应台账.txt",
        "5,1,D1,,面,,,,@",
        "J1,1,3300000,38500000",
        "J2,1,3300100,38500100",
        "J3,1,3300100,38500000",
        "J4,1,3300000,38500060",
        "J1,1,3300000,38500000",
        "0,0,D2,,面,,,,@",
        "4,1,D3,,面,,,,@",
        "J1,1,3300000,38501000",
        "J2,1,3300100,38501000",
        "J3,1,3300100,38501100",
        "J1,1,3300000,38501000",
    )
    preview = read_parcels(path)
    assert [r.status for r in preview.rows] == ["bad", "bad", "new"]
    errors = [[f.message for f in r.findings if f.level == "error"] for r in preview.rows]
    assert len(errors[0]) == 1 and "相交" in errors[0][0]
    assert errors[1][0] == "没有界址点。" and errors[2] == []


def test_polygons_that_a_layer_holds_are_checked_too(tmp_path: Path, supplies: list[Supply]) -> None:
    bow = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    frame = geopandas.GeoDataFrame({"DKBH": ["D1", "D2", "D3"]}, geometry=[bow, None, square()], crs=4526)
    path = tmp_path / "土地供应台账.gpkg"
    frame.to_file(path, layer="a", engine="pyogrio")
    preview = read_parcels(path)
    assert [r.status for r in preview.rows] == ["bad", "bad", "new"]
    assert sentences(preview)[:2] == [
        "地块“D1”：边界自相交，在 38500050, 3300050 处（请改正界址点）",
        "地块“D2”：图形为空（请补上界址点）",
    ]


def test_a_zone_that_contradicts_the_coordinates(tmp_path: Path, supplies: list[Supply], head: Any) -> None:
    path = raw(
        tmp_path / "土地供应台账.txt",
        "4,1,D1,,面,,,,@",
        "J1,1,3300000,38500000",
        "J2,1,3300100,38500000",
        "J3,1,3300100,38500100",
        "J1,1,3300000,38500000",
        zone=39,
    )
    preview = read_parcels(path)
    assert not preview.readable
    with pytest.raises(Refusal, match=r"^土地供应台账.txt 不能导入：.*39.*38"):
        take_parcels(preview, head, "skip")
    assert parcel_of(Supply.objects.get(number="D1")) is None


def test_a_file_in_the_wrong_zone_lies_far_away(
    tmp_path: Path, supplies: list[Supply], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels_in, "district_box", lambda: (113.9, 29.7, 114.1, 29.9))
    lon, lat = to_lonlat([X + 50], [Y + 50], 4526)
    assert 113.9 < lon[0] < 114.1 and 29.7 < lat[0] < 29.9
    there = shapely.box(39_500_000, Y, 39_500_100, Y + 100)
    outside = shapely.box(X + 15_000, Y, X + 15_100, Y + 100)
    path = text(tmp_path / "土地供应台账.txt", ("D1", "", there), gk=Gk(39))
    assert [f.message for f in read_parcels(path).rows[0].findings if f.level == "error"] == [
        "地块在本行政区之外很远（东经 117.001°，北纬 29.819°）"
    ]
    near = read_parcels(text(tmp_path / "土地供应台账.txt", ("D1", "", outside)))
    assert (near.rows[0].status, sentences(near)) == ("new", ["地块“D1”：地块在本行政区界外（请核对界址点）"])


def test_geojson_and_zipped_shapefile(tmp_path: Path, supplies: list[Supply], head: Any) -> None:
    frame = geopandas.GeoDataFrame(
        {"remark": ["x", "y"], "number": ["D1", "D2"]}, geometry=[square(), square(200)], crs=4526
    )
    inside = tmp_path / "inside"
    inside.mkdir()
    frame.to_file(inside / "parcels.shp", engine="pyogrio")
    packed = tmp_path / "土地供应台账.zip"
    with zipfile.ZipFile(packed, "w") as out:
        for part in inside.iterdir():
            out.write(part, part.name)
    assert [(r.key, r.status) for r in read_parcels(packed).rows] == [("D1", "new"), ("D2", "new")]
    lonlat = tmp_path / "土地供应台账.geojson"
    frame.to_crs(4490).to_file(lonlat, driver="GeoJSON", engine="pyogrio")
    preview = read_parcels(lonlat)
    assert [(r.key, r.status) for r in preview.rows] == [("D1", "new"), ("D2", "new")]
    assert any(f.code == "crs.projected" for f in preview.findings)
    assert preview.rows[0].value is not None and preview.rows[0].value.epsg == 4526
    assert preview.rows[0].value.area_dm2 == pytest.approx(1_000_000, rel=1e-4)


def test_a_filegdb_with_one_layer_named_as_the_register(tmp_path: Path, supplies: list[Supply], head: Any) -> None:
    path = tmp_path / "青禾.gdb"
    for layer, shape in (("土地供应台账", square()), ("其他", square(300))):
        frame = geopandas.GeoDataFrame({"DKBH": ["D1"]}, geometry=[shape], crs=4526)
        write_vector(path, frame, layer)
    receipt = load_files([path], head, register="land.supply")[0]
    assert (receipt.file, receipt.created) == ("青禾.gdb", 1)
    kept = parcel_of(Supply.objects.get(number="D1"))
    assert kept is not None and shapely.equals(kept.geometry, square())


def test_a_refusal_carries_everything_found(tmp_path: Path, supplies: list[Supply], head: Any) -> None:
    path = text(tmp_path / "土地供应台账.txt", ("D8", "", square()), ("D9", "", square(200)))
    with pytest.raises(Refused) as refusal:
        take_parcels(read_parcels(path), head)
    assert [f.where for f in refusal.value.findings if f.level == "error"] == ["地块“D8”", "地块“D9”"]


def test_a_zip_that_is_none(tmp_path: Path, supplies: list[Supply]) -> None:
    path = tmp_path / "土地供应台账.zip"
    path.write_bytes(b"not a zip at all")
    with pytest.raises(Refusal, match="土地供应台账.zip"):
        read_parcels(path)


@pytest.mark.parametrize(
    ("name", "register", "sentence"),
    [
        (
            "地块.txt",
            None,
            "看不出 地块.txt 属于哪个台账：请以台账命名文件（如“土地供应台账.txt”），或指定台账。",
        ),
        ("法制审核台账.txt", None, "法制审核台账没有地块，不能导入 法制审核台账.txt。"),
    ],
)
def test_the_register_must_be_clear_and_have_parcels(
    tmp_path: Path, name: str, register: Any, sentence: str
) -> None:
    path = text(tmp_path / name, ("D1", "", square()))
    with pytest.raises(Refusal) as refusal:
        read_parcels(path, register=register)
    assert str(refusal.value) == sentence


def test_loading_takes_ledgers_before_their_parcels(tmp_path: Path, head: Any, book: Any) -> None:
    text(tmp_path / "用地报批台账.txt", ("甲", "", square()))
    (tmp_path / "用地报批台账.xlsx").write_bytes(
        book([["批次名称", "批次类型", "所在乡镇", "总面积(亩)"], ["甲", "城市批次", "柳林镇", 15]])
    )
    receipts = load_files(sorted(tmp_path.iterdir()), head)
    assert [r.sentence() for r in receipts] == [
        "用地报批台账.xlsx：用地报批台账，共 1 行，新增 1，更改 0，无变化 0，未导入 0",
        "用地报批台账.txt：用地报批台账的地块，共 1 行，新增 1，更改 0，无变化 0，未导入 0",
    ]
    assert parcel_of(Batch.objects.get()) is not None


def test_a_disk_that_fills_up_leaves_no_parcel(
    tmp_path: Path, supplies: list[Supply], head: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    preview = read_parcels(text(tmp_path / "土地供应台账.txt", ("D1", "", square()), ("D2", "", square(200))))
    monkeypatch.setattr(parcels_in, "write_receipt", full)
    with pytest.raises(Refusal, match="^土地供应台账.txt 未能写入数据库"):
        take_parcels(preview, head)
    assert [parcel_of(s) for s in Supply.objects.all()] == [None] * 3
    assert JournalLine.objects.count() == 0


def test_parcels_go_out_and_come_back_the_same(tmp_path: Path, supplies: list[Supply], head: Any) -> None:
    holed = shapely.Polygon(square().exterior, [square(20, 20, 10).exterior.reverse()])
    take_parcels(
        read_parcels(text(tmp_path / "土地供应台账.txt", ("D1", "", holed), ("D2", "", square(200.1234)))),
        head,
    )
    out = tmp_path / "导出.txt"
    out.write_bytes(coordinates(SUPPLY, Supply.objects.order_by("pk"), "某局", dt.date(2025, 12, 31)))
    assert "数据产生单位=某局" in out.read_text("gbk") and out.read_text("gbk").count(",面,") == 2
    back = read_parcels(out, register=SUPPLY)
    assert [r.key for r in back.rows] == ["D1", "D2"]
    for row in back.rows:
        held = parcel_of(row.record)
        assert held is not None and row.value is not None
        assert shapely.equals(shapely.normalize(held.geometry), shapely.normalize(row.value.geometry))
        assert held.area_dm2 == row.value.area_dm2
    packed = tmp_path / "导出.gpkg"
    packed.write_bytes(geopackage(SUPPLY, Supply.objects.order_by("pk")))
    frame = geopandas.read_file(packed, engine="pyogrio")
    assert list(frame["电子监管号"]) == ["D1", "D2"] and list(frame["所在乡镇"]) == ["东关街道"] * 2
    assert list(frame["供应面积(亩)"]) == [15.0, 15.0] and frame.crs.to_epsg() == 4526
    assert [r.status for r in read_parcels(packed, register=SUPPLY).rows] == ["same", "same"]


def test_nothing_to_export_or_two_planes(tmp_path: Path, supplies: list[Supply], head: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        coordinates(SUPPLY, Supply.objects.all())
    assert str(refusal.value) == "土地供应台账：所选记录都没有地块，无可导出。"
    take_parcels(read_parcels(text(tmp_path / "土地供应台账.txt", ("D1", "", square()))), head)
    there = shapely.box(39_500_000, Y, 39_500_100, Y + 100)
    take_parcels(read_parcels(text(tmp_path / "土地供应台账.txt", ("D2", "", there), gk=Gk(39))), head)
    with pytest.raises(Refusal, match="^土地供应台账：所选地块分属 CGCS2000 3度带第38带"):
        geopackage(SUPPLY, Supply.objects.all())
