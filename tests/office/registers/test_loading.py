"""Loading many files at once: the order is found, one bad row refuses all, regions come in with a journal
line.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from yulin.findings import Refusal
from yulin.office.accounts.models import Person, Region
from yulin.office.journal.chain import broken_at
from yulin.office.journal.models import JournalLine
from yulin.office.land.batch import Batch
from yulin.office.land.inspection import Inspection
from yulin.office.land.notice import Notice
from yulin.office.land.supply import Supply
from yulin.office.loading import load_files, registers_in_order
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.models import Receipt

pytestmark = pytest.mark.django_db
REGIONS = [["代码", "名称"], ["990102", "青禾区"], [990102001, "东关街道"], ["990102002", "柳林镇"]]


@pytest.fixture
def admin(db: None) -> Any:
    return Person.objects.create(username="system", role="admin")


@pytest.fixture
def folder(tmp_path: Path, book: Any) -> Path:
    def put(name: str, rows: Any) -> None:
        (tmp_path / f"{name}.xlsx").write_bytes(book(rows, sheet=name))

    put("土地市场巡查台账", [["巡查编号", "电子监管号", "所在乡镇"], ["X1", "D1", "柳林镇"]])
    put("征收公告台账", [["公告编号", "所属批次", "所在乡镇"], ["G1", "甲", "柳林镇"]])
    put(
        "土地供应台账",
        [
            ["电子监管号", "所在乡镇", "供应方式", "供应面积(亩)", "来源批次"],
            ["D1", "柳林镇", "划拨", 3, "甲"],
        ],
    )
    put("用地报批台账", [["批次名称", "批次类型", "所在乡镇", "总面积(亩)"], ["甲", "城市批次", "柳林镇", 3]])
    put("行政区划", REGIONS)
    (tmp_path / "~$用地报批台账.xlsx").write_bytes(b"lock")
    (tmp_path / "示例项目.txt").write_text("not of a register", encoding="utf-8")
    return tmp_path


def test_registers_come_after_those_they_link_to() -> None:
    order = [r.code for r in registers_in_order()]
    assert order.index("land.batch") < order.index("land.notice")
    assert order.index("land.batch") < order.index("land.supply") < order.index("land.inspection")
    assert len(order) == len(set(order)) == len(REGISTERS)


def test_a_folder_is_loaded_in_the_right_order(folder: Path, admin: Person) -> None:
    named: list[str] = []
    receipts = load_files([folder], admin, progress=named.append)
    assert named == [
        "行政区划.xlsx",
        "用地报批台账.xlsx",
        "征收公告台账.xlsx",
        "土地供应台账.xlsx",
        "土地市场巡查台账.xlsx",
    ]
    assert [(r.kind, r.register, r.rows, r.created) for r in receipts] == [
        ("regions", "accounts.region", 3, 3),
        ("ledger", "land.batch", 1, 1),
        ("ledger", "land.notice", 1, 1),
        ("ledger", "land.supply", 1, 1),
        ("ledger", "land.inspection", 1, 1),
    ]
    assert (
        receipts[1].sentence()
        == "用地报批台账.xlsx：用地报批台账，共 1 行，新增 1，更改 0，无变化 0，未导入 0"
    )
    assert json.loads(json.dumps(receipts[0].as_json()))["title"] == "行政区划"
    assert Notice.objects.get().batch == Supply.objects.get().batch == Batch.objects.get()
    assert Inspection.objects.get().supply == Supply.objects.get()
    assert dict(Region.objects.values_list("code", "name")) == {
        "990102": "青禾区",
        "990102001": "东关街道",
        "990102002": "柳林镇",
    }
    assert JournalLine.objects.filter(act="load").count() == 5 and broken_at() is None
    again = load_files([folder], admin)
    assert [(r.created, r.changed, r.same) for r in again] == [(0, 0, 3)] + [(0, 0, 1)] * 4


def test_one_bad_row_refuses_the_whole_folder(folder: Path, admin: Person, book: Any) -> None:
    (folder / "土地供应台账.xlsx").write_bytes(
        book(
            [["电子监管号", "所在乡镇", "供应方式", "供应面积(亩)"], ["D1", "柳林镇", "划拨", "三亩多"]],
            sheet="土地供应台账",
        )
    )
    with pytest.raises(Refusal) as refusal:
        load_files([folder], admin)
    assert str(refusal.value) == (
        "土地供应台账.xlsx：1 行中有 1 行有误，未导入任何一行。第一处：第 2 行 供应面积：“三亩多”不是数。"
    )
    assert (
        Region.objects.count(),
        Batch.objects.count(),
        Receipt.objects.count(),
        JournalLine.objects.count(),
    ) == (0,) * 4
    receipts = load_files([folder], admin, on_error="skip")
    assert [(r.created, r.left_out) for r in receipts] == [(3, 0), (1, 0), (1, 0), (0, 1), (0, 1)]
    assert [f.sentence() for f in receipts[4].findings] == [
        "第 2 行 电子监管号：台账中没有“D1”（先导入该记录，或留空）"
    ]


def test_bad_regions(tmp_path: Path, admin: Person, book: Any) -> None:
    rows = [*REGIONS, ["99010", "错镇"], ["990102003", None], ["990102001", "又名"]]
    path = tmp_path / "行政区划.xlsx"
    path.write_bytes(book(rows, sheet="行政区划"))
    with pytest.raises(Refusal) as refusal:
        load_files([path], admin)
    assert str(refusal.value) == (
        "行政区划.xlsx：6 行中有 3 行有误，未导入任何一行。"
        "第一处：第 5 行：代码“99010”不是 6、9 或 12 位数字。"
    )
    assert Region.objects.count() == 0
    receipt = load_files([path], admin, on_error="skip")[0]
    assert [f.sentence() for f in receipt.findings] == [
        "第 5 行：代码“99010”不是 6、9 或 12 位数字",
        "第 6 行：代码 990102003 没有名称",
        "第 7 行：与第 3 行重复：“990102001”",
    ]


def test_a_region_is_renamed_and_only_by_its_own(
    tmp_path: Path, admin: Person, clerk: Person, book: Any
) -> None:
    path = tmp_path / "区划.xlsx"
    path.write_bytes(book([["行政区划名称", "行政区划代码"], ["柳林街道", "990102002"]], sheet="行政区划"))
    with pytest.raises(Refusal) as refusal:
        load_files([path], clerk)
    assert str(refusal.value) == "李经办（经办人）无权导入行政区划 990102002。"
    assert Region.objects.get(code="990102002").name == "柳林镇"
    assert load_files([path], admin)[0].changed == 1
    assert Region.objects.get(code="990102002").name == "柳林街道"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("无.xlsx", "没有文件 {path}，请核对路径。"),
        (
            "表.csv",
            "表.csv 不是可导入的文件；"
            "工作簿用 .xls .xlsm .xlsx，地块坐标用 .gdb .geojson .gpkg .json .shp .txt .zip。",
        ),
        ("空夹", "文件夹 {path} 里没有工作簿或坐标文件。"),
    ],
)
def test_what_cannot_be_loaded(tmp_path: Path, admin: Person, name: str, sentence: str) -> None:
    path = tmp_path / name
    if name.endswith(".csv"):
        path.write_text("a,b", encoding="utf-8")
    elif name == "空夹":
        path.mkdir()
    with pytest.raises(Refusal) as refusal:
        load_files([path], admin)
    assert str(refusal.value) == sentence.format(path=path)


def test_an_unknown_register(folder: Path, admin: Person) -> None:
    with pytest.raises(Refusal, match=r"^没有台账“land.x”。可用的有：land.auction、land.batch、"):
        load_files([folder / "用地报批台账.xlsx"], admin, register="land.x")


def test_the_named_register_is_used(tmp_path: Path, admin: Person, district: None, book: Any) -> None:
    path = tmp_path / "2025.xlsx"
    path.write_bytes(
        book(
            [["批次名称", "批次类型", "所在乡镇", "总面积"], ["甲", "城市批次", "柳林镇", 3]], sheet="Sheet1"
        )
    )
    assert load_files([path], admin, register="用地报批台账")[0].created == 1
    assert load_files([path], admin, register="land-batch")[0].same == 1
