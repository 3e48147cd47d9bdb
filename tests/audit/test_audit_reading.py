"""Every format a report comes in, as offices make them: what is read, in which order, and where it lies."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile

import pytest
from paper import W, lines_pdf, p, package, set_pdf

from yulin.audit import audit_path
from yulin.audit.documents import read_document
from yulin.audit.documents.markup import read_html
from yulin.audit.documents.word import read_docx
from yulin.findings import Refusal

TEXT = (
    "2025年全区耕地恢复整改年度任务为240亩，截至目前完成228.42亩，完成率95.18%。全年供应土地30宗，面积1377.39亩，其中公开出让"
    "20宗、911.01亩，划拨10宗、466.38亩，收取出让金193810万元，较上年增长8.92%。"
)


def read(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_document(path)


# --- plain text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_read_and_said(tmp_path, encoding):
    document = read(tmp_path, "a.txt", TEXT.encode(encoding))
    assert document.text == TEXT
    assert document.remarks


def test_a_damaged_character_does_not_turn_utf8_into_nonsense(tmp_path):
    document = read(tmp_path, "a.txt", TEXT.encode() + b"\xff\xfe" + TEXT.encode())
    assert document.text.count(TEXT) == 2
    assert document.remarks == ("文件按 UTF-8 读取，有 2 处字符损坏。",)


def test_paragraphs_of_plain_text_are_counted(tmp_path):
    report = audit_path(_file(tmp_path, "a.md", "# 标题\r\n\r\n任务240亩，完成228.42亩，完成率95.16%。\r\n"))
    [finding] = report.as_json()["findings"]
    assert (finding["page"], finding["paragraph"]) == (None, 2)
    assert report.text.startswith("# 标题\r\n")


def _file(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return path


# --- HTML ------------------------------------------------------------------------------------------------------


def test_a_web_table_keeps_its_grid():
    page = (
        "<table><caption>供地情况</caption><tr><th rowspan=2>方式</th><th colspan=2>2025年</th></tr>"
        "<tr><th>宗数</th><th>面积<br>（亩）</th></tr><tr><td>出让</td><td>20</td><td>911.01</td></tr></table>"
    )
    assert read_html(page, ()).text == "供地情况\n方式\t2025年\t\n\t宗数\t面积 （亩）\n出让\t20\t911.01"


def test_a_layout_table_is_read_as_the_page_it_lays_out():
    page = (
        "<body><table><tr><td><h1>报告</h1><p>任务240<b>亩</b>，</p><p>完成率<span>95</span>.18%。</p>"
        "<table><tr><td>合计</td><td>30</td></tr></table></td><td style='display:none'>1亩</td></tr></table>尾注5件"
    )
    assert read_html(page, ()).text == "报告\n任务240亩，\n完成率95.18%。\n合计\t30\n尾注5件"


def test_html_squares_and_hidden_words(tmp_path):
    html = "<p>面积300 m<sup>2</sup><span hidden>99亩</span><!-- 7亩 --></p><select><option>8亩</option></select>"
    assert read(tmp_path, "a.htm", html).text == "面积300 m²"


def test_html_in_gbk_with_its_declaration(tmp_path):
    html = '<?xml version="1.0" encoding="gb2312"?><html><head><meta charset="gb2312"></head><body><p>' + TEXT
    assert read(tmp_path, "a.html", html.encode("gb18030")).text == TEXT


# --- Word ------------------------------------------------------------------------------------------------------


def test_word_notes_heads_feet_and_controls_are_read_in_order():
    body = (
        p("正文")
        + f"<w:sdt><w:sdtContent>{p('控件内30宗')}</w:sdtContent></w:sdt>"
        + "<w:p><w:r><w:t>全年</w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>12件</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    data = package(
        body,
        footnotes=f'<w:footnotes {W}><w:footnote w:type="separator"><w:p/></w:footnote><w:footnote>{p("脚注5件")}'
        "</w:footnote></w:footnotes>",
        endnotes=f"<w:endnotes {W}><w:endnote>{p('尾注6件')}</w:endnote></w:endnotes>",
        header1=f"<w:hdr {W}>{p('单位：万元')}</w:hdr>",
        header2=f"<w:hdr {W}>{p('单位：万元')}</w:hdr>",
        footer1=f"<w:ftr {W}><w:p>{field}</w:p></w:ftr>",
    )
    document = read_docx(data, "x.docx")
    assert document.text == "正文\n控件内30宗\n全年12件\n脚注5件\n尾注6件\n单位：万元"
    assert [place.label for place in document.places] == [
        "第 1 段",
        "第 2 段",
        "第 3 段",
        "脚注",
        "尾注",
        "页眉",
    ]


def test_word_deletions_moves_hidden_words_and_deleted_rows_do_not_count():
    row = "<w:tr>{0}<w:tc>{1}</w:tc><w:tc>{2}</w:tc></w:tr>"
    body = (
        '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>面积3</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>00亩</w:t></w:r><w:moveFrom><w:r><w:t>移走7亩</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>移来8亩</w:t></w:r></w:moveTo><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏9亩</w:t></w:r></w:p>"
        "<w:tbl>"
        + row.format("", p("甲"), p("1"))
        + row.format('<w:trPr><w:del w:id="2"/></w:trPr>', p("乙"), p("2"))
        + "</w:tbl>"
    )
    assert read_docx(package(body), "x.docx").text == "面积300亩移来8亩\n甲\t1"


def test_word_merged_cells_nested_tables_and_squares():
    inner = f"<w:tbl><w:tr><w:tc>{p('内1')}</w:tc><w:tc>{p('内2')}</w:tc></w:tr></w:tbl>"
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    square = f"<w:p><w:r><w:t>5km</w:t></w:r><w:r>{raised}<w:t>2</w:t></w:r></w:p>"
    body = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
        + p("合计")
        + f"</w:tc><w:tc>{p('3')}</w:tc></w:tr>"
        '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("甲") + f"</w:tc><w:tc>{inner}</w:tc>"
        f"<w:tc>{square}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>"
        + p("")
        + f"</w:tc><w:tc>{p('乙')}</w:tc>"
        f"<w:tc>{p('4')}</w:tc></w:tr></w:tbl>"
    )
    assert read_docx(package(body), "x.docx").text == "合计\t\t3\n甲\t内1 内2\t5km²\n\t乙\t4"


def test_word_pages_where_the_file_says_where_they_break():
    body = (
        p("第一页")
        + p("第二页240亩", "<w:r><w:lastRenderedPageBreak/></w:r>")
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        + p("第三页", "<w:r><w:lastRenderedPageBreak/></w:r>")
    )
    places = read_docx(package(body), "x.docx").places
    assert (places[0].page, places[0].paragraph) == (1, 1)
    assert places[-1].paragraph == 3


def test_a_zip_bomb_an_encrypted_and_a_wrong_package_are_one_sentence(tmp_path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("word/document.xml", b"\x20" * (65 << 20))
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as out:
        out.writestr("xl/workbook.xml", "<x/>")
    laughs = (
        f'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "{"&a;" * 99}">]><w:document {W}><w:body>{p("&b;")}</w:body>'
        "</w:document>"
    )
    jokes = io.BytesIO()
    with zipfile.ZipFile(jokes, "w") as out:
        out.writestr("word/document.xml", laughs)
    for data, word in (
        (bomb.getvalue(), "64 MB"),
        (sheet.getvalue(), "不是 Word 文档"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "加密"),
        (jokes.getvalue(), "没有文字"),
        (b"  \n", "空的"),
    ):
        with pytest.raises(Refusal, match=word) as said:
            read(tmp_path, "a.docx", data)
        assert "\n" not in str(said.value)


def test_a_file_far_longer_than_any_report_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("yulin.audit.documents.MAX_CHARACTERS", 20_000)
    with pytest.raises(Refusal, match="有 3 万字，超过 2 万字的上限"):
        read(tmp_path, "a.txt", "字" * 30_000)


# --- PDF -------------------------------------------------------------------------------------------------------


def test_pdf_paragraphs_run_over_lines_and_pages(tmp_path):
    long = [f"第{'一二三四五六七八九'[n]}项工作。{TEXT}" for n in range(9)]
    path = set_pdf(
        tmp_path / "a.pdf",
        ["# 青禾区自然资源局2025年工作报告", *long],
        head="青禾区自然资源局 第{n}期",
        foot="— {n} —",
    )
    document = read_document(path)
    assert document.text.split("\n") == ["青禾区自然资源局2025年工作报告", *long]
    assert {place.page for place in document.places} >= {1, 2}
    report = audit_path(path)
    assert report.errors == 0
    assert len(report.checked) >= 9 * 3


def test_pdf_of_two_columns_is_read_column_by_column(tmp_path):
    flow = [f"{n}区：{TEXT}" for n in "甲乙丙丁戊己"]
    document = read_document(set_pdf(tmp_path / "a.pdf", flow, columns=2, foot="{n}"))
    assert document.text.split("\n") == flow


def test_a_pdf_table_keeps_rows_and_empty_cells(tmp_path):
    rows = [
        ["行政区", "宗数", "面积"],
        ["东关街道", "12", "500.10"],
        ["柳林镇", "", "477.29"],
        ["石桥镇", "18", "400.00"],
        ["合计", "30", "1377.39"],
    ]
    document = read_document(
        set_pdf(tmp_path / "a.pdf", ["全年供地情况如下表。", rows, "以上数据截至年底。"])
    )
    assert (
        document.text
        == "全年供地情况如下表。\n" + "\n".join("\t".join(r) for r in rows) + "\n以上数据截至年底。"
    )


def test_a_wrong_total_in_a_pdf_table_is_found_where_it_stands(tmp_path):
    rows = [
        ["行政区", "宗数", "面积（亩）"],
        ["东关街道", "12", "500.10"],
        ["柳林镇", "7", "477.29"],
        ["石桥镇", "11", "400.00"],
        ["合计", "31", "1377.39"],
    ]
    report = audit_path(set_pdf(tmp_path / "a.pdf", ["表一", rows]))
    assert [(f.kind, f.stated, f.expected) for f in report.findings] == [("sum", "31", "30")]
    assert report.place_of(report.findings[0].place[0]).startswith("第 1 页")


def test_numbers_broken_by_the_line_and_units_on_the_next(tmp_path):
    path = lines_pdf(
        tmp_path / "a.pdf",
        [
            [
                "全年处置批而未供土地任务1641.42亩，完成1,7",
                "78.64",
                "亩，处置率108.36",
                "%，收取费用12.5",
                "万元。",
                "- 1 -",
            ]
        ],
    )
    assert (
        read_document(path).text
        == "全年处置批而未供土地任务1641.42亩，完成1,778.64亩，处置率108.36%，收取费用12.5万元。"
    )


def test_a_locked_pdf_and_one_with_pictures_among_its_pages(tmp_path):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    lines_pdf(tmp_path / "locked.pdf", [[TEXT[:30]]], encrypt=StandardEncryption("user", "owner"))
    with pytest.raises(Refusal, match="口令"):
        read_document(tmp_path / "locked.pdf")
    from PIL import Image

    sheet = canvas.Canvas(str(tmp_path / "mixed.pdf"))
    for number in range(3):
        if number == 1:
            sheet.drawImage(ImageReader(Image.new("L", (300, 400), 220)), 50, 50)
        else:
            sheet.drawString(60, 700, f"Page {number} has a text layer with words on it, 240 kg.")
        sheet.showPage()
    sheet.save()
    assert read_document(tmp_path / "mixed.pdf").remarks == ("第 2 页是图像，没有文字，未核。",)


# --- through LibreOffice ---------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_old_word_is_really_read_through_libreoffice(tmp_path):
    import docx

    document = docx.Document()
    document.add_paragraph("青禾区自然资源局2025年工作报告")
    document.add_paragraph(TEXT.replace("95.18", "95.16"))
    document.save(tmp_path / "旧 报告.docx")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "doc",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "旧 报告.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (tmp_path / "旧 报告.doc").rename(tmp_path / "旧 报告.wps")
    report = audit_path(tmp_path / "旧 报告.wps")
    assert report.text.split("\n")[0] == "青禾区自然资源局2025年工作报告"
    assert [f.stated for f in report.findings if f.level == "error"] == ["95.16"]
    assert report.remarks == ("经 LibreOffice 转换读取",)


def test_without_libreoffice_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Refusal, match="LibreOffice；或请另存为 .docx"):
        read(tmp_path, "a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
