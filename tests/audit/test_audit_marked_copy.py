"""The marked copy: comments at the words they speak of, the rest of the file as it was."""

from __future__ import annotations

import contextlib
import io
import zipfile

import docx
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import W

from yulin.audit import audit_path, audit_text
from yulin.audit.documents.word import read_docx
from yulin.audit.views.word import marked_docx
from yulin.findings import Refusal

SLIP = "耕地恢复任务240亩，完成228.42亩，完成率95.16%，其余下年完成。"


def commented(data: bytes) -> list[tuple[str, str]]:
    """Of each comment: the words it stands on, and its text."""
    document = docx.Document(io.BytesIO(data))
    found = []
    for comment in document.comments:
        inside, words = False, ""
        for node in document.element.body.iter():
            if node.tag.endswith("}commentRangeStart") and node.get(node.tag.split("}")[0] + "}id") == str(
                comment.comment_id
            ):
                inside = True
            elif node.tag.endswith("}commentRangeEnd") and node.get(node.tag.split("}")[0] + "}id") == str(
                comment.comment_id
            ):
                inside = False
            elif inside and node.tag.endswith("}t"):
                words += node.text or ""
        found.append((words, comment.text))
    return found


def test_a_word_report_keeps_its_form_and_gets_comments(tmp_path):
    document = docx.Document()
    document.add_heading("工作报告", 1)
    paragraph = document.add_paragraph("一、耕地恢复任务240亩，完成")
    paragraph.add_run("228.42").bold = True
    paragraph.add_run("亩，完成率95.")
    paragraph.add_run("16").italic = True
    paragraph.add_run("%，其余下年完成。")
    table = document.add_table(rows=4, cols=2)
    for r, row in enumerate((("类别", "宗数"), ("合计", "31"), ("甲", "10"), ("乙", "20"))):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    path = tmp_path / "报告.docx"
    document.save(path)
    report = audit_path(path)
    made = marked_docx(path.read_bytes(), path.name, report.text, report.as_json())
    assert read_docx(made, "x.docx").text == report.text
    said = commented(made)
    assert said[0][1].startswith("数量 ")
    [rate] = [pair for pair in said if "95.18" in pair[1]]
    assert rate[0] == "95.16%"
    assert "建议改为：95.18%" in rate[1]
    runs = docx.Document(io.BytesIO(made)).paragraphs[1].runs
    assert [r.text for r in runs if r.bold] == ["228.42"]
    assert [r.text for r in runs if r.italic] == ["16"]
    before, after = zipfile.ZipFile(path), zipfile.ZipFile(io.BytesIO(made))
    assert after.read("word/styles.xml") == before.read("word/styles.xml")


def test_two_findings_in_one_run_and_an_older_comment(tmp_path):
    document = docx.Document()
    first = document.add_paragraph("旧批注")
    document.add_comment(first.runs, "旧的", "某人", "某")
    document.add_paragraph(SLIP + SLIP.replace("95.16", "96.16").replace("240", "250"))
    path = tmp_path / "a.docx"
    document.save(path)
    report = audit_path(path)
    said = commented(marked_docx(path.read_bytes(), path.name, report.text, report.as_json()))
    assert [said[0], *[words for words, _text in said[2:]]] == [("旧批注", "旧的"), "95.16%", "96.16%"]


def test_a_finding_in_a_text_box_stands_at_its_anchor(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("正文")
    paragraph._p.append(
        parse_xml(
            f"<w:r {W}><w:pict><w:txbxContent><w:p><w:r><w:t>{SLIP}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
        )
    )
    path = tmp_path / "a.docx"
    document.save(path)
    report = audit_path(path)
    made = marked_docx(path.read_bytes(), path.name, report.text, report.as_json())
    assert read_docx(made, "a.docx").text == report.text
    assert any("95.18" in text for _words, text in commented(made))
    assert (
        b"commentRangeStart"
        not in zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").split(b"<w:txbxContent")[1]
    )


def test_any_other_report_is_set_anew():
    text = "工作报告\x07\n" + SLIP + "\n类别\t宗数\n合计\t30\n甲\t10\n乙\t20\n应有**件。\n"
    report = audit_text(text, "a.pdf")
    made = marked_docx(b"%PDF-1.4", "a.pdf", text, report.as_json())
    assert read_docx(made, "x.docx").text == text.replace("\x07", "").rstrip("\n")
    said = commented(made)
    assert ("95.16%" in [words for words, _text in said]) and ("**" in [words for words, _text in said])
    shades = docx.Document(io.BytesIO(made)).element.xpath("//w:shd/@w:fill")
    assert "F8D2CE" in shades and "DDF0E1" in shades


def test_a_file_whose_styles_are_damaged_is_set_anew_and_control_characters_go(tmp_path):
    document = docx.Document()
    document.add_paragraph(SLIP)
    whole = io.BytesIO()
    document.save(whole)
    broken = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, b"<no xml" if name == "word/styles.xml" else source.read(name))
    path = tmp_path / "a.docx"
    path.write_bytes(broken.getvalue())
    report = audit_path(path)
    assert any(
        "95.18" in text
        for _w, text in commented(marked_docx(path.read_bytes(), "a", report.text, report.as_json()))
    )
    report = audit_text(SLIP.replace("完成率", "完成\x08率") + "应有**\x08件，总\x07面积亩。", "a.txt")
    assert commented(marked_docx(b"", "a.txt", report.text, report.as_json()))


@settings(max_examples=60)
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, 40_000), st.integers(0, 200), st.binary(max_size=20)), min_size=1, max_size=6
    )
)
def test_a_damaged_word_file_is_read_or_refused(tmp_path_factory, cuts):
    document = docx.Document()
    document.add_paragraph(SLIP)
    made = io.BytesIO()
    document.save(made)
    data = bytearray(made.getvalue())
    for at, length, new in cuts:
        data[at : at + length] = new
    path = tmp_path_factory.mktemp("cut") / "a.docx"
    path.write_bytes(bytes(data))
    with contextlib.suppress(Refusal):
        report = audit_path(path)
        marked_docx(bytes(data), "a.docx", report.text, report.as_json())
