"""Working with a list: columns, views, counted filters, the map's window, bulk acts and undoing them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from yulin.office.journal.models import JournalLine
from yulin.office.land.models import Supply
from yulin.office.registers.models import Receipt
from yulin.office.web.models import SavedView

pytestmark = pytest.mark.django_db
LIST = "/records/land-supply/"


def heads(page: str) -> list[str]:
    import re

    block = page.partition("<thead>")[2].partition("</thead>")[0]
    return [re.sub(r"<[^>]+>|\s", "", th) for th in re.findall(r"<th.*?</th>", block, re.S)]


def test_columns_are_chosen_ordered_and_remembered(as_: Any, supplies: list[Any]) -> None:
    head = as_("head")
    answer = head.post(LIST + "columns/", {"column": ["price", "project"], "query": "year=2025&cols=area&page=2"})
    assert answer.url == LIST + "?year=2025&cols=price%2Cproject"
    page = head.get(LIST).content.decode()
    assert heads(page)[1:4] == ["电子监管号", "成交价款万元", "项目名称"]
    assert heads(as_("clerk").get(LIST).content.decode())[1:4] == ["电子监管号", "项目名称", "所在乡镇"]
    assert heads(as_("clerk").get(LIST + "?cols=area,nonsense").content.decode())[1:3] == ["电子监管号", "供应面积亩"]
    head.post(LIST + "columns/", {"declared": "1"})
    assert heads(head.get(LIST).content.decode())[1:4] == ["电子监管号", "项目名称", "所在乡镇"]


def test_what_is_seen_is_exported(as_: Any, supplies: list[Any]) -> None:
    answer = as_("head").get(LIST + "export.xlsx?cols=price,project&mode=划拨")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [[c.value for c in row] for row in sheet.iter_rows(min_row=2)] == [
        ["电子监管号", "成交价款(万元)", "项目名称"], ["S-3", None, "物流中心"], ["S-2", None, "城东小学"]]
    answer = as_("head").get(LIST + "export.csv?cols=area,region&sort=number")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["电子监管号", "供应面积(亩)", "所在乡镇"], ["S-1", "75.00", "东关街道"],
                    ["S-2", "37.50", "东关街道"], ["S-3", "15.00", "柳林镇"]]


def test_a_view_is_mine_until_it_is_shared(as_: Any, supplies: list[Any]) -> None:
    head = as_("head")
    head.post(LIST + "views/", {"name": "划拨的", "query": "year=2025&mode=划拨&sort=area&page=3"})
    view = SavedView.objects.get()
    assert view.query == "mode=%E5%88%92%E6%8B%A8&sort=area"
    assert "划拨的" in head.get(LIST).content.decode()
    assert "划拨的" not in as_("clerk").get(LIST).content.decode()
    head.post(LIST + "views/", {"name": "划拨的", "query": "mode=划拨", "shared": "1"})
    assert "划拨的" in as_("clerk").get(LIST).content.decode()
    assert as_("clerk").post(f"/views/{view.pk}/drop/").status_code == 403
    assert SavedView.objects.count() == 1
    head.post(f"/views/{view.pk}/drop/")
    assert SavedView.objects.count() == 0


def test_quick_filters_count_what_they_show(as_: Any, supplies: list[Any]) -> None:
    page = as_("head").get(LIST + "?as_of=2025-12-31").content.decode()
    for words in ("合同签订 <b>2</b>", "尚未开始 <b>1</b>", "动工 超期 <b>1</b>"):
        assert words in page
    assert "竣工 超期" not in page
    assert "尚未开始 <b>1</b>" in as_("head").get(LIST + "?as_of=2025-12-31&stage=contracted").content.decode()


def test_the_map_beside_the_list_shows_its_page(as_: Any, supplies: list[Any]) -> None:
    held = as_("head").get(LIST + "places.json?mode=挂牌出让").json()["features"]
    assert [(f["id"], f["properties"]["key"]) for f in held] == [(supplies[0].pk, "S-1")]
    west, south = held[0]["geometry"]["coordinates"][0][0]
    near = f"{west - 0.1},{south - 0.1},{west + 0.1},{south + 0.1}"
    page = as_("head").get(LIST + f"?map=1&window={near}").content.decode()
    assert "S-1" in page and "S-2" not in page and "data-list" in page
    assert "S-1" not in as_("head").get(LIST + "?window=1,1,2,2").content.decode()
    assert as_("west").get(LIST + "places.json").json()["features"] == []


def bulk(browser: Any, records: list[Any], **posted: str) -> Any:
    return browser.post(LIST + "bulk/", {"pk": [r.pk for r in records], **posted})


def test_a_bulk_act_is_shown_then_done_then_undone(as_: Any, supplies: list[Any]) -> None:
    head, said = as_("head"), {"what": "step:delivered", "day": "2025-06-01", "reason": "集中交地"}
    lines = JournalLine.objects.count()
    page = bulk(head, supplies[:2], step="preview", **said).content.decode()
    assert "2 条可以办理" in page and JournalLine.objects.count() == lines
    answer = bulk(head, supplies[:2], step="do", **said)
    receipt = Receipt.objects.get()
    assert answer.url == f"/receipts/{receipt.pk}/" and (receipt.changed, receipt.kind) == (2, "bulk")
    assert set(Supply.objects.filter(delivered_on=dt.date(2025, 6, 1)).values_list("number", flat=True)) == {
        "S-1", "S-2"}
    assert "确认撤销" in head.get(answer.url).content.decode()
    undone = head.post(f"/receipts/{receipt.pk}/undo/", {"reason": "日期有误"})
    assert not Supply.objects.filter(delivered_on__isnull=False).exists()
    assert "办理 2" in head.get(undone.url).content.decode()
    assert JournalLine.objects.filter(act="change", reason="日期有误").count() == 2
    assert head.post(f"/receipts/{receipt.pk}/undo/", {"reason": "再撤"}).status_code == 403


def test_what_cannot_be_done_is_named_and_left(as_: Any, supplies: list[Any]) -> None:
    said = {"what": "step:published", "day": "2025-03-01", "step": "preview"}
    page = bulk(as_("head"), supplies[:2], **said).content.decode()
    assert "1 条可以办理" in page and "1 条不能办理" in page and "没有“出让公告”这一步" in page
    wrong = bulk(as_("head"), supplies, what="field:area", value="很大", step="do")
    assert wrong.status_code == 422 and "不是数" in wrong.content.decode()
    assert Receipt.objects.count() == 0
    assert bulk(as_("auditor"), supplies, **said).status_code == 403
    none = as_("head").post(LIST + "bulk/", {})
    assert none.status_code == 422 and "还没有选择记录" in none.content.decode()


def test_all_that_a_question_finds_is_one_selection(as_: Any, supplies: list[Any]) -> None:
    as_("head").post(LIST + "bulk/", {"whole": "1", "query": "mode=划拨", "what": "field:use", "value": "仓储用地",
                                      "step": "do"})
    assert sorted(Supply.objects.filter(use="仓储用地").values_list("number", flat=True)) == ["S-2", "S-3"]


def test_what_was_changed_since_is_not_undone(as_: Any, supplies: list[Any], staff: dict[str, Any]) -> None:
    from yulin.office.registers import acts

    bulk(as_("head"), supplies[:2], what="field:use", value="仓储用地", step="do")
    acts.change(Supply.objects.get(number="S-2"), {"use": "教育用地"}, staff["clerk"])
    receipt = Receipt.objects.get()
    as_("head").post(f"/receipts/{receipt.pk}/undo/", {"reason": "选错"})
    assert dict(Supply.objects.values_list("number", "use")) == {"S-1": "", "S-2": "教育用地", "S-3": ""}
    assert Receipt.objects.get(kind="undo").left_out == 1


def test_a_withdrawal_in_bulk_comes_back(as_: Any, supplies: list[Any]) -> None:
    bulk(as_("head"), supplies[1:], what="withdraw", reason="重复录入", step="do")
    assert Supply.objects.filter(withdrawn=True).count() == 2
    assert "S-2" not in as_("head").get("/search/?q=城东").content.decode()
    as_("head").post(f"/receipts/{Receipt.objects.get().pk}/undo/", {"reason": "选错"})
    assert Supply.objects.filter(withdrawn=True).count() == 0
    assert "S-2" in as_("head").get("/search/?q=城东").content.decode()
    assert bulk(as_("clerk"), supplies[1:], what="withdraw", reason="x", step="do").status_code == 422
