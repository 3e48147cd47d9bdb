"""The pages of an import: preview before anything is written, all or the good rows, receipt."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
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


def book(*rows: list[Any]) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "土地供应台账"
    for row in (["青禾区土地供应台账（2025年）"], HEADS, *rows):
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def upload(browser: Any, data: bytes, name: str = "供应台账.xlsx", kind: str = "ledger") -> Any:
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, data), "kind": kind})


GOOD = ["S-10", "云岭风电", "东关街道", "划拨", 12.5]
BAD = ["S-11", "石桥卫生院", "无名镇", "划拨", "约十亩"]


def test_every_error_is_shown_before_anything_is_written(as_: Any, supplies: list[Any], settings: Any) -> None:
    browser, lines = as_("head"), JournalLine.objects.count()
    data = book(GOOD, BAD, ["S-2", "改名小学", "东关街道", "划拨", 37.5])
    answer = upload(browser, data)
    sha = hashlib.sha256(data).hexdigest()
    assert answer.status_code == 302 and f"{PAGE}{sha}/?name=" in answer.headers["Location"]
    assert (Path(settings.HOME) / "files" / sha).read_bytes() == data
    page = browser.get(answer.headers["Location"]).content.decode()
    assert '共 3 行：2 行可以导入，<b class="late">1 行有误</b>。尚未写入任何内容。' in page
    assert "“约十亩”不是数" in page and "行政区划中没有“无名镇”" in page
    assert page.count('<td class="bad"') == 2
    changed = browser.get(answer.headers["Location"] + "&show=changed").content.decode()
    assert "<del>城东小学</del> → <ins>改名小学</ins>" in changed
    assert Supply.objects.count() == 3 and JournalLine.objects.count() == lines and not Receipt.objects.exists()


def test_the_good_rows_are_taken_and_the_receipt_lists_the_rest(as_: Any, supplies: list[Any]) -> None:
    browser = as_("head")
    preview = upload(browser, book(GOOD, BAD)).headers["Location"]
    refused = browser.post(preview, {"take": "all"})
    assert refused.status_code == 422 and "2 行中有 1 行有误，未导入任何一行" in refused.content.decode()
    assert not Supply.objects.filter(number="S-10").exists() and not Receipt.objects.exists()
    answer = browser.post(preview, {"take": "good", "reason": "季度上报", "document": "收文9号"})
    made = Receipt.objects.get()
    assert answer.headers["Location"] == f"/receipts/{made.pk}/"
    assert (made.rows, made.created, made.changed, made.left_out, made.records) == (2, 1, 0, 1, ["S-10"])
    page = browser.get(f"/receipts/{made.pk}/").content.decode()
    assert "共 2 行：新增 1，更改 0，无变化 0，未收 1。" in page and "“约十亩”不是数" in page and "季度上报" in page
    assert "/records/land-supply/by-key/?key=S-10" in page
    assert Supply.objects.get(number="S-10").area == 833_333
    again = browser.get(preview).content.decode()
    assert '<b class="late">1 行有误</b>' in again and "0 行可以导入" in again


def test_what_is_no_ledger_is_refused_in_one_sentence(as_: Any, regions: Any) -> None:
    browser = as_("head")
    for data, name in ((b"no workbook at all", "台账.xlsx"), (b"", "空.xlsx")):
        answer = upload(browser, data, name)
        if answer.status_code == 302:
            answer = browser.get(answer.headers["Location"])
        assert answer.status_code == 422 and name in answer.content.decode(), name
    assert browser.post(PAGE, {}).status_code == 422
    assert Supply.objects.count() == 0


def test_a_kept_file_is_not_to_be_guessed(as_: Any, regions: Any) -> None:
    browser = as_("head")
    for sha in ("0" * 64, "..", "x", "../office.sqlite3"):
        assert browser.get(f"{PAGE}{sha}/?name=a.xlsx").status_code == 404, sha


def test_a_towns_clerk_takes_in_the_own_town_only(as_: Any, supplies: list[Any]) -> None:
    browser = as_("east")
    foreign = ["S-3", "改名物流", "柳林镇", "划拨", 15]
    preview = upload(browser, book(GOOD, foreign)).headers["Location"]
    page = browser.get(preview).content.decode()
    assert "不属于您的辖区" in page
    browser.post(preview, {"take": "good"})
    supplies[2].refresh_from_db()
    assert supplies[2].project == "物流中心" and Supply.objects.filter(number="S-10").exists()
    receipt = Receipt.objects.get()
    assert as_("west").get(f"/receipts/{receipt.pk}/").status_code == 404
    assert as_("head").get(f"/receipts/{receipt.pk}/").status_code == 200


def test_who_may_not_load_may_not_look(as_: Any, regions: Any) -> None:
    assert as_("leader").get(PAGE).status_code == 403
    assert upload(as_("auditor"), book(GOOD)).status_code == 403


def test_parcels_come_in_the_same_way(as_: Any, supplies: list[Any], tmp_path: Path) -> None:
    browser = as_("head")
    data = as_("head").get("/records/land-supply/export.txt").content.replace(b"S-1", b"S-2")
    answer = upload(browser, data, "地块.txt", "parcels")
    preview = answer.headers["Location"]
    page = browser.get(preview).content.decode()
    assert "S-2" in page and "图形面积" in page
    supplies[1].refresh_from_db()
    assert supplies[1].parcel_wkb is None
    answer = browser.post(preview, {"take": "all"})
    supplies[1].refresh_from_db()
    assert answer.status_code == 302 and supplies[1].parcel_area == supplies[0].parcel_area
