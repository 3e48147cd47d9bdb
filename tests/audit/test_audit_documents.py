"""Reading files: encodings, Word with everything in it, HTML, PDF with broken lines, scans, damage."""

import contextlib
import io
import shutil
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.audit import audit_path
from yulin.audit.documents import read_document
from yulin.audit.documents.word import read_docx
from yulin.findings import Refusal

SLIP = "全年任务240亩，完成228.42亩，完成率95.16%。"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_in_any_usual_encoding(tmp_path, encoding):
    path = tmp_path / "报告.txt"
    path.write_bytes(("第一行\r\n" + SLIP * 5).encode(encoding))
    report = audit_path(path)
    assert report.text == "第一行\r\n" + SLIP * 5
    assert report.errors == 5


def test_word_with_table_text_box_tracked_changes_and_bracket(tmp_path):
    document = docx.Document()
    document.add_paragraph(SLIP)
    table = document.add_table(rows=3, cols=2)
    for r, row in enumerate((("合计", "30"), ("甲", "10"), ("乙", "20"))):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    paragraph = document.add_paragraph("面积")
    paragraph._p.append(parse_xml(f'<w:ins {W} w:id="1" w:author="a"><w:r><w:t>300亩</w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f'<w:del {W} w:id="2" w:author="a"><w:r><w:delText>200亩</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(
        f"<w:r {W}><w:pict><w:txbxContent><w:p><w:r><w:t>框内40公顷</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"))
    path = tmp_path / "报告.docx"
    document.save(path)
    report = audit_path(path)
    assert report.text.split("\n") == [SLIP, "合计\t30", "甲\t10", "乙\t20", "面积300亩", "框内40公顷"]
    assert report.errors == 1
    assert report.place_of(report.findings[0].span[0]) == "第 1 段"


def test_word_footnotes_are_read(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as package:
        body = f"<w:document {W}><w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:body></w:document>"
        note = f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>脚注12件</w:t></w:r></w:p></w:footnote></w:footnotes>"
        package.writestr("word/document.xml", body)
        package.writestr("word/footnotes.xml", note)
    assert read_docx(inner.getvalue(), "x.docx").text == "正文\n脚注12件"


def test_html_shows_what_a_reader_sees(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<html><head><style>p{}</style></head><body><p>任务240亩，</p><script>1亩</script>"
                    "<table><tr><td>合计</td><td>30</td></tr></table></body></html>", encoding="utf-8")
    assert read_document(path).text == "任务240亩，\n合计\t30"


def _pdf(path, pages):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    sheet = canvas.Canvas(str(path))
    for lines in pages:
        sheet.setFont("STSong-Light", 12)
        for n, line in enumerate(lines):
            sheet.drawString(60, 780 - 20 * n, line)
        sheet.showPage()
    sheet.save()


def test_pdf_lines_broken_inside_number_and_before_unit_are_joined(tmp_path):
    path = tmp_path / "a.pdf"
    _pdf(path, [["2025年全区耕地恢复整改工作年度任务为240", "亩，目前完成228.4", "2亩，完成率95.16%。", "- 1 -"]])
    report = audit_path(path)
    assert "240亩，目前完成228.42亩" in report.text
    assert [(f.kind, f.expected) for f in report.findings] == [("rate", "95.18")]
    assert report.place_of(report.findings[0].span[0]) == "第 1 页 第 1 段"


def test_a_scan_is_said_to_be_one(tmp_path):
    path = tmp_path / "scan.pdf"
    _pdf(path, [[], []])
    with pytest.raises(Refusal, match="扫描件"):
        audit_path(path)


@pytest.mark.parametrize(("name", "data"), [
    ("a.docx", b"not a zip"), ("a.docx", b"PK\x03\x04broken"), ("a.pdf", b"%PDF-1.4 broken"), ("a.xyz", b"text"),
    ("a.txt", bytes(range(256)) * 20),
])
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Refusal) as refusal:
        audit_path(path)
    assert name in str(refusal.value)
    assert path.read_bytes() == data


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(Refusal):
            audit_path(path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_old_word_through_libreoffice(tmp_path):
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi 240 kg}")
    assert "240 kg" in read_document(path).text


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=300), ending=st.sampled_from([".txt", ".md", ".html", ".docx", ".pdf"]))
def test_arbitrary_bytes_are_read_or_refused(tmp_path_factory, data, ending):
    path = tmp_path_factory.mktemp("bytes") / ("x" + ending)
    path.write_bytes(data)
    with contextlib.suppress(Refusal):
        audit_path(path).as_json()
