import datetime as dt
import io
import struct
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.formats.workbooks import read_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def book(tmp_path):
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = "用地报批台账"
    ws["A1"] = "青禾区用地报批台账（2025年）"
    ws.merge_cells("A1:D1")
    ws.append(["批次名称", "总面积(亩)", "上报日期", "重点项目"])
    ws.append(["第一批次", 903.83, dt.date(2025, 3, 4), 29])
    ws.append([None, "1.20", dt.datetime(2025, 3, 4, 8, 30), True])
    hidden = wb.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    wb.create_sheet("空表")
    path = tmp_path / "台账.xlsx"
    wb.save(path)
    return path


def test_values_merges_and_visibility(book):
    ledger, draft, empty = read_workbook(book)
    assert ledger.name == "用地报批台账"
    assert ledger.rows == [
        ["青禾区用地报批台账（2025年）", None, None, None],
        ["批次名称", "总面积(亩)", "上报日期", "重点项目"],
        ["第一批次", 903.83, dt.date(2025, 3, 4), 29],
        [None, "1.20", dt.datetime(2025, 3, 4, 8, 30), True],
    ]
    assert isinstance(ledger.rows[2][3], int)
    assert ledger.merged == ((0, 0, 0, 3),)
    assert (ledger.visible, draft.visible) == (True, False)
    assert empty.rows == []
    assert ledger.findings == ()
    assert read_workbook(book.read_bytes(), "台账")[0] == ledger


def test_error_cells_and_unsaved_formulas_are_findings(tmp_path):
    wb = openpyxl.Workbook()
    wb.active["B2"], wb.active["C3"], wb.active["A1"] = "#N/A", "=A1*2", 1
    wb.save(tmp_path / "a.xlsx")
    [sheet] = read_workbook(tmp_path / "a.xlsx")
    assert sheet.rows == [[1, None], [None, None]] or sheet.rows[0][0] == 1
    assert [(f.code, "B2" in f.message or "C3" in f.message) for f in sheet.findings] == [
        ("cell.error_value", True), ("cell.formula_without_value", True)]


def refused(source, *words):
    with pytest.raises(Refusal) as refusal:
        read_workbook(source, "坏.xlsx")
    for word in words:
        assert word in str(refusal.value)


def test_refusals_name_the_file_and_the_remedy(book, tmp_path):
    data = book.read_bytes()
    refused(tmp_path / "没有.xlsx", "没有.xlsx", "核对路径")
    refused(tmp_path, "文件夹")
    refused(b"", "空的")
    refused(b"PK\x03\x04" + b"junk" * 50, "坏.xlsx", "重新拷贝")
    for cut in (len(data) // 2, len(data) - 10, 200):
        refused(data[:cut], "坏.xlsx", "不完整")
    refused("姓名,面积\n甲,1\n".encode("gbk"), "不是 Excel 工作簿", "另存为 .xlsx")
    refused(b"<html><table><tr><td>1</td></tr></table>", "网页", "另存")
    refused(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "已加密")
    refused(OLE + bytes(600), "不完整")
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as z:
        z.writestr("word/document.xml", "<w/>")
    refused(word.getvalue(), "不是 .xlsx")


def repacked(book, change):
    out = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(item.filename, change(item.filename, old.read(item)))
    return out.getvalue()


def test_a_zip_bomb_is_refused_before_it_inflates(book, monkeypatch):
    monkeypatch.setattr(limits, "WORKBOOK_UNPACKED_BYTES", 2 * limits.MIB)
    bomb = repacked(book, lambda n, d: d + b" " * (8 * limits.MIB) if n.endswith("styles.xml") else d)
    assert len(bomb) < 100_000
    refused(bomb, "坏.xlsx", "上限", "炸弹")


def test_a_far_cell_does_not_make_an_endless_sheet(book):
    def far(name, data):
        cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return data.replace(b"</sheetData>", cell)
    refused(repacked(book, far), "用地报批台账", "单元格")

    def styled(name, data):  # a whole column formatted, nothing in it: no reason to refuse
        cell = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
        return data.replace(b"</sheetData>", cell)
    assert len(read_workbook(repacked(book, styled))[0].rows) == 4


def test_entities_are_refused(book):
    def evil(name, data):
        declared = data.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook')
        return declared if name == "xl/workbook.xml" else data
    refused(repacked(book, evil), "坏.xlsx")


def compound_file(stream):
    """The smallest OLE file around one Workbook stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    header = (OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
              + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
              + struct.pack("<I", 0) + b"\xff" * 432)
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")

    def entry(name, kind, child, start, size):
        raw = name.encode("utf-16-le")
        links = struct.pack("<HBBIII", len(raw) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (raw.ljust(64, b"\0") + links + bytes(36)
                + struct.pack("<IQ", start, size))
    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    return header + table + folder.ljust(512, b"\0") + stream


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def biff(cells, password=False):
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    lock = record(0x002F, b"\1\0" + bytes(4)) if password else b""
    title = "台账".encode("utf-16-le")

    def sheet_entry(at):
        return record(0x0085, struct.pack("<IBBBB", at, 0, 0, 2, 1) + title)
    at = len(begin + lock + sheet_entry(0)) + 4
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    for row, column, value in cells:
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            body += record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
        else:
            body += record(0x0203, place + struct.pack("<d", value))
    return begin + lock + sheet_entry(at) + record(0x000A, b"") + body + record(0x000A, b"")


def test_old_xls():
    data = compound_file(biff([(0, 0, "批次"), (0, 1, "面积"), (1, 0, "甲"), (1, 1, 12.5)]))
    [sheet] = read_workbook(data, "旧.xls")
    assert (sheet.name, sheet.rows) == ("台账", [["批次", "面积"], ["甲", 12.5]])
    refused(compound_file(biff([], password=True)), "已加密")
    refused(data[:700], "坏.xlsx")
    refused(compound_file(biff([(0, 0, "a"), (65535, 65535, 1.0)])), "单元格")
    refused(data.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")), "不是 Excel")


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 10**6), value=st.integers(0, 255))
def test_a_changed_byte_never_crashes(at, value):
    wb = openpyxl.Workbook()
    wb.active.append(["甲", 1, 2.5, dt.date(2025, 1, 1)])
    out = io.BytesIO()
    wb.save(out)
    data = bytearray(out.getvalue())
    data[at % len(data)] = value
    try:
        assert isinstance(read_workbook(bytes(data), "x"), list)
    except Refusal as refusal:
        assert "x" in str(refusal)
