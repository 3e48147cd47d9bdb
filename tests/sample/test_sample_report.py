"""The work report: the same words in both forms, every figure of the year, and one slip."""

from __future__ import annotations

import docx
import pytest

from yulin.audit import audit_path
from yulin.sample.district import SampleReceipt
from yulin.sample.report import TITLE, report_text

FIGURES = ("9个", "2个", "903.83亩", "29个", "30宗", "1377.39亩", "20宗", "911.01亩", "193810万元", "1641.42亩",
           "1778.64亩",
           "108.36%", "57.96亩", "89.06亩", "153.66%", "12个项目", "199.43亩", "3个项目", "107.77亩", "8个城市批次",
           "1个乡村批次", "338.12亩", "214203.9公斤", "4059.6045万元", "240亩", "228.42亩", "95.16%", "5个村", "24处",
           "60.19公顷", "3个乡镇", "1个已经人大审议", "669个", "5987.29亩", "47个", "154.49亩", "76宗", "3116.51亩",
           "40份", "50只", "31只", "三级2只", "三有12只", "5只", "112次", "18件", "4处")


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_is_stated(figure: str) -> None:
    assert figure in report_text()


def test_the_slip_is_the_only_rate_that_is_wrong() -> None:
    assert report_text().count("95.16") == 1
    assert "95.18" not in report_text()


@pytest.mark.parametrize("ending", ["txt", "docx"])
def test_the_audit_finds_the_slip_and_nothing_else(sample: SampleReceipt, ending: str) -> None:
    report = audit_path(sample.folder / f"report/{TITLE}.{ending}").as_json()
    assert [(f["level"], f["kind"], f["stated"], f["expected"]) for f in report["findings"]] == [
        ("error", "rate", "95.16", "95.18")]


def test_both_forms_say_the_same(sample: SampleReceipt) -> None:
    plain = (sample.folder / f"report/{TITLE}.txt").read_text("utf-8")
    document = docx.Document(str(sample.folder / f"report/{TITLE}.docx"))
    lines = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    assert "\n".join(lines) + "\n" == plain == report_text()
    assert len(document.tables) == 2
    assert document.paragraphs[0].style.name == "Title"
