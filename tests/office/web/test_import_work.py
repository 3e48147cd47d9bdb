"""Working with an import: columns matched by hand, cells mended on the preview, undoing what was taken."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yulin.office.journal.models import JournalLine
from yulin.office.land.supply import Supply
from yulin.office.registers.models import Receipt

pytestmark = pytest.mark.django_db
PAGE = "/records/land-supply/import/"
HEADS = ["电子监管号", "项目名称", "所在乡镇", "供应方式", "供应面积(亩)"]


def uploaded(browser: Any, heads: list[str], *rows: list[Any]) -> str:
    made = openpyxl.Workbook()
    made.active.title = "土地供应台账"
    for row in (["台账"], heads, *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    answer = browser.post(PAGE, {"file": SimpleUploadedFile("供应.xlsx", out.getvalue()), "kind": "ledger"})
    return str(answer.headers["Location"])


def test_a_cell_in_error_is_mended_on_the_preview(as_: Any, staff: dict[str, Any]) -> None:
    head = as_("head")
    address = uploaded(head, HEADS, ["S-10", "风电", "东关街道", "划拨", 12.5],
                       ["S-11", "卫生院", "柳林镇", "划拨", "约十亩"])
    page = head.get(address).content.decode()
    assert 'name="cell:4:area" value="约十亩"' in page and "1 行有误" in page
    head.post(address, {"mend": "1", "cell:4:area": "10", "was:4:area": "约十亩"})
    page = head.get(address).content.decode()
    assert "全部正确，2 行有内容要写入" in page and "已在这里改了 1 格" in page
    assert Supply.objects.count() == 0
    answer = head.post(address, {"take": "all"})
    assert dict(Supply.objects.values_list("number", "area")) == {"S-10": 833_333, "S-11": 666_667}
    assert Receipt.objects.get().left_out == 0 and answer.status_code == 302


def test_mends_are_undone(as_: Any, staff: dict[str, Any]) -> None:
    head = as_("head")
    address = uploaded(head, HEADS, ["S-11", "卫生院", "柳林镇", "划拨", "约十亩"])
    head.post(address, {"mend": "1", "cell:3:area": "10", "was:3:area": "约十亩"})
    head.post(address, {"mend": "undo"})
    assert "1 行有误" in head.get(address).content.decode()


def test_a_column_under_an_unknown_head_is_matched_by_hand(as_: Any, staff: dict[str, Any]) -> None:
    head = as_("head")
    heads = ["电子监管号", "干什么用", "所在乡镇", "供应方式", "地有多大(公顷)"]
    address = uploaded(head, heads, ["S-10", "风电", "东关街道", "划拨", 2])
    page = head.get(address).content.decode()
    assert "缺少必需的列" in page and "文件本身有错误" in page and "地有多大(公顷)" in page
    head.post(address, {"mend": "1", "column:4": "area", "taken:4": "", "column:1": "project", "taken:1": "",
                        "column:0": "number", "taken:0": "number"})
    page = head.get(address).content.decode()
    assert "表里 5 列，对上了 5 栏" in page and "全部正确" in page
    head.post(address, {"take": "all"})
    assert Supply.objects.values_list("project", "area").get() == ("风电", 2_000_000)


def test_an_import_is_undone_and_its_corrected_file_comes_in(as_: Any, supplies: list[Any]) -> None:
    head = as_("head")
    rows = [["S-10", "风电", "东关街道", "划拨", 12.5], ["S-2", "城东第二小学", "东关街道", "划拨", 40]]
    head.post(uploaded(head, HEADS, *rows), {"take": "all"})
    assert Supply.objects.get(number="S-2").project == "城东第二小学"
    receipt = Receipt.objects.get(kind="ledger")
    head.post(f"/receipts/{receipt.pk}/undo/", {"reason": "拿错了表"})
    assert Supply.objects.get(number="S-10").withdrawn
    assert Supply.objects.get(number="S-2").project == "城东小学"
    assert Supply.objects.get(number="S-2").area == 2_500_050  # exact, not as it is shown
    assert JournalLine.objects.filter(reason="拿错了表", document=f"↶ {receipt.pk}").count() == 3
    address = uploaded(head, HEADS, ["S-10", "光伏", "柳林镇", "划拨", 9])
    assert "恢复" in head.get(address + "&show=changed").content.decode()
    head.post(address, {"take": "all"})
    held = Supply.objects.get(number="S-10")
    assert (held.withdrawn, held.project, held.region) == (False, "光伏", "990102002")
    assert "S-10" in head.get("/search/?q=光伏").content.decode()


def test_parcels_are_undone_too(as_: Any, supplies: list[Any], staff: dict[str, Any], tmp_path: Any) -> None:
    from tests.office.web.test_form_work import coordinates

    from yulin.office.registers.parcels_in import read_parcels, take_parcels
    from yulin.office.registers.undoing import undo

    path = tmp_path / "p.txt"
    path.write_bytes(coordinates(tmp_path, "S-1", "S-2").read())
    before = bytes(supplies[0].parcel_wkb)
    receipt = take_parcels(read_parcels(path, "p.txt", supplies[0].register), staff["head"])
    assert Supply.objects.filter(parcel_wkb__isnull=False).count() == 2
    undo(receipt, staff["head"], "坐标有误")
    assert bytes(Supply.objects.get(number="S-1").parcel_wkb) == before
    held = Supply.objects.get(number="S-2")
    assert held.parcel_wkb is None and held.parcel_west is None
    assert "S-1" in as_("head").get("/records/land-supply/?parcel=yes").content.decode()
