"""The books' pages: what they show and open, acting on them, refusals in page and import, ledgers and workbooks."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely
from django.test import Client

from yulin.findings import Refusal
from yulin.formats.coordinate_txt import CoordinateParcel, write_coordinate_txt
from yulin.geodesy.crs import gk_from_epsg
from yulin.office.books.ledgers import LEDGERS
from yulin.office.books.models import Transaction
from yulin.office.loading import load_files
from yulin.office.registers.acts import NewRecord, create
from yulin.office.registers.declaration import register_of
from yulin.office.registers.parcel import parcel_value

As, Snapshot = Callable[[str], Client], Callable[[], Any]
AT = "?year=2025&as_of=2025-12-31"
D = dt.date


@pytest.fixture
def year(staff: Any) -> Any:
    """A project in the pool, a dossier, and a link between them that is used."""
    def make(code: str, **values: Any) -> Any:
        return create(register_of(code), NewRecord({"region": "990102001", **values}), staff["clerk"])

    make("balance.project", number="GD-1", name="一号项目", kind="土地开发", scale=40_000_000, new_farmland=22_541_333,
         new_paddy=0, grade_after=900, accepted_on=D(2025, 2, 1), accepted_doc="青土验〔2025〕1号",
         stored_on=D(2025, 3, 3), stored_doc="备〔2025〕1号")
    make("land.batch", name="第一批次", kind="城市批次", area=10_000_000, agricultural=10_000_000, construction=0,
         unused=0, cultivated=6_000_000, paddy=0)
    make("balance.offset", number="GG-1", batch_name="第一批次", kind="城市批次", occupied=6_000_000,
         supplemented=6_000_000, occupied_paddy=0, supplemented_paddy=0, source_number="GD-1", linked_on=D(2025, 4, 1),
         linked_doc="XX1", cancelled_on=D(2025, 6, 1), fee_due=100, fee_paid=100)
    return staff


def page(browser: Client, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_accounts_entries_and_transactions_open_each_other(year: Any, as_: As) -> None:
    browser = as_("leader")
    text = page(browser, f"/books/{AT}")
    assert "248.12" in text and "165413.33 平方米" in text  # what is left of 338.12 mu
    text = page(browser, f"/books/account/{AT}&code=990102/CULTIVATED/POOL/GD-1")
    assert "338.12" in text and "-90.00" in text
    row = Transaction.objects.get(act="INTAKE")
    text = page(browser, f"/books/transactions/{row.pk}/")
    assert all(word in text for word in ("备〔2025〕1号", "area:GD-1", "SM3", "/records/balance-project/"))
    assert "第一批次" in page(browser, f"/books/transactions/{AT}&act=use")
    assert page(browser, "/books/account/?code=no/such", 404)
    assert page(as_("east"), f"/books/transactions/{row.pk}/", 403)
    assert browser.get(f"/books/balance.svg{AT}&kind=cultivated")["Content-Type"] == "image/svg+xml"
    assert Client().get("/books/").status_code == 302


def test_no_page_needs_inline_script_or_style(year: Any, as_: As) -> None:
    row = Transaction.objects.get(act="HOLD")
    for path in ("", "transactions/", "transactions/new/", f"transactions/{row.pk}/", "ledgers/", "statement/",
                 *(f"ledgers/{code}/" for code in LEDGERS)):
        text = page(as_("head"), f"/books/{path}{AT}")
        assert "<script>" not in text and " style=" not in text and "<style" not in text, path


def test_the_seven_ledgers_say_the_same_on_page_and_in_excel(year: Any, as_: As) -> None:
    text = page(as_("leader"), f"/books/ledgers/dossiers/{AT}")
    assert "GG-1" in text and "90.00" in text and "/books/dossier/" in text
    answer = as_("leader").get(f"/books/ledgers/all.xlsx{AT}")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) == 7
    rows = list(book["占补平衡台账"].iter_rows(values_only=True))
    assert (rows[0][0], rows[1][3], rows[2][3], rows[3][0], rows[3][8]) == (
        "2025 年度占补平衡台账", "占用耕地(亩)", 90, "合计", 90)
    sheet = book["占补平衡台账"]
    assert (sheet["D3"].number_format, sheet["L3"].number_format, sheet["L3"].value) == (
        "#,##0.00", "yyyy-mm-dd", dt.datetime(2025, 4, 1))
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == ("B3", "$1:$2", "landscape")
    assert sheet.column_dimensions["A"].width == 9 and "A1:P1" in {str(r) for r in sheet.merged_cells.ranges}
    statistics = LEDGERS["statistics"].make("990102", 2025, D(2025, 12, 31))
    line = [cell.text for cell in statistics.rows[0]]
    assert line == ["耕地数量", "亩", "0.00", "338.12", "0.00", "90.00", "0.00", "0.00", "0.00", "248.12", "0.00",
                    "248.12", "0.00"]
    assert as_("clerk").get(f"/books/ledgers/all.xlsx{AT}").status_code == 200
    assert page(as_("leader"), "/books/ledgers/none/", 404)


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    from yulin.office.books.tables import Cell, Head, Table, workbook

    made = workbook([Table("占补平衡台账", "表", (Head("名称"),), ((Cell("=1+1"),), (Cell("-三"),)))])
    sheet: Any = openpyxl.load_workbook(io.BytesIO(made)).active
    assert [(cell.value, cell.data_type, cell.quotePrefix) for (cell,) in sheet["A3:A4"]] == [
        ("=1+1", "s", True), ("-三", "s", True)]


def test_the_statement_and_the_dossier_open_to_what_is_behind(year: Any, as_: As) -> None:
    text = page(as_("auditor"), f"/books/statement/{AT}")
    assert "没有占补挂账" in text and "338.12" in text
    text = page(as_("auditor"), f"/books/dossier/{AT}&batch=第一批次")
    assert "已核销" in text and "土地管理法" in text and "挂钩并冻结" not in text
    english = as_("auditor")
    english.post("/language/", {"language": "en"})
    assert "Balance statement 2025" in page(english, f"/books/statement/{AT}")


def posted(browser: Client, path: str, **values: str) -> tuple[int, str]:
    answer = browser.post(path, values)
    return answer.status_code, answer.content.decode()


def test_what_the_books_refuse_is_said_on_the_page_and_changes_nothing(
    year: Any, as_: As, snapshot: Snapshot
) -> None:
    before, browser = snapshot(), as_("head")
    form = {"key": "S-1", "day": "2025-07-01", "act": "SPEND", "document": "文", "region": "990102", "holder": "GD-1",
            "unit": "平方米"}
    status, text = posted(browser, "/books/transactions/new/", **form, CULTIVATED="165413.34")
    assert (status, "余额不足，缺 0.01 平方米" in text) == (422, True)
    status, text = posted(browser, "/books/transactions/new/", **form, PADDY="1")
    assert (status, "水田·储备 在 2025-07-01 余额不足，缺 1.00 平方米" in text) == (422, True)
    used = Transaction.objects.get(act="USE")
    status, text = posted(browser, f"/books/transactions/{used.pk}/release/", day="2025-07-01", document="作废")
    assert (status, "已经入账，不能作废" in text) == (422, True)
    status, text = posted(browser, "/books/dossier/?batch=第一批次", day="2025-07-01", holder="GD-1", document="x",
                          unit="亩", CULTIVATED="248.13")
    assert (status, "余额不足" in text) == (422, True)
    assert posted(as_("leader"), "/books/transactions/new/", **form, CULTIVATED="1")[0] == 403
    assert snapshot() == before


def test_posting_linking_and_countering_from_the_pages(year: Any, as_: As) -> None:
    browser = as_("head")
    form = {"key": "S-1", "day": "2025-07-01", "act": "SPEND", "document": "文", "region": "990102", "holder": "GD-1",
            "unit": "亩", "CULTIVATED": "15"}
    assert posted(browser, "/books/transactions/new/", **form)[0] == 302
    assert posted(browser, "/books/transactions/new/", **form)[0] == 302  # clicked twice, posted once
    row = Transaction.objects.get(number="S-1")
    assert posted(browser, f"/books/transactions/{row.pk}/counter/", day="2025-07-02", reason="录错")[0] == 302
    assert posted(browser, "/books/dossier/?batch=第一批次", day="2025-07-03", holder="GD-1", document="XX2", unit="亩",
                  CULTIVATED="3")[0] == 302
    hold = Transaction.objects.get(act="HOLD", dossier="第一批次", document="XX2")
    assert posted(browser, f"/books/transactions/{hold.pk}/release/", day="2025-07-04")[0] == 302
    assert Transaction.objects.get(pk=hold.pk).state == "released"


def workbook(title: str, heads: list[str], *rows: list[Any]) -> io.BytesIO:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in (heads, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = f"{title}.xlsx"
    return out


HEADS = ["挂钩编号", "批次名称", "批次类型", "所在乡镇", "占用耕地(亩)", "占用水田(亩)", "补充耕地(亩)", "补充水田(亩)",
         "补充项目备案号", "挂钩日期", "核销日期"]
PROJECT = ["项目备案号", "项目名称", "项目类型", "所在乡镇", "新增耕地(亩)", "质量等别", "验收日期", "入库日期"]
LAST = D(2025, 8, 1)


@pytest.mark.parametrize(("title", "heads", "row", "sentence"), [
    ("占补平衡台账", HEADS, ["GG-2", "第一批次", "城市批次", "东关街道", "248.13", 0, "248.13", 0, "GD-1", LAST, None],
     "耕地数量·储备 在 2025-08-01 余额不足，缺 6.67 平方米"),
    ("占补平衡台账", [head.replace("(亩)", "(平方米)") for head in HEADS],
     ["GG-2", "第一批次", "城市批次", "东关街道", "165413.34", 0, "165413.34", 0, "GD-1", LAST, None],
     "耕地数量·储备 在 2025-08-01 余额不足，缺 0.01 平方米"),
    ("占补平衡台账", HEADS, ["GG-2", "第一批次", "城市批次", "东关街道", 10, 5, 100, 0, "GD-1", LAST, None],
     "补充水田 0.00 少于占用水田 5.00"),
    ("占补平衡台账", HEADS,
     ["GG-1", "第一批次", "城市批次", "东关街道", 80, 0, 80, 0, "GD-1", D(2025, 4, 1), D(2025, 6, 1)],
     "已经入账，不能更改；请先在账簿中红字冲销"),
    ("补充耕地项目台账", PROJECT, ["GD-1", "一号项目", "土地开发", "东关街道", 400, 9, D(2025, 2, 1), D(2025, 3, 3)],
     "（入库）已经入账，不能更改"),
])
def test_the_same_is_refused_in_an_excel_import(
    year: Any, snapshot: Snapshot, tmp_path: Any, title: str, heads: list[str], row: list[Any], sentence: str
) -> None:
    path = tmp_path / f"{title}.xlsx"
    path.write_bytes(workbook(title, heads, row).getvalue())
    before = snapshot()
    with pytest.raises(Refusal, match=sentence):
        load_files([path], year["head"])
    assert snapshot() == before


def square(x: float) -> Any:
    return shapely.box(38_500_000 + x, 3_900_000, 38_500_100 + x, 3_900_100)


@pytest.fixture
def reclaimed(year: Any) -> Any:
    """A second project in the pool, whose ground is on the map, and a third one beside it that is not stored yet."""
    def make(number: str, x: float, stored: dt.date | None) -> Any:
        return create(register_of("balance.project"), NewRecord({
            "number": number, "name": "项目", "kind": "土地复垦", "region": "990102001", "new_farmland": 1_000_000,
            "grade_after": 900, "accepted_on": D(2025, 2, 1), "stored_on": stored}, parcel_value(square(x), 4526)),
            year["clerk"])

    make("GD-2", 0, D(2025, 5, 1))
    return make("GD-3", 50, None)


HELD = "与已入库的 area:GD-2（凭证 balance.project/GD-2/intake）重叠 5000.00 平方米（7.50 亩）"


def test_one_reclaimed_parcel_twice_is_refused_on_the_page(reclaimed: Any, as_: As, snapshot: Snapshot) -> None:
    before, path = snapshot(), f"/records/balance-project/{reclaimed.pk}/edit/"
    status, text = posted(as_("head"), path, _edition="1", stored_on="2025-06-01")
    assert (status, f"area:GD-3 {HELD}" in text) == (422, True)
    reclaimed.refresh_from_db()
    assert snapshot() == before and (reclaimed.stored_on, reclaimed.edition) == (None, 1)


def test_one_reclaimed_parcel_twice_is_refused_in_an_import(
    reclaimed: Any, year: Any, snapshot: Snapshot, tmp_path: Path
) -> None:
    """By a workbook that stores it, and by a file of coordinates that comes after the intake."""
    path = tmp_path / "补充耕地项目台账.xlsx"
    path.write_bytes(workbook(path.stem, PROJECT, [
        "GD-3", "项目", "土地复垦", "东关街道", 15, 9, D(2025, 2, 1), D(2025, 6, 1)]).getvalue())
    before = snapshot()
    with pytest.raises(Refusal, match=re.escape(f"area:GD-3 {HELD}")):
        load_files([path], year["head"])
    assert snapshot() == before
    points = tmp_path / "补充耕地项目台账.txt"
    write_coordinate_txt(points, [CoordinateParcel(id="GD-1", name="一号项目", geometry=square(50))],
                         gk_from_epsg(4526), "", D(2025, 6, 1))
    with pytest.raises(Refusal, match=re.escape(f"area:GD-1 {HELD}")):
        load_files([points], year["head"])
    assert snapshot() == before
